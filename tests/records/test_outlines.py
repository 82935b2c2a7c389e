"""Tables of corners: what is printed right is proven, one wrong figure is repaired, two ways out are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.model import Reading
from pipeline.records.outlines import CoordinateTable, outline_of

CORNERS = np.array(
    [[553210.45, 2345678.12], [553241.07, 2345671.93], [553249.88, 2345640.31], [553222.16, 2345629.70]]
)


def reading(value: float | None, places: int = 2) -> Reading[float]:
    return Reading(value, "" if value is None else f"{value:.{places}f}", 0.9, None, (), value is not None)


def table_of(corners: np.ndarray = CORNERS, closed: bool = False) -> CoordinateTable:
    """The table as it would be printed, the first corner once more at its end where it is closed."""
    following = np.roll(corners, -1, axis=0)
    lengths = [round(float(np.hypot(*(b - a))), 2) for a, b in zip(corners, following, strict=True)]
    x, y = (corners - corners.mean(axis=0)).T
    area = round(abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2, 1)
    rows = [*corners.tolist(), *([corners[0].tolist()] if closed else [])]
    edges = [*map(reading, lengths), *([reading(None)] if closed else [])]
    return CoordinateTable(
        tuple(reading(row[1]) for row in rows),
        tuple(reading(row[0]) for row in rows),
        tuple(edges),
        reading(area, 1),
    )


def with_figure(
    column: tuple[Reading[float], ...], place: int, change_m: float
) -> tuple[Reading[float], ...]:
    value = (column[place].value or 0.0) + change_m
    return tuple(reading(value) if i == place else item for i, item in enumerate(column))


@pytest.mark.parametrize("closed", [False, True])
def test_a_right_table_is_proven(closed: bool) -> None:
    outline = outline_of(table_of(closed=closed))
    assert outline is not None
    assert (outline.proven, outline.repairs, outline.doubts) == (True, 0, ())
    assert np.array_equal(outline.points, CORNERS)


def test_a_misread_figure_is_repaired_by_edges_and_area() -> None:
    table = table_of()
    wrong = replace(table, northings=with_figure(table.northings, 2, 30.0))
    outline = outline_of(wrong)
    assert outline is not None
    assert (outline.proven, outline.repairs) == (True, 1)
    assert np.allclose(outline.points, CORNERS, atol=1e-6)


def test_two_misread_figures_are_repaired() -> None:
    table = table_of()
    wrong = replace(
        table,
        northings=with_figure(table.northings, 0, -5.0),
        eastings=with_figure(table.eastings, 2, -40.0),
    )
    outline = outline_of(wrong)
    assert outline is not None
    assert (outline.proven, outline.repairs) == (True, 2)
    assert np.allclose(outline.points, CORNERS, atol=1e-6)


def test_a_misread_length_leaves_the_corners() -> None:
    table = table_of()
    outline = outline_of(replace(table, edges=with_figure(table.edges, 1, 40.0)))
    assert outline is not None
    assert outline.proven
    assert np.array_equal(outline.points, CORNERS)


def test_a_corner_that_lies_elsewhere_is_kept_and_doubted() -> None:
    moved = CORNERS.copy()
    moved[1] += (3.37, -1.25)
    table = table_of()
    wrong = replace(table, northings=table_of(moved).northings, eastings=table_of(moved).eastings)
    outline = outline_of(wrong)
    assert outline is not None
    assert not outline.proven
    assert np.array_equal(outline.points, moved)
    assert outline.doubts == (0, 1, -1)


def test_a_wrong_area_is_not_explained_away() -> None:
    table = table_of()
    outline = outline_of(replace(table, area_m2=reading((table.area_m2.value or 0.0) + 20, 1)))
    assert outline is not None
    assert (outline.proven, outline.doubts) == (False, (-1,))


def test_without_lengths_the_area_proves_corners_that_both_readers_have_and_no_others() -> None:
    bare = replace(table_of(), edges=(reading(None),) * 4)
    outline = outline_of(bare)
    assert outline is not None and outline.proven
    doubted = replace(bare.northings[1], agreed=False)
    alone = outline_of(replace(bare, northings=(bare.northings[0], doubted, *bare.northings[2:])))
    assert alone is not None and not alone.proven
    nothing = outline_of(replace(bare, area_m2=reading(None)))
    assert nothing is not None and not nothing.proven


def test_lengths_alone_prove_where_no_area_is_printed() -> None:
    outline = outline_of(replace(table_of(), area_m2=reading(None)))
    assert outline is not None and outline.proven


@pytest.mark.parametrize(("away_m", "proven"), [(0.01, False), (0.1, True)])
def test_another_reading_that_fits_as_well_leaves_the_table_unproven(away_m: float, proven: bool) -> None:
    table = table_of()
    first = table.northings[0]
    other = replace(first, agreed=False, alternatives=(((first.value or 0.0) + away_m, 0.3),))
    outline = outline_of(replace(table, northings=(other, *table.northings[1:])))
    assert outline is not None and outline.proven == proven


def test_a_last_row_closes_the_ring_though_a_figure_of_it_was_misread() -> None:
    table = table_of(closed=True)
    outline = outline_of(replace(table, northings=with_figure(table.northings, 4, 0.5)))
    assert outline is not None
    assert np.array_equal(outline.points, CORNERS)


def test_an_unread_corner_is_no_polygon() -> None:
    table = table_of()
    assert outline_of(replace(table, northings=(reading(None), *table.northings[1:]))) is None
    assert outline_of(replace(table, northings=table.northings[:2], eastings=table.eastings[:2])) is None


def test_an_area_that_its_readers_dispute_does_not_speak_against_all_edges() -> None:
    table = table_of()
    wrong = replace(reading((table.area_m2.value or 0.0) + 20, 1), agreed=False)
    outline = outline_of(replace(table, area_m2=wrong))
    assert outline is not None and outline.proven
    one_edge_less = replace(table, edges=(reading(None), *table.edges[1:]), area_m2=wrong)
    alone = outline_of(one_edge_less)
    assert alone is not None and (alone.proven, alone.doubts) == (False, (-1,))


def test_a_disputed_area_that_fits_corners_read_alike_proves_them() -> None:
    table = table_of()
    disputed = replace(table.area_m2, agreed=False)
    outline = outline_of(replace(table, edges=(reading(None),) * 4, area_m2=disputed))
    assert outline is not None and outline.proven


def test_a_corner_printed_twice_and_read_the_same_is_read_alike() -> None:
    table = table_of(closed=True)
    first, *others, last = table.northings
    doubted = (replace(first, agreed=False), *others, replace(last, agreed=False))
    outline = outline_of(replace(table, northings=doubted, edges=(reading(None),) * 5))
    assert outline is not None and outline.proven
