"""The ink of a page alone, on paper that was made even.

Sizes are millimetres on paper; the circular draws every line 0.15 mm wide where it says nothing else
(Circular 25/2014, App. 01.I.2), and the widest frame line is 1.0 mm (App. 01.III.1).
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Pixels

Mask = npt.NDArray[np.bool_]

MM_PER_INCH = 25.4
_SOFTEN_MM = 0.05
_SPECK_MM2 = 0.02  # a dot of a dotted line, 0.2 mm across, is 0.03
_FAINT = 0.25  # of the ink's depth: fainter marks are folds, bleed-through and dust
_CERTAIN = 0.45  # of the ink's depth: a stroke must reach this somewhere
_NOISE_SIGMAS = 4.0
_LEAST_DEPTH = 20.0  # grey levels: a blank page has no ink however even it is


def ink_mask(flat: Pixels, dpi: float) -> Mask:
    """Ink of a flattened page (H, W): faint lines kept, folds and specks dropped.

    The threshold follows the page: a share of the depth of its own ink, and never inside the noise of its
    paper. A mark counts only if it is dark enough somewhere (hysteresis).
    """
    soft = cv2.GaussianBlur(flat, (0, 0), max(0.5, _SOFTEN_MM / MM_PER_INCH * dpi))
    faint, certain = _thresholds(soft)
    weak = cv2.threshold(soft, 255 - faint, 1, cv2.THRESH_BINARY_INV)[1]
    count, parts, statistics, _ = cv2.connectedComponentsWithStats(weak, connectivity=8, ltype=cv2.CV_32S)
    speck_px = _SPECK_MM2 * (dpi / MM_PER_INCH) ** 2
    dark = np.zeros(count, np.bool_)
    dark[parts[soft < 255 - certain]] = True
    keep = dark & (statistics[:, cv2.CC_STAT_AREA] >= speck_px)
    keep[0] = False
    ink: Mask = keep[parts]
    return ink


def _thresholds(soft: Pixels) -> tuple[int, int]:
    """Depths below white where ink may begin, and where it is certain, from the page's own strokes."""
    levels = np.cumsum(np.bincount(soft[::2, ::2].ravel(), minlength=256)) / soft[::2, ::2].size
    paper = int(np.searchsorted(levels, 0.5))
    sigma = max(1.0, paper - float(np.searchsorted(levels, 0.16)))
    noise = max(255 - paper + _NOISE_SIGMAS * sigma, _LEAST_DEPTH)
    # The middle of a stroke is its darkest pixel: its blurred flanks say nothing about the ink's depth.
    middles = soft[(soft < 255 - noise) & (soft == cv2.erode(soft, np.ones((5, 5), np.uint8)))]
    if middles.size == 0:
        return 254, 255
    depth = 255.0 - float(np.median(middles))
    faint = min(max(_FAINT * depth, noise), 250.0)
    return int(faint), int(min(max(_CERTAIN * depth, faint + 1.0), 254.0))
