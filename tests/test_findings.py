from __future__ import annotations

from pipeline.catalogue import FINDINGS
from pipeline.findings import describe
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
    assert set(FINDINGS) >= CONTRACT


def test_text_is_filled_and_a_missing_value_shows_as_a_question_mark() -> None:
    finding = Finding("land_use_mismatch", values={"map": "LUC"})
    assert "LUC" in describe(finding) and "?" in describe(finding)
