"""Names of things that stand inside other texts: what was read, what was compared, which document."""

from __future__ import annotations

from pipeline.catalogue.text import Text

NAMES = {
    "withheld": Text("…", "…"),
    # files and pages as everybody may read of them
    "file_in_maps": Text("bản quét bản đồ {number}", "map scan {number}"),
    "file_in_records": Text("bản quét hồ sơ {number}", "record scan {number}"),
    "file_beside_scans": Text("tệp nằm cạnh bản quét {number}", "file {number} beside scans"),
    "file_in_control": Text("tệp điểm khống chế {number}", "control file {number}"),
    "file_in_vectors": Text("tệp bản đồ số {number}", "digital map {number}"),
    "file_of_decisions": Text(
        "tệp .jsonl thứ {number} trong review/ (xếp theo tên)", ".jsonl file {number} in review/ (by name)"
    ),
    "line_of_file": Text("{file}, dòng {line}", "{file}, line {line}"),
    "some_file": Text("một tệp", "a file"),
    "file_elsewhere": Text("tệp {number}", "file {number}"),
    "page_of_file": Text("{file}, trang {page}", "{file}, page {page}"),
    "box_on_page": Text("{page} [{box}]", "{page} [{box}]"),
    # documents
    "map_sheet": Text("tờ bản đồ", "the map sheet"),
    "table_of_sheets": Text("bảng tổng hợp", "the table of sheets"),
    "register": Text("sổ", "the register"),
    "extract": Text("trích lục", "an extract"),
    "survey": Text("phiếu xác nhận đo đạc", "a confirmation of a survey"),
    "certificate": Text("giấy chứng nhận", "a certificate"),
    "page_of_corners": Text("trang có bảng tọa độ", "a page with a table of corners"),
    "form_of_year": Text("{form} mẫu {year}", "{form}, form of {year}"),
    # what is read
    "parcel_number": Text("số thửa", "the parcel number"),
    "area": Text("diện tích", "the area"),
    "land_use": Text("loại đất", "the land use"),
    "register_area": Text("diện tích trong sổ", "the area in the register"),
    "joined_parts": Text("các mảnh ghép theo diện tích ghi", "the parts joined by the printed area"),
    "arrow_of_label": Text("mũi tên từ nhãn đến thửa", "the arrow from the label to the parcel"),
    "sure_label": Text("nhãn thửa đủ chắc chắn", "a label of the parcel that is sure enough"),
    "label_on_strip": Text("nhãn nằm trên dải đất không giống thửa", "a label on a strip that is no parcel"),
    "label_on_map": Text("nhãn của thửa này trên bản đồ", "the label of this parcel on the map"),
    "land_on_map": Text("ranh giới của thửa này trên bản đồ", "the boundaries of this parcel on the map"),
    "register_row_by_hand": Text("dòng sổ viết tay", "a row of the register filled in by hand"),
    "holder_in_register": Text("tên người sử dụng đất trong sổ", "the name of the land user in the register"),
    "sheet_number": Text("số tờ bản đồ", "the number of the map sheet"),
    "sheet_and_parcel_number": Text("số tờ, số thửa", "the numbers of sheet and parcel"),
    "of_parcels": Text("{what} của {count} thửa ({numbers})", "{what} of {count} parcels ({numbers})"),
    "number": Text("{number}", "{number}"),
    "listed": Text("{what}", "{what}"),
    "read_on": Text("{what} ({page})", "{what} ({page})"),
    "column_of_numbers": Text("cột số thửa", "the column of parcel numbers"),
    "column_of_holders": Text("cột tên người sử dụng", "the column of land users"),
    "column_of_areas": Text("cột diện tích", "the column of areas"),
    "column_of_land_uses": Text("cột loại đất", "the column of land uses"),
    # facts of a certificate
    "fact_serial": Text("số phát hành", "the serial number"),
    "fact_book_number": Text("số vào sổ", "the number in the book of issue"),
    "fact_issued_on": Text("ngày cấp", "the date of issue"),
    "fact_office": Text("nơi cấp", "the issuing office"),
    "fact_area_words": Text("diện tích bằng chữ", "the area in words"),
    "fact_use_form": Text("hình thức sử dụng", "the form of use"),
    "fact_purpose": Text("mục đích sử dụng", "the purpose"),
    "fact_term": Text("thời hạn sử dụng", "the term of use"),
    "fact_origin": Text("nguồn gốc sử dụng", "the origin of the use"),
    "fact_place": Text("địa chỉ thửa đất", "the address of the parcel"),
    "fact_house": Text("nhà ở, tài sản", "house and assets"),
    "fact_changes": Text("những thay đổi sau khi cấp", "changes after the issue"),
    "fact_holders": Text("người sử dụng đất", "the holders"),
    # why a certificate waits
    "certificate_names_no_parcel": Text("không trang nào ghi thửa đất", "no page names its parcel"),
    "certificate_parcel_unread": Text(
        "số tờ, số thửa hoặc xã chưa đọc chắc",
        "numbers of sheet and parcel, or the commune, are not read surely",
    ),
    "certificate_parcel_missing": Text("không thấy thửa trên bản đồ", "its parcel is not on the map"),
    "certificate_parcel_differs": Text(
        "chưa khớp với thửa trên bản đồ", "it does not agree with the parcel on the map"
    ),
    "certificate_pages_differ": Text("các trang ghi khác nhau: {what}", "its pages differ: {what}"),
    "certificate_pages_by_order": Text(
        "các trang chỉ được ghép theo thứ tự trong tệp",
        "its pages belong together only by their order in the file",
    ),
    "certificate_facts_unsure": Text("đọc chưa chắc: {what}", "not read surely: {what}"),
    # columns of the table of sheets
    "parcels_of_sheet": Text("tổng số thửa", "the number of parcels"),
    "area_of_sheet": Text("diện tích (m²)", "the area (m²)"),
    "users_of_sheet": Text("tổng số chủ sử dụng đất", "the number of land users"),
    "managers_of_sheet": Text("tổng số chủ quản lý đất", "the number of land managers"),
    "in_table_of_sheets": Text("{what} trong bảng tổng hợp", "{what} in the table of sheets"),
    # comparisons of a page with its parcel
    "outline_by_corners": Text("đường ranh theo tọa độ", "the outline by its corners"),
    "lengths_of_edges": Text("chiều dài cạnh", "the lengths of the edges"),
    "square_metres": Text("{area:.1f} m²", "{area:.1f} m²"),
    "areas_on_map": Text(
        "{label:.1f} m², sổ {record:.1f} m², hình vẽ {drawn:.1f} m²",
        "{label:.1f} m², register {record:.1f} m², drawn {drawn:.1f} m²",
    ),
    "land_uses_on_map": Text("{label}, sổ {record}", "{label}, register {record}"),
    "corners": Text("{count} đỉnh", "{count} corners"),
    "outline_on_map": Text(
        "trùng {overlap:.0%}, lệch nhiều nhất {distance:.2f} m (hạn sai {limit:.2f} m)",
        "common {overlap:.0%}, {distance:.2f} m off at most (tolerance {limit:.2f} m)",
    ),
    "metres": Text("{length:.1f} m", "{length:.1f} m"),
    "perimeter": Text("chu vi {length:.1f} m", "perimeter {length:.1f} m"),
}
