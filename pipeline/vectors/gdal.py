"""The door to GDAL, through pyogrio: one driver named, texts as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.errors import ScanError
from pipeline.model import Known
from pipeline.vectors import limits

DRIVERS: Mapping[str, str] = {
    ".dgn": "DGN",
    ".dxf": "DXF",
    ".shp": "ESRI Shapefile",
    ".tab": "MapInfo File",
    ".mif": "MapInfo File",
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
}
BYTES = "ISO-8859-1"  # every byte is a letter: nothing is recoded
_ENCODINGS: Mapping[str, str] = {".shp": BYTES, ".tab": "CP1252", ".mif": "CP1252"}
# Before a path: no other driver opens it. Of JSON some would, and go wherever it sends them.
_ALONE: Mapping[str, str] = {"GeoJSON": "GEOJSON:"}


@dataclass(frozen=True, slots=True)
class Layer:
    """Shapes, None where a row has none, and the values of each field; ``claim``: the CRS declared (WKT)."""

    shapes: NDArray[Any]
    columns: Mapping[str, NDArray[Any]]
    claim: str


def read(path: Path, layer: str | None = None, sql: str | None = None, **options: Any) -> Layer:
    """A layer of a map, or the first.

    ``options`` of the driver. Raises ScanError where it is of another kind or holds too much, and what
    pyogrio raises where it is bad.
    """
    import pyogrio  # noqa: PLC0415  only the process that reads pays for it

    suffix = path.suffix.lower()
    driver, encoding = DRIVERS[suffix], _ENCODINGS.get(suffix)
    place = f"{_ALONE.get(driver, '')}{path}"
    info = pyogrio.read_info(place, layer=layer, encoding=encoding, **options)
    if info["driver"] != driver:
        raise ScanError("no_such_map", {"format": Known(driver)})
    limits.refuse_above(limits.MAX_ELEMENTS, info["features"] or 0)
    meta, _, geometry, columns = pyogrio.raw.read(place, layer=layer, encoding=encoding, sql=sql, **options)
    fields = {str(name): column for name, column in zip(meta["fields"], columns, strict=True)}
    return Layer(np.asarray(shapely.from_wkb(geometry)), fields, str(meta.get("crs") or ""))
