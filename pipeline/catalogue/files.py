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
    # errors
    "not_written": Text(
        "Không ghi được {path}: {reason}. Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại.",
        "{path} cannot be written: {reason}. Check permissions and free space, then run again.",
    ),
    "layer_not_written": Text(
        "Không ghi được lớp {layer} vào {file}. Kiểm tra quyền ghi và dung lượng đĩa.",
        "Layer {layer} of {file} cannot be written. Check permissions and free space.",
    ),
}
