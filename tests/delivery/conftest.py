"""A small commune made by hand: two placed sheets, one that is not, invented holders, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from pipeline.model import (
    Certificate,
    CertificateFacts,
    Commune,
    CommuneObject,
    CommuneParcel,
    CommuneRecord,
    ControlPoint,
    Decided,
    Drawing,
    Finding,
    Holder,
    InputFile,
    Known,
    MapSheet,
    Opinion,
    PaperOutline,
    Reading,
    Reason,
    Record,
    SheetTitle,
    Source,
    Unit,
)
from pipeline.sheets.control import solve

EPSG = 9214
UNIT = Unit("07321", "Thử Nghiệm", "xã", "Yên Thế", "Bắc Giang", "07330", EPSG)
OWNER, PLACE, NOTE = "Nguyễn Văn Thử", "Xứ Đồng Kín", "Thửa kế của bà Trần Thị Mẫu"
REVIEWER = "Phạm Thị Duyệt"
SERIAL, ID_NUMBER, HOME, CHANGE = (
    "BK 123456",
    "001160009999",
    "Thôn Kín Đáo Trong",
    "Thế chấp tại ngân hàng Mẫu",
)
PERSONAL = (OWNER, PLACE, NOTE, REVIEWER, SERIAL, ID_NUMBER, HOME, CHANGE)
ORIGIN = (412_000.0, 2_370_000.0)
METRES_PER_PX = 1000 * 0.0254 / 300
FRAME_PX = np.array([[200.0, 200.0], [1400, 200], [1400, 1400], [200, 1400]])


def reading(value: Any) -> Reading[Any]:
    if value is None:
        return Reading(None)
    return Reading(value, str(value), 0.99, agreed=True)


def title(number: int) -> SheetTitle:
    return SheetTitle(
        reading("Thử Nghiệm"), reading("Yên Thế"), reading("Bắc Giang"), reading(number),
        reading("370 412-1"), reading(1000), reading(16),
    )  # fmt: skip


def corner(x_px: float, y_px: float, shift_east_m: float, off_m: float) -> ControlPoint:
    easting = ORIGIN[0] + shift_east_m + (x_px - 200) * METRES_PER_PX + off_m
    return ControlPoint("cross", x_px, y_px, easting, ORIGIN[1] - (y_px - 200) * METRES_PER_PX)


def placed_sheet(number: int, shift_east_m: float) -> MapSheet:
    source = Source(f"maps/to_{number}.tif")
    grid = [(x, y) for x in (200.0, 800.0, 1400.0) for y in (200.0, 800.0, 1400.0)]
    points = [corner(x, y, shift_east_m, 0.04 * ((i * 7) % 5 - 2)) for i, (x, y) in enumerate(grid)]
    points.append(
        ControlPoint("tick", 500.0, 200.0, corner(500, 200, shift_east_m, 0.0).easting_m, None, used=False)
    )
    fitted, solved = solve(points, EPSG, (1600, 1600))
    return MapSheet(
        source, (1600, 1600), 300.0, 0, title(number), UNIT, number, "370 412-1", 1000, FRAME_PX, fitted,
        solved, 0.15,
    )  # fmt: skip


def unplaced_sheet() -> MapSheet:
    return MapSheet(
        Source("maps/to_9.tif"), (1600, 1600), 300.0, 0, title(9), UNIT, 9, "", 1000, FRAME_PX, None,
        unplaced_reason=Reason("few_points", {"found": 2}),
    )  # fmt: skip


def opinions_of(sheet: int, number: int | None) -> tuple[Opinion, ...]:
    """What two readers make of the label's number, the register's area, and what is drawn."""
    label = Source(f"maps/to_{sheet}.tif", 1, (300.0, 400.0, 360.0, 430.0))
    return (
        Opinion("number", "map", "label_head", number, 0.98, label),
        Opinion("number", "map", "tesseract", None, 0.0, label),
        Opinion("code", "map", "label_head", "LUC", 0.97, label),
        Opinion("code", "map", "pp_ocr", "LUC", 0.97, label),
        Opinion("area", "map", "drawing", 484.0, None, Source(f"maps/to_{sheet}.tif")),
        Opinion("area", "register", "pp_ocr", 484.0, 0.99, Source("records/so_muc_ke.pdf", 3, (5, 6, 7, 8))),
    )


def parcel(sheet: int, number: int | None, column: int, row: int, **changes: Any) -> CommuneParcel:
    east = ORIGIN[0] + (sheet - 1) * 101.6 + 5 + column * 22
    north = ORIGIN[1] - 5 - row * 22
    values: dict[str, Any] = {
        "label_area_m2": 484.0,
        "record_area_m2": 484.0,
        "code": "LUC",
        "label_code": "LUC",
        "record_code": "LUC",
        "place": PLACE,
        "status": "khop",
        "confidence": 0.991,
        "sources": (
            Source(f"maps/to_{sheet}.tif", 1, (1, 2, 3, 4)),
            Source("records/so_muc_ke.pdf", 3, (5, 6, 7, 8)),
        ),
        "key": f"07321_{sheet}_{east:.1f}_{north:.1f}",
        "opinions": opinions_of(sheet, number),
    }
    return CommuneParcel(
        "07321", sheet, number, box(east, north - 22, east + 22, north), **{**values, **changes}
    )


def parcels_of(sheet: int) -> list[CommuneParcel]:
    """Sixteen squares of 22 m: one waits for a person over its area, one over its land use, one is alone."""
    odd: dict[int, dict[str, Any]] = {
        3: {"status": "can_kiem_tra", "record_area_m2": 448.0, "confidence": 0.61},
        7: {"status": "can_kiem_tra", "record_code": "ONT+CLN", "confidence": 0.55},
        11: {"status": "chap_nhan", "record_area_m2": None, "record_code": None, "place": None},
        13: {"status": "chap_nhan", "decided": Decided("nguoi", REVIEWER, "2026-11-27")},
        12: {"code": "ONT+CLN", "label_code": "ONT+CLN", "record_code": "ONT+CLN"},
    }
    return [parcel(sheet, n, (n - 1) % 4, (n - 1) // 4, **odd.get(n, {})) for n in range(1, 17)]


def record(sheet: int | None, number: int | None, status: Any = "khop") -> CommuneRecord:
    row = Record(
        Source("records/so_muc_ke.pdf", 3, (5, 6, 7, 8)), reading(sheet), reading(number), reading(OWNER),
        reading("GDC"), reading(484.0), reading("LUC"), reading(PLACE), reading(NOTE),
    )  # fmt: skip
    told = (
        Opinion("owner", "register", "name_head", OWNER, 0.9, row.source),
        Opinion("owner_kind", "register", "pp_ocr", "GDC", 0.9, row.source),
        Opinion("place", "register", "tesseract", PLACE, 0.9, row.source),
        Opinion("note", "register", "tesseract", NOTE, 0.9, row.source),
    )
    return CommuneRecord("07321", sheet, number, row, status, opinions=told)


def records_of(sheets: Iterable[int]) -> Iterator[CommuneRecord]:
    """A row for each parcel but number 11, and one whose key could not be read."""
    for sheet in sheets:
        yield from (record(sheet, number) for number in range(1, 17) if number != 11)
    yield record(None, None, "can_kiem_tra")


FINDINGS = (
    Finding("gap_repaired", "07321", 1, None, {"count": 2, "area": 0.4}, (ORIGIN[0] + 30, ORIGIN[1] - 30)),
    Finding("parcel_without_record", "07321", 1, 11),
    Finding("land_use_mismatch", "07321", 1, 7, {"map": Known("LUC"), "record": Known("ONT+CLN")}),
    Finding("area_mismatch", "07321", 1, 3, {"map": 484.0, "record": 448.0, "drawn": 484.0}),
    Finding("record_without_parcel", "07321", 2, 99, source=Source("records/so_muc_ke.pdf", 3, (5, 6, 7, 8))),
    Finding(
        "sheet_unplaced", "07321", 9, None, {"page": Source("maps/to_9.tif"), "reason": Reason("two_grids")},
        source=Source("maps/to_9.tif"),
    ),
    Finding(
        "scan_unreadable",
        values={"file": InputFile("records/GCN Lê Thị Giấu.pdf"), "reason": Reason("pdf_damaged")},
        source=Source("records/GCN Lê Thị Giấu.pdf"),
    ),
)  # fmt: skip


def certificate(**changes: Any) -> Certificate:
    """Of the fifth parcel of the second sheet, which two hold; it waits for its book number."""
    facts = CertificateFacts(
        serial=reading(SERIAL),
        book_number=reading("CH 00123"),
        issued_on=reading("2012-10-05"),
        term=reading("Lâu dài"),
        changes=reading(CHANGE),
        holders=(
            Holder(reading("Ông"), reading(OWNER), reading(1960), reading(ID_NUMBER), reading(HOME)),
            Holder(reading("Bà"), reading("Lê Thị Cùng")),
        ),
    )
    book = (Reason("fact_book_number"),)
    values: dict[str, Any] = {
        "unsure": book,
        "reasons": (Reason("certificate_facts_unsure", {"what": book}),),
    }
    pages = (Source("records/GCN Lê Thị Giấu.pdf", 1), Source("records/GCN Lê Thị Giấu.pdf", 2))
    return Certificate(
        "07321", 2, 5, 484.0, "LUC", "2009", facts, pages, "can_kiem_tra", **{**values, **changes}
    )


def paper_outline(**changes: Any) -> PaperOutline:
    """The outline of parcel 5 of sheet 2 by an extract; its drawing is placed by four corners and a cross."""
    west, south = ORIGIN[0] + 40.0, ORIGIN[1] - 60.0
    world = [(0.0, 0.0), (22.0, 4.0), (20.0, 26.0), (-2.0, 20.0), (10.0, 10.0)]
    points = [
        ControlPoint("cross" if place == 4 else "corner", 500 + 10 * x, 500 - 10 * y, west + x, south + y)
        for place, (x, y) in enumerate(world)
    ]
    fit, marks = solve(points, EPSG, (1000, 1000))
    frame = np.array([(400.0, 200.0), (800.0, 200.0), (800.0, 600.0), (400.0, 600.0)])
    outline = PaperOutline(
        Source("records/trich luc Lê Thị Giấu.pdf", 2), "07321", 2, 5, "extract",
        Polygon([(west + x, south + y) for x, y in world[:4]]), 484.0, proven=True, agrees=False,
        drawing=Drawing((1000, 1000), 254.0, None, frame, fit, marks),
    )  # fmt: skip
    return replace(outline, **changes)


def make_commune(sheets: int = 2) -> Commune:
    numbers = range(1, sheets + 1)
    parcels = [parcel for n in numbers for parcel in parcels_of(n)]
    road = box(ORIGIN[0] + 95, ORIGIN[1] - 95, ORIGIN[0] + 100, ORIGIN[1] - 5)
    return Commune(
        "07330", "Xã Thử", EPSG,
        (*(placed_sheet(n, (n - 1) * 101.6) for n in numbers), unplaced_sheet()),
        tuple(parcels),
        (CommuneObject("07321", 1, None, "DGT", road, (Source("maps/to_1.tif"),)),),
        tuple(records_of(numbers)),
        FINDINGS,
        {"scans": 5, "scans_read": 4, "scans_refused": 1, "pages": 6, "pages_sheet": 3, "pages_register": 2,
         "pages_unknown": 1, "pages_failed": 0, "sheets_placed": 2},
        certificates=(certificate(),),
        paper_outlines=(paper_outline(),),
    )  # fmt: skip


@pytest.fixture
def commune() -> Commune:
    return make_commune()


@pytest.fixture
def empty_commune() -> Commune:
    return Commune("07330", "Xã Thử", EPSG, (), (), (), (), (), {})


@pytest.fixture
def personal() -> tuple[str, ...]:
    """Texts of the sample that only authorised people may read."""
    return PERSONAL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "maps").mkdir()
    return tmp_path
