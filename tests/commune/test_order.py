"""Files come in any order: sheets and books in another one make the same commune."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import shapely
from commune_inputs import EPSG, UNIT, grid, page, parcel, records_of, sure, sure_label, traced, unsure
from shapely.geometry import Polygon

from pipeline.commune.merge import merge_commune
from pipeline.model import Commune, Parcel, Record, RegisterPage, SheetParcels, Source, Values

SHEETS = (14, 15, 16)
NUMBERS = tuple(itertools.permutations(range(3)))


def shaken(polygon: Polygon, seed: int) -> Polygon:
    """The plot as another tracer would draw it: gaps and overlaps to its neighbours."""
    rng = np.random.default_rng(seed)
    moved = np.asarray(polygon.exterior.coords)[:-1] + rng.normal(
        0, 0.12, (len(polygon.exterior.coords) - 1, 2)
    )
    return Polygon(moved)


def sheets() -> list[SheetParcels]:
    """Three sheets side by side with doubtful labels, a number twice, and one scanned a second time."""
    found = []
    for place, number in enumerate(SHEETS):
        plots = grid(5, 4, x=500.0 * place, seed=number)
        parcels = [
            parcel(shaken(p, 100 * number + i), sure_label(i, p), sheet=number)
            for i, p in enumerate(plots, 1)
        ]
        found.append(traced(spoiled(parcels), number, count=len(plots)))
    return [*found, twice(found[0])]


def spoiled(parcels: list[Parcel]) -> list[Parcel]:
    labels = [each.label for each in parcels]
    labels[3] = replace(labels[3], number=unsure(40, (4, 0.2)))  # type: ignore[type-var]
    labels[7] = replace(labels[7], number=sure(9))  # type: ignore[type-var]
    labels[11] = None
    return [replace(each, label=label) for each, label in zip(parcels, labels, strict=True)]


def twice(sheet: SheetParcels) -> SheetParcels:
    """Another scan of the sheet."""
    again = Source("maps/lai.tif")
    parcels = tuple(replace(each, source=replace(each.source, scan=again.scan)) for each in sheet.parcels)
    return replace(sheet, sheet=replace(sheet.sheet, source=again), parcels=parcels)


def books() -> list[RegisterPage]:
    """A book a sheet; in each an area that contradicts the map, a row twice, and one without its parcel."""
    found = []
    for place, number in enumerate(SHEETS):
        plots = grid(5, 4, x=500.0 * place, seed=number)
        rows = [in_book(row, number) for row in records_of(plots, number)]
        rows[5] = replace(rows[5], area_m2=sure(round(plots[5].area * 1.3, 1)))
        rows += [rows[8], replace(rows[9], number=sure(77))]
        scan = f"records/so_{number}.pdf"
        found.append(replace(page(rows, number), source=Source(scan)))
    return found


def in_book(row: Record, number: int) -> Record:
    return replace(row, source=replace(row.source, scan=f"records/so_{number}.pdf"))


def merged(order: tuple[int, ...], reading: tuple[int, ...]) -> Commune:
    given, read = sheets(), books()
    maps = [*(given[k] for k in order), given[3]] if order[0] else [given[3], *(given[k] for k in order)]
    return merge_commune("09208", EPSG, maps, [read[k] for k in reading], [UNIT])


def shown(values: Values) -> str:
    """Values as text; sums of areas to a millionth of a square metre, whatever was added first."""
    rounded = {name: round(v, 6) if isinstance(v, float) else v for name, v in values.items()}
    return repr(sorted(rounded.items(), key=str))


def told(commune: Commune) -> dict[str, object]:
    """All that a person sees, in an order of its own."""
    parcels = [
        (
            p.key,
            p.number,
            p.status,
            p.confidence,
            p.code,
            p.record_area_m2,
            p.record_code,
            p.place,
            p.opinions,
        )
        for p in commune.parcels
    ]
    findings = [(f.code, f.sheet, f.number, shown(f.values)) for f in commune.findings]
    rows = [(r.sheet, r.number, r.status, r.record.source) for r in commune.records]
    return {
        "parcels": sorted(map(repr, parcels)),
        "findings": sorted(map(repr, findings)),
        "rows": sorted(map(repr, rows)),
        "counts": commune.counts,
        "ground": round(float(shapely.area([p.geometry for p in commune.parcels]).sum()), 1),
    }


@pytest.mark.parametrize("order", NUMBERS[1:])
def test_sheets_and_books_in_any_order_make_the_same_commune(order: tuple[int, ...]) -> None:
    first = told(merged((0, 1, 2), (0, 1, 2)))
    other = told(merged(order, order[::-1]))
    for name, value in first.items():
        assert other[name] == value, name
