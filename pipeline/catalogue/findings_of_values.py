"""Findings about values that were read and witnesses that differ: level, texts, what to do."""

from __future__ import annotations

from pipeline.catalogue.text import Entry

OF_VALUES = {
    # decisions of people
    "decision_stale": Entry(
        "canh_bao",
        "Quyết định về {what} chưa được áp dụng: {reason}; đã quyết định: {decided}, nay đọc: {now}",
        "A decision about {what} is not applied: {reason}; decided: {decided}, read now: {now}",
        "Xem lại ảnh rồi quyết định lại, hoặc hoàn tác quyết định cũ.",
        "Look at the picture again and decide anew, or undo the old decision.",
    ),
    "decision_conflict": Entry(
        "canh_bao",
        "Hai người quyết định khác nhau về {what}: {first} và {second}; chưa áp dụng",
        "Two people decided differently about {what}: {first} and {second}; neither is applied",
        "Một người xem lại cả hai rồi quyết định thay cho cả hai.",
        "One person looks at both and decides in place of both.",
    ),
    # values
    "sums_differ": Entry(
        "loi",
        "Tổng không khớp ({what}): đưa vào {given}, đi ra {found}",
        "The sums do not add up ({what}): {given} went in, {found} came out",
        "Gửi tệp manifest.json cho người bảo trì chương trình.",
        "Send manifest.json to the maintainers of the program.",
    ),
    "certificate_doubtful": Entry(
        "canh_bao",
        "Trích lục hoặc giấy chứng nhận: bảng tọa độ ({corners} đỉnh) chưa khớp cạnh và diện tích "
        "{area:.1f} m² "
        "({code})",
        "An extract or certificate whose corner table ({corners}) does not agree with its edges and its area "
        "of {area:.1f} m² ({code})",
        "Đọc lại bảng tọa độ trên trang.",
        "Read the table of corners on the page again.",
    ),
    "certificate_agrees": Entry(
        "ghi_chu",
        "Có {page} khớp với thửa này: {what}",
        "Paper of this parcel ({page}) agrees with it: {what}",
        "Không cần làm gì.",
        "Nothing to do.",
    ),
    "certificate_differs": Entry(
        "canh_bao",
        "Có {page} khác với thửa này: {what}: trên trang {stated}, trên bản đồ {map}",
        "Paper of this parcel ({page}) differs from it: {what}: the page says {stated}, the map {map}",
        "Xem giấy có trước hay sau bản đồ, rồi xác định giá trị đúng.",
        "See whether the paper is older or newer than the map, then settle the right value.",
    ),
    "certificate_without_parcel": Entry(
        "canh_bao",
        "Có {page} của thửa không thấy trên bản đồ: tờ {sheet}",
        "There is a paper ({page}) of a parcel that is not on the map: sheet {sheet}",
        "Tìm tờ bản đồ và thửa, hoặc xem lại số tờ, số thửa trên trang.",
        "Find the sheet and the parcel, or look again at their numbers on the page.",
    ),
    "certificate_waits": Entry(
        "canh_bao",
        "Có {page} chờ kiểm tra: {why}",
        "A certificate waits for a person ({page}): {why}",
        "Mở bảng giay_chung_nhan, đối chiếu với ảnh quét.",
        "Open the table giay_chung_nhan and hold it against the scan.",
    ),
    "page_total_differs": Entry(
        "canh_bao",
        "Cộng diện tích trên trang sổ ghi {stated:.1f} m², cộng các dòng đọc được {found:.1f} m²",
        "The register page states a total of {stated:.1f} m², its rows as read add up to {found:.1f} m²",
        "Xem lại các diện tích của trang này.",
        "Look again at the areas of this page.",
    ),
    "page_by_hand": Entry(
        "canh_bao",
        "Trang sổ viết tay, {rows} dòng: số thửa, diện tích, loại đất được đối chiếu với bản đồ; "
        "tên và chữ khác chờ người kiểm tra",
        "The register page was filled in by hand, {rows} rows: numbers, areas and codes are held against "
        "the map, names and other text wait for a person",
        "Nhập hoặc xác nhận tên theo ảnh; dòng nào bản đồ chưa chứng minh thì xem cả dòng.",
        "Type in or confirm the names by the picture; where the map proves nothing look at the whole row.",
    ),
    "row_by_hand": Entry(
        "canh_bao",
        "Dòng sổ có ô viết tay trên trang in: có thể là chỉnh lý",
        "A register row has a cell filled in by hand on a printed page: it may be a correction",
        "Xem ô viết tay trên ảnh và xác nhận dòng.",
        "Look at the cell in the picture and confirm the row.",
    ),
    "value_unread": Entry(
        "canh_bao",
        "Không đọc được {what}",
        "Not read: {what}",
        "Nhập giá trị theo ảnh.",
        "Type in the value by the picture.",
    ),
    "face_without_label": Entry(
        "ghi_chu",
        "Mảnh đất {area:.1f} m² không có nhãn",
        "A piece of land of {area:.1f} m² has no label",
        "Xem có thiếu nhãn hoặc thiếu ranh giới không.",
        "See whether a label or a boundary is missing.",
    ),
    "label_without_face": Entry(
        "canh_bao",
        "Nhãn {label} trên tờ không nằm trong mảnh đất khép kín nào",
        "A label {label} on the sheet lies in no closed piece of land",
        "Xem ranh giới quanh nhãn trên ảnh quét.",
        "Look at the boundaries around the label in the scan.",
    ),
    "table_row_without_label": Entry(
        "canh_bao",
        "Bảng ghi chú thửa nhỏ có thửa {number}, {area:.1f} m², không thấy số thửa này trên tờ",
        "The table of small parcels lists parcel {number}, {area:.1f} m², nowhere on the sheet",
        "Tìm số thửa trên ảnh quét.",
        "Look for the parcel's number in the scan.",
    ),
    "land_of_others": Entry(
        "ghi_chu",
        "Đất trống {area:.1f} m² sát khung tờ, không có nhãn: coi là đất ngoài xã, không giao nộp",
        "Blank land of {area:.1f} m² at the frame, without a label: taken for land off the commune",
        "Nếu là đất của xã thì xem ranh giới và nhãn trên ảnh quét.",
        "If it is the commune's land, look at the boundaries and labels in the scan.",
    ),
    "sheet_corrected": Entry(
        "ghi_chu",
        "Tờ bản đồ có chỉnh lý bằng mực đỏ: {labels} nhãn và {borders} đoạn ranh giới đã gạch bỏ",
        "The sheet bears corrections in red ink: {labels} labels and {borders} boundaries are struck out",
        "Đối chiếu với sổ mục kê và hồ sơ chỉnh lý.",
        "Compare with the register and the file of changes.",
    ),
    "several_labels": Entry(
        "canh_bao",
        "Một mảnh có {count} nhãn: có thể thiếu ranh giới",
        "One face holds {count} labels: a boundary may be missing",
        "Xem ranh giới trên ảnh quét.",
        "Look at the boundaries in the scan.",
    ),
    # witnesses
    "area_mismatch": Entry(
        "loi",
        "Diện tích không khớp: bản đồ {map:.1f} m², sổ {record:.1f} m², hình vẽ {drawn:.1f} m²",
        "Areas differ: map {map:.1f} m², register {record:.1f} m², drawn {drawn:.1f} m²",
        "Đối chiếu bản đồ, sổ và thực địa.",
        "Compare map, register and ground.",
    ),
    "drawn_area_mismatch": Entry(
        "canh_bao",
        "Diện tích hình vẽ {drawn:.1f} m² khác diện tích ghi {printed:.1f} m²",
        "The drawn area {drawn:.1f} m² differs from the printed {printed:.1f} m²",
        "Xem ranh giới và số đọc được.",
        "Look at the boundaries and at the figures as read.",
    ),
    "land_use_mismatch": Entry(
        "canh_bao",
        "Loại đất không khớp: bản đồ {map}, sổ {record}",
        "Land use differs: map {map}, register {record}",
        "Xác định loại đất đúng.",
        "Settle the right land use.",
    ),
    "parcel_without_record": Entry(
        "canh_bao",
        "Thửa có trên bản đồ, không có trong sổ",
        "The parcel is on the map and not in the register",
        "Tìm dòng sổ hoặc lập bổ sung.",
        "Find the row of the register or make it up.",
    ),
    "record_without_parcel": Entry(
        "canh_bao",
        "Có trong sổ, không có trên bản đồ",
        "In the register and not on the map",
        "Tìm thửa trên bản đồ.",
        "Find the parcel on the map.",
    ),
    "duplicate_record": Entry(
        "canh_bao",
        "Sổ có {count} dòng cho cùng một thửa",
        "The register has {count} rows for one parcel",
        "Chọn dòng đúng.",
        "Choose the right row.",
    ),
    "duplicate_parcel": Entry(
        "canh_bao",
        "Số thửa này có ở {count} mảnh trên tờ",
        "This number stands on {count} pieces of the sheet",
        "Xem số thửa trên ảnh.",
        "Look at the parcel number in the picture.",
    ),
    "sheet_without_register": Entry(
        "canh_bao",
        "Không có trang sổ nào của tờ này",
        "No register page speaks of this sheet",
        "Tìm trang sổ của tờ.",
        "Find the register page of the sheet.",
    ),
    "register_page_missing": Entry(
        "canh_bao",
        "Sổ không có dòng nào cho các thửa {first} đến {last}: có thể thiếu trang",
        "The register has no row for parcels {first} to {last}: a page may be missing",
        "Tìm và quét trang sổ còn thiếu.",
        "Find and scan the missing register page.",
    ),
    "register_without_sheet": Entry(
        "canh_bao",
        "Sổ có {count} dòng của tờ {sheet} nhưng không có bản đồ của tờ này",
        "The register has {count} rows of sheet {sheet}, of which there is no map",
        "Tìm tờ bản đồ, hoặc kiểm tra số tờ đọc được.",
        "Find the map sheet, or check the number as read.",
    ),
}
