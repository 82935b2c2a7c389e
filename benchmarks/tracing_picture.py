"""A sheet with what was traced on it, and what is missing or wrong, to be looked at."""

from __future__ import annotations

import cv2
import numpy as np
from shapely.geometry import Polygon

from benchmarks.drawn_sheets import Rendered
from benchmarks.tracing_measures import is_right, match
from pipeline.model import Fit, Pixels, SheetParcels
from pipeline.sheets import control

_COLOURS = {  # blue, green, red
    "parcel": (0, 150, 0),
    "part": (220, 130, 0),
    "object": (0, 190, 190),
    "unknown": (0, 90, 230),
}
_WRONG = (200, 0, 200)


def draw(rendered: Rendered, result: SheetParcels) -> Pixels:
    """The scan (H, W, 3) with parcels in green, parts in blue, objects in yellow, unknown faces in orange.

    True parcels that were not found, or of which a value is wrong or missing, lie under magenta.
    """
    page, fit = rendered.page.pixels, rendered.sheet.fit
    if fit is None:
        raise ValueError("the sheet is not placed")
    canvas = cv2.cvtColor(page, cv2.COLOR_GRAY2BGR if page.ndim == 2 else cv2.COLOR_RGB2BGR)
    tint = canvas.copy()
    parcels = [parcel for parcel in result.parcels if parcel.kind != "object"]
    for pair in match(rendered.shapes, parcels):
        if not is_right(pair):
            cv2.fillPoly(tint, _rings(pair.true.outline, fit), _WRONG)
    canvas = cv2.addWeighted(canvas, 0.7, tint, 0.3, 0.0)
    for parcel in result.parcels:
        cv2.polylines(canvas, _rings(parcel.polygon, fit), True, _COLOURS[parcel.kind], 2)
    return np.asarray(canvas, np.uint8)


def _rings(polygon: Polygon, fit: Fit) -> list[np.ndarray]:
    rings = (polygon.exterior, *polygon.interiors)
    return [np.round(control.to_pixel(fit, np.array(ring.coords))).astype(np.int32) for ring in rings]
