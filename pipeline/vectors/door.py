"""The only door for digital maps that strangers made: GDAL through pyogrio with one driver named, DXF by
ezdxf.

What a file is, its first bytes say. Texts come as bytes, because every library recodes some of them wrongly:
GDAL cuts the last letter of texts in code page 1258 and stops a DGN at its first letter beyond ASCII.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from pipeline.errors import ScanError
from pipeline.model import Known
from pipeline.vectors.drawing import Drawing, Stroke, Table, Writing

MAX_BYTES = 512 << 20  # a whole commune of 31,000 parcels is 60 MB
MAX_ELEMENTS = 2_000_000
MAX_TEXT_BYTES = 4_096
_STYLE = re.compile(rb'LABEL\(t:"(?:[^"\\]|\\.)*"(?P<rest>.*)\)', re.DOTALL)
_DGN_TEXT, _DGN_NODE = 17, 7
_DGN_END = b"\xff\xff"
_DGN_LINES = frozenset({3, 4, 6, 11, 12, 14, 15, 16})
# What each kind is called, by GDAL too, and how its files begin: no format that points elsewhere is opened.
_FORMATS: Mapping[str, tuple[str, bytes]] = {
    ".dgn": ("DGN", rb"\x08\x09\xfe\x02|\xc8\x09\xfe\x02"),
    ".dxf": ("DXF", rb"\s*(?:0\s+SECTION|999\s)"),
    ".shp": ("ESRI Shapefile", rb"\x00\x00\x27\x0a"),
    ".tab": ("MapInfo File", rb"\s*!table"),
    ".mif": ("MapInfo File", rb"\s*version"),
    ".gpkg": ("GPKG", rb"SQLite format 3\x00"),
    ".geojson": ("GeoJSON", rb"(?:\xef\xbb\xbf)?\s*\{"),
    ".json": ("GeoJSON", rb"(?:\xef\xbb\xbf)?\s*\{"),
}
_BYTES = "ISO-8859-1"  # every byte is a letter: nothing is recoded


def open_map(path: Path) -> Drawing | Table:
    """Read a digital map whole. Raises ScanError with the reason in plain words, and OSError."""
    suffix, head = path.suffix.lower(), _head(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ScanError("is_dgn_v8")
    if re.match(rb"AC10\d\d", head):
        raise ScanError("is_dwg")
    name, signature = _FORMATS[suffix]
    if not re.match(signature, head, re.IGNORECASE):
        raise ScanError("no_such_map", {"format": Known(name)})
    read = _READERS.get(suffix, _open_table)
    try:
        return read(path)
    except ScanError:
        raise
    except Exception as cause:  # a stranger's file: libraries fail on it in every way
        raise ScanError("damaged_map", {"format": Known(name)}) from cause


def _head(path: Path) -> bytes:
    size = path.stat().st_size
    if size == 0:
        raise ScanError("empty_file")
    if size > MAX_BYTES:
        raise ScanError("file_too_large", {"most": MAX_BYTES >> 20})
    with path.open("rb") as file:
        return file.read(64)


# --- DGN V7 ---------------------------------------------------------------------------------------------


def _open_dgn(path: Path) -> Drawing:
    if not _is_whole(path.read_bytes()):
        raise ScanError("map_cut_short")
    meta, _, geometry, columns = _read(
        path,
        "DGN",
        sql="SELECT Type, Level, GraphicGroup, Text, OGR_STYLE FROM elements",
        encoding=None,
        ENCODING=_BYTES,
    )
    rows = dict(zip(meta["fields"], columns, strict=True))
    shapes = shapely.from_wkb(geometry)
    return Drawing(tuple(_dgn_strokes(rows, shapes)), tuple(_dgn_writings(rows, shapes)))


def _is_whole(content: bytes) -> bool:
    """Whether the elements follow each other to the mark of the end; each says how many words it has."""
    place = 0
    while place + 4 <= len(content):
        if content[place : place + 2] == _DGN_END:
            return True
        place += 4 + 2 * int.from_bytes(content[place + 2 : place + 4], "little")
    return content[place : place + 2] == _DGN_END


def _dgn_strokes(rows: dict[str, Any], shapes: Any) -> Iterator[Stroke]:
    for kind, level, shape in zip(rows["Type"], rows["Level"], shapes, strict=True):
        if kind in _DGN_LINES and shape is not None:
            for part in _rings(shape):
                yield Stroke(part, str(level))


def _dgn_writings(rows: dict[str, Any], shapes: Any) -> Iterator[Writing]:
    columns = (rows[name] for name in ("Type", "Level", "GraphicGroup", "Text", "OGR_STYLE"))
    for element, (shape, kind, level, group, text, style) in enumerate(zip(shapes, *columns, strict=True)):
        if kind not in (_DGN_TEXT, _DGN_NODE) or shape is None or not text:
            continue
        raw = str(text).encode(_BYTES, "replace")[:MAX_TEXT_BYTES]
        height, angle = _dgn_style(str(style or "").encode(_BYTES, "replace"))
        x, y = shapely.get_coordinates(shape)[0]
        together = 0 if math.isnan(group) else int(group)
        yield Writing(raw, "", float(x), float(y), height, angle, str(level), element, together)


def _dgn_style(style: bytes) -> tuple[float, float]:
    """Height in metres and angle in degrees of a text out of OGR's style string."""
    found = _STYLE.match(style)
    rest = (found["rest"] if found else style).decode("ascii", "replace")
    height, angle = re.search(r",s:([0-9.]+)g", rest), re.search(r",a:(-?[0-9.]+)", rest)
    return float(height[1]) if height else 1.0, float(angle[1]) if angle else 0.0


# --- DXF ------------------------------------------------------------------------------------------------


def _open_dxf(path: Path) -> Drawing:
    from ezdxf.filemanagement import readfile  # noqa: PLC0415  only the process that reads pays for it

    logging.getLogger("ezdxf").setLevel(logging.CRITICAL)  # its warnings quote the file
    document = readfile(path)
    strokes: list[Stroke] = []
    writings: list[Writing] = []
    for number, entity in enumerate(_flat(document.modelspace(), 0)):
        if number > MAX_ELEMENTS:
            raise ScanError("too_many_elements", {"most": MAX_ELEMENTS})
        strokes += _dxf_strokes(entity)
        writings += _dxf_writings(entity, number)
    return Drawing(tuple(strokes), tuple(writings))


_DEEPEST_BLOCK = 8


def _flat(entities: Any, depth: int) -> Iterator[Any]:
    """Entities with blocks opened: their parts in place, and the attributes that belong to them."""
    for entity in entities:
        if entity.dxftype() != "INSERT":
            yield entity
        elif depth < _DEEPEST_BLOCK:
            yield from entity.attribs
            yield from _flat(entity.virtual_entities(), depth + 1)


_CHORD_M = 0.01  # a curve's chords lie this near to it: half the centimetre to which points are surveyed


def _xy(point: Any) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _dxf_strokes(entity: Any) -> Iterator[Stroke]:
    from ezdxf import path as curves  # noqa: PLC0415

    kind, layer = entity.dxftype(), str(entity.dxf.layer)
    if kind == "LINE":
        yield Stroke(np.array([_xy(entity.dxf.start), _xy(entity.dxf.end)], np.float64), layer)
    elif kind in ("LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"):
        points = [(p.x, p.y) for p in curves.make_path(entity).flattening(_CHORD_M)]
        if len(points) > 1:
            yield Stroke(np.array(points, np.float64), layer)


def _dxf_writings(entity: Any, element: int) -> Iterator[Writing]:
    kind = entity.dxftype()
    if kind in ("TEXT", "ATTRIB"):
        place = _justified(entity)
        x, y = place if place else _xy(entity.dxf.insert)
        yield _dxf_writing(entity, entity.dxf.text, (x, y), entity.dxf.height, element, place is not None)
    elif kind == "MTEXT":
        text = entity.plain_text()
        anchored = entity.dxf.attachment_point == 5  # middle centre
        yield _dxf_writing(entity, text, _xy(entity.dxf.insert), entity.dxf.char_height, element, anchored)


def _justified(entity: Any) -> tuple[float, float] | None:
    """The centre of a text that was placed by its middle."""
    if entity.dxf.halign in (1, 4) and entity.dxf.hasattr("align_point"):
        x, y = _xy(entity.dxf.align_point)
        up = 0.0 if entity.dxf.halign == 4 or entity.dxf.valign == 2 else entity.dxf.height / 2
        return float(x), float(y) + up
    return None


def _dxf_writing(
    entity: Any, text: str, place: tuple[float, float], height: float, element: int, anchored: bool
) -> Writing:
    angle = float(entity.dxf.get("rotation", 0.0))
    if not math.isfinite(angle):
        angle = 0.0
    return Writing(
        as_bytes(text),
        "",
        float(place[0]),
        float(place[1]),
        float(height),
        angle,
        str(entity.dxf.layer),
        element,
        anchored=anchored,
    )


def as_bytes(text: str) -> bytes:
    """The bytes that a program stored: letters of one byte may be an old encoding, others are Unicode."""
    try:
        return text.encode("cp1252")[:MAX_TEXT_BYTES]
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")[:MAX_TEXT_BYTES]


# --- tables ---------------------------------------------------------------------------------------------


def _open_table(path: Path) -> Table:
    encoding = _ENCODINGS.get(path.suffix.lower())
    meta, _, geometry, columns = _read(path, _FORMATS[path.suffix.lower()][0], encoding=encoding)
    fields = dict(zip(meta["fields"], columns, strict=True))
    shapes = shapely.force_2d(shapely.from_wkb(geometry))
    kept = [k for k, shape in enumerate(shapes) if shape is not None and shapely.get_dimensions(shape) == 2]
    values = {str(name): tuple(_plain(column[k]) for k in kept) for name, column in fields.items()}
    return Table(tuple(shapes[k] for k in kept), values, str(meta.get("crs") or ""))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return as_bytes(value)
    return value.item() if isinstance(value, np.generic) else value


def _read(path: Path, driver: str, encoding: str | None, **options: Any) -> Any:
    import pyogrio  # noqa: PLC0415

    info = pyogrio.read_info(path, encoding=encoding, **{k: v for k, v in options.items() if k != "sql"})
    if info["driver"] != driver:
        raise ScanError("no_such_map", {"format": Known(driver)})
    if (info["features"] or 0) > MAX_ELEMENTS:
        raise ScanError("too_many_elements", {"most": MAX_ELEMENTS})
    return pyogrio.raw.read(path, encoding=encoding, **options)


def _rings(shape: Any) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if shapely.get_dimensions(part) == 2:
            yield from (shapely.get_coordinates(ring) for ring in shapely.get_rings(part))
        elif shapely.get_dimensions(part) == 1:
            yield shapely.get_coordinates(part)


_ENCODINGS = {".shp": _BYTES, ".tab": "CP1252", ".mif": "CP1252"}
_READERS: Mapping[str, Callable[[Path], Drawing | Table]] = {".dgn": _open_dgn, ".dxf": _open_dxf}
