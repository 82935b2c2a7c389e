"""Rows of the delivery's layers as tables of one edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from pipeline.delivery.layers import GEOMETRY_COLUMN, Column, Layer
from pipeline.delivery.references import Cell

Row = Mapping[str, Any]
Show = Callable[[Cell], str | None]
_DTYPES = {"text": "string", "integer": "Int64", "real": "float64", "flag": "boolean"}


def framed(rows: Mapping[Layer, Sequence[Row]], epsg: int, show: Show) -> dict[str, pd.DataFrame]:
    """One frame a layer, with exactly its columns, and ``geom`` where it has shapes, in the zone ``epsg``.

    ``show`` says what a text cell is in this edition.
    """
    return {layer.name: _frame(layer, own, epsg, show) for layer, own in rows.items()}


def _frame(layer: Layer, rows: Sequence[Row], epsg: int, show: Show) -> pd.DataFrame:
    columns = {column.name: _series(column, rows, show) for column in layer.columns}
    if layer.geometry is None:
        return pd.DataFrame(columns)
    shapes = gpd.GeoSeries([row["geom"] for row in rows], dtype="geometry", crs=epsg)
    columns[GEOMETRY_COLUMN] = shapes
    frame: pd.DataFrame = gpd.GeoDataFrame(columns, geometry=GEOMETRY_COLUMN, crs=epsg)
    return frame


def _series(column: Column, rows: Iterable[Row], show: Show) -> pd.Series[Any]:
    cells = (row.get(column.name) for row in rows)
    if column.kind == "text":  # blank is null
        said = [None if cell is None else (show(cell) or "").strip() or None for cell in cells]
        return pd.Series(said, dtype=_DTYPES["text"])
    return pd.Series(list(cells), dtype=_DTYPES[column.kind])


def multi(shapes: Sequence[BaseGeometry | None]) -> list[BaseGeometry | None]:
    """MultiPolygons with rings the way the standard wants them: shells counter-clockwise; None stays."""
    there = [position for position, shape in enumerate(shapes) if shape is not None]
    parts, owner = shapely.get_parts([shapes[position] for position in there], return_index=True)
    whole = list(shapes)
    if len(parts):
        turned = shapely.orient_polygons(parts, exterior_cw=False)
        made = np.empty(len(there), object)
        shapely.multipolygons(turned, indices=owner, out=made)
        for position, shape in zip(there, made, strict=True):
            whole[position] = shape
    return whole
