"""What findings of one kind are called together, where the text of each has values in its first words."""

from __future__ import annotations

from pipeline.catalogue.text import Text

HEADINGS = {
    "scan_unreadable": Text("Không đọc được tệp quét", "A scan cannot be read"),
    "scan_inaccessible": Text("Không truy cập được tệp", "A file cannot be reached"),
    "file_misplaced": Text(
        "Tệp nằm sai chỗ nên không được đọc", "A file lies in the wrong place and is not read"
    ),
    "renumbering_refused": Text(
        "Không dùng được bảng số tờ mới", "The table of new sheet numbers cannot be used"
    ),
    "renumbering_doubled": Text("Có hai bảng số tờ mới", "There are two tables of new sheet numbers"),
    "files_ignored": Text("Bỏ qua tệp của hệ thống", "Files of the system are passed over"),
    "points_ambiguous": Text(
        "Tệp điểm hợp với nhiều bản quét cùng tên", "Control points fit several scans of one name"
    ),
    "setting_unheeded": Text(
        "commune.toml nói về tệp không có tờ bản đồ nào",
        "commune.toml speaks of a file that holds no map sheet",
    ),
    "points_surplus": Text("Tệp điểm không được dùng", "Control points are not used"),
    "page_coarse": Text("Trang quét quá thô", "A scan is too coarse"),
    "page_faded": Text("Trang mờ, nét đứt", "A page is faded, its strokes broken"),
    "page_unknown": Text("Chưa biết trang là gì", "It is not known what a page is"),
    "sheet_unseen": Text("Tờ bản đồ chưa đọc được", "A map sheet cannot be read"),
    "page_set_aside": Text(
        "Người duyệt cho rằng trang không phải tờ bản đồ hay sổ của xã",
        "A person says that a page is no map sheet and no register of this commune",
    ),
    "page_not_as_said": Text(
        "Trang không đọc được như người duyệt đã nói", "Nothing can be read of a page as a person said it is"
    ),
    "page_failed": Text("Chương trình gặp lỗi ở một trang", "The program failed on a page"),
    "vector_unplaced": Text("Chưa đặt được bản đồ số", "A digital map could not be placed"),
    "declared_crs_overruled": Text(
        "Tệp khai một hệ tọa độ, tọa độ nằm trong hệ khác",
        "The file declares one coordinate system, its coordinates lie in another",
    ),
    "units_scaled": Text(
        "Tọa độ của tệp đã được đổi ra mét", "The file's coordinates were brought to metres"
    ),
    "map_moved_by_points": Text(
        "Bản đồ số được đặt theo điểm khống chế", "The digital map was placed by control points"
    ),
    "map_moved_by_scan": Text(
        "Bản đồ số được đặt theo bản quét của chính tờ đó",
        "The digital map was placed by the scan of its sheet",
    ),
    "map_off_its_scan": Text(
        "Bản đồ số nằm lệch so với bản quét đã định vị của chính tờ đó",
        "The digital map lies off the placed scan of its sheet",
    ),
    "zone_changed": Text(
        "Tệp vẽ trong múi khác, đã chuyển sang múi của xã",
        "The file was brought from another zone to the commune's",
    ),
    "rows_without_polygon": Text(
        "Bảng có dòng không có hình vùng trong xã", "Rows of the table have no polygon in the commune"
    ),
    "labels_outside": Text(
        "Bản vẽ có nhãn thửa nằm ngoài xã", "The drawing has labels of parcels outside the commune"
    ),
    "tables_left_out": Text(
        "Tệp còn bảng vùng không có cột số thửa",
        "More tables of polygons in the file have no field of parcel numbers",
    ),
    "lines_repaired": Text(
        "Đã nối đầu đường hở, cắt đoạn thừa, bỏ đường vẽ lặp",
        "Open ends were joined, tails cut, repeated lines left out",
    ),
    "parcel_superseded": Text(
        "Thửa của bản quét hoặc sổ cũ nay là thửa khác trên bản đồ",
        "A parcel of an earlier scan or book is other parcels on the map",
    ),
    "versions_differ": Text("Bản quét và bản đồ số khác nhau", "Scan and digital map differ"),
    "text_encoding_unsure": Text("Tệp có chữ chưa rõ bảng mã", "Texts of the file are of unknown encoding"),
    "edit_not_harvested": Text(
        "Sửa đổi trong bản giao trước chưa thành quyết định",
        "Edits of the delivery before became no decisions",
    ),
    "sheet_unplaced": Text("Chưa định vị được tờ bản đồ", "A map sheet could not be placed"),
    "control_points_unused": Text(
        "Tệp điểm khống chế chưa đủ điểm để dùng", "A file of control points has too few to be used"
    ),
    "sheet_by_hand": Text("Nhãn thửa của tờ viết tay", "The labels of the sheet were lettered by hand"),
    "sheet_by_georeference": Text(
        "Tờ được định vị theo tọa độ kèm theo tệp", "The sheet was placed by the georeference of its file"
    ),
    "georeference_differs": Text(
        "Tọa độ kèm theo tệp lệch so với lưới và số in trên tờ",
        "The georeference of a file lies off the grid and figures on the sheet",
    ),
    "georeference_unused": Text(
        "Tọa độ kèm theo tệp không khớp với lưới của tờ",
        "The georeference of a file does not suit the sheet's grid",
    ),
    "neighbour_elsewhere": Text(
        "Tờ ghi ở bảng chắp mảnh được đặt ở chỗ khác", "A sheet of the index box lies elsewhere"
    ),
    "sheet_straightened": Text(
        "Tờ được nắn phẳng theo diện tích in của các thửa",
        "Sheet straightened by the printed areas of parcels",
    ),
    "sheet_seam": Text("Mép chung với tờ bên cạnh", "Edge shared with a neighbouring sheet"),
    "sheet_aligned": Text("Tờ được dời theo góc thửa chung", "Sheet moved by common corners"),
    "control_point_off": Text(
        "Điểm khống chế trong tệp lệch so với các điểm khác",
        "A control point of the file is off the other points",
    ),
    "sheet_beyond_tolerance": Text(
        "Sai số định vị vượt hạn sai của tỷ lệ", "Placement residual is beyond the tolerance of the scale"
    ),
    "parcels_off_place": Text(
        "Thửa có thể lệch quá hạn sai của tỷ lệ", "Parcels may lie off beyond the tolerance of the scale"
    ),
    "unit_unknown": Text(
        "Không xác định được xã cũ từ tên đọc được", "The old commune cannot be told from the name read"
    ),
    "sheet_known_by_register": Text(
        "Nhận ra tờ nhờ số và diện tích thửa trong sổ",
        "The sheet is told by numbers and areas of the register",
    ),
    "unit_elsewhere": Text(
        "Tài liệu của nơi không thuộc xã này", "A document is of a place that is not part of this commune"
    ),
    "coordinates_outside": Text(
        "Bảng tọa độ nằm ngoài địa bàn xã", "The corners of a paper lie outside this commune"
    ),
    "duplicate_sheet": Text(
        "Có hai tờ cùng số trên cùng khu đất nhưng nội dung khác nhau",
        "Two sheets of one number and ground differ in what they show",
    ),
    "scans_differ": Text("Hai bản quét của cùng một tài liệu ghi khác nhau", "Two scans of one paper differ"),
    "sheet_not_listed": Text(
        "Tờ có bản quét nhưng không có trong bảng tổng hợp",
        "A sheet was scanned but is not in the table of sheets",
    ),
    "sheet_agrees": Text("Tờ khớp với giấy tờ ghi về nó", "The sheet agrees with what papers state of it"),
    "decision_stale": Text("Quyết định chưa được áp dụng", "A decision is not applied"),
    "decision_conflict": Text("Hai người quyết định khác nhau", "Two people decided differently"),
    "sums_differ": Text("Tổng không khớp", "The sums do not add up"),
    "certificate_doubtful": Text(
        "Bảng tọa độ trên giấy chưa khớp cạnh và diện tích",
        "The corner table of a paper does not agree with its edges and its area",
    ),
    "certificate_agrees": Text("Giấy tờ khớp với thửa", "A paper agrees with its parcel"),
    "certificate_differs": Text("Giấy tờ khác với thửa", "A paper differs from its parcel"),
    "certificate_without_parcel": Text(
        "Giấy tờ của thửa không thấy trên bản đồ", "A paper is of a parcel that is not on the map"
    ),
    "certificate_waits": Text("Giấy chứng nhận chờ kiểm tra", "A certificate waits for a person"),
    "page_total_differs": Text(
        "Tổng diện tích ghi trên trang sổ khác tổng các dòng",
        "The total stated on a register page differs from the sum of its rows",
    ),
    "page_by_hand": Text("Trang sổ viết tay", "A register page was filled in by hand"),
    "value_unread": Text("Không đọc được", "Not read"),
    "face_without_label": Text("Mảnh đất không có nhãn", "A piece of land has no label"),
    "label_without_face": Text(
        "Nhãn trên tờ không nằm trong mảnh đất khép kín nào",
        "A label on the sheet lies in no closed piece of land",
    ),
    "table_row_without_label": Text(
        "Thửa của bảng ghi chú thửa nhỏ không thấy trên tờ",
        "A parcel of the table of small parcels is nowhere on the sheet",
    ),
    "land_of_others": Text(
        "Đất trống sát khung tờ, không có nhãn", "Blank land at the frame, without a label"
    ),
    "several_labels": Text("Một mảnh có nhiều nhãn", "One face holds several labels"),
    "drawn_area_mismatch": Text(
        "Diện tích hình vẽ khác diện tích ghi trên tờ", "The drawn area differs from the printed one"
    ),
    "duplicate_record": Text(
        "Sổ có nhiều dòng cho cùng một thửa", "The register has several rows for one parcel"
    ),
    "duplicate_parcel": Text(
        "Một số thửa có ở nhiều mảnh trên tờ", "One number stands on several pieces of the sheet"
    ),
    "register_page_missing": Text(
        "Sổ không có dòng nào cho một loạt thửa", "The register has no row for a run of parcels"
    ),
    "register_without_sheet": Text(
        "Sổ có dòng của tờ không có bản đồ", "The register has rows of a sheet of which there is no map"
    ),
    "gap_repaired": Text("Đã khép khe hở giữa các thửa", "Gaps between parcels were closed"),
    "overlap_repaired": Text("Đã bỏ chỗ các thửa chồng nhau", "Overlaps of parcels were removed"),
    "gap_open": Text("Khoảng trống khép kín giữa các thửa", "An enclosed void between parcels"),
    "land_uncovered": Text(
        "Đất trong ranh giới xã không thuộc thửa hay đối tượng nào",
        "Land inside the commune's outline belongs to no parcel and no object",
    ),
    "objects_without_code": Text(
        "Đường, nước của tờ không có mã loại đất đọc được",
        "Roads or waters of the sheet have no code that was read",
    ),
    "ground_confirmed": Text(
        "Người duyệt xác nhận đất không thuộc thửa hay đối tượng nào",
        "A person confirmed that land rightly belongs to no parcel and no object",
    ),
    "parcel_lost": Text(
        "Thửa nằm trọn trong các thửa khác nên không còn hình",
        "A parcel lies wholly on other parcels, so no shape is left of it",
    ),
    "edge_beyond_tolerance": Text(
        "Tiếp biên lệch quá hạn sai", "Neighbouring sheets differ beyond the tolerance"
    ),
    "part_joined": Text("Đã ghép phần thửa qua biên tờ", "A part was joined over the sheet edge"),
    "part_without_parcel": Text(
        "Phần thửa bị biên tờ cắt chưa ghép được với thửa nào",
        "A part cut by the sheet edge could not be joined to a parcel",
    ),
}
