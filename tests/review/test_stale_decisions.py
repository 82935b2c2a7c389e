"""A decision that does not hold any more is asked again beside what lay before the person who made it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import reviewed

from pipeline import keys
from pipeline.decisions import Decision, Seen
from pipeline.model import Commune
from pipeline.review.asked import Picture
from pipeline.review.questions import questions

BOX = (100.0, 200.0, 700.0, 500.0)


def decision(about: str, key: str, value: int, scan: str) -> Decision:
    """A number that a person gave who saw another one than is read by now."""
    seen = Seen(scan_sha256=reviewed.SCANS[scan], page=1, box=BOX, state={"number": 98})
    given: dict[str, Any] = {"about": about, "key": key, "field": "number", "value": value, "seen": seen}
    return Decision(id="a" * 32, at=datetime(2026, 11, 28, tzinfo=UTC), who="An", via="page", **given)


def pictures(commune: Commune, key: str) -> list[Picture]:
    (asked,) = (each for each in questions(commune) if each.key == key)
    return [each for each in asked.pictures if each.kind == "seen"]


def test_a_parcel_is_asked_with_the_place_that_was_seen_while_its_scan_is_there() -> None:
    parcel = next(each for each in reviewed.merged().parcels if each.number == 1)
    said = [decision("parcel", parcel.key, 99, reviewed.SCAN)]
    assert pictures(reviewed.merged(said), parcel.key) == [Picture("seen", reviewed.SCAN, 1, BOX)]
    assert pictures(reviewed.merged(said, same_scan=False), parcel.key) == []


def test_a_row_is_asked_with_the_line_that_was_seen() -> None:
    row = next(each for each in reviewed.merged().records if each.number == 1)
    said = [decision("row", keys.of_row(row), 99, reviewed.BOOK)]
    assert pictures(reviewed.merged(said), keys.of_row(row)) == [Picture("seen", reviewed.BOOK, 1, BOX)]
