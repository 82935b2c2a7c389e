"""Every face and every label of a sheet ends somewhere, whatever they are."""

from collections import Counter

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from pipeline.findings import describe
from pipeline.model import ControlPoint, Face, Label, MapSheet, Reading, SheetTitle, Source
from pipeline.parcels.labels.small_table import TableEntry
from pipeline.parcels.outcome import deliver, with_table
from pipeline.parcels.view import View
from pipeline.sheets import control

SIZE = 1000
FRAME = np.array([[100.0, 100.0], [900.0, 100.0], [900.0, 900.0], [100.0, 900.0]])
VIEW = View(np.zeros((SIZE, SIZE), np.uint8), 100.0, 0, (SIZE, SIZE), (0, 0), np.array([1.0, 1.0]))
FATES = ("parcel", "part", "object", "unknown", "other_land")
PLACES = {"parcels", "parts", "objects", "unknown", "other_land"}


def sheet() -> MapSheet:
    world = [(500000.0 + x, 2300000.0 - y) for x, y in FRAME]
    points = [ControlPoint("corner", x, y, *m) for (x, y), m in zip(FRAME, world, strict=True)]
    fit = control.fit(points, 9209, (SIZE, SIZE))
    none: Reading = Reading(None)
    title = SheetTitle(none, none, none, none, none, none, none)
    return MapSheet(
        Source("maps/a.tif"),
        (SIZE, SIZE),
        100.0,
        0,
        title,
        None,
        5,
        "",
        1000,
        FRAME,
        fit,
        tuple(points),
        0.15,
    )


SHEET = sheet()


def label(x: float, y: float, form: str, code: str | None) -> Label:
    number = Reading(7 if form != "code" else None, "7")
    return Label(
        (x, y), (x - 1, y - 1, x + 1, y + 1), 0.0, form, number, Reading(None), Reading(code, code or "")
    )


LABELS = st.builds(
    label,
    st.integers(0, SIZE),
    st.integers(0, SIZE),
    st.sampled_from(["full", "number", "code", "table"]),
    st.sampled_from([None, "LUC", "DGT", "DTL"]),
)
FACES = st.tuples(st.sampled_from(FATES), st.lists(LABELS, max_size=3), st.integers(100, 800))


@given(st.lists(FACES, max_size=6), st.lists(LABELS, max_size=4))
def test_every_face_and_every_label_is_delivered_told_or_a_figure_of_the_frame(faces, loose):
    made = [
        (Face(shapely.box(at, at, at + 50, at + 50), tuple(labels), False, 1.0), fate)
        for fate, labels, at in faces
    ]
    labels = (*(one for face, _ in made for one in face.labels), *loose)
    result = deliver(VIEW, SHEET, made, labels)
    counts, told = result.counts, Counter(finding.code for finding in result.findings)
    assert counts["faces"] == sum(counts[name] for name in PLACES)
    assert len(result.parcels) == counts["faces"] - counts["other_land"]
    assert len(result.other_land) == told["land_of_others"] == counts["other_land"]
    parts = ("labels_placed", "labels_of_frame", "labels_without_face")
    assert counts["labels"] == len(labels) == sum(counts[name] for name in parts)
    assert told["label_without_face"] == counts["labels_without_face"]
    area = sum(parcel.polygon.area for parcel in result.parcels) + sum(
        land.area for land in result.other_land
    )
    assert np.isclose(area, sum(face.polygon_px.area for face, _ in made), rtol=1e-6)


def test_a_code_off_the_land_is_told_and_a_figure_of_the_frame_is_not():
    result = deliver(VIEW, SHEET, [], (label(50, 500, "full", "LUC"), label(50, 500, "number", None)))
    assert [describe(finding) for finding in result.findings] == [
        "Nhãn 7 LUC trên tờ không nằm trong mảnh đất khép kín nào"
    ]
    assert result.counts["labels_of_frame"] == 1


def test_two_codes_in_one_road_are_told():
    labels = (label(120, 120, "code", "DGT"), label(130, 130, "code", "DTL"))
    face = Face(shapely.box(100, 100, 200, 200), labels, False, 1.0)
    result = deliver(VIEW, SHEET, [(face, "object")], labels)
    assert [(f.code, f.values["count"]) for f in result.findings] == [("several_labels", 2)]
    (road,) = result.parcels
    assert road.label is not None
    assert {road.label.code.value, *(other.code.value for other in road.others)} == {"DGT", "DTL"}
    assert len(road.others) == 1


def test_a_road_is_delivered_with_its_code_whatever_else_was_read_in_it():
    labels = (label(120, 120, "number", None), label(130, 130, "code", "DGT"))
    face = Face(shapely.box(100, 100, 200, 200), labels, False, 1.0)
    (road,) = deliver(VIEW, SHEET, [(face, "object")], labels).parcels
    assert road.label.code.value == "DGT" and road.label.number.value is None


def test_rows_of_the_table_without_a_label_are_counted_and_told():
    row = TableEntry(Reading(12, "12", 0.99), Reading(45.5, "45,5", 0.99), Reading("CLN", "CLN", 0.99))
    result = with_table(deliver(VIEW, SHEET, [], ()), 3, [row])
    assert [(f.code, f.number, f.values["area"]) for f in result.findings] == [
        ("table_row_without_label", 12, 45.5)
    ]
    names = ("table_rows", "table_rows_placed", "table_rows_without_label")
    assert [result.counts[name] for name in names] == [3, 2, 1]
