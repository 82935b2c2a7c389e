"""What people say of pages is heard when they are read, and told where it cannot hold any more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_archive import CODE, NO_NUMBER, NOTHING, Archive

from pipeline import keys
from pipeline.communes import former_units
from pipeline.decisions import ASIDE, KIND, POINTS, UNIT, Given, parse
from pipeline.delivery import manifest
from pipeline.files import hash_file
from pipeline.model import Commune, RegisterPage, Source
from workflows.stages import page as page_stage
from workflows.stages.job import DELIVERED, Job
from workflows.stages.said import heard, read_of, restated

PAGE = "records/so_1.png"
SHEET = "maps/to_1.png"


def say(archive: Archive, scan: str, field: str, value: Any, **changes: Any) -> None:
    """A person's decision about the only page of a scan, in the journal."""
    journal = archive.raw / CODE / "review" / "2026-11-28_thu.jsonl"
    journal.parent.mkdir(exist_ok=True)
    count = len(journal.read_text().splitlines()) if journal.exists() else 0
    seen = {"scan_sha256": hash_file(archive.raw / CODE / scan), "page": 1, "state": changes.pop("state", {})}
    line = {
        "id": f"{count:032x}", "at": f"2026-11-28T08:00:{count:02d}Z", "who": "Người Thử", "via": "page",
        "about": "page", "key": keys.of_page(Source(scan)), "field": field, "value": value, "seen": seen,
    }  # fmt: skip
    with journal.open("a") as file:
        file.write(json.dumps({**line, **changes}) + "\n")


def delivered(archive: Archive) -> Commune:
    job = Job(CODE, archive.raw / CODE, archive.out / CODE)
    commune: Commune = job.store.need(DELIVERED, manifest.read(job.out).content["key"])
    return commune


def codes(archive: Archive) -> list[str]:
    return [finding.code for finding in delivered(archive).findings]


def test_a_page_that_a_person_set_aside_is_not_used_and_not_asked_about(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_stage, "_understand", lambda *_: None)
    archive.run(allow_shrink=True)
    assert (codes(archive).count("page_unknown"), codes(archive).count("sheet_unseen")) == (1, 2)
    say(archive, PAGE, KIND, ASIDE, state={"kind": None})
    archive.run(allow_shrink=True)
    counts = delivered(archive).counts
    assert "page_unknown" not in codes(archive) and "page_set_aside" in codes(archive)
    assert (counts["pages_aside"], counts["decisions"], counts["decisions_applied"]) == (1, 1, 1)
    assert archive.run(allow_shrink=True) == {}


def test_a_page_is_found_again_under_another_name(archive: Archive) -> None:
    say(archive, PAGE, KIND, ASIDE, state={"kind": "register"})
    (archive.raw / CODE / PAGE).rename(archive.raw / CODE / "records" / "khac.png")
    archive.run()
    assert delivered(archive).counts["pages_aside"] == 1


@pytest.mark.parametrize(
    ("field", "value", "seen", "fate"),
    [
        (KIND, ASIDE, {"kind": "register", "unit": None}, "applied"),  # the same is read on the new scan
        (KIND, ASIDE, {"kind": None, "unit": None}, "stale"),  # it is a register now
        (POINTS, "1 1 412000 2370000; 9 9 412009 2369991", {"kind": "register"}, "stale"),
    ],
)
def test_on_another_scan_it_holds_only_where_the_same_is_read(
    archive: Archive, field: str, value: str, seen: dict[str, Any], fate: str
) -> None:
    say(archive, PAGE, field, value, state=seen)
    archive.scan(PAGE)
    archive.run()
    counts = delivered(archive).counts
    assert counts[f"decisions_{fate}"] == 1 and counts["pages_aside"] == (fate == "applied")
    assert ("decision_stale" in codes(archive)) == (fate == "stale")


def test_a_page_that_is_gone_and_people_who_differ_are_told(archive: Archive) -> None:
    say(archive, PAGE, KIND, ASIDE)
    say(archive, PAGE, KIND, "sheet", who="Người Khác")
    say(archive, SHEET, "sheet", 7)
    (archive.raw / CODE / SHEET).unlink()
    archive.run()
    counts = delivered(archive).counts
    assert (counts["decisions_conflict"], counts["decisions_stale"], counts["pages_aside"]) == (2, 1, 0)
    told = {each.code: each.source for each in delivered(archive).findings}
    assert told["decision_conflict"] == Source(PAGE) and told["decision_stale"] is None


def test_the_sheet_number_that_a_person_says_is_the_sheet_s(archive: Archive) -> None:
    say(archive, SHEET, "sheet", 7, state={"kind": "sheet", "sheet": None})
    archive.run()
    assert delivered(archive).counts["decisions_stale"] == 1  # 1 is read surely now
    say(archive, SHEET, "sheet", 7, state={"kind": "sheet", "sheet": 1})
    archive.run()
    assert sorted(sheet.number for sheet in delivered(archive).sheets if sheet.number) == [2, 7]
    assert delivered(archive).counts["decisions_applied"] == 1


def test_a_page_that_cannot_be_read_as_said_is_told_and_not_asked_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_stage, "_understand", lambda *_: None)
    monkeypatch.setattr(page_stage, "_as_paper", lambda *_: None)
    say(archive, PAGE, KIND, "register", state={"kind": None})
    archive.run(allow_shrink=True)
    assert codes(archive).count("page_not_as_said") == 1 and codes(archive).count("sheet_unseen") == 2


def test_a_sheet_is_placed_by_a_person_s_points_as_by_a_file(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(page_stage, "_as_sheet", lambda image, job, beside: given.append(beside))
    say(archive, SHEET, POINTS, "20 20 412120 2370000; 140 140 412220 2369900", state={"kind": "sheet"})
    archive.run(allow_shrink=True)
    (beside,) = given
    assert beside.is_sheet and [(p.kind, p.x_px, p.easting_m) for p in beside.points] == [
        ("person", 20.0, 412_120.0), ("person", 140.0, 412_220.0),
    ]  # fmt: skip


def test_a_register_page_is_of_the_unit_that_a_person_says() -> None:
    page = RegisterPage(Source(PAGE), "app15", NOTHING, NOTHING, NOTHING, NO_NUMBER, (), (), {})
    assert read_of(page, CODE) == {"kind": "register", "unit": None, "sheet": None}

    units = former_units(CODE)
    named = restated(page, {UNIT: units[0].code, "sheet": 14}, units)
    assert read_of(named, CODE) == {"kind": "register", "unit": units[0].code, "sheet": 14}


def test_what_is_read_surely_by_now_and_was_not_seen_then_is_stale() -> None:
    decision = parse(
        json.dumps(
            {
                "id": "a" * 32, "at": "2026-11-28T08:00:00Z", "who": "An", "via": "page", "about": "page",
                "key": "k", "field": "sheet", "value": 14, "seen": {"state": {"sheet": None}},
            }
        ),
        "here",
    )  # fmt: skip
    said = {"sheet": (Given(decision, "maps/to_14.tif"),)}
    fates = {now: heard(said, {"sheet": now}).fates[decision.id].name for now in (None, 14, 15)}
    assert fates == {None: "applied", 14: "already_true", 15: "stale"}
