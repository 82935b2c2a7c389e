"""What says that a sheet lies elsewhere than a person's control points put it."""

from __future__ import annotations

import numpy as np

from pipeline import sheet_code
from pipeline.model import Box, Fit
from pipeline.sheets import control, points
from pipeline.sheets.anchor import Anchor, overlaps
from pipeline.sheets.look import Page

# On paper: it shrinks and bends by less over a sheet, so that a point farther off is likely a slip.
OFF_MM = 1.0
_SAME_SCALE = 0.03  # paper shrinks by less; scales differ by a factor of two at least
_FEWEST_CROSSES = 3  # that settle how long a step of the lattice is


def by_sheet(page: Page, fitted: Fit, own: Anchor) -> tuple[str, ...]:
    """Codes of the sources on the sheet that put it elsewhere than the fit; none where all is well.

    ``own`` is where those sources put it. Where they contradict each other already, the person decides.
    """
    if own.conflict is not None:
        return ()
    marks = [mark for mark in points.marks(page, own) if mark.is_whole]
    if own.sources and own.scale and marks:
        off_m = [mark.residual_m or 0.0 for mark in control.with_residuals(fitted, marks)]
        return own.sources if float(np.median(off_m)) > OFF_MM / 1000 * own.scale else ()
    step_m = _step_m(page, fitted) if own.scale and len(page.crosses) >= _FEWEST_CROSSES else None
    differs = step_m is not None and abs(step_m / own.step_m - 1) > _SAME_SCALE
    return ("printed_scale",) if differs else ()


def _step_m(page: Page, fitted: Fit) -> float:
    """Metres on the ground between lattice lines in the middle of the sheet, by the fit."""
    middle = np.array([page.lattice.columns, page.lattice.rows]) / 2
    steps = page.lattice.to_px(middle + np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]))
    here, east, south = control.to_world(fitted, page.delivered(steps))
    return float(np.sqrt(np.hypot(*(east - here)) * np.hypot(*(south - here))))


def by_commune(page: Page, fitted: Fit, extent_m: Box | None) -> bool:
    """Whether the fit puts the whole sheet beyond the commune and its surroundings.

    ``extent_m`` is the commune's (west, south, east, north).
    """
    if extent_m is None:
        return False
    world = control.to_world(fitted, page.delivered(page.frame.corners_px))
    (west, south), (east, north) = world.min(axis=0), world.max(axis=0)
    return not overlaps(west, north, east, south, extent_m)


def scale_of(fitted: Fit, dpi: float) -> int | None:
    """The scale in use that a page of this resolution has by its fit, or None."""
    denominator = fitted.metres_per_px / (0.0254 / dpi)
    near = [scale for scale in sheet_code.SCALES if abs(denominator / scale - 1) < _SAME_SCALE]
    return near[0] if near else None
