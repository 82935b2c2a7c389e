"""The only door for digital maps that strangers made; DXF is opened in ``dxf``, tables in ``polygon_tables``.

What a file is, its first bytes say. Texts come as bytes, because every library recodes some of them wrongly:
GDAL cuts the last letter of texts in code page 1258 and stops a DGN at its first letter beyond ASCII.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely

from pipeline.errors import ScanError
from pipeline.map_files import set_apart
from pipeline.model import Known
from pipeline.vectors import gdal, limits
from pipeline.vectors.drawing import Drawing, Stroke, Table, Writing
from pipeline.vectors.dxf import open_dxf
from pipeline.vectors.polygon_tables import open_tables

_STYLE = re.compile(rb'LABEL\(t:"(?:[^"\\]|\\.)*"(?P<rest>.*)\)', re.DOTALL)
_DGN_TEXT, _DGN_NODE = 17, 7
_DGN_COLUMNS = "SELECT Type, Level, GraphicGroup, Text, OGR_STYLE FROM elements"
_DGN_END = b"\xff\xff"
_DGN_LINES = frozenset({3, 4, 6, 11, 12, 14, 15, 16})
# How files of each kind begin: no format that points elsewhere is opened.
_SIGNATURES: Mapping[str, bytes] = {
    ".dgn": rb"\x08\x09\xfe\x02|\xc8\x09\xfe\x02",
    ".dxf": rb"\s*(?:0\s+SECTION|999\s)",
    ".shp": rb"\x00\x00\x27\x0a",
    ".tab": rb"\s*!table",
    ".mif": rb"\s*version",
    ".gpkg": rb"SQLite format 3\x00",
    ".geojson": rb"(?:\xef\xbb\xbf)?\s*\{",
    ".json": rb"(?:\xef\xbb\xbf)?\s*\{",
}


def open_map(path: Path) -> Drawing | tuple[Table, ...]:
    """Read a digital map whole: a drawing, or all its tables of polygons.

    Raises ScanError with the reason in plain words, and OSError.
    """
    suffix, head = path.suffix.lower(), _head(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ScanError("is_dgn_v8")
    if re.match(rb"AC10\d\d", head):
        raise ScanError("is_dwg")
    name = gdal.DRIVERS[suffix]
    if not re.match(_SIGNATURES[suffix], head, re.IGNORECASE):
        raise ScanError("no_such_map", {"format": Known(name)})
    read = _READERS.get(suffix, open_tables)
    with set_apart(path) as alone:
        try:
            return read(alone)
        except ScanError:
            raise
        except Exception as cause:  # a stranger's file: libraries fail on it in every way
            raise ScanError("damaged_map", {"format": Known(name)}) from cause


def _head(path: Path) -> bytes:
    size = path.stat().st_size
    if size == 0:
        raise ScanError("empty_file")
    if size > limits.MAX_BYTES:
        raise ScanError("file_too_large", {"most": limits.MAX_BYTES >> 20})
    with path.open("rb") as file:
        return file.read(64)


# --- DGN V7 ---------------------------------------------------------------------------------------------


def _open_dgn(path: Path) -> Drawing:
    if not _is_whole(path.read_bytes()):
        raise ScanError("map_cut_short")
    read = gdal.read(path, sql=_DGN_COLUMNS, ENCODING=gdal.BYTES)
    return Drawing(
        tuple(_dgn_strokes(read.columns, read.shapes)), tuple(_dgn_writings(read.columns, read.shapes))
    )


def _is_whole(content: bytes) -> bool:
    """Whether the elements follow each other to the mark of the end; each says how many words it has."""
    place = 0
    while place + 4 <= len(content):
        if content[place : place + 2] == _DGN_END:
            return True
        place += 4 + 2 * int.from_bytes(content[place + 2 : place + 4], "little")
    return content[place : place + 2] == _DGN_END


def _dgn_strokes(rows: Mapping[str, Any], shapes: Any) -> Iterator[Stroke]:
    for kind, level, shape in zip(rows["Type"], rows["Level"], shapes, strict=True):
        if kind in _DGN_LINES and shape is not None:
            for part in _rings(shape):
                yield Stroke(part, str(level))


def _dgn_writings(rows: Mapping[str, Any], shapes: Any) -> Iterator[Writing]:
    columns = (rows[name] for name in ("Type", "Level", "GraphicGroup", "Text", "OGR_STYLE"))
    for element, (shape, kind, level, group, text, style) in enumerate(zip(shapes, *columns, strict=True)):
        if kind not in (_DGN_TEXT, _DGN_NODE) or shape is None or not text:
            continue
        raw = str(text).encode(gdal.BYTES, "replace")[: limits.MAX_TEXT_BYTES]
        height, angle = _dgn_style(str(style or "").encode(gdal.BYTES, "replace"))
        x, y = shapely.get_coordinates(shape)[0]
        together = 0 if math.isnan(group) else int(group)
        yield Writing(raw, "", float(x), float(y), height, angle, str(level), element, together)


def _dgn_style(style: bytes) -> tuple[float, float]:
    """Height in metres and angle in degrees of a text out of OGR's style string."""
    found = _STYLE.match(style)
    rest = (found["rest"] if found else style).decode("ascii", "replace")
    height, angle = re.search(r",s:([0-9.]+)g", rest), re.search(r",a:(-?[0-9.]+)", rest)
    return float(height[1]) if height else 1.0, float(angle[1]) if angle else 0.0


def _rings(shape: Any) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if shapely.get_dimensions(part) == 2:
            yield from (shapely.get_coordinates(ring) for ring in shapely.get_rings(part))
        elif shapely.get_dimensions(part) == 1:
            yield shapely.get_coordinates(part)


_READERS: Mapping[str, Callable[[Path], Drawing | tuple[Table, ...]]] = {".dgn": _open_dgn, ".dxf": open_dxf}
