"""A printed table of corner coordinates becomes a polygon, proven by its own edge lengths and its area.

A figure is only replaced by another when that makes every edge and the area right and nothing else does:
geometry proves the repair, or there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.model import FloatArray, Outline, Reading

# Corners are printed to 0.01 m, lengths to 0.01 m: ends and length may each be half a digit off.
EDGE_M = 0.021
# Areas are printed to 0.1 m² (Circular 25/2014, Art. 3(4)) and computed before corners are rounded.
AREA_M2, AREA_PER_M = 0.06, 0.003
MOST_REPAIRS = 3
_SAME_POINT_M = 0.005


@dataclass(frozen=True, slots=True)
class CoordinateTable:
    """Corners in order: ``northings`` (the column X), ``eastings`` (Y), and ``edges`` (length to the next).

    ``edges[i]`` is a Reading without value where none is printed; ``area_m2`` likewise.
    """

    northings: tuple[Reading[float], ...]
    eastings: tuple[Reading[float], ...]
    edges: tuple[Reading[float], ...]
    area_m2: Reading[float]


def outline_of(table: CoordinateTable) -> Outline | None:
    """The polygon of a table; None where there are fewer than three corners or one of them was not read.

    An area that its readers dispute does not speak against what all edges prove.
    """
    table = _open(table)
    found = _fitted(table)
    if found is None or found.proven or table.area_m2.agreed:
        return found
    without = _fitted(replace(table, area_m2=Reading(None)))
    return without if without is not None and without.proven else found


def _fitted(table: CoordinateTable) -> Outline | None:
    """The one polygon that all that is printed allows after the fewest repairs, else what stands there."""
    known = [*table.northings, *table.eastings]
    if len(table.northings) < 3 or any(reading.value is None for reading in known):
        return None
    points = np.array([[reading.value for reading in column] for column in (table.eastings, table.northings)])
    start = np.ascontiguousarray(points.T.astype(np.float64))
    lengths = np.array([np.nan if edge.value is None else edge.value for edge in table.edges])
    for most in range(MOST_REPAIRS + 1):
        found = _distinct(_repaired(start, lengths, table, most))
        if len(found) == 1:
            return Outline(found[0], _is_proven(found[0], lengths, table), most, ())
        if found:  # several repairs fit, so none is proven
            break
    return _doubtful(start, lengths, table)


def _is_proven(points: FloatArray, lengths: FloatArray, table: CoordinateTable) -> bool:
    """Every edge is printed, or the area is and all corners were read alike; and no other reading fits.

    An area that its readers dispute counts too: that it is what the corners enclose settles the dispute.
    """
    corners = [*table.northings, *table.eastings]
    by_area = table.area_m2.value is not None and all(reading.agreed for reading in corners)
    return bool((not np.isnan(lengths).any() or by_area) and not _has_rival(points, lengths, table))


def _has_rival(points: FloatArray, lengths: FloatArray, table: CoordinateTable) -> bool:
    """Whether another reading of one coordinate, which its readers dispute, fits as well."""
    for axis, column in enumerate((table.eastings, table.northings)):
        for corner, reading in enumerate(column):
            for value, _ in () if reading.agreed else reading.alternatives:
                moved = points.copy()
                moved[corner, axis] = value
                apart = abs(value - points[corner, axis]) > _SAME_POINT_M
                if apart and not _bad_edges(moved, lengths) and _area_fits(moved, table.area_m2.value):
                    return True
    return False


def _open(table: CoordinateTable) -> CoordinateTable:
    """Without the last row where it repeats the first to close the ring; what both say of it counts."""
    columns = (table.northings, table.eastings)
    if len(table.northings) < 4 or not _closes([(column[0], column[-1]) for column in columns]):
        return table
    north, east = ((_of_both(column[0], column[-1]), *column[1:-1]) for column in columns)
    return CoordinateTable(north, east, table.edges[:-1], table.area_m2)


def _closes(ends: Sequence[tuple[Reading[float], Reading[float]]]) -> bool:
    """One coordinate of the last row is that of the first, and the other differs in no more than a figure."""
    return any(_same(*pair) for pair in ends) and all(_near(*pair) for pair in ends)


def _of_both(first: Reading[float], last: Reading[float]) -> Reading[float]:
    """One corner that is printed twice: the surer reading, the other one as a rival."""
    if first.value is None or (last.agreed and not first.agreed):
        first, last = last, first
    if last.value is None:
        return first
    if _same(first, last):
        return replace(first, agreed=True)  # two pictures of one number, read alike
    rivals = ((last.value, last.confidence), *first.alternatives)
    return replace(first, alternatives=rivals, agreed=first.agreed and not last.agreed)


def _same(first: Reading[float], last: Reading[float]) -> bool:
    if first.value is None or last.value is None:
        return False
    return abs(first.value - last.value) < _SAME_POINT_M


def _near(first: Reading[float], last: Reading[float]) -> bool:
    """The same, one of them unread, or one figure apart."""
    if first.value is None or last.value is None or _same(first, last):
        return True
    one, two = _figures(first), _figures(last)
    return len(one) == len(two) and sum(a != b for a, b in zip(one, two, strict=True)) == 1


def _doubtful(points: FloatArray, lengths: FloatArray, table: CoordinateTable) -> Outline:
    doubts = [*_bad_edges(points, lengths)]
    if not _area_fits(points, table.area_m2.value):
        doubts.append(-1)
    return Outline(points, False, 0, tuple(doubts))


def _bad_edges(points: FloatArray, lengths: FloatArray) -> list[int]:
    drawn = np.hypot(*(np.roll(points, -1, axis=0) - points).T)
    with np.errstate(invalid="ignore"):
        return [int(i) for i in np.flatnonzero(np.abs(drawn - lengths) > EDGE_M)]


def _area_fits(points: FloatArray, area_m2: float | None) -> bool:
    """True where no area is printed."""
    if area_m2 is None:
        return True
    x, y = (points - points.mean(axis=0)).T
    found = abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
    around = float(np.hypot(*(np.roll(points, -1, axis=0) - points).T).sum())
    return abs(found - area_m2) <= AREA_M2 + AREA_PER_M * around


def _repaired(
    points: FloatArray, lengths: FloatArray, table: CoordinateTable, most: int
) -> Iterator[FloatArray]:
    """Corners that make all edges and the area right, after exactly ``most`` single figures are replaced."""
    bad = _bad_edges(points, lengths)
    if not bad:
        if most == 0 and _area_fits(points, table.area_m2.value):
            yield points
        return
    if most == 0:
        return
    edge = bad[0]
    for corner in (edge, (edge + 1) % len(points)):
        for moved in _moved(points, corner, table):
            if edge not in _bad_edges(moved, lengths):
                yield from _repaired(moved, lengths, table, most - 1)
    drawn = float(np.hypot(*(points[(edge + 1) % len(points)] - points[edge])))
    if _is_slip(table.edges[edge], drawn):
        reread = lengths.copy()
        reread[edge] = drawn
        yield from _repaired(points, reread, table, most - 1)


def _moved(points: FloatArray, corner: int, table: CoordinateTable) -> Iterator[FloatArray]:
    """The corner with one figure of one of its coordinates replaced, or as a reader also read it."""
    for axis, column in enumerate((table.eastings, table.northings)):
        for value in _others(column[corner]):
            moved = points.copy()
            moved[corner, axis] = value
            yield moved


def _others(reading: Reading[float]) -> Iterator[float]:
    text = _figures(reading)
    seen = {text}
    for place, letter in enumerate(text):
        for digit in "0123456789" if letter.isdigit() else "":
            other = text[:place] + digit + text[place + 1 :]
            if other not in seen:
                seen.add(other)
                yield float(other)
    for value, _ in reading.alternatives:
        if f"{value:.{_places(text)}f}" not in seen:
            yield value


def _figures(reading: Reading[float]) -> str:
    """The value as it is printed, with a point and as many decimals."""
    digits = reading.text.replace(",", ".").strip(" .")
    return f"{reading.value or 0.0:.{min(3, _places(digits))}f}"


def _places(text: str) -> int:
    return len(text.rpartition(".")[2]) if "." in text else 0


def _is_slip(edge: Reading[float], drawn_m: float) -> bool:
    """The length as printed differs from the drawn one in a single figure, or a reader also read it so."""
    values = [*_others(edge), *(value for value, _ in edge.alternatives)]
    return any(abs(value - drawn_m) <= EDGE_M for value in values)


def _distinct(found: Iterator[FloatArray]) -> Sequence[FloatArray]:
    kept: list[FloatArray] = []
    for points in found:
        if not any(np.abs(points - other).max() < _SAME_POINT_M for other in kept):
            kept.append(points)
    return kept
