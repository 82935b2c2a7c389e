from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pipeline.model import Reading, SheetTitle
from pipeline.sheets.anchor import find_anchor
from pipeline.sheets.lattice import Lattice
from pipeline.sheets.numerals import Numeral

EXTENT = (550_000.0, 2_340_000.0, 560_000.0, 2_350_000.0)
CODE = "346551-3-c"  # X 2345.0-2345.5, Y 553.0-553.5


def _title(code: str = "", scale: int | None = 1000, agreed: bool = False) -> SheetTitle:
    nothing: Reading[str] = Reading(None)
    return SheetTitle(
        nothing, nothing, nothing, Reading(None), Reading(code or None, code, 0.9, agreed=agreed),
        Reading(scale, str(scale)), Reading(None),
    )  # fmt: skip


def _lattice(columns: int = 5, rows: int = 5) -> Lattice:
    return Lattice(np.eye(3), columns, rows, 300.0)


def _labels(west_m: float = 553_000.0, north_m: float = 2_345_500.0, count: int = 6) -> list[Numeral]:
    east = [Numeral(0, i, f"{(west_m + 100 * i) / 1000:.1f}", 0.9, 100.0 * i, 0.0) for i in range(count)]
    north = [Numeral(1, i, f"{(north_m - 100 * i) / 1000:.1f}", 0.9, 0.0, 100.0 * i) for i in range(count)]
    return east + north


def test_number_and_labels_that_agree_place_the_sheet() -> None:
    anchor = find_anchor(_title(CODE), _labels(), _lattice(), EXTENT)
    assert not anchor.refusal
    assert anchor.world(0, 0) == (553_000.0, 2_345_500.0)
    assert anchor.world(5, 5) == (553_500.0, 2_345_000.0)
    assert anchor.sources == ("sheet_code", "coordinate_labels")


def test_labels_tell_where_an_extended_frame_starts() -> None:
    labels = _labels(552_900.0, 2_345_700.0, 8)
    anchor = find_anchor(_title(CODE), labels, _lattice(6, 7), EXTENT)
    assert not anchor.refusal
    assert anchor.world(0, 0) == (552_900.0, 2_345_700.0)


def test_number_and_labels_that_differ_leave_it_unplaced() -> None:
    anchor = find_anchor(_title("346551-3-d"), _labels(), _lattice(), EXTENT)
    assert anchor.refusal and anchor.conflict is not None
    assert anchor.world(0, 0) == (553_000.0, 2_345_500.0)  # the best guess is kept


def test_the_number_alone_is_not_enough() -> None:
    assert find_anchor(_title(CODE), [], _lattice(), EXTENT).refusal


def test_a_number_that_two_readers_saw_places_a_standard_frame_without_labels() -> None:
    anchor = find_anchor(_title(CODE, agreed=True), [], _lattice(), EXTENT)
    assert not anchor.refusal
    assert anchor.world(0, 0) == (553_000.0, 2_345_500.0)
    assert find_anchor(_title(CODE, agreed=True), [], _lattice(6, 5), EXTENT).refusal
    assert find_anchor(_title(CODE, scale=None, agreed=True), [], _lattice(), EXTENT).refusal


def test_labels_alone_need_the_printed_scale_or_a_standard_frame() -> None:
    assert not find_anchor(_title(), _labels(), _lattice(), EXTENT).refusal
    assert find_anchor(_title(scale=None), _labels(), _lattice(), EXTENT).sources[1] == "standard_frame"
    assert find_anchor(_title(scale=None), _labels(552_900.0), _lattice(), EXTENT).refusal
    assert find_anchor(_title(scale=None), _labels(), _lattice(6, 5), EXTENT).refusal


def test_kilometres_beside_the_frame_are_no_sheet_number() -> None:
    read = Reading("553000", "553000", 0.3, alternatives=(("346551", 0.2),))
    title = dataclasses.replace(_title(scale=5000), sheet_code=read)
    labels = [dataclasses.replace(item, text=text) for item, text in _labels_of_5000()]
    anchor = find_anchor(title, labels, _lattice(6, 6), EXTENT)
    assert not anchor.refusal and anchor.code == "346551"


def _labels_of_5000() -> list[tuple[Numeral, str]]:
    east = [(Numeral(0, i, "", 0.9, 100.0 * i, 0.0), f"{551_000 + 500 * i}") for i in range(7)]
    return east + [(Numeral(1, i, "", 0.9, 0.0, 100.0 * i), f"{2_346_000 - 500 * i}") for i in range(7)]


@pytest.mark.parametrize("scale", [500, 2000])
def test_a_printed_scale_that_labels_contradict_is_a_conflict(scale: int) -> None:
    anchor = find_anchor(_title(scale=scale), _labels(), _lattice(), EXTENT)
    assert anchor.refusal and anchor.conflict is not None


def test_number_and_labels_outvote_a_misread_scale() -> None:
    anchor = find_anchor(_title(CODE, scale=2000), _labels(), _lattice(), EXTENT)
    assert not anchor.refusal and anchor.scale == 1000


def test_kilometres_that_one_reader_took_for_a_sheet_number_contradict_no_scale() -> None:
    assert not find_anchor(_title("410450", scale=None), _labels(), _lattice(), EXTENT).refusal
    assert find_anchor(_title("410450", scale=None, agreed=True), _labels(), _lattice(), EXTENT).refusal


def test_a_place_outside_the_commune_is_refused() -> None:
    far = (400_000.0, 2_340_000.0, 410_000.0, 2_350_000.0)
    assert find_anchor(_title(CODE), _labels(), _lattice(), far).refusal


def test_nothing_read_says_so() -> None:
    anchor = find_anchor(_title(scale=None), [], _lattice(), EXTENT)
    assert anchor.refusal and anchor.world(0, 0) is None
