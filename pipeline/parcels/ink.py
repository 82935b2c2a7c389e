"""The ink of a page alone, on paper that was made even.

Sizes are millimetres on paper; the circular draws every line 0.15 mm wide where it says nothing else
(Circular 25/2014, App. 01.I.2), and the widest frame line is 1.0 mm (App. 01.III.1).
"""

from __future__ import annotations

from dataclasses import dataclass

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
_TILE_MM = 20.0  # shorter than what a hand or damp fades alike, and room for a few labels with their lines
_PALEST = 0.5  # of the page's strokes: a sheet left in the light keeps as much of its ink, folds show less
_PEOPLED = 0.2  # of the strokes of an equal part of the page: a tile with fewer says nothing about its ink
# Shares of pixels that are darker. Hatched and lettered ground is ink to less than 0.7; what is lighter is
# paper, and its spread is that of the paper alone. Between the two lie 0.95 standard deviations.
_PAPER, _LIGHT, _BETWEEN = 0.70, 0.93, 0.95
_TO_MIDDLE = 0.52  # standard deviations from ``_PAPER`` down to the middle of the paper


def ink_mask(flat: Pixels, dpi: float) -> Mask:
    """Ink of a flattened page (H, W): faint lines kept, folds and specks dropped.

    The threshold follows the page: a share of the depth of its own ink, and never inside the noise of its
    paper. A mark counts only if it is dark enough somewhere (hysteresis).
    """
    soft = cv2.GaussianBlur(flat, (0, 0), max(0.5, _SOFTEN_MM / MM_PER_INCH * dpi))
    faint, certain = _thresholds(soft, dpi)
    weak = cv2.compare(soft, faint, cv2.CMP_LT)
    count, parts, statistics, _ = cv2.connectedComponentsWithStats(weak, connectivity=8, ltype=cv2.CV_32S)
    speck_px = _SPECK_MM2 * (dpi / MM_PER_INCH) ** 2
    dark = np.zeros(count, np.bool_)
    dark[parts[soft < certain]] = True
    keep = dark & (statistics[:, cv2.CC_STAT_AREA] >= speck_px)
    keep[0] = False
    ink: Mask = keep[parts]
    return ink


def _thresholds(soft: Pixels, dpi: float) -> tuple[Pixels, Pixels]:
    """Grey levels (H, W) below which ink may begin, and where it is certain.

    They come from the strokes and the paper of each tile, held by those of the page.
    """
    page = _Strength.of(soft, soft.size)
    tile = max(1, round(_TILE_MM / MM_PER_INCH * dpi))
    height, width = soft.shape
    levels = np.zeros((2, -(-height // tile), -(-width // tile)), np.uint8)
    for row, column in np.ndindex(levels.shape[1:]):
        part = soft[row * tile : (row + 1) * tile, column * tile : (column + 1) * tile]
        levels[:, row, column] = _Strength.of(part, soft.size).held_by(page).levels()
    grid = (levels.shape[2] * tile, levels.shape[1] * tile)  # whole tiles: the last ones may be cut
    faint, certain = (
        cv2.resize(level, grid, interpolation=cv2.INTER_LINEAR)[:height, :width] for level in levels
    )
    return np.asarray(faint, np.uint8), np.asarray(certain, np.uint8)


@dataclass(frozen=True, slots=True)
class _Strength:
    """What ink and paper of a picture are like: grey levels below white, and strokes to a pixel.

    ``noise`` is as deep as paper may be dark; ``depth`` that of strokes, 0 where there are none.
    """

    noise: float
    depth: float
    strokes: float

    @classmethod
    def of(cls, soft: Pixels, page_px: int) -> _Strength:
        """Measure a part of a page of ``page_px`` pixels."""
        every = 2 if soft.size == page_px else 1
        paper, light = (255 - float(level) for level in np.quantile(soft[::every, ::every], (_PAPER, _LIGHT)))
        sigma = max(1.0, (paper - light) / _BETWEEN)
        noise = max(paper + (_TO_MIDDLE + _NOISE_SIGMAS) * sigma, _LEAST_DEPTH)
        # The middle of a stroke is its darkest pixel: its blurred flanks say nothing about the ink's depth.
        middles = soft[(soft < 255 - noise) & (soft == cv2.erode(soft, np.ones((5, 5), np.uint8)))]
        depth = 255.0 - float(np.median(middles)) if middles.size else 0.0
        return cls(noise, depth, middles.size / soft.size)

    def held_by(self, page: _Strength) -> _Strength:
        """As far as the page bears it out: ground that is ink for the most part has no paper to measure."""
        noise = self.noise if self.noise < max(_CERTAIN * page.depth, _LEAST_DEPTH) else page.noise
        peopled = self.strokes >= _PEOPLED * page.strokes > 0
        depth = min(max(self.depth, _PALEST * page.depth), page.depth) if peopled else page.depth
        return _Strength(noise, depth, self.strokes)

    def levels(self) -> tuple[int, int]:
        """Grey levels below which ink may begin and is certain."""
        if self.depth == 0:
            return 1, 0
        faint = min(max(_FAINT * self.depth, self.noise), 250.0)
        return 255 - int(faint), 255 - int(min(max(_CERTAIN * self.depth, faint + 1.0), 254.0))
