"""At the desk: what is asked whom, and what becomes of an answer."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import reviewed
from commune_inputs import unsure

from pipeline.decisions import Decision
from pipeline.delivery.told import RowsByPlace, Told
from pipeline.errors import OutputError
from pipeline.model import Finding, Source
from pipeline.review import journal
from pipeline.review.answer import Answer
from pipeline.review.answers import decisions_of
from pipeline.review.asked import Field, Option
from pipeline.review.desk import HELD_SECONDS, Desk, GoneError
from pipeline.review.questions import questions
from pipeline.review.row_questions import row_questions
from pipeline.review.says import known_of

WHO = "Người Thử"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, reviewed.SCANS, reviewed.asked, [])
    made.renew()
    return made


def answer(name: str, **changes: object) -> Answer:
    return Answer(**{"id": uuid.uuid4().hex, "question": name, "who": WHO, **changes})  # type: ignore[arg-type]


def read(raw: Path) -> list[Decision]:
    return journal.read(raw, [path.relative_to(raw).as_posix() for path in raw.rglob("*.jsonl")])


def test_parcels_that_are_alike_come_together_rows_behind_them(desk: Desk) -> None:
    about = [question.about for question in desk.open]
    assert about == sorted(about, key=["parcel", "ground", "row"].index)
    alike = [question.alike for question in desk.open if question.about == "parcel"]
    assert len(set(alike)) == sum(a != b for a, b in zip(alike, ["", *alike], strict=False))


def test_a_question_is_shown_with_all_that_was_read_and_where(desk: Desk) -> None:
    question = next(each for each in desk.open if each.about == "parcel")
    fields = {field.name: field for field in question.fields}
    assert fields["code"].doubtful and len(fields["code"].options) == 2
    assert {picture.kind for picture in question.pictures} == {"place", "label", "row"}
    x0, y0, x1, y1 = question.pictures[0].box
    ring = question.pictures[0].outline[0]
    assert all(x0 < x < x1 and y0 < y < y1 for x, y in ring)
    assert question.reasons and question.row


def test_the_row_beside_a_parcel_that_is_asked_waits_for_that_answer() -> None:
    """Parcel 5 and its holder are in doubt; so is the holder of parcel 6, that is not asked about."""
    book = reviewed.book()
    doubted = [
        replace(row, owner=unsure("Nguyễn Van Mẫu", (reviewed.OWNER, 0.4))) if k in (4, 5) else row
        for k, row in enumerate(book.rows)
    ]
    commune = reviewed.merged(register=replace(book, rows=tuple(doubted)))
    asked = {(each.about, each.number) for each in questions(commune)}
    assert {commune.records[k].status for k in (4, 5)} == {"can_kiem_tra"}
    assert {("parcel", 5), ("row", 6)} <= asked and not {("row", 5), ("parcel", 6)} & asked
    alone = row_questions(commune, Told(commune.findings, commune.parcels), RowsByPlace([]), {}, ())
    assert 5 in {each.number for each in alone}


def test_both_rows_of_a_parcel_are_asked_with_the_reason() -> None:
    book = reviewed.book()
    twice = replace(book.rows[7], source=book.rows[8].source)
    commune = reviewed.merged(register=replace(book, rows=(*book.rows[:8], twice, *book.rows[9:])))
    found = [each for each in questions(commune) if each.about == "row" and each.number == 8]
    assert len(found) == 2 and all("duplicate_record" in each.alike and each.reasons for each in found)


def test_what_is_told_of_one_of_two_parcels_with_a_number_is_not_told_of_the_other() -> None:
    plots = reviewed.PLOTS[:2]
    one, other = (
        replace(each, number=5, geometry=plot)
        for each, plot in zip(reviewed.merged().parcels[:2], plots, strict=True)
    )
    place = plots[0].representative_point()
    of_one = Finding("area_mismatch", one.unit_code, one.sheet, 5, place=(place.x, place.y))
    of_both = Finding("duplicate_parcel", one.unit_code, one.sheet, 5)
    told = Told([of_one, of_both], [one, other])
    assert told.of_parcel(one) == [of_both, of_one] and told.of_parcel(other) == [of_both]
    other = replace(other, sources=(Source(reviewed.SCAN, 1, (9.0, 9.0, 99.0, 99.0)),))
    beside = replace(of_one, place=(0.0, 0.0), source=other.sources[0])  # a bend of the sheet moved the face
    assert Told([beside], [one, other]).of_parcel(other) == [beside]
    assert not Told([beside], [one, other]).of_parcel(one)
    assert Told([of_one], [one]).of_parcel(one) == [of_one]


def test_what_lies_before_somebody_is_asked_nobody_else_for_a_while(desk: Desk) -> None:
    mine = desk.ask("An", now=0.0)[0]
    assert desk.ask("Bình", now=1.0)[0] != mine
    assert desk.ask("An", now=2.0)[0] == mine
    assert mine in [desk.ask(who, now=3 + HELD_SECONDS)[0] for who in ("Chi", "Dũng")]


def test_what_was_skipped_comes_last(desk: Desk) -> None:
    first = desk.ask(WHO)[0]
    assert desk.ask(WHO, [first.id])[0] != first
    others = [question.id for question in desk.open if question != first]
    assert desk.ask(WHO, [first.id, *others])[0] == first


def test_choosing_the_other_reading_settles_the_parcel(desk: Desk) -> None:
    question = desk.open[0]
    code = next(field for field in question.fields if field.name == "code")
    desk.answer(answer(question.id, changed={"code": str(code.options[1].value)}))
    desk.renew()
    assert question.id not in [each.id for each in desk.open]


def test_another_number_asks_again_where_more_is_open(desk: Desk) -> None:
    made = desk.answer(answer(desk.open[0].id, changed={"number": "77"}))
    assert [each.field for each in made] == ["number"]


def test_undo_takes_back_the_whole_answer(desk: Desk) -> None:
    question = desk.open[0]
    desk.answer(answer(question.id, changed={"code": "NTS"}))
    assert desk.undo("somebody else") == ""
    assert desk.undo(WHO) == question.id
    desk.renew()
    assert question.id in [each.id for each in desk.open]
    assert desk.undo(WHO) == ""


def test_what_was_decided_since_the_last_run_is_not_asked_before_all_is_made_anew(tmp_path: Path) -> None:
    left = reviewed.asked([])
    first = Desk(tmp_path, reviewed.SCANS, reviewed.asked, [], open=left)
    decided = first.answer(answer(left[0].id))
    later = Desk(tmp_path, reviewed.SCANS, reviewed.asked, decided)
    later.begin(left)
    assert [each.id for each in later.left()] == [each.id for each in left[1:]]


def test_two_who_answer_one_question_are_told(desk: Desk) -> None:
    desk.answer(answer(desk.open[0].id))
    with pytest.raises(GoneError):
        desk.answer(answer(desk.open[0].id))


def test_a_full_disk_confirms_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OutputError("disk_full")

    monkeypatch.setattr(journal, "append", refuse)
    with pytest.raises(OutputError):
        desk.answer(answer(desk.open[0].id))
    assert not desk.decisions and desk.left() == desk.open


def test_a_question_that_somebody_came_for_is_asked_first_unless_another_has_it(desk: Desk) -> None:
    last = desk.open[-1].id
    assert desk.ask(WHO, wanted=last)[0].id == last
    assert desk.ask("Người Khác", wanted=last)[0].id == desk.open[0].id
    assert desk.ask(WHO, wanted="parcel:none")[0].id == desk.open[1].id


def test_what_only_the_register_says_is_kept_where_another_value_is_given(desk: Desk) -> None:
    """An area that a person types may part the land from the row by which its number and code were known."""
    question = next(each for each in desk.open if each.about == "parcel" and each.number)
    of_row, of_sheet = ("register pp_ocr",), ("map label_head",)

    def decided(by: tuple[str, ...]) -> list[tuple[str, object]]:
        fields = (
            Field("number", 26, (Option(26, by),)),
            Field("area_m2", None, ()),
            Field("code", "LUC", (Option("LUC", by),)),
        )
        answer = Answer(id="a" * 32, question=question.id, who="An", changed={"area_m2": "361,5"})
        asked, known = replace(question, fields=fields), known_of(reviewed.SCANS, [])
        made = decisions_of(answer, asked, known, datetime(2026, 11, 30, tzinfo=UTC))
        return [(each.field, each.value) for each in made]

    assert decided(of_row) == [("area_m2", 361.5), ("number", 26), ("code", "LUC"), ("accepted", "both")]
    assert decided(of_sheet) == [("area_m2", 361.5), ("accepted", "both")]
