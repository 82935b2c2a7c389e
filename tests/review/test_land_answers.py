"""Lines that are missing or none, land that is none, ground that nothing covers, rows without a parcel."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import reviewed
import shapely
import shapely.affinity

from pipeline.decisions import ACCEPTED, NOTHING, OUTLINE, Decision
from pipeline.model import Commune, SheetParcels
from pipeline.review.answer import Answer
from pipeline.review.asked import Ground, Picture, Question, Site
from pipeline.review.desk import Desk
from pipeline.review.land_answers import cut, joined, on_ground, parts_m2
from pipeline.review.typed import NoSuchValueError
from pipeline.sheets.control import to_pixel

FIRST, SECOND = 26, 27  # plots side by side inside the sheet, both read surely


def answered(desk: Desk, question: Question, **said: Any) -> list[Decision]:
    made = desk.answer(Answer(id=uuid.uuid4().hex, question=question.id, who="Người Thử", **said))
    desk.renew()
    return made


def share(picture: Picture, ground: Ground, place: Sequence[float]) -> tuple[float, float]:
    """Where a place on the ground is seen on a picture that is not turned."""
    x, y = to_pixel(ground.fit, np.array([place]))[0]
    x0, y0, x1, y1 = picture.box
    return float((x + 0.5 - x0) / (x1 - x0)), float((y + 0.5 - y0) / (y1 - y0))


def several(desk: Desk) -> Question:
    return next(question for question in desk.open if "several_labels" in question.alike)


def line_of(desk: Desk) -> tuple[Question, tuple[tuple[float, float], ...]]:
    """The question about both plots, and the boundary between them, not quite to its ends."""
    question = several(desk)
    assert question.ground is not None
    edge = shapely.intersection(reviewed.PLOTS[FIRST - 1], reviewed.PLOTS[SECOND - 1])
    ends = [edge.interpolate(at, normalized=True).coords[0] for at in (0.1, 0.9)]
    return question, tuple(share(question.pictures[0], question.ground, end) for end in ends)


def numbers(commune: Commune) -> list[int | None]:
    return sorted(parcel.number or 0 for parcel in commune.parcels)


def test_a_missing_boundary_that_is_drawn_parts_land_and_labels(tmp_path: Path) -> None:
    traced = reviewed.without_line(FIRST, SECOND)
    desk = reviewed.desk_of(tmp_path, traced)
    question, line = line_of(desk)
    plots = [reviewed.PLOTS[place - 1].area for place in (FIRST, SECOND)]
    assert parts_m2(question, line) == pytest.approx(plots, rel=0.02)
    made = answered(desk, question, line=line)
    assert [each.field for each in made] == ["outline", "drawn"]
    commune = reviewed.merged(made, traced=traced)
    assert numbers(commune) == numbers(reviewed.merged())
    for place in (FIRST, SECOND):
        parcel = next(each for each in commune.parcels if each.number == place)
        plot = reviewed.PLOTS[place - 1]
        assert parcel.geometry.symmetric_difference(plot).area < 0.02 * plot.area
        assert parcel.label_area_m2 == reviewed.TRUTH[place][1] and parcel.status != "can_kiem_tra"
    assert not [each for each in desk.open if "several_labels" in each.alike]
    assert commune.counts["decisions_applied"] == 2
    assert not [each for each in commune.findings if each.code in ("several_labels", "sums_differ")]


def test_a_boundary_that_was_drawn_holds_where_it_is_traced_by_now(tmp_path: Path) -> None:
    desk = reviewed.desk_of(tmp_path, reviewed.without_line(FIRST, SECOND))
    made = answered(desk, line_of(desk)[0], line=line_of(desk)[1])
    commune = reviewed.merged(made)  # both plots are traced by now
    assert numbers(commune) == numbers(reviewed.merged())
    assert (commune.counts["decisions_applied"], commune.counts["decisions_stale"]) == (2, 0)
    elsewhere = reviewed.merged(made, traced=reviewed.sheet(lambda points: points + 2.0))
    assert elsewhere.counts["decisions_stale"] == 2
    assert "decision_stale" in {each.code for each in elsewhere.findings}


@pytest.mark.parametrize("line", [((0.01, 0.01), (0.02, 0.01)), ((0.5, 0.5),)])
def test_a_line_that_parts_nothing_is_refused(tmp_path: Path, line: Any) -> None:
    desk = reviewed.desk_of(tmp_path, reviewed.without_line(FIRST, SECOND))
    with pytest.raises(NoSuchValueError) as refused:
        answered(desk, several(desk), line=line)
    assert refused.value.reason == "line_parts_nothing" and not desk.decisions


@pytest.mark.parametrize("seed", range(40))
def test_a_line_across_land_parts_it_however_it_runs(tmp_path: Path, seed: int) -> None:
    """Places that are worked out lie a rounding error beside the boundary: it must not matter."""
    rng = np.random.default_rng(seed)
    question = several(reviewed.desk_of(tmp_path, reviewed.without_line(FIRST, SECOND)))
    ground = question.ground
    assert ground is not None
    turned = shapely.affinity.rotate(ground.shape, float(rng.uniform(0, 180)))
    shape = shapely.transform(turned, lambda points: points + rng.uniform(-1e4, 1e4, 2))
    middle = np.array(shape.centroid.coords[0])
    way = np.array([np.cos(angle := rng.uniform(0, np.pi)), np.sin(angle)])
    line = middle + np.outer([-rng.uniform(2, 40), rng.uniform(2, 40)], way)
    parts = cut(replace(ground, shape=shape), question, line, ())
    assert len(parts) == 2
    assert sum(each.shape.area for each in parts) == pytest.approx(shape.area, abs=0.01)


def test_two_labels_of_one_land_are_accepted_as_one(tmp_path: Path) -> None:
    traced = reviewed.without_line(FIRST, SECOND)
    desk = reviewed.desk_of(tmp_path, traced)
    answered(desk, several(desk))
    assert not [each for each in desk.open if "several_labels" in each.alike]


def with_neighbour(desk: Desk) -> tuple[Question, Ground, Site]:
    """A numbered parcel that is asked about, beside one with a number that nobody is asked about."""
    return next(
        (each, each.ground, near)
        for each in desk.open
        for near in (each.ground.near if each.ground and each.about == "parcel" and each.number else ())
        if each.ground and near.number and near.accepted
    )


def test_land_that_no_boundary_parts_becomes_one_and_land_that_is_none_goes(tmp_path: Path) -> None:
    desk = reviewed.desk_of(tmp_path, reviewed.sheet())
    question, ground, near = with_neighbour(desk)
    made = answered(desk, question, joined=str(near.number))
    whole = next(each for each in reviewed.merged(made).parcels if each.number == near.number)
    assert whole.geometry.covers(near.shape.representative_point())
    assert whole.geometry.covers(ground.shape.representative_point())
    assert question.number not in numbers(reviewed.merged(made))
    again = next(each for each in desk.open if each.about == "parcel" and each.ground and each.number)
    gone = answered(desk, again, nothing=True)
    assert [(each.field, each.value) for each in gone] == [(OUTLINE, "POLYGON EMPTY")]
    assert again.number not in numbers(reviewed.merged(desk.decisions))
    with pytest.raises(NoSuchValueError):
        answered(desk, desk.open[0], joined="999")


@pytest.mark.parametrize(
    ("own", "accepted", "stays"), [(5, True, False), (5, False, True), (None, False, False)]
)
def test_of_two_that_are_one_the_surer_number_stays(
    tmp_path: Path, own: int | None, accepted: bool, stays: bool
) -> None:
    """A neighbour that nobody is asked about, or that alone has a number, keeps it."""
    _, ground, near = with_neighbour(reviewed.desk_of(tmp_path, reviewed.sheet()))
    assert ground.site is not None
    site = replace(ground.site, number=own)
    changed = replace(ground, site=site, near=(replace(near, accepted=accepted),))
    made = joined(changed, near.number, None)
    assert made[0].key == (site.key if stays else near.key) and made[1].shape.is_empty


def test_a_neighbour_is_pointed_at(tmp_path: Path) -> None:
    desk = reviewed.desk_of(tmp_path, reviewed.sheet())
    question = next(each for each in desk.open if each.about == "parcel" and each.number)
    ground = question.ground
    assert ground is not None
    points = [(near, near.shape.intersection(ground.shape.buffer(3)).centroid) for near in ground.near]
    seen = [(near, share(question.pictures[0], ground, (at.x, at.y))) for near, at in points]
    near, at = next((near, at) for near, at in seen if all(0 <= part <= 1 for part in at))
    made = answered(desk, question, at=at)
    assert {each.key for each in made} == {question.key, near.key}


@pytest.mark.parametrize("turned", range(4))
def test_a_place_on_a_turned_picture_is_the_same_on_the_ground(tmp_path: Path, turned: int) -> None:
    ground = next(each.ground for each in reviewed.asked([]) if each.ground is not None)
    box = (100.0, 200.0, 500.0, 400.0)
    (place,) = on_ground(ground, Picture("place", "", 1, box), [(0.25, 0.75)])
    shown = {0: (0.25, 0.75), 1: (0.25, 0.25), 2: (0.75, 0.25), 3: (0.75, 0.75)}[turned]
    (same,) = on_ground(ground, Picture("place", "", 1, box, turned), [shown])
    assert np.allclose(place, same)


# --- ground that nothing covers ------------------------------------------------------------------------


@pytest.fixture
def traced() -> SheetParcels:
    return reviewed.with_hole(FIRST)


def hole(desk: Desk) -> Question:
    plot = reviewed.PLOTS[FIRST - 1]
    return next(
        each
        for each in desk.open
        if each.ground and each.ground.shape.intersection(plot).area > 0.9 * plot.area
        if each.about == "ground"
    )


def test_ground_that_is_rightly_bare_is_noted_and_not_asked_again(
    tmp_path: Path, traced: SheetParcels
) -> None:
    desk = reviewed.desk_of(tmp_path, traced)
    question = hole(desk)
    made = answered(desk, question)
    assert [(each.about, each.field, each.value) for each in made] == [("ground", ACCEPTED, NOTHING)]
    assert question.id not in [each.id for each in desk.open]
    commune = reviewed.merged(made, traced=traced)
    assert "ground_confirmed" in {each.code for each in commune.findings}
    assert commune.counts["decisions_applied"] == 1
    covered = reviewed.merged(made)  # the plot is traced by now
    assert covered.counts["decisions_stale"] == 1
    assert "decision_stale" in {each.code for each in covered.findings}


def test_ground_that_is_a_parcel_or_a_road_becomes_one(tmp_path: Path, traced: SheetParcels) -> None:
    number, area, code = reviewed.TRUTH[FIRST]
    desk = reviewed.desk_of(tmp_path, traced)
    made = answered(desk, hole(desk), changed={"number": str(number), "area_m2": str(area), "code": code})
    commune = reviewed.merged(made, traced=traced)
    assert numbers(commune) == numbers(reviewed.merged())
    assert next(each for each in commune.parcels if each.number == number).status != "can_kiem_tra"
    desk.undo("Người Thử")
    desk.renew()
    made = answered(desk, hole(desk), object="DGT")
    assert "DGT" in [each.code for each in reviewed.merged(made, traced=traced).objects]
    desk.undo("Người Thử")
    desk.renew()
    with pytest.raises(NoSuchValueError):
        answered(desk, hole(desk), changed={"code": code})


# --- rows without a parcel -------------------------------------------------------------------------------


def alone(desk: Desk) -> Question:
    return next(each for each in desk.open if each.about == "row" and "without_parcel" in each.alike)


def test_a_row_without_a_parcel_is_right_as_it_is_or_of_the_parcel_that_is_named(
    tmp_path: Path, traced: SheetParcels
) -> None:
    desk = reviewed.desk_of(tmp_path, traced)
    question = alone(desk)
    with pytest.raises(NoSuchValueError) as refused:
        answered(desk, question, changed={"parcel": "999"})
    assert refused.value.field == "parcel"
    made = answered(desk, question, changed={"parcel": f"14/{SECOND}"})
    assert made[0].field == "parcel" and made[0].value == question.parcels[f"14/{SECOND}"]
    desk.undo("Người Thử")
    desk.renew()
    answered(desk, alone(desk))
    assert not [each for each in desk.open if each.about == "row" and "without_parcel" in each.alike]
