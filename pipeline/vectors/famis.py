"""Parcel tables that FAMIS writes beside its drawings (``dc8.txt``): columns between bars, TCVN3 bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import ScanError
from pipeline.input_files import read_whole
from pipeline.legacy_text import decode_all
from pipeline.model import RegisterPage
from pipeline.text import fold
from pipeline.vectors import columns
from pipeline.vectors.rows import Entry, register_page
from pipeline.vectors.sheet import File, identified

_COLUMNS = {
    "thua": "number",
    "tam x": "north",
    "tam y": "east",
    "dien tich": "area",
    "d tich pl": "legal_area",
    "loai dat": "code",
    "ten chu su dung": "owner",
    "dia chi": "place",
}
_NEEDED = {"number", "area", "owner"}


def read_famis(path: Path, file: File) -> RegisterPage | None:
    """The rows of a parcel table; None where none names a holder.

    Raises ScanError for any other text, and for a table that ends in its head or in a row.
    """
    lines = [line.strip() for line in read_whole(path).splitlines() if line.strip().startswith(b"|")]
    cells = [[cell.strip() for cell in line.strip(b"|").split(b"|")] for line in lines]
    said = decode_all(cell for line in cells for cell in line)
    heads = [_head([said[cell].text for cell in line]) for line in cells]
    start = next((k for k, head in enumerate(heads) if set(head) >= _NEEDED), None)
    if start is None:
        raise ScanError("no_famis_table")
    if start + 1 == len(lines) or lines[-1].count(b"|") < lines[start].count(b"|"):
        raise ScanError("map_cut_short")
    entries = [_entry([said[cell].text for cell in line], heads[start]) for line in cells[start + 1 :]]
    identity = identified((), file)
    of = identity.unit, identity.number, identity.number_on_map
    return register_page(file.name, 1, of, [entry for entry in entries if entry is not None])


def _head(texts: Sequence[str]) -> dict[str, int]:
    """Places of the columns by what they hold."""
    return {_COLUMNS[fold(text)]: k for k, text in enumerate(texts) if fold(text) in _COLUMNS}


def _entry(texts: Sequence[str], head: Mapping[str, int]) -> Entry | None:
    """A row; None for one with more or fewer cells than the head."""

    def said(column: str) -> str:
        place = head.get(column)
        return "" if place is None or place >= len(texts) else texts[place]

    if not said("number"):
        return None
    east, north = columns.number_of(said("east")), columns.number_of(said("north"))
    area = columns.number_of(said("legal_area")) or columns.number_of(said("area"))
    place_m = (east, north) if east is not None and north is not None else None
    return Entry(said("number"), area, said("code"), said("owner"), said("place"), place_m)
