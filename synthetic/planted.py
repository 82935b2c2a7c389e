"""The register of a fabric, with errors planted in it that a careful reader must find."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from synthetic import names
from synthetic.fabric import Plot
from synthetic.style import SheetStyle

KINDS = (
    "area_mismatch",
    "land_use_mismatch",
    "parcel_without_record",
    "record_without_parcel",
    "duplicate_record",
)
_SHARES = {
    "area_mismatch": 0.04,
    "land_use_mismatch": 0.03,
    "parcel_without_record": 0.025,
    "duplicate_record": 0.012,
}
_OTHER = {"LUC": "LUK", "LUK": "BHK", "BHK": "CLN", "CLN": "BHK", "ONT": "CLN", "ODT": "CLN", "NTS": "LUC"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the register."""

    sheet: int
    number: int
    owner: str
    kind: str
    area: float
    code: str
    place: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Planted:
    """One error: what the program should find, and where."""

    kind: str
    sheet: int
    number: int


def keep_register(
    plots: tuple[Plot, ...], style: SheetStyle, rng: Generator, titled: bool = True
) -> tuple[list[Row], list[Planted]]:
    """Rows sorted by sheet and number, and the errors among them."""
    rows: list[Row] = []
    planted: list[Planted] = []
    fates = iter(_fates(sum(plot.use != "way" for plot in plots), rng))
    for plot in sorted(plots, key=lambda plot: (plot.sheet, plot.number)):
        kind = "" if plot.use == "way" else next(fates)
        row = _row(plot, style, titled)
        if kind:
            planted.append(Planted(kind, plot.sheet, plot.number))
        rows.extend(_spoil(row, kind, rng, titled))
    sheets = sorted({plot.sheet for plot in plots})
    for sheet in sheets:
        last = max(plot.number for plot in plots if plot.sheet == sheet)
        if sheet == sheets[0] or rng.random() < 0.5:
            extra = _extra(rows, sheet, last + int(rng.integers(1, 4)), rng, titled)
            planted.append(Planted("record_without_parcel", sheet, extra.number))
            rows.append(extra)
    return sorted(rows, key=lambda row: (row.sheet, row.number)), sorted(
        planted, key=lambda p: (p.sheet, p.number)
    )


def _fates(count: int, rng: Generator) -> list[str]:
    """One kind of error or none for each parcel; at least one of each kind where there are parcels enough."""
    fates = [""] * count
    order = list(rng.permutation(count))
    for kind, share in _SHARES.items():
        for _ in range(max(round(share * count), 1 if count >= 10 else 0)):
            fates[int(order.pop())] = kind
    return fates


def _row(plot: Plot, style: SheetStyle, titled: bool) -> Row:
    owner = plot.owner
    if not titled and not owner.startswith("UBND"):
        owner = " ".join(word for word in owner.split() if word not in ("Hộ", "ông", "bà", "Ông", "Bà"))
    return Row(
        plot.sheet,
        plot.number,
        owner,
        plot.kind,
        style.printed_area(plot.polygon.area),
        plot.code,
        plot.place,
    )


def _spoil(row: Row, kind: str, rng: Generator, titled: bool) -> list[Row]:
    if kind == "parcel_without_record":
        return []
    if kind == "area_mismatch":
        factor = rng.uniform(1.12, 1.6) if rng.random() < 0.5 else rng.uniform(0.55, 0.88)
        return [replace(row, area=round(row.area * factor, 1))]
    if kind == "land_use_mismatch":
        return [replace(row, code=_OTHER.get(row.code[:3], "CLN"))]
    if kind == "duplicate_record":
        return [row, replace(row, owner=names.holder(rng, titled))]
    return [row]


def _extra(rows: list[Row], sheet: int, number: int, rng: Generator, titled: bool) -> Row:
    model = rows[int(rng.integers(len(rows)))]
    area = round(float(np.exp(rng.normal(6.0, 0.5))), 1)
    return Row(sheet, number, names.holder(rng, titled), "GDC", area, "LUC", model.place)
