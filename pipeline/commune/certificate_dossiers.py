"""Pages of one certificate brought together: by its serial number, its parcels, and the order of a scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.commune import beliefs
from pipeline.model import CertificatePage, ParcelPage

Page = tuple[str, int]
Parcels = frozenset[tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class CertificateDossier:
    """The pages of one certificate in their order.

    ``by_order``: only that they follow each other in a scan says that all of them belong together.
    """

    pages: tuple[CertificatePage, ...]
    by_order: bool

    @property
    def places(self) -> frozenset[Page]:
        """Scan and page of each."""
        return frozenset(page.source.of_page for page in self.pages)


def gather(pages: Iterable[CertificatePage], papers: Sequence[ParcelPage]) -> list[CertificateDossier]:
    """The certificates of some pages, in the order of their scans; every page is of one of them.

    A page of changes belongs to the certificate before it; pages of several scans belong together where
    both show the same serial number.
    """
    ordered = sorted(pages, key=lambda page: page.source.of_page)
    parcels = _parcels(papers)
    groups: list[list[CertificatePage]] = []
    for _, scanned in groupby(ordered, key=lambda page: page.source.scan):
        groups += _of_scan(list(scanned), parcels)
    return [CertificateDossier(tuple(group), _by_order(group)) for group in _with_same_serial(groups)]


def with_numbers(papers: Sequence[ParcelPage], dossiers: Sequence[CertificateDossier]) -> list[ParcelPage]:
    """The papers; corners on a page of a certificate of one parcel are of that parcel."""
    owners = {place: dossier for dossier in dossiers for place in dossier.places}
    certificates = [paper for paper in papers if paper.form == "certificate"]
    return [_named(paper, owners.get(paper.source.of_page), certificates) for paper in papers]


def _named(
    paper: ParcelPage, dossier: CertificateDossier | None, certificates: Sequence[ParcelPage]
) -> ParcelPage:
    if dossier is None or paper.form != "corners" or paper.number.text or paper.sheet.text:
        return paper
    own = [other for other in certificates if other.source.of_page in dossier.places]
    if len(own) != 1:
        return paper
    (of,) = own
    return replace(
        paper,
        sheet=of.sheet,
        number=of.number,
        commune=of.commune,
        district=of.district,
        province=of.province,
    )


def _parcels(papers: Sequence[ParcelPage]) -> Mapping[Page, Parcels]:
    found: dict[Page, set[tuple[int | None, int | None]]] = {}
    for paper in papers:
        if paper.form == "certificate":
            found.setdefault(paper.source.of_page, set()).add((paper.sheet.value, paper.number.value))
    return {page: frozenset(own) for page, own in found.items()}


def _of_scan(
    pages: Sequence[CertificatePage], parcels: Mapping[Page, Parcels]
) -> Iterator[list[CertificatePage]]:
    group: list[CertificatePage] = []
    for page in pages:
        if group and not _continues(group, page, parcels):
            yield group
            group = []
        group.append(page)
    if group:
        yield group


def _continues(
    group: Sequence[CertificatePage], page: CertificatePage, parcels: Mapping[Page, Parcels]
) -> bool:
    """Whether a page can be of the certificate of the pages before it."""
    serials = {each.facts.serial.value for each in group} - {None}
    if page.facts.serial.value is not None and serials:
        return page.facts.serial.value in serials
    named = {key for each in group for key in parcels.get(each.source.of_page, ())}
    own = parcels.get(page.source.of_page)
    if own and named:
        return own == named
    there = {part for each in group for part in each.parts if part != "changes"}
    return not there & set(page.parts)


def _with_same_serial(groups: Sequence[list[CertificatePage]]) -> list[list[CertificatePage]]:
    joined: list[list[CertificatePage]] = []
    known: dict[str, list[CertificatePage]] = {}
    for group in groups:
        serial = next((page.facts.serial for page in group if beliefs.sure(page.facts.serial)), None)
        if serial is not None and serial.value in known:
            known[serial.value].extend(group)
            continue
        joined.append(group)
        if serial is not None and serial.value is not None:
            known[serial.value] = group
    return joined


def _by_order(group: Sequence[CertificatePage]) -> bool:
    return len(group) > 1 and any(page.facts.serial.value is None for page in group)
