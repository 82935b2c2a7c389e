"""Real places for invented communes: an old unit of today's commune, a standard sheet in its extent."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from importlib import resources

from numpy.random import Generator

from synthetic.frame import STANDARD_M

_MERIDIAN_M = 500_000.0  # squares are counted from the meridian (App. 03)
_EPSG = {"27": 9209, "24": 9214}  # old Bắc Ninh 105°30', old Bắc Giang 107°00' (App. 02)


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A unit of before July 2025; names with their kinds. The extent is that of today's commune (m)."""

    code: str
    name: str
    kind: str
    district: str
    province: str
    epsg: int
    extent: tuple[float, float, float, float]


def old_units(code: str) -> list[OldUnit]:
    """Old units of today's commune. Raises ValueError for a code that is none of Bắc Ninh's communes."""
    extents = {row["code"]: row for row in _table("bac_ninh_communes.csv")}
    if code not in extents:
        raise ValueError(f"{code!r} is not a commune of Bắc Ninh")
    row = extents[code]
    extent = (float(row["E_min_m"]), float(row["N_min_m"]), float(row["E_max_m"]), float(row["N_max_m"]))
    return [
        OldUnit(
            code=unit["old_code"],
            name=unit["old_full_name"],
            kind=unit["old_type"],
            district=unit["old_district"],
            province=unit["old_province"],
            epsg=_EPSG[unit["old_province_code"]],
            extent=extent,
        )
        for unit in _table("bac_ninh_crosswalk.csv")
        if unit["new_code"] == code
    ]


def standard_corner(
    unit: OldUnit, scale: int, columns: int, rows: int, rng: Generator
) -> tuple[float, float]:
    """North-west corner of a block of standard sheets in the middle part of the commune's extent."""
    side = STANDARD_M[scale]
    west, south, east, north = unit.extent
    x = rng.uniform(west + 0.25 * (east - west), east - 0.25 * (east - west) - (columns - 1) * side)
    y = rng.uniform(south + 0.25 * (north - south) + (rows - 1) * side, north - 0.25 * (north - south))
    return _MERIDIAN_M + math.floor((x - _MERIDIAN_M) / side) * side, math.ceil(y / side) * side


def _table(name: str) -> list[dict[str, str]]:
    with resources.files("pipeline.resources").joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
