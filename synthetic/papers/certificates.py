"""Certificates of the generations in use since 1993: their sides as the forms print them."""

from __future__ import annotations

import numpy as np

from synthetic.papers.desk import Desk, Item
from synthetic.papers.dossier import Dossier, in_words
from synthetic.papers.pieces import Filled, area_shown, nation, numbered, parcel_facts, plan_and_corners


def _persons(desk: Desk, dossier: Dossier, stated: dict[str, str], home: bool = True) -> None:
    paper = "CCCD" if len(dossier.id_number) == 12 else "CMND"
    who = f"Ông {dossier.holder}"
    desk.row(Item("", who), Item("Năm sinh: ", str(dossier.birth_year)))
    desk.row(Item(f"{paper} số: ", dossier.id_number))
    if home:
        desk.row(Item("Địa chỉ thường trú: ", dossier.home))
        stated["home"] = dossier.home
    if dossier.wife:
        desk.row(Item("và vợ: ", f"Bà {dossier.wife}"))
    stated.update(holder=dossier.holder, birth_year=str(dossier.birth_year), id_number=dossier.id_number)


def _day(desk: Desk, dossier: Dossier, stated: dict[str, str], office: str) -> None:
    day, month, year = dossier.day
    place = dossier.district.split(" ", 1)[1]
    whole = (desk.left_mm, desk.right_mm)
    desk.left_mm = desk.left_mm + 0.45 * (whole[1] - whole[0])
    desk.print_line(f"{place}, ngày {day:02d} tháng {month:02d} năm {year}", "m", italic=True)
    desk.print_line(office, "m", bold=True)
    desk.stamps.append(((desk.left_mm + desk.right_mm) / 2 - 8, desk.y_mm + 4))
    desk.left_mm = whole[0]
    stated.update(date=f"{day:02d}/{month:02d}/{year}", office=office)
    desk.down(3.0)


def _parcel_rows(desk: Desk, dossier: Dossier, marks: tuple[str, ...], stated: dict[str, str]) -> None:
    """The lines of a parcel on certificates of 2003 and later."""
    together = desk.rng.random() < 0.6
    number = Item(f"{marks[0]}Thửa đất số: ", str(dossier.number), ";" if together else "")
    sheet = Item("tờ bản đồ số: " if together else "Tờ bản đồ số: ", str(dossier.sheet))
    if together:
        desk.row(number, sheet)
    else:
        desk.row(number)
        desk.row(sheet)
    desk.row(Item(f"{marks[1]}Địa chỉ thửa đất: ", dossier.address))
    desk.row(Item(f"{marks[2]}Diện tích: ", area_shown(dossier, desk.rng), "m²"))
    desk.row(Item("Bằng chữ: " if together else "(Bằng chữ: ", in_words(dossier.area_m2)))
    part = f"{dossier.area_m2:.1f} m²"
    desk.row(
        Item(f"{marks[3]}Hình thức sử dụng: riêng: ", "Không" if dossier.shared else part),
        Item("chung: ", part if dossier.shared else "Không"),
    )
    desk.row(Item(f"{marks[4]}Mục đích sử dụng đất: ", dossier.purpose))
    desk.row(Item(f"{marks[5]}Thời hạn sử dụng đất: ", dossier.term))
    desk.row(Item(f"{marks[6]}Nguồn gốc sử dụng đất: ", dossier.origin))
    stated.update(parcel_facts(dossier))
    stated.update(
        address=dossier.address,
        form_of_use="chung" if dossier.shared else "riêng",
        purpose=dossier.purpose,
        term=dossier.term,
        origin=dossier.origin,
    )


def certificate_1993(desk: Desk, dossier: Dossier) -> Filled:
    """The inner side of the red book of 1993: a table of parcels, here with one."""
    stated: dict[str, str] = {}
    desk.print_line("ỦY BAN NHÂN DÂN " + dossier.unit.district.upper(), "m", bold=True)
    desk.print_line("CHỨNG NHẬN", "m", bold=True, grow=1.2)
    desk.row(Item("Hộ ông (bà): ", dossier.holder))
    stated["holder"] = dossier.holder
    desk.row(Item("Được quyền sử dụng: ", area_shown(dossier, desk.rng), "m² đất"))
    desk.row(Item("Tại: ", f"{dossier.commune}, {dossier.district}, {dossier.province}"))
    desk.row(Item("Theo bản liệt kê dưới đây", ""))
    heads = ("Số tờ bản đồ", "Số thửa", "Diện tích (m²)", "Mục đích sử dụng", "Thời hạn sử dụng")
    row = (str(dossier.sheet), str(dossier.number), area_shown(dossier, desk.rng), dossier.code, dossier.term)
    _parcel_table(desk, heads, [row])
    desk.row(Item("Vào sổ cấp giấy chứng nhận quyền sử dụng đất số: ", dossier.book_number))
    stated.update(parcel_facts(dossier), book_number=dossier.book_number, term=dossier.term)
    _day(desk, dossier, stated, f"TM. ỦY BAN NHÂN DÂN {dossier.unit.district.upper()}")
    desk.row(Item("Số: ", dossier.serial))
    stated["serial"] = dossier.serial
    return Filled(stated)


def _parcel_table(desk: Desk, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Boxes under heads, the rest of them empty."""
    room = desk.right_mm - desk.left_mm
    edges = desk.left_mm + room * np.linspace(0, 1, len(heads) + 1)
    high = 1.1 * desk.look.step_mm
    top, lines = desk.y_mm - 0.4 * desk.look.step_mm, int(desk.rng.integers(3, 8))
    bottom = top + (lines + 1) * high
    for place in range(lines + 2):
        desk.canvas.line([(edges[0], top + place * high), (edges[-1], top + place * high)], 0.2)
    for x in edges:
        desk.canvas.line([(x, top), (x, bottom)], 0.2)
    for head, left, right in zip(heads, edges, edges[1:], strict=False):
        text = desk.form_look(bold=True)
        share = min(1.0, 0.92 * (right - left) / desk.canvas.text_size(head, text)[0])
        desk.canvas.text(
            head, ((left + right) / 2, top + high / 2), type(text)(text.face, text.height_mm * share), "mm"
        )
    for place, row in enumerate(rows):
        desk.y_mm = top + (place + 1.68) * high
        for value, left, right in zip(row, edges, edges[1:], strict=False):
            width = desk.filling_width(value)
            desk.fill(value, left + max(0.8, (right - left - width) / 2))
    desk.y_mm = bottom + desk.look.step_mm


def certificate_2003(desk: Desk, dossier: Dossier) -> Filled:
    """The inner side of the red book of 2003: holder, parcel, notes."""
    stated: dict[str, str] = {}
    desk.print_line("I- Tên người sử dụng đất", bold=True)
    _persons(desk, dossier, stated)
    desk.print_line("II- Thửa đất được quyền sử dụng", bold=True)
    _parcel_rows(desk, dossier, numbered(desk.rng, 0), stated)
    desk.print_line("III- Tài sản gắn liền với đất", bold=True)
    desk.row(Item("", "Không"))
    desk.print_line("IV- Ghi chú", bold=True)
    desk.row(Item("Số vào sổ cấp giấy chứng nhận quyền sử dụng đất: ", dossier.book_number))
    stated["book_number"] = dossier.book_number
    _day(desk, dossier, stated, f"ỦY BAN NHÂN DÂN {dossier.unit.district.upper()}")
    return Filled(stated)


def certificate_front(desk: Desk, dossier: Dossier) -> Filled:
    """The first side of the pink book: whose it is, and its serial number; no parcel."""
    stated: dict[str, str] = {}
    nation(desk)
    desk.down(1.5)
    desk.print_line("GIẤY CHỨNG NHẬN", "m", bold=True, grow=1.7)
    desk.print_line("QUYỀN SỬ DỤNG ĐẤT", "m", bold=True, grow=1.3)
    desk.print_line("QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT", "m", bold=True)
    desk.down(1.0)
    desk.print_line("I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất", bold=True)
    _persons(desk, dossier, stated)
    desk.y_mm = max(desk.y_mm + desk.look.step_mm, desk.canvas.size_mm[1] - desk.left_mm - 8)
    desk.print_line(dossier.serial, "r", grow=1.3)
    stated["serial"] = dossier.serial
    return Filled(stated)


def _pink_parcel(desk: Desk, dossier: Dossier, stated: dict[str, str]) -> None:
    desk.print_line("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)
    desk.print_line("1. Thửa đất:", bold=True)
    _parcel_rows(desk, dossier, numbered(desk.rng, 1), stated)
    for line in (
        "2. Nhà ở: ",
        "3. Công trình xây dựng khác: ",
        "4. Rừng sản xuất là rừng trồng: ",
        "5. Cây lâu năm: ",
    ):
        desk.row(Item(line, "-/-", bold=True))
    desk.row(Item("6. Ghi chú: ", "Không", bold=True))
    _day(desk, dossier, stated, f"ỦY BAN NHÂN DÂN {dossier.unit.district.upper()}")
    desk.row(Item("Số vào sổ cấp GCN: ", dossier.book_number))
    stated["book_number"] = dossier.book_number


def certificate_2009(desk: Desk, dossier: Dossier) -> Filled:
    """The second side of the pink book: parcel, house, notes, book number."""
    stated: dict[str, str] = {}
    _pink_parcel(desk, dossier, stated)
    return Filled(stated)


def _changes(desk: Desk, title: str) -> None:
    desk.print_line(title, bold=True)
    top, bottom = desk.y_mm - 2, min(desk.y_mm + 34, desk.canvas.size_mm[1] - 16)
    middle = desk.left_mm + 0.62 * (desk.right_mm - desk.left_mm)
    desk.canvas.rectangle((desk.left_mm, top), (desk.right_mm, bottom), 0.25)
    desk.canvas.line([(middle, top), (middle, bottom)], 0.2)
    desk.canvas.line([(desk.left_mm, top + 9), (desk.right_mm, top + 9)], 0.2)
    small = type(desk.form_look())(desk.form_look().face, 1.6)
    desk.canvas.text(
        "Nội dung thay đổi và cơ sở pháp lý", ((desk.left_mm + middle) / 2, top + 4.5), small, "mm"
    )
    desk.canvas.text(
        "Xác nhận của cơ quan có thẩm quyền", ((desk.right_mm + middle) / 2, top + 4.5), small, "mm"
    )
    desk.y_mm = bottom + desk.look.step_mm


def certificate_sketch(desk: Desk, dossier: Dossier) -> Filled:
    """The third side: plan, corners, changes; it does not name the parcel outside the plan."""
    desk.print_line("III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)
    corners = plan_and_corners(desk, dossier, 80)
    _changes(desk, "IV. Những thay đổi sau khi cấp Giấy chứng nhận")
    return Filled({}, corners)


def certificate_spread(desk: Desk, dossier: Dossier) -> Filled:
    """Sides two and three beside each other on A3: two columns of text."""
    stated: dict[str, str] = {}
    whole, top = (desk.left_mm, desk.right_mm), desk.y_mm
    desk.right_mm = sum(whole) / 2 - 7
    _pink_parcel(desk, dossier, stated)
    desk.left_mm, desk.right_mm, desk.y_mm = sum(whole) / 2 + 7, whole[1], top
    filled = certificate_sketch(desk, dossier)
    return Filled(stated, filled.corners)


def certificate_2024(desk: Desk, dossier: Dossier) -> Filled:
    """The first page of the form of 2024: everything as lists, names without addresses."""
    stated: dict[str, str] = {}
    nation(desk)
    desk.print_line("GIẤY CHỨNG NHẬN", "m", bold=True, grow=1.5)
    desk.print_line("QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT", "m", bold=True)
    desk.print_line("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", bold=True)
    desk.row(Item("", f"Ông {dossier.holder}, CCCD số: {dossier.id_number}"))
    desk.print_line("2. Thông tin thửa đất:", bold=True)
    desk.row(Item("a. Thửa đất số: ", str(dossier.number), ";"), Item("Tờ bản đồ số: ", str(dossier.sheet)))
    desk.row(Item("b. Diện tích: ", area_shown(dossier, desk.rng), "m²"))
    desk.row(Item("c. Loại đất: ", f"{dossier.purpose} ({dossier.code})"))
    desk.row(Item("d. Thời hạn sử dụng đất: ", dossier.term))
    desk.row(Item("đ. Hình thức sử dụng đất: ", "Sử dụng chung" if dossier.shared else "Sử dụng riêng"))
    desk.row(Item("e. Địa chỉ: ", dossier.address))
    desk.row(Item("3. Thông tin tài sản gắn liền với đất: ", "-/-", bold=True))
    _day(desk, dossier, stated, "CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI")
    desk.row(Item("Số phát hành: ", dossier.serial), Item("Số vào sổ: ", dossier.book_number))
    stated.update(parcel_facts(dossier))
    stated.update(
        holder=dossier.holder, id_number=dossier.id_number, serial=dossier.serial, term=dossier.term,
        book_number=dossier.book_number, address=dossier.address, purpose=dossier.purpose,
        form_of_use="chung" if dossier.shared else "riêng",
    )  # fmt: skip
    return Filled(stated)
