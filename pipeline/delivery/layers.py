"""The delivery's layers: names, columns, types and what they mean; the rest of the room reads it here.

``personal`` columns are not in the public edition. Names are fixed: people's QGIS projects rely on them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

ColumnType = Literal["text", "integer", "real", "flag"]
Geometry = Literal["MultiPolygon", "Point"]
GEOMETRY_COLUMN = "geom"

STATUS = {"khop": "Khớp", "chap_nhan": "Chấp nhận", "can_kiem_tra": "Cần kiểm tra"}
LEVEL = {"chan": "Chặn", "loi": "Lỗi", "canh_bao": "Cảnh báo", "ghi_chu": "Ghi chú"}  # worst first
ACCEPTED_BY = {"may": "Máy", "nguoi": "Người", "nguoi_mau_thuan": "Người, mâu thuẫn nhau"}
GROUP = {"1": "1 – Dùng được", "2": "2 – Cần sửa", "3": "3 – Phải làm lại"}  # of the national clean-up
PLACED = {"da_dinh_vi": "Đã định vị", "chua_dinh_vi": "Chưa định vị"}
FIT = {
    "digital": "Bản đồ số",
    "helmert": "Helmert (4 tham số)",
    "affine": "Affine (6 tham số)",
    "projective": "Phối cảnh (8 tham số)",
    "tps": "Spline tấm mỏng (TPS)",
    "bent": "Giấy cong, theo điểm và diện tích in",
}
POINT = {
    "mat_luoi": "Mắt lưới ki-lô-mét",
    "goc_khung": "Góc khung",
    "vach_khung": "Vạch trên khung",
    "nguoi_dat": "Người đặt",
    "mep_chung": "Mép chung với tờ bên",
}
PAPER = {
    "trich_luc": "Trích lục, trích đo",
    "do_dac": "Phiếu xác nhận đo đạc",
    "giay": "Giấy chứng nhận",
    "bang_toa_do": "Trang có bảng tọa độ",
}
PICTURE = {"cho_tren_to": "Chỗ trên tờ bản đồ", "dong_so": "Dòng trong sổ"}
OF_LAYER = {"thua_dat": "Thửa đất", "ho_so": "Dòng sổ"}
FIELD = {
    "sheet": "Số tờ bản đồ",
    "number": "Số thửa",
    "area": "Diện tích",
    "code": "Loại đất",
    "owner": "Tên chủ",
    "owner_kind": "Mã đối tượng",
    "place": "Địa chỉ",
    "note": "Ghi chú",
}
DOCUMENT = {"map": "Tờ bản đồ", "register": "Sổ", "certificate": "Giấy chứng nhận, trích lục"}
READER = {
    "label_head": "Bộ đọc nhãn thửa",
    "hand_head": "Bộ đọc chữ viết tay",
    "name_head": "Bộ đọc tên",
    "line_reader": "Bộ đọc dòng chữ",
    "pp_ocr": "PP-OCRv6",
    "tesseract": "Tesseract",
    "qr_code": "Mã QR",
    "machine": "Máy suy ra",
    "file": "Tệp bản đồ số",
    "drawing": "Hình vẽ",
    "sequence": "Dãy số trong sổ",
    "person": "Người",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its name for people. ``values``: codes and their names where only these are allowed.

    ``required``: QGIS warns a person who leaves it empty. ``decides``: the field of the decision that a
    person's edit of it makes; columns without one are protected in forms. ``saved``: what a form writes
    there when something is saved, as an expression of QGIS. ``long``: a text of several lines.
    """

    name: str
    kind: ColumnType
    title: str
    description: str
    values: tuple[tuple[str, str], ...] = ()
    land_use: bool = False
    personal: bool = False
    required: bool = False
    decides: str = ""
    saved: str = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer; ``geometry`` None for a plain table. ``indexed`` columns are what people search by.

    One that is ``personal`` as a whole is not in the public edition at all.
    """

    name: str
    title: str
    description: str
    geometry: Geometry | None
    columns: tuple[Column, ...]
    indexed: tuple[str, ...] = ()
    personal: bool = False


def _values(names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(names.items())


_COMMUNE = Column("ma_xa", "text", "Mã xã", "Mã xã hiện nay, năm chữ số", required=True)
_KEY = (
    _COMMUNE,
    Column("ma_xa_cu", "text", "Mã xã cũ", "Mã xã của tờ bản đồ, năm chữ số", required=True),
    Column(
        "so_hieu_to_ban_do",
        "integer",
        "Số tờ bản đồ",
        "Số thứ tự tờ bản đồ: số mới nếu đã đánh số lại",
    ),
)
_NUMBER = Column(
    "so_thu_tu_thua", "integer", "Số thửa", "Số thứ tự thửa đất trên tờ bản đồ", decides="number"
)
_OLD_SHEET = Column(
    "so_hieu_to_cu", "text", "Số tờ cũ", "Số tờ trước khi đánh số lại, hoặc trên bản đồ cũ hơn"
)
_OLD = (
    _OLD_SHEET,
    Column("so_thua_cu", "text", "Số thửa cũ", "Số thửa trước khi đánh số lại, hoặc trên bản đồ cũ hơn"),
)
_SEARCHED = Column(
    "tim_kiem",
    "text",
    "Tìm kiếm",
    "Chủ, địa chỉ có dấu và không dấu, để tìm trong QGIS",
    personal=True,
)
_SOURCE = Column("nguon", "text", "Nguồn", "Tệp quét, trang và khung điểm ảnh nơi đọc giá trị")
_STATUS = Column(
    "trang_thai",
    "text",
    "Trạng thái",
    "Khớp: các nguồn độc lập giống nhau; chấp nhận: đủ tin cậy; cần kiểm tra: chờ người quyết định",
    _values(STATUS),
    required=True,
    decides="accepted",
    saved="'chap_nhan'",
)
_ACCEPTED = (
    Column(
        "xac_nhan",
        "text",
        "Ai chấp nhận",
        "Máy hay người chấp nhận; trống: đang chờ; mâu thuẫn: hai người quyết định khác nhau",
        _values(ACCEPTED_BY),
    ),
    Column(
        "nguoi_xac_nhan",
        "text",
        "Người xác nhận",
        "Người quyết định sau cùng",
        personal=True,
        saved="coalesce(nullif(@user_full_name,''),@user_account_name)",
    ),
    Column("ngay_xac_nhan", "text", "Ngày xác nhận", "Ngày quyết định sau cùng, năm-tháng-ngày"),
)
_STABLE = Column("khoa", "text", "Khóa", "Khóa ổn định theo vị trí, không đổi khi đọc lại hay đánh số lại")
# Made of the path of a scan, which offices name after holders.
_STABLE_ROW = replace(_STABLE, personal=True)
_FIT_KIND = Column("kieu_nan", "text", "Phép nắn", "Phép biến đổi từ điểm ảnh sang tọa độ", _values(FIT))
_LEFT_OUT_ERROR = Column(
    "sai_so_kiem_tra_m", "real", "Sai số kiểm tra (m)", "Sai số khi lần lượt bỏ từng điểm, m"
)
_FIND = ("ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua")

PARCELS = Layer(
    "thua_dat",
    "Thửa đất",
    "Thửa đất số hóa từ tờ bản đồ, đối chiếu với sổ",
    "MultiPolygon",
    (
        *_KEY,
        _NUMBER,
        Column("dien_tich", "real", "Diện tích hình (m²)", "Diện tích của hình vẽ, m²"),
        Column(
            "dien_tich_ban_do",
            "real",
            "Diện tích trên nhãn (m²)",
            "Diện tích in trong nhãn thửa, m²",
            decides="area_m2",
        ),
        Column("dien_tich_phap_ly", "real", "Diện tích trong sổ (m²)", "Diện tích ghi trong sổ, m²"),
        Column("loai_dat", "text", "Loại đất", "Mã loại đất được chấp nhận", land_use=True, decides="code"),
        Column(
            "loai_dat_ban_do",
            "text",
            "Loại đất trên tờ",
            "Mã loại đất đọc trên tờ",
            land_use=True,
            decides="code",
        ),
        Column("loai_dat_ho_so", "text", "Loại đất trong sổ", "Mã loại đất đọc trong sổ", land_use=True),
        Column("dia_chi", "text", "Địa chỉ thửa", "Xứ đồng, địa danh ghi trong sổ", personal=True),
        _STATUS,
        *_ACCEPTED,
        Column("do_tin_cay", "real", "Độ tin cậy", "Xác suất đúng theo chương trình, 0 đến 1"),
        _SOURCE,
        Column("ma_dinh_danh", "text", "Mã định danh", "Mã 12 ký tự; tạm thời khi chưa được cấp"),
        _STABLE,
        Column(
            "nhom",
            "integer",
            "Nhóm",
            "Nhóm làm sạch dữ liệu: 1 dùng được, 2 chỉnh sửa, 3 làm lại",
            values=_values(GROUP),
        ),
        *_OLD,
        _SEARCHED,
    ),
    (*_FIND, "ma_dinh_danh", "trang_thai"),
)
OBJECTS = Layer(
    "doi_tuong_chiem_dat",
    "Đối tượng chiếm đất",
    "Đường, kênh, sông và đối tượng khác không tạo thành thửa đất",
    "MultiPolygon",
    (
        *_KEY,
        Column("so_thu_tu_thua", "integer", "Số thửa", "Số thứ tự, nếu đối tượng có đánh số"),
        Column("loai_dat", "text", "Loại đất", "Mã loại đất", land_use=True, decides="object"),
        Column("dien_tich", "real", "Diện tích hình (m²)", "Diện tích của hình vẽ, m²"),
        _SOURCE,
        _STABLE,
        *_OLD,
    ),
    _FIND,
)
SHEETS = Layer(
    "to_ban_do",
    "Tờ bản đồ",
    "Khung trong của từng tờ bản đồ; tờ chưa định vị không có hình",
    "MultiPolygon",
    (
        *_KEY,
        Column("ten_xa_cu", "text", "Tên xã cũ", "Tên xã của tờ bản đồ khi lập tờ"),
        Column("ten_huyen_cu", "text", "Tên huyện cũ", "Tên huyện, thị xã, thành phố của xã cũ"),
        Column("ten_tinh_cu", "text", "Tên tỉnh cũ", "Tên tỉnh của xã cũ"),
        Column("ma_hieu_manh", "text", "Phiên hiệu mảnh", "Phiên hiệu mảnh bản đồ địa chính"),
        Column("ty_le", "integer", "Tỷ lệ 1:", "Mẫu số tỷ lệ bản đồ"),
        Column("he_toa_do", "text", "Hệ tọa độ", "Mã EPSG của hệ VN-2000, kinh tuyến trục theo tỉnh cũ"),
        Column("he_khai_bao", "text", "Hệ khai báo", "Hệ tọa độ mà tệp bản đồ số tự khai, nếu có"),
        _FIT_KIND,
        Column("sai_so_m", "real", "Sai số (m)", "Sai số trung phương tại các điểm khống chế, m"),
        _LEFT_OUT_ERROR,
        Column("sai_so_kiem_tra_mm", "real", "Sai số kiểm tra (mm)", "Sai số kiểm tra trên giấy, mm"),
        Column("han_sai_m", "real", "Hạn sai (m)", "Hạn sai theo tỷ lệ, TT 25/2014 Điều 7(4), m"),
        Column("trong_han_sai", "flag", "Trong hạn sai", "Sai số kiểm tra không vượt hạn sai"),
        Column("so_diem", "integer", "Số điểm dùng", "Số điểm khống chế được dùng"),
        Column("trang_thai", "text", "Trạng thái", "Tờ đã định vị hay chưa", _values(PLACED)),
        _SOURCE,
        Column("ly_do", "text", "Lý do", "Vì sao tờ chưa định vị được", long=True),
        _OLD_SHEET,
    ),
    _FIND[:2],
)
POINTS = Layer(
    "diem_khong_che",
    "Điểm khống chế",
    "Điểm dùng để định vị tờ bản đồ và sai số còn lại",
    "Point",
    (
        *_KEY,
        Column("loai", "text", "Loại điểm", "Điểm được nhận ra ở đâu trên tờ", _values(POINT)),
        Column("x_px", "real", "x (điểm ảnh)", "Cột trên ảnh quét, điểm ảnh"),
        Column("y_px", "real", "y (điểm ảnh)", "Hàng trên ảnh quét, điểm ảnh"),
        Column("sai_so_m", "real", "Sai số (m)", "Khoảng cách còn lại sau khi nắn, m"),
        Column("sai_so_mm", "real", "Sai số (mm)", "Khoảng cách còn lại sau khi nắn, mm trên giấy"),
        Column("su_dung", "flag", "Được dùng", "Điểm có tham gia định vị hay bị loại"),
        _SOURCE,
        _OLD_SHEET,
    ),
    _FIND[:2],
)
RECORDS = Layer(
    "ho_so",
    "Hồ sơ",
    "Từng dòng của sổ mục kê, sổ địa chính như đã đọc",
    None,
    (
        *_KEY[:2],
        replace(_KEY[2], decides="sheet"),
        _NUMBER,
        Column("ten_chu", "text", "Tên chủ", "Người sử dụng, quản lý đất", personal=True, decides="holder"),
        Column("doi_tuong", "text", "Mã đối tượng", "Loại người sử dụng, quản lý đất", decides="owner_kind"),
        Column("dien_tich", "real", "Diện tích (m²)", "Diện tích ghi trong sổ, m²", decides="area_m2"),
        Column("loai_dat", "text", "Loại đất", "Mã loại đất ghi trong sổ", land_use=True, decides="code"),
        Column(
            "dia_chi", "text", "Địa chỉ", "Địa chỉ hoặc xứ đồng ghi trong sổ", personal=True, decides="place"
        ),
        Column(
            "dia_chi_chac",
            "flag",
            "Địa chỉ chắc",
            "Hai bộ đọc, hoặc các dòng khác của xã, cùng nói thế",
            personal=True,
        ),
        Column("ghi_chu", "text", "Ghi chú", "Cột ghi chú của sổ", personal=True, decides="note"),
        Column("gach_bo", "flag", "Đã gạch bỏ", "Dòng bị gạch trong sổ (tách, hợp thửa)"),
        _STATUS,
        *_ACCEPTED,
        Column("nguon", "text", "Nguồn", "Tệp quét, trang và khung điểm ảnh của dòng", personal=True),
        _STABLE_ROW,
        *_OLD,
        _SEARCHED,
    ),
    _FIND,
)
FINDINGS = Layer(
    "phat_hien",
    "Phát hiện",
    "Những gì cần người xem, kèm việc cần làm",
    "Point",
    (
        Column("ma", "text", "Mã phát hiện", "Mã loại phát hiện"),
        Column("muc", "text", "Mức", "Mức độ", _values(LEVEL)),
        *_KEY,
        _NUMBER,
        Column("mo_ta", "text", "Mô tả", "Điều tìm thấy, kèm các giá trị", long=True),
        Column("viec_can_lam", "text", "Việc cần làm", "Người phụ trách nên làm gì", long=True),
        _SOURCE,
        *_OLD,
    ),
    ("ma", "muc", *_FIND),
)

ORIGINS = Layer(
    "nguon_goc",
    "Nguồn gốc",
    "Ai đọc được gì về từng thửa, từng dòng sổ: mỗi ý kiến một dòng, kèm chỗ đọc trên bản quét",
    "MultiPolygon",
    (
        *_KEY,
        _NUMBER,
        *_OLD,
        Column("khoa", "text", "Khóa", "Khóa của thửa hoặc dòng sổ mà ý kiến nói về"),
        Column("lop", "text", "Lớp", "Nói về thửa đất hay dòng sổ", _values(OF_LAYER)),
        Column("truong", "text", "Giá trị nào", "Giá trị mà ý kiến nói về", _values(FIELD)),
        Column("tai_lieu", "text", "Tài liệu", "Tài liệu được đọc", _values(DOCUMENT)),
        Column("nguoi_doc", "text", "Ai đọc", "Người, hoặc các bộ đọc cùng đọc ra như vậy"),
        Column("gia_tri", "text", "Đọc được", "Giá trị đọc được; trống: không đọc ra"),
        Column("xac_suat", "real", "Xác suất", "Xác suất tài liệu ghi đúng như vậy, 0 đến 1; trống: số đo"),
        Column("tep", "text", "Tệp", "Tệp quét hoặc tệp bản đồ số"),
        Column("trang", "integer", "Trang", "Trang trong tệp, từ 1"),
        Column("x0_px", "real", "Trái (điểm ảnh)", "Cạnh trái của khung chữ trên trang, điểm ảnh"),
        Column("y0_px", "real", "Trên (điểm ảnh)", "Cạnh trên của khung chữ trên trang, điểm ảnh"),
        Column("x1_px", "real", "Phải (điểm ảnh)", "Cạnh phải của khung chữ trên trang, điểm ảnh"),
        Column("y1_px", "real", "Dưới (điểm ảnh)", "Cạnh dưới của khung chữ trên trang, điểm ảnh"),
    ),
    ("khoa",),
)
CERTIFICATES = Layer(
    "giay_chung_nhan",
    "Giấy chứng nhận",
    "Từng giấy chứng nhận như đã đọc; giấy ghi nhiều thửa có mỗi thửa một dòng, cùng khóa",
    None,
    (
        *_KEY,
        _NUMBER,
        Column("so_phat_hanh", "text", "Số phát hành", "Số in ở góc giấy", personal=True),
        Column("so_vao_so", "text", "Số vào sổ", "Số vào sổ cấp giấy chứng nhận", personal=True),
        Column("ngay_cap", "text", "Ngày cấp", "Ngày ký giấy, năm-tháng-ngày", personal=True),
        Column("noi_cap", "text", "Nơi cấp", "Cơ quan cấp giấy", personal=True),
        Column("mau", "text", "Mẫu", "Năm của mẫu giấy: 1993, 2003, 2009 (cả 2014), 2024"),
        Column(
            "ten_chu",
            "text",
            "Người sử dụng đất",
            "Mọi người có tên, kèm ông, bà, hộ; cách nhau bằng ;",
            personal=True,
        ),
        Column(
            "nam_sinh",
            "text",
            "Năm sinh",
            "Theo thứ tự tên; trống giữa hai dấu ; nếu không ghi",
            personal=True,
        ),
        Column("so_giay_to", "text", "Số giấy tờ", "Số CMND, CCCD, hộ chiếu, theo thứ tự tên", personal=True),
        Column("dia_chi_chu", "text", "Địa chỉ thường trú", "Theo thứ tự tên", personal=True),
        Column("hinh_thuc", "text", "Hình thức sử dụng", "Riêng, chung, hoặc cả hai", personal=True),
        Column("dien_tich", "real", "Diện tích (m²)", "Diện tích ghi trên giấy, m²"),
        Column("dien_tich_bang_chu", "real", "Diện tích bằng chữ (m²)", "Diện tích viết bằng chữ, m²"),
        Column("loai_dat", "text", "Loại đất", "Mã loại đất ghi trên giấy", land_use=True),
        Column("muc_dich", "text", "Mục đích sử dụng", "Mục đích như giấy ghi", personal=True),
        Column("thoi_han", "text", "Thời hạn", "Lâu dài, hoặc đến ngày nào (năm-tháng-ngày)", personal=True),
        Column("nguon_goc", "text", "Nguồn gốc sử dụng", "Nguồn gốc như giấy ghi", personal=True),
        Column("dia_chi", "text", "Địa chỉ thửa", "Địa chỉ thửa đất ghi trên giấy", personal=True),
        Column("nha_o", "text", "Nhà ở, tài sản", "Nhà ở và tài sản khác gắn liền với đất", personal=True),
        Column("thay_doi", "text", "Thay đổi", "Những thay đổi sau khi cấp (trang IV)", personal=True),
        _STATUS,
        Column("ly_do", "text", "Lý do", "Vì sao giấy còn chờ kiểm tra", long=True),
        Column("chua_chac", "text", "Chưa chắc", "Những giá trị đọc chưa chắc hoặc các trang ghi khác nhau"),
        Column("tep", "text", "Tệp", "Tệp quét có các trang của giấy", personal=True),
        Column("trang", "text", "Trang", "Các trang của giấy trong tệp", personal=True),
        Column("nguon", "text", "Nguồn", "Tệp quét và trang, theo thứ tự", personal=True),
        _STABLE_ROW,
        *_OLD,
    ),
    (*_FIND, "so_phat_hanh"),
    personal=True,
)
PAPER_OUTLINES = Layer(
    "hinh_tren_giay",
    "Hình thửa trên giấy",
    "Thửa theo bảng tọa độ trên trích lục, trích đo, giấy chứng nhận; giấy có thể mới hoặc cũ hơn bản đồ",
    "MultiPolygon",
    (
        *_KEY,
        _NUMBER,
        Column("loai_giay", "text", "Loại giấy", "Giấy có bảng tọa độ đỉnh thửa", _values(PAPER)),
        Column("dien_tich", "real", "Diện tích hình (m²)", "Diện tích trong các đỉnh, m²"),
        Column("dien_tich_giay", "real", "Diện tích trên giấy (m²)", "Diện tích ghi trên giấy, m²"),
        Column("so_dinh", "integer", "Số đỉnh", "Số đỉnh trong bảng tọa độ"),
        Column("toa_do_chac", "flag", "Tọa độ chắc", "Cạnh hoặc diện tích in trên giấy chứng minh tọa độ"),
        Column(
            "trang_thai",
            "text",
            "So với bản đồ",
            "Khớp: thửa cùng số trên bản đồ giống giấy; cần kiểm tra: khác, hoặc không so được",
            _values({name: STATUS[name] for name in ("khop", "can_kiem_tra")}),
        ),
        Column("anh", "text", "Ảnh nắn", "Tệp trong thư mục maps cho thấy hình vẽ trên giấy, đúng chỗ"),
        _FIT_KIND,
        Column("sai_so_m", "real", "Sai số (m)", "Sai số trung phương tại đỉnh và mắt lưới, m"),
        _LEFT_OUT_ERROR,
        Column("so_diem", "integer", "Số điểm dùng", "Số đỉnh và mắt lưới dùng để nắn"),
        Column("so_mat_luoi", "integer", "Số mắt lưới", "Trong đó bao nhiêu là mắt lưới"),
        Column("nguon", "text", "Nguồn", "Tệp quét và trang", personal=True),
        *_OLD,
    ),
    _FIND,
    personal=True,
)
PICTURES = Layer(
    "anh",
    "Ảnh cắt",
    "Chỗ trên tờ và dòng sổ của những gì đang chờ người quyết định, cắt từ bản quét",
    None,
    (
        _COMMUNE,
        Column("khoa", "text", "Khóa", "Khóa của thửa hoặc dòng sổ mà ảnh cho thấy"),
        Column("loai", "text", "Loại ảnh", "Ảnh chụp gì", _values(PICTURE)),
        Column("du_lieu", "text", "Dữ liệu", "Ảnh JPEG, dạng data: base64"),
    ),
    ("khoa",),
    personal=True,
)

# From top to bottom as they should lie over each other on the screen.
LAYERS = (
    FINDINGS,
    POINTS,
    ORIGINS,
    PICTURES,
    PAPER_OUTLINES,
    SHEETS,
    PARCELS,
    OBJECTS,
    RECORDS,
    CERTIFICATES,
)
# Those that people edit; their edits become decisions.
EDITED = (PARCELS, OBJECTS, RECORDS)


def layers_of(tables: Collection[str]) -> tuple[Layer, ...]:
    """The layers of an edition, which has these tables."""
    return tuple(layer for layer in LAYERS if layer.name in tables)
