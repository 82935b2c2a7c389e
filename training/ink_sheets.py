"""Windows cut out of rendered sheets, with the boundaries of their parcels: nothing else is told apart."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import shapely

from benchmarks.drawn_sheets import Job, Rendered, render
from pipeline import paper
from pipeline.model import Pixels
from pipeline.parcels.view import open_view
from pipeline.sheets import control

FIRST_SEED = 9300  # no sheet that anything is measured on
_LOOKS = ("circular2014", "left", "boxed", "centred")
_SCALES = (500, 1000, 2000)
_FRAME_MM = 110.0
_LINE_PX = 3
UNKNOWN = 255  # the flank of a boundary: ink or paper


def windows(sheets: int, side: int) -> Iterator[tuple[Pixels, Pixels]]:
    """Flattened windows (side, side) and their boundaries: 1, elsewhere 0, ``UNKNOWN`` at the flanks."""
    for place in range(sheets):
        job = Job(
            _LOOKS[place % 4], _SCALES[place // 4 % 3], 1 + place % 2, FIRST_SEED + place, frame_mm=_FRAME_MM
        )
        yield from cut(*_sheet(render(job)), side)


def cut(flat: Pixels, marked: Pixels, side: int) -> Iterator[tuple[Pixels, Pixels]]:
    """A page and its classes in whole windows (side, side)."""
    height, width = flat.shape
    for y in range(0, height - side, side):
        for x in range(0, width - side, side):
            part = np.s_[y : y + side, x : x + side]
            yield flat[part], marked[part]


def _sheet(drawn: Rendered) -> tuple[Pixels, Pixels]:
    view = open_view(drawn.page, drawn.sheet)
    assert drawn.sheet.fit is not None
    marked = np.zeros(view.grey.shape, np.uint8)
    for value, width in ((UNKNOWN, 2 * _LINE_PX + 1), (1, _LINE_PX)):
        for shape in drawn.shapes:
            for ring in (shape.outline.exterior, *shape.outline.interiors):
                world = shapely.get_coordinates(shapely.segmentize(ring, 2.0))
                at = view.from_page(control.to_pixel(drawn.sheet.fit, world), drawn.sheet.size_px)
                cv2.polylines(marked, [np.round(at * 8).astype(np.int32)], True, value, width, cv2.LINE_8, 3)
    return paper.flatten(view.grey, view.dpi), marked
