"""The catalogue of findings: code, level, text in Vietnamese and English, and what a person should do.

Texts are filled from ``Finding.values``; reasons and names of things in them are codes of ``catalogue``.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Finding, Level
from pipeline.wording import fill


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of finding; ``{name}`` in a text is filled from the finding's values."""

    level: Level
    vietnamese: str
    english: str
    remedy: str


CATALOGUE: dict[str, Entry] = {
    # scans and pages
    "scan_unreadable": Entry(
        "loi",
        "Không đọc được tệp quét {file}: {reason}",
        "Scan {file} cannot be read: {reason}",
        "Quét lại hoặc thay tệp.",
    ),
    "scan_inaccessible": Entry(
        "loi",
        "Không truy cập được {file}: {reason}",
        "{file} cannot be reached: {reason}",
        "Kiểm tra quyền đọc và kết nối ổ đĩa rồi chạy lại; không cần quét lại.",
    ),
    "duplicate_file": Entry(
        "canh_bao",
        "Tệp {file} giống hệt tệp {first}; chỉ dùng tệp kia",
        "{file} is the same file as {first}, which alone is used",
        "Bỏ bản thừa.",
    ),
    "file_misplaced": Entry(
        "canh_bao",
        "Tệp {file} nằm sai chỗ nên không được đọc; chỗ của nó: {places}",
        "{file} lies in the wrong place and is not read; its place: {places}",
        "Chuyển tệp vào đúng thư mục rồi chạy lại.",
    ),
    "file_unknown": Entry(
        "canh_bao",
        "Không rõ {file} là tệp gì nên không được đọc",
        "It is not known what {file} is, so it is not read",
        "Bản quét: lưu thành TIFF, JPEG, PNG hoặc PDF vào maps/ hoặc records/. Tệp không cần: bỏ ra ngoài.",
    ),
    "file_not_read": Entry(
        "canh_bao",
        "Tệp {file} chưa được đọc: phiên bản này chưa dùng loại tệp ở chỗ này",
        "{file} is not read yet: this version does not use what lies there",
        "Giữ tệp tại chỗ; kết quả lần này chưa tính đến tệp.",
    ),
    "file_half_copied": Entry(
        "canh_bao",
        "Tệp {file} là phần của một tệp đang chép dở",
        "{file} is part of a file that is still being copied",
        "Đợi chép xong rồi chạy lại; nếu việc chép đã dừng, chép lại tệp.",
    ),
    "files_ignored": Entry(
        "ghi_chu",
        "Bỏ qua {count} tệp của hệ thống: {names}",
        "{count} files of the system are passed over: {names}",
        "Không cần làm gì.",
    ),
    "points_ambiguous": Entry(
        "canh_bao",
        "Tệp điểm {file} hợp với {count} bản quét cùng tên nên không dùng cho bản nào",
        "Control points {file} fit {count} scans of that name and are used for none",
        "Đặt tệp vào control/ theo đúng đường dẫn của bản quét dưới maps/.",
    ),
    "points_without_scan": Entry(
        "canh_bao",
        "Tệp điểm {file} không ứng với trang nào của bản quét nào",
        "Control points {file} belong to no page of any scan",
        "Đặt tên tệp là control/<đường dẫn bản quét dưới maps>.points; trang n: <tên bản quét>.<n>.points.",
    ),
    "points_surplus": Entry(
        "canh_bao",
        "Tệp điểm {file} không được dùng: trang ({page}) đã có tệp điểm {other}",
        "Control points {file} are not used: their page ({page}) has {other}",
        "Giữ lại một tệp.",
    ),
    "page_coarse": Entry(
        "canh_bao",
        "Bản quét {page} quá thô: chi tiết chỉ như quét {dpi} dpi; tên đọc được chờ người kiểm tra",
        "The scan {page} is too coarse: its detail is that of {dpi} dpi; names read on it wait for a person",
        "Quét lại ở 300 dpi nếu còn giấy.",
    ),
    "page_faded": Entry(
        "canh_bao",
        "Trang {page} mờ, nét đứt: giá trị đọc được chờ người kiểm tra hoặc bản đồ chứng minh",
        "Page {page} is faded, its strokes broken: what is read waits for a person or for proof by the map",
        "Quét lại thang xám 300 dpi nếu còn giấy; nếu không, xem từng dòng theo ảnh.",
    ),
    "page_unknown": Entry(
        "canh_bao",
        "Trang không phải tờ bản đồ cũng không phải trang sổ ({page}): {reason}",
        "Page ({page}) is neither a map sheet nor a register page: {reason}",
        "Xem trang; nếu là tài liệu cần dùng, quét lại thẳng và đủ trang.",
    ),
    "page_failed": Entry(
        "loi",
        "Chương trình gặp lỗi ở một trang ({page}): {reason}; trang này chưa được xử lý",
        "The program failed on a page ({page}): {reason}; the page was not processed",
        "Gửi tệp này cho người bảo trì chương trình.",
    ),
    # digital maps
    "vector_unplaced": Entry(
        "loi",
        "Chưa đặt được bản đồ số {file}: {reason}",
        "The digital map {file} could not be placed: {reason}",
        "Kiểm tra hệ tọa độ của tệp; nếu là HN-72 hoặc hệ giả định, cho điểm khống chế trong control/.",
    ),
    "declared_crs_overruled": Entry(
        "canh_bao",
        "Tệp khai hệ tọa độ {declared} nhưng tọa độ nằm trong {found}; dùng {found}",
        "The file declares {declared}, but its coordinates lie in {found}; {found} is used",
        "Sửa khai báo hệ tọa độ của tệp gốc.",
    ),
    "axes_swapped": Entry(
        "canh_bao",
        "Tệp ghi tọa độ theo thứ tự bắc, đông; đã đổi lại",
        "The file gives northing before easting; they were turned round",
        "Không cần làm gì nếu bản đồ nằm đúng chỗ.",
    ),
    "units_scaled": Entry(
        "canh_bao",
        "Tọa độ của tệp tính bằng {unit}; đã đổi ra mét",
        "The file's coordinates are in {unit}; they were brought to metres",
        "Không cần làm gì nếu bản đồ nằm đúng chỗ.",
    ),
    "zone_changed": Entry(
        "ghi_chu",
        "Tệp vẽ trong {found}; đã chuyển sang múi của xã, {zone}",
        "The file is drawn in {found}; it was brought to the commune's zone, {zone}",
        "Không cần làm gì.",
    ),
    "lines_repaired": Entry(
        "ghi_chu",
        "Đã nối {joined} đầu đường hở, cắt {cut} đoạn thừa, bỏ {repeated} đường vẽ lặp",
        "{joined} open ends were joined, {cut} tails cut, {repeated} repeated lines left out",
        "Không cần làm gì nếu hình thửa đúng.",
    ),
    "line_gap_open": Entry(
        "canh_bao",
        "Ranh giới quanh nhãn này không khép kín: thiếu đường trên bản vẽ",
        "The boundary around this label does not close: a line is missing in the drawing",
        "Bổ sung đường ranh còn thiếu trên bản vẽ gốc.",
    ),
    "parcel_superseded": Entry(
        "ghi_chu",
        "Thửa này trên bản quét nay là các thửa {numbers} trên bản đồ số",
        "This parcel of the scan is parcels {numbers} on the digital map",
        "Kiểm tra hồ sơ chỉnh lý; dòng sổ của số thửa cũ là lịch sử.",
    ),
    "versions_differ": Entry(
        "canh_bao",
        "Bản quét và bản đồ số khác nhau về {what}: bản quét {scan}, bản đồ số {digital}",
        "Scan and digital map differ in {what}: the scan says {scan}, the digital map {digital}",
        "Xác định bản nào mới hơn và giá trị nào đúng.",
    ),
    "text_encoding_unsure": Entry(
        "canh_bao",
        "Có {count} chữ trong tệp chưa rõ bảng mã (TCVN3, VNI hay Unicode); giữ nguyên",
        "{count} texts of the file are of unknown encoding (TCVN3, VNI, Unicode); they are kept as they are",
        "Xem các tên riêng trong tệp gốc.",
    ),
    # the delivery itself
    "delivery_edited": Entry(
        "canh_bao",
        "Tệp đã giao bị sửa sau đó: {file} ({count} tệp). Bản sửa được giữ ở {kept}, chưa có trong bản giao "
        "này; số dòng sửa/thêm/xóa theo lớp: {rows}",
        "Delivered files were edited since: {file} ({count}). They are kept in {kept} and are not in this "
        "delivery; rows changed/added/deleted by layer: {rows}",
        "Đưa những sửa đổi còn cần vào bản mới, rồi xóa thư mục đó.",
    ),
    # sheets
    "sheet_unplaced": Entry(
        "loi",
        "Chưa định vị được tờ bản đồ ({page}): {reason}",
        "The map sheet ({page}) could not be placed: {reason}",
        "Mở tệp điểm trong data_out/…/control bằng QGIS, sửa cho đúng rồi lưu vào control/ của xã.",
    ),
    "control_points_unused": Entry(
        "canh_bao",
        "Tệp điểm khống chế có {count} điểm, không nằm trên lưới của tờ và chưa đủ 3 điểm: không dùng được",
        "The file holds {count} control points off the sheet's grid, fewer than 3: they cannot be used",
        "Đặt điểm tại giao điểm lưới, hoặc ghi ít nhất 3 điểm.",
    ),
    "neighbour_elsewhere": Entry(
        "canh_bao",
        "Bảng chắp mảnh ghi tờ {other} ở phía {side}, nhưng tờ đó được đặt ở chỗ khác",
        "The index box names sheet {other} on the side {side}, but that sheet lies elsewhere",
        "Xem số tờ và vị trí của cả hai tờ.",
    ),
    "sheet_seam": Entry(
        "ghi_chu",
        "Mép chung với tờ {other}: {count} đường cắt mép, lệch {before:.2f} m trước và {after:.2f} m sau "
        "bình sai",
        "Edge shared with sheet {other}: {count} lines cross it, {before:.2f} m apart before and "
        "{after:.2f} m after",
        "Không cần làm gì nếu độ lệch trong hạn sai tiếp biên.",
    ),
    "sheet_aligned": Entry(
        "ghi_chu",
        "Tờ dời {east:+.2f} m đông, {north:+.2f} m bắc theo {count} góc thửa chung: lệch {before:.2f} m "
        "còn {after:.2f} m",
        "Sheet moved {east:+.2f} m east, {north:+.2f} m north by {count} common corners: off {before:.2f} "
        "m, now {after:.2f} m",
        "Không cần làm gì nếu độ dời trong hạn sai tiếp biên.",
    ),
    "control_point_off": Entry(
        "canh_bao",
        "Điểm khống chế thứ {point} trong tệp lệch {residual:.2f} m so với các điểm khác",
        "Control point {point} of the file is {residual:.2f} m off the other points",
        "Xem lại vị trí trên ảnh và tọa độ của điểm.",
    ),
    "sheet_beyond_tolerance": Entry(
        "canh_bao",
        "Sai số định vị {residual:.2f} m vượt hạn sai {tolerance:.2f} m của tỷ lệ 1:{scale}",
        "Placement residual {residual:.2f} m is beyond the tolerance of {tolerance:.2f} m for 1:{scale}",
        "Kiểm tra các điểm khống chế của tờ.",
    ),
    "sheet_source_conflict": Entry(
        "canh_bao",
        "Các nguồn trên tờ không khớp nhau: {what}: {first} ≠ {second}",
        "Sources on the sheet disagree: {what}: {first} ≠ {second}",
        "Xem lại số hiệu mảnh, tỷ lệ và nhãn tọa độ trên tờ.",
    ),
    "unit_unknown": Entry(
        "canh_bao",
        "Không xác định được xã cũ từ tên đọc được «{text}»",
        "The old commune cannot be told from the name read, «{text}»",
        "Ghi xã cũ của tờ trong commune.toml.",
    ),
    "unit_elsewhere": Entry(
        "canh_bao",
        "Tài liệu của {unit} không thuộc xã này",
        "This document is of {unit}, which is not part of this commune",
        "Chuyển tệp sang thư mục của đúng xã.",
    ),
    "coordinates_outside": Entry(
        "canh_bao",
        "Bảng tọa độ của {page} nằm cách địa bàn xã {distance:.0f} km: không dùng",
        "The corners of a paper ({page}) lie {distance:.0f} km outside this commune: they are not used",
        "Xem tên xã và hệ tọa độ trên trang; nếu là giấy của nơi khác thì chuyển sang đúng xã.",
    ),
    "duplicate_sheet": Entry(
        "canh_bao",
        "Có hai tờ {sheet} trên cùng khu đất nhưng nội dung khác nhau: {first} và {second}; dùng tờ thứ nhất",
        "Two sheets {sheet} of one ground differ in what they show: {first} and {second}; the first is used",
        "Xem hai tờ: bỏ tờ đã cũ, hoặc sửa số tờ nếu đọc nhầm.",
    ),
    "sheet_scanned_twice": Entry(
        "ghi_chu",
        "Tờ bản đồ có hai bản quét: dùng {first}; {second} là lần đọc thứ hai "
        "({alike} giá trị giống nhau, {differing} khác)",
        "The sheet was scanned twice: {first} is used, {second} is a second reading "
        "({alike} values alike, {differing} not)",
        "Không cần làm gì; giá trị nào hai bản đều rõ mà khác nhau thì có phát hiện riêng.",
    ),
    "page_scanned_twice": Entry(
        "ghi_chu",
        "Trang sổ có hai bản quét: dùng {first}; {second} là lần đọc thứ hai "
        "({alike} giá trị giống nhau, {differing} khác)",
        "The register page was scanned twice: {first} is used, {second} is a second reading "
        "({alike} values alike, {differing} not)",
        "Không cần làm gì; giá trị nào hai bản đều rõ mà khác nhau thì có phát hiện riêng.",
    ),
    "scans_differ": Entry(
        "canh_bao",
        "Hai bản quét của cùng một tài liệu ghi khác nhau về {what}: {first} và {second}",
        "Two scans of one paper differ in {what}: {first} and {second}",
        "Xem cả hai ảnh và nhập giá trị đúng.",
    ),
    "parcel_count_differs": Entry(
        "canh_bao",
        "Tổng số thửa của tờ không khớp: {document} ghi {stated}, tìm được {found} số thửa, {objects} số của "
        "đối tượng chiếm đất, {unnumbered} thửa chưa rõ số; số lớn nhất {highest}, sổ có {rows} số thửa",
        "Numbers of parcels differ: {document} states {stated}; found are {found} parcel numbers, {objects} "
        "of objects, {unnumbered} parcels without one; the highest is {highest}, the register has {rows}",
        "So tờ quét với kết quả: tìm thửa thiếu hoặc thừa.",
    ),
    "sheet_area_differs": Entry(
        "canh_bao",
        "Tổng diện tích của tờ không khớp: {document} ghi {stated:.1f} m², hình các thửa cộng được "
        "{found:.1f} m² "
        "({with_objects:.1f} m² kể cả đối tượng chiếm đất)",
        "Areas of the sheet differ: {document} states {stated:.1f} m², the drawn parcels add up to "
        "{found:.1f} m² "
        "({with_objects:.1f} m² with objects)",
        "So tờ quét với kết quả: tìm thửa thiếu hoặc vẽ sai.",
    ),
    "sheet_missing": Entry(
        "loi",
        "Thiếu bản quét của tờ bản đồ: {document} ghi tờ {sheet} có {parcels} thửa, {area:.1f} m²",
        "A sheet was not scanned: {document} lists sheet {sheet} with {parcels} parcels, {area:.1f} m²",
        "Tìm và quét tờ này; nếu đã quét, kiểm tra số tờ đọc được.",
    ),
    "sheet_not_listed": Entry(
        "canh_bao",
        "Tờ {sheet} có bản quét nhưng không có trong bảng tổng hợp",
        "Sheet {sheet} was scanned but is not in the table of sheets",
        "Kiểm tra số tờ đọc được và các trang của bảng tổng hợp.",
    ),
    "sheet_agrees": Entry(
        "ghi_chu",
        "Khớp với {document}: {parcels} thửa, {area:.1f} m²",
        "Agrees with {document}: {parcels} parcels, {area:.1f} m²",
        "Không cần làm gì.",
    ),
    "book_total_differs": Entry(
        "canh_bao",
        "Cộng diện tích của tờ trong sổ không khớp: sổ ghi {stated:.1f} m², cộng các dòng của tờ được "
        "{found:.1f} m²",
        "The register's sum of the sheet does not add up: stated are {stated:.1f} m², its rows have "
        "{found:.1f} m²",
        "Xem lại các diện tích của tờ trong sổ; có thể thiếu trang hoặc dòng.",
    ),
    "table_total_differs": Entry(
        "canh_bao",
        "Dòng tổng của bảng tổng hợp không khớp: cột {what} ghi {stated}, cộng các dòng đọc được {found}",
        "The last row of the table of sheets does not add up: {what} is {stated}, its rows add up to {found}",
        "Xem lại cột này của bảng; có thể thiếu trang.",
    ),
    # values
    "sums_differ": Entry(
        "loi",
        "Tổng không khớp ({what}): đưa vào {given}, đi ra {found}",
        "The sums do not add up ({what}): {given} went in, {found} came out",
        "Gửi tệp manifest.json cho người bảo trì chương trình.",
    ),
    "certificate_doubtful": Entry(
        "canh_bao",
        "Trích lục hoặc giấy chứng nhận: bảng tọa độ ({corners} đỉnh) chưa khớp cạnh và diện tích "
        "{area:.1f} m² "
        "({code})",
        "An extract or certificate whose corner table ({corners}) does not agree with its edges and its area "
        "of {area:.1f} m² ({code})",
        "Đọc lại bảng tọa độ trên trang.",
    ),
    "certificate_agrees": Entry(
        "ghi_chu",
        "Có {page} khớp với thửa này: {what}",
        "Paper of this parcel ({page}) agrees with it: {what}",
        "Không cần làm gì.",
    ),
    "certificate_differs": Entry(
        "canh_bao",
        "Có {page} khác với thửa này: {what}: trên trang {stated}, trên bản đồ {map}",
        "Paper of this parcel ({page}) differs from it: {what}: the page says {stated}, the map {map}",
        "Xem giấy có trước hay sau bản đồ, rồi xác định giá trị đúng.",
    ),
    "certificate_without_parcel": Entry(
        "canh_bao",
        "Có {page} của thửa không thấy trên bản đồ: tờ {sheet}",
        "There is a paper ({page}) of a parcel that is not on the map: sheet {sheet}",
        "Tìm tờ bản đồ và thửa, hoặc xem lại số tờ, số thửa trên trang.",
    ),
    "page_total_differs": Entry(
        "canh_bao",
        "Cộng diện tích trên trang sổ ghi {stated:.1f} m², cộng các dòng đọc được {found:.1f} m²",
        "The register page states a total of {stated:.1f} m², its rows as read add up to {found:.1f} m²",
        "Xem lại các diện tích của trang này.",
    ),
    "page_by_hand": Entry(
        "canh_bao",
        "Trang sổ viết tay, {rows} dòng: số thửa, diện tích, loại đất được đối chiếu với bản đồ; "
        "tên và chữ khác chờ người kiểm tra",
        "The register page was filled in by hand, {rows} rows: numbers, areas and codes are held against "
        "the map, names and other text wait for a person",
        "Nhập hoặc xác nhận tên theo ảnh; dòng nào bản đồ chưa chứng minh thì xem cả dòng.",
    ),
    "row_by_hand": Entry(
        "canh_bao",
        "Dòng sổ có ô viết tay trên trang in: có thể là chỉnh lý",
        "A register row has a cell filled in by hand on a printed page: it may be a correction",
        "Xem ô viết tay trên ảnh và xác nhận dòng.",
    ),
    "value_unread": Entry("canh_bao", "Không đọc được {what}", "Not read: {what}", "Nhập giá trị theo ảnh."),
    "face_without_label": Entry(
        "ghi_chu",
        "Mảnh đất {area:.1f} m² không có nhãn",
        "A piece of land of {area:.1f} m² has no label",
        "Xem có thiếu nhãn hoặc thiếu ranh giới không.",
    ),
    "label_without_face": Entry(
        "canh_bao",
        "Nhãn thửa không nằm trong mảnh đất khép kín nào",
        "A parcel label lies in no closed piece of land",
        "Xem ranh giới quanh nhãn trên ảnh quét.",
    ),
    "sheet_corrected": Entry(
        "ghi_chu",
        "Tờ bản đồ có chỉnh lý bằng mực đỏ: {labels} nhãn và {borders} đoạn ranh giới đã gạch bỏ",
        "The sheet bears corrections in red ink: {labels} labels and {borders} boundaries are struck out",
        "Đối chiếu với sổ mục kê và hồ sơ chỉnh lý.",
    ),
    "several_labels": Entry(
        "canh_bao",
        "Một mảnh có {count} nhãn: có thể thiếu ranh giới",
        "One face holds {count} labels: a boundary may be missing",
        "Xem ranh giới trên ảnh quét.",
    ),
    # witnesses
    "area_mismatch": Entry(
        "loi",
        "Diện tích không khớp: bản đồ {map:.1f} m², sổ {record:.1f} m², hình vẽ {drawn:.1f} m²",
        "Areas differ: map {map:.1f} m², register {record:.1f} m², drawn {drawn:.1f} m²",
        "Đối chiếu bản đồ, sổ và thực địa.",
    ),
    "drawn_area_mismatch": Entry(
        "canh_bao",
        "Diện tích hình vẽ {drawn:.1f} m² khác diện tích ghi {printed:.1f} m²",
        "The drawn area {drawn:.1f} m² differs from the printed {printed:.1f} m²",
        "Xem ranh giới và số đọc được.",
    ),
    "land_use_mismatch": Entry(
        "canh_bao",
        "Loại đất không khớp: bản đồ {map}, sổ {record}",
        "Land use differs: map {map}, register {record}",
        "Xác định loại đất đúng.",
    ),
    "parcel_without_record": Entry(
        "canh_bao",
        "Thửa có trên bản đồ, không có trong sổ",
        "The parcel is on the map and not in the register",
        "Tìm dòng sổ hoặc lập bổ sung.",
    ),
    "record_without_parcel": Entry(
        "canh_bao",
        "Có trong sổ, không có trên bản đồ",
        "In the register and not on the map",
        "Tìm thửa trên bản đồ.",
    ),
    "duplicate_record": Entry(
        "canh_bao",
        "Sổ có {count} dòng cho cùng một thửa",
        "The register has {count} rows for one parcel",
        "Chọn dòng đúng.",
    ),
    "duplicate_parcel": Entry(
        "canh_bao",
        "Số thửa này có ở {count} mảnh trên tờ",
        "This number stands on {count} pieces of the sheet",
        "Xem số thửa trên ảnh.",
    ),
    "sheet_without_register": Entry(
        "canh_bao",
        "Không có trang sổ nào của tờ này",
        "No register page speaks of this sheet",
        "Tìm trang sổ của tờ.",
    ),
    "register_page_missing": Entry(
        "canh_bao",
        "Sổ không có dòng nào cho các thửa {first} đến {last}: có thể thiếu trang",
        "The register has no row for parcels {first} to {last}: a page may be missing",
        "Tìm và quét trang sổ còn thiếu.",
    ),
    "register_without_sheet": Entry(
        "canh_bao",
        "Sổ có {count} dòng của tờ {sheet} nhưng không có bản đồ của tờ này",
        "The register has {count} rows of sheet {sheet}, of which there is no map",
        "Tìm tờ bản đồ, hoặc kiểm tra số tờ đọc được.",
    ),
    # coverage
    "gap_repaired": Entry(
        "ghi_chu",
        "Đã khép {count} khe hở, tổng {area:.1f} m²: {parcels} thửa kề bên từ {before:.1f} m² thành "
        "{after:.1f} m²",
        "{count} gaps closed, {area:.1f} m² in all: {parcels} parcels beside had {before:.1f} m², now "
        "{after:.1f} m²",
        "Không cần làm gì nếu hình đúng.",
    ),
    "overlap_repaired": Entry(
        "ghi_chu",
        "Đã bỏ {count} chỗ chồng, tổng {area:.1f} m²: {parcels} thửa liên quan từ {before:.1f} m² thành "
        "{after:.1f} m²",
        "{count} overlaps removed, {area:.1f} m² in all: {parcels} parcels had {before:.1f} m², now "
        "{after:.1f} m²",
        "Không cần làm gì nếu hình đúng.",
    ),
    "gap_open": Entry(
        "ghi_chu",
        "Khoảng trống khép kín {area:.1f} m² giữa các thửa, chưa rõ là thửa thiếu hay đất công",
        "An enclosed void of {area:.1f} m² between parcels: a missing parcel, or public land",
        "Xem ảnh quét: nếu là thửa thì bổ sung.",
    ),
    "parcel_lost": Entry(
        "loi",
        "Thửa {area:.1f} m² nằm trọn trong các thửa khác nên không còn hình",
        "A parcel of {area:.1f} m² lies wholly on other parcels, so no shape is left of it",
        "Xem ranh giới và nhãn trên ảnh quét.",
    ),
    "edge_beyond_tolerance": Entry(
        "canh_bao",
        "Tiếp biên lệch {distance:.2f} m, quá hạn sai {tolerance:.2f} m",
        "Neighbouring sheets differ by {distance:.2f} m, beyond the tolerance of {tolerance:.2f} m",
        "Kiểm tra hai tờ ở biên.",
    ),
    "part_joined": Entry(
        "ghi_chu",
        "Đã ghép phần {part:.1f} m² trên tờ {other} vào thửa qua biên tờ: từ {before:.1f} m² thành "
        "{after:.1f} m²",
        "A part of {part:.1f} m² on sheet {other} was joined over the sheet edge: from {before:.1f} m² to "
        "{after:.1f} m²",
        "Không cần làm gì nếu hai phần là một thửa.",
    ),
    "part_without_parcel": Entry(
        "canh_bao",
        "Phần thửa {area:.1f} m² bị biên tờ cắt chưa ghép được với thửa nào",
        "A part of {area:.1f} m² cut by the sheet edge could not be joined to a parcel",
        "Tìm tờ kề bên.",
    ),
}


def level(finding: Finding) -> Level:
    """How serious a finding is."""
    return CATALOGUE[finding.code].level


def describe(finding: Finding, english: bool = False) -> str:
    """The finding's text for people."""
    entry = CATALOGUE[finding.code]
    return fill(entry.english if english else entry.vietnamese, finding.values, english)
