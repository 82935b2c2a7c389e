"""Windows cut out of real scans, with what is surely a boundary and surely none: the rest is unknown.

The scans are not part of this project. A line layer (white on black) is its own truth; on a whole page the
long strokes that the tracer sees are boundaries, and what is small and stands alone is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from pipeline import paper
from pipeline.model import Pixels
from pipeline.parcels import ink as ink_room
from pipeline.parcels import linework
from pipeline.sheets.strip import grey_of
from training.ink_sheets import UNKNOWN, cut

_DPI = 300.0
_HALF = 128


def windows(folder: Path, side: int) -> Iterator[tuple[Pixels, Pixels]]:
    """Flattened windows (side, side) of all scans of a folder and their boundaries: 1, elsewhere 0 or
    ``UNKNOWN``."""
    for path in sorted(folder.iterdir()):
        page = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if page is None:
            continue
        yield from cut(*(_line_layer(page) if path.suffix == ".png" else _page(page)), side)


def _line_layer(page: Pixels) -> tuple[Pixels, Pixels]:
    lines = np.asarray(page[:, :, 0] > _HALF, np.uint8)
    return np.asarray(255 - 255 * lines, np.uint8), lines


def _page(page: Pixels) -> tuple[Pixels, Pixels]:
    flat = paper.flatten(grey_of(np.ascontiguousarray(page[:, :, ::-1])), _DPI)
    work = linework.split(ink_room.ink_mask(flat, _DPI), _DPI)
    marked = np.where(work.strokes, np.uint8(1), np.uint8(0))
    near = cv2.dilate(work.lines.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    marked[near & ~work.strokes] = UNKNOWN
    return flat, marked
