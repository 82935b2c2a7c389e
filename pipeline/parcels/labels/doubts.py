"""Figures that stand at a dashed wall: a slender 1 and a dash look alike, and where a wall stands at the end
of a line of figures, one of them may have been left out or counted in.

House walls are dashes of 1.5 mm (Circular 25/2014, symbol 9), figures 1.2 to 3 mm high, and walls run through
labels. There a wider window is read as well: a value is sure only if it stays the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.model import Pixels
from pipeline.parcels.labels.bars import Bar, Traces, Window, cut_mask

_BEYOND, _WITHIN = 0.6, 0.3  # of a figure's height, from the end of the line
_TALL = 0.55
_WIDER = 0.7
_AROUND = 1.6  # of half a figure's height: more than a space between words
_CLEAR = 0.02  # of a figure's height squared: specks


def with_wider(
    traces: Traces, bar: Bar, windows: Sequence[tuple[Window, float]]
) -> list[tuple[Window, float]]:
    """Weighted windows (x0, y0, x1, y1) about a bar, with a wider one where a wall ends the likeliest.

    It holds the whole bar: no figure stands beyond it.
    """
    x0, y0, x1, y1 = max(windows, key=lambda window: window[1])[0]
    if not at_walls(traces, bar, (x0, y0, x1, y1)):
        return list(windows)
    more, half = _WIDER * bar.height, bar.length / 2
    return [*windows, ((min(x0 - more, -half), y0, max(x1 + more, half), y1), 1.0)]


def stands_clear(traces: Traces, bar: Bar, window: Window) -> bool:
    """Whether nothing is drawn around a window: corners of houses and heads of arrows look like a 7."""
    x0, y0, x1, y1 = window
    more = _AROUND * bar.height
    marks = traces.letters, traces.dashed, traces.erased
    wide = cut_mask(bar, (x0 - more, y0 - more, x1 + more, y1 + more), *marks)
    inner = cut_mask(bar, window, *marks)
    return bool(int(wide.sum()) - int(inner.sum()) <= _CLEAR * (2 * bar.height) ** 2)


def at_walls(traces: Traces, bar: Bar, window: Window) -> bool:
    """Whether a figure may be lost or added at the ends of a window (x0, y0, x1, y1) about a bar.

    A stroke as tall as a figure stands right outside, or a dash where the outer figures stand.
    """
    height = bar.height
    x0, y0, x1, y1 = window
    wide = (x0 - _BEYOND * height, y0, x1 + _BEYOND * height, y1)
    beyond = round(_BEYOND * height)
    ends = np.s_[[*range(beyond), *range(-beyond, 0)]]
    tall = cut_mask(bar, wide, traces.letters, traces.dashed).sum(axis=0)[ends]
    return bool((tall >= _TALL * height).any()) or _has_dash(cut_mask(bar, wide, traces.dashed), height)


def _has_dash(dashes: Pixels, height: float) -> bool:
    """Whether one of the outer figures of a line may be a dash."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(dashes, connectivity=8)
    inner = (_BEYOND + _WITHIN) * height
    return any(
        tall >= _TALL * height and width <= tall and (x < inner or x + width > dashes.shape[1] - inner)
        for x, _, width, tall, _ in boxes[1:]
    )
