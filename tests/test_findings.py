from __future__ import annotations

import string

import pytest

from pipeline.findings import CATALOGUE, describe
from pipeline.model import Finding

CONTRACT = {
    "parcel_without_record",
    "record_without_parcel",
    "area_mismatch",
    "land_use_mismatch",
    "duplicate_record",
    "duplicate_parcel",
    "sheet_unplaced",
    "scan_unreadable",
    "scan_inaccessible",
    "delivery_edited",
    "value_unread",
    "gap_repaired",
    "overlap_repaired",
}


def test_codes_of_the_contract_are_there() -> None:
    assert set(CATALOGUE) >= CONTRACT


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_both_languages_say_the_same_values(code: str) -> None:
    entry = CATALOGUE[code]
    vietnamese, english = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (entry.vietnamese, entry.english)
    )
    assert vietnamese == english and entry.remedy


def test_text_is_filled_and_a_missing_value_shows_as_a_question_mark() -> None:
    finding = Finding("land_use_mismatch", values={"map": "LUC"})
    assert "LUC" in describe(finding) and "?" in describe(finding)
