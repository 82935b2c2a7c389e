"""Files and pages as everybody may read of them: by kind and running number, never by name.

Offices name scans after holders, so a name may be a person's. What findings say is free of names in every
edition; only the column of sources in the edition for authorised officers has them, and the manifest says
whose number is whose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.input_files import SCANS
from pipeline.model import Commune, Finding, InputFile, Known, Reason, Source, Value
from pipeline.wording import one_line, say, words

Place = Source | InputFile
Cell = int | float | str | Known | Reason | tuple[Place, ...] | None  # of a table, before it is text
_KINDS = {
    "maps": "file_in_maps",
    "records": "file_in_records",
    "control": "file_in_control",
    "vectors": "file_in_vectors",
}


@dataclass(frozen=True, slots=True)
class References:
    """The files that a delivery speaks of: what everybody may read of each, by its path."""

    names: Mapping[str, Reason]

    def in_full(self, cell: Cell) -> str | None:
        """Text for authorised officers: sources with their paths, what was read as it was read."""
        if isinstance(cell, tuple):
            return "; ".join(one_line(_told(place)) for place in cell)
        return _text(_each(cell, self._numbered))

    def openly(self, cell: Cell) -> str | None:
        """Text for everybody; None where the cell was read, typed, or is a name."""
        if isinstance(cell, tuple):
            return "; ".join(say(self._place(place)) for place in cell)
        return None if isinstance(cell, str) else _text(self.public(cell))

    def public(self, value: Value) -> Value:
        """The value for everybody: made of codes, numbers, and text of our own alone."""
        return _each(value, self._public)

    def _public(self, value: Value) -> Value:
        return Reason("withheld") if isinstance(value, (str, Path)) else self._numbered(value)

    def _numbered(self, value: Value) -> Value:
        match value:
            case InputFile():
                return self.names[value.path]
            case Source():
                return Reason("page_of_file", {"file": self.names[value.scan], "page": value.page})
            case _:
                return value

    def _place(self, place: Place) -> Reason:
        if isinstance(place, InputFile):
            return self.names[place.path]
        page = Reason("page_of_file", {"file": self.names[place.scan], "page": place.page})
        if place.box is None:
            return page
        box = Known("{:.0f} {:.0f} {:.0f} {:.0f}".format(*place.box))
        return Reason("box_on_page", {"page": page, "box": box})


def references(commune: Commune) -> References:
    """Number the files of each folder that anything in the commune names, in the order of their paths."""
    paths = {_path(place) for place in _places(commune)}
    count: Counter[str] = Counter()
    names = {}
    for path in sorted(paths):
        kind = _kind(path)
        count[kind] += 1
        names[path] = Reason(kind, {"number": count[kind]})
    return References(names)


def _kind(path: str) -> str:
    """What a file is called by: a note that lies beside scans is no scan."""
    kind = _KINDS.get(folder_of(path), "file_elsewhere")
    is_scan = Path(path).suffix.lower() in SCANS
    return kind if is_scan or kind not in ("file_in_maps", "file_in_records") else "file_beside_scans"


def folder_of(path: str) -> str:
    """The folder for handed-in files that the path lies in; a dot for what lies elsewhere."""
    folder, stroke, _ = path.partition("/")
    return folder if stroke and folder in _KINDS else "."


def places_of(finding: Finding) -> tuple[Place, ...]:
    """Every file and page that a finding speaks of, its own source first; a file with a page only by that."""
    named = ([finding.source] if finding.source else []) + [
        place for value in finding.values.values() for place in _within(value)
    ]
    with_page = {place.scan for place in named if isinstance(place, Source)}
    return tuple(
        dict.fromkeys(place for place in named if isinstance(place, Source) or place.path not in with_page)
    )


def _places(commune: Commune) -> Iterator[Place]:
    """Every file and page that anything in the commune names, over and over."""
    for sheet in commune.sheets:
        yield sheet.source
        yield from _within(sheet.unplaced_reason)
    for parcel in commune.parcels:
        yield from parcel.sources
        yield from (opinion.source for opinion in parcel.opinions if opinion.source)
    for thing in commune.objects:
        yield from thing.sources
    for record in commune.records:
        yield record.record.source
        yield from (opinion.source for opinion in record.opinions if opinion.source)
    for outline in commune.paper_outlines:
        yield outline.source
    for certificate in commune.certificates:
        yield from certificate.pages
    for finding in commune.findings:
        yield from places_of(finding)


def _within(value: Value) -> Iterator[Place]:
    """Files and pages in a value, at any depth."""
    match value:
        case Source() | InputFile():
            yield value
        case Reason():
            for each in value.values.values():
                yield from _within(each)
        case tuple():
            for each in value:
                yield from _within(each)


def _each(value: Value, change: Callable[[Value], Value]) -> Value:
    """The value with every single value in it changed."""
    match value:
        case Reason():
            return Reason(value.code, {name: _each(each, change) for name, each in value.values.items()})
        case tuple():
            return tuple(_each(each, change) for each in value)
        case _:
            return change(value)


def _text(value: Value) -> str | None:
    return None if value is None else words(value)


def _path(place: Place) -> str:
    return place.scan if isinstance(place, Source) else place.path


def _told(place: Place) -> str:
    return str(place) if isinstance(place, Source) else place.path
