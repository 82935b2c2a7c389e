"""Where a digital map lies: its coordinates decide, what the file declares is a claim, and its datum is never
obeyed.

Every VN-2000 zone, as it is, with axes swapped, in millimetres: the readings under which the map lies within
its commune are what can be meant. The commune's own zone comes first; of the others exactly one must remain.
VN-2000 and UTM on 105° lie 700 m apart, which no box tells: there the declared scale factor decides, or the
code of a sheet against its frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipeline import crs
from pipeline.errors import ScanError
from pipeline.model import Box, ControlPoint, FloatArray
from pipeline.similarity import LEAST, Similarity, similarity_of

MARGIN_M = 3_000.0  # communes reach beyond their box where borders were moved
_LEAST_INSIDE = 0.9  # a wild coordinate or two (a flipped bit) must not refuse a sheet
_UNITS = {"m": 1.0, "mm": 1000.0}
_WILD = 1e10  # a flipped bit: millimetres of a northing are 2.4e9


@dataclass(frozen=True, slots=True)
class Placing:
    """How coordinates of a file are to be read: (x, y) in ``unit``, swapped or not, of a projection.

    ``moved``: a technician's points say where the map lies, whatever it is drawn in.
    """

    epsg: int
    swapped: bool
    unit: Literal["m", "mm"]
    to_epsg: int
    declared: str = ""
    overruled: bool = False
    moved: Similarity | None = None

    @property
    def is_plain(self) -> bool:
        """Whether coordinates stay exactly as they are."""
        return self.moved is None and self.epsg == self.to_epsg and not self.swapped and self.unit == "m"

    @property
    def per_metre(self) -> float:
        """Units of the file in a metre."""
        return _UNITS[self.unit] if self.moved is None else self.moved.per_metre

    def __call__(self, points: FloatArray) -> FloatArray:
        """Coordinates (n, 2) of the file to (easting, northing) in metres of ``to_epsg``."""
        if self.is_plain or not len(points):
            return points
        if self.moved is not None:
            return self.moved(np.asarray(points, np.float64))
        plain = np.asarray(points, np.float64) / _UNITS[self.unit]
        turned = plain[:, ::-1] if self.swapped else plain
        if self.epsg == crs.UTM_48N:
            return crs.from_utm(self.to_epsg, turned)
        return crs.between(self.epsg, self.to_epsg, turned)


def by_control(control: Sequence[ControlPoint], epsg: int) -> Placing:
    """By a technician's points, whose ground is in ``epsg``. Raises ScanError where they do not suffice."""
    drawn = np.array([(point.x_px, point.y_px) for point in control], np.float64).reshape(-1, 2)
    ground = np.array([(point.easting_m, point.northing_m) for point in control], np.float64).reshape(-1, 2)
    moved = similarity_of(drawn, ground)
    if moved is None:
        raise ScanError("points_too_few", {"least": LEAST})
    return Placing(epsg, False, "m", epsg, moved=moved)


def readings(
    points: FloatArray, extent_m: Box, epsg: int, claim: str, *, stated: int | None = None
) -> list[Placing]:
    """How the points (n, 2) of a file may be read: none where they lie nowhere, several where that is open.

    ``extent_m`` (west, south, east, north) is the commune's box in its own zone ``epsg``; ``claim`` is what
    the file declares, as well-known text; ``stated`` the projection that a person named.
    """
    declared = crs.declared(claim)
    tried = [each for each in _hypotheses(epsg) if stated in (None, each.epsg)]
    fitting = [each for each in tried if _lies_there(each, points, extent_m)]
    own = [each for each in fitting if each.epsg == epsg]
    candidates = own or fitting
    if not own and declared is not None and declared in {each.epsg for each in candidates}:
        candidates = [each for each in candidates if each.epsg == declared]
    if declared is None:
        return candidates
    return [
        replace(each, declared=f"EPSG:{declared}", overruled=declared != each.epsg) for each in candidates
    ]


def _hypotheses(epsg: int) -> list[Placing]:
    projections = dict.fromkeys([epsg, *sorted(crs.zones()), crs.UTM_48N])
    unique = {crs.parameters(code): code for code in reversed(projections)}
    codes = [code for code in projections if unique[crs.parameters(code)] == code]
    units: tuple[Literal["m", "mm"], ...] = ("m", "mm")
    return [
        Placing(code, swapped, unit, epsg) for code in codes for swapped in (False, True) for unit in units
    ]


def _lies_there(reading: Placing, points: FloatArray, extent_m: Box) -> bool:
    sample = points[:: max(1, len(points) // 200)]
    sample = sample[np.isfinite(sample).all(axis=1) & (np.abs(sample) < _WILD).all(axis=1)]
    if not len(sample):
        return False
    try:
        placed = reading(sample)
    except ValueError:
        return False
    return bool(_are_near(placed, extent_m).mean() >= _LEAST_INSIDE)


def box_around(extent_m: Box) -> Callable[[FloatArray], bool]:
    """Whether all points (n, 2) lie near the commune: wild ones come of flipped bits."""
    return lambda points: bool(_are_near(points, extent_m).all())


def _are_near(points: FloatArray, extent_m: Box) -> npt.NDArray[np.bool_]:
    """Which of the points (n, 2) lie in the commune's box or around it."""
    west, south, east, north = extent_m
    least, most = (west - MARGIN_M, south - MARGIN_M), (east + MARGIN_M, north + MARGIN_M)
    return np.asarray(((points >= least) & (points <= most)).all(axis=1))
