"""The coordinates that a digital map is written in, and what it declares: right, other, wrong or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import geopandas as gpd
import numpy as np
from numpy.random import Generator

from synthetic.dgn import Points

Numbers = Literal["own", "other-zone", "utm", "swapped", "mm", "hn72", "local"]
Move = Callable[[Points], Points]  # (n, 2) metres to the numbers of the file
Declared = Literal["right", "none", "wgs84_datum", "mixed_signs", "wrong_meridian"]
UTM_48N = 3405
_MERIDIANS = {9209: 105.5, 9214: 107.0, UTM_48N: 105.0}
_SHIFTS_M = {"hn72": (-137.0, 201.0), "local": (-212.0, 148.0)}  # no box shows shifts like these
_SHIFTED_NAMES = {"hn72": "Hệ tọa độ HN-72", "local": "Hệ tọa độ giả định"}
_SHIFT = "-191.90441429,-39.30318279,-111.45032835"
_ROTATIONS = {
    "right": "0.00928836,-0.01975479,0.00427372",
    "mixed_signs": "0.00928836,0.01975479,-0.00427372",
}


class Placing(NamedTuple):
    """How true coordinates become those of the file."""

    place: Move
    declared: str | None
    system: str
    is_placed: bool


def placing(numbers: Numbers, declared: Declared, epsg: int) -> Placing:
    """For a map whose true zone is ``epsg``."""
    zone = {"other-zone": 9214 if epsg == 9209 else 9209, "utm": UTM_48N}.get(numbers, epsg)
    system = _SHIFTED_NAMES.get(numbers, f"Hệ tọa độ VN-2000, kinh tuyến trục {_meridian_text(zone)}")
    claim = None if declared == "none" or numbers in _SHIFTS_M else _claim(zone, declared)
    return Placing(_move(numbers, zone, epsg), claim, system, numbers not in _SHIFTS_M)


def told_codes(numbers: Numbers, declared: Declared, kind: str) -> list[str]:
    """Codes of the findings that such a file must give."""
    told = {
        "other-zone": ["zone_changed"],
        "utm": ["zone_changed"],
        "swapped": ["axes_swapped"],
        "mm": ["units_scaled"],
        "hn72": ["vector_unplaced"],
        "local": ["vector_unplaced"],
    }.get(numbers, [])
    # a GeoJSON names only zones that have a code: it claims nothing
    claims = kind in ("shp", "tab", "mif", "gpkg") and declared == "wrong_meridian"
    return told + (["declared_crs_overruled"] if claims else [])


def _meridian_text(zone: int) -> str:
    degrees = _MERIDIANS[zone]
    return f"{int(degrees)}°{round(degrees % 1 * 60):02d}'"


def _claim(zone: int, declared: Declared) -> str:
    meridian = _MERIDIANS[zone]
    factor = 0.9996 if zone == UTM_48N else 0.9999
    if declared == "wrong_meridian":
        meridian += 0.75
    turned = _ROTATIONS.get(declared, _ROTATIONS["right"])
    datum = f"+ellps=WGS84 +towgs84={_SHIFT},{turned},0.252906278"
    if declared == "wgs84_datum":
        datum = "+datum=WGS84"
    return f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k={factor} +x_0=500000 +y_0=0 {datum} +units=m +no_defs"


def _move(numbers: Numbers, zone: int, epsg: int) -> Move:
    def to_zone(points: Points) -> Points:
        moved = gpd.GeoSeries.from_xy(points[:, 0], points[:, 1], crs=epsg).to_crs(zone)
        return np.column_stack([moved.x, moved.y])

    if zone != epsg:
        return to_zone
    if numbers == "swapped":
        return lambda points: points[:, ::-1]
    if numbers == "mm":
        return lambda points: points * 1000
    shift = np.array(_SHIFTS_M.get(numbers, (0.0, 0.0)))
    return lambda points: points + shift


def random_declared(rng: Generator) -> Declared:
    """What offices declare."""
    choices: tuple[Declared, ...] = ("right", "none", "wgs84_datum", "mixed_signs", "wrong_meridian")
    return choices[int(rng.choice(len(choices), p=[0.3, 0.25, 0.2, 0.15, 0.1]))]
