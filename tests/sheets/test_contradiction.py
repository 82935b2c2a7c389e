from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from drawn_sheet import Drawing

from pipeline.model import Fit, PageImage, Reading, Reason, SheetTitle, Source
from pipeline.sheets import contradiction, control, look, points, title
from pipeline.sheets.anchor import Anchor
from pipeline.sheets.look import Page

DRAWING = Drawing()
OWN = Anchor(1000, DRAWING.west_m, DRAWING.north_m, "", ("coordinate_labels", "printed_scale"))
EXTENT = (DRAWING.west_m, DRAWING.north_m - 1000.0, DRAWING.west_m + 1000.0, DRAWING.north_m)


@pytest.fixture(scope="module")
def placed() -> tuple[Page, Fit]:
    """A drawn sheet, and where it lies."""
    nothing: Reading[str] = Reading(None)
    bare = SheetTitle(nothing, nothing, nothing, Reading(14), nothing, Reading(1000), Reading(None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(title, "read_title", lambda *_: bare)
        patch.setattr(title, "orientation_score", lambda *_: 0.0)
        page = look.look(PageImage(Source("a.tif"), DRAWING.draw(), 200.0))
    assert page is not None
    return page, control.solve(points.marks(page, OWN), 9214, page.size_px)[0]


def moved(fitted: Fit, east_m: float, factor: float = 1.0) -> Fit:
    matrix = fitted.matrix * [[factor], [factor], [1.0]]
    return dataclasses.replace(
        fitted, matrix=matrix, centre_m=(fitted.centre_m[0] + east_m, fitted.centre_m[1])
    )


@pytest.mark.parametrize(
    ("off_m", "said"), [(0.0, ()), (0.9, ()), (1.1, OWN.sources), (-2000.0, OWN.sources)]
)
def test_a_millimetre_on_paper_is_a_contradiction(
    placed: tuple[Page, Fit], off_m: float, said: tuple[str, ...]
) -> None:
    page, fitted = placed
    assert contradiction.by_sheet(page, moved(fitted, off_m), OWN) == said


def test_sources_that_contradict_each_other_contradict_nobody_else(placed: tuple[Page, Fit]) -> None:
    page, fitted = placed
    own = dataclasses.replace(OWN, conflict={"what": Reason("place_of_sheet")})
    assert contradiction.by_sheet(page, moved(fitted, 500.0), own) == ()


@pytest.mark.parametrize(("factor", "differs"), [(1.0, False), (1.02, False), (1.05, True), (2.0, True)])
def test_the_printed_scale_holds_where_nothing_else_is_known(
    placed: tuple[Page, Fit], factor: float, differs: bool
) -> None:
    page, fitted = placed
    own = Anchor(1000, None, None, "", ())
    assert bool(contradiction.by_sheet(page, moved(fitted, 0.0, factor), own)) == differs
    assert (
        contradiction.by_sheet(page, moved(fitted, 0.0, factor), dataclasses.replace(own, scale=None)) == ()
    )


@pytest.mark.parametrize(("east_m", "beyond"), [(0.0, False), (2500.0, False), (4000.0, True)])
def test_a_sheet_reaches_its_commune(placed: tuple[Page, Fit], east_m: float, beyond: bool) -> None:
    page, fitted = placed
    assert contradiction.by_commune(page, moved(fitted, east_m), EXTENT) == beyond
    assert not contradiction.by_commune(page, moved(fitted, east_m), None)


@pytest.mark.parametrize(("dpi", "scale"), [(200.0, 1000), (205.0, 1000), (250.0, None), (400.0, 2000)])
def test_the_scale_follows_from_fit_and_resolution(
    placed: tuple[Page, Fit], dpi: float, scale: int | None
) -> None:
    assert contradiction.scale_of(placed[1], dpi) == scale


def test_crosses_are_needed_for_the_scale(placed: tuple[Page, Fit]) -> None:
    page, fitted = placed
    without = dataclasses.replace(page, crosses=())
    own = Anchor(1000, None, None, "", ())
    assert contradiction.by_sheet(without, moved(fitted, 0.0, 2.0), own) == ()
    assert np.isclose(fitted.metres_per_px, 0.127, rtol=0.01)
