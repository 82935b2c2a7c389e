"""Where the tags of a TIFF say that its page lies (OGC 19-008r4, GeoTIFF 1.1)."""

from __future__ import annotations

from pipeline.model import Georeference
from pipeline.scans.tiff import GEO_KEYS, MATRIX, PIXEL_SCALE, TIE_POINTS, Directory

_RASTER_TYPE, _IS_POINT = 1025, 2  # what a tie point's pixel means: its upper left corner, or its centre
_PROJECTED, _NOT_A_CODE = 3072, (0, 32767)
# Northings of Vietnam begin at 900 km: what lies lower and names no system are a picture's own pixels.
_LEAST_NORTHING_M = 100_000.0
_AS_SCANNED = 1  # orientation: a page that is turned when it is opened has other pixels than its tags


def georeference_of(directory: Directory, scan: str) -> Georeference | None:
    """The claim of a page's tags; None where they make none, or mean other pixels than those handed out."""
    tags = directory.tags
    if directory.orientation != _AS_SCANNED:
        return None
    keys = {key: value for key, place, _, value in _entries(tags.get(GEO_KEYS, ())) if not place}
    half = 0.0 if keys.get(_RASTER_TYPE) == _IS_POINT else 0.5
    places = _by_matrix(directory, half) or _by_tie_points(directory, half)
    code = keys.get(_PROJECTED, 0)
    system = "" if code in _NOT_A_CODE else f"EPSG:{int(code)}"
    on_ground = bool(system) or min((place[3] for place in places), default=0.0) > _LEAST_NORTHING_M
    return Georeference(scan, tuple(places), system) if places and on_ground else None


def _entries(keys: tuple[float, ...]) -> list[tuple[float, ...]]:
    """Entries of the directory of keys behind its own header: key, where its value lies, count, value."""
    return _groups(keys, 4)[1:]


def _groups(values: tuple[float, ...], size: int) -> list[tuple[float, ...]]:
    whole = len(values) - len(values) % size
    return [values[start : start + size] for start in range(0, whole, size)]


def _by_matrix(directory: Directory, half: float) -> list[tuple[float, float, float, float]]:
    matrix = directory.tags.get(MATRIX, ())
    if len(matrix) != 16:
        return []
    a, b, _, east, c, d, _, north = matrix[:8]
    return [
        (x, y, a * (x + half) + b * (y + half) + east, c * (x + half) + d * (y + half) + north)
        for x, y in _corners(directory)
    ]


def _by_tie_points(directory: Directory, half: float) -> list[tuple[float, float, float, float]]:
    """The corners by one tie point and the size of a pixel, or the tie points themselves."""
    ties = _groups(directory.tags.get(TIE_POINTS, ()), 6)
    scale = directory.tags.get(PIXEL_SCALE, ())
    if len(ties) > 1:
        return [(tie[0] - half, tie[1] - half, tie[3], tie[4]) for tie in ties]
    if not ties or len(scale) < 2:
        return []
    ((column, row, _, east, north, _),) = ties
    return [
        (x, y, east + (x + half - column) * scale[0], north - (y + half - row) * scale[1])
        for x, y in _corners(directory)
    ]


def _corners(directory: Directory) -> list[tuple[float, float]]:
    width, height = directory.size_px
    right, foot = width - 1.0, height - 1.0
    return [(0.0, 0.0), (right, 0.0), (right, foot), (0.0, foot)]
