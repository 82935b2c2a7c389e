"""The commune put together: sheets side by side, one clean coverage, parcels beside their register rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import MultiPolygon, Polygon

from pipeline.commune import (
    belonging,
    certificate_dossiers,
    certificates,
    checks,
    claims,
    decided_ground,
    decided_land,
    decided_rows,
    identifiers,
    judged_place,
    ledger,
    paper_outlines,
    parcel_pages,
    reconcile,
    rescanned_pages,
    rims,
    rows,
    uncovered,
    untitled_sheets,
    used_sheets,
    weighed_texts,
)
from pipeline.commune.decided import Person, Told
from pipeline.commune.land import Land, sort_out
from pipeline.commune.pieces import Piece, from_sheets
from pipeline.commune.reconcile import Outcome
from pipeline.commune.used_sheets import NO_NUMBER, UsedSheets, key_of
from pipeline.communes import commune
from pipeline.decisions import Given, standing
from pipeline.geometries import point_in
from pipeline.model import (
    CertificatePage,
    Commune,
    CommuneObject,
    CommuneParcel,
    Finding,
    ParcelPage,
    RegisterPage,
    SheetParcels,
    Source,
    Unit,
    Values,
)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A commune as far as no decision changes it: its sheets and the land on them, its pages."""

    code: str
    epsg: int
    former_units: Sequence[Unit]
    sheets: Sequence[SheetParcels]
    used: UsedSheets
    land: Land
    once: rescanned_pages.Once
    registers: Sequence[RegisterPage]
    papers: Sequence[ParcelPage | CertificatePage]


def merge_commune(
    code: str,
    epsg: int,
    sheets: Sequence[SheetParcels],
    registers: Sequence[RegisterPage],
    former_units: Sequence[Unit],
    papers: Sequence[ParcelPage | CertificatePage] = (),
    decisions: Sequence[Given] = (),
) -> Commune:
    """One commune in the VN-2000 zone ``epsg`` from its traced sheets and register pages, in page order.

    ``papers`` are pages about one parcel each and pages of certificates, ``decisions`` what people decided,
    oldest first. Works with any of them missing. Every face, row, sheet, page and decision that goes in is
    in ``counts``.
    """
    return decided_commune(lay_out(code, epsg, sheets, registers, former_units, papers), decisions)


def lay_out(
    code: str,
    epsg: int,
    sheets: Sequence[SheetParcels],
    registers: Sequence[RegisterPage],
    former_units: Sequence[Unit],
    papers: Sequence[ParcelPage | CertificatePage] = (),
) -> LaidOut:
    """What ``merge_commune`` is given, put in order: the same whatever people decide."""
    sheets = sorted(sheets, key=lambda traced: traced.sheet.source.of_page)  # in whatever order they come
    sheets = untitled_sheets.named(sheets, belonging.under_covers(registers), code, former_units)
    sheets = rims.to_others(judged_place.by_scans(sheets), epsg)
    used = used_sheets.choose(sheets)
    pieces = [_numbered_sheet(piece) for piece in from_sheets(used.sheets, epsg)]
    once = rescanned_pages.once(belonging.named_by_covers(registers))
    land = sort_out(pieces, used.contested)
    books = weighed_texts.weighed(once.pages)
    return LaidOut(code, epsg, former_units, sheets, used, land, once, books, papers)


def decided_commune(laid: LaidOut, decisions: Sequence[Given]) -> Commune:
    """The commune that is laid out, with what people decided, oldest first."""
    code, epsg, sheets, used, registers = laid.code, laid.epsg, laid.sheets, laid.used, laid.registers
    former_units, once, papers = laid.former_units, laid.once, laid.papers
    said, told = standing(decisions), Told()
    decided = decided_land.apply(laid.land, said, told)
    land = decided.land
    ground = decided_ground.apply(uncovered.account(used.sheets, land, epsg), said.ground, told)
    placed = rows.place(registers, code, former_units, land.parcels)
    in_book = decided_rows.apply(placed, said, decided, told)
    placed = in_book.placed
    outcome = reconcile.reconcile(
        land.parcels, placed.rows, used.facts, used.unplaced, land.objects, in_book.links
    )
    told_by = [paper for paper in papers if isinstance(paper, ParcelPage)]
    dossiers = certificate_dossiers.gather(
        (page for page in papers if isinstance(page, CertificatePage)), told_by
    )
    told_by = certificate_dossiers.with_numbers(told_by, dossiers)
    held = parcel_pages.hold(told_by, land.parcels, outcome.parcels, code, former_units, epsg)
    outcome.parcels = parcel_pages.beside(outcome.parcels, held)
    _decide(outcome, decided.persons, in_book.persons, told)
    issued = certificates.judge(dossiers, told_by, held, outcome.records.values())
    objects = [_object(piece) for piece in land.objects]
    tables = claims.of_tables(registers, code, former_units, land.parcels)
    documents = [*tables.claims, *claims.of_books(registers, placed.rows)]
    checked = _checked(sheets, used, outcome, objects, documents)
    counts = {
        **ledger.of_sheets(sheets, len(used.sheets), used.repeated),
        **ledger.of_faces(used.sheets, len(outcome.parcels), len(objects), land.gone),
        **ground.counts,
        **ledger.of_outcome(outcome),
        **ledger.of_groups(outcome.parcels.values()),
        **ledger.of_pages(registers, placed),
        **ledger.of_parcel_pages(told_by, held.fates),
        **ledger.of_certificates(issued.certificates),
        **checked.counts,
        **ledger.of_decisions(len(decisions), said, told.fates),
        **tables.counts,
    }
    findings = [
        *(
            each
            for part in (used, land, once, ground, placed, outcome, held, issued)
            for each in part.findings
        ),
        *decided.unanswered(_told_by_readers(sheets, used.rescans, registers, placed), outcome.parcels),
        *(each for part in (tables, checked, told) for each in part.findings),
        *_without_code(objects),
        *ledger.unbalanced(counts),
    ]
    return Commune(
        code=code,
        name=commune(code).full_name,
        epsg=epsg,
        sheets=tuple(traced.sheet for traced in sheets),
        parcels=_identified(outcome, land.parcels, epsg),
        objects=tuple(objects),
        records=tuple(outcome.records[place] for place in sorted(outcome.records)),
        findings=tuple(findings),
        counts=counts,
        checks=checked.checks,
        certificates=issued.certificates,
        paper_outlines=paper_outlines.of_pages(told_by, held, code, former_units, epsg),
        open_ground=tuple(ground.open),
    )


def _decide(
    outcome: Outcome, of_parcels: Mapping[int, Person], of_rows: Mapping[int, Person], told: Told
) -> None:
    """Let people's word on whole parcels and rows hold, and take away what only asked for it."""
    for place, person in of_parcels.items():
        parcel = outcome.parcels[place] = decided_land.judged(outcome.parcels[place], person, told)
        row = outcome.row_beside.get(place)
        if row is not None and person.accepted is not None:
            outcome.records[row] = decided_rows.beside(outcome.records[row], parcel)
    for place, person in of_rows.items():
        outcome.records[place] = decided_rows.judged(outcome.records[place], person, told)
    left = decided_land.unanswered(outcome.findings, list(outcome.parcels.values()))
    outcome.findings = decided_rows.unanswered(left, list(outcome.records.values()))


def _checked(
    sheets: Sequence[SheetParcels],
    used: UsedSheets,
    outcome: Outcome,
    objects: Sequence[CommuneObject],
    documents: Sequence[claims.Claim],
) -> checks.Checks:
    """What sheets and other documents state of whole sheets, beside what there is."""
    land = checks.Land(
        parcels=tuple(outcome.parcels.values()),
        objects=tuple(objects),
        records=tuple(outcome.records.values()),
        scanned=frozenset(key for traced in sheets if (key := key_of(traced.sheet))[1] != NO_NUMBER),
        placed=frozenset(key for key in used.facts if key[1] != NO_NUMBER),
    )
    of_margins = claims.of_margins(traced.sheet for traced in used.sheets)
    return checks.check([*of_margins, *documents], land)


def _told_by_readers(
    sheets: Sequence[SheetParcels],
    rescans: frozenset[Source],
    registers: Sequence[RegisterPage],
    placed: rows.Placed,
) -> list[Finding]:
    """What placing, tracing and reading had to say; faces without a label are judged again with the rest.

    What could not be read on a page of another place, or on a second scan, is nothing to look up here.
    """
    ours = [traced for traced in sheets if traced.sheet.source not in rescans]
    told = [finding for traced in ours for finding in (*traced.sheet.findings, *traced.findings)]
    keys = {row.record.source.of_page: row.key for row in reversed(placed.rows)}
    foreign = {page.source for page in placed.elsewhere}
    for page in (page for page in registers if page.source not in foreign):
        unit, sheet = keys.get(page.source.of_page, ("", None))
        told += [
            replace(finding, unit_code=finding.unit_code or unit, sheet=finding.sheet or sheet)
            for finding in page.findings
        ]
    return [finding for finding in told if finding.code != "face_without_label"]


def _numbered_sheet(piece: Piece) -> Piece:
    """Faces without a sheet number carry 0, so that they are one group and not lost."""
    number = piece.parcel.sheet or NO_NUMBER
    return (
        piece if number == piece.parcel.sheet else replace(piece, parcel=replace(piece.parcel, sheet=number))
    )


def _object(piece: Piece) -> CommuneObject:
    parcel = piece.parcel
    sources = (parcel.source, *piece.also)
    return CommuneObject(
        parcel.unit_code, parcel.sheet, piece.number, piece.code, piece.polygon, sources, piece.key,
        _traced(piece),
    )  # fmt: skip


def _without_code(objects: Sequence[CommuneObject]) -> Iterator[Finding]:
    """Roads and waters whose code was not read, once a sheet: its label is lost, or the sheet prints none."""
    of_sheets: dict[tuple[str, int], list[CommuneObject]] = {}
    for each in objects:
        if each.code is None:
            of_sheets.setdefault((each.unit_code, each.sheet), []).append(each)
    for (unit, sheet), found in of_sheets.items():
        largest = max(found, key=lambda each: each.geometry.area)
        area_m2 = float(sum(each.geometry.area for each in found))
        values: Values = {"count": len(found), "area": area_m2}
        place = point_in(largest.geometry)
        yield Finding("objects_without_code", unit, sheet or None, None, values, place, largest.sources[0])


def _traced(piece: Piece) -> Polygon | MultiPolygon | None:
    return None if piece.traced is None else piece.traced.polygon


def _identified(outcome: Outcome, pieces: Sequence[Piece], epsg: int) -> tuple[CommuneParcel, ...]:
    """The parcels in the order of their pieces, with identifiers."""
    places = sorted(outcome.parcels)
    codes = identifiers.identify([outcome.parcels[place].geometry for place in places], epsg)
    return tuple(
        replace(outcome.parcels[place], identifier=code, traced=_traced(pieces[place]))
        for place, code in zip(places, codes, strict=True)
    )
