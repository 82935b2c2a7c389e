"""Whether letters were printed: print repeats its letters, a hand never does.

A printed letter has its like somewhere on the page, whatever the face and the wear; a written one has none
that is as alike. So nothing has to be known of faces or of writers. Measured in docs/registers.md and
docs/tracing.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, Pixels

LETTER_DPI = 300.0  # of pictures that are looked at
_INK = 150
_LEAST_MM, _LEAST_MM2 = 1.2, 0.28  # what is smaller (marks, dots, specks) looks alike from any pen
_SIDE_PX = 32  # of the picture of a piece, at half the resolution
# Edges are blurred by a stroke's own width (0.3 mm): noise and breaks of worn print are finer, and where a
# stroke falls between pixels does not count; how letters of a hand differ is not.
_SOFT_PX = 3.5
# How unlike (1 - correlation) half of a page's pieces are at most to their likes if they are print: print has
# 0.0001 to 0.0007, faded, broken and noisy at 200 dpi or scanned in black and white up to 0.0017; letters
# that vary by 3 % have 0.0036 and more, what people wrote still more.
PRINT = 0.0024
# Of few pieces most have no like: the better quarter is judged. Print of 90 to 290 pieces, worn, has up to
# 0.0005, of another renderer up to 0.0012; letters that vary by 3 % have 0.0016 and more.
_PRINT_OF_FEW = 0.0014
_MANY = 300  # pieces from which on most letters have their likes; of fewer the better quarter is judged


def letter_shapes(picture: Pixels, most_mm: float = np.inf) -> list[FloatArray]:
    """Pieces of ink as large as letters of a picture (H, W; ``LETTER_DPI``), as shapes to be compared.

    ``most_mm``: wider and higher pieces are none.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats((picture < _INK).astype(np.uint8), connectivity=8)
    px = LETTER_DPI / 25.4
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    large = (height >= _LEAST_MM * px) & (stats[:, cv2.CC_STAT_AREA] >= _LEAST_MM2 * px**2)
    large &= np.maximum(width, height) <= most_mm * px
    large[0] = False
    shapes = []
    for label in np.flatnonzero(large):
        x, y, wide, high = (int(value) for value in stats[label, :4])
        window = slice(y, y + high), slice(x, x + wide)
        shapes.append(_shape((255.0 - picture[window]) * (labels[window] == label)))
    return shapes


def _shape(ink: npt.NDArray[np.floating]) -> FloatArray:
    """A piece's blurred ink about its centre of mass, as a vector of length 1; its size is kept."""
    columns, rows = ink.sum(axis=0), ink.sum(axis=1)
    x = float((columns * np.arange(len(columns))).sum() / columns.sum())
    y = float((rows * np.arange(len(rows))).sum() / rows.sum())
    border = round(4 * _SOFT_PX)
    soft = cv2.GaussianBlur(np.pad(ink, border).astype(np.float32), (0, 0), _SOFT_PX)
    middle = _SIDE_PX / 2
    half = np.array([[0.5, 0, middle - (x + border) / 2], [0, 0.5, middle - (y + border) / 2]])
    shape = cv2.warpAffine(soft, half, (_SIDE_PX, _SIDE_PX)).ravel()
    return np.asarray(shape / max(1e-6, float(np.linalg.norm(shape))), np.float64)


def unlikeness(shapes: Sequence[FloatArray]) -> FloatArray:
    """One less each shape's correlation with the other shape that is most like it."""
    every = np.asarray(shapes, np.float32)
    likeness = every @ every.T
    np.fill_diagonal(likeness, -1.0)
    return np.asarray(1.0 - likeness.max(axis=1), np.float64)


def is_written(unlike: FloatArray, most: float = PRINT) -> bool:
    """Whether the pieces of a page are no print, by how unlike each is to its like.

    ``most``: of which half of the pieces of print are no more.
    """
    if len(unlike) >= _MANY:
        return float(np.median(unlike)) > most
    return float(np.quantile(unlike, 0.25)) > _PRINT_OF_FEW
