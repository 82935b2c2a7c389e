"""The words of certificates as data: labels, headings, titles of holders, offices, origins.

Sources: the forms of 1993, 2004 (Decision 24/2004), 2009 (Circular 17/2009), 2014 (Circular 23/2014) and 2024
(Circular 10/2024). Labels are folded: lower case, no accents.
"""

from __future__ import annotations

from itertools import product

# Meaning -> how forms print it. "other": labels whose text is not taken from here.
LABELS: dict[str, tuple[str, ...]] = {
    "serial": (
        "so phat hanh",
        "so phat hanh gcn",
        "so phat hanh giay chung nhan",
        "so seri",
        "so serial",
        "so",
    ),
    "book": (
        "so vao so",
        "so vao so cap gcn",
        "so vao so cap giay chung nhan",
        "so vao so cap gcn quyen su dung dat",
        "so vao so cap giay chung nhan quyen su dung dat",
        "vao so cap giay chung nhan so",
        "vao so cap giay chung nhan quyen su dung dat so",
        "vao so cap gcn qsdd so",
    ),
    "holder": (
        "ong",
        "ba",
        "ong ba",
        "ho ong",
        "ho ba",
        "ho ong ba",
        "va vo",
        "va chong",
        "cung vo",
        "cung chong",
        "ho ten",
        "ho va ten",
        "ten nguoi su dung dat",
        "nguoi su dung dat",
        "chu su dung dat",
        "nguoi su dung dat chu so huu tai san gan lien voi dat",
        "nguoi su dung dat chu so huu nha o va tai san khac gan lien voi dat",
    ),
    "birth": ("nam sinh", "sinh nam", "ngay sinh", "ngay thang nam sinh"),
    "id": (
        "cmnd so",
        "cmnd",
        "so cmnd",
        "cccd so",
        "cccd",
        "so cccd",
        "can cuoc so",
        "can cuoc cong dan so",
        "so can cuoc cong dan",
        "so dinh danh ca nhan",
        "chung minh nhan dan so",
        "giay chung minh nhan dan so",
        "ho chieu so",
    ),
    "home": ("dia chi thuong tru", "noi thuong tru", "ho khau thuong tru", "thuong tru tai"),
    "place": ("dia chi thua dat", "dia chi thua", "vi tri thua dat"),
    "address": ("dia chi",),  # the holder's or the parcel's, by what stands above it
    "located": ("tai",),
    "area_words": ("bang chu", "viet bang chu", "dien tich bang chu"),
    "use_form": ("hinh thuc su dung", "hinh thuc su dung dat"),
    "private": ("rieng", "su dung rieng"),
    "shared": ("chung", "su dung chung"),
    "purpose": ("muc dich su dung", "muc dich su dung dat", "loai dat"),
    "term": ("thoi han su dung", "thoi han su dung dat", "thoi han"),
    "origin": ("nguon goc su dung", "nguon goc su dung dat", "nguon goc"),
    "house": ("nha o", "tai san gan lien voi dat", "thong tin tai san gan lien voi dat", "loai nha o"),
    "parcel": (
        "thua dat so",
        "thua so",
        "thua dat",
        "to ban do so",
        "to ban do",
        "so to ban do",
        "so thua",
        "dien tich",
        "duoc quyen su dung",
        "thong tin thua dat",
    ),
    "other": (
        "cong trinh xay dung khac",
        "rung san xuat la rung trong",
        "cay lau nam",
        "ghi chu",
        "dien tich xay dung",
        "dien tich san",
        "ket cau",
        "cap hang",
        "so tang",
        "hinh thuc so huu",
        "thoi han so huu",
        "loai giay to",
        "theo ban liet ke duoi day",
        "ma vach",
    ),
}
# Parts of the form by their headings, without the numbers before them.
HEADINGS: dict[str, tuple[str, ...]] = {
    "holder": (
        "ten nguoi su dung dat",
        "nguoi su dung dat chu so huu tai san gan lien voi dat",
        "nguoi su dung dat chu so huu nha o va tai san khac gan lien voi dat",
    ),
    "parcel": (
        "thua dat",
        "thua dat duoc quyen su dung",
        "thua dat nha o va tai san khac gan lien voi dat",
        "thong tin thua dat",
        "thong tin ve thua dat",
        "theo ban liet ke duoi day",
    ),
    "house": ("tai san gan lien voi dat", "thong tin tai san gan lien voi dat"),
    "notes": ("ghi chu",),
    "plan": ("so do thua dat", "so do thua dat nha o va tai san khac gan lien voi dat"),
    "changes": (
        "nhung thay doi sau khi cap giay chung nhan",
        "nhung thay doi sau khi cap giay",
        "noi dung thay doi va co so phap ly",
        "nhung thay doi ve su dung dat va co so phap ly",
    ),
}
# Heads of the table under the changes: what stands in it is no change.
HEADS_OF_CHANGES = (
    "noi dung thay doi va co so phap ly",
    "xac nhan cua co quan co tham quyen",
    "ngay thang nam",
    "noi dung thay doi",
)
HOLDER_WORDS = frozenset(("ong", "ba", "ho", "va", "vo", "chong", "cung", "la", "do"))
# Titles by themselves, with their accents; with others some are names, as the families Đỗ, Hồ, Võ and Lã.
HOLDER_TITLES = frozenset(("ông", "bà", "hộ", "và", "vợ", "chồng", "cùng"))
HOLDER_HEADS = frozenset(("ong", "ba"))  # one of them is in every title of a person
ORGANISATIONS = (
    "uy ban nhan dan", "cong ty", "hop tac xa", "truong", "chua", "tram", "ngan hang", "cong dong dan cu",
    "doanh nghiep", "giao xu", "dong ho", "ban quan ly",
)  # fmt: skip
OFFICES = (
    "uy ban nhan dan", "so tai nguyen", "so nong nghiep", "van phong dang ky", "chi nhanh van phong dang ky",
)  # fmt: skip
NOTHING = frozenset(("", "khong", "khong co", "chua chung nhan", "k"))
_GIVEN = tuple(
    f"{way} {fee} tiền sử dụng đất"
    for way, fee in product(
        ("Nhà nước giao đất", "Công nhận QSDĐ như giao đất", "Công nhận quyền sử dụng đất như giao đất"),
        ("có thu", "không thu"),
    )
)
_LEASED = tuple(f"Nhà nước cho thuê đất trả tiền {when}" for when in ("hàng năm", "một lần"))
_PASSED = tuple(
    f"Nhận {way} đất được {first.replace('Công', 'công')}"
    for way, first in product(("chuyển nhượng", "thừa kế", "tặng cho"), (*_GIVEN, *_LEASED))
)
# Origins in the words of the forms; certificates also say others, freely.
ORIGINS = (*_GIVEN, *_LEASED, *_PASSED)
LASTING = "Lâu dài"
