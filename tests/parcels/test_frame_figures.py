"""Coordinates at the frame are told from numbers of parcels."""

import numpy as np
import pytest

from pipeline.model import ControlPoint, Label, MapSheet, Reading, SheetTitle, Source
from pipeline.parcels.frame_figures import is_frame_figure
from pipeline.parcels.view import View
from pipeline.sheets import control

# 2 px to a metre at 1:1000, and so to a millimetre on paper; the north-western corner is at a grid line
SIZE = 1400
FRAME = np.array([[100.0, 100.0], [1200.0, 100.0], [1200.0, 1200.0], [100.0, 1200.0]])
VIEW = View(np.zeros((SIZE, SIZE), np.uint8), 50.8, 0, (SIZE, SIZE), (0, 0), np.array([1.0, 1.0]))


def sheet() -> MapSheet:
    points = [
        ControlPoint("corner", x, y, 549600.0 + (x - 100) / 2, 2346000.0 - (y - 100) / 2) for x, y in FRAME
    ]
    none: Reading = Reading(None)
    title = SheetTitle(none, none, none, none, none, none, none)
    fit = control.fit(points, 9209, (SIZE, SIZE))
    return MapSheet(Source("maps/a.tif"), (SIZE, SIZE), 50.8, 0, title, None, 5, "", 1000, FRAME, fit)


def label(x: float, y: float, values: tuple[int | None, float | None, str | None]) -> Label:
    box = (x - 5, y - 3, x + 5, y + 3)
    return Label((x, y), box, 0.0, "number", *(Reading(value) for value in values))


@pytest.mark.parametrize(
    ("x", "y", "values", "figure"),
    [
        (1215, 90, (2346, None, None), True),  # kilometres, beside the corner
        (1215, 90, (2346, 0.0, None), True),  # and metres
        (1215, 320, (700, None, None), False),  # no grid line runs there
        (1215, 302, (900, None, None), True),  # metres of a grid line
        (1215, 302, (901, None, None), False),
        (1190, 90, (2346, None, "ONT"), False),  # what bears a code is no figure of the frame
        (1190, 110, (2346, None, None), False),  # within the neatline
        (1215, 90, (2346, 412.5, None), False),  # a parcel with its area
        (1215, 90, (None, None, None), False),
        (900, 85, (550, None, None), True),  # the easting, above the frame
    ],
)
def test_coordinates_are_told_by_what_they_say_and_where(x, y, values, figure):
    assert is_frame_figure(VIEW, sheet(), label(x, y, values)) is figure
