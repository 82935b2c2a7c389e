"""Which delivery a GeoPackage holds, so that a copy that comes back is compared with no other."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import shapely

from pipeline.delivery.layers import GEOMETRY_COLUMN, PICTURES, layers_of

STANDARD = "urn:diachinh:delivery"  # by which its row of gpkg_metadata is known


def stamp_of(frames: Mapping[str, pd.DataFrame]) -> str:
    """A hash of all that the layers say; pictures, which are cut only for the delivery, say nothing more."""
    said = hashlib.sha256()
    for layer in layers_of(frames):
        if layer == PICTURES:
            continue
        frame = frames[layer.name]
        plain = frame.drop(columns=GEOMETRY_COLUMN, errors="ignore")
        said.update(f"{layer.name} {list(plain.columns)}".encode())
        said.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
        if GEOMETRY_COLUMN in frame:
            said.update(b"".join(shape or b"\0" for shape in shapely.to_wkb(frame[GEOMETRY_COLUMN].array)))
    return said.hexdigest()


def read_stamp(gpkg: Path) -> str:
    """The stamp of a GeoPackage; nothing where it has none. Raises sqlite3.Error where it is damaged."""
    place = f"{gpkg.resolve().as_uri()}?mode=ro&immutable=1"  # nothing is written beside it
    with contextlib.closing(sqlite3.connect(place, uri=True)) as database:
        found = database.execute(
            "SELECT metadata FROM gpkg_metadata WHERE md_standard_uri = ?", (STANDARD,)
        ).fetchone()
    return "" if found is None else str(found[0])
