"""Extracts and confirmations (TT 25/2014, appendices 12 and 13), later extracts, technical records."""

from __future__ import annotations

from synthetic.papers.desk import Desk, Item
from synthetic.papers.dossier import Corners, Dossier
from synthetic.papers.drawings import draw_edge_table, draw_plan, random_table_look
from synthetic.papers.pieces import (
    Filled,
    area_shown,
    nation,
    numbered,
    parcel_facts,
    plan_and_corners,
    signed,
)


def extract_2014(desk: Desk, dossier: Dossier) -> Filled:
    """Appendix 13: extract of the map, with lengths of edges."""
    stated = parcel_facts(dossier)
    desk.print_line("TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", "m", bold=True, grow=1.2)
    desk.row(
        Item("1. Số thứ tự thửa đất: ", str(dossier.number), ";"), Item("Tờ bản đồ số: ", str(dossier.sheet))
    )
    desk.row(
        Item(
            "xã (phường, thị trấn): ",
            dossier.unit.name.split(" ", 1 + dossier.unit.name.startswith("Thị trấn"))[-1],
        ),
        Item(
            "huyện (quận, thị xã, thành phố): ",
            dossier.unit.district.split(" ", 1 + dossier.unit.district.startswith("Thành"))[-1],
        ),
    )
    desk.row(Item("tỉnh (thành phố): ", dossier.unit.province.removeprefix("Tỉnh "), ";"))
    desk.row(Item("2. Diện tích: ", area_shown(dossier, desk.rng), "m²;"))
    words = desk.rng.random() < 0.5
    desk.row(Item("3. Mục đích sử dụng đất: ", dossier.purpose if words else dossier.code))
    desk.row(
        Item("4. Tên người sử dụng đất: ", dossier.holder, ";"), Item("Địa chỉ thường trú: ", dossier.home)
    )
    stated["holder"] = dossier.holder
    desk.row(Item("5. Các thay đổi của thửa đất so với giấy tờ pháp lý về quyền sử dụng đất: ", "Không"))
    desk.print_line("6. Bản vẽ thửa đất:")
    edges = _plan_and_edges(desk, dossier, ("6.1. Sơ đồ thửa đất", "6.2. Chiều dài cạnh thửa"))
    signed(desk, dossier, "Người trích lục", "Giám đốc Văn phòng đăng ký quyền sử dụng đất")
    return Filled(stated, edges_m=edges)


def confirmation_2014(desk: Desk, dossier: Dossier) -> Filled:
    """Appendix 12: confirmation of what was surveyed."""
    stated = parcel_facts(dossier)
    nation(desk)
    desk.print_line("........., ngày...... tháng...... năm......", "r", italic=True)
    desk.print_line("PHIẾU XÁC NHẬN KẾT QUẢ ĐO ĐẠC HIỆN TRẠNG THỬA ĐẤT", "m", bold=True, grow=1.1)
    desk.row(
        Item("1. Thửa đất số: ", str(dossier.number), ";"),
        Item("Tờ bản đồ địa chính số: ", str(dossier.sheet)),
    )
    desk.row(Item("2. Đo đạc theo dự án (công trình): ", f"Đo đạc bản đồ địa chính {dossier.district}"))
    desk.row(Item("3. Đơn vị thi công: ", "Công ty Cổ phần Đo đạc và Bản đồ Sông Cầu"))
    desk.row(Item("4. Địa chỉ thửa đất: ", f"{dossier.place}, {dossier.commune}"))
    words = desk.rng.random() < 0.4
    desk.row(
        Item("5. Diện tích: ", area_shown(dossier, desk.rng), "m²;"),
        Item("Mục đích sử dụng đất: ", dossier.purpose if words else dossier.code),
    )
    desk.row(Item("6. Tên người sử dụng đất: ", f"Ông {dossier.holder}"))
    stated["holder"] = dossier.holder
    desk.row(Item("7. Địa chỉ thường trú: ", dossier.home))
    desk.box(Item("8. Hình thức sử dụng:      riêng", ""), not dossier.shared)
    desk.print_line("9. Giấy tờ pháp lý về quyền sử dụng đất:")
    paper_area = f"{dossier.area_m2 * desk.rng.uniform(0.93, 1.06):.1f}"
    desk.row(
        Item("- Loại giấy tờ hiện có: ", "GCN QSDĐ", ";"), Item("Diện tích trên giấy tờ: ", paper_area, "m²")
    )
    desk.row(Item("10. Tình hình tranh chấp sử dụng đất: ", "Không"))
    edges = _plan_and_edges(desk, dossier, ("11. Sơ đồ thửa đất:", "12. Tọa độ và chiều dài cạnh thửa"))
    signed(desk, dossier, "Cán bộ đo đạc", "Người sử dụng đất")
    return Filled(stated, edges_m=edges)


def _plan_and_edges(desk: Desk, dossier: Dossier, heads: tuple[str, str]) -> Corners:
    room, look = desk.right_mm - desk.left_mm, random_table_look(desk.rng)
    high = float(min(70, max(45, desk.canvas.size_mm[1] - desk.y_mm - 45)))
    split = desk.left_mm + room - 2.2 * look.column_mm
    text = desk.form_look()
    desk.canvas.text(heads[0], (desk.left_mm, desk.y_mm), text)
    desk.canvas.text(heads[1], (desk.right_mm, desk.y_mm), text, "rb")
    top = desk.y_mm + 3
    wide = split - desk.left_mm - 4
    draw_plan(desk.canvas, dossier, (desk.left_mm, top), (wide, high), desk.rng)
    if desk.rng.random() < 0.6:
        desk.canvas.rectangle((desk.left_mm, top), (desk.left_mm + wide, top + high), 0.25)
    draw_edge_table(desk.canvas, dossier, (split, top), look)
    desk.y_mm = top + high + 1.5 * desk.look.step_mm
    return dossier.edges_m


def extract_2024(desk: Desk, dossier: Dossier) -> Filled:
    """An extract of later years: two columns of facts, a plan with a table of corners."""
    stated = parcel_facts(dossier)
    desk.print_line("VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI", "l", bold=True, grow=0.8)
    desk.print_line("TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", "m", bold=True, grow=1.2)
    desk.print_line(f"Số: {desk.rng.integers(10, 999)}/TL-VPĐK", "m")
    marks = numbered(desk.rng)
    desk.row(
        Item(f"{marks[0]}Thửa đất số: ", str(dossier.number)),
        Item(f"{marks[1]}Tờ bản đồ số: ", str(dossier.sheet)),
    )
    desk.row(
        Item(f"{marks[2]}Diện tích: ", area_shown(dossier, desk.rng), "m²"),
        Item(f"{marks[3]}Loại đất: ", dossier.code),
    )
    desk.row(Item(f"{marks[4]}Địa chỉ thửa đất: ", dossier.address))
    desk.row(Item(f"{marks[5]}Tên người sử dụng đất: ", f"Ông {dossier.holder}"))
    stated.update(holder=dossier.holder, address=dossier.address)
    desk.print_line("Sơ đồ thửa đất và bảng kê tọa độ, chiều dài cạnh", "m", bold=True)
    corners = plan_and_corners(desk, dossier, 75)
    signed(desk, dossier, "Người trích lục", "Chi nhánh Văn phòng đăng ký đất đai")
    return Filled(stated, corners)


def technical_record(desk: Desk, dossier: Dossier) -> Filled:
    """The technical record of a parcel (hồ sơ kỹ thuật thửa đất), as drawn until about 2010."""
    stated = parcel_facts(dossier)
    desk.print_line("HỒ SƠ KỸ THUẬT THỬA ĐẤT", "m", bold=True, grow=1.3)
    order = [
        Item("Số thửa: ", str(dossier.number)), Item("Tờ bản đồ số: ", str(dossier.sheet)),
        Item("Diện tích: ", f"{area_shown(dossier, desk.rng)} m2"), Item("Loại đất: ", dossier.code),
    ]  # fmt: skip
    desk.row(*order[:2])
    desk.row(*order[2:])
    desk.row(Item("Xứ đồng (thôn, xóm): ", dossier.place))
    desk.row(Item("Xã: ", dossier.unit.name), Item("Huyện: ", dossier.unit.district))
    desk.row(Item("Chủ sử dụng: ", dossier.holder))
    stated["holder"] = dossier.holder
    desk.print_line("BẢNG LIỆT KÊ TỌA ĐỘ GÓC RANH", "m", bold=True)
    corners = plan_and_corners(desk, dossier, 85)
    signed(desk, dossier, "Người lập", "Cơ quan đo đạc")
    return Filled(stated, corners)
