"""Design files of MicroStation before version 8, byte by byte.

Every element: level and type, length in words, range, graphic group, attributes; then what it is made of.
Whole numbers of four bytes come with the high half first. Coordinates are stored in millimetres, the global
origin at 500 000 m east, 1 000 000 m north (App. 18 of Circular 25/2014).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyogrio

Points = npt.NDArray[np.float64]
MOST_POINTS = 101  # of a line string or shape
_LINE, _STRING, _SHAPE, _CELL, _TEXT, _GROUP_DATA = 3, 4, 6, 2, 17, 5
_ORIGIN_M = np.array([500_000.0, 1_000_000.0])
_UNITS_PER_M = 1000
_END = b"\xff\xff"
_SEED_TYPES = (9, 8)  # the header elements kept of the seed file: design, digitizer


@dataclass
class DgnFile:
    """Elements in the order in which they are added; ``save`` writes them."""

    elements: list[bytes] = field(default_factory=list)

    def add_line(self, points_m: Points, level: int, group: int = 0) -> None:
        """A line through (n, 2) metres, in as many elements as their limit of points needs."""
        for start in range(0, len(points_m) - 1, MOST_POINTS - 1):
            self.elements.append(_line(points_m[start : start + MOST_POINTS], level, group))

    def add_shape(self, ring_m: Points, level: int) -> None:
        """A closed shape. Raises ValueError for more points than one element holds."""
        if len(ring_m) > MOST_POINTS:
            raise ValueError(f"{len(ring_m)} points are more than a shape holds")
        self.elements.append(_element(_SHAPE, level, 0, _counted(ring_m), ring_m))

    def add_text(self, text: bytes, at_m: tuple[float, float], height_m: float, level: int) -> None:
        """A level text, its lower left corner at ``at_m``."""
        self.elements.append(text_element(text, at_m, height_m, level))

    def add_cell(self, name: str, members: list[bytes], at_m: tuple[float, float]) -> None:
        """A cell of elements made by ``text_element`` and ``line_element``."""
        parts = [bytes([part[0] | 0x80]) + part[1:] for part in members]
        self.elements += [_cell_header(name, sum(map(len, parts)), at_m), *parts]

    def save(self, path: Path) -> None:
        """Write the file with its end mark."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_header() + b"".join(self.elements) + _END)


def line_element(points_m: Points, level: int, group: int = 0) -> bytes:
    """One line or line string."""
    return _line(points_m, level, group)


def text_element(
    text: bytes,
    at_m: tuple[float, float],
    height_m: float,
    level: int,
    turned_deg: float = 0.0,
    group: int = 0,
) -> bytes:
    """One text; its characters are as wide as they are high times 0.6."""
    size = round(height_m * _UNITS_PER_M * 1000 / 6)
    corner = np.array([at_m])
    body = bytes([3, 2]) + _int32(round(size * 0.6)) + _int32(size) + _int32(round(turned_deg * 360_000))
    body += _points(corner) + bytes([len(text), 0]) + text + b"\0" * (len(text) % 2)
    box = np.vstack([corner, corner + np.array([0.6 * height_m * len(text), height_m])])
    return _element(_TEXT, level, group, body, box)


def _line(points_m: Points, level: int, group: int) -> bytes:
    if len(points_m) == 2:
        return _element(_LINE, level, group, _points(points_m), points_m)
    return _element(_STRING, level, group, _counted(points_m), points_m)


def _element(kind: int, level: int, group: int, body: bytes, extent_m: Points) -> bytes:
    words = (36 + len(body)) // 2
    low, high = _stored(extent_m).min(axis=0), _stored(extent_m).max(axis=0)
    box = b"".join(_int32(int(v) ^ -0x80000000) for v in (*low, 0, *high, 0))
    head = struct.pack("<BBH", level, kind, words - 2) + box
    return head + struct.pack("<HHHBB", group, words - 16, 0, 0, 0) + body


def _cell_header(name: str, members: int, at_m: tuple[float, float]) -> bytes:
    corner = np.array([at_m])
    total = (92 + members - 38) // 2
    body = struct.pack("<H", total) + _radix50(name) + b"\0" * 10 + _points(corner) * 2
    body += _int32(214748) + _int32(0) + _int32(0) + _int32(214748) + _points(corner)
    return _element(_CELL, 0, 0, body, corner)


def _radix50(name: str) -> bytes:
    alphabet = " ABCDEFGHIJKLMNOPQRSTUVWXYZ$. 0123456789"
    digits = [alphabet.index(letter) for letter in f"{name:<6.6}".upper()]
    halves = [(a * 40 + b) * 40 + c for a, b, c in (digits[:3], digits[3:])]
    return struct.pack("<HH", *halves)


def _stored(points_m: Points) -> npt.NDArray[np.int64]:
    stored: npt.NDArray[np.int64] = np.round((points_m - _ORIGIN_M) * _UNITS_PER_M).astype(np.int64)
    return stored


def _points(points_m: Points) -> bytes:
    return b"".join(_int32(int(value)) for value in _stored(points_m).ravel())


def _counted(points_m: Points) -> bytes:
    return struct.pack("<H", len(points_m)) + _points(points_m)


def _int32(value: int) -> bytes:
    low_first = struct.pack("<i", value)
    return low_first[2:] + low_first[:2]


def _header() -> bytes:
    seed = (Path(pyogrio.__file__).parent / "gdal_data" / "seed_2d.dgn").read_bytes()
    kept, at = [], 0
    while seed[at : at + 2] != _END:
        size = 4 + 2 * struct.unpack_from("<H", seed, at + 2)[0]
        kept.append(seed[at : at + size])
        at += size
    design = bytearray(kept[0])
    design[1112:1120] = _int32(_UNITS_PER_M) + _int32(1)
    design[1120:1124] = b"m mm"
    design[1240:1264] = b"".join(_vax_double(float(v)) for v in (*(-_ORIGIN_M * _UNITS_PER_M), 0.0))
    return bytes(design) + kept[1]


def _vax_double(value: float) -> bytes:
    """A D-float: sign, eight bits of exponent, 55 of fraction, words with the high one first."""
    if value == 0.0:
        return bytes(8)
    fraction, exponent = np.frexp(abs(value))
    bits = int(fraction * 2**56) & (2**55 - 1)
    whole = (int(value < 0) << 63) | ((int(exponent) + 128) << 55) | bits
    words = struct.pack(">Q", whole)
    return b"".join(words[at : at + 2][::-1] for at in range(0, 8, 2))
