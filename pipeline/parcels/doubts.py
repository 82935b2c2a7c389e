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
    """Whether a figure may be lost or added at the ends of a window (x0, y0, x1, y1) about a bar.

    A stroke as tall as a figure stands right outside, or a dash where the outer figures stand.
    """
    height = bar.height
    x0, y0, x1, y1 = window
    wide = (x0 - _BEYOND * height, y0, x1 + _BEYOND * height, y1)
    beyond = round(_BEYOND * height)
    ends = np.s_[[*range(beyond), *range(-beyond, 0)]]
    tall = _upright(traces.letters | traces.dashed, bar, wide).sum(axis=0)[ends]
    return bool((tall >= _TALL * height).any()) or _has_dash(_upright(traces.dashed, bar, wide), height)


def _has_dash(dashes: Pixels, height: float) -> bool:
    """Whether one of the outer figures of a line may be a dash."""
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
