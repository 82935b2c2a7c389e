"""What people decided: faults of their journal, and names of what was decided."""

from __future__ import annotations

from pipeline.catalogue.text import Text

DECISIONS = {
    "decisions_not_read": Text(
        "Không đọc được quyết định trong {file}: {reason}. Không làm gì thêm để không mất quyết định nào.",
        "The decisions in {file} cannot be read: {reason}. Nothing was done, so that none is passed over.",
    ),
    "decision_faulty": Text(
        "Quyết định ở {place} không hiểu được: {reason}. Sửa dòng đó rồi chạy lại; chưa làm gì.",
        "The decision at {place} cannot be understood: {reason}. Correct the line, then run again; nothing "
        "was done.",
    ),
    "table_without_columns": Text(
        "{file} thiếu cột; cần có: {columns}. Chưa nhận quyết định nào.",
        "{file} lacks columns; wanted are: {columns}. No decision was taken.",
    ),
    "run_before_review": Text(
        "Xã {commune} chưa được số hóa bằng phiên bản này. Chạy: make commune={commune}",
        "Commune {commune} was not digitized by this version. Run: make commune={commune}",
    ),
    "review_ready": Text(
        "Trang duyệt: {address} . Ai có địa chỉ này xem được tên người; Ctrl+C để dừng.",
        "Review page: {address} . Whoever has this address may read names; Ctrl+C ends it.",
    ),
    "review_open_to_network": Text(
        "Chú ý: trang mở cho cả mạng nội bộ, không mã hóa. Chỉ dùng trong mạng tin cậy.",
        "Mind: the page is open to the local network, without encryption. Use it in a trusted network only.",
    ),
    "file_wanted": Text("Cần FILE=<tệp CSV> (--file).", "FILE=<table> (--file) is wanted."),
    "decisions_written": Text(
        "Đã ghi {count} quyết định vào {path}. Tệp có thể chứa tên người: chỉ giao cho người có thẩm quyền.",
        "{count} decisions were written to {path}. It may hold names: mind who may read it.",
    ),
    "decisions_taken": Text(
        "Đã nhận {count} quyết định mới; {known} quyết định đã có từ trước. Chạy lại xã để áp dụng.",
        "{count} new decisions were taken; {known} were known before. Run the commune again to apply them.",
    ),
    # edits of a delivery
    "edits_taken": Text(
        "{count} dòng đã sửa; {new} quyết định mới được ghi, {left} chỗ sửa chưa thành quyết định. "
        "Chạy lại xã để áp dụng.",
        "{count} rows were edited; {new} new decisions are in the journal, {left} edits became none. Run the "
        "commune again to apply them.",
    ),
    "edit_of_other_delivery": Text(
        "{file} không phải bản đã giao sau cùng, nên không biết điều gì đã sửa trong đó. "
        "Làm lại phần sửa trên bản giao sau cùng.",
        "{file} is not of the last delivery, so nobody knows what was edited in it. "
        "Edit the last delivery anew.",
    ),
    "edit_damaged": Text(
        "{file} bị hỏng, không so được với bản đã giao.",
        "{file} is damaged and cannot be compared with what was delivered.",
    ),
    "edit_without_results": Text(
        "Kết quả của lần giao trước của xã {commune} không còn, không so được sửa đổi.",
        "What was delivered last of commune {commune} is not known any more, so edits cannot be told.",
    ),
    "edit_says_nothing": Text(
        "cột này hoặc cách sửa này không có quyết định tương ứng",
        "no decision says a change of such a column or kind",
    ),
    "edit_added": Text("thêm", "added"),
    "edit_removed": Text("xóa", "deleted"),
    "edit_moved": Text("sửa ranh", "outline moved"),
    "no_json": Text("dòng không phải JSON", "the line is no JSON"),
    "decision_entry": Text(
        "mục «{entry}» thiếu, thừa hoặc sai kiểu", "entry «{entry}» is missing, unknown or of the wrong kind"
    ),
    "decision_field_or_value": Text(
        "không có trường này, hoặc trường không nhận giá trị này",
        "there is no such field, or it does not take this value",
    ),
    # why a decision is not applied
    "place_not_found": Text("không còn tìm thấy chỗ đã xem", "the place that was seen is not found any more"),
    "shape_changed": Text("hình thửa đã khác nhiều", "the shape is quite another now"),
    "values_changed": Text("giá trị đã khác lúc xem", "the values are not what they were then"),
    "read_otherwise": Text("nay đọc chắc chắn ra giá trị khác", "another value is read surely now"),
    "page_not_processed": Text("trang chưa được xử lý", "the page was not processed"),
    "number_missing": Text("chưa rõ số thửa", "the parcel number is not known"),
    # what was decided
    "holder_name": Text("tên người sử dụng đất", "the name of the land user"),
    "row_of_parcel": Text("dòng sổ của thửa", "the register row of the parcel"),
    "whole_parcel": Text("cả thửa", "the parcel as a whole"),
    "whole_row": Text("cả dòng sổ", "the register row as a whole"),
    "kind_of_land": Text("thửa hay đối tượng", "parcel or object"),
    "holder_kind": Text("mã đối tượng sử dụng đất", "the kind of land user"),
    "kind_of_page": Text("trang là tài liệu gì", "what kind of paper a page is"),
    "old_unit": Text("xã cũ của trang", "the old commune of a page"),
    "parcel_place": Text("địa chỉ trong dòng sổ", "the place name in the register row"),
    "row_note": Text("ghi chú của dòng sổ", "the note of the register row"),
    "parcel_outline": Text("hình thửa do người vẽ (m²)", "the outline that a person drew (m²)"),
    "parcel_drawn": Text("thửa do người vẽ thêm (m²)", "land that a person added (m²)"),
}
