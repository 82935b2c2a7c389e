"""Questions about pages: what is asked of which page, and what an answer says."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
import reviewed

from pipeline.communes import former_units
from pipeline.decisions import ASIDE, KIND, UNIT
from pipeline.review.answer import Answer
from pipeline.review.desk import Desk
from pipeline.review.typed import NoSuchValueError


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return reviewed.desk_of_pages(tmp_path)


def answer(desk: Desk, place: int, **changed: str) -> Answer:
    return Answer(id=uuid.uuid4().hex, question=desk.open[place].id, who="Người Thử", changed=changed)


def test_pages_come_before_all_else_with_what_is_known_of_them(desk: Desk) -> None:
    assert [question.about for question in desk.open] == ["page", "page"]
    book, sheet = ({field.name: field.value for field in each.fields} for each in desk.open)
    assert book == {"kind": None, "unit": None, "sheet": None}
    assert sheet == {"kind": "sheet", "unit": None, "sheet": 14}
    assert [option.value for option in desk.open[0].fields[1].options] == [
        unit.code for unit in former_units("09208")
    ]


def test_an_answer_says_what_was_seen_and_on_which_scan(desk: Desk) -> None:
    made = desk.answer(answer(desk, 0, kind=ASIDE))
    assert [(each.about, each.field, each.value) for each in made] == [("page", KIND, ASIDE)]
    assert made[0].seen.scan_sha256 == reviewed.SCANS[reviewed.BOOK] and made[0].seen.page == 1
    assert made[0].seen.state == {"kind": None, "unit": None, "sheet": None}


@pytest.mark.parametrize(
    ("changed", "field"), [({}, KIND), ({KIND: "parcel"}, KIND), ({UNIT: "99999"}, UNIT)]
)
def test_what_no_page_can_be_is_refused(desk: Desk, changed: dict[str, str], field: str) -> None:
    with pytest.raises(NoSuchValueError) as refused:
        desk.answer(answer(desk, 0, **changed))
    assert refused.value.args == (field,) and not desk.decisions
