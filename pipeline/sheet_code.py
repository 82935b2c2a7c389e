"""The number of a map sheet (mã hiệu mảnh) and the square of ground it stands for.

Circular 25/2014/TT-BTNMT, Art. 5(5) and App. 03. XXX and YYY of ``XXXYYY-k-a`` are the last three digits of
the whole kilometres of the north-west corner; XXX is northing (X of Vietnamese tables), YYY easting (Y).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pipeline.text import normalise

SCALES = (200, 500, 1000, 2000, 5000, 10_000)
# Crosses stand every 10 cm on paper (Art. 5(3)).
GRID_STEP_M = {200: 20.0, 500: 50.0, 1000: 100.0, 2000: 200.0, 5000: 500.0, 10_000: 1000.0}
# A boundary point against the nearest survey control (Art. 7(4)).
TOLERANCE_M = {200: 0.05, 500: 0.07, 1000: 0.15, 2000: 0.30, 5000: 1.50, 10_000: 3.00}
_SIDE_M = {200: 100.0, 500: 250.0, 1000: 500.0, 2000: 1000.0, 5000: 3000.0, 10_000: 6000.0}
# Squares along one side of the 1:2000 sheet that is cut up.
_CUTS = {200: 10, 500: 4, 1000: 2}
# App. 03 puts the lines at 500 km + 3n; the specimen sheet of the same circular (p. 42) at 0 + 3n.
_ANCHORS_M = (500_000.0, 0.0)
_WRAP_M = 1_000_000.0  # the thousands of kilometres are not printed

_PATTERN = re.compile(
    r"(?<![\d])(?<!25-)(?<!25 - )(?P<ten>10\s*-\s*)?(?P<xxx>\d{3})\s*[-.,]?\s*(?P<yyy>\d{3})(?![\d])"
    r"(?:\s*-\s*(?P<k>[1-9])(?![\d])"
    r"(?:\s*-\s*(?:(?P<letter>[a-dA-D])(?![^\W\d_])|(?P<open>\()?\s*(?P<cell>\d{1,3})\s*(?P<close>\))?(?!\d)))?"
    r")?"
    r"(?!\s*-\s*(?:[\d(]|\w\b))"  # a piece that could not be read is not a larger sheet
)


@dataclass(frozen=True, slots=True)
class SheetCode:
    """A sheet number taken apart: kilometre digits, 1:2000 square (1 to 9), piece of it (from 1).

    ``block`` and ``cell`` are 0 where the scale has none.
    """

    northing_km: int
    easting_km: int
    scale: int
    block: int = 0
    cell: int = 0

    def __str__(self) -> str:
        corner = f"{self.northing_km:03d}{self.easting_km:03d}"
        if self.scale == 10_000:
            return f"10-{corner}"
        if self.scale == 5000:
            return corner
        square = f"{corner}-{self.block}"
        if self.scale == 2000:
            return square
        if self.scale == 1000:
            return f"{square}-{'abcd'[self.cell - 1]}"
        return f"{square}-({self.cell})" if self.scale == 500 else f"{square}-{self.cell}"


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """The standard inner frame on the ground, metres in the sheet's zone; drawn frames may reach further."""

    west_m: float
    north_m: float
    side_m: float
    scale: int

    @property
    def south_m(self) -> float:
        """Northing of the lower edge."""
        return self.north_m - self.side_m

    @property
    def east_m(self) -> float:
        """Easting of the right edge."""
        return self.west_m + self.side_m


def parse(text: str, scale: int | None = None) -> SheetCode | None:
    """The sheet number in a printed text, or None where there is none or it could mean two sheets.

    Blanks, capitals, en dashes and words around it do not matter. ``…-6-(11)`` is 1:500 and ``…-6-25`` is
    1:200, but parentheses get lost in reading: a bare number up to 16 needs ``scale``, the scale that is
    printed on the sheet. A number that contradicts ``scale`` is None.
    """
    found = {code for match in _PATTERN.finditer(normalise(text)) for code in _meanings(match)}
    if scale is not None:
        found = {code for code in found if code.scale == scale}
    return found.pop() if len(found) == 1 else None


def places(text: str) -> list[tuple[int, int]]:
    """Where sheet numbers stand in a text, as (start, end)."""
    return [match.span() for match in _PATTERN.finditer(text) if _meanings(match)]


def _meanings(match: re.Match[str]) -> list[SheetCode]:
    northing_km, easting_km = int(match["xxx"]), int(match["yyy"])
    if not match["k"]:
        return [SheetCode(northing_km, easting_km, 10_000 if match["ten"] else 5000)]
    block = int(match["k"])
    if match["ten"]:
        return []
    if match["letter"]:
        return [SheetCode(northing_km, easting_km, 1000, block, "abcd".index(match["letter"].lower()) + 1)]
    if not match["cell"]:
        return [SheetCode(northing_km, easting_km, 2000, block)]
    cell = int(match["cell"])
    in_brackets = bool(match["open"] or match["close"])
    scales = [500] if in_brackets else [500, 200]
    return [
        SheetCode(northing_km, easting_km, scale, block, cell)
        for scale in scales
        if 1 <= cell <= _CUTS[scale] ** 2
    ]


def frame(code: SheetCode, northing_hint_m: float) -> SheetFrame:
    """Ground of a sheet; the thousands of X are those nearest to the hint."""
    north_m, west_m = code.northing_km * 1000.0, code.easting_km * 1000.0
    if code.block:
        down, right = divmod(code.block - 1, 3)
        north_m, west_m = north_m - down * 1000.0, west_m + right * 1000.0
    if code.cell:
        down, right = divmod(code.cell - 1, _CUTS[code.scale])
        side_m = _SIDE_M[code.scale]
        north_m, west_m = north_m - down * side_m, west_m + right * side_m
    north_m += _WRAP_M * round((northing_hint_m - north_m) / _WRAP_M)
    return SheetFrame(west_m, north_m, _SIDE_M[code.scale], code.scale)


def codes_at(easting_m: float, northing_m: float, scale: int) -> list[SheetCode]:
    """Numbers that the sheet over a point can bear, one for each anchor of the division, App. 03's first."""
    found = [_code_at(easting_m, northing_m, scale, anchor_m) for anchor_m in _ANCHORS_M]
    return list(dict.fromkeys(found))


def _code_at(easting_m: float, northing_m: float, scale: int, anchor_m: float) -> SheetCode:
    side_m = _SIDE_M[max(scale, 5000)]
    north_m = math.ceil(northing_m / side_m) * side_m
    west_m = anchor_m + math.floor((easting_m - anchor_m) / side_m) * side_m
    corner = (round(north_m / 1000) % 1000, round(west_m / 1000) % 1000)
    if scale >= 5000:
        return SheetCode(*corner, scale)
    block, north_m, west_m = _square((easting_m, northing_m), (west_m, north_m), 1000.0, 3)
    if scale == 2000:
        return SheetCode(*corner, scale, block)
    cell, _, _ = _square((easting_m, northing_m), (west_m, north_m), _SIDE_M[scale], _CUTS[scale])
    return SheetCode(*corner, scale, block, cell)


def _square(
    point: tuple[float, float], corner: tuple[float, float], side_m: float, along: int
) -> tuple[int, float, float]:
    """Number of the square under a point, left to right then top to bottom, and its north and west edge."""
    (easting_m, northing_m), (west_m, north_m) = point, corner
    right = min(along - 1, math.floor((easting_m - west_m) / side_m))
    down = min(along - 1, math.floor((north_m - northing_m) / side_m))
    return down * along + right + 1, north_m - down * side_m, west_m + right * side_m
