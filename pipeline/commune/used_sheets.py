"""Which traced sheets a commune is put together from: placed ones, each ground once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.commune import adjoining, beliefs, judged_place, rescanned_sheets, versions
from pipeline.commune.reconcile import Key, SheetFacts
from pipeline.model import DigitalSheet, Finding, Reason, Sheet, SheetParcels, Source, Values, unit_code_of

# A sheet whose number could not be read.
NO_NUMBER = 0
_NO_FACE = "label_without_face"


@dataclass(frozen=True, slots=True)
class UsedSheets:
    """The traced sheets that are used, what is known of them, and what was left out.

    ``rescans``: sources of scans that are a second reading of a sheet that is used. ``contested``: places, in
    ``sheets``, of those that a person placed and another source puts elsewhere.
    """

    sheets: list[SheetParcels]
    facts: dict[Key, SheetFacts]
    unplaced: frozenset[Key]
    repeated: int
    rescans: frozenset[Source]
    findings: list[Finding]
    contested: frozenset[int]


def key_of(sheet: Sheet) -> Key:
    """Unit and number of a sheet; `NO_NUMBER` where it could not be read."""
    return unit_code_of(sheet.unit), sheet.number or NO_NUMBER


def choose(sheets: Sequence[SheetParcels]) -> UsedSheets:
    """Placed sheets, each once: of two scans of one sheet the better one, with what the other one shows."""
    once = rescanned_sheets.once([traced for traced in sheets if traced.sheet.epsg is not None])
    unplaced = frozenset(key_of(traced.sheet) for traced in sheets if traced.sheet.epsg is None)
    by_key: dict[Key, list[SheetParcels]] = {}
    for traced in once.sheets:
        by_key.setdefault(key_of(traced.sheet), []).append(traced)
    used, findings, facts, repeated = [], list(once.findings), {}, len(once.rescans)
    for key, same in by_key.items():
        kept, dropped = _once(same) if key[1] != NO_NUMBER else (same, [])
        kept, told, splits = _held_against_scans(kept, dropped)
        others = [other for other in dropped if not _is_plot(kept[0], other)]
        used += kept
        repeated += len(dropped)
        findings += told
        findings += [_duplicate(key, kept[0], other) for other in others]
        findings += [_conflict(key, kept[0], other) for other in kept[1:] if key[1] != NO_NUMBER]
        count = kept[0].sheet.title.parcel_count
        lies_off = any(finding.code == "map_off_its_scan" for finding in told)
        doubt = _is_in_doubt(key, kept) or bool(others) or lies_off
        parcels = count.value if beliefs.sure(count) else None
        facts[key] = SheetFacts(parcels, doubt, splits, _landless(kept))
        if key[1] == NO_NUMBER:
            findings += [_unread_number(traced) for traced in kept]
    told, doubted = adjoining.contradictions(used)
    facts |= {key: replace(facts[key], in_doubt=True) for key in facts.keys() & doubted}
    findings += told
    contested = frozenset(place for place, traced in enumerate(used) if _is_contested(traced.sheet, doubted))
    return UsedSheets(used, facts, unplaced - set(facts), repeated, once.rescans, findings, contested)


def _landless(kept: Sequence[SheetParcels]) -> frozenset[int]:
    """Numbers that stand on the sheets where no land is closed round them."""
    told = (finding for traced in kept for finding in traced.findings if finding.code == _NO_FACE)
    return frozenset(finding.number for finding in told if finding.number is not None)


def _is_contested(sheet: Sheet, doubted: Collection[Key]) -> bool:
    by_person = any(point.kind == "person" for point in sheet.points)
    return sheet.contradicted or (by_person and key_of(sheet) in doubted)


def _is_in_doubt(key: Key, kept: Sequence[SheetParcels]) -> bool:
    """Whether it is not known which sheet it is, or where it lies."""
    unknown = key[1] == NO_NUMBER or not key[0] or len(kept) > 1
    return unknown or any(traced.sheet.contradicted for traced in kept)


def _once(same: Sequence[SheetParcels]) -> tuple[list[SheetParcels], list[SheetParcels]]:
    """Sheets of different ground, best first, and those that repeat one. A digital map is the best."""
    order = sorted(
        same,
        key=lambda traced: (not _is_digital(traced), -sum(p.kind == "parcel" for p in traced.parcels)),
    )
    kept: list[SheetParcels] = []
    dropped: list[SheetParcels] = []
    for traced in order:
        repeats = any(rescanned_sheets.same_extent(traced, other) for other in kept)
        (dropped if repeats else kept).append(traced)
    return kept, dropped


def _is_digital(traced: SheetParcels) -> bool:
    return isinstance(traced.sheet, DigitalSheet) and bool(traced.parcels)


def _is_plot(kept: SheetParcels, dropped: SheetParcels) -> bool:
    """A scan beside the digital map that it was plotted from is no second copy of a sheet."""
    return _is_digital(kept) and not _is_digital(dropped)


def _held_against_scans(
    kept: list[SheetParcels], dropped: Sequence[SheetParcels]
) -> tuple[list[SheetParcels], list[Finding], dict[int, frozenset[int]]]:
    """Digital sheets compared with the scans of the same ground that they stand for; and what was split."""
    findings: list[Finding] = []
    splits: dict[int, frozenset[int]] = {}
    result = []
    for sheet in kept:
        held = sheet
        for scan in dropped:
            if not _is_plot(sheet, scan) or not rescanned_sheets.same_extent(sheet, scan):
                continue
            off = judged_place.off_its_scan(sheet, scan)
            if off is not None:
                findings.append(off)
            else:
                version = versions.compare(held, scan)
                held = version.sheet
                findings += version.findings
                splits |= version.splits
        result.append(held)
    return result, findings, splits


def _duplicate(key: Key, first: SheetParcels, second: SheetParcels) -> Finding:
    names: Values = {"sheet": key[1], "first": first.sheet.source, "second": second.sheet.source}
    return Finding("duplicate_sheet", *key, values=names, source=second.sheet.source)


def _conflict(key: Key, first: SheetParcels, second: SheetParcels) -> Finding:
    what = Reason("sheet_in_two_places", {"sheet": key[1]})
    values: Values = {"what": what, "first": first.sheet.source, "second": second.sheet.source}
    return Finding("sheet_source_conflict", *key, values=values, source=second.sheet.source)


def _unread_number(traced: SheetParcels) -> Finding:
    unit = unit_code_of(traced.sheet.unit)
    values = {"what": Reason("sheet_number")}
    return Finding("value_unread", unit, None, None, values, None, traced.sheet.source)
