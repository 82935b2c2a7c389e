"""Files of control points as the QGIS georeferencer reads and writes them (``.points``)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.errors import ScanError
from pipeline.model import ControlPoint

_PIXEL_CENTRE = 0.5  # QGIS counts from the corner of the first pixel
_FIGURE = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")
_SWITCH = {"1": True, "true": True, "0": False, "false": False}
_HEADER = ("mapX", "mapY", "sourceX", "sourceY", "enable", "dX", "dY", "residual")


def read_points(content: bytes) -> tuple[ControlPoint, ...]:
    """Control points as the QGIS georeferencer saves them for a scan without coordinates of its own.

    Its pixels count from the corner of the first pixel and upwards (so downwards is negative); ours from
    its centre. Raises ScanError when the content is something else.
    """
    return _read(content, _read_point)


def read_map_points(content: bytes) -> tuple[ControlPoint, ...]:
    """Control points as the QGIS georeferencer saves them for a drawing: its own (x, y) and the ground's.

    Raises ScanError when the content is something else.
    """
    return _read(content, _read_map_point)


def _read(content: bytes, read_row: Callable[[dict[str, str]], ControlPoint]) -> tuple[ControlPoint, ...]:
    try:
        lines = [line for line in content.decode("utf-8-sig").splitlines() if not line.startswith("#")]
        table = csv.DictReader(lines, restval="")
        if not {"mapX", "mapY"} <= set(table.fieldnames or ()):
            raise ValueError("no header of control points")
        return tuple(read_row(row) for row in table)
    except (KeyError, TypeError, ValueError, csv.Error) as cause:
        raise ScanError("not_points_of_qgis") from cause


def _read_point(row: dict[str, str]) -> ControlPoint:
    point = _read_map_point(row)
    if point.y_px > 0:
        raise ValueError("not pixels of a scan")
    return replace(point, x_px=point.x_px - _PIXEL_CENTRE, y_px=-point.y_px - _PIXEL_CENTRE)


def _read_map_point(row: dict[str, str]) -> ControlPoint:
    x = _figure(row["sourceX"] if "sourceX" in row else row["pixelX"])
    y = _figure(row["sourceY"] if "sourceY" in row else row["pixelY"])
    east, north = _figure(row["mapX"]), _figure(row["mapY"])
    if not np.isfinite([x, y, east, north]).all():
        raise ValueError("not a place")
    return ControlPoint("person", x, y, east, north, None, _SWITCH[row.get("enable", "1").strip()])


def _figure(text: str) -> float:
    """A number as QGIS writes it; ``float`` would take ``1_0`` and figures of other scripts too."""
    if not _FIGURE.fullmatch(text.strip()):
        raise ValueError("not a number")
    return float(text)


def write_points(path: Path, points: Sequence[ControlPoint], wkt: str) -> None:
    """Write points for the QGIS georeferencer; ``wkt`` is the coordinate system's text.

    Where the world of a mark is not known its line is switched off and has zeros to be filled in; points of
    which one coordinate is known cannot be told and are left out.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"#CRS: {' '.join(wkt.split())}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_HEADER)
        for point in points:
            if (point.easting_m is None) == (point.northing_m is None):
                writer.writerow(_row(point))


def _row(point: ControlPoint) -> list[str]:
    world = (point.easting_m or 0.0, point.northing_m or 0.0)
    pixels = (point.x_px + _PIXEL_CENTRE, -point.y_px - _PIXEL_CENTRE)
    return [
        *(f"{value:.4f}" for value in (*world, *pixels)),
        str(int(point.is_whole and point.used)),
        "0",
        "0",
        "0",
    ]
