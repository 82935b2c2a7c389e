"""The files of one digital map: what belongs to it lies beside it under its name, and is hashed with it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.files import hash_file, output_errors
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


@contextmanager
def set_apart(path: Path) -> Iterator[Path]:
    """The map under a plain name, with what belongs to it and nothing else beside it.

    Libraries take parts of a path for archives and addresses (``!``), and open what lies beside a map by its
    name. Raises OutputError where nothing can be made in the temporary folder.
    """
    place = Path(tempfile.gettempdir())
    with output_errors(place):
        folder = tempfile.TemporaryDirectory(dir=place)
        for part in _parts(path):
            (Path(folder.name) / f"map{part.suffix}").symlink_to(part.resolve())
    with folder:
        yield Path(folder.name) / f"map{path.suffix}"


def _parts(path: Path) -> list[Path]:
    """The map and its companions; a link leads elsewhere, and a pipe would be waited for."""
    beside = (other for other in path.parent.iterdir() if other.stem == path.stem)
    companions = (other for other in beside if other.suffix.lower() in COMPANIONS)
    return [path, *sorted(other for other in companions if other.is_file() and not other.is_symlink())]
