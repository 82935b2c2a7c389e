"""Findings about files, scans, pages, digital maps and the delivery itself: level, texts, what to do."""

from __future__ import annotations

from pipeline.catalogue.text import Entry

OF_INPUTS = {
    # scans and pages
    "scan_unreadable": Entry(
        "loi",
        "Không đọc được tệp quét ({file}): {reason}",
        "A scan ({file}) cannot be read: {reason}",
        "Quét lại hoặc thay tệp.",
        "Scan it again or replace the file.",
    ),
    "scan_inaccessible": Entry(
        "loi",
        "Không truy cập được tệp ({file}): {reason}",
        "A file ({file}) cannot be reached: {reason}",
        "Kiểm tra quyền đọc và kết nối ổ đĩa rồi chạy lại; không cần quét lại.",
        "Check the rights and the connection of the drive and run again; no new scan is needed.",
    ),
    "duplicate_file": Entry(
        "canh_bao",
        "Hai tệp giống hệt nhau: {file} và {first}; chỉ dùng tệp thứ hai",
        "Two files are the same: {file} and {first}; the second alone is used",
        "Bỏ bản thừa.",
        "Remove the copy.",
    ),
    "file_misplaced": Entry(
        "canh_bao",
        "Tệp nằm sai chỗ nên không được đọc ({file}); chỗ của nó: {places}",
        "A file ({file}) lies in the wrong place and is not read; its place: {places}",
        "Chuyển tệp vào đúng thư mục rồi chạy lại.",
        "Move the file to its place and run again.",
    ),
    "document_beside": Entry(
        "ghi_chu",
        "Không phải bản quét nên không được đọc: {file} (tài liệu văn phòng, ghi chú)",
        "It is no scan, so it is not read: {file} (an office document, a note)",
        "Không cần làm gì; nếu trong đó có bản quét thì xuất thành PDF rồi đặt vào cùng chỗ.",
        "Nothing to do; where it holds scans, export it as PDF to the same place.",
    ),
    "file_unknown": Entry(
        "canh_bao",
        "Không rõ là tệp gì nên không được đọc: {file}",
        "It is not known what a file is, so it is not read: {file}",
        "Bản quét: lưu thành TIFF, JPEG, PNG hoặc PDF vào maps/ hoặc records/. Tệp không cần: bỏ ra ngoài.",
        "A scan: save it as TIFF, JPEG, PNG or PDF in maps/ or records/. A file that is not needed: take "
        "it out.",
    ),
    "renumbering_refused": Entry(
        "loi",
        "Không dùng được bảng số tờ mới {file}: {reason}; số tờ giữ nguyên như trên bản đồ",
        "The table of new sheet numbers {file} cannot be used: {reason}; sheets keep the numbers of the map",
        "Sửa bảng rồi chạy lại.",
        "Correct the table and run again.",
    ),
    "renumbering_doubled": Entry(
        "canh_bao",
        "Có hai bảng số tờ mới; dùng {first}, không dùng {file}",
        "There are two tables of new sheet numbers; {first} is used, {file} is not",
        "Bỏ bảng thừa.",
        "Remove the one that is not wanted.",
    ),
    "file_half_copied": Entry(
        "canh_bao",
        "Tệp là phần của một tệp đang chép dở: {file}",
        "A file is part of one that is still being copied: {file}",
        "Đợi chép xong rồi chạy lại; nếu việc chép đã dừng, chép lại tệp.",
        "Wait until it is copied and run again; if the copying has ended, copy it again.",
    ),
    "files_ignored": Entry(
        "ghi_chu",
        "Bỏ qua {count} tệp của hệ thống: {names}",
        "{count} files of the system are passed over: {names}",
        "Không cần làm gì.",
        "Nothing to do.",
    ),
    "points_ambiguous": Entry(
        "canh_bao",
        "Tệp điểm hợp với {count} bản quét cùng tên nên không dùng cho bản nào: {file}",
        "Control points fit {count} scans of one name and are used for none: {file}",
        "Đặt tệp vào control/ theo đúng đường dẫn của bản quét dưới maps/.",
        "Put the file into control/ under the path that the scan has below maps/.",
    ),
    "points_without_scan": Entry(
        "canh_bao",
        "Tệp điểm không ứng với trang nào của bản quét nào: {file}",
        "Control points belong to no page of any scan: {file}",
        "Đặt tên tệp là control/<đường dẫn bản quét dưới maps>.points; trang n: <tên bản quét>.<n>.points.",
        "Name the file control/<path of the scan below maps>.points; for page n: <name of the "
        "scan>.<n>.points.",
    ),
    "georeference_without_scan": Entry(
        "ghi_chu",
        "Tệp tọa độ không ứng với bản quét nào, hoặc ứng với nhiều bản quét: {file}",
        "A file of coordinates belongs to no scan, or to several: {file}",
        "Đặt tệp cạnh bản quét và cùng tên với nó; bản quét đã được định vị theo những gì in trên tờ.",
        "Lay the file beside its scan under the scan's name; the scan was placed by what is printed on it.",
    ),
    "setting_unheeded": Entry(
        "canh_bao",
        "commune.toml ghi xã cũ hoặc số tờ cho {file}, nhưng tệp không có tờ bản đồ nào: chưa dùng đến",
        "commune.toml states a unit or sheet of {file}, which holds no map sheet: that is not used",
        "Xem lại tên tệp trong commune.toml, hoặc bỏ mục đó.",
        "Look at the file's name in commune.toml, or take the entry out.",
    ),
    "points_surplus": Entry(
        "canh_bao",
        "Tệp điểm không được dùng ({file}): trang ({page}) đã có tệp khác ({other})",
        "Control points ({file}) are not used: their page ({page}) has others ({other})",
        "Giữ lại một tệp.",
        "Keep one file.",
    ),
    "page_coarse": Entry(
        "canh_bao",
        "Trang quét quá thô ({page}): chi tiết chỉ như quét {dpi} dpi; tên đọc được chờ người kiểm tra",
        "A scan ({page}) is too coarse: its detail is that of {dpi} dpi; names read on it wait for a person",
        "Quét lại ở 300 dpi nếu còn giấy.",
        "Scan it again at 300 dpi where the paper is still there.",
    ),
    "page_faded": Entry(
        "canh_bao",
        "Trang mờ, nét đứt ({page}): giá trị đọc được chờ người kiểm tra hoặc bản đồ chứng minh",
        "A page ({page}) is faded, its strokes broken: what is read waits for a person or proof by the map",
        "Quét lại thang xám 300 dpi nếu còn giấy; nếu không, xem từng dòng theo ảnh.",
        "Scan it again in grey at 300 dpi where the paper is still there; else look through the rows in "
        "the picture.",
    ),
    "page_unknown": Entry(
        "canh_bao",
        "Chưa biết trang ({page}) là gì: {reason}",
        "It is not known what page ({page}) is: {reason}",
        "Xem trang, trả lời ở trang duyệt. Cần dùng thì quét lại thẳng và đủ trang.",
        "Look at the page, answer on the review page. If it is needed, scan it again, straight and whole.",
    ),
    "sheet_unseen": Entry(
        "canh_bao",
        "Tờ bản đồ ({page}) chưa đọc được: không thấy khung và lưới của tờ (nghiêng, bị cắt, không khung?)",
        "A map sheet ({page}) cannot be read: no frame and grid of it are seen (askew, cut, no frame?)",
        "Quét lại thẳng và đủ trang; hoặc mở tệp điểm của trang trong data_out/…/control bằng QGIS, thêm từ "
        "3 điểm rồi lưu vào control/ của xã. Không phải tờ bản đồ: trả lời ở trang duyệt.",
        "Scan it again, straight and whole; or open its file of points in data_out/…/control in QGIS, add 3 "
        "points or more and save it in control/ of the commune. If it is no map sheet, answer on the review "
        "page.",
    ),
    "page_set_aside": Entry(
        "ghi_chu",
        "Người duyệt cho rằng trang ({page}) không phải tờ bản đồ hay sổ của xã: không dùng",
        "A person says that page ({page}) is no map sheet and no register of this commune: it is not used",
        "Không cần làm gì.",
        "Nothing to do.",
    ),
    "page_not_as_said": Entry(
        "loi",
        "Người duyệt đã cho biết trang ({page}) là gì, nhưng chương trình vẫn không đọc được trang",
        "A person said what page ({page}) is, but nothing on it can be read",
        "Quét lại trang, thẳng và đủ; nếu không thể, nhập các dòng bằng tay.",
        "Scan the page again, straight and whole; where that cannot be, enter its rows by hand.",
    ),
    "page_failed": Entry(
        "loi",
        "Chương trình gặp lỗi ở một trang ({page}): {reason}; trang này chưa được xử lý",
        "The program failed on a page ({page}): {reason}; the page was not processed",
        "Gửi tệp này cho người bảo trì chương trình.",
        "Send this file to the maintainers of the program.",
    ),
    # digital maps
    "vector_unplaced": Entry(
        "loi",
        "Chưa đặt được bản đồ số ({file}): {reason}",
        "A digital map ({file}) could not be placed: {reason}",
        "Kiểm tra hệ tọa độ của tệp; nếu là HN-72 hoặc hệ giả định, cho điểm khống chế trong control/.",
        "Check the coordinate system of the file; for HN-72 or a free system give control points in "
        "control/.",
    ),
    "declared_crs_overruled": Entry(
        "canh_bao",
        "Tệp khai hệ tọa độ {declared} nhưng tọa độ nằm trong {found}; dùng {found}",
        "The file declares {declared}, but its coordinates lie in {found}; {found} is used",
        "Sửa khai báo hệ tọa độ của tệp gốc.",
        "Correct the declared coordinate system in the original file.",
    ),
    "axes_swapped": Entry(
        "canh_bao",
        "Tệp ghi tọa độ theo thứ tự bắc, đông; đã đổi lại",
        "The file gives northing before easting; they were turned round",
        "Không cần làm gì nếu bản đồ nằm đúng chỗ.",
        "Nothing to do if the map lies in the right place.",
    ),
    "units_scaled": Entry(
        "canh_bao",
        "Tọa độ của tệp tính bằng {unit}; đã đổi ra mét",
        "The file's coordinates are in {unit}; they were brought to metres",
        "Không cần làm gì nếu bản đồ nằm đúng chỗ.",
        "Nothing to do if the map lies in the right place.",
    ),
    "map_moved_by_points": Entry(
        "ghi_chu",
        "Bản đồ số được đặt theo {count:d} điểm khống chế, sai số lớn nhất {residual_m:.2f} m",
        "The digital map was placed by {count:d} control points; the largest residual is {residual_m:.2f} m",
        "Không cần làm gì nếu bản đồ nằm đúng chỗ.",
        "Nothing to do if the map lies in the right place.",
    ),
    "map_moved_by_scan": Entry(
        "canh_bao",
        "Bản đồ số không ở hệ VN-2000; đã đặt theo bản quét của chính tờ đó ({page}): "
        "{count:d} thửa cùng số, sai số lớn nhất {residual_m:.2f} m",
        "The digital map is in no system of VN-2000; it was placed by the scan of the same sheet ({page}): "
        "{count:d} parcels of one number, the largest residual is {residual_m:.2f} m",
        "Xem bản đồ có khớp bản quét không; điểm khống chế trong control/ cho vị trí chính xác hơn.",
        "See whether the map fits the scan; control points in control/ place it more exactly.",
    ),
    "map_off_its_scan": Entry(
        "canh_bao",
        "Bản đồ số nằm lệch {off_m:.1f} m so với bản quét đã định vị của chính tờ đó ({page}); "
        "các thửa chờ xem lại",
        "The digital map lies {off_m:.1f} m from the placed scan of its sheet ({page}); its parcels wait",
        "Xem hệ tọa độ của tệp và điểm khống chế của bản quét; sửa nguồn sai.",
        "Look at the system of the file and the control points of the scan; correct the one that is wrong.",
    ),
    "zone_changed": Entry(
        "ghi_chu",
        "Tệp vẽ trong {found}; đã chuyển sang múi của xã, {zone}",
        "The file is drawn in {found}; it was brought to the commune's zone, {zone}",
        "Không cần làm gì.",
        "Nothing to do.",
    ),
    "rows_without_polygon": Entry(
        "canh_bao",
        "Bảng có {count:d} dòng không có hình vùng hoặc hình nằm ngoài xã; không thành thửa nào",
        "{count:d} rows of the table have no polygon, or one outside the commune; none becomes a parcel",
        "Xem trong tệp gốc các dòng đó có phải thửa đất không; vẽ lại các vùng đó.",
        "See in the original whether those rows are parcels; draw those polygons anew.",
    ),
    "labels_outside": Entry(
        "canh_bao",
        "Bản vẽ có {count:d} nhãn thửa nằm ngoài xã; không thành thửa nào",
        "The drawing has {count:d} labels of parcels outside the commune; none becomes a parcel",
        "Xem phần bản vẽ đó là của xã nào; tách nó thành tệp riêng.",
        "See of which commune that part of the drawing is; make it a file of its own.",
    ),
    "tables_left_out": Entry(
        "ghi_chu",
        "Tệp còn {count:d} bảng vùng không có cột số thửa; chúng không được dùng",
        "{count:d} more tables of polygons in the file have no field of parcel numbers; they are not used",
        "Xem các lớp đó có chứa thửa đất không.",
        "See whether those layers hold parcels.",
    ),
    "lines_repaired": Entry(
        "ghi_chu",
        "Đã nối {joined} đầu đường hở, cắt {cut} đoạn thừa, bỏ {repeated} đường vẽ lặp",
        "{joined} open ends were joined, {cut} tails cut, {repeated} repeated lines left out",
        "Không cần làm gì nếu hình thửa đúng.",
        "Nothing to do if the shapes of the parcels are right.",
    ),
    "line_gap_open": Entry(
        "canh_bao",
        "Ranh giới quanh nhãn này không khép kín: thiếu đường trên bản vẽ",
        "The boundary around this label does not close: a line is missing in the drawing",
        "Bổ sung đường ranh còn thiếu trên bản vẽ gốc.",
        "Add the missing boundary to the original drawing.",
    ),
    "parcel_superseded": Entry(
        "ghi_chu",
        "Thửa này của bản quét hoặc sổ cũ nay là các thửa {numbers} trên bản đồ",
        "This parcel of an earlier scan or book is parcels {numbers} on the map",
        "Kiểm tra hồ sơ chỉnh lý; dòng sổ của số thửa cũ là lịch sử.",
        "Check the file of changes; the row of the former number is history.",
    ),
    "versions_differ": Entry(
        "canh_bao",
        "Bản quét và bản đồ số khác nhau về {what}: bản quét {scan}, bản đồ số {digital}",
        "Scan and digital map differ in {what}: the scan says {scan}, the digital map {digital}",
        "Xác định bản nào mới hơn và giá trị nào đúng.",
        "Find out which of the two is newer and which value is right.",
    ),
    "text_encoding_unsure": Entry(
        "canh_bao",
        "Có {count} chữ trong tệp chưa rõ bảng mã (TCVN3, VNI hay Unicode); giữ nguyên",
        "{count} texts of the file are of unknown encoding (TCVN3, VNI, Unicode); they are kept as they are",
        "Xem các tên riêng trong tệp gốc.",
        "Look up the names in the original file.",
    ),
    # the delivery itself
    "delivery_edited": Entry(
        "canh_bao",
        "Tệp đã giao bị sửa sau đó: {file} ({count} tệp), giữ ở {kept}; số dòng sửa/thêm/xóa: {rows}. "
        "Giá trị và ranh giới sửa trong tệp GeoPackage đã thành quyết định, trừ những gì phát hiện "
        "edit_not_harvested nêu; sửa đổi ở tệp khác không có trong bản giao này",
        "Delivered files were edited since: {file} ({count}), kept in {kept}; rows changed/added/deleted by "
        "layer: {rows}. Values and outlines edited in the GeoPackage became decisions but for those of the "
        "finding edit_not_harvested; edits of other files are not in this delivery",
        "Kiểm tra những sửa đổi còn cần đã có trong bản mới, rồi xóa thư mục đó.",
        "See that the edits that are still needed are in the new delivery, then remove that folder.",
    ),
    "edit_not_harvested": Entry(
        "canh_bao",
        "Sửa đổi trong bản giao trước chưa thành quyết định ({count}): {reason}",
        "Edits of the delivery before became no decisions ({count}): {reason}",
        "Xem bản sửa trong thư mục kept, rồi quyết định lại trong trang duyệt hoặc QGIS.",
        "Look at the edited file in the folder kept, then decide anew on the review page or in QGIS.",
    ),
}
