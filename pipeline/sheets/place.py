"""A page image to a map sheet, placed in the world or with the reason why it could not be placed.

All looking is done on the page turned upright; what is handed out is in pixels of the page as delivered.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from pipeline import communes
from pipeline.model import (
    Box,
    ControlPoint,
    Finding,
    Fit,
    FloatArray,
    MapSheet,
    PageImage,
    Pixels,
    SheetTitle,
    Source,
    Unit,
)
from pipeline.sheets import control, coordinates, grid, number, strip, ticks, title
from pipeline.sheets.anchor import Anchor, find_anchor
from pipeline.sheets.lattice import FoundCross, Lattice, find_lattice

_USUAL_PAGE_MM = 640.0  # page of a 50 cm sheet with its margins, where the file states no resolution
_SIDE_STEP_MM = 24.0  # paper bends over 5 cm and more: closer points along a side tell nothing new
_CORNER_CLEAR_MM = 6.0
_SAME_DPI = 0.03
_FEWEST_MARKS = 3  # crosses or ticks, below which a frame is any box on a page
_FEWEST_POINTS = 4
_MARKS_SHARE = 0.3  # of crosses and ticks: content hides some, never most
_MOST_ODD = 0.1
_MAX_BEND_MM = 1.5  # paper shrinks and bends by less than 1 mm over a sheet, once stretch is taken out
_CLEARLY = 2.0  # times better than the next orientation


@dataclasses.dataclass(frozen=True, slots=True)
class _Page:
    """The page upright, and what stands on it."""

    grey: Pixels
    frame: grid.Frame
    turned: int
    upright_sure: bool
    lattice: Lattice
    crosses: tuple[FoundCross, ...]
    ticks: tuple[ticks.Tick, ...]
    title: SheetTitle


def place_sheet(
    image: PageImage,
    former_units: Sequence[Unit],
    commune_code: str,
    extent_m: Box | None,
    given: Sequence[ControlPoint] = (),
) -> MapSheet | None:
    """Place a scanned map sheet; None when the page is no map sheet at all.

    ``former_units`` are the old units of today's commune ``commune_code``; ``extent_m`` is the commune's
    (west, south, east, north) in their zone. ``given`` are control points of a person: with three or more
    they alone decide. A sheet whose sources do not agree comes back with ``fit`` None, the reason in
    ``unplaced_reason``, and the best guess in ``points``.
    """
    page = _look(image)
    if page is None:
        return None
    unit, found = _unit(page.title, former_units, commune_code, image.source)
    epsg = _epsg(unit, former_units)
    numerals = coordinates.gather(page.grey, page.frame, page.lattice)
    anchor = find_anchor(page.title, numerals, page.lattice, extent_m)
    size = (image.pixels.shape[1], image.pixels.shape[0])
    points = tuple(given) if len(given) >= 3 else _delivered(_points(page, anchor), page, size)
    reason = "" if len(given) >= 3 else _refusal(page, anchor, points)
    fit: Fit | None = None
    if not reason:
        fit, points = control.solve(points, epsg, size)
        reason = "" if len(given) >= 3 else _disagreement(page, anchor, points)
        fit = None if reason else fit
    sheet = _sheet(image, page, unit, anchor, points)
    findings = [*found, *_findings(sheet, fit, anchor, reason)]
    return dataclasses.replace(sheet, fit=fit, unplaced_reason=reason, findings=tuple(findings))


# --- looking at the page ------------------------------------------------------------------------------


def _look(image: PageImage) -> _Page | None:
    grey = image.pixels if image.pixels.ndim == 2 else np.ascontiguousarray(image.pixels.min(axis=2))
    found = _frame(grey, image.dpi)
    if found is None:
        return None
    frame, lattice = found
    turned, sure = _orientation(grey, frame, lattice)
    frame = frame.turned(turned, (grey.shape[1], grey.shape[0]))
    grey = _upright(grey, turned)
    lattice, crosses = find_lattice(grey, frame, lattice.dpi)
    marks = ticks.find_ticks(grey, frame, lattice)
    read = title.read_title(grey, lattice.dpi, frame.corners_px, image.source)
    if len(crosses) + len(marks) < _FEWEST_MARKS and read.number.value is None and read.scale.value is None:
        return None
    return _Page(grey, frame, turned, sure, lattice, crosses, marks, read)


def _frame(grey: Pixels, dpi: float | None) -> tuple[grid.Frame, Lattice] | None:
    """The frame with its lattice; looked at again where the resolution proves to be another than stated."""
    guess = dpi or max(grey.shape) / _USUAL_PAGE_MM * strip.MM_PER_INCH
    found = None
    for _ in range(2):
        frame = grid.find_frame(grey, guess)
        if frame is None:
            return found
        found = frame, find_lattice(grey, frame, dpi)[0]
        if abs(found[1].dpi / guess - 1) < _SAME_DPI:
            break
        guess = found[1].dpi
    return found


def _upright(grey: Pixels, turns: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(grey, -turns))


def _orientation(grey: Pixels, frame: grid.Frame, lattice: Lattice) -> tuple[int, bool]:
    """Quarter turns clockwise that bring the page upright, and whether that is beyond doubt.

    The title decides where it reads clearly better one way; else the coordinate labels, which tell one
    story only when the page is upright.
    """
    size = (grey.shape[1], grey.shape[0])
    frames = [frame.turned(turns, size) for turns in range(4)]
    scores = [
        title.orientation_score(_upright(grey, turns), lattice.dpi, frames[turns].corners_px)
        for turns in range(4)
    ]
    first, second = sorted(scores, reverse=True)[:2]
    if first > 0 and first >= _CLEARLY * second:
        return scores.index(first), True
    stories = []
    for turns, turned in enumerate(frames):
        page = _upright(grey, turns)
        numerals = coordinates.gather(page, turned, find_lattice(page, turned, lattice.dpi)[0])
        stories.append(coordinates.agreement(numerals))
    best, next_best = sorted(stories, reverse=True)[:2]
    if best > 0 and best >= _CLEARLY * next_best:
        return stories.index(best), True
    return scores.index(first), False


# --- points -------------------------------------------------------------------------------------------


def _points(page: _Page, anchor: Anchor) -> list[ControlPoint]:
    """Every mark with its world coordinates by the anchor (None where it is not known), upright pixels."""
    found = [
        _point(anchor, "cross", (mark.cross.x_px, mark.cross.y_px), mark.column, mark.row)
        for mark in page.crosses
    ]
    found += [_point(anchor, "tick", (mark.x_px, mark.y_px), mark.column, mark.row) for mark in page.ticks]
    lattice, missing = page.lattice, page.frame.missing
    ends = [(0, 0), (lattice.columns, 0), (lattice.columns, lattice.rows), (0, lattice.rows)]
    for corner, (column, row) in enumerate(ends):
        if not missing & {corner, (corner - 1) % 4}:
            x, y = page.frame.corners_px[corner]
            found.append(_point(anchor, "corner", (float(x), float(y)), column, row))
    if anchor.world(0, 0) is not None:
        found += _side_points(page, anchor)
    return found


def _point(anchor: Anchor, kind: str, px: tuple[float, float], column: int, row: int) -> ControlPoint:
    world = anchor.world(column, row)
    east, north = world if world else (None, None)
    return ControlPoint(kind, px[0], px[1], east, north)  # type: ignore[arg-type]


def _side_points(page: _Page, anchor: Anchor) -> list[ControlPoint]:
    """Half points along the neatline: only its northing, or only its easting, is known there."""
    found = []
    lattice = page.lattice
    ends = (anchor.world(0, 0), anchor.world(lattice.columns, lattice.rows))
    if ends[0] is None or ends[1] is None:
        return []
    known = ((None, ends[0][1]), (ends[1][0], None), (None, ends[1][1]), (ends[0][0], None))
    step, clear = strip.mm(_SIDE_STEP_MM, lattice.dpi), strip.mm(_CORNER_CLEAR_MM, lattice.dpi)
    for side, (east, north) in enumerate(known):
        if side not in page.frame.missing:
            for x, y in _thinned(page.frame.sides[side].points_px, page.frame.corners_px[side], step, clear):
                found.append(ControlPoint("tick", float(x), float(y), east, north))
    return found


def _thinned(points: FloatArray, corner: FloatArray, step: float, clear: float) -> FloatArray:
    """The traced points nearest to every ``step`` from a corner."""
    if not len(points):
        return points
    along = np.hypot(*(points - corner).T)
    wanted = np.arange(max(step / 2, clear), along.max() - clear, step)
    chosen = sorted({int(np.abs(along - place).argmin()) for place in wanted})
    return points[chosen]


def _delivered(
    points: Sequence[ControlPoint], page: _Page, size_px: tuple[int, int]
) -> tuple[ControlPoint, ...]:
    """Points of the upright page in pixels of the page as delivered."""
    if not points:
        return ()
    upright = size_px if page.turned % 2 == 0 else size_px[::-1]
    places = grid.turn(np.array([(p.x_px, p.y_px) for p in points]), -page.turned, upright)
    return tuple(
        dataclasses.replace(point, x_px=float(x), y_px=float(y))
        for point, (x, y) in zip(points, places, strict=True)
    )


# --- the sheet ----------------------------------------------------------------------------------------


def _refusal(page: _Page, anchor: Anchor, points: Sequence[ControlPoint]) -> str:
    if anchor.refusal:
        return anchor.refusal
    if not page.upright_sure:
        return "không chắc tờ quét xuôi hay xoay"
    whole = [p for p in points if p.easting_m is not None and p.northing_m is not None]
    if len(whole) < _FEWEST_POINTS:
        return f"chỉ tìm được {len(whole)} điểm lưới"
    return ""


def _disagreement(page: _Page, anchor: Anchor, points: Sequence[ControlPoint]) -> str:
    """Why the marks, all taken together, are no lattice of this scale, or nothing."""
    lattice = page.lattice
    expected = (lattice.columns - 1) * (lattice.rows - 1) + 2 * (lattice.columns + lattice.rows - 2)
    found = len(page.crosses) + len(page.ticks)
    if found < _MARKS_SHARE * expected:
        return f"chỉ tìm được {found} trong {expected} điểm lưới"
    odd = sum(not point.used for point in points)
    if odd > max(3, _MOST_ODD * len(points)):
        return f"{odd} trong {len(points)} điểm lưới không khớp các điểm khác"
    bend_mm = control.bend_m(points) / (anchor.scale or 1) * 1000
    return f"các điểm lưới lệch nhau {bend_mm:.1f} mm trên giấy" if bend_mm > _MAX_BEND_MM else ""


def _epsg(unit: Unit | None, former_units: Sequence[Unit]) -> int:
    if unit is not None:
        return unit.epsg
    if former_units:
        return former_units[0].epsg
    raise ValueError("no former unit tells the zone of the archive")


def _unit(
    read: SheetTitle, former_units: Sequence[Unit], commune_code: str, source: Source
) -> tuple[Unit | None, list[Finding]]:
    """The old unit named in the title, and what is to be said when it is none of this commune."""
    name, district, province = (
        reading.value or "" for reading in (read.commune, read.district, read.province)
    )
    if not name:
        return None, [Finding("unit_unknown", values={"text": read.commune.text}, source=source)]
    known = communes.recognise(name, district, province, commune_code)
    if known.reason == "sure" and known.unit is not None:
        return known.unit, []
    if known.reason == "elsewhere" and known.unit is not None:
        values = {"unit": f"{known.unit.kind} {known.unit.name}"}
        return None, [Finding("unit_elsewhere", values=values, source=source)]
    return None, [Finding("unit_unknown", values={"text": name}, source=source)]


def _sheet(
    image: PageImage, page: _Page, unit: Unit | None, anchor: Anchor, points: tuple[ControlPoint, ...]
) -> MapSheet:
    size = (image.pixels.shape[1], image.pixels.shape[0])
    upright = size if page.turned % 2 == 0 else size[::-1]
    return MapSheet(
        source=image.source,
        size_px=size,
        dpi=page.lattice.dpi,
        turned=page.turned,
        title=page.title,
        unit=unit,
        number=page.title.number.value,
        sheet_code=anchor.code,
        scale=anchor.scale,
        frame_px=grid.turn(page.frame.corners_px, -page.turned, upright),
        fit=None,
        points=points,
        tolerance_m=number.TOLERANCE_M.get(anchor.scale or 0, 0.0),
    )


def _findings(sheet: MapSheet, fit: Fit | None, anchor: Anchor, reason: str) -> list[Finding]:
    found = []
    at = {"unit_code": sheet.unit.code if sheet.unit else "", "sheet": sheet.number, "source": sheet.source}
    if anchor.conflict is not None:
        what, first, second = anchor.conflict
        found.append(
            Finding("sheet_source_conflict", values={"what": what, "first": first, "second": second}, **at)  # type: ignore[arg-type]
        )
    if reason:
        found.append(
            Finding("sheet_unplaced", values={"file": sheet.source.scan, "reason": reason}, **at)  # type: ignore[arg-type]
        )
    if fit is not None and sheet.tolerance_m and fit.leave_one_out_m > sheet.tolerance_m:
        values = {
            "residual": f"{fit.leave_one_out_m:.2f}",
            "tolerance": f"{sheet.tolerance_m:.2f}",
            "scale": str(sheet.scale),
        }
        found.append(Finding("sheet_beyond_tolerance", values=values, **at))  # type: ignore[arg-type]
    return found
