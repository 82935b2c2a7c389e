"""Findings about the coverage of the land: level, texts, what to do."""

from __future__ import annotations

from pipeline.catalogue.text import Entry

OF_LAND = {
    # coverage
    "gap_repaired": Entry(
        "ghi_chu",
        "Đã khép {count} khe hở, tổng {area:.1f} m²: {parcels} thửa kề bên từ {before:.1f} m² thành "
        "{after:.1f} m²",
        "{count} gaps closed, {area:.1f} m² in all: {parcels} parcels beside had {before:.1f} m², now "
        "{after:.1f} m²",
        "Không cần làm gì nếu hình đúng.",
        "Nothing to do if the shapes are right.",
    ),
    "overlap_repaired": Entry(
        "ghi_chu",
        "Đã bỏ {count} chỗ chồng, tổng {area:.1f} m²: {parcels} thửa liên quan từ {before:.1f} m² thành "
        "{after:.1f} m²",
        "{count} overlaps removed, {area:.1f} m² in all: {parcels} parcels had {before:.1f} m², now "
        "{after:.1f} m²",
        "Không cần làm gì nếu hình đúng.",
        "Nothing to do if the shapes are right.",
    ),
    "gap_open": Entry(
        "ghi_chu",
        "Khoảng trống khép kín {area:.1f} m² giữa các thửa, chưa rõ là thửa thiếu hay đất công",
        "An enclosed void of {area:.1f} m² between parcels: a missing parcel, or public land",
        "Xem ảnh quét: nếu là thửa thì bổ sung.",
        "Look at the scan: if it is a parcel, add it.",
    ),
    "land_uncovered": Entry(
        "canh_bao",
        "{area:.1f} m² trong ranh giới xã không thuộc thửa hay đối tượng nào",
        "{area:.1f} m² inside the commune's outline belong to no parcel and no object",
        "Xem ảnh quét: là đường, kênh hay thửa thì bổ sung; là đất ngoài xã thì xác nhận.",
        "Look at the scan: add it if it is a road, a channel or a parcel; else confirm that it is foreign.",
    ),
    "objects_without_code": Entry(
        "ghi_chu",
        "{count} mảnh đường, nước của tờ, tổng {area:.1f} m², không có mã loại đất đọc được",
        "{count} roads or waters of the sheet, {area:.1f} m² in all, have no code that was read",
        "Xem nhãn trên ảnh quét; tờ có ghi mã (DGT, DTL …) thì bổ sung.",
        "Look at the labels in the scan; where the sheet prints a code (DGT, DTL …) add it.",
    ),
    "ground_confirmed": Entry(
        "ghi_chu",
        "Người duyệt xác nhận {area:.1f} m² không thuộc thửa hay đối tượng nào là đúng",
        "A person confirmed that {area:.1f} m² rightly belong to no parcel and no object",
        "Không cần làm gì.",
        "Nothing to do.",
    ),
    "parcel_lost": Entry(
        "loi",
        "Thửa {area:.1f} m² nằm trọn trong các thửa khác nên không còn hình",
        "A parcel of {area:.1f} m² lies wholly on other parcels, so no shape is left of it",
        "Xem ranh giới và nhãn trên ảnh quét.",
        "Look at boundary and label in the scan.",
    ),
    "edge_beyond_tolerance": Entry(
        "canh_bao",
        "Tiếp biên lệch {distance:.2f} m, quá hạn sai {tolerance:.2f} m",
        "Neighbouring sheets differ by {distance:.2f} m, beyond the tolerance of {tolerance:.2f} m",
        "Kiểm tra hai tờ ở biên.",
        "Check both sheets at the edge.",
    ),
    "part_joined": Entry(
        "ghi_chu",
        "Đã ghép phần {part:.1f} m² trên tờ {other} vào thửa qua biên tờ: từ {before:.1f} m² thành "
        "{after:.1f} m²",
        "A part of {part:.1f} m² on sheet {other} was joined over the sheet edge: from {before:.1f} m² to "
        "{after:.1f} m²",
        "Không cần làm gì nếu hai phần là một thửa.",
        "Nothing to do if both parts are one parcel.",
    ),
    "part_without_parcel": Entry(
        "canh_bao",
        "Phần thửa {area:.1f} m² bị biên tờ cắt chưa ghép được với thửa nào",
        "A part of {area:.1f} m² cut by the sheet edge could not be joined to a parcel",
        "Tìm tờ kề bên.",
        "Find the neighbouring sheet.",
    ),
}
