"""The files of one digital map: what belongs to it lies beside it under its name, and is hashed with it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.files import hash_file
from pipeline.input_files import inaccessible

MAPS = (".dgn", ".dxf", ".shp", ".tab", ".mif", ".gpkg", ".geojson", ".json")
FAMIS = ".txt"  # tables of parcels that lie beside drawings
COMPANIONS = (
    *(".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx"),
    *(".dat", ".map", ".id", ".ind", ".mid", ".xml"),
)


def hash_map(path: Path) -> str:
    """SHA-256 of a map and all that belongs to it. Raises ScanInaccessibleError where it is not reached."""
    digest = hashlib.sha256()
    try:
        for part in _parts(path):
            digest.update(f"{part.suffix.lower()} {hash_file(part)}\n".encode())
    except OSError as error:
        raise inaccessible(error) from error
    return digest.hexdigest()


def _parts(path: Path) -> list[Path]:
    beside = (other for other in path.parent.iterdir() if other.stem == path.stem)
    return [path, *sorted(other for other in beside if other.suffix.lower() in COMPANIONS)]
