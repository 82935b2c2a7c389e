"""Which layers of a drawing bound parcels: the circular's levels and plain words first, the faces decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.text import fold
from pipeline.vectors.drawing import Stroke

# Lines that close parcels (Circular 25/2014, App. 18, and Circular 26/2024, App. 21): boundary, edge of road,
# of railway and of water, foot of dike.
_CLOSING = frozenset({10, 21, 23, 31, 32, 38})
_SHAPES = frozenset({53, 63})  # where offices put closed parcels, whatever the circular says
# Words of layers, folded: what bounds, and what never does.
_BOUNDS = re.compile(
    r"ranh|\bbd\b|boundary|thua ?dat|duong gt|giao ?thong|chi ?gioi"
    r"|thuy|kenh|muong|song|bo ao|\bde\b"
)
_NEVER = re.compile(
    r"nha\b|nhan|khung|luoi|khong che|kc\b|phap ly|qui hoach|quy hoach|text|chu\b|ghi chu|ten\b"
    r"|so thua|dien tich|loai dat|tim\b|long duong"
)
_LEVEL = re.compile(r"(?:level|lv|l)?[ _-]*0*(\d{1,2})", re.IGNORECASE)


def level_of(layer: str) -> int | None:
    """The level that a layer's name states: ``10``, ``Level 10``."""
    found = _LEVEL.fullmatch(layer.strip())
    return int(found[1]) if found else None


def bounding(strokes: Iterable[Stroke]) -> tuple[list[Stroke], list[Stroke]]:
    """Lines that bound parcels by the name of their layer, and closed shapes that may be whole parcels."""
    lines: list[Stroke] = []
    shapes: list[Stroke] = []
    for stroke in strokes:
        level = level_of(stroke.layer)
        if level in _SHAPES and stroke.is_closed:
            shapes.append(stroke)
        elif level in _CLOSING or (level is None and _says_bounds(stroke.layer)):
            lines.append(stroke)
    return lines, shapes


def _says_bounds(layer: str) -> bool:
    words = fold(re.sub(r"[_\-.]", " ", layer))
    return bool(_BOUNDS.search(words)) and not _NEVER.search(words)


def layers_of(strokes: Sequence[Stroke]) -> list[str]:
    """Names of the layers that hold lines, in their order."""
    return list(dict.fromkeys(stroke.layer for stroke in strokes))
