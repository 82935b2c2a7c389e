"""Certificates as they are delivered: what the pages of each say together, and whether that can be relied on.

Nothing is corrected: what its pages say differently, what was not read surely, and a parcel that is not there
or is another, make a certificate wait for a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pipeline.commune import beliefs
from pipeline.commune.certificate_dossiers import CertificateDossier
from pipeline.commune.parcel_pages import Held
from pipeline.model import (
    Certificate,
    CertificateFacts,
    CommuneRecord,
    Finding,
    Holder,
    Known,
    ParcelPage,
    Reading,
    Reason,
    Source,
    Values,
)
from pipeline.text import fold

_PARCEL = ("sheet", "number", "area_m2", "code")
_ONE_BY_ONE = tuple(each.name for each in fields(CertificateFacts) if each.name != "holders")
_NAMES: Mapping[str, Reason] = {
    "serial": Reason("fact_serial"),
    "book_number": Reason("fact_book_number"),
    "issued_on": Reason("fact_issued_on"),
    "office": Reason("fact_office"),
    "area_words_m2": Reason("fact_area_words"),
    "use_form": Reason("fact_use_form"),
    "purpose": Reason("fact_purpose"),
    "term": Reason("fact_term"),
    "origin": Reason("fact_origin"),
    "place": Reason("fact_place"),
    "house": Reason("fact_house"),
    "changes": Reason("fact_changes"),
    "holders": Reason("fact_holders"),
    "sheet": Reason("sheet_number"),
    "number": Reason("parcel_number"),
    "area_m2": Reason("area"),
    "code": Reason("land_use"),
}
# Told by the paper's own findings already.
_TOLD = frozenset(("certificate_parcel_unread", "certificate_parcel_missing", "certificate_parcel_differs"))


@dataclass(frozen=True, slots=True)
class Judged:
    """The certificates, one row each of their parcels, and what is told of those that wait."""

    certificates: tuple[Certificate, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Paper:
    """What became of a page about a parcel: unit, whether its parcel is there, and its fate."""

    paper: ParcelPage
    unit_code: str
    found: bool
    fate: str


def judge(
    dossiers: Sequence[CertificateDossier],
    papers: Sequence[ParcelPage],
    held: Held,
    records: Iterable[CommuneRecord],
) -> Judged:
    """The certificates beside what was found of their parcels and beside the register's holders."""
    told = [
        _Paper(paper, unit, place is not None, fate)
        for paper, unit, place, fate in zip(papers, held.units, held.places, held.fates, strict=True)
        if paper.form == "certificate"
    ]
    owners = _owners(records)
    made = [row for dossier in dossiers for row in _rows(dossier, told, owners)]
    return Judged(tuple(made), tuple(finding for row in made for finding in _told(row)))


def _owners(records: Iterable[CommuneRecord]) -> Mapping[tuple[Any, ...], set[str]]:
    found: dict[tuple[Any, ...], set[str]] = {}
    for row in records:
        key = (row.unit_code, row.sheet, row.number)
        if None not in key and row.record.owner.value:
            found.setdefault(key, set()).add(fold(row.record.owner.value))
    return found


def _rows(
    dossier: CertificateDossier, told: Sequence[_Paper], owners: Mapping[tuple[Any, ...], set[str]]
) -> list[Certificate]:
    """One row for each parcel; one of no parcel where no page names any."""
    facts, differing = _together([page.facts for page in dossier.pages])
    own: dict[tuple[Any, ...], _Paper] = {}
    for each in told:
        if each.paper.source.of_page in dossier.places:
            own.setdefault((each.unit_code, each.paper.sheet.value, each.paper.number.value), each)
    parcels: Sequence[_Paper | None] = list(own.values()) or [None]
    return [_row(dossier, facts, differing, parcel, owners) for parcel in parcels]


def _row(
    dossier: CertificateDossier,
    facts: CertificateFacts,
    differing: Sequence[str],
    parcel: _Paper | None,
    owners: Mapping[tuple[Any, ...], set[str]],
) -> Certificate:
    paper = None if parcel is None else parcel.paper
    unit = "" if parcel is None else parcel.unit_code
    sheet, number = (None, None) if paper is None else (paper.sheet.value, paper.number.value)
    unsure = tuple(_unsure(facts, paper))
    reasons = [*_about_parcel(parcel)]
    if differing:
        reasons.append(Reason("certificate_pages_differ", {"what": _named(differing)}))
    if dossier.by_order and not _is_owner(facts.holders, owners.get((unit, sheet, number), ())):
        reasons.append(Reason("certificate_pages_by_order"))
    if unsure:
        reasons.append(Reason("certificate_facts_unsure", {"what": _named(unsure)}))
    return Certificate(
        unit_code=unit,
        sheet=sheet,
        number=number,
        area_m2=None if paper is None else paper.area_m2.value,
        code=None if paper is None else paper.code.value,
        issued=next((page.issued for page in dossier.pages if page.issued), ""),
        facts=facts,
        pages=tuple(page.source for page in dossier.pages),
        status="can_kiem_tra" if reasons else "khop",
        unsure=_named(dict.fromkeys((*differing, *unsure))),
        reasons=tuple(reasons),
    )


def _about_parcel(parcel: _Paper | None) -> list[Reason]:
    """Why the certificate's parcel is not certain, if it is not."""
    if parcel is None:
        return [Reason("certificate_names_no_parcel")]
    if parcel.found:
        return [] if parcel.fate == "accepted" else [Reason("certificate_parcel_differs")]
    is_read = parcel.unit_code and beliefs.sure(parcel.paper.sheet) and beliefs.sure(parcel.paper.number)
    return [Reason("certificate_parcel_missing" if is_read else "certificate_parcel_unread")]


def _is_owner(holders: Sequence[Holder], owners: Collection[str]) -> bool:
    """Whether the register names one of the holders as the parcel's."""
    names = [fold(holder.name.value) for holder in holders if holder.name.value]
    return any(name in owner for name in names for owner in owners)


# --- what several pages say ---------------------------------------------------------------------------


def _together(pages: Sequence[CertificateFacts]) -> tuple[CertificateFacts, list[str]]:
    """What the pages say, each fact by the page that is surest of it, and the names of facts that differ."""
    chosen: dict[str, Any] = {}
    differing: list[str] = []
    for name in _ONE_BY_ONE:
        readings = [getattr(page, name) for page in pages]
        chosen[name] = max(readings, key=_weight)
        if len({reading.value for reading in readings if beliefs.sure(reading)}) > 1:
            differing.append(name)
    named = [page.holders for page in pages if page.holders]
    chosen["holders"] = named[0] if named else ()
    if len({frozenset(_sure_names(holders)) for holders in named} - {frozenset()}) > 1:
        differing.append("holders")
    return CertificateFacts(**chosen), differing


def _weight(reading: Reading[Any]) -> tuple[bool, bool, bool]:
    return (beliefs.sure(reading), reading.value is not None, bool(reading.text))


def _sure_names(holders: Sequence[Holder]) -> set[str]:
    return {fold(holder.name.value) for holder in holders if holder.name.value and beliefs.sure(holder.name)}


def _unsure(facts: CertificateFacts, paper: ParcelPage | None) -> Iterable[str]:
    """Names of what stands there and was not read surely; a certificate without a serial number is none."""
    for name in _ONE_BY_ONE:
        reading = getattr(facts, name)
        if _is_doubtful(reading) or (name == "serial" and reading.value is None):
            yield name
    values = [getattr(holder, each.name) for holder in facts.holders for each in fields(Holder)]
    if not facts.holders or any(_is_doubtful(value) for value in values):
        yield "holders"
    if paper is not None:
        yield from (name for name in _PARCEL if _is_doubtful(getattr(paper, name)))


def _is_doubtful(reading: Reading[Any]) -> bool:
    return (reading.value is not None or reading.text != "") and not beliefs.sure(reading)


# --- what is told -------------------------------------------------------------------------------------


def _named(names: Iterable[str]) -> tuple[Reason, ...]:
    """Facts by their names for people."""
    return tuple(_NAMES[name] for name in names)


def _told(row: Certificate) -> list[Finding]:
    """One finding of a certificate that waits, unless its parcel is all there is to tell."""
    if all(reason.code in _TOLD for reason in row.reasons):
        return []
    name = Reason("certificate")
    page = Reason("form_of_year", {"form": name, "year": Known(row.issued)}) if row.issued else name
    values: Values = {"page": page, "why": row.reasons}
    source = Source(row.pages[0].scan, row.pages[0].page)
    return [Finding("certificate_waits", row.unit_code, row.sheet, row.number, values, None, source)]
