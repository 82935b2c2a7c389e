"""How much a digital map may hold; its texts as bytes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString

from pipeline.errors import ScanError
from pipeline.model import FloatArray

MAX_BYTES = 512 << 20  # a whole commune of 31,000 parcels is 60 MB
MAX_ELEMENTS = 2_000_000
MAX_VERTICES = 5_000_000  # of curves too, whose chords no file's size bounds
MAX_BLOCKS = 100_000  # opened; of 31,000 parcels each may have its label in one
MAX_TEXT_BYTES = 4_096
MAX_COORDINATE = (
    1e10  # the largest of any system is its northing, a quarter of the Earth's round, in millimetres
)
MAX_CROSSINGS = 1_000_000  # counted from either line; 31,000 parcels have 400,000


def refuse_above(most: int, count: int) -> None:
    """Raises ScanError where a map has more elements than ``most``."""
    if count > most:
        raise ScanError("too_many_elements", {"most": most})


def refuse_tangled(lines: Sequence[FloatArray]) -> None:
    """Raises ScanError where lines, each (n, 2), touch each other so often that no map can be meant."""
    array = np.asarray([LineString(points) for points in lines if len(points) > 1], dtype=object)
    tree, found = shapely.STRtree(array), 0
    step = max(1, MAX_CROSSINGS // max(1, len(array)))  # so that no query has more answers than are allowed
    for first in range(0, len(array), step):
        found += tree.query(array[first : first + step], "intersects").shape[1]
        if found > MAX_CROSSINGS:
            raise ScanError("lines_tangled", {"most": MAX_CROSSINGS})


def as_bytes(text: str) -> bytes:
    """The bytes that a program stored: letters of one byte may be an old encoding, others are Unicode."""
    try:
        return text.encode("cp1252")[:MAX_TEXT_BYTES]
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")[:MAX_TEXT_BYTES]
