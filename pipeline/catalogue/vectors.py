"""Why a digital map cannot be used or placed."""

from __future__ import annotations

from pipeline.catalogue.text import Text

VECTORS = {
    "is_dgn_v8": Text(
        "là DGN V8 của MicroStation V8; hãy lưu lại thành DGN V7 hoặc DXF 2000",
        "it is a DGN of MicroStation V8; save it as DGN V7 or DXF 2000",
    ),
    "is_dwg": Text(
        "là DWG; hãy lưu lại thành DXF 2000 hoặc DGN V7", "it is a DWG; save it as DXF 2000 or DGN V7"
    ),
    "no_such_map": Text("không phải {format} như tên của nó", "it is no {format} as its name says"),
    "no_map_format": Text(
        "không phải DGN, DXF, SHP, TAB, MIF, GPKG, GeoJSON hay bảng FAMIS (.txt)",
        "it is no DGN, DXF, SHP, TAB, MIF, GPKG, GeoJSON or table of FAMIS (.txt)",
    ),
    "map_cut_short": Text("thiếu phần cuối (chép dở dang?); hãy chép lại", "it is cut short; copy it again"),
    "damaged_map": Text(
        "{format} hỏng, thiếu phần cuối hoặc thiếu tệp đi kèm; hãy chép hoặc xuất lại",
        "it is a damaged {format}, cut short or without a file that belongs to it; copy or export it again",
    ),
    "no_famis_table": Text(
        "không phải bảng thửa đất của FAMIS", "it is no table of parcels as FAMIS writes it"
    ),
    "too_many_elements": Text("có hơn {most} đối tượng", "it has more than {most} elements"),
    "lines_tangled": Text(
        "các đường cắt nhau hơn {most} lần; hãy bỏ các đường gạch nền rồi xuất lại",
        "its lines cross more than {most} times; leave out hatches and export it again",
    ),
    "too_many_blocks": Text(
        "dùng khối hơn {most} lần; hãy phá khối rồi xuất lại",
        "it uses blocks more than {most} times; explode them and export it again",
    ),
    "blocks_too_deep": Text(
        "có khối lồng nhau quá {most} tầng; hãy phá khối rồi xuất lại",
        "its blocks hold each other more than {most} deep; explode them and export it again",
    ),
    "names_other_maps": Text(
        "chỉ trỏ tới các bảng khác; hãy nộp chính các bảng đó",
        "it only names other tables; hand in those",
    ),
    "map_without_polygons": Text(
        "không có vùng khép kín nào; hãy xuất lớp thửa đất dạng vùng",
        "it has no polygons; export the layer of parcels as polygons",
    ),
    "no_field_of_numbers": Text(
        "bảng không có cột số thửa nhận ra được", "no field of its table could be told to hold parcel numbers"
    ),
    "lies_nowhere": Text(
        "tọa độ không nằm trong xã này theo múi VN-2000 nào (HN-72, hệ giả định, hoặc của xã khác?)",
        "its coordinates lie in this commune in no zone of VN-2000: HN-72, a local system, another commune?",
    ),
    "lies_ambiguously": Text(
        "tọa độ hợp với nhiều hệ (kinh tuyến 105° hay UTM); hãy khai hệ tọa độ hoặc cho điểm khống chế",
        "its coordinates fit several projections, such as 105° and UTM; declare one, or give control points",
    ),
    "names_other_system": Text(
        "bản vẽ ghi hệ tọa độ khác VN-2000 («{text}»); cho điểm khống chế để đặt",
        "it names a system other than VN-2000 («{text}»); give control points to place it",
    ),
    "points_too_few": Text(
        "tệp điểm khống chế có ít hơn {least:d} điểm cách nhau; hãy cho thêm điểm",
        "its control file has fewer than {least:d} points that stand apart; give more",
    ),
    "points_disagree": Text(
        "các điểm khống chế lệch nhau đến {off_m:.2f} m, hạn sai {limit_m:.2f} m",
        "its control points disagree by up to {off_m:.2f} m; {limit_m:.2f} m are allowed",
    ),
    "sheet_of_several": Text(
        "commune.toml cho một số tờ, nhưng tệp có {count:d} tờ; hãy bỏ mục đó hoặc tách tệp",
        "commune.toml gives one number, but it has {count:d} sheets; take the entry out or part the file",
    ),
    "frame_is_elsewhere": Text(
        "khung tờ lệch {off_m:.0f} m so với phiên hiệu mảnh {code}",
        "its frame lies {off_m:.0f} m from where its sheet code {code} says",
    ),
}
