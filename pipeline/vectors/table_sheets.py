"""Tables of polygons to sheets of parcels: one a pair of old unit and tờ number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline import communes, values
from pipeline.errors import ScanError
from pipeline.geometries import point_in
from pipeline.legacy_text import decode_all
from pipeline.model import (
    DigitalLabel,
    DigitalMap,
    DigitalSheet,
    Finding,
    Parcel,
    RegisterPage,
    SheetParcels,
    Source,
    Unit,
    unit_code_of,
)
from pipeline.vectors import columns, whose
from pipeline.vectors.drawing import Table
from pipeline.vectors.place import Placing, box_around
from pipeline.vectors.rows import Entry, register_page
from pipeline.vectors.shared_vertices import with_shared_vertices
from pipeline.vectors.sheet import (
    File,
    Part,
    counts_of,
    digital_sheet,
    from_file,
    identified,
    place_findings,
    placed,
    refuse_disagreeing,
    refuse_one_number_for_several,
    unplaced,
)
from pipeline.ways import WAY_CODES

Shape = Polygon | MultiPolygon
_SCALE = 1000  # of which nothing in a table tells: most maps of villages (Circular 25/2014, Art. 6)


def read_tables(tables: Sequence[Table], file: File) -> DigitalMap:
    """The sheets of a file's tables, and its rows that name holders.

    Raises ScanError where no table has a field of numbers.
    """
    found = [(table, columns.find_fields(table.fields, table.polygons)) for table in tables]
    numbered = [(table, fields) for table, fields in found if fields.number is not None]
    if not numbered:
        raise ScanError("no_field_of_numbers")
    told = _left_out(len(found) - len(numbered), file)
    sheets: list[SheetParcels] = []
    pages: list[RegisterPage] = []
    for table, fields in numbered:
        read = _read_table(table, fields, (file, len(sheets)), told)
        sheets, pages, told = [*sheets, *read.sheets], [*pages, *read.pages], []
    return DigitalMap(tuple(sheets), tuple(pages))


def _left_out(count: int, file: File) -> list[Finding]:
    """Tables in which nothing says what is a parcel, beside others."""
    values = {"count": count}
    return [Finding("tables_left_out", values=values, source=Source(file.name))] if count else []


def _read_table(
    table: Table, fields: columns.Fields, of: tuple[File, int], told: Sequence[Finding]
) -> DigitalMap:
    """The sheets of one table of a file, after so many others."""
    file, first = of
    try:
        placing = placed(shapely.get_coordinates(np.asarray(table.polygons, dtype=object)), table.claim, file)
        refuse_disagreeing(placing, _SCALE)
    except ScanError as reason:
        return DigitalMap((SheetParcels(unplaced(file, reason), (), (), {}),))
    shapes = [shape if placing.is_plain else shapely.transform(shape, placing) for shape in table.polygons]
    lie_there = box_around(communes.commune(file.commune).extent_m)
    far = frozenset(k for k, shape in enumerate(shapes) if not lie_there(shapely.get_coordinates(shape)))
    rows = list(_rows(table, fields, (shapes, far), file))
    groups: dict[tuple[str, int | None], list[_TableRow]] = defaultdict(list)
    for row in rows:
        groups[unit_code_of(row.unit), row.sheet].append(row)
    refuse_one_number_for_several(len({row.sheet for row in rows}), file)
    ordered = enumerate(sorted(groups, key=lambda key: (key[0], key[1] or 0)), first)
    told = [
        *told,
        *place_findings(placing, file),
        *_shapeless(table.shapeless + len(far), file),
    ]
    sheets, pages = [], []
    for index, key in ordered:
        sheets.append(_table_sheet(groups[key], (file, placing, index), told if index == first else []))
        pages.append(_page(groups[key], file, index))
    return DigitalMap(tuple(sheets), tuple(page for page in pages if page is not None))


def _shapeless(count: int, file: File) -> list[Finding]:
    """Rows that may be parcels, of which no land is drawn, or none of the commune."""
    values = {"count": count}
    return [Finding("rows_without_polygon", values=values, source=Source(file.name))] if count else []


def _page(rows: Sequence[_TableRow], file: File, index: int) -> RegisterPage | None:
    unit = rows[0].unit
    if _is_elsewhere(unit, file):
        return None
    return register_page(
        file.name, index + 1, (unit, rows[0].sheet, rows[0].sheet_stated), [row.entry for row in rows]
    )


def _is_elsewhere(unit: Unit | None, file: File) -> bool:
    return unit is not None and unit.successor != file.commune


@dataclass(frozen=True, slots=True)
class _TableRow:
    polygon: Polygon | MultiPolygon
    unit: Unit | None
    sheet: int | None
    sheet_stated: bool
    number: str
    area_m2: float | None
    code: str
    entry: Entry


def _rows(
    table: Table, fields: columns.Fields, land: tuple[Sequence[Shape], Collection[int]], file: File
) -> Iterator[_TableRow]:
    """Rows of land in the commune.

    ``land``: the table's polygons in metres of its zone, and the places of those that lie far away.
    """
    shapes, far = land
    words = {
        field: decode_all(v for v in table.fields[field] if isinstance(v, bytes)) for field in table.fields
    }

    def said(field: str | None, k: int) -> str:
        if field is None:
            return ""
        value = table.fields[field][k]
        return words[field][value].text if isinstance(value, bytes) else columns.text_of(value)

    of_file = identified((), file)
    seen: set[bytes] = set()
    for k, polygon in enumerate(with_shared_vertices(shapes)):
        outline = polygon.normalize().wkb
        if outline in seen or k in far:
            continue  # the same polygon twice is one
        seen.add(outline)
        own = communes.unit_of_code(said(fields.unit, k), file.commune)
        stated = values.number(said(fields.sheet, k))
        yield _TableRow(
            polygon,
            of_file.unit if own is None or file.stated.former_unit else own,
            stated or of_file.number,
            stated is not None or of_file.number_on_map,
            said(fields.number, k),
            columns.number_of(said(fields.area, k)),
            said(fields.code, k),
            _entry(polygon, k, fields, said),
        )


def _entry(
    polygon: Polygon | MultiPolygon, k: int, fields: columns.Fields, said: Callable[[str | None, int], str]
) -> Entry:
    area = columns.number_of(said(fields.legal_area, k)) or columns.number_of(said(fields.area, k))
    return Entry(
        said(fields.number, k),
        area,
        said(fields.code, k),
        said(fields.owner, k),
        said(fields.place, k),
        point_in(polygon),
    )


def _table_sheet(
    rows: Sequence[_TableRow], how: tuple[File, Placing, int], told: Sequence[Finding]
) -> SheetParcels:
    file, placing, index = how
    source = Source(file.name, index + 1)
    unit, elsewhere = rows[0].unit, _is_elsewhere(rows[0].unit, file)
    identity = whose.Identity(
        None if elsewhere else unit,
        rows[0].sheet,
        rows[0].sheet_stated,
        elsewhere=communes.full_name(unit) if elsewhere and unit else "",
    )
    ground = shapely.box(*shapely.total_bounds(np.asarray([row.polygon for row in rows], dtype=object)))
    sheet = digital_sheet(Part(ground, identity), source, (file, placing, _SCALE), told)
    parcels = [] if elsewhere else [parcel for row in rows for parcel in _table_parcels(row, sheet)]
    labels = sum(parcel.label is not None for parcel in parcels)
    return SheetParcels(sheet, tuple(parcels), (), counts_of(parcels, labels))


def _table_parcels(row: _TableRow, sheet: DigitalSheet) -> Iterator[Parcel]:
    for part in shapely.get_parts(shapely.make_valid(row.polygon)):
        if not isinstance(part, Polygon) or part.area <= 0:
            continue
        source = replace(sheet.source, place_m=point_in(part))
        number = values.number(row.number)
        code = values.land_use(row.code)
        label = DigitalLabel(
            from_file(number, row.number, source, row.sheet_stated),
            from_file(row.area_m2, "" if row.area_m2 is None else str(row.area_m2), source),
            from_file(code, row.code, source),
        )
        kind: Literal["parcel", "object", "unknown"] = (
            "object" if code in WAY_CODES else "parcel" if number is not None else "unknown"
        )
        yield Parcel(unit_code_of(row.unit), row.sheet or 0, kind, part, label, source)
