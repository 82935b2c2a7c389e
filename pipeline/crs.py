"""VN-2000 zones and the one pinned way from VN-2000 to WGS 84.

The datum operation is written out by its parameters and never chosen by PROJ: PROJ's own choice differs in
the Mekong delta (operation 5194, 0.7 m away) and falls back to doing nothing where it knows no way.
Parameters: Decision 05/2007/QĐ-BTNMT Art. 1, recorded as EPSG operation 6960, coordinate frame rotation,
accuracy 1 m. VN-2000 to VN-2000 is a change of projection alone and exact.

Projected points are (easting, northing) in metres, geographic points (longitude, latitude) in degrees.
"""

from __future__ import annotations

import functools

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from pipeline.errors import UsageError
from pipeline.model import FloatArray
from pipeline.resources import rows

# Circular 973/2001/TT-TCĐC, Art. 4: 3-degree zones of all cadastral maps.
_PROJECTION = "+proj=tmerc +lat_0=0 +lon_0={:.2f} +k={} +x_0=500000 +y_0=0 +ellps=WGS84"
_FACTOR = 0.9999
# VN-2000 / UTM zone 48N, of planning and forestry maps: some cadastral maps are handed in so.
UTM_48N = 3405
_UTM_48N = (105.0, 0.9996)
# The decree's figures; pasted unchanged into +towgs84, which turns the other way, they are 0.76 m off.
_TO_WGS84 = (
    "+proj=helmert +convention=coordinate_frame +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 "
    "+rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278"
)


def zones() -> dict[int, float]:
    """EPSG code of every zone of a province to its central meridian in degrees east."""
    return dict(_zones())


@functools.cache
def _zones() -> dict[int, float]:
    return {int(row["epsg"]): float(row["cm_deg"]) for row in rows("central_meridians.csv")}


def central_meridian_text(epsg: int) -> str:
    """Central meridian as Vietnamese maps write it, such as ``107°00′``."""
    minutes = round(_central_meridian_deg(epsg) * 60)
    return f"{minutes // 60}°{minutes % 60:02d}′"


def wkt(epsg: int) -> str:
    """Definition of a VN-2000 zone as well-known text, axis order easting, northing."""
    _central_meridian_deg(epsg)
    return str(CRS.from_epsg(epsg).to_wkt())


def to_wgs84(epsg: int, points: FloatArray) -> FloatArray:
    """(n, 2) easting, northing in the zone to (n, 2) longitude, latitude in WGS 84 degrees."""
    return _transform(_datum_operation(epsg), points, inverse=False)


def from_wgs84(epsg: int, lonlat: FloatArray) -> FloatArray:
    """(n, 2) longitude, latitude in WGS 84 degrees to (n, 2) easting, northing in the zone."""
    return _transform(_datum_operation(epsg), lonlat, inverse=True)


def between(epsg_from: int, epsg_to: int, points: FloatArray) -> FloatArray:
    """(n, 2) easting, northing from one VN-2000 zone to another; no datum is involved."""
    if epsg_from == epsg_to:
        _central_meridian_deg(epsg_from)
        return np.array(points, np.float64)
    return _transform(_zone_change(epsg_from, epsg_to), points, inverse=False)


def from_utm(epsg_to: int, points: FloatArray) -> FloatArray:
    """(n, 2) easting, northing from ``UTM_48N`` to a VN-2000 zone; no datum is involved."""
    return _transform(_from_utm(epsg_to), points, inverse=False)


def _central_meridian_deg(epsg: int) -> float:
    """Refuses everything but a VN-2000 3-degree zone.

    For Hanoi 1972 (EPSG 2044, 2045, 2093, 4147) no operation holds in the north: PROJ would hand the
    coordinates back unchanged, 170 m and more off.
    """
    if epsg not in _zones():
        raise UsageError("not_vn2000", {"epsg": epsg})
    return _zones()[epsg]


def parameters(epsg: int) -> tuple[float, float]:
    """Central meridian in degrees and scale factor of a zone, or of ``UTM_48N``."""
    return _UTM_48N if epsg == UTM_48N else (_central_meridian_deg(epsg), _FACTOR)


def declared(claim: str) -> int | None:
    """The zone, or ``UTM_48N``, that a file declares (WKT, PROJ, EPSG), by meridian and scale factor alone.

    None where it declares none of them. The datum is not looked at: files of VN-2000 name all sorts.
    """
    try:
        system = CRS.from_user_input(claim) if claim else None
    except CRSError:
        return None
    if system is not None and system.is_bound:  # with a shift to WGS 84, which is not looked at
        system = system.source_crs
    stated = None if system is None else system.coordinate_operation
    if stated is None:
        return None
    values = {each.name: float(each.value) for each in stated.params}
    meridian = values.get("Longitude of natural origin", 0.0)
    factor = values.get("Scale factor at natural origin", 1.0)
    known = {parameters(epsg): epsg for epsg in (*sorted(_zones(), reverse=True), UTM_48N)}
    return known.get((round(meridian, 6), round(factor, 6)))


def _projection(epsg: int) -> str:
    return _PROJECTION.format(_central_meridian_deg(epsg), _FACTOR)


@functools.cache
def _datum_operation(epsg: int) -> Transformer:
    steps = [
        f"+inv {_projection(epsg)}",
        "+proj=push +v_3",
        "+proj=cart +ellps=WGS84",
        _TO_WGS84,
        "+inv +proj=cart +ellps=WGS84",
        "+proj=pop +v_3",
        "+proj=unitconvert +xy_in=rad +xy_out=deg",
    ]
    return _pipeline(steps)


@functools.cache
def _zone_change(epsg_from: int, epsg_to: int) -> Transformer:
    return _pipeline([f"+inv {_projection(epsg_from)}", _projection(epsg_to)])


@functools.cache
def _from_utm(epsg_to: int) -> Transformer:
    return _pipeline([f"+inv {_PROJECTION.format(*_UTM_48N)}", _projection(epsg_to)])


def _pipeline(steps: list[str]) -> Transformer:
    return Transformer.from_pipeline(" ".join(["+proj=pipeline", *(f"+step {step}" for step in steps)]))


def _transform(operation: Transformer, points: FloatArray, inverse: bool) -> FloatArray:
    """Raises ValueError where a point has no place in the target, such as one that is not a number."""
    given = np.asarray(points, np.float64).reshape(-1, 2)
    try:
        x, y = operation.transform(
            given[:, 0], given[:, 1], direction="INVERSE" if inverse else "FORWARD", errcheck=True
        )
    except ProjError as cause:
        raise ValueError(f"points outside the projection: {cause}") from cause
    found = np.column_stack([x, y])
    if not np.isfinite(found).all():
        raise ValueError("points outside the projection")
    return np.asarray(found, np.float64)
