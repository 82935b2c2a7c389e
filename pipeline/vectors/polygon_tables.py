"""Tables of polygons as strangers made them: whole and their own, or refused."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.errors import ScanError
from pipeline.model import Known
from pipeline.vectors import gdal, limits
from pipeline.vectors.drawing import Table

_NAMES_OTHERS = re.compile(
    rb"^\s*(?:open\s+table|create\s+view)\b|\\IsSeamless\"\s*=\s*\"TRUE", re.IGNORECASE | re.MULTILINE
)


def open_tables(path: Path) -> tuple[Table, ...]:
    """All tables of a file. Raises ScanError where none has polygons, or a part of the file is missing."""
    suffix = path.suffix.lower()
    if suffix in _CHECKS:
        _CHECKS[suffix](path)
    layers = [gdal.read(path, layer) for layer in (_own_tables(path) if suffix == ".gpkg" else [None])]
    if suffix == ".mif" and _rows_beside(path) > len(layers[0].shapes):
        raise ScanError("map_cut_short")
    tables = tuple(table for table in map(_table, layers) if table.polygons)
    if not tables:
        raise ScanError("map_without_polygons")
    return tables


def _table(layer: gdal.Layer) -> Table:
    shapes = shapely.force_2d(layer.shapes)
    kept = np.flatnonzero((shapely.get_dimensions(shapes) == 2) & _are_somewhere(shapes))
    values = {name: tuple(_plain(column[k]) for k in kept) for name, column in layer.columns.items()}
    return Table(tuple(shapes[kept]), values, layer.claim, len(shapes) - len(kept))


def _are_somewhere(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each shape has all its coordinates; bounds pass over what is no number."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    lost = ~(np.abs(points) <= limits.MAX_COORDINATE).all(axis=1)
    return np.asarray(np.bincount(owner[lost], minlength=len(shapes)) == 0)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return limits.as_bytes(value)
    return value.item() if isinstance(value, np.generic) else value


def _own_tables(path: Path) -> Iterator[str]:
    """Layers of a GeoPackage that are no views: what a view computes may have no end."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        kinds = dict(connection.execute("SELECT lower(name), type FROM sqlite_master"))
        if any(kind == "view" and name.startswith("gpkg_") for name, kind in kinds.items()):
            raise ScanError("no_such_map", {"format": Known(gdal.DRIVERS[path.suffix.lower()])})
        layers = connection.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
        yield from [str(name) for (name,) in layers if kinds.get(str(name).lower()) == "table"]
    finally:
        connection.close()


def _rows_beside(path: Path) -> int:
    """Lines of the MID beside a MIF, one an object: GDAL leaves out those whose object is missing."""
    rows = (part for part in path.parent.iterdir() if part.suffix.lower() == ".mid")
    return sum(bool(line.strip()) for part in rows for line in part.read_bytes().splitlines())


def _check_length(path: Path) -> None:
    """GDAL takes shapes beyond the end of a Shapefile for none; its head says how many words of two bytes."""
    with path.open("rb") as file:
        words = int.from_bytes(file.read(28)[24:], "big")
    if 2 * words > path.stat().st_size:
        raise ScanError("map_cut_short")


def _check_own(path: Path) -> None:
    """A table of MapInfo that is none of its own tells of others, by any path."""
    if _NAMES_OTHERS.search(path.read_bytes()):
        raise ScanError("names_other_maps")


_CHECKS: Mapping[str, Callable[[Path], None]] = {".shp": _check_length, ".tab": _check_own}
