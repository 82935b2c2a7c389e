"""The commune put together: sheets side by side, one clean coverage, parcels beside their register rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from pipeline.commune import (
    adjoining,
    beliefs,
    calibration,
    checks,
    claims,
    coverage,
    edges,
    identifiers,
    ledger,
    parcel_pages,
    reconcile,
    repairs,
    rows,
)
from pipeline.commune.pieces import Piece, from_sheets
from pipeline.commune.reconcile import Key, Outcome, SheetFacts
from pipeline.commune.verdicts import metres
from pipeline.model import (
    Commune,
    CommuneObject,
    CommuneParcel,
    Finding,
    FloatArray,
    MapSheet,
    ParcelPage,
    RegisterPage,
    SheetParcels,
    Unit,
)

# Gap between two digitized outlines of one line: 0.3 mm error of each. Two lines that a surveyor drew as
# two are at least 0.2 mm apart and 0.5 m on the ground (Circular 25/2014, App. 01.I.6.2, Art. 16(9.4)).
GAP_MM = 0.6
# Two scans of one sheet cover the same ground; two sheets with one number do not.
SAME_SHEET = 0.5
# An unread face is a parcel if its size is like that of the others, and it is no strip.
SMALLEST_SHARE = 0.25
LARGEST_SHARE = 1.5
# 4 pi area / outline²: 0.785 for a square, 0.18 for a strip 1 : 15.
LEAST_ROUNDNESS = 0.2
# A sheet whose number could not be read.
NO_NUMBER = 0


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The traced sheets that are used, what is known of them, and what was left out."""

    used: list[SheetParcels]
    facts: dict[Key, SheetFacts]
    unplaced: frozenset[Key]
    repeated: int
    findings: list[Finding]


def merge_commune(
    code: str,
    name: str,
    epsg: int,
    sheets: Sequence[SheetParcels],
    registers: Sequence[RegisterPage],
    former_units: Sequence[Unit],
    papers: Sequence[ParcelPage] = (),
) -> Commune:
    """One commune in the VN-2000 zone ``epsg`` from its traced sheets and register pages, in page order.

    ``papers`` are pages about one parcel each. Works with any of them missing. Every face, row, sheet and
    page that goes in is in ``counts``.
    """
    chosen = _choose(sheets)
    pieces = [_numbered_sheet(piece) for piece in from_sheets(chosen.used, epsg)]
    settled = edges.settle(pieces)
    covered = _cover(settled.pieces)
    parcels, objects, absorbed = _sorted_out(covered.pieces)
    parcels = calibration.calibrated(parcels)
    placed_rows, unknown = rows.place(registers, code, former_units, parcels)
    outcome = reconcile.reconcile(parcels, placed_rows, chosen.facts, chosen.unplaced, objects)
    held = parcel_pages.hold(papers, parcels, outcome.parcels, code, former_units, epsg)
    outcome.parcels = parcel_pages.requeued(outcome.parcels, held)
    findings = [*chosen.findings, *settled.findings, *covered.findings, *unknown]
    findings += [*outcome.findings, *held.findings]
    findings += _told_by_readers(sheets, registers, placed_rows)
    findings += [_unlabelled(piece) for piece in parcels if not piece.is_numbered]
    findings += [_set_aside(piece) for piece in objects if piece.parcel.kind in ("part", "parcel")]
    findings += adjoining.contradictions(chosen.used)
    made = [_object(piece) for piece in objects]
    tables = claims.of_tables(registers, code, former_units, parcels)
    documents = [*tables.claims, *claims.of_books(registers, placed_rows)]
    checked = _checked(sheets, chosen, outcome, made, documents)
    findings += [*tables.findings, *checked.findings]
    gone = ledger.Gone(settled.parts_joined, len(settled.removed), covered.lost, absorbed)
    counts = {
        **ledger.of_sheets(sheets, len(chosen.used), chosen.repeated),
        **ledger.of_faces(len(pieces), len(outcome.parcels), len(objects), gone),
        **ledger.of_outcome(outcome),
        **ledger.of_groups(outcome.parcels.values()),
        **ledger.of_pages(registers),
        **ledger.of_parcel_pages(papers, held.fates),
        **checked.counts,
        **tables.counts,
    }
    findings += ledger.unbalanced(counts)
    return Commune(
        code=code,
        name=name,
        epsg=epsg,
        sheets=tuple(traced.sheet for traced in sheets),
        parcels=_identified(outcome, epsg),
        objects=tuple(made),
        records=tuple(outcome.records[place] for place in sorted(outcome.records)),
        findings=tuple(findings),
        counts=counts,
        checks=checked.checks,
    )


def _checked(
    sheets: Sequence[SheetParcels],
    chosen: _Sheets,
    outcome: Outcome,
    objects: Sequence[CommuneObject],
    documents: Sequence[claims.Claim],
) -> checks.Checks:
    """What sheets and other documents state of whole sheets, beside what there is."""
    land = checks.Land(
        parcels=tuple(outcome.parcels.values()),
        objects=tuple(objects),
        records=tuple(outcome.records.values()),
        scanned=frozenset(key for traced in sheets if (key := _key(traced.sheet))[1] != NO_NUMBER),
        placed=frozenset(key for key in chosen.facts if key[1] != NO_NUMBER),
    )
    of_margins = claims.of_margins(traced.sheet for traced in chosen.used)
    return checks.check([*of_margins, *documents], land)


def _told_by_readers(
    sheets: Sequence[SheetParcels], registers: Sequence[RegisterPage], placed: Sequence[rows.Row]
) -> list[Finding]:
    """What placing, tracing and reading had to say; faces without a label are judged again with the rest."""
    told = [finding for traced in sheets for finding in (*traced.sheet.findings, *traced.findings)]
    keys = {row.record.source.of_page: row.key for row in reversed(placed)}
    for page in registers:
        unit, sheet = keys.get(page.source.of_page, ("", None))
        told += [
            replace(finding, unit_code=finding.unit_code or unit, sheet=finding.sheet or sheet)
            for finding in page.findings
        ]
    return [finding for finding in told if finding.code != "face_without_label"]


# --- sheets -------------------------------------------------------------------------------------------


def _key(sheet: MapSheet) -> Key:
    return ("" if sheet.unit is None else sheet.unit.code), sheet.number or NO_NUMBER


def _choose(sheets: Sequence[SheetParcels]) -> _Sheets:
    """Placed sheets, each once: of two scans of one sheet the one with more numbered parcels."""
    placed = [traced for traced in sheets if traced.sheet.fit is not None]
    unplaced = frozenset(_key(traced.sheet) for traced in sheets if traced.sheet.fit is None)
    by_key: dict[Key, list[SheetParcels]] = {}
    for traced in placed:
        by_key.setdefault(_key(traced.sheet), []).append(traced)
    used, findings, facts, repeated = [], [], {}, 0
    for key, same in by_key.items():
        kept, dropped = _once(same) if key[1] != NO_NUMBER else (same, [])
        used += kept
        repeated += len(dropped)
        findings += [_duplicate(key, kept[0], other) for other in dropped]
        findings += [_conflict(key, kept[0], other) for other in kept[1:] if key[1] != NO_NUMBER]
        count = kept[0].sheet.title.parcel_count
        facts[key] = SheetFacts(
            count.value if beliefs.sure(count) else None, key[1] == NO_NUMBER or not key[0] or len(kept) > 1
        )
        if key[1] == NO_NUMBER:
            findings += [_unread_number(traced) for traced in kept]
    return _Sheets(used, facts, unplaced - set(facts), repeated, findings)


def _once(same: Sequence[SheetParcels]) -> tuple[list[SheetParcels], list[SheetParcels]]:
    """Scans of different ground, best first, and those that repeat one of them."""
    order = sorted(same, key=lambda traced: -sum(p.kind == "parcel" for p in traced.parcels))
    kept: list[SheetParcels] = []
    dropped: list[SheetParcels] = []
    for traced in order:
        repeats = any(_same_extent(traced, other) for other in kept)
        (dropped if repeats else kept).append(traced)
    return kept, dropped


def _same_extent(first: SheetParcels, second: SheetParcels) -> bool:
    if not first.parcels or not second.parcels:
        return True
    a, b = (
        shapely.box(*shapely.total_bounds([parcel.polygon for parcel in traced.parcels]))
        for traced in (first, second)
    )
    return bool(a.intersection(b).area > SAME_SHEET * min(a.area, b.area))


def _duplicate(key: Key, first: SheetParcels, second: SheetParcels) -> Finding:
    names = {"sheet": str(key[1]), "first": str(first.sheet.source), "second": str(second.sheet.source)}
    return Finding("duplicate_sheet", *key, values=names, source=second.sheet.source)


def _conflict(key: Key, first: SheetParcels, second: SheetParcels) -> Finding:
    values = {
        "what": f"tờ số {key[1]} ở hai nơi",
        "first": str(first.sheet.source),
        "second": str(second.sheet.source),
    }
    return Finding("sheet_source_conflict", *key, values=values, source=second.sheet.source)


def _unread_number(traced: SheetParcels) -> Finding:
    unit = "" if traced.sheet.unit is None else traced.sheet.unit.code
    return Finding("value_unread", unit, None, None, {"what": "số tờ bản đồ"}, None, traced.sheet.source)


def _numbered_sheet(piece: Piece) -> Piece:
    """Faces without a sheet number carry 0, so that they are one group and not lost."""
    number = piece.parcel.sheet or NO_NUMBER
    return (
        piece if number == piece.parcel.sheet else replace(piece, parcel=replace(piece.parcel, sheet=number))
    )


# --- faces --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Covered:
    pieces: list[Piece]
    lost: int
    findings: list[Finding]


def _cover(pieces: Sequence[Piece]) -> _Covered:
    """The pieces as one coverage; numbered parcels win ground from unread faces, those from objects."""
    ranks = [0 if piece.is_numbered else 2 if piece.parcel.kind == "object" else 1 for piece in pieces]
    gaps = [GAP_MM * piece.scale / 1000 for piece in pieces]
    cleaned = coverage.clean([piece.polygon for piece in pieces], ranks, gaps)
    kept = [
        replace(piece, polygon=polygon)
        for piece, polygon in zip(pieces, cleaned.polygons, strict=True)
        if polygon is not None
    ]
    return _Covered(kept, len(pieces) - len(kept), repairs.findings(cleaned, pieces))


def _sorted_out(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece], int]:
    """Parcels, objects, and how many unread slivers are neither."""
    sizes = np.array(
        [piece.polygon.area for piece in pieces if piece.is_numbered and piece.label_is_plausible]
    )
    parcels, objects, slivers = [], [], 0
    for piece in pieces:
        if _is_parcel(piece, sizes):
            parcels.append(piece)
        elif piece.parcel.kind == "unknown" and _is_sliver(piece):
            slivers += 1
        else:
            objects.append(piece)
    return parcels, objects, slivers


def _is_parcel(piece: Piece, sizes: FloatArray) -> bool:
    """A numbered face, unless it is a road into which somebody's label fell; an unread one by its looks."""
    area, outline = float(piece.polygon.area), float(piece.polygon.length)
    compact = 4 * np.pi * area > LEAST_ROUNDNESS * outline**2
    if piece.is_numbered:
        return piece.label_is_plausible or compact
    usual = not len(sizes) or SMALLEST_SHARE * sizes.min() <= area <= LARGEST_SHARE * sizes.max()
    return compact and (piece.parcel.kind == "part" or (piece.parcel.kind == "unknown" and usual))


def _is_sliver(piece: Piece) -> bool:
    """Narrower than the error of drawing allows to tell from nothing."""
    return 2 * piece.polygon.area < GAP_MM * piece.scale / 1000 * piece.polygon.length


def _unlabelled(piece: Piece) -> Finding:
    kind = "part_without_parcel" if piece.parcel.kind == "part" else "face_without_label"
    point = shapely.point_on_surface(piece.polygon)
    values = {"area": metres(piece.polygon.area)}
    key = (piece.parcel.unit_code, piece.parcel.sheet, None)
    return Finding(kind, *key, values, (float(point.x), float(point.y)), piece.parcel.source)


def _set_aside(piece: Piece) -> Finding:
    """A part or a labelled face that does not look like land of a parcel went to the objects."""
    if piece.parcel.kind == "part":
        return _unlabelled(piece)
    point = shapely.point_on_surface(piece.polygon)
    key = (piece.parcel.unit_code, piece.parcel.sheet, piece.number)
    values = {"what": "nhãn nằm trên dải đất không giống thửa"}
    return Finding("value_unread", *key, values, (float(point.x), float(point.y)), piece.parcel.source)


def _object(piece: Piece) -> CommuneObject:
    parcel = piece.parcel
    sources = "; ".join(str(source) for source in (parcel.source, *piece.also))
    return CommuneObject(parcel.unit_code, parcel.sheet, piece.number, piece.code, piece.polygon, sources)


def _identified(outcome: Outcome, epsg: int) -> tuple[CommuneParcel, ...]:
    parcels = [outcome.parcels[place] for place in sorted(outcome.parcels)]
    codes = identifiers.identify([parcel.geometry for parcel in parcels], epsg)
    return tuple(replace(parcel, identifier=code) for parcel, code in zip(parcels, codes, strict=True))
