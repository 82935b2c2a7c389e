"""Invented holders and places: surnames, middle words and given words drawn at random."""

from __future__ import annotations

from numpy.random import Generator


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


_SURNAMES = _words(
    "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Ngô Dương Giáp Thân Hà Chu Lương Trịnh Đào Tạ Nông Lý Vi "
    "Phùng Mai La Quách Khổng Ong Leo Tống Đoàn Cao Đinh Lưu Tô Trương Phí Nghiêm Ngọ Đồng Hứa Triệu"
)
_MIDDLE_MEN = _words("Văn Đình Xuân Hữu Quang Đức Công Trọng Ngọc Minh Bá Duy Như Thế Viết Khắc Tiến Mạnh")
_MIDDLE_WOMEN = _words("Thị Ngọc Thu Thúy Kim Bích Minh Phương Thanh Hồng Diệu Mỹ")
_GIVEN_MEN = _words(
    "An Bình Bẩy Chiến Chính Cường Dũng Duyên Đạt Định Đông Giang Hải Hạnh Hiếu Hòa Hưởng Huỳnh Khánh Khởi "
    "Kỷ Lập Lợi Luyện Mạnh Nghĩa Nhượng Phúc Quảng Quyết Sỹ Tấn Thắng Thịnh Thưởng Tiệp Toản Trữ Tuyển Ước "
    "Vượng Ý Đễ Hậu Kiên Lực"
)
_GIVEN_WOMEN = _words(
    "Ánh Bưởi Chuyên Cúc Dậu Diệp Đào Gấm Hằng Hiền Hoa Huệ Hường Khuyến Lan Liễu Loan Lụa Mận Mùi Nga Ngát "
    "Nguyệt Nhẫn Nhung Oanh Phượng Quý Quỳnh Sen Sửu Tâm Thảo Thoa Thủy Tỵ Tuyết Tươi Uyên Vân Xuyến Yến"
)
_FIELDS = _words("Mả Giếng Cửa Trên Dưới Chùa Dộc Vườn Mía Ngô Trũng Cầu Đa Bãi Gò Nghè Lẻ Cao Sâu Quán")
_HAMLETS = _words(
    "Đông Đoài Thượng Trung Hạ Mới Đình Ngoài Trong Lò Bến Chằm Quất Lãng Vân Phú Mỹ Ngò Ngàn Sậy Gạo Thọ"
)
_FIRST = _words("An Bình Đại Đông Hòa Kim Lương Mai Ngọc Phúc Quang Tân Thanh Thọ Trung Vĩnh Xuân Yên")


def person(rng: Generator) -> tuple[str, bool]:
    """A full name and whether it is a woman's."""
    woman = bool(rng.random() < 0.42)
    middle, given = (_MIDDLE_WOMEN, _GIVEN_WOMEN) if woman else (_MIDDLE_MEN, _GIVEN_MEN)
    words = [str(rng.choice(_SURNAMES)), str(rng.choice(middle)), str(rng.choice(given))]
    if rng.random() < 0.08:
        words.insert(2, str(rng.choice(given)))
    return " ".join(words), woman


def holder(rng: Generator, titled: bool) -> str:
    """A household or a person as column (3) of the register writes it (App. 15, 1.3)."""
    name, woman = person(rng)
    if not titled:
        return name
    household = "Hộ bà" if woman else "Hộ ông"
    alone = "Bà" if woman else "Ông"
    return f"{household if rng.random() < 0.6 else alone} {name}"


def field(rng: Generator) -> str:
    """A field name (xứ đồng)."""
    return f"Đồng {rng.choice(_FIELDS)}"


def hamlet(rng: Generator) -> str:
    """A hamlet or a row of houses."""
    kind = str(rng.choice(["Thôn", "Xóm", "Thôn", "Làng"]))
    if rng.random() < 0.4:
        return f"{kind} {rng.choice(_FIRST)} {rng.choice(_HAMLETS)}"
    return f"{kind} {rng.choice(_HAMLETS)}"


def road(rng: Generator) -> str:
    """A road as it is written along its axis."""
    roll = rng.random()
    if roll < 0.3:
        return f"Đường tỉnh {rng.integers(201, 299)}"
    if roll < 0.5:
        return f"Đường huyện {rng.integers(11, 99)}"
    return str(rng.choice(["Đường liên thôn", "Đường nội đồng", "Đường bê tông", "Đường đất"]))


def water(rng: Generator) -> str:
    """A canal or a ditch."""
    return str(rng.choice(["Mương", "Kênh tưới", f"Kênh N{rng.integers(1, 9)}", "Mương tiêu", "Ngòi"]))
