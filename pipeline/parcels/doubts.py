"""Figures that stand at a dashed wall: a slender 1 and a dash look alike, so neither is sure.

House walls are dashes of 1.5 mm (Circular 25/2014, symbol 9), figures 1.2 to 3 mm high, and walls run through
labels. A number or area whose outer figure may be a dash, or beside which a dash may be a figure, is not
sure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np

from pipeline.model import Pixels, Reading
from pipeline.parcels.bars import Bar, Traces, Window, cut

T = TypeVar("T")
_UNSURE = 0.6
_BEYOND, _WITHIN = 0.6, 0.3  # of a figure's height, from the end of the line
_TALL = 0.55


def at_walls(traces: Traces, bar: Bar, window: Window) -> bool:
    """Whether a dash stands like a figure at either end of a window (x0, y0, x1, y1) about a bar."""
    height = bar.height
    x0, y0, x1, y1 = window
    wide = (x0 - _BEYOND * height, y0, x1 + _BEYOND * height, y1)
    dashes = _upright(traces.dashed, bar, wide)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(dashes, connectivity=8)
    inner = (_BEYOND + _WITHIN) * height
    return any(
        tall >= _TALL * height and width <= tall and (x < inner or x + width > dashes.shape[1] - inner)
        for x, _, width, tall, _ in boxes[1:]
    )


def _upright(mask: Pixels, bar: Bar, window: Window) -> Pixels:
    return np.asarray(cut(mask * np.uint8(255), bar, window, 1.0) > 110, np.uint8)


def unsure(reading: Reading[T]) -> Reading[T]:
    """The reading, no longer sure."""
    return replace(reading, confidence=min(reading.confidence, _UNSURE), agreed=False)
