"""The layers that people edit, as they stand in a GeoPackage that somebody changed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline.delivery.layers import EDITED, GEOMETRY_COLUMN, Layer

_KEY = "khoa"
# A geometry in a GeoPackage: a head, an envelope by its kind, then WKB (OGC 12-128r18, clause 2.1.3).
_HEAD_BYTES, _ENVELOPE_BYTES = 8, (0, 32, 48, 48, 64)


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row of a layer: its number in the file, its cells by column, its outline (None: it has none)."""

    layer: Layer
    fid: int
    cells: Mapping[str, Any]
    shape: Polygon | MultiPolygon | None = None

    @property
    def key(self) -> str:
        """The key that stands in it."""
        return str(self.cells.get(_KEY) or "")


def edited_rows(gpkg: Path) -> list[EditedRow]:
    """The rows of the layers that people edit. Raises sqlite3.Error where file or layers are damaged."""
    place = f"{gpkg.resolve().as_uri()}?mode=ro&immutable=1"  # nothing is written beside it
    with contextlib.closing(sqlite3.connect(place, uri=True)) as database:
        database.row_factory = sqlite3.Row
        return [
            _row(layer, dict(row))
            for layer in EDITED
            for row in database.execute(f'SELECT * FROM "{layer.name}" ORDER BY fid')  # noqa: S608  ours
        ]


def _row(layer: Layer, cells: dict[str, Any]) -> EditedRow:
    shape = _shape(cells.pop(GEOMETRY_COLUMN, None))
    return EditedRow(layer, int(cells.pop("fid")), cells, shape)


def _shape(blob: bytes | None) -> Polygon | MultiPolygon | None:
    if blob is None:
        return None
    kind = min((blob[3] >> 1) & 7, len(_ENVELOPE_BYTES) - 1)
    shape = shapely.from_wkb(blob[_HEAD_BYTES + _ENVELOPE_BYTES[kind] :], on_invalid="ignore")
    return shape if isinstance(shape, Polygon | MultiPolygon) else None
