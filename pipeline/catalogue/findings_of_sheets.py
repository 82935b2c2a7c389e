"""Findings about map sheets and what documents say of them: level, texts, what to do."""

from __future__ import annotations

from pipeline.catalogue.text import Entry

OF_SHEETS = {
    # sheets
    "sheet_unplaced": Entry(
        "loi",
        "Chưa định vị được tờ bản đồ ({page}): {reason}",
        "The map sheet ({page}) could not be placed: {reason}",
        "Mở tệp điểm trong data_out/…/control bằng QGIS, sửa cho đúng rồi lưu vào control/ của xã.",
        "Open the file of points in data_out/…/control in QGIS, correct it and save it in control/ of the "
        "commune.",
    ),
    "control_points_unused": Entry(
        "canh_bao",
        "Tệp điểm khống chế có {count} điểm, không nằm trên lưới của tờ và chưa đủ 3 điểm: không dùng được",
        "The file holds {count} control points off the sheet's grid, fewer than 3: they cannot be used",
        "Đặt điểm tại giao điểm lưới, hoặc ghi ít nhất 3 điểm.",
        "Put points on crossings of the grid, or give at least 3.",
    ),
    "sheet_by_hand": Entry(
        "canh_bao",
        "Nhãn thửa của tờ viết tay ({labels} nhãn): chỉ nhận khi sổ và diện tích trên bản vẽ cùng chứng minh",
        "The labels of the sheet were lettered by hand ({labels}): they are accepted only where register and "
        "drawn area bear them out",
        "Xem số thửa, diện tích, loại đất của các thửa còn chờ theo ảnh.",
        "Look at number, area and code of the parcels that wait, by the picture.",
    ),
    "sheet_by_georeference": Entry(
        "canh_bao",
        "Tờ được định vị theo tọa độ kèm theo tệp ({file}): khớp với lưới của tờ; trên tờ không đọc được "
        "tọa độ nào",
        "The sheet was placed by the georeference of {file}: it suits the sheet's grid; no coordinate was "
        "read on the sheet",
        "So vị trí với tờ bên cạnh hoặc ảnh nền trước khi dùng.",
        "Compare the place with a neighbouring sheet or a picture of the ground before use.",
    ),
    "georeference_differs": Entry(
        "canh_bao",
        "Tọa độ kèm theo tệp ({file}) lệch {off:.1f} m so với lưới và số in trên tờ: không dùng",
        "The georeference of {file} lies {off:.1f} m from the grid and figures on the sheet: it is not used",
        "Không cần làm gì nếu vị trí tờ đúng; nếu sai, đặt tệp .points vào control/ của xã.",
        "Nothing to do if the sheet's place is right; if not, put a .points file into control/ of the "
        "commune.",
    ),
    "georeference_unused": Entry(
        "ghi_chu",
        "Tọa độ kèm theo tệp ({file}) không khớp với lưới của tờ, hoặc không rõ hệ tọa độ: không dùng",
        "The georeference of {file} does not suit the sheet's grid, or its system is not known: it is not "
        "used",
        "Định vị tờ bằng tệp .points trong control/ của xã.",
        "Place the sheet by a .points file in control/ of the commune.",
    ),
    "neighbour_elsewhere": Entry(
        "canh_bao",
        "Bảng chắp mảnh ghi tờ {other} ở phía {side}, nhưng tờ đó được đặt ở chỗ khác",
        "The index box names sheet {other} on the side {side}, but that sheet lies elsewhere",
        "Xem số tờ và vị trí của cả hai tờ.",
        "Look at the numbers and places of both sheets.",
    ),
    "sheet_straightened": Entry(
        "ghi_chu",
        "Tờ được nắn phẳng theo diện tích in của {count} thửa: giấy cong {bend:.2f} mm, sai số vị trí "
        "{before:.2f} m còn {after:.2f} m",
        "Sheet straightened by the printed areas of {count} parcels: paper bent by {bend:.2f} mm, positional "
        "error {before:.2f} m, now {after:.2f} m",
        "Không cần làm gì.",
        "Nothing to do.",
    ),
    "sheet_seam": Entry(
        "ghi_chu",
        "Mép chung với tờ {other}: {count} đường cắt mép, lệch {before:.2f} m trước và {after:.2f} m sau "
        "bình sai",
        "Edge shared with sheet {other}: {count} lines cross it, {before:.2f} m apart before and "
        "{after:.2f} m after",
        "Không cần làm gì nếu độ lệch trong hạn sai tiếp biên.",
        "Nothing to do if the difference is within the tolerance of sheet edges.",
    ),
    "sheet_aligned": Entry(
        "ghi_chu",
        "Tờ dời {east:+.2f} m đông, {north:+.2f} m bắc theo {count} góc thửa chung: lệch {before:.2f} m "
        "còn {after:.2f} m",
        "Sheet moved {east:+.2f} m east, {north:+.2f} m north by {count} common corners: off {before:.2f} "
        "m, now {after:.2f} m",
        "Không cần làm gì nếu độ dời trong hạn sai tiếp biên.",
        "Nothing to do if the move is within the tolerance of sheet edges.",
    ),
    "control_point_off": Entry(
        "canh_bao",
        "Điểm khống chế thứ {point} trong tệp lệch {residual:.2f} m so với các điểm khác",
        "Control point {point} of the file is {residual:.2f} m off the other points",
        "Xem lại vị trí trên ảnh và tọa độ của điểm.",
        "Look again at the point's place in the picture and at its coordinates.",
    ),
    "sheet_beyond_tolerance": Entry(
        "canh_bao",
        "Sai số định vị {residual:.2f} m vượt hạn sai {tolerance:.2f} m của tỷ lệ 1:{scale}",
        "Placement residual {residual:.2f} m is beyond the tolerance of {tolerance:.2f} m for 1:{scale}",
        "Kiểm tra các điểm khống chế của tờ.",
        "Check the control points of the sheet.",
    ),
    "parcels_off_place": Entry(
        "canh_bao",
        "{count} thửa có thể lệch đến {error:.2f} m, quá {tolerance:.2f} m của tỷ lệ 1:{scale}: chờ xem",
        "{count} parcels may lie up to {error:.2f} m off, beyond {tolerance:.2f} m for 1:{scale}: they wait",
        "Thêm điểm khống chế ở những chỗ đó (tệp .points) hoặc quét lại tờ cho phẳng.",
        "Add control points at these places (.points file), or scan the sheet again laid flat.",
    ),
    "sheet_source_conflict": Entry(
        "canh_bao",
        "Các nguồn trên tờ không khớp nhau: {what}: {first} ≠ {second}",
        "Sources on the sheet disagree: {what}: {first} ≠ {second}",
        "Xem lại số hiệu mảnh, tỷ lệ và nhãn tọa độ trên tờ.",
        "Look again at sheet code, scale and coordinate labels of the sheet.",
    ),
    "unit_unknown": Entry(
        "canh_bao",
        "Không xác định được xã cũ từ tên đọc được «{text}»",
        "The old commune cannot be told from the name read, «{text}»",
        "Ghi xã cũ của tờ trong commune.toml.",
        "Name the old commune of the sheet in commune.toml.",
    ),
    "sheet_known_by_register": Entry(
        "ghi_chu",
        "Không đọc được khung tên; nhận ra tờ nhờ {count} thửa trùng số và diện tích với sổ",
        "The title could not be read; {count} parcels with number and area of the register tell the sheet",
        "Xem lại tên xã và số tờ trên bản quét.",
        "Look at the commune and the sheet number on the scan.",
    ),
    "unit_elsewhere": Entry(
        "canh_bao",
        "Tài liệu của {unit} không thuộc xã này",
        "This document is of {unit}, which is not part of this commune",
        "Chuyển tệp sang thư mục của đúng xã.",
        "Move the file to the folder of its commune.",
    ),
    "coordinates_outside": Entry(
        "canh_bao",
        "Bảng tọa độ của {page} nằm cách địa bàn xã {distance:.0f} km: không dùng",
        "The corners of a paper ({page}) lie {distance:.0f} km outside this commune: they are not used",
        "Xem tên xã và hệ tọa độ trên trang; nếu là giấy của nơi khác thì chuyển sang đúng xã.",
        "Look at the commune and the coordinate system on the page; a paper of another place goes there.",
    ),
    "duplicate_sheet": Entry(
        "canh_bao",
        "Có hai tờ {sheet} trên cùng khu đất nhưng nội dung khác nhau: {first} và {second}; dùng tờ thứ nhất",
        "Two sheets {sheet} of one ground differ in what they show: {first} and {second}; the first is used",
        "Xem hai tờ: bỏ tờ đã cũ, hoặc sửa số tờ nếu đọc nhầm.",
        "Look at both sheets: take out the older one, or correct the number if it was misread.",
    ),
    "sheet_scanned_twice": Entry(
        "ghi_chu",
        "Tờ bản đồ có hai bản quét: dùng {first}; {second} là lần đọc thứ hai "
        "({alike} giá trị giống nhau, {differing} khác)",
        "The sheet was scanned twice: {first} is used, {second} is a second reading "
        "({alike} values alike, {differing} not)",
        "Không cần làm gì; giá trị nào hai bản đều rõ mà khác nhau thì có phát hiện riêng.",
        "Nothing to do; where both scans are clear and differ there is a finding of its own.",
    ),
    "page_scanned_twice": Entry(
        "ghi_chu",
        "Trang sổ có hai bản quét: dùng {first}; {second} là lần đọc thứ hai "
        "({alike} giá trị giống nhau, {differing} khác)",
        "The register page was scanned twice: {first} is used, {second} is a second reading "
        "({alike} values alike, {differing} not)",
        "Không cần làm gì; giá trị nào hai bản đều rõ mà khác nhau thì có phát hiện riêng.",
        "Nothing to do; where both scans are clear and differ there is a finding of its own.",
    ),
    "scans_differ": Entry(
        "canh_bao",
        "Hai bản quét của cùng một tài liệu ghi khác nhau về {what}: {first} và {second}",
        "Two scans of one paper differ in {what}: {first} and {second}",
        "Xem cả hai ảnh và nhập giá trị đúng.",
        "Look at both pictures and type in the right value.",
    ),
    "parcel_count_differs": Entry(
        "canh_bao",
        "Tổng số thửa của tờ không khớp: {document} ghi {stated}, tìm được {found} số thửa, {objects} số của "
        "đối tượng chiếm đất, {unnumbered} thửa chưa rõ số; số lớn nhất {highest}, sổ có {rows} số thửa",
        "Numbers of parcels differ: {document} states {stated}; found are {found} parcel numbers, {objects} "
        "of objects, {unnumbered} parcels without one; the highest is {highest}, the register has {rows}",
        "So tờ quét với kết quả: tìm thửa thiếu hoặc thừa.",
        "Compare the scanned sheet with the result: look for missing or surplus parcels.",
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
        "Compare the scanned sheet with the result: look for missing or wrongly drawn parcels.",
    ),
    "sheet_missing": Entry(
        "loi",
        "Thiếu bản quét của tờ bản đồ: {document} ghi tờ {sheet} có {parcels} thửa, {area:.1f} m²",
        "A sheet was not scanned: {document} lists sheet {sheet} with {parcels} parcels, {area:.1f} m²",
        "Tìm và quét tờ này; nếu đã quét, kiểm tra số tờ đọc được.",
        "Find the sheet and scan it; if it was scanned, check the number as read.",
    ),
    "sheet_not_listed": Entry(
        "canh_bao",
        "Tờ {sheet} có bản quét nhưng không có trong bảng tổng hợp",
        "Sheet {sheet} was scanned but is not in the table of sheets",
        "Kiểm tra số tờ đọc được và các trang của bảng tổng hợp.",
        "Check the number as read and the pages of the table of sheets.",
    ),
    "sheet_agrees": Entry(
        "ghi_chu",
        "Khớp với {document}: {parcels} thửa, {area:.1f} m²",
        "Agrees with {document}: {parcels} parcels, {area:.1f} m²",
        "Không cần làm gì.",
        "Nothing to do.",
    ),
    "book_total_differs": Entry(
        "canh_bao",
        "Cộng diện tích của tờ trong sổ không khớp: sổ ghi {stated:.1f} m², cộng các dòng của tờ được "
        "{found:.1f} m²",
        "The register's sum of the sheet does not add up: stated are {stated:.1f} m², its rows have "
        "{found:.1f} m²",
        "Xem lại các diện tích của tờ trong sổ; có thể thiếu trang hoặc dòng.",
        "Look again at the areas of the sheet in the register; a page or row may be missing.",
    ),
    "table_total_differs": Entry(
        "canh_bao",
        "Dòng tổng của bảng tổng hợp không khớp: cột {what} ghi {stated}, cộng các dòng đọc được {found}",
        "The last row of the table of sheets does not add up: {what} is {stated}, its rows add up to {found}",
        "Xem lại cột này của bảng; có thể thiếu trang.",
        "Look again at this column of the table; a page may be missing.",
    ),
}
