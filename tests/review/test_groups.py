"""Questions that are alike are answered together, each for itself; nobody else has them meanwhile."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import reviewed

from pipeline.review.answer import GroupAnswer
from pipeline.review.asked import Field, Option, Question
from pipeline.review.desk import Desk, GoneError
from pipeline.review.groups import MOST, crop_of, group_of, likeness
from pipeline.review.typed import NoSuchValueError

WHO = "Người Thử"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, reviewed.SCANS, reviewed.asked, [])
    made.renew()
    return made


def alike(desk: Desk) -> list[Question]:
    """The largest group at the desk."""
    return max((group_of(each, desk.left()) for each in desk.left()), key=len)


def answer(questions: list[Question], **changes: Any) -> GroupAnswer:
    names = tuple(question.id for question in questions)
    return GroupAnswer(**{"id": uuid.uuid4().hex, "questions": names, "who": WHO, **changes})


def test_a_group_is_one_task(desk: Desk) -> None:
    found = alike(desk)
    assert len(found) > 1 and len({likeness(each) for each in found}) == 1
    assert {each.pictures[crop_of(each)].kind for each in found} <= {"label", "row"}


def test_what_has_to_be_looked_at_alone_is_in_no_group(desk: Desk) -> None:
    first = alike(desk)[0]
    doubtful = Field("number", None, ()), Field("area_m2", None, ())
    several = replace(first, alike="several_labels")
    for question in (replace(first, fields=doubtful), several, replace(first, pictures=())):
        assert likeness(question) is None and group_of(question, [question, *desk.left()]) == [question]


def test_other_choices_are_another_group_and_a_drawn_area_is_no_doubt(desk: Desk) -> None:
    first = alike(desk)[0]

    def with_code(*codes: str) -> Question:
        options = tuple(Option(code, ("map machine",)) for code in codes)
        return replace(first, fields=(Field("code", codes[0], options),))

    assert likeness(with_code("LUC", "LUK")) == likeness(with_code("LUK", "LUC"))
    assert likeness(with_code("LUC", "LUK")) != likeness(with_code("LUC", "BHK"))
    drawn = Field("area_m2", 100.0, (Option(100.0, ("map machine",)), Option(100.4, ("map drawing",))))
    assert not drawn.doubtful
    assert Field("area_m2", 100.0, (Option(101.0, ("map machine", "map drawing")),)).doubtful


def test_each_question_left_in_has_an_answer_of_its_own_and_undo_takes_all_back(desk: Desk) -> None:
    found = alike(desk)
    odd, kept = found[0], found[1:]
    made = desk.answer_all(answer(kept).answers)
    assert {each.key for each in made} >= {each.key for each in kept} and odd.key not in {e.key for e in made}
    assert len({each.id for each in made}) == len(made)
    assert odd.id in [each.id for each in desk.left()]
    desk.renew()
    assert not {each.id for each in kept} & {each.id for each in desk.left()}
    desk.undo(WHO)
    desk.renew()
    assert {each.id for each in found} <= {each.id for each in desk.left()}


def test_an_answer_that_comes_twice_is_written_once(desk: Desk) -> None:
    given = answer(alike(desk))
    assert desk.answer_all(given.answers)
    assert not desk.answer_all(given.answers)


def test_all_or_none_is_written(desk: Desk) -> None:
    found = alike(desk)
    with pytest.raises(NoSuchValueError):
        desk.answer_all(answer(found, changed={"code": "XYZ"}).answers)
    desk.answer_all(answer(found[:1]).answers)
    written = list(desk.decisions)
    with pytest.raises(GoneError):
        desk.answer_all(answer(found).answers)
    assert desk.decisions == written


def test_nobody_else_is_asked_what_lies_before_somebody_in_a_group(desk: Desk) -> None:
    found = desk.group("An", alike(desk)[0].id, now=0.0)
    assert desk.ask("Bình", now=1.0)[0].id not in {each.id for each in found}
    others = desk.group("Bình", desk.ask("Bình", now=1.0)[0].id, now=1.0)
    assert not {each.id for each in others} & {each.id for each in found}
    desk.ask("An", now=2.0)  # who goes back lets go of all but one
    assert len(desk.group("Chi", found[-1].id, now=3.0)) >= len(found) - 1


def test_a_screen_holds_no_more_than_can_be_looked_over(desk: Desk) -> None:
    first = alike(desk)[0]
    many = [replace(first, key=f"{first.key}{place}") for place in range(2 * MOST)]
    assert len(group_of(many[0], many)) == MOST
