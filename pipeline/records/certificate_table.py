"""The parcels that a certificate lists in a ruled table: the form of 1993, and later ones for several fields.

Such a row speaks of one parcel like any other page about one, and is none of a register. Its land use is a
code, or a name that the reader of codes cannot know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline import printed_sums
from pipeline.model import Box, ParcelPage, Reading, Record, Source
from pipeline.records import names
from pipeline.records.certificates import heading_of_parcel
from pipeline.records.fields import as_code, as_text, find_fields
from pipeline.records.layout import Table
from pipeline.records.register import rows_of
from pipeline.records.titles import issued_by

_IN_PART = 0.5  # area and use of a parcel whose row may be only a part of what is said of it


def parcels_of(table: Table, source: Source) -> tuple[ParcelPage, ...]:
    """What each row of the table says of its parcel; nothing where no row is filled in."""
    page = rows_of(table, source)
    place = find_fields(table.lines, source).read("place", as_text)
    heading = heading_of_parcel(table.lines, place, source)
    issued, uses = issued_by(table.lines, has_qr=False), _uses(table, source)
    rows = [replace(row, code=_use_of(row, uses)) for row in page.rows]
    return tuple(
        ParcelPage(
            source=row.source,
            form="certificate",
            issued=issued,
            commune=heading.commune,
            district=heading.district,
            province=heading.province,
            sheet=row.sheet if row.sheet.value is not None else page.sheet,
            number=row.number,
            area_m2=row.area_m2,
            code=row.code,
            outline=None,
            edges_m=(),
            findings=(),
        )
        for row in _of_one_row_each(rows)
    )


def _of_one_row_each(rows: Sequence[Record]) -> list[Record]:
    """A row for each parcel: without the sum of all, and doubted where another use stands below it."""
    parcels: list[Record] = []
    for row in rows:
        if not row.continues or not parcels:
            parcels.append(row)
        elif not _is_sum(row, parcels):
            first = parcels[-1]
            area, code = first.area_m2.doubted(_IN_PART), first.code.doubted(_IN_PART)
            parcels[-1] = replace(first, area_m2=area, code=code)
    return parcels


def _is_sum(row: Record, parcels: Sequence[Record]) -> bool:
    stated = row.area_m2.value
    areas = [parcel.area_m2 for parcel in parcels]
    return stated is not None and printed_sums.check(areas, stated).outcome == "agrees"


def _uses(table: Table, source: Source) -> dict[Box | None, Reading[str]]:
    """Land uses by the box of their cell, as readers of names have them."""
    if "code" not in table.roles:
        return {}
    texts = names.read_texts(table.column("code"), source)
    return {text.source.box: _as_use(text) for text in texts if text.source is not None}


def _as_use(text: Reading[str]) -> Reading[str]:
    """The code of a use that was read as words; other words that were offered are no codes."""
    value = None if text.value is None else as_code(text.value)
    return replace(text, value=value, alternatives=())


def _use_of(row: Record, uses: Mapping[Box | None, Reading[str]]) -> Reading[str]:
    """The use as a code where both readers of codes have it, else as words."""
    place = row.code.source
    words = uses.get(place.box) if place is not None else None
    if row.code.agreed or words is None or words.value is None:
        return row.code
    return words.doubted(row.code.confidence) if row.by_hand else words
