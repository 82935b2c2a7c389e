"""The door for DXF, by ezdxf: lines, curves as chords, texts as bytes, blocks opened where they stand."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import ScanError
from pipeline.vectors import limits
from pipeline.vectors.drawing import Drawing, Stroke, Writing

_DEEPEST_BLOCK = 8  # blocks in blocks; one that holds itself has no end
_CHORD_M = 0.01  # a curve's chords lie this near to it: half the centimetre to which points are surveyed
_CHORD_SHARE = (
    1e-8  # of a curve's size: one as large as the country (1,000 km) has thousands of chords, not more
)
_CODED = 4  # times as long as what it shows may an MTEXT be, with the codes of its look
_CURVES = ("LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE")


def open_dxf(path: Path) -> Drawing:
    """Read a DXF whole. Raises ScanError where it holds too much, and what ezdxf raises where it is bad."""
    from ezdxf.filemanagement import readfile  # noqa: PLC0415  only the process that reads pays for it

    logging.getLogger("ezdxf").setLevel(logging.CRITICAL)  # its warnings quote the file
    strokes: list[Stroke] = []
    writings: list[Writing] = []
    vertices = blocks = 0
    for number, entity in enumerate(_flat(readfile(path).modelspace(), 0)):
        limits.refuse_above(limits.MAX_ELEMENTS, number)
        blocks += entity.dxftype() == "INSERT"
        if blocks > limits.MAX_BLOCKS:
            raise ScanError("too_many_blocks", {"most": limits.MAX_BLOCKS})
        stroke = _stroke(entity)
        if stroke is not None:
            strokes.append(stroke)
            vertices += len(stroke.points)
            limits.refuse_above(limits.MAX_VERTICES, vertices)
        writings += _writings(entity, number)
    return Drawing(tuple(strokes), tuple(writings))


def _flat(entities: Any, depth: int) -> Iterator[Any]:
    """Entities, each reference to a block before the attributes that belong to it and the parts in place."""
    if depth > _DEEPEST_BLOCK:
        raise ScanError("blocks_too_deep", {"most": _DEEPEST_BLOCK})
    for entity in entities:
        if entity.dxftype() != "INSERT":
            yield entity
            continue
        for each in entity.multi_insert() if entity.mcount > 1 else (entity,):
            yield each
            yield from each.attribs
            yield from _flat(each.virtual_entities(), depth + 1)


def _stroke(entity: Any) -> Stroke | None:
    """The line of an entity, if it is one."""
    kind, layer = entity.dxftype(), str(entity.dxf.layer)
    if kind == "LINE":
        return Stroke(np.array([_xy(entity.dxf.start), _xy(entity.dxf.end)], np.float64), layer)
    points = _chords(entity) if kind in _CURVES else []
    return Stroke(np.array(points, np.float64), layer) if len(points) > 1 else None


def _chords(entity: Any) -> list[tuple[float, float]]:
    """The vertices of a curve, more of them where it bends."""
    from ezdxf import path as curves  # noqa: PLC0415

    curve = curves.make_path(entity)
    corners = np.array([_xy(point) for point in curve.control_vertices()] or [(0.0, 0.0)], np.float64)
    size = float(np.ptp(corners, axis=0).max())
    return [_xy(point) for point in curve.flattening(max(_CHORD_M, _CHORD_SHARE * size))]


def _xy(point: Any) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _writings(entity: Any, element: int) -> Iterator[Writing]:
    kind = entity.dxftype()
    if kind in ("TEXT", "ATTRIB"):
        place = _justified(entity)
        x, y = place if place else _xy(entity.dxf.insert)
        yield _writing(entity, entity.dxf.text, (x, y), entity.dxf.height, element, place is not None)
    elif kind == "MTEXT":
        entity.text = entity.text[: _CODED * limits.MAX_TEXT_BYTES]
        text = entity.plain_text()
        anchored = entity.dxf.attachment_point == 5  # middle centre
        yield _writing(entity, text, _xy(entity.dxf.insert), entity.dxf.char_height, element, anchored)


def _justified(entity: Any) -> tuple[float, float] | None:
    """The centre of a text that was placed by its middle."""
    if entity.dxf.halign in (1, 4) and entity.dxf.hasattr("align_point"):
        x, y = _xy(entity.dxf.align_point)
        up = 0.0 if entity.dxf.halign == 4 or entity.dxf.valign == 2 else entity.dxf.height / 2
        return float(x), float(y) + up
    return None


def _writing(
    entity: Any, text: str, place: tuple[float, float], height: float, element: int, anchored: bool
) -> Writing:
    angle = float(entity.dxf.get("rotation", 0.0))
    if not math.isfinite(angle):
        angle = 0.0
    return Writing(
        limits.as_bytes(text),
        "",
        float(place[0]),
        float(place[1]),
        float(height),
        angle,
        str(entity.dxf.layer),
        element,
        anchored=anchored,
    )
