"""What the register shows of a parcel, without whose it is: the cells of number, area and land use.

The cells are cut one by one and put side by side; nothing is blotted out, so nothing of a person can be left.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from pipeline.delivery.pictures import FEW_STEP, FEW_TONES, data_uri, in_steps
from pipeline.model import Box, Pixels, Reading, Record

_GAP_PX = 4


def cells_picture(row: Record) -> str:
    """Data URI of a row's cells side by side; nothing where it has no picture or no known cells."""
    strip = _strip(row) if row.picture else None
    return "" if strip is None else data_uri(in_steps(strip, FEW_STEP), FEW_TONES)


def _values(row: Record) -> tuple[Reading[int], Reading[float], Reading[str]]:
    return (row.number, row.area_m2, row.code)


def _strip(row: Record) -> Pixels | None:
    whole = row.source.box
    seen = cv2.imdecode(np.frombuffer(row.picture, np.uint8), cv2.IMREAD_COLOR)
    if whole is None or seen is None:
        return None
    scale = seen.shape[1] / max(1.0, whole[2] - whole[0])
    cells = [_cell(np.asarray(seen, np.uint8), whole, box, scale) for box in _open_boxes(row)]
    return np.asarray(np.hstack(cells), np.uint8) if cells else None


def _open_boxes(row: Record) -> list[Box]:
    """Boxes of the values that lie in the row and in no cell of a person, from left to right."""
    personal = [_box_in(row, reading) for reading in (row.owner, row.place, row.note)]
    boxes = {box for reading in _values(row) if (box := _box_in(row, reading)) and box != row.source.box}
    return sorted(box for box in boxes if not any(each and _meet(box, each) for each in personal))


def _box_in(row: Record, reading: Reading[int] | Reading[float] | Reading[str]) -> Box | None:
    source = reading.source
    return source.box if source is not None and source.of_page == row.source.of_page else None


def _meet(one: Box, other: Box) -> bool:
    """Whether boxes share more than the rule between two cells, which both may hold."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > _GAP_PX and high > _GAP_PX


def _cell(seen: Pixels, whole: Box, box: Box, scale: float) -> Pixels:
    """The cell over the row's whole height, with a gap to the next one; nothing of its neighbours."""
    left, right = max(0, math.ceil((box[0] - whole[0]) * scale)), math.floor((box[2] - whole[0]) * scale)
    cell = seen[:, left : max(left, right)]
    return np.asarray(np.pad(cell, ((0, 0), (0, _GAP_PX), (0, 0)), constant_values=255), np.uint8)
