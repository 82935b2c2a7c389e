"""The ink of a sheet by what it is: boundaries of parcels told from other lines, lettering and the grid.

A small network of our own (``training/ink_reader.py``) sees the sheet, made even, at 300 dpi and answers for
every second pixel of every second row.
"""

from __future__ import annotations

import functools
import itertools
from importlib import resources
from typing import Any

import cv2
import numpy as np

from pipeline import networks
from pipeline.model import Pixels

CLASSES = ("paper", "boundary", "other", "text", "bar", "arrow", "frame")
_NETWORK = "ink_reader.onnx"
_TILE_PX = 1344  # of the sheet, at most: some 200 MB while it is worked on
_SEEN_PX = 96  # beyond a tile's rim: more than the network looks at
_WHOLE_PX = 16  # a tile's sides divide by it, as the layers ask


def boundaries(flat: Pixels, shape: tuple[int, int]) -> Pixels:
    """How sure it is, 0 to 255, that a boundary runs at each pixel of a picture of ``shape`` (H, W).

    ``flat`` is the flattened page at up to twice its resolution.
    """
    height, width = shape
    page = flat[: 2 * height, : 2 * width]
    if page.shape != (2 * height, 2 * width):
        page = np.asarray(cv2.resize(flat, (2 * width, 2 * height), interpolation=cv2.INTER_LINEAR), np.uint8)
    tile = (_tile_px(2 * height), _tile_px(2 * width))
    page = cv2.copyMakeBorder(
        page,
        *(_SEEN_PX, _SEEN_PX + -2 * height % tile[0], _SEEN_PX, _SEEN_PX + -2 * width % tile[1]),
        cv2.BORDER_CONSTANT,
        value=255,
    )
    found = np.zeros(shape, np.uint8)
    for top, left in itertools.product(range(0, 2 * height, tile[0]), range(0, 2 * width, tile[1])):
        window = page[top : top + tile[0] + 2 * _SEEN_PX, left : left + tile[1] + 2 * _SEEN_PX]
        part = found[top // 2 : (top + tile[0]) // 2, left // 2 : (left + tile[1]) // 2]
        if window.min() < 255:
            part[:] = _shares(window)[: part.shape[0], : part.shape[1]]
    return found


def _tile_px(size: int) -> int:
    """The side of tiles of the same size that cover ``size`` pixels."""
    tiles = -(-size // _TILE_PX)
    return _WHOLE_PX * -(-size // (tiles * _WHOLE_PX))


def _shares(window: Pixels) -> Pixels:
    """Shares of the class of boundaries in a tile, without its surroundings."""
    page = (255 - window).astype(np.float32)[None, None] / 255
    (shares,) = _session().run(["shares"], {"page": page})
    inner = np.s_[_SEEN_PX // 2 : -_SEEN_PX // 2]
    return np.asarray(np.round(255 * shares[0, CLASSES.index("boundary")][inner, inner]), np.uint8)


@functools.cache
def _session() -> Any:
    return networks.session(resources.files("pipeline.resources").joinpath(_NETWORK).read_bytes())
