"""An invented commune with doubts, its pages drawn as scans: read by nobody, merged as any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import shapely
from commune_inputs import CODES, EPSG, UNIT, grid, label, map_sheet, page, records_of, sure, unsure
from shapely.geometry import Point

from pipeline.commune.merge import merge_commune
from pipeline.decisions import Decision, Given
from pipeline.model import (
    Commune,
    Finding,
    Fit,
    FloatArray,
    Label,
    MapSheet,
    Parcel,
    Reading,
    Record,
    RegisterPage,
    SheetParcels,
    Source,
)
from pipeline.review.asked import Question
from pipeline.review.desk import Desk
from pipeline.review.questions import questions
from pipeline.sheets.control import to_pixel

PLOTS = grid()
SIDE_PX = 2500
SCAN, BOOK, LOST = "maps/to_14.png", "records/so.png", "maps/to_15.png"
SCANS = {SCAN: "1" * 64, BOOK: "2" * 64}
TRUTH = {place: (place, round(plot.area, 1), CODES[place % 4]) for place, plot in enumerate(PLOTS, 1)}
OWNER = "Nguyễn Văn Mẫu"
ROW_PX = 40


def _fit() -> Fit:
    sheet = map_sheet().fit
    assert sheet is not None
    matrix = np.array([[0.1, 0.0, 0.0], [0.0, -0.1, 250.0], [0.0, 0.0, 1.0]])
    return replace(sheet, matrix=matrix, metres_per_px=0.1)


def _label(place: int) -> Label:
    """Most are sure; some codes lie between two, some numbers and areas were not read."""
    number, area, code = TRUTH[place]
    x, y = to_pixel(_fit(), [[PLOTS[place - 1].centroid.x, PLOTS[place - 1].centroid.y]])[0]
    readings = [sure(number), sure(area), sure(code)]
    if place % 5 == 0:
        other = "LUK" if code == "LUC" else "LUC"
        readings[2] = unsure(other, (code, 0.3)) if place % 2 else unsure(code, (other, 0.3))  # type: ignore[call-overload]
    if place % 11 == 0:
        readings[0] = Reading(None, "?")
    box = (float(x) - 60, float(y) - 40, float(x) + 60, float(y) + 40)
    return replace(label(*readings), inside_px=(float(x), float(y)), box_px=box)


TOKEN = "token-of-the-test"


@dataclass
class Served:
    """A desk with its address."""

    desk: Desk
    address: str


def point(east_m: float, north_m: float) -> Point:
    return Point(east_m, north_m)


def sheet(move: Callable[[FloatArray], FloatArray] | None = None) -> SheetParcels:
    """The traced sheet; ``move``: where another trace has the vertices (n, 2)."""
    plots = PLOTS if move is None else [shapely.transform(plot, move) for plot in PLOTS]
    base = map_sheet()
    corners = np.array([[0.0, 0.0], [2500, 0], [2500, 2500], [0, 2500]])
    placed = replace(base, source=Source(SCAN), size_px=(SIDE_PX, SIDE_PX), frame_px=corners, fit=_fit())
    parcels = [
        Parcel(UNIT.code, 14, "parcel", plot, _label(place), Source(SCAN, 1, (0.0, 0.0, 9.0, 9.0)))
        for place, plot in enumerate(plots, 1)
    ]
    return SheetParcels(placed, tuple(parcels), (), {})


def without_line(first: int, second: int) -> SheetParcels:
    """The sheet where the boundary between two plots was not seen: one face with both labels."""
    whole = sheet()
    one, other = whole.parcels[first - 1], whole.parcels[second - 1]
    assert isinstance(other.label, Label)
    source = Source(SCAN, 1, (1.0, 1.0, 8.0, 8.0))
    both = replace(
        one, polygon=shapely.union(one.polygon, other.polygon), others=(other.label,), source=source
    )
    told = Finding("several_labels", UNIT.code, 14, one.number, {"count": 2}, None, source)
    parcels = [both if each is one else each for each in whole.parcels if each is not other]
    return replace(whole, parcels=tuple(parcels), findings=(told,))


def with_hole(place: int) -> SheetParcels:
    """The sheet where a plot was not traced at all."""
    whole = sheet()
    return replace(whole, parcels=(*whole.parcels[: place - 1], *whole.parcels[place:]))


def desk_of(raw: Path, traced: SheetParcels) -> Desk:
    """A desk at which a sheet is reviewed as it was traced."""
    draw(raw)
    made = Desk(raw, SCANS, lambda decisions: questions(merged(decisions, traced=traced)), [])
    made.renew()
    return made


def book() -> RegisterPage:
    rows: list[Record] = []
    for place, row in enumerate(records_of(PLOTS), 1):
        box = (20.0, float(place * ROW_PX), 1180.0, float(place * ROW_PX + ROW_PX - 4))
        owner = unsure("Nguyễn Van Mẫu", (OWNER, 0.4)) if place % 7 == 0 else sure(OWNER)
        rows.append(replace(row, source=Source(BOOK, 1, box), owner=owner))
    return replace(page(rows), source=Source(BOOK))


def merged(
    decisions: Sequence[Decision] = (),
    same_scan: bool | None = None,
    traced: SheetParcels | None = None,
    register: RegisterPage | None = None,
) -> Commune:
    """The commune with decisions; ``same_scan``: whether the scans that were seen are still there."""
    there = {sha256: name for name, sha256 in SCANS.items()}
    if same_scan is not None:
        there = dict.fromkeys([each.seen.scan_sha256 for each in decisions], SCAN if same_scan else "")
    given = [Given(each, there.get(each.seen.scan_sha256, "")) for each in decisions]
    pages = [traced or sheet()], [register or book()]
    return merge_commune("09208", EPSG, *pages, [UNIT], (), given)


def asked(decisions: Sequence[Decision]) -> list[Question]:
    return questions(merged(decisions))


def draw(raw: Path) -> None:
    """Both pages as pictures."""
    paper = np.full((SIDE_PX, SIDE_PX), 245, np.uint8)
    for place, plot in enumerate(PLOTS, 1):
        ring = np.rint(to_pixel(_fit(), np.array(plot.exterior.coords))).astype(np.int32)
        cv2.polylines(paper, [ring], isClosed=True, color=40, thickness=2)
        number, area, code = TRUTH[place]
        x, y = np.rint(_label(place).inside_px).astype(int)
        for line, text in enumerate((f"{number}  {code}", f"{area:.1f}")):
            cv2.putText(paper, text, (int(x) - 50, int(y) + 28 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 30, 2)
    lines = np.full(((len(PLOTS) + 3) * ROW_PX, 1200), 250, np.uint8)
    for place, (number, area, code) in TRUTH.items():
        y = place * ROW_PX
        cv2.rectangle(lines, (20, y), (1180, y + ROW_PX - 4), 120, 1)
        text = f"14   {number}   Nguyen Van Mau   {area:.1f}   {code}"
        cv2.putText(lines, text, (40, y + 26), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 30, 2)
    for name, pixels in ((SCAN, paper), (BOOK, lines)):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(raw / name), pixels)


def desk(raw: Path) -> Desk:
    """A desk whose questions are made, with its pages drawn."""
    draw(raw)
    made = Desk(raw, SCANS, asked, [])
    made.renew()
    return made


def desk_of_unplaced(raw: Path) -> Desk:
    """A desk at which nobody knows where another scan of the ground lies; the sheet itself is placed."""
    draw(raw)
    placed = sheet().sheet
    assert isinstance(placed, MapSheet)
    lost = replace(placed, source=Source(LOST), number=15, fit=None)
    (raw / LOST).write_bytes((raw / SCAN).read_bytes())
    why = Finding("sheet_unplaced", UNIT.code, 15, values={"page": Source(LOST)}, source=Source(LOST))
    commune = merged()

    def open_pages(decisions: Sequence[Decision]) -> list[Question]:
        found = replace(commune, sheets=(*commune.sheets, lost), findings=(why,), records=())
        asked = [question for question in questions(found) if question.about == "page"]
        return [] if any(each.about == "page" for each in decisions) else asked

    made = Desk(raw, {**SCANS, LOST: "3" * 64}, open_pages, [])
    made.renew()
    return made


def desk_of_pages(raw: Path) -> Desk:
    """A desk at which nobody knows what the register's page is, nor which old commune the sheet is of."""
    draw(raw)
    told = (
        Finding("page_unknown", values={"page": Source(BOOK), "reason": ""}, source=Source(BOOK)),
        Finding("unit_unknown", values={"text": "?"}, source=Source(SCAN)),
    )

    unnamed = tuple(replace(each, unit=None) for each in merged().sheets)

    def open_pages(decisions: Sequence[Decision]) -> list[Question]:
        heard = {each.key for each in decisions if each.about == "page"}
        pages = questions(
            replace(merged(), sheets=unnamed, findings=told, parcels=(), records=(), open_ground=())
        )
        return [question for question in pages if question.key not in heard]

    made = Desk(raw, SCANS, open_pages, [])
    made.renew()
    return made
