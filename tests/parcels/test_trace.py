"""A whole small sheet: kinds, counts, turned pages, land across the frame."""

import dataclasses

import cv2
import numpy as np
import pytest
import shapely
from drawn_labels import place, text_image

from pipeline.model import (
    ControlPoint,
    Face,
    Finding,
    Known,
    Label,
    MapSheet,
    PageImage,
    Parcel,
    Reading,
    SheetTitle,
    Source,
    Unit,
)
from pipeline.parcels import trace
from pipeline.parcels.faces import Merger, find_borders
from pipeline.parcels.kinds import kind_of
from pipeline.parcels.pieces import Pieces
from pipeline.parcels.view import View, open_view
from pipeline.sheets import control, grid

DPI = 300.0
MM = DPI / 25.4
SIZE = 1400
FRAME = np.array([[200.0, 200.0], [1200.0, 200.0], [1200.0, 1200.0], [200.0, 1200.0]])
WEST, NORTH, METRES_PER_PX = 550000.0, 2345000.0, 0.0254 / DPI * 1000
UNIT = Unit("09999", "Xã Thử", "xã", "Huyện Thử", "Tỉnh Thử", "09999", 9209)

# Parcels in pixels: a block of four with a pond, one across the neatline, one cut by it, a road between.
BLOCK = [(300, 300, 550, 550), (550, 300, 800, 550), (300, 550, 550, 700), (550, 550, 800, 700)]
LOWER = [(300, 740, 600, 1000), (600, 740, 800, 1000)]
ACROSS = (1000, 300, 1260, 500)
CUT = (1000, 700, 1200, 900)
POND = (420, 420, 40)


def box(x0, y0, x1, y1):
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.int32)


@pytest.fixture(scope="module")
def page() -> np.ndarray:
    image = np.full((SIZE, SIZE), 235, np.uint8)
    cv2.polylines(image, [FRAME.astype(np.int32)], True, 60, 2)
    outer = FRAME + np.sign(FRAME - 700) * 10 * MM
    cv2.polylines(image, [outer.astype(np.int32)], True, 30, 12)
    for parcel in [*BLOCK, *LOWER, ACROSS]:
        cv2.polylines(image, [box(*parcel)], True, 40, 3)
    cv2.polylines(image, [box(*CUT)[[1, 0, 3, 2]]], False, 40, 3)
    cv2.circle(image, POND[:2], POND[2], 40, 3)
    for x in range(610, 700, 28):  # a house in dashes
        cv2.line(image, (x, 400), (x + 18, 400), 90, 2)
    cv2.putText(image, "18", (650, 480), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 70, 2)
    noise = np.random.default_rng(0).normal(0, 3, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def reading(value):
    return Reading(value, str(value or ""), 0.9 if value is not None else 0.0)


def label(number, x, y, form="full", code="LUC", area=None) -> Label:
    return Label(
        (x, y), (x - 20, y - 10, x + 20, y + 10), 0.0, form, reading(number), reading(area), reading(code)
    )


LABELS = (
    *(label(i + 1, x0 + 40, y0 + 40) for i, (x0, y0, _, _) in enumerate([*BLOCK, *LOWER])),
    label(7, 1100, 400),
    label(8, 420, 420, code="NTS"),
    label(None, 1100, 800, form="code"),
)


AGREED = (
    tuple(
        dataclasses.replace(one, area_m2=reading((x1 - x0) * (y1 - y0) * METRES_PER_PX**2))
        for one, (x0, y0, x1, y1) in zip(LABELS, [*BLOCK, *LOWER, ACROSS], strict=False)
    )
    + LABELS[7:]
)


def sheet_of(page: np.ndarray, turned: int = 0) -> MapSheet:
    size = (page.shape[1], page.shape[0])
    frame = grid.turn(FRAME, -turned % 4, (SIZE, SIZE))
    world = np.array([WEST, NORTH]) + (FRAME - FRAME[0]) * [METRES_PER_PX, -METRES_PER_PX]
    points = [ControlPoint("corner", *px, *m) for px, m in zip(frame.tolist(), world.tolist(), strict=True)]
    empty = reading(None)
    title = SheetTitle(empty, empty, empty, reading(5), empty, reading(1000), empty)
    fit = control.fit(points, 9209, size)
    source = Source("maps/a.tif", 1)
    return MapSheet(source, size, DPI, turned, title, UNIT, 5, "", 1000, frame, fit, tuple(points), 0.15)


def traced(page, monkeypatch, labels=LABELS, turned=0):
    """Trace with labels given on the upright page; they are handed out in pixels of the view."""
    scan = np.ascontiguousarray(np.rot90(page, turned))
    sheet = sheet_of(scan, turned)
    view = open_view(PageImage(sheet.source, scan, DPI), sheet)
    seen = tuple(
        label(
            one.number.value,
            one.inside_px[0] - view.origin_px[0],
            one.inside_px[1] - view.origin_px[1],
            one.form,
            one.code.value,
            one.area_m2.value,
        )
        for one in labels
    )
    monkeypatch.setattr(trace, "find_labels", lambda *_: seen)
    return trace.trace_sheet(PageImage(sheet.source, scan, DPI), sheet)


def world_box(x0, y0, x1, y1) -> shapely.Polygon:
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)
    return shapely.Polygon(np.array([WEST, NORTH]) + (corners - FRAME[0]) * [METRES_PER_PX, -METRES_PER_PX])


def likeness(one: shapely.Polygon, other: shapely.Polygon) -> float:
    return one.intersection(other).area / one.union(other).area


def by_number(result) -> dict[int, Parcel]:
    return {p.label.number.value: p for p in result.parcels if p.kind == "parcel"}


def told(result) -> list[Finding]:
    """Findings but those of the white land around."""
    return [finding for finding in result.findings if finding.code != "land_of_others"]


def test_every_parcel_has_its_shape_and_label(page, monkeypatch):
    result = traced(page, monkeypatch)
    found = by_number(result)
    assert sorted(found) == [1, 2, 3, 4, 5, 6, 7, 8]
    pond = shapely.Polygon(found[1].polygon.interiors[0])
    for number, shape in enumerate([*BLOCK, *LOWER], start=1):
        truth = world_box(*shape)
        truth = truth.difference(pond) if number == 1 else truth
        assert likeness(found[number].polygon, truth) > 0.98
    assert abs(found[8].polygon.area / (np.pi * (POND[2] * METRES_PER_PX) ** 2) - 1) < 0.05
    assert shapely.coverage_is_valid(np.array([parcel.polygon for parcel in result.parcels]))


def test_parcel_across_the_neatline_is_whole_and_cut_one_is_a_part(page, monkeypatch):
    result = traced(page, monkeypatch)
    assert likeness(by_number(result)[7].polygon, world_box(*ACROSS)) > 0.97
    parts = [parcel for parcel in result.parcels if parcel.kind == "part"]
    assert len(parts) == 1
    assert parts[0].touches_frame
    assert parts[0].label is not None
    assert likeness(parts[0].polygon, world_box(*CUT)) > 0.97


def test_white_land_is_not_delivered_but_told_and_the_margin_is_neither(page, monkeypatch):
    result = traced(page, monkeypatch)
    white = world_box(200, 200, 1200, 1200).area - sum(
        parcel.polygon.intersection(world_box(200, 200, 1200, 1200)).area for parcel in result.parcels
    )
    assert sum(land.area for land in result.other_land) == pytest.approx(white, rel=0.01)
    areas = [float(f.values["area"]) for f in result.findings if f.code == "land_of_others"]
    assert sum(areas) == pytest.approx(white, rel=0.01)
    assert {parcel.kind for parcel in result.parcels} <= {"parcel", "part", "object"}
    assert sum(parcel.polygon.area for parcel in result.parcels if parcel.kind == "object") < 400


def test_counts_add_up(page, monkeypatch):
    counts = traced(page, monkeypatch).counts
    kinds = ("parcels", "parts", "objects", "unknown", "other_land")
    assert counts["faces"] == sum(counts[kind] for kind in kinds)
    assert counts["labels"] == counts["labels_placed"] == len(LABELS)
    assert counts["parcels"] == 8


@pytest.mark.parametrize("turned", [1, 2, 3])
def test_turned_page_gives_the_same_land_and_page_pixels(page, monkeypatch, turned):
    result = traced(page, monkeypatch, turned=turned)
    found = by_number(result)
    assert likeness(found[2].polygon, world_box(*BLOCK[1])) > 0.98
    upright = grid.turn(np.array([[590.0, 340.0]]), -turned % 4, (SIZE, SIZE))[0]
    assert found[2].label.inside_px == pytest.approx(tuple(upright), abs=0.01)
    left, top, right, bottom = found[2].source.box
    assert left < upright[0] < right
    assert top < upright[1] < bottom


def test_label_in_no_land_is_reported(page, monkeypatch):
    result = traced(
        page, monkeypatch, (*AGREED, label(99, 1330, 1330, code=None), label(98, 250, 1100, area=50.0))
    )
    assert [(f.code, f.number) for f in told(result)] == [("label_without_face", 98)]
    assert told(result)[0].values == {"label": Known("98 LUC")}
    assert world_box(250, 1100, 251, 1101).distance(shapely.Point(told(result)[0].place)) < 0.1
    counts = result.counts
    assert counts["labels_placed"] == len(AGREED)
    assert (counts["labels_of_frame"], counts["labels_without_face"]) == (1, 1)
    assert result.counts["parcels"] == 8


def test_two_labels_in_one_face_are_reported_and_the_printed_area_decides(page, monkeypatch):
    area = world_box(*BLOCK[3]).area
    others = [one for one in LABELS if one.number.value != 4]
    pair = (label(40, 600, 600, area=area * 3), label(41, 700, 650, area=area))
    result = traced(page, monkeypatch, (*others, *pair))
    assert [f.code for f in told(result)] == ["several_labels"]
    assert 41 in by_number(result)
    assert 40 not in by_number(result)


def test_closed_face_without_label_is_unknown_and_reported(page, monkeypatch):
    result = traced(page, monkeypatch, [one for one in LABELS if one.number.value != 6])
    assert [parcel.kind for parcel in result.parcels].count("unknown") == 1
    assert [f.code for f in told(result)] == ["face_without_label"]
    assert likeness(shapely.Point(told(result)[0].place).buffer(0.1), world_box(*LOWER[1])) > 0


def test_an_unread_number_is_reported(page, monkeypatch):
    others = [one for one in LABELS if one.number.value != 6]
    result = traced(page, monkeypatch, [*others, label(None, 700, 850)])
    assert [f.code for f in told(result)] == ["value_unread"]
    assert result.counts["parcels"] == 8


def test_road_code_makes_an_object(page, monkeypatch):
    others = [one for one in LABELS if one.number.value != 6]
    result = traced(page, monkeypatch, [*others, label(6, 700, 850, code="DGT")])
    assert 6 in [p.label.number.value for p in result.parcels if p.kind == "object" and p.label]


def canal_page() -> np.ndarray:
    """Two rows of parcels beside a canal 10 mm wide, which ends at dashes that go on along the parcels."""
    image = np.full((SIZE, SIZE), 235, np.uint8)
    cv2.polylines(image, [FRAME.astype(np.int32)], True, 60, 2)
    for parcel in CANAL_ROWS:
        cv2.polylines(image, [box(*parcel)], True, 40, 3)
    for y in range(400, 920, 47):
        cv2.line(image, (288, y), (288, y + 35), 60, 2)
        cv2.line(image, (1012, y), (1012, y + 35), 60, 2)
    noise = np.random.default_rng(0).normal(0, 3, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


CANAL = (300, 600, 1000, 720)
CANAL_ROWS = [(x, y0, x + 140, y1) for y0, y1 in ((400, 600), (720, 920)) for x in range(300, 1000, 140)]
CANAL_LABELS = tuple(
    label(i + 1, x + 70, y + 100, area=140 * 200 * METRES_PER_PX**2)
    for i, (x, y, _, _) in enumerate(CANAL_ROWS)
)


def test_canal_that_runs_out_at_the_limit_is_an_object_with_its_code(monkeypatch):
    result = traced(canal_page(), monkeypatch, (*CANAL_LABELS, label(None, 500, 660, "code", "DTL")))
    assert sorted(by_number(result)) == list(range(1, 11))
    canal = [p for p in result.parcels if p.kind == "object" and p.label and p.label.code.value == "DTL"]
    assert len(canal) == 1
    assert likeness(canal[0].polygon, world_box(*CANAL)) > 0.9
    assert told(result) == []


def test_road_code_beside_land_of_others_is_told(monkeypatch):
    result = traced(canal_page(), monkeypatch, (*CANAL_LABELS, label(None, 600, 1050, "code", "DGT")))
    assert not any(parcel.label and parcel.label.code.value == "DGT" for parcel in result.parcels)
    assert [(f.code, f.values.get("label")) for f in told(result)] == [
        ("face_without_label", None),  # the canal, which no label names
        ("label_without_face", Known("DGT")),
    ]


def test_unplaced_sheet_gives_no_parcels(page):
    sheet = dataclasses.replace(sheet_of(page), fit=None)
    result = trace.trace_sheet(PageImage(sheet.source, page, DPI), sheet)
    assert result.parcels == ()


def test_points_of_the_view_go_to_the_page_and_back(page):
    sheet = sheet_of(np.ascontiguousarray(np.rot90(page, 1)), 1)
    view = open_view(PageImage(sheet.source, np.ascontiguousarray(np.rot90(page, 1)), DPI), sheet)
    points = np.array([[10.25, 900.5], [0.0, 0.0]])
    there = view.to_page(points)
    assert np.allclose(view.from_page(there, sheet.size_px), points)


def test_fine_scan_is_brought_to_working_resolution(page):
    sheet = dataclasses.replace(sheet_of(page), dpi=450.0)
    view = open_view(PageImage(sheet.source, page, 450.0), sheet)
    assert view.dpi == pytest.approx(300.0)
    corners = view.from_page(FRAME, sheet.size_px)
    assert corners[2, 0] - corners[0, 0] == pytest.approx(1000 / 1.5, abs=0.5)
    assert np.allclose(view.to_page(corners), FRAME)


@pytest.mark.parametrize(("number", "sure"), [(2511, False), (251, False), (46, True)])
def test_a_number_alone_that_is_the_area_of_its_face_is_not_sure(number: int, sure: bool):
    faces = np.ones((10, 25), np.int32)
    merger = Merger(find_borders(faces, np.zeros(faces.shape, np.bool_)), np.bincount(faces.ravel()))
    blank = np.zeros(faces.shape, np.bool_)
    pieces = Pieces(faces, 1, merger, blank, blank, (), frozenset(), None)
    read = Reading(number, str(number), 0.99, agreed=True), Reading(None), Reading(None)
    label = Label((5.0, 5.0), (3.0, 3.0, 7.0, 7.0), 0.0, "number", *read)
    (found,) = trace._with_numbers_doubted(pieces, (label,), 1.0)
    assert found.number.agreed == sure and found.number.value == number
    whole = dataclasses.replace(label, area_m2=Reading(250.0, "250", 0.99, agreed=True))
    assert trace._with_numbers_doubted(pieces, (whole,), 1.0) == (whole,)


@pytest.mark.parametrize(
    "past_px", [0.0, 0.3, -0.3]
)  # sides are fitted one by one: they may cross at corners
@pytest.mark.parametrize(("over", "ending", "whole"), [(3, 1, True), (1, 2, False), (0, 0, False)])
def test_parcels_are_drawn_whole_where_more_run_over_the_neatline_than_end_there(
    over: int, ending: int, whole: bool, past_px: float
):
    read = Reading(7, "7", 0.99, agreed=True), Reading(None), Reading(None)
    label = Label((5.0, 5.0), (3.0, 3.0, 7.0, 7.0), 0.0, "number", *read)
    sides = tuple(
        np.array([start - ahead, end + ahead])
        for start, end in zip(FRAME, np.roll(FRAME, -1, axis=0), strict=True)
        for ahead in [past_px * (end - start) / np.linalg.norm(end - start)]
    )
    across = Face(shapely.box(1100, 300, 1300, 500), (label,), False, 1.0)
    cut = Face(shapely.box(1100, 300, 1200, 500), (label,), True, 1.0)
    blank = Face(shapely.box(1150, 200, 1200, 250), (), True, 1.0)
    faces = [across] * over + [cut] * ending + [blank] * 5
    assert trace._are_drawn_whole(faces, sides, MM) == whole


def test_what_ends_blank_at_the_neatline_is_no_part_where_parcels_are_drawn_whole():
    blank = Face(shapely.box(1150, 200, 1200, 250), (), True, 1.0)
    view = View(np.zeros((1, 1), np.uint8), DPI, 0, (1, 1), (0, 0), np.ones(2))
    ways: list[tuple[set[int], bool]] = [(set(), True), (set(), False), ({1}, True)]
    rooms = [trace._room_px(view, 1, written, whole) for written, whole in ways]
    assert [kind_of(blank, 1e6, 50.0, room, False) for room in rooms] == ["other_land", "part", "part"]


@pytest.mark.parametrize("at_mm", [(45, 116), (116, 60), (116, 116)])  # below, beside, corner
def test_a_table_of_small_parcels_is_found_in_any_margin_and_once(page, at_mm: tuple[int, int]):
    """The margins below and beside the frame share the paper at its corner."""
    wide = np.full((SIZE + 600, SIZE + 600), 235, np.uint8)
    wide[:SIZE, :SIZE] = page
    corner = np.array(at_mm) * MM
    for line, row in enumerate((("Thua", "Dien tich", "Loai"), ("7", "310,5", "LUC"), ("14", "88,0", "ONT"))):
        for column, words in enumerate(row):
            middle = corner + np.array([5 + 15 * column, 2 + 4 * line]) * MM
            place(wide, text_image(words, 1.8), tuple(middle / MM))
    image = PageImage(Source("maps/to_1.tif"), wide, DPI)
    table = trace.table_around(image, sheet_of(wide))
    assert [(entry.number.value, entry.area_m2.value) for entry in table] == [(7, 310.5), (14, 88.0)]
