"""Rows struck out in red ink, which a flattened page does not show: stamps are lifted from it by colour.

A parcel that was split or merged has its whole row struck by a level red line (Circular 25/2014, App. 15,
2.2 and 2.3): such a row is history.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.colour import red_ink, redness
from pipeline.model import PageImage
from pipeline.records.page import View
from pipeline.records.tables import Grid

_INNER = (0.15, 0.85)  # of a row's height: rules may be red too
_STRUCK = 0.6  # of a row's length; a stamp covers less, letters leave gaps
_BRIDGE_PX = 9  # print that the line crosses is black


def with_red_strikes(image: PageImage, view: View, grid: Grid) -> Grid:
    """The grid with rows marked that a red line strikes; a grey page shows none."""
    if image.pixels.ndim == 2:
        return grid
    height, width = view.pixels.shape
    ink = red_ink(redness(image.pixels)) * np.uint8(255)
    flags = cv2.INTER_AREA | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(ink, view.to_page, (width, height), flags=flags)
    red = np.asarray(seen > 60, np.uint8)
    above = np.concatenate([np.zeros((1, width), np.int32), np.cumsum(red, axis=0, dtype=np.int32)])
    struck = tuple(old or _red_share(above, grid, row) >= _STRUCK for row, old in enumerate(grid.struck))
    return replace(grid, struck=struck)


def _red_share(above: npt.NDArray[np.int32], grid: Grid, row: int) -> float:
    """Share of the length of a row that has red ink in its inner part.

    ``above`` (H + 1, W) counts the red pixels above each pixel.
    """
    upper, lower = grid.nodes[row], grid.nodes[row + 1]
    x = np.arange(max(0, int(upper[0, 0])), min(above.shape[1], int(upper[-1, 0])))
    top, foot = (np.interp(x, nodes[:, 0], nodes[:, 1]) for nodes in (upper, lower))
    if len(x) == 0:
        return 0.0
    inner = [np.clip(top + share * (foot - top), 0, above.shape[0] - 2) for share in _INNER]
    first, last = (part.round().astype(int) for part in inner)
    inked = (above[last + 1, x] > above[first, x]).astype(np.uint8)[None, :]
    return float(cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((1, _BRIDGE_PX), np.uint8)).mean())
