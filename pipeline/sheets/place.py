"""A page image to a map sheet, placed in the world or with the reason why it could not be placed.

All looking is done on the page turned upright; what is handed out is in pixels of the page as delivered.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from pipeline import sheet_code
from pipeline.communes import Recognition, recognise_heading, shown
from pipeline.model import (
    Box,
    ControlPoint,
    Finding,
    Fit,
    Georeference,
    InputFile,
    MapSheet,
    PageImage,
    Reason,
    SheetTitle,
    Source,
    Unit,
    Values,
    unit_code_of,
)
from pipeline.sheets import contradiction, control, coordinates, exactness, georeference, points, system
from pipeline.sheets.anchor import Anchor, find_anchor
from pipeline.sheets.look import Page, look, look_at_sheet
from pipeline.sheets.second_grid import second_grid_mm

_FEWEST_POINTS = 4
_MARKS_SHARE = 0.3  # of crosses and ticks: content hides some, never most
_MOST_ODD = 0.1
_BY_CLAIM = ("georeference",)
_MAX_BEND_MM = 1.5  # paper shrinks and bends by less than 1 mm over a sheet, once stretch is taken out


@dataclasses.dataclass(frozen=True, slots=True)
class _Placed:
    """What was decided: the points with their residuals, and the fit or the reason why there is none."""

    anchor: Anchor
    points: tuple[ControlPoint, ...]
    fit: Fit | None
    reason: Reason | None = None


_Claimed = tuple[Georeference, tuple[ControlPoint, ...]]


def place_sheet(
    image: PageImage,
    former_units: Sequence[Unit],
    commune_code: str,
    extent_m: Box | None,
    given: Sequence[ControlPoint] = (),
    *,
    stated: Unit | None = None,
    is_sheet: bool = False,
) -> MapSheet | None:
    """Place a scanned map sheet; None when the page is none at all, unless a person says it ``is_sheet``.

    ``former_units`` are the old units of today's commune ``commune_code``; ``extent_m`` is the commune's
    (west, south, east, north) in their zone. A sheet of another place is not placed, unless a person
    ``stated`` its unit. ``given`` are control points of a person: they win. Points on
    lines of the sheet's lattice settle where it lies, so that its own marks can be used; others decide alone
    and must be three. A georeference of the page that suits the sheet's lattice names its marks where nothing
    on the sheet does. A sheet whose sources do not agree comes back with
    ``fit`` None, the reason in ``unplaced_reason``, and the best guess in ``points``.
    """
    page = _page(image, given, is_sheet)
    if page is None:
        return None
    known = Recognition(stated, "sure", 1.0) if stated else recognise_heading(page.title, commune_code)
    unit = known.unit if known.reason == "sure" else None
    epsg = _epsg(unit, former_units)
    numerals = coordinates.gather(page.grey, page.frame, page.lattice)
    anchor = find_anchor(page.title, numerals, page.lattice, extent_m)
    claimed = [(claim, georeference.in_zone(claim, epsg)) for claim in image.georeferences]
    if known.reason == "elsewhere":
        placed = _Placed(anchor, (), None, Reason("sheet_of_elsewhere"))
        told = [_elsewhere(known, image.source)]
    else:
        by_person = _by_person(page, anchor, epsg, given)
        held = _held_against(page, by_person, anchor, epsg, extent_m)
        placed = held or _by_sources(page, anchor, epsg)
        placed = placed if placed.fit else _by_claims(page, placed, claimed, (epsg, extent_m))
        told = _unknown(page.title, image.source) if unit is None else []
    sheet = _sheet(image, page, unit, placed)
    if known.reason != "elsewhere":
        told += [*_findings(sheet, placed), *_of_claims(sheet, placed, claimed)]
    return exactness.judged(dataclasses.replace(sheet, findings=(*told, *_unused(sheet, given))))


def _page(image: PageImage, given: Sequence[ControlPoint], is_sheet: bool) -> Page | None:
    """The page where it is a map sheet by what stands on it, or by a person: in words, or by points of it."""
    page = look(image)
    by_points = any(point.used for point in given) and not (page is not None and page.upright_sure)
    if not by_points and not (is_sheet and page is None):
        return page
    size_px = (image.pixels.shape[1], image.pixels.shape[0])
    return look_at_sheet(image, points.turned(given, size_px))


def _by_sources(page: Page, anchor: Anchor, epsg: int) -> _Placed:
    """By what stands on the sheet, where that agrees."""
    marks = points.marks(page, anchor)
    reason = _refusal(page, anchor, epsg, marks)
    if reason:
        return _Placed(anchor, marks, None, reason)
    fit, marks = control.solve(marks, epsg, page.size_px)
    reason = _disagreement(page, anchor, marks)
    return _Placed(anchor, marks, None if reason else fit, reason)


def _by_claims(
    page: Page, unplaced: _Placed, claimed: Sequence[_Claimed], where: tuple[int, Box | None]
) -> _Placed:
    """By the first claim that puts the sheet's own lattice on whole steps, where the sheet itself is silent.

    What the sheet does say must not contradict it; the claim's own points place nothing.
    """
    epsg, extent_m = where
    if unplaced.anchor.conflict is not None:
        return unplaced
    for _, given in claimed:
        settled = points.anchored(page, unplaced.anchor, given)
        if settled is None:
            continue
        by_claim = _by_sources(page, dataclasses.replace(settled, sources=_BY_CLAIM), epsg)
        fitted = by_claim.fit
        if fitted is None or contradiction.by_commune(page, fitted, extent_m):
            continue
        if not contradiction.by_sheet(page, fitted, unplaced.anchor):
            return by_claim
    return unplaced


def _of_claims(sheet: MapSheet, placed: _Placed, claimed: Sequence[_Claimed]) -> list[Finding]:
    """What is to be said of claims: that the sheet lies by one, lies elsewhere, or that one says nothing."""
    told: list[tuple[str, Values]] = []
    limit_m = contradiction.OFF_MM / 1000 * (sheet.scale or 1000)
    for claim, given in claimed:
        off_m = georeference.off_m(sheet.fit, given)
        file: Values = {"file": InputFile(claim.file)}
        if off_m is None:
            told.append(("georeference_unused", file))
        elif off_m > limit_m:
            told.append(("georeference_differs", {**file, "off": off_m}))
        elif placed.anchor.sources == _BY_CLAIM:
            told.append(("sheet_by_georeference", file))
    code = unit_code_of(sheet.unit)
    return [Finding(name, code, sheet.number, values=v, source=sheet.source) for name, v in told]


def _by_person(page: Page, anchor: Anchor, epsg: int, given: Sequence[ControlPoint]) -> _Placed | None:
    """By a technician's points, with the sheet's own marks where they are of the same lattice."""
    settled = points.anchored(page, anchor, given)
    if settled is not None:
        fit, marks = control.solve((*given, *points.marks(page, settled)), epsg, page.size_px)
        if not _disagreement(page, settled, marks):
            return _Placed(settled, marks, fit)
    if not points.alone(given):
        return None
    fit, marks = control.solve(given, epsg, page.size_px)
    scale = anchor.scale or contradiction.scale_of(fit, page.lattice.dpi)
    return _Placed(dataclasses.replace(anchor, scale=scale, refusal=None, conflict=None), marks, fit)


def _held_against(
    page: Page, placed: _Placed | None, own: Anchor, epsg: int, extent_m: Box | None
) -> _Placed | None:
    """A person's placement with what contradicts it: the ``own`` sources of the sheet, or the commune."""
    if placed is None or placed.fit is None:
        return placed
    sources = () if _other_system(page, epsg) else contradiction.by_sheet(page, placed.fit, own)
    if not sources and contradiction.by_commune(page, placed.fit, extent_m):
        sources = ("extent_of_commune",)
    second = tuple(map(Reason, sources))
    told: Values = {"what": Reason("place_of_sheet"), "first": Reason("control_points"), "second": second}
    conflict = told if sources else None
    return dataclasses.replace(placed, anchor=dataclasses.replace(placed.anchor, conflict=conflict))


def _refusal(page: Page, anchor: Anchor, epsg: int, marks: Sequence[ControlPoint]) -> Reason | None:
    said = _other_system(page, epsg)
    if said:
        return said
    if anchor.refusal:
        return anchor.refusal
    if not page.upright_sure:
        return Reason("way_up_unsure")
    whole = [point for point in marks if point.is_whole]
    if len(whole) < _FEWEST_POINTS:
        return Reason("few_points", {"found": len(whole)})
    return None


def _other_system(page: Page, epsg: int) -> Reason | None:
    """Why frame and labels may be of another system, or None."""
    said = system.parse_system(page.title.crs_text).refusal(epsg)
    if not said and second_grid_mm(page.grey, page.lattice) is not None:
        return Reason("two_grids")
    return said


def _disagreement(page: Page, anchor: Anchor, marks: Sequence[ControlPoint]) -> Reason | None:
    """Why the marks, all taken together, are no lattice of this scale, or None."""
    lattice = page.lattice
    expected = (lattice.columns - 1) * (lattice.rows - 1) + 2 * (lattice.columns + lattice.rows - 2)
    found = len(page.crosses) + len(page.ticks)
    if found < _MARKS_SHARE * expected:
        return Reason("few_points_of", {"found": found, "expected": expected})
    whole = [point for point in marks if point.is_whole]
    odd = sum(not point.used for point in whole)
    if odd > max(3, _MOST_ODD * len(whole)):
        return Reason("odd_points", {"odd": odd, "whole": len(whole)})
    bend_mm = control.bend_m(marks) / (anchor.scale or 1) * 1000
    return Reason("bent_points", {"bend_mm": bend_mm}) if bend_mm > _MAX_BEND_MM else None


def _epsg(unit: Unit | None, former_units: Sequence[Unit]) -> int:
    if unit is not None:
        return unit.epsg
    if former_units:
        return former_units[0].epsg
    raise ValueError("no former unit tells the zone of the archive")


def _elsewhere(known: Recognition, source: Source) -> Finding:
    assert known.unit is not None
    return Finding("unit_elsewhere", known.unit.code, values={"unit": shown(known.unit)}, source=source)


def _unknown(read: SheetTitle, source: Source) -> list[Finding]:
    return [Finding("unit_unknown", values={"text": read.commune.value or read.commune.text}, source=source)]


def _sheet(image: PageImage, page: Page, unit: Unit | None, placed: _Placed) -> MapSheet:
    anchor = placed.anchor
    return MapSheet(
        source=image.source,
        size_px=page.size_px,
        dpi=page.lattice.dpi,
        turned=page.turned,
        title=page.title,
        unit=unit,
        number=page.title.number.value,
        sheet_code=anchor.code,
        scale=anchor.scale,
        frame_px=page.delivered(page.frame.corners_px),
        fit=placed.fit,
        points=placed.points,
        tolerance_m=sheet_code.TOLERANCE_M.get(anchor.scale or 0, 0.0),
        contradicted=placed.fit is not None and anchor.conflict is not None,
        unplaced_reason=placed.reason,
    )


def _findings(sheet: MapSheet, placed: _Placed) -> list[Finding]:
    told: list[tuple[str, Values]] = []
    if placed.anchor.conflict is not None:
        told.append(("sheet_source_conflict", placed.anchor.conflict))
    if placed.reason:
        told.append(("sheet_unplaced", {"page": sheet.source, "reason": placed.reason}))
    told += _slips(sheet)
    code = unit_code_of(sheet.unit)
    return [Finding(name, code, sheet.number, values=v, source=sheet.source) for name, v in told]


def _unused(sheet: MapSheet, given: Sequence[ControlPoint]) -> list[Finding]:
    if not given or any(point.kind == "person" for point in sheet.points):
        return []
    code, count = unit_code_of(sheet.unit), len(given)
    return [
        Finding("control_points_unused", code, sheet.number, values={"count": count}, source=sheet.source)
    ]


def _slips(sheet: MapSheet) -> list[tuple[str, Values]]:
    """A technician's points that lie far from where the others want them; counted as in their file."""
    person = [point for point in sheet.points if point.kind == "person"]
    limit = contradiction.OFF_MM * (sheet.scale or 1000) / 1000
    return [
        ("control_point_off", {"point": place, "residual": point.residual_m})
        for place, point in enumerate(person, 1)
        if point.used and point.residual_m is not None and point.residual_m > limit
    ]
