"""Neighbouring sheets adjusted together along their common edges.

Where two frames meet, lines that were cut by the edge end on it twice, once on either sheet; the neatline
tells where across the edge, only paper that is bent differently keeps the two ends apart along it. Each pair
becomes a half point of both fits, halfway between (edge constraints as in Molnár 2010). Half of the pairs are
kept aside: an adjustment that does not bring those nearer is not made.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from pipeline.model import (
    ControlPoint,
    Finding,
    Fit,
    FloatArray,
    InputFile,
    MapSheet,
    SheetParcels,
    Values,
    unit_code_of,
)
from pipeline.sheets import control, straightening
from pipeline.sheets.refitted import through, under

_EDGE_MM = 0.4  # frames of one division meet, and ends lie on the neatline, to this on paper
_PAIR_MM = 1.5  # ends of one line; lines lie farther apart (0.2 mm at least, usually over 5)
_ALONE_MM = 3.0  # no other end so near, or the pair is not certain
_CORNER_MM = 3.0
_FEWEST = 6  # pairs, so that three can be kept aside
_BETTER = 0.9  # of the former distance at the pairs that were kept aside


@dataclass(frozen=True, slots=True)
class Seam:
    """A common edge of sheets ``first`` and ``second`` (places in the list).

    ``axis`` 0: a meridian edge at easting ``at_m``, places are northings; 1: the other way round. ``ends_m``
    (n, 2) are the places of each line's end along the edge, on the first and on the second sheet.
    """

    first: int
    second: int
    axis: int
    at_m: float
    ends_m: FloatArray

    def apart_m(self) -> float:
        """Root mean square of the distances."""
        return float(np.sqrt(np.mean(np.diff(self.ends_m, axis=1) ** 2)))

    def half(self, kept: slice) -> Seam:
        """The seam with some of its pairs."""
        return dataclasses.replace(self, ends_m=self.ends_m[kept])

    def world(self, sheet: int) -> FloatArray:
        """(easting, northing) of the ends on one of the two sheets."""
        along = self.ends_m[:, 0 if sheet == self.first else 1]
        across = np.full(len(along), self.at_m)
        return np.column_stack([across, along] if self.axis == 0 else [along, across])


def adjust(sheets: Sequence[SheetParcels]) -> tuple[list[SheetParcels], list[Finding]]:
    """The sheets with parcels moved by the joint fits, and for each common edge how far its ends lay apart.

    Sheets that share no edge, or gain nothing, come back as they are.
    """
    seams = find_seams(sheets)
    trial = _fits(sheets, [seam.half(slice(0, None, 2)) for seam in seams])
    aside = [seam.half(slice(1, None, 2)) for seam in seams]
    better = [
        moved.apart_m() < _BETTER * seam.apart_m()
        for seam, moved in zip(aside, _moved(aside, sheets, trial), strict=True)
    ]
    kept = list(itertools.compress(seams, better))
    fits = _fits(sheets, kept)
    after = _moved(seams, sheets, fits)
    findings = [_finding(sheets, seam, moved) for seam, moved in zip(seams, after, strict=True)]
    adjusted = [
        under(traced, fits[place]) if place in fits else traced for place, traced in enumerate(sheets)
    ]
    return adjusted, findings


def find_seams(sheets: Sequence[SheetParcels]) -> list[Seam]:
    """Common edges of placed sheets of one scale and zone, with the pairs of line ends on them."""
    found = []
    placed = [
        place
        for place, traced in enumerate(sheets)
        if traced.sheet.epsg is not None and traced.parcels and not traced.sheet.contradicted
    ]
    for first, second in itertools.permutations(placed, 2):
        for axis in (0, 1):
            seam = _seam(sheets, first, second, axis)
            if seam is not None and len(seam.ends_m) >= _FEWEST:
                found.append(seam)
    return found


def _seam(sheets: Sequence[SheetParcels], first: int, second: int, axis: int) -> Seam | None:
    """The edge where ``first`` lies west (axis 0) or south (axis 1) of ``second``, or None."""
    a, b = _scanned(sheets[first]), _scanned(sheets[second])
    if a.scale is None or a.scale != b.scale or a.fit is None or b.fit is None or a.fit.epsg != b.fit.epsg:
        return None
    mm = a.scale / 1000
    boxes = [_bounds(sheet) for sheet in (a, b)]
    at = (boxes[0][1][axis] + boxes[1][0][axis]) / 2
    low = max(box[0][1 - axis] for box in boxes) + _CORNER_MM * mm
    high = min(box[1][1 - axis] for box in boxes) - _CORNER_MM * mm
    if abs(boxes[0][1][axis] - boxes[1][0][axis]) > _EDGE_MM * mm or low >= high:
        return None
    ends = [_ends(sheets[place], axis, at, (low, high)) for place in (first, second)]
    return Seam(first, second, axis, at, _pairs(ends[0], ends[1], mm))


def _bounds(sheet: MapSheet) -> FloatArray:
    """(2, 2) west and south, east and north of the frame, by the middles of its sides."""
    assert sheet.fit is not None
    nw, ne, se, sw = control.to_world(sheet.fit, sheet.frame_px)
    return np.array([[(nw[0] + sw[0]) / 2, (sw[1] + se[1]) / 2], [(ne[0] + se[0]) / 2, (nw[1] + ne[1]) / 2]])


def _ends(traced: SheetParcels, axis: int, at: float, span: tuple[float, float]) -> FloatArray:
    """Places along the edge where boundaries end on it, each once, in order."""
    mm = (traced.sheet.scale or 0) / 1000
    points = np.unique(shapely.get_coordinates([parcel.polygon for parcel in traced.parcels]), axis=0)
    along = points[:, 1 - axis]
    near = (np.abs(points[:, axis] - at) < _EDGE_MM * mm) & (along > span[0]) & (along < span[1])
    places = np.sort(along[near])
    # vertices of both parcels beside a line, and of an outline that bends at the edge
    groups = np.split(places, np.flatnonzero(np.diff(places) > _EDGE_MM * mm) + 1)
    return np.array([group.mean() for group in groups if len(group)])


def _pairs(first: FloatArray, second: FloatArray, mm: float) -> FloatArray:
    """Ends (n, 2) that are each other's nearest, with no other near by."""
    if not len(first) or not len(second):
        return np.zeros((0, 2))
    apart = np.abs(first[:, None] - second[None, :])
    rows, columns = np.nonzero(apart <= _PAIR_MM * mm)
    certain = [
        (first[i], second[j])
        for i, j in zip(rows, columns, strict=True)
        if (apart[i] <= _ALONE_MM * mm).sum() == 1 and (apart[:, j] <= _ALONE_MM * mm).sum() == 1
    ]
    return np.array(certain).reshape(-1, 2)


def _fits(sheets: Sequence[SheetParcels], seams: Iterable[Seam]) -> dict[int, Fit]:
    """New fits of the sheets that have a seam, by their place."""
    extra: dict[int, list[ControlPoint]] = {}
    for seam in seams:
        middle = seam.ends_m.mean(axis=1)
        for place in (seam.first, seam.second):
            pixels = control.to_pixel(_fit(_scanned(sheets[place])), seam.world(place))
            extra.setdefault(place, []).extend(
                ControlPoint(
                    "edge", float(x), float(y),
                    None if seam.axis == 0 else float(m), float(m) if seam.axis == 0 else None,
                )
                for (x, y), m in zip(pixels, middle, strict=True)
            )  # fmt: skip
    return {place: _joint(sheets[place], points) for place, points in extra.items()}


def _joint(traced: SheetParcels, edge_points: Sequence[ControlPoint]) -> Fit:
    sheet = _scanned(traced)
    if _fit(sheet).bend is not None:
        return straightening.refit(traced, edge_points)
    return control.fit((*sheet.points, *edge_points), _fit(sheet).epsg, sheet.size_px)


def _scanned(traced: SheetParcels) -> MapSheet:
    """Sheets of paper alone bend: none other is given to this module."""
    assert isinstance(traced.sheet, MapSheet)
    return traced.sheet


def _fit(sheet: MapSheet) -> Fit:
    assert sheet.fit is not None
    return sheet.fit


def _moved(seams: Sequence[Seam], sheets: Sequence[SheetParcels], fits: dict[int, Fit]) -> list[Seam]:
    """The seams as they are under new fits."""
    moved = []
    for seam in seams:
        ends = [
            _through(_scanned(sheets[place]), fits.get(place), seam.world(place))[:, 1 - seam.axis]
            for place in (seam.first, seam.second)
        ]
        moved.append(dataclasses.replace(seam, ends_m=np.column_stack(ends)))
    return moved


def _through(sheet: MapSheet, fit: Fit | None, world: FloatArray) -> FloatArray:
    """World points under another fit of the sheet."""
    return world if fit is None else through(_fit(sheet), fit, world)


def _finding(sheets: Sequence[SheetParcels], seam: Seam, after: Seam) -> Finding:
    first, second = (sheets[place].sheet for place in (seam.first, seam.second))
    values: Values = {
        "other": second.number or InputFile(second.source.scan),
        "count": len(seam.ends_m),
        "before": seam.apart_m(),
        "after": after.apart_m(),
    }
    middle = seam.world(seam.first).mean(axis=0)
    code = unit_code_of(first.unit)
    place = (float(middle[0]), float(middle[1]))
    return Finding("sheet_seam", code, first.number, values=values, place=place, source=first.source)
