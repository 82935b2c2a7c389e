"""Figures of the coordinates that stand at the frame: they are numbers, but of no parcel.

Each end of a grid line and each corner of the neatline bears its coordinates (Circular 25/2014, App.
01.III.1): kilometres, and metres where they are not whole. Where parcels are drawn beyond the neatline, land
reaches as far as these figures.
"""

from __future__ import annotations

import numpy as np
import shapely

from pipeline.model import Label, MapSheet
from pipeline.parcels.view import View
from pipeline.sheets import control

_EVERY = 0.1  # m on paper: grid lines are 10 cm apart (Art. 5(3))
_REACH = 0.015  # m on paper: a figure stands in the frame, 10 mm wide, or beside its corner
_KM = 1000


def is_frame_figure(view: View, sheet: MapSheet, label: Label) -> bool:
    """Whether a label in pixels of the view is a coordinate: it stands beyond the neatline, beside the grid
    line or the corner that it names, and says nothing else."""
    if sheet.fit is None or not sheet.scale or label.code.value is not None:
        return False
    neatline = shapely.Polygon(view.from_page(sheet.frame_px, sheet.size_px))
    if neatline.contains(shapely.Point(label.inside_px)):
        return False
    at = control.to_world(sheet.fit, view.to_page(np.array([label.inside_px])))[0]
    corners = control.to_world(sheet.fit, sheet.frame_px)
    lines = np.concatenate([np.round(at / (_EVERY * sheet.scale))[None] * _EVERY * sheet.scale, corners])
    beside = np.round(lines[np.abs(lines - at) <= _REACH * sheet.scale]).astype(int)
    coordinates = {int(part) for metres in beside for part in divmod(metres, _KM)}
    read = {value for value in (label.number.value, label.area_m2.value) if value is not None}
    return bool(read) and read <= coordinates
