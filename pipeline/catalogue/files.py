"""Why a file or folder cannot be read or written."""

from __future__ import annotations

from pipeline.catalogue.text import Text

FILES = {
    # writing
    "no_right_to_write": Text("không có quyền ghi", "no permission to write"),
    "disk_read_only": Text("ổ đĩa chỉ đọc", "the disk is read-only"),
    "disk_full": Text("đĩa đầy", "the disk is full"),
    "quota_used_up": Text("hết hạn mức đĩa", "the disk quota is used up"),
    "too_large_for_disk": Text("tệp quá lớn cho ổ đĩa này", "the file is too large for this disk"),
    "folder_has_that_name": Text("đã có thư mục trùng tên", "a folder has that name"),
    "path_is_no_folder": Text("đường dẫn không phải thư mục", "the path is not a folder"),
    "folder_not_there": Text("không có thư mục", "the folder is not there"),
    "name_too_long": Text("tên quá dài", "the name is too long"),
    "link_leads_out": Text("liên kết dẫn ra ngoài thư mục", "a link leads out of the folder"),
    "system_error": Text("hệ điều hành báo lỗi {code}", "the operating system says {code}"),
    # reaching
    "no_right_to_read": Text("không có quyền đọc", "no permission to read"),
    "no_longer_there": Text("không còn ở đó", "it is no longer there"),
    "drive_lost": Text("mất kết nối với ổ đĩa", "the disk or network drive is lost"),
    "held_by_another_program": Text("chương trình khác đang giữ tệp", "another program holds the file"),
    "disk_failed": Text("lỗi ổ đĩa", "the disk failed"),
    "too_many_files_open": Text("máy mở quá nhiều tệp", "too many files are open"),
    "reading_failed": Text("lỗi khi đọc tệp", "reading failed"),
    # kinds of files
    "is_link": Text("là liên kết; hãy chép chính tệp vào đây", "it is a link; copy the file itself to here"),
    "no_regular_file": Text("không phải là tệp thường", "it is not a regular file"),
    "name_not_utf8": Text(
        "tên tệp không phải UTF-8; hãy đổi tên", "the file's name is not UTF-8; give it another"
    ),
    # tables of an office
    "no_table_of_rows": Text(
        "không đọc được như một bảng; hãy lưu lại dạng XLSX hoặc CSV (UTF-8)",
        "it cannot be read as a table; save it again as XLSX or CSV (UTF-8)",
    ),
    "table_too_large": Text(
        "bảng quá lớn (nhiều nhất {rows:d} dòng)", "the table is too large ({rows:d} rows at most)"
    ),
    "table_refused": Text("{faults}", "{faults}"),
    "table_empty": Text("bảng không có dòng nào", "the table has no row"),
    "columns_missing": Text("thiếu cột {columns}", "columns are missing: {columns}"),
    "cell_cannot_be": Text("giá trị ở cột {column} không hợp lệ", "column {column} holds what cannot be"),
    "sheet_number_given_twice": Text(
        "số tờ mới {sheet:d} được gán cho {count:d} tờ cũ",
        "{count:d} old sheets got the new number {sheet:d}",
    ),
    "sheet_has_two_numbers": Text(
        "tờ cũ {sheet} của xã cũ {unit} có hai số mới", "old sheet {sheet} of unit {unit} has two new numbers"
    ),
    "parcel_given_twice": Text(
        "thửa {number:d} tờ {sheet:d} (số mới) có hai số thửa cũ",
        "parcel {number:d} of today's sheet {sheet:d} has two older numbers",
    ),
    "sheet_numbers_left_out": Text("dãy số tờ mới khuyết {sheets}", "the new numbers leave out {sheets}"),
    "sheets_not_in_table": Text(
        "không có dòng nào cho tờ cũ {sheets} của hồ sơ", "no row names the archive's old sheets {sheets}"
    ),
    # errors
    "not_written": Text(
        "Không ghi được {path}: {reason}. Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại.",
        "{path} cannot be written: {reason}. Check permissions and free space, then run again.",
    ),
    "layer_not_written": Text(
        "Không ghi được lớp {layer} vào {file}. Kiểm tra quyền ghi và dung lượng đĩa.",
        "Layer {layer} of {file} cannot be written. Check permissions and free space.",
    ),
    "letters_not_in_tcvn3": Text(
        "Chữ trên bản đồ không viết được bằng TCVN3: «{text}». Hãy dùng Unicode (không ghi letters=).",
        "A text of a map has letters that TCVN3 does not have: «{text}». Use Unicode (leave letters= out).",
    ),
}
