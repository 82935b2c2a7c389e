"""Random Vietnamese text of the kind that stands in registers, from the language's own syllable structure."""

from __future__ import annotations

import random

# Onsets and rimes of written Vietnamese; a rime that ends in a stop carries only the sharp and heavy tones.
_ONSETS = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gh",
    "gi",
    "h",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "ngh",
    "nh",
    "ph",
    "qu",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
] + [""]
_OPEN = [
    "a",
    "ai",
    "ao",
    "au",
    "ay",
    "âu",
    "ây",
    "e",
    "eo",
    "ê",
    "êu",
    "i",
    "ia",
    "iu",
    "o",
    "oa",
    "oai",
    "oay",
    "oe",
    "oi",
    "ô",
    "ôi",
    "ơ",
    "ơi",
    "u",
    "ua",
    "uê",
    "ui",
    "uơ",
    "uy",
    "uya",
    "ư",
    "ưa",
    "ưi",
    "ưu",
    "y",
    "ya",
    "am",
    "an",
    "ang",
    "anh",
    "ăm",
    "ăn",
    "ăng",
    "âm",
    "ân",
    "âng",
    "em",
    "en",
    "eng",
    "ênh",
    "êm",
    "ên",
    "im",
    "in",
    "inh",
    "iêm",
    "iên",
    "iêng",
    "iêu",
    "om",
    "on",
    "ong",
    "ôm",
    "ôn",
    "ông",
    "ơm",
    "ơn",
    "oan",
    "oang",
    "oanh",
    "oăn",
    "um",
    "un",
    "ung",
    "uân",
    "uông",
    "uôm",
    "uôn",
    "uôi",
    "uyên",
    "uynh",
    "ưng",
    "ươi",
    "ươm",
    "ươn",
    "ương",
    "ươu",
    "yên",
    "yêu",
]
_STOPPED = [
    "ac",
    "ach",
    "ap",
    "at",
    "ăc",
    "ăp",
    "ăt",
    "âc",
    "âp",
    "ât",
    "ec",
    "ep",
    "et",
    "êch",
    "êp",
    "êt",
    "ich",
    "ip",
    "it",
    "iêc",
    "iêp",
    "iêt",
    "oc",
    "op",
    "ot",
    "ôc",
    "ôp",
    "ôt",
    "ơp",
    "ơt",
    "oac",
    "oat",
    "uc",
    "up",
    "ut",
    "uôc",
    "uôt",
    "uât",
    "uyêt",
    "ưc",
    "ưt",
    "ươc",
    "ươp",
    "ươt",
]
_TONES = {
    "a": "aàáảãạ", "ă": "ăằắẳẵặ", "â": "âầấẩẫậ", "e": "eèéẻẽẹ", "ê": "êềếểễệ", "i": "iìíỉĩị",
    "o": "oòóỏõọ", "ô": "ôồốổỗộ", "ơ": "ơờớởỡợ", "u": "uùúủũụ", "ư": "ưừứửữự", "y": "yỳýỷỹỵ",
}  # fmt: skip
_SURNAMES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đào",
    "Đinh",
    "Giáp",
    "Hà",
    "Lương",
    "Mai",
    "Nông",
    "Tạ",
    "Thân",
    "Trịnh",
    "Chu",
    "Cao",
    "Vi",
    "Lưu",
    "Quách",
    "Tô",
    "Triệu",
    "Từ",
    "Ong",
    "Diêm",
    "Ngọ",
    "Khổng",
    "Nghiêm",
    "Thạch",
    "La",
    "Tăng",
    "Phùng",
]
_MIDDLES = [
    "Văn",
    "Thị",
    "Đức",
    "Hữu",
    "Quang",
    "Xuân",
    "Minh",
    "Ngọc",
    "Thanh",
    "Kim",
    "Đình",
    "Công",
    "Như",
    "Thế",
    "Trọng",
    "Bá",
    "Duy",
    "Mạnh",
    "Hồng",
    "Thu",
]
_GIVEN = [
    "An",
    "Anh",
    "Ánh",
    "Bảo",
    "Bảy",
    "Biên",
    "Bình",
    "Bốn",
    "Bích",
    "Ca",
    "Can",
    "Cảnh",
    "Cẩm",
    "Chi",
    "Chiến",
    "Chính",
    "Chung",
    "Cúc",
    "Cường",
    "Cương",
    "Dân",
    "Diệp",
    "Dung",
    "Dũng",
    "Duyên",
    "Dần",
    "Đạo",
    "Đạt",
    "Điệp",
    "Định",
    "Đoàn",
    "Đồng",
    "Đông",
    "Đại",
    "Đức",
    "Giang",
    "Gấm",
    "Hà",
    "Hai",
    "Hải",
    "Hạnh",
    "Hằng",
    "Hân",
    "Hậu",
    "Hiên",
    "Hiền",
    "Hiển",
    "Hiếu",
    "Hiệp",
    "Hoa",
    "Hoan",
    "Hoàn",
    "Hoạt",
    "Hòa",
    "Hoà",
    "Hồng",
    "Hợi",
    "Hợp",
    "Huân",
    "Huấn",
    "Huệ",
    "Hùng",
    "Huy",
    "Huyền",
    "Hưng",
    "Hương",
    "Hường",
    "Khang",
    "Khánh",
    "Khiêm",
    "Khoa",
    "Khuê",
    "Kiên",
    "Kiều",
    "Lan",
    "Lành",
    "Lâm",
    "Lập",
    "Liên",
    "Liễu",
    "Linh",
    "Loan",
    "Long",
    "Lợi",
    "Luyến",
    "Luân",
    "Lương",
    "Lưu",
    "Ly",
    "Mai",
    "Mạnh",
    "Mão",
    "Mận",
    "Miền",
    "Minh",
    "Mơ",
    "Mùi",
    "Mười",
    "My",
    "Mỹ",
    "Nam",
    "Năm",
    "Nga",
    "Ngà",
    "Ngân",
    "Ngát",
    "Nghĩa",
    "Ngọ",
    "Ngọc",
    "Nguyên",
    "Nguyệt",
    "Nhàn",
    "Nhân",
    "Nhật",
    "Nhi",
    "Nhị",
    "Nhung",
    "Nhuận",
    "Ninh",
    "Nữ",
    "Oanh",
    "Phong",
    "Phú",
    "Phúc",
    "Phương",
    "Phượng",
    "Quân",
    "Quý",
    "Quyên",
    "Quyền",
    "Quyết",
    "Quỳnh",
    "Sáu",
    "Sáng",
    "Sen",
    "Sinh",
    "Sơn",
    "Sự",
    "Sửu",
    "Tài",
    "Tám",
    "Tâm",
    "Tân",
    "Thái",
    "Thanh",
    "Thành",
    "Thảo",
    "Thắm",
    "Thắng",
    "Thế",
    "Thiện",
    "Thịnh",
    "Thìn",
    "Thoa",
    "Thơ",
    "Thơm",
    "Thu",
    "Thuần",
    "Thuận",
    "Thủy",
    "Thuý",
    "Thúy",
    "Thư",
    "Thương",
    "Tiến",
    "Tiếp",
    "Tình",
    "Toàn",
    "Toán",
    "Trang",
    "Trâm",
    "Trí",
    "Triển",
    "Trình",
    "Trung",
    "Trường",
    "Tuân",
    "Tuấn",
    "Tuệ",
    "Tùng",
    "Tuyên",
    "Tuyến",
    "Tuyết",
    "Tý",
    "Uyên",
    "Vân",
    "Việt",
    "Vinh",
    "Vĩnh",
    "Vượng",
    "Vỹ",
    "Xuân",
    "Xuyến",
    "Yên",
    "Yến",
]
_HOLDERS = ("Ông ", "Bà ", "Hộ ông ", "Hộ bà ", "Ông: ", "Hộ Ông ", "Hộ Bà ")
_BODIES = (
    "UBND xã", "UBND phường", "UBND thị trấn", "Ủy ban nhân dân xã", "Hợp tác xã nông nghiệp", "HTX dịch vụ",
    "Công ty TNHH", "Công ty cổ phần", "Trường Tiểu học", "Trường Mầm non", "Trạm y tế xã", "Nhà văn hóa thôn",
    "Chùa", "Đình làng", "Cộng đồng dân cư thôn", "Quỹ đất công ích", "Nghĩa trang", "Tập thể", "Đất giao thông",
)  # fmt: skip
_PLACES = (
    "Thôn", "Xóm", "Tổ dân phố số", "Khu", "Đồng", "Cánh đồng", "Xứ đồng", "Gò", "Bãi", "Cửa", "Ngõ", "Phố",
    "Đường", "Làng", "Ấp", "Đội", "Bờ", "Ao", "Dộc", "Rộc", "Đầm", "Xã", "Huyện", "Tỉnh", "Phường", "Thị trấn",
)  # fmt: skip
_NOTES = (
    "Đồng sử dụng đất", "Chưa cấp GCN", "Đã cấp GCN số", "Tách thành các thửa số", "Hợp thành thửa đất số",
    "Chuyển mục đích sử dụng từ", "nhận chuyển nhượng của ông", "thừa kế", "tặng cho", "Thửa đất số",
    "Tờ bản đồ số", "Diện tích (m²)", "Loại đất", "Ghi chú", "Số vào sổ", "Trang số", "Sổ mục kê đất đai",
    "Mục đích sử dụng", "Quyết định số", "Hợp thửa:", "Cộng", "Tổng", "nt",
)  # fmt: skip


def syllable(chance: random.Random) -> str:
    """One legal syllable in lower case, with its tone on the vowel that carries it."""
    onset = chance.choice(_ONSETS)
    stopped = chance.random() < 0.22
    rime = chance.choice(_STOPPED if stopped else _OPEN)
    tone = chance.choice((2, 5) if stopped else (0, 0, 1, 2, 3, 4, 5))
    return onset + _with_tone(rime, tone, chance.randint(0, 1))


def _with_tone(rime: str, tone: int, loose_place: int) -> str:
    vowels = [i for i, letter in enumerate(rime) if letter in _TONES]
    marked = [i for i in vowels if rime[i] in "ăâêôơư"]
    closed = vowels[-1] < len(rime) - 1
    middle = vowels[len(vowels) // 2 - (len(vowels) == 2)]
    place = marked[-1] if marked else vowels[-1] if closed else middle
    if rime in ("oa", "oe", "uy"):  # both spellings are in use: hòa and hoà
        place = loose_place
    return rime[:place] + _TONES[rime[place]][tone] + rime[place + 1 :]


def phrase(chance: random.Random) -> str:
    """A holder, a place, a note, a number or free words."""
    kind = chance.random()
    if kind < 0.5:
        return _holder(chance)
    if kind < 0.72:
        return _place(chance)
    if kind < 0.86:
        return _note(chance)
    if kind < 0.93:
        words = " ".join(syllable(chance) for _ in range(chance.randint(2, 5)))
        return words.upper() if chance.random() < 0.4 else words[0].upper() + words[1:]
    return _figure(chance)


def _name(chance: random.Random, given: int) -> str:
    surname = chance.choice(_SURNAMES) if chance.random() < 0.7 else syllable(chance).capitalize()
    middle = chance.choice(_MIDDLES) if chance.random() < 0.5 else syllable(chance).capitalize()
    return " ".join([surname, middle, *(_given(chance) for _ in range(given))])


def _given(chance: random.Random) -> str:
    return chance.choice(_GIVEN) if chance.random() < 0.5 else syllable(chance).capitalize()


def _holder(chance: random.Random) -> str:
    if chance.random() < 0.12:
        return f"{chance.choice(_BODIES)} {_name(chance, 1) if chance.random() < 0.5 else ''}".strip()
    prefix = chance.choice(_HOLDERS) if chance.random() < 0.55 else ""
    name = prefix + _name(chance, chance.choice((0, 1, 1, 1, 2)))
    return name.upper() if chance.random() < 0.06 else name


def _place(chance: random.Random) -> str:
    words = [syllable(chance).capitalize() for _ in range(chance.randint(1, 3))]
    place = f"{chance.choice(_PLACES)} {' '.join(words)}"
    if chance.random() < 0.15:
        place += f" {chance.randint(1, 20)}"
    if chance.random() < 0.2:
        place += f", {chance.choice(_PLACES).lower()} {syllable(chance).capitalize()} {syllable(chance).capitalize()}"
    return place


def _note(chance: random.Random) -> str:
    note = chance.choice(_NOTES)
    kind = chance.random()
    if kind < 0.35:
        note += f" {chance.randint(1, 999)}"
    elif kind < 0.5:
        note += f" {chance.randint(1, 300)}, {chance.randint(1, 300)}"
    elif kind < 0.65:
        note += f" {chance.randint(1, 3000)}/QĐ-UBND ngày {chance.randint(1, 28)}/{chance.randint(1, 12)}/{chance.randint(1990, 2024)}"
    elif kind < 0.8:
        note += f" {_name(chance, 1)}"
    return note


def _figure(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.5:
        area = f"{chance.uniform(1, 9999):.1f}"
        return area if chance.random() < 0.4 else area.replace(".", ",")
    if kind < 0.75:
        return chance.choice(
            [
                "LUC",
                "LUK",
                "BHK",
                "HNK",
                "CLN",
                "ONT",
                "ODT",
                "NTS",
                "RSX",
                "DGT",
                "DTL",
                "NTD",
                "TSC",
                "TON",
                "GDC",
                "UBS",
                "UBQ",
                "TKT",
                "ONT+CLN",
            ]
        )
    return f"{chance.choice(('CH', 'H', 'BA', 'AĐ', 'CMND', 'Số'))} {chance.randint(100, 999999)}"
