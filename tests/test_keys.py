"""Keys name things by their place: the same after another trace, or no thing at all, never another one."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from pipeline import keys
from pipeline.keys import Finder, Land, RowFinder
from pipeline.model import CommuneRecord, Reading, Record, Source

SHEET = ("07321", 4)
ORIGIN = np.array([412_000.0, 2_370_000.0])
NOTHING: Reading[str] = Reading(None)


def land(polygon: Polygon, reach_m: float = 1.0, label: tuple[float, float] | None = None) -> Land:
    return Land(keys.of_land(SHEET, polygon, reach_m, label), polygon, reach_m)


def parcels(widths: list[float], depths: list[float], moves: np.ndarray, led: bool) -> list[Land]:
    """Plots side by side whose common corners are moved; those with labels keep them where they were."""
    east, north = (np.concatenate([[0.0], np.cumsum(sizes)]) for sizes in (widths, depths))
    corners = np.stack(np.meshgrid(east, north, indexing="ij"), axis=-1) + ORIGIN
    moved = corners + moves[: len(east), : len(north)]
    found = []
    for i, j in itertools.product(range(len(widths)), range(len(depths))):
        ring = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
        middle = np.mean([corners[place] for place in ring], axis=0)
        label = (float(middle[0]), float(middle[1])) if led else None
        found.append(land(Polygon([tuple(moved[place]) for place in ring]), label=label))
    return found


sizes = st.lists(st.floats(1.5, 40.0), min_size=2, max_size=4)


@settings(max_examples=60, deadline=None)
@given(sizes, sizes, st.integers(0, 10_000), st.booleans())
def test_another_trace_finds_the_same_land_or_none(
    widths: list[float], depths: list[float], seed: int, led: bool
) -> None:
    rng = np.random.default_rng(seed)
    still = np.zeros((5, 5, 2))
    moves = rng.uniform(-0.7, 0.7, still.shape)  # either way: less than a metre, a millimetre at 1:1000
    before, after = parcels(widths, depths, still, led), parcels(widths, depths, moves, led)
    finder = Finder(after)
    for place, old in enumerate(before):
        found = finder.find(old.key)
        assert found in (place, None)
        if not old.polygon.buffer(-2.5).is_empty and all(min(sizes) > 7 for sizes in (widths, depths)):
            assert found == place


@settings(max_examples=60, deadline=None)
@given(sizes, sizes)
def test_lands_of_a_coverage_have_keys_of_their_own(widths: list[float], depths: list[float]) -> None:
    found = parcels(widths, depths, np.zeros((5, 5, 2)), led=False)
    assert len({each.key for each in found}) == len(found)


@settings(max_examples=60, deadline=None)
@given(st.floats(14.0, 60.0), st.floats(14.0, 60.0), st.integers(0, 10_000))
def test_land_with_a_label_keeps_the_very_key(width: float, depth: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    corners = np.array([[0, 0], [width, 0], [width, depth], [0, depth]]) + ORIGIN
    label = (float(ORIGIN[0] + width / 2), float(ORIGIN[1] + depth / 2))
    traces = (Polygon(corners + rng.uniform(-0.7, 0.7, corners.shape)) for _ in range(5))
    assert len({keys.of_land(SHEET, trace, 1.0, label) for trace in traces}) == 1


def test_a_key_names_unit_and_sheet_but_nothing_that_was_read() -> None:
    plot = box(412_001, 2_370_001, 412_021, 2_370_017)
    assert keys.of_land(("7321", 4), plot, 1.0) == "07321_4_412012.0_2370008.0"
    assert keys.of_land(("", None), plot, 1.0) == "00000_0_412012.0_2370008.0"


def test_land_of_another_sheet_is_never_meant() -> None:
    plot = box(412_001, 2_370_001, 412_021, 2_370_017)
    other = Land(keys.of_land(("07321", 5), plot, 1.0), plot, 1.0)
    assert Finder([other]).find(land(plot).key) is None


def test_thin_land_that_left_its_place_is_not_taken_for_its_neighbour() -> None:
    """The ditch moved by its width, so that its old place is its neighbour's now."""
    ditch, field = box(0, 0, 1.2, 40), box(1.2, 0, 40, 40)
    key = land(ditch).key
    assert Finder([land(ditch), land(field)]).find(key) == 0
    moved = [land(box(-1.0, 0, 0.2, 40)), land(box(0.2, 0, 40, 40))]
    assert Finder(moved).find(key) is None
    assert Finder([land(box(-1.0, 0, 0.2, 40)), land(box(60, 0, 90, 40))]).find(key) is None
    assert Finder(moved).find(land(field).key) == 1


def test_reach_is_a_millimetre_on_paper() -> None:
    assert keys.reach_m(500) == pytest.approx(0.5)
    assert keys.reach_m(2000) == pytest.approx(2.0)
    assert keys.reach_m(None) == pytest.approx(1.0)


# --- rows ---------------------------------------------------------------------------------------------


def row(source: Source, number: str = "12") -> CommuneRecord:
    reading = Reading(int(number), number, 0.9)
    record = Record(
        source, Reading(4), reading, NOTHING, NOTHING, Reading(84.0), NOTHING, NOTHING, NOTHING
    )  # fmt: skip
    return CommuneRecord("07321", 4, int(number), record, "khop")


ROWS = [row(Source("records/So cua ong An.pdf", 3, (100, y, 1500, y + 60))) for y in (200, 260, 320)]


def test_a_row_is_named_by_its_page_and_place_without_the_file_name() -> None:
    names = [keys.of_row(each) for each in ROWS]
    assert len(set(names)) == 3
    assert all("An" not in name and name.startswith(keys.of_page(ROWS[0].record.source)) for name in names)


def test_a_row_read_anew_keeps_its_key_whatever_it_says() -> None:
    again = replace(ROWS[1], number=99, record=replace(ROWS[1].record, number=Reading(99, "99", 0.5)))
    assert keys.of_row(again) == keys.of_row(ROWS[1])


@given(st.tuples(*[st.integers(-12, 12)] * 4))
def test_a_row_whose_box_moved_is_found(moves: tuple[int, int, int, int]) -> None:
    boxes = [each.record.source.box for each in ROWS]
    moved = [
        row(
            replace(ROWS[0].record.source, box=tuple(a + b for a, b in zip(box_px or (), moves, strict=True)))
        )
        for box_px in boxes
    ]
    assert [RowFinder(moved).find(keys.of_row(each)) for each in ROWS] == [0, 1, 2]


def test_a_row_of_another_page_or_that_is_gone_is_not_found() -> None:
    key = keys.of_row(ROWS[0])
    assert RowFinder(ROWS[1:]).find(key) is None
    assert RowFinder([row(replace(ROWS[0].record.source, page=4))]).find(key) is None


def test_rows_of_a_digital_table_are_named_by_their_place_on_the_ground_or_their_number() -> None:
    placed = row(Source("vectors/xa.gpkg", 1, place_m=(412_000.25, 2_370_000.0)))
    unplaced = row(Source("vectors/xa.txt", 1))
    assert keys.of_row(placed).endswith("_412000.2-2370000.0m")
    assert keys.of_row(unplaced).endswith("_12n")
    assert RowFinder([placed, unplaced]).find(keys.of_row(placed)) == 0
    assert RowFinder([placed, unplaced]).find(keys.of_row(unplaced)) == 1
