"""Why a scan cannot be used."""

from __future__ import annotations

from pipeline.catalogue.text import Text

SCANS = {
    "on_page": Text("trang {page}: {reason}", "page {page}: {reason}"),
    "empty_file": Text("tệp rỗng", "the file is empty"),
    "changed_meanwhile": Text(
        "tệp bị thay hoặc bị ghi trong khi chạy", "it was replaced or written to during the run"
    ),
    "file_too_large": Text("lớn hơn {most} MB", "it is larger than {most} MB"),
    "no_scan_format": Text(
        "không phải TIFF, JPEG, PNG hoặc PDF; hãy lưu lại thành một trong các dạng đó",
        "it is not TIFF, JPEG, PNG or PDF; save it as one of them",
    ),
    "closed_compression": Text(
        "ảnh nén kiểu {name}, chương trình không mở; hãy lưu lại thành TIFF nén LZW hoặc CCITT G4, PNG, PDF",
        "it is compressed as {name}, which is not opened; save it as TIFF with LZW or CCITT G4, PNG or PDF",
    ),
    "closed_samples": Text(
        "ảnh {bits} bit mỗi kênh kiểu này không mở được; hãy lưu lại với 8 bit mỗi kênh",
        "pictures of {bits} bits a channel of this kind are not opened; save it with 8 bits a channel",
    ),
    "unusable_size": Text(
        "kích thước {width} × {height} điểm ảnh không dùng được",
        "it measures {width} × {height} pixels, which cannot be used",
    ),
    "damaged_pixels": Text("dữ liệu ảnh hỏng hoặc thiếu", "its image data are damaged or truncated"),
    "damaged_picture": Text("tệp hỏng hoặc không đúng định dạng", "it is damaged or not what its name says"),
    "too_many_pages": Text("có hơn {most} trang", "it has more than {most} pages"),
    "animation": Text("là ảnh động, không phải bản quét", "it is an animation, not a scan"),
    "pdf_locked": Text(
        "PDF có mật khẩu; hãy bỏ mật khẩu rồi nộp lại", "it is a PDF with a password; remove it"
    ),
    "pdf_damaged": Text("PDF hỏng", "it is a damaged PDF"),
    "pdf_pages": Text("PDF có {pages} trang", "it is a PDF of {pages} pages"),
    "pdf_page_damaged": Text("trang {page} của PDF hỏng", "page {page} of the PDF is damaged"),
    "pdf_ends_reader": Text(
        "PDF làm chương trình đọc PDF dừng (hỏng, quá phức tạp hoặc quá lớn); hãy quét lại thành ảnh",
        "it ends the reader of PDF: damaged, too complex or too large; scan it as pictures",
    ),
    "ended_while_opened": Text(
        "chương trình dừng đột ngột khi mở tệp", "the program ended when the file was opened"
    ),
    "ended_on_page": Text("tiến trình dừng đột ngột", "the process ended"),
    "fault_at": Text("{kind}, {where}", "{kind}, {where}"),
    "nothing_known_on_page": Text(
        "không thấy khung bản đồ, bảng kẻ, hoặc nội dung về một thửa",
        "no frame of a map, no ruled table and nothing about one parcel was seen",
    ),
    "not_points_of_qgis": Text(
        "không phải tệp điểm khống chế đúng dạng của QGIS",
        "it is not a file of control points as QGIS saves it",
    ),
    "no_georeference": Text(
        "không phải tệp tọa độ (world file) hay chú giải định vị (Allmaps) đúng dạng",
        "it is neither a world file nor a georeference annotation (Allmaps)",
    ),
    "no_points": Text("không có điểm nào", "there are no points in it"),
}
