from __future__ import annotations

import pytest
from shapely.geometry import Polygon, box

from pipeline.vectors.assembly import LabelledFace
from pipeline.vectors.labels import TextLabel
from pipeline.vectors.sheet_of_face import sheets_of

WEST, EAST = box(0, 0, 500, 500), box(500, 0, 1000, 500)


def _face(number: int, label_x: float, west: float, east: float) -> LabelledFace:
    label = TextLabel(number, 100.0, "LUC", (label_x, 105.0), 0, "13")
    return LabelledFace(box(west, 100, east, 110), (label,), True)


def test_a_parcel_is_of_the_sheet_with_its_larger_part_where_its_label_stands_too() -> None:
    faces = [_face(1, 490, 480, 505), _face(2, 510, 495, 520)]
    assert sheets_of(faces, [WEST, EAST]) == [(0, True), (1, True)]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], (0, False)),  # nobody else has the number: both sheets may be meant
        ([_face(7, 100, 90, 110)], (1, True)),  # taken on the sheet with the larger part
        ([_face(7, 900, 890, 910)], (0, True)),
        ([_face(7, 100, 90, 110), _face(7, 900, 890, 910)], (0, False)),
    ],
)
def test_where_label_and_land_differ_the_free_number_decides(
    others: list[LabelledFace], expected: tuple[int, bool]
) -> None:
    across = _face(7, 503, 470, 510)
    assert sheets_of([across, *others], [WEST, EAST])[0] == expected


def test_one_sheet_has_everything() -> None:
    assert sheets_of([_face(1, 600, 590, 610)], [None]) == [(0, True)]
    assert sheets_of([LabelledFace(Polygon([(490, 0), (520, 0), (520, 9)]), (), False)], [WEST, EAST]) == [
        (1, True)
    ]
