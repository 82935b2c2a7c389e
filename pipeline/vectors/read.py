"""One file of a digital map to sheets of parcels in the commune's own zone, metres (easting, northing)."""

from __future__ import annotations

from pathlib import Path

from pipeline.map_files import FAMIS
from pipeline.model import DigitalMap
from pipeline.vectors.door import open_map
from pipeline.vectors.drawing import Drawing
from pipeline.vectors.drawn_sheets import read_drawing
from pipeline.vectors.famis import read_famis
from pipeline.vectors.sheet import File
from pipeline.vectors.table_sheets import read_tables


def read_map(path: Path, file: File) -> DigitalMap:
    """The sheets of a digital map, and the rows of tables that name holders.

    ``file``: its name, its commune, and what a person said of it. A map that cannot be placed, or is of
    another commune, is one sheet without parcels, with the reason. Raises ScanError where nothing of it can
    be read, and OSError.
    """
    if path.suffix.lower() == FAMIS:
        page = read_famis(path, file)
        return DigitalMap((), () if page is None else (page,))
    content = open_map(path)
    if isinstance(content, Drawing):
        return DigitalMap(tuple(read_drawing(content, file)))
    return read_tables(content, file)
