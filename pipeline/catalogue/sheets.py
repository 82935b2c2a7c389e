"""Why a map sheet could not be placed, and what on it settles or contradicts its place."""

from __future__ import annotations

from pipeline.catalogue.text import Text

SHEETS = {
    # sources of a place
    "printed_scale": Text("tỷ lệ in", "the printed scale"),
    "coordinate_labels": Text("nhãn tọa độ", "the coordinate labels"),
    "sheet_code": Text("số hiệu mảnh", "the sheet code"),
    "frame_size": Text("kích thước khung", "the size of the frame"),
    "standard_frame": Text("khung chuẩn", "a frame of the standard division"),
    "georeference": Text("tọa độ kèm theo tệp", "the georeference beside the file"),
    "control_points": Text("điểm khống chế", "the control points"),
    "extent_of_commune": Text("phạm vi của xã", "the commune's extent"),
    # what they settle
    "scale": Text("tỷ lệ", "the scale"),
    "place_of_sheet": Text("vị trí tờ", "the place of the sheet"),
    "sheet_in_two_places": Text("tờ số {sheet} ở hai nơi", "sheet {sheet} lies in two places"),
    "source_says_scale": Text("{source} 1:{scale}", "{source} 1:{scale}"),
    "sheet_code_is": Text("số hiệu mảnh {code}", "sheet code {code}"),
    # why not
    "sheet_of_elsewhere": Text("tờ bản đồ của nơi khác", "it is a sheet of another place"),
    "two_grids": Text(
        "trên tờ có hai lưới tọa độ; khung và nhãn có thể thuộc hệ HN-72; cần điểm khống chế",
        "it has two grids; frame and labels may be of HN-72; control points are needed",
    ),
    "drawn_in_hn72": Text(
        "tờ vẽ trong hệ HN-72, không chuyển sang VN-2000 bằng công thức được; cần điểm khống chế",
        "it is drawn in HN-72, which no formula brings to VN-2000; control points are needed",
    ),
    "drawn_in_free_system": Text(
        "tờ vẽ trong hệ tọa độ tự do; cần điểm khống chế",
        "it is drawn in a free system; control points are needed",
    ),
    "other_meridian": Text(
        "tờ ghi kinh tuyến trục khác {meridian} của tỉnh cũ",
        "it names another central meridian than {meridian} of the old province",
    ),
    "scale_unknown": Text("không biết tỷ lệ", "its scale is not known"),
    "scale_contradicted": Text(
        "tỷ lệ in trên tờ không khớp nguồn khác", "its printed scale is not that of another source"
    ),
    "outside_commune": Text(
        "vị trí tính được nằm ngoài phạm vi của xã", "its place as computed lies outside the commune"
    ),
    "code_against_labels": Text(
        "số hiệu mảnh và nhãn tọa độ không khớp nhau", "its sheet code and its coordinate labels disagree"
    ),
    "code_alone": Text(
        "chỉ có số hiệu mảnh, không đọc được nhãn tọa độ",
        "there is its sheet code alone, no coordinate label was read",
    ),
    "labels_alone": Text(
        "chỉ có nhãn tọa độ, không đủ nguồn thứ hai", "there are coordinate labels alone and no second source"
    ),
    "neither_code_nor_labels": Text(
        "không đọc được số hiệu mảnh và nhãn tọa độ", "neither sheet code nor coordinate labels were read"
    ),
    "way_up_unsure": Text(
        "không chắc tờ quét xuôi hay xoay", "it is not sure which way up the sheet was scanned"
    ),
    "few_points": Text("chỉ tìm được {found} điểm lưới", "only {found} points of the grid were found"),
    "few_points_of": Text(
        "chỉ tìm được {found} trong {expected} điểm lưới",
        "only {found} of {expected} points of the grid were found",
    ),
    "odd_points": Text(
        "{odd} trong {whole} điểm lưới không khớp các điểm khác",
        "{odd} of {whole} points of the grid do not fit the others",
    ),
    "bent_points": Text(
        "các điểm lưới lệch nhau {bend_mm:.1f} mm trên giấy",
        "the points of the grid are {bend_mm:.1f} mm off each other on paper",
    ),
    # sides
    "northwest": Text("tây bắc", "northwest"),
    "north": Text("bắc", "north"),
    "northeast": Text("đông bắc", "northeast"),
    "west": Text("tây", "west"),
    "east": Text("đông", "east"),
    "southwest": Text("tây nam", "southwest"),
    "south": Text("nam", "south"),
    "southeast": Text("đông nam", "southeast"),
}
