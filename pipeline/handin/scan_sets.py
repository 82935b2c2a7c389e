"""Scans as the national system wants them: a file for the papers of each parcel, one for each page of a book.

Every file is named by a row, every row's files are there, and pages that no land is known of are listed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import keys
from pipeline.errors import ScanError
from pipeline.files import hash_entry
from pipeline.handin.dossiers import Dossier
from pipeline.handin.mapping import ScanNames
from pipeline.handin.pages import text_layer
from pipeline.handin.sheets import book
from pipeline.model import Box, Commune, Record, ScannedPage, Source
from pipeline.scans.archival import PageOut, is_signed, write_archival

PageKey = tuple[str, int]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ScanSet:
    """A file of scans: its pages, the land it speaks of; ``signed``: the whole file as it is."""

    name: str
    pages: tuple[PageKey, ...]
    lands: tuple[Key, ...]
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All files, and pages of registers and papers that no file holds."""

    sets: tuple[ScanSet, ...]
    loose: tuple[ScannedPage, ...]

    def of_land(self) -> dict[Key, tuple[str, ...]]:
        """Names of files by the key of the land that they speak of."""
        found: dict[Key, list[str]] = {}
        for each in self.sets:
            for key in each.lands:
                found.setdefault(key, []).append(each.name)
        return {key: tuple(names) for key, names in found.items()}


@dataclass
class _Pages:
    """The land that each page speaks of."""

    lands: dict[PageKey, dict[Key, None]] = field(default_factory=dict)

    def add(self, source: Source | None, key: Key) -> None:
        if source is not None and None not in key:
            self.lands.setdefault(source.of_page, {})[key] = None


def plan(commune: Commune, dossiers: Sequence[Dossier], names: ScanNames, raw: Path) -> Plan:
    """Which pages go into which file. Raises OSError."""
    pages = _pages_of(commune, dossiers)
    known = {page.source.of_page: page for page in commune.pages if page.kind in ("register", "parcel")}
    signed = {scan for scan in sorted({scan for scan, _ in known}) if is_signed(raw / scan)}
    papers: dict[Key, list[PageKey]] = {}
    books: list[ScanSet] = []
    for place, page in known.items():
        own = tuple(pages.lands.get(place, ()))
        if place[0] in signed or not own:
            continue
        if page.kind == "parcel":
            for key in own:
                papers.setdefault(key, []).append(place)
        else:
            name = names.books.format(unit=commune.code, kind=names.books_kind, number=len(books) + 1)
            books.append(ScanSet(name, (place,), own))
    sets = [*_of_papers(commune, names, papers), *books, *_signed(commune, names, signed, pages)]
    held = {place for each in sets for place in each.pages}
    loose = [page for place, page in known.items() if place not in held]
    return Plan(tuple(sets), tuple(loose))


def _pages_of(commune: Commune, dossiers: Sequence[Dossier]) -> _Pages:
    """Pages of rows, and of papers that say something of a parcel, by the land's key of today."""
    parcels = {parcel.key: parcel for parcel in commune.parcels if parcel.key}
    records = {keys.of_row(record): record.record for record in commune.records}
    pages = _Pages()
    for dossier in dossiers:
        parcel = parcels.get((dossier.land or {}).get("khoa", ""))
        for opinion in parcel.opinions if parcel is not None else ():
            if opinion.document == "certificate":
                pages.add(opinion.source, dossier.key)
        for row in dossier.records:
            record = records.get(row.get("khoa", ""))
            pages.add(record.source if record is not None else None, dossier.key)
    return pages


def _of_papers(
    commune: Commune, names: ScanNames, papers: Mapping[Key, Sequence[PageKey]]
) -> Iterator[ScanSet]:
    for key, pages in sorted(papers.items()):
        old, sheet, parcel = key
        named = {"unit": commune.code, "kind": names.papers_kind, "old": old}
        yield ScanSet(names.papers.format(**named, sheet=sheet, parcel=parcel), tuple(pages), (key,))


def _signed(commune: Commune, names: ScanNames, signed: set[str], pages: _Pages) -> Iterator[ScanSet]:
    """Files that stay whole, of those of which land is known."""
    number = 0
    for scan in sorted(signed):
        own = {place: lands for place, lands in pages.lands.items() if place[0] == scan}
        if own:
            number += 1
            name = names.signed.format(unit=commune.code, kind=names.papers_kind, number=number)
            lands = tuple(dict.fromkeys(key for lands in own.values() for key in lands))
            yield ScanSet(name, tuple(sorted(own)), lands, signed=True)


def write_scan_sets(folder: Path, made: Plan, commune: Commune, raw: Path) -> list[ScanSet]:
    """Write the files; answers those whose pages could not be opened any more, which are not written.

    Raises OSError.
    """
    looks = {page.source.of_page: page for page in commune.pages}
    said = _said(commune)
    changed = _changed(made, looks, raw)
    lost = []
    for each in made.sets:
        target = folder / each.name
        if changed & {scan for scan, _ in each.pages}:
            lost.append(each)
        elif each.signed:
            shutil.copyfile(raw / each.pages[0][0], target)
        else:
            pages = [_page_out(looks[place], said.get(place, ()), raw) for place in each.pages]
            lost += [] if _is_written(pages, target) else [each]
    return lost


def _changed(made: Plan, looks: Mapping[PageKey, ScannedPage], raw: Path) -> set[str]:
    """Scans that are no longer those that were read."""
    scans = {place[0]: looks[place].sha256 for each in made.sets for place in each.pages}
    return {scan for scan, sha256 in scans.items() if hash_entry(raw / scan) != sha256}


def _page_out(page: ScannedPage, said: Sequence[tuple[str, Box]], raw: Path) -> PageOut:
    source = page.source
    text = text_layer(page.look.size_px, said, page.look.dpi)
    return PageOut(raw / source.scan, source.scan, source.page, page.sha256, text)


def _is_written(pages: Sequence[PageOut], target: Path) -> bool:
    try:
        write_archival(pages, target, target.stem)
    except ScanError:
        return False
    return True


def _said(commune: Commune) -> dict[PageKey, list[tuple[str, Box]]]:
    """Texts that were read on each page, with their boxes in its pixels."""
    found: dict[PageKey, list[tuple[str, Box]]] = {}
    for record in commune.records:
        for reading in _readings(record.record):
            source, value = reading.source, reading.value
            if source is not None and source.box is not None and value is not None:
                text = f"{value:.1f}".replace(".", ",") if isinstance(value, float) else str(value)
                found.setdefault(source.of_page, []).append((text, source.box))
    return found


def _readings(row: Record) -> tuple[Any, ...]:
    return (row.sheet, row.number, row.owner, row.owner_kind, row.area_m2, row.code, row.place, row.note)


def write_index(path: Path, made: Plan, names: ScanNames) -> None:
    """Write which file speaks of which land, and the pages that are in none. Raises OSError."""
    with book(path) as table:
        sheet = table.sheet(names.links_sheet)
        sheet.set_column(0, 0, 44)
        table.write_head(sheet, 0, names.link_titles)
        links = [(each, key) for each in made.sets for key in each.lands]
        for line, (each, key) in enumerate(links, 1):
            table.write_row(
                sheet, line, [each.name, *key, len(each.pages), names.yes if each.signed else None]
            )
        sheet = table.sheet(names.loose_sheet)
        sheet.set_column(0, 0, 60)
        table.write_head(sheet, 0, names.loose_titles)
        for line, page in enumerate(made.loose, 1):
            table.write_row(sheet, line, [page.source.scan, page.source.page, page.kind])
