"""A sheet that is not placed: known points that a person clicks become control points and show it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import reviewed

from pipeline.decisions import points_of
from pipeline.model import MapSheet
from pipeline.review.answer import Answer
from pipeline.review.asked import Picture
from pipeline.review.desk import Desk
from pipeline.review.placing import NoSuchPlaceError, Placed, place
from pipeline.review.pointed import closer, to_page, to_picture
from pipeline.review.typed import NoSuchValueError
from pipeline.sheets.control import to_world

SHARES = ((0.1, 0.1), (0.9, 0.15), (0.5, 0.85))
WHOLE = Picture("page", "maps/a.tif", 1, (0.0, 0.0, 400.0, 200.0))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return reviewed.desk_of_unplaced(tmp_path)


def known(*shares: tuple[float, float], move_m: float = 0.0) -> tuple[tuple[tuple[float, float], str], ...]:
    """What somebody types who reads the true coordinates, northing first."""
    placed = reviewed.sheet().sheet
    assert isinstance(placed, MapSheet) and placed.fit is not None
    page = Picture("page", reviewed.LOST, 1, (0.0, 0.0, 2500.0, 2500.0))
    ground = to_world(placed.fit, to_page(page, shares))
    return tuple(
        (share, f"{north:.2f} {east + move_m * (order == 0):.2f}".replace(".", ","))
        for order, (share, (east, north)) in enumerate(zip(shares, ground, strict=True))
    )


def placed_by(desk: Desk, points: Any) -> Placed:
    question = desk.open[0]
    assert question.placing is not None
    return place(question.placing, question.pictures[0], points)


def test_points_show_scale_residuals_and_the_land_that_lies_there(desk: Desk) -> None:
    found = placed_by(desk, known(*SHARES[:2]))
    assert found.residuals_m == pytest.approx((0.0, 0.0), abs=0.02)
    question = desk.open[0]
    assert question.placing and found.scale == pytest.approx(0.1 * question.placing.dpi / 0.0254, rel=0.01)
    assert len(found.outlines) == len(reviewed.PLOTS)
    assert all(-0.2 < part < 1.2 for ring in found.outlines for share in ring for part in share)
    off = placed_by(desk, known(*SHARES, (0.1, 0.9), move_m=30.0))
    assert max(off.residuals_m) > 1


def test_points_become_the_control_points_of_a_file(desk: Desk) -> None:
    points = known(*SHARES)
    answer = Answer(id=uuid.uuid4().hex, question=desk.open[0].id, who="An", points=points)
    (made,) = desk.answer(answer)
    assert (made.about, made.field, made.seen.scan_sha256) == ("page", "points", "3" * 64)
    given = points_of(made.value)
    assert given is not None and [p.kind for p in given] == ["person"] * 3
    page = to_page(desk.open[0].pictures[0], SHARES)
    assert np.allclose([(p.x_px, p.y_px) for p in given], page, atol=0.01)
    assert given[0].northing_m is not None and given[0].northing_m > 2_000_000 > (given[0].easting_m or 0)


@pytest.mark.parametrize(
    "points",
    [
        known(SHARES[0]),
        ((SHARES[0], "here"), (SHARES[1], "there")),
        ((SHARES[0], "2345000 553000"), (SHARES[0], "2345000 553000")),
        ((SHARES[0], "2345000"), (SHARES[1], "553000")),
    ],
)
def test_points_that_place_nothing_are_refused(desk: Desk, points: Any) -> None:
    with pytest.raises(NoSuchPlaceError):
        placed_by(desk, points)


def test_an_answer_with_points_of_no_place_is_refused(desk: Desk) -> None:
    wrong = ((SHARES[0], "x"), (SHARES[1], "y"))
    with pytest.raises(NoSuchValueError) as refused:
        desk.answer(Answer(id=uuid.uuid4().hex, question=desk.open[0].id, who="An", points=wrong))
    assert refused.value.reason == "place_not_possible" and not desk.decisions


@pytest.mark.parametrize("turned", range(4))
def test_a_place_on_a_picture_and_back(turned: int) -> None:
    picture = Picture("page", "maps/a.tif", 1, (0.0, 0.0, 400.0, 200.0), turned)
    assert np.allclose(to_picture(picture, to_page(picture, SHARES)), SHARES)
    near = closer(picture, (0.25, 0.75), 10)
    middle = to_page(picture, [(0.25, 0.75)])
    assert np.allclose(to_page(near, [(0.5, 0.5)]), middle)
    assert np.allclose((near.box[2] - near.box[0], near.box[3] - near.box[1]), (40, 20))


def test_the_first_pixel_is_where_a_picture_begins() -> None:
    assert np.allclose(to_page(WHOLE, [(0.0, 0.0), (1.0, 1.0)]), [(-0.5, -0.5), (399.5, 199.5)])
