"""What stands on the review page."""

from __future__ import annotations

from pipeline.catalogue.text import Text

REVIEW_PAGE = {
    "page_title": Text("Duyệt hồ sơ", "Review"),
    "page_your_name": Text("Tên của bạn", "Your name"),
    "page_begin": Text("Bắt đầu", "Begin"),
    "page_who_may_read": Text(
        "Ai có địa chỉ của trang này đều xem được tên người: chỉ đưa cho người có thẩm quyền. "
        "Câu trả lời được ghi kèm tên của bạn.",
        "Whoever has the address of this page may read names of persons: give it to authorised people only. "
        "Answers are written down with your name.",
    ),
    "page_report": Text("Báo cáo", "Report"),
    "page_not_open": Text(
        "Câu hỏi này đã có người trả lời hoặc đang mở ở người khác; đây là câu tiếp theo.",
        "This question is answered, or lies before somebody else; this is the next one.",
    ),
    "page_left": Text("Còn lại", "Left"),
    "page_minutes_left": Text("phút nữa", "minutes left"),
    "page_people": Text("Người duyệt", "People"),
    "page_nothing_left": Text(
        "Không còn câu hỏi nào. Chạy lại xã để đưa các quyết định vào bản giao.",
        "No question is left. Run the commune again to bring the decisions into the delivery.",
    ),
    "page_parcel": Text("Thửa", "Parcel"),
    "page_ground": Text("Khoảng đất", "Ground"),
    "page_object": Text("Đối tượng", "Object"),
    "page_field_parcel": Text("Của thửa (số, hoặc tờ/số)", "Of parcel (number, or sheet/number)"),
    "page_place_sheet": Text("Định vị tờ", "Place the sheet"),
    "page_place_how": Text(
        "Bấm gần một điểm đã biết tọa độ, rồi bấm đúng điểm trên ảnh phóng to, rồi gõ tọa độ; từ hai điểm "
        "trở lên thì xem khớp, Enter để nhận, Esc để bỏ.",
        "Click near a known point, then the point itself in the larger picture, then type its coordinates; "
        "from two points on see how it fits, Enter accepts, Esc leaves it.",
    ),
    "page_coordinates": Text("Tọa độ X Y của điểm (m)", "Coordinates of the point (m)"),
    "page_fit_scale": Text("tỷ lệ theo các điểm 1:", "scale by the points 1:"),
    "page_fit_stated": Text("tờ ghi 1:", "the sheet states 1:"),
    "page_fit_off": Text("lệch (m)", "off (m)"),
    "page_cut": Text("Vẽ đường ranh còn thiếu", "Draw a missing boundary"),
    "page_cut_how": Text(
        "Bấm các điểm của đường ranh trên ảnh (hoặc mũi tên rồi phím cách), Enter để cắt, Esc để bỏ.",
        "Click the points of the boundary in the picture (or arrows, then space); Enter cuts, Esc leaves it.",
    ),
    "page_parts": Text("Các phần (m²)", "Parts (m²)"),
    "page_join": Text("Ghép với thửa kề", "Join with a neighbour"),
    "page_join_how": Text(
        "Bấm vào thửa kề trên ảnh (hoặc mũi tên rồi phím cách), Enter để ghép, Esc để bỏ.",
        "Click the neighbour in the picture (or arrows, then space); Enter joins, Esc leaves it.",
    ),
    "page_join_enter": Text(
        "Enter để ghép với thửa đã đánh dấu, Esc để bỏ.", "Enter joins with the marked one, Esc leaves it."
    ),
    "page_cut_here": Text("Cắt theo đường này", "Cut along this line"),
    "page_join_here": Text("Ghép với thửa này", "Join with this one"),
    "page_place_here": Text("Đặt tờ theo các điểm này", "Place the sheet by these points"),
    "page_last_point": Text("Bỏ điểm cuối", "Take back the last point"),
    "page_no_land_again": Text(
        "Thửa này sẽ không còn. Nhấn D lần nữa để xác nhận.",
        "This land will be gone. Press D again to confirm.",
    ),
    "page_no_row": Text("Dòng này không có hiệu lực", "This row does not hold"),
    "page_no_row_again": Text(
        "Dòng này sẽ không còn hiệu lực, như bị gạch bỏ. Nhấn D lần nữa để xác nhận.",
        "This row will not hold, as if struck out. Press D again to confirm.",
    ),
    "page_no_land": Text("Không có thửa ở đây", "No land here"),
    "page_nothing_here": Text("Đúng là không có thửa ở đây", "Rightly nothing here"),
    "page_no_parcel_known": Text("trên bản đồ không có", "none on the map"),
    "page_row": Text("Dòng sổ", "Register row"),
    "page_page": Text("Trang", "Page"),
    "page_whole_page": Text("Cả trang quét", "The whole scanned page"),
    "page_is_register": Text("Trang sổ, giấy tờ về thửa", "Register or paper about parcels"),
    "page_is_sheet": Text("Tờ bản đồ", "Map sheet"),
    "page_is_other": Text("Giấy khác, hoặc của nơi khác", "Another paper, or of another place"),
    "page_field_kind": Text("Trang là", "The page is"),
    "page_field_unit": Text("Của xã cũ", "Of the old commune"),
    "page_sheet": Text("Tờ", "Sheet"),
    "page_unit": Text("Xã cũ", "Old commune"),
    "page_why": Text("Vì sao hỏi", "Why it is asked"),
    "page_place": Text(
        "Chỗ trên tờ bản đồ, có đường ranh đã vẽ", "The place on the sheet with its traced outline"
    ),
    "page_label": Text("Nhãn thửa", "The parcel's label"),
    "page_seen_then": Text("Chỗ này lúc quyết định trước đây", "What was seen when it was decided"),
    "page_line": Text("Dòng trong sổ", "The row in the register"),
    "page_field_number": Text("Số thửa", "Parcel number"),
    "page_field_sheet": Text("Số tờ", "Sheet number"),
    "page_field_area_m2": Text("Diện tích (m²)", "Area (m²)"),
    "page_field_code": Text("Loại đất", "Land use"),
    "page_field_register_area_m2": Text("Diện tích trong sổ (m²)", "Area in the register (m²)"),
    "page_field_register_code": Text("Loại đất trong sổ", "Land use in the register"),
    "page_field_holder": Text("Người sử dụng đất", "Land user"),
    "page_drawn": Text("Hình vẽ (m²)", "Drawn (m²)"),
    "page_read_by": Text("Ai đọc", "Read by"),
    "page_unread": Text("chưa đọc được", "not read"),
    "page_accept": Text("Nhận như đang hiện", "Accept as shown"),
    "page_choose": Text("Chọn giá trị", "Choose a value"),
    "page_type": Text("Gõ giá trị khác", "Type another value"),
    "page_next_field": Text("Mục sau", "Next field"),
    "page_register_holds": Text("Sổ đúng", "The register holds"),
    "page_sheet_holds": Text("Tờ bản đồ đúng", "The sheet holds"),
    "page_no_parcel": Text("Không phải thửa", "Not a parcel"),
    "page_code_of_object": Text("Mã loại đất của đối tượng", "Land-use code of the object"),
    "page_together": Text("Trả lời cùng lúc", "Answer together"),
    "page_together_how": Text(
        "Xem từng ảnh; bỏ chọn chỗ khác lạ (bấm hoặc phím cách), Enter nhận tất cả chỗ còn chọn như đang "
        "hiện, phím số chọn một giá trị cho tất cả, Esc để trở lại.",
        "Look at each picture; take out the odd ones (click or space), Enter accepts all others as shown, a "
        "figure chooses one value for all, Esc goes back.",
    ),
    "page_back": Text("Trở lại", "Back"),
    "page_chosen": Text("Đang chọn", "Chosen"),
    "page_skip": Text("Để sau", "Later"),
    "page_undo": Text("Hoàn tác", "Undo"),
    "page_note": Text("Ghi chú", "Note"),
    "page_outline": Text("Bật, tắt đường ranh", "Outline on or off"),
    "page_undone": Text("Đã hoàn tác câu trả lời sau cùng.", "The last answer was taken back."),
    "page_nothing_to_undo": Text("Không còn gì để hoàn tác.", "There is nothing to take back."),
    "page_saved": Text("Đã lưu.", "Saved."),
    "page_served_anew": Text(
        "Trang được mở lại ở địa chỉ khác. Mở địa chỉ mới trong cửa sổ này; câu trả lời cuối CHƯA được ghi.",
        "The page has another address now. Open that in this window; the last answer is NOT kept yet.",
    ),
    "page_no_answer": Text(
        "Máy chủ chưa trả lời; câu trả lời được giữ lại và gửi tiếp.",
        "The server does not answer; your answer is kept and sent again.",
    ),
    "page_not_renewed": Text(
        "Chưa tính lại được danh sách; các câu trả lời đã lưu. Chạy lại xã.",
        "The list could not be made anew; answers are saved. Run the commune again.",
    ),
    "page_language": Text("English", "Vietnamese"),
    # who says a value: document and reader
    "page_by_map": Text("tờ", "sheet"),
    "page_by_register": Text("sổ", "register"),
    "page_by_certificate": Text("giấy", "paper"),
    "page_by_machine": Text("máy", "machine"),
    "page_by_file": Text("bản số", "digital file"),
    "page_by_person": Text("người", "person"),
    "page_by_drawing": Text("hình vẽ", "drawing"),
    "page_by_sequence": Text("thứ tự dòng", "order of rows"),
    "page_by_label_head": Text("máy đọc nhãn", "label reader"),
    "page_by_hand_head": Text("máy đọc chữ viết", "handwriting reader"),
    "page_by_name_head": Text("máy đọc tên", "name reader"),
    "page_by_line_reader": Text("máy đọc dòng chữ", "line reader"),
    "page_by_pp_ocr": Text("PP-OCR", "PP-OCR"),
    "page_by_tesseract": Text("Tesseract", "Tesseract"),
    # what the server refuses
    "answer_faulty": Text("Câu trả lời không hợp lệ.", "The answer is not valid."),
    "question_gone": Text("Người khác đã trả lời câu này.", "Somebody else answered this question."),
    "place_not_possible": Text(
        "Cần ít nhất hai điểm, mỗi điểm gõ hai tọa độ VN-2000 bằng mét, ví dụ 2366150,0 412300,0.",
        "At least two points are wanted, each with two coordinates of VN-2000 in metres: 2366150.0 412300.0.",
    ),
    "line_parts_nothing": Text(
        "Đường này không chia thửa thành hai phần; hãy vẽ lại từ ranh này sang ranh kia.",
        "The line does not part the land in two; draw it from one boundary to another.",
    ),
    "no_such_neighbour": Text("Không có thửa kề nào như vậy.", "There is no such neighbour."),
    "parcel_use": Text(
        "Đất nông nghiệp và đất ở luôn tạo thành thửa; hãy gõ mã của đường, mương, sông hay loại tương tự.",
        "Land to farm or live on always forms a parcel; type the code of a road, canal, water or the like.",
    ),
    "number_taken": Text(
        "một thửa khác của tờ này đang mang số đó", "another parcel of this sheet has that number"
    ),
    "value_not_possible": Text(
        "Giá trị không hợp lệ cho mục này; hãy sửa lại.", "The field does not take this value; correct it."
    ),
}
