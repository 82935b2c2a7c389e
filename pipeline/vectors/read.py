"""One file of a digital map to sheets of parcels in the commune's own zone, metres (easting, northing)."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import SheetParcels
from pipeline.vectors.door import open_map
from pipeline.vectors.drawing import Table
from pipeline.vectors.drawn_sheets import read_drawing
from pipeline.vectors.table_sheets import read_table


def read_map(path: Path, name: str, commune: str) -> list[SheetParcels]:
    """The sheets of a digital map; ``name`` is its path below the commune's folder, ``commune`` today's code.

    A map that cannot be placed is one sheet without parcels, with the reason. Raises ScanError where the file
    cannot be read at all.
    """
    content = open_map(path)
    read = read_table if isinstance(content, Table) else read_drawing
    return read(content, name, commune)  # type: ignore[arg-type]
