"""Small digital maps for tests: a block of parcels as lines and texts, written as DXF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import ezdxf
import numpy as np

WEST, SOUTH = 553_100.0, 2_345_100.0  # in Xã Thụy Hòa (09208), zone 105°30'
COMMUNE = "09208"
SIDE_M = 20.0


def lines(columns: int = 3, rows: int = 2) -> list[np.ndarray]:
    """Boundaries of columns x rows squares: lines that run through, so that crossings have no vertex."""
    wide, high = columns * SIDE_M, rows * SIDE_M
    along = [np.array([[0.0, y * SIDE_M], [wide, y * SIDE_M]]) for y in range(rows + 1)]
    up = [np.array([[x * SIDE_M, 0.0], [x * SIDE_M, high]]) for x in range(columns + 1)]
    return [line + np.array([WEST, SOUTH]) for line in (*along, *up)]


def middles(columns: int = 3, rows: int = 2) -> list[tuple[float, float]]:
    """Middles of the squares, row by row from the south."""
    return [
        (WEST + (x + 0.5) * SIDE_M, SOUTH + (y + 0.5) * SIDE_M) for y in range(rows) for x in range(columns)
    ]


def write_dxf(
    path: Path,
    boundaries: Iterable[np.ndarray],
    labels: Sequence[tuple[str, float, float]],
    layer: str = "10",
    titles: Sequence[str] = ("XÃ THỤY HÒA - HUYỆN YÊN PHONG - TỈNH BẮC NINH", "TỜ SỐ 7", "TỶ LỆ 1:1000"),
) -> Path:
    """Boundaries as lines, ``LUC 12/400,0`` as one text each at its middle."""
    document = ezdxf.new("R2010")
    space = document.modelspace()
    for line in boundaries:
        space.add_lwpolyline([tuple(map(float, point)) for point in line], dxfattribs={"layer": layer})
    for text, x, y in labels:
        space.add_text(text, height=2.0, dxfattribs={"layer": "13"}).set_placement(
            (x, y), align=ezdxf.enums.TextEntityAlignment.MIDDLE_CENTER
        )
    for k, title in enumerate(titles):
        space.add_text(title, height=3.0, dxfattribs={"layer": "63"}).set_placement(
            (WEST, SOUTH + 100.0 - 6 * k)
        )
    document.saveas(path)
    return path


def labels(columns: int = 3, rows: int = 2, area: str = "400,0") -> list[tuple[str, float, float]]:
    """A label of one line in each square, numbers from 1."""
    return [(f"LUC {k}/{area}", x, y) for k, (x, y) in enumerate(middles(columns, rows), 1)]
