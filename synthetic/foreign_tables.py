"""Ruled tables that offices file among their registers and that list no parcels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from numpy.random import Generator

from synthetic import names
from synthetic.canvas import Canvas, Pixels
from synthetic.forms import Column, RegisterStyle, random_register_style
from synthetic.ruled import draw_rules, text_of, write_row

Texts = Sequence[str]
_USES = (
    ("Đất trồng lúa", "LUA"),
    ("Đất chuyên trồng lúa", "LUC"),
    ("Đất trồng lúa còn lại", "LUK"),
    ("Đất trồng cây hằng năm khác", "BHK"),
    ("Đất trồng cây lâu năm", "CLN"),
    ("Đất rừng sản xuất", "RSX"),
    ("Đất rừng phòng hộ", "RPH"),
    ("Đất nuôi trồng thủy sản", "NTS"),
    ("Đất nông nghiệp khác", "NKH"),
    ("Đất ở tại nông thôn", "ONT"),
    ("Đất ở tại đô thị", "ODT"),
    ("Đất xây dựng trụ sở cơ quan", "TSC"),
    ("Đất quốc phòng", "CQP"),
    ("Đất an ninh", "CAN"),
    ("Đất giao thông", "DGT"),
    ("Đất thủy lợi", "DTL"),
    ("Đất chợ", "DCH"),
    ("Đất cơ sở tôn giáo", "TON"),
    ("Đất nghĩa trang, nghĩa địa", "NTD"),
    ("Đất sông, ngòi, kênh, rạch, suối", "SON"),
)
_POSTS = ("Chủ tịch", "Phó chủ tịch", "Công chức địa chính", "Kế toán", "Văn phòng", "Trưởng thôn")
_GOODS = ("Giấy in A4", "Bìa đóng sổ", "Mực in", "Thước thép", "Bàn ghế", "Máy tính", "Cặp hồ sơ", "Tủ sắt")
_PAPERS = ("Biên bản nghiệm thu", "Báo cáo tổng kết", "Sổ dã ngoại", "Bản đồ gốc", "Hồ sơ kỹ thuật")


def _number(text: str) -> Column:
    return Column("", text, 14)


def _words(text: str, width: float = 60) -> Column:
    return Column("", text, width, "l")


def _figure(text: str, width: float = 26) -> Column:
    return Column("", text, width, "r")


def _short(text: str, width: float = 24) -> Column:
    return Column("", text, width)


_COLUMNS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "land uses": ("PHÂN LOẠI ĐẤT", (_number("STT"), _words("Loại đất", 90), _short("Mã"))),
    "prices": (
        "BẢNG GIÁ ĐẤT NÔNG NGHIỆP",
        (_number("STT"), _short("Loại đất"), _figure("Vị trí 1"), _figure("Vị trí 2"), _figure("Vị trí 3")),
    ),
    "staff": (
        "DANH SÁCH CÁN BỘ, CÔNG CHỨC",
        (_number("STT"), _words("Họ và tên"), _words("Chức vụ", 40), _short("Năm sinh"), _figure("Hệ số")),
    ),
    "invoice": (
        "HÓA ĐƠN BÁN HÀNG",
        (
            _number("STT"),
            _words("Tên hàng hóa, dịch vụ"),
            _short("Đơn vị tính"),
            _short("Số lượng"),
            _figure("Đơn giá"),
            _figure("Thành tiền"),
        ),
    ),
    "contents": (
        "MỤC LỤC HỒ SƠ",
        (_number("Số thứ tự"), _words("Tên tài liệu", 80), _short("Số trang"), _words("Ghi chú", 30)),
    ),
    "statistics": (
        "THỐNG KÊ DIỆN TÍCH ĐẤT",
        (
            _number("STT"),
            _words("Mục đích sử dụng đất", 70),
            _short("Mã"),
            _figure("Tổng diện tích"),
            _figure("Cơ cấu (%)"),
        ),
    ),
    "residents": (
        "DANH SÁCH NHÂN KHẨU",
        (_number("STT"), _words("Họ và tên"), _short("Ngày sinh"), _words("Địa chỉ"), _words("Ghi chú", 30)),
    ),
    "coordinates": (
        "BẢNG TỌA ĐỘ ĐIỂM KHỐNG CHẾ",
        (
            _number("STT"),
            _short("Số hiệu điểm"),
            _figure("X (m)", 40),
            _figure("Y (m)", 40),
            _figure("H (m)"),
        ),
    ),
    "issued": (
        "SỔ CẤP GIẤY CHỨNG NHẬN",
        (
            _number("Số thứ tự"),
            _words("Tên người sử dụng đất"),
            _short("Số phát hành GCN"),
            _short("Ngày ký GCN"),
            _words("Ghi chú", 30),
        ),
    ),
    "taxes": (
        "SỔ THUẾ SỬ DỤNG ĐẤT NÔNG NGHIỆP",
        (
            _number("STT"),
            _words("Họ và tên chủ hộ"),
            _figure("Diện tích (m²)"),
            _short("Hạng đất"),
            _figure("Thuế (kg)"),
        ),
    ),
    "compensation": (
        "BẢNG TÍNH BỒI THƯỜNG",
        (
            _number("STT"),
            _words("Tên chủ sử dụng đất"),
            _short("Loại đất"),
            _figure("Diện tích (m²)"),
            _figure("Đơn giá"),
            _figure("Thành tiền"),
        ),
    ),
    "rooms": (
        "DANH MỤC PHÒNG LÀM VIỆC",
        (
            _short("Số tầng"),
            _short("Số phòng"),
            _figure("Diện tích (m²)"),
            _short("Loại phòng"),
            _words("Người sử dụng"),
        ),
    ),
    "assets": (
        "SỔ TÀI SẢN CỐ ĐỊNH",
        (
            _short("Số thẻ"),
            _words("Tên tài sản"),
            _short("Số hiệu"),
            _figure("Diện tích (m²)"),
            _short("Năm đưa vào sử dụng"),
            _figure("Nguyên giá"),
        ),
    ),
    "meters": (
        "SỔ GHI ĐIỆN",
        (
            _short("Số sổ"),
            _short("Số công tơ"),
            _words("Chủ hộ"),
            _figure("Chỉ số cũ"),
            _figure("Chỉ số mới"),
            _figure("Thành tiền"),
        ),
    ),
}
_ORDINALS = frozenset(
    kind for kind, (_, columns) in _COLUMNS.items() if columns[0].title in ("STT", "Số thứ tự")
)
KINDS = tuple(_COLUMNS)


def _date(rng: Generator) -> str:
    return f"{rng.integers(1, 29):02d}/{rng.integers(1, 13):02d}/{rng.integers(1950, 2020)}"


def _thousands(rng: Generator) -> str:
    return f"{rng.integers(20, 900)}.000"


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


_CELLS: dict[str, Callable[[Generator, int], Texts]] = {
    "land uses": lambda rng, k: _USES[k % 20],
    "prices": lambda rng, k: (_USES[k % 20][1], *(_thousands(rng) for _ in range(3))),
    "staff": lambda rng, k: (
        names.holder(rng, titled=True),
        str(rng.choice(_POSTS)),
        str(rng.integers(1960, 2000)),
        _decimal(rng.uniform(2, 6)),
    ),
    "invoice": lambda rng, k: (
        str(rng.choice(_GOODS)),
        "Cái",
        str(rng.integers(1, 40)),
        _thousands(rng),
        _thousands(rng),
    ),
    "contents": lambda rng, k: (str(rng.choice(_PAPERS)), str(12 * k + 3), ""),
    "statistics": lambda rng, k: (
        *_USES[k % 20],
        _decimal(rng.uniform(2, 400)),
        _decimal(rng.uniform(0.1, 30)),
    ),
    "residents": lambda rng, k: (names.holder(rng, titled=True), _date(rng), names.hamlet(rng), ""),
    "coordinates": lambda rng, k: (
        f"ĐC-{k + 1}",
        f"{rng.uniform(2_340_000, 2_349_000):.3f}",
        f"{rng.uniform(550_000, 559_000):.3f}",
        f"{rng.uniform(2, 9):.3f}",
    ),
    "issued": lambda rng, k: (
        names.holder(rng, titled=True),
        f"AB {rng.integers(100_000, 999_999)}",
        _date(rng),
        "",
    ),
    "taxes": lambda rng, k: (
        names.holder(rng, titled=True),
        _decimal(rng.uniform(100, 3000)),
        str(rng.integers(1, 7)),
        _decimal(rng.uniform(5, 90)),
    ),
    "compensation": lambda rng, k: (
        names.holder(rng, titled=True),
        str(rng.choice(("LUC", "BHK", "CLN"))),
        _decimal(rng.uniform(20, 900)),
        _thousands(rng),
        _thousands(rng),
    ),
    "rooms": lambda rng, k: (
        str(1 + k // 8),
        str(100 * (1 + k // 8) + k % 8),
        _decimal(rng.uniform(12, 90)),
        str(rng.choice(("PLV", "PHH", "WC", "KHO"))),
        names.holder(rng, titled=True),
    ),
    "assets": lambda rng, k: (
        str(rng.integers(1, 300)),
        str(rng.choice(("Nhà làm việc", "Nhà kho", "Hội trường", "Trạm y tế"))),
        str(rng.integers(1, 90)),
        _decimal(rng.uniform(20, 600)),
        str(rng.integers(1980, 2020)),
        _thousands(rng),
    ),
    "meters": lambda rng, k: (
        str(rng.integers(1, 40)),
        str(rng.integers(100, 999)),
        names.holder(rng, titled=True),
        str(rng.integers(100, 5000)),
        str(rng.integers(5000, 9000)),
        _thousands(rng),
    ),
}


def draw_foreign(
    kind: str, rows: int, dpi: float, rng: Generator, titled: bool = True, first: int = 1
) -> Pixels:
    """A page with a table of so many rows; ``titled``: with its title and the names of its columns.

    ``first`` is the ordinal of the first row, where the table has such. Raises KeyError for an unknown kind.
    """
    title, columns = _COLUMNS[kind]
    style = _style(columns, rows, int(rng.integers(1000)))
    canvas = Canvas(style.page_mm, (0, 0), dpi)
    if titled:
        canvas.text("ỦY BAN NHÂN DÂN XÃ", (30, 15), text_of(style, 2.6), "lb")
        canvas.text(title, (style.page_mm[0] / 2, 24), text_of(style, 3.4, bold=True), "mb")
        draw_rules(canvas, style)
    else:
        blank = tuple(replace(column, title="") for column in columns)
        draw_rules(canvas, replace(style, columns=blank, head_mm=0.0))
    for row in range(rows):
        ordinal = (str(row + first),) if kind in _ORDINALS else ()
        texts = (*ordinal, *_CELLS[kind](rng, row))
        write_row(canvas, style if titled else replace(style, head_mm=0.0), row, texts)
    return canvas.flatten()


def _style(columns: tuple[Column, ...], rows: int, seed: int) -> RegisterStyle:
    """The look of a table: that of offices' own registers."""
    look = random_register_style(seed, "plain")
    return replace(
        look,
        columns=columns,
        rows=rows,
        page_mm=(210, 297),
        frame=(15.0, 196.0, 30.0),
        row_mm=7.2,
    )
