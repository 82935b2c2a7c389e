"""GeoHash (G. Niemeyer, 2008): a point in degrees of WGS 84 as letters; bits in turn, longitude first."""

from __future__ import annotations

LENGTH = 12  # of a parcel's identifier, Circular 19/2026, App. I; a cell is about 3.5 x 1.9 cm here
_ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"


def encode(longitude: float, latitude: float, length: int = LENGTH) -> str:
    """The GeoHash of a point in degrees, WGS 84."""
    half = 5 * length // 2
    columns, rows = 5 * length - half, half
    column = _cell(longitude, -180.0, 180.0, columns)
    row = _cell(latitude, -90.0, 90.0, rows)
    bits = 0
    for place in range(5 * length):
        value, left = (column, columns - 1 - place // 2) if place % 2 == 0 else (row, rows - 1 - place // 2)
        bits = bits << 1 | (value >> left & 1)
    return "".join(_ALPHABET[bits >> 5 * (length - 1 - place) & 31] for place in range(length))


def _cell(value: float, low: float, high: float, bits: int) -> int:
    share = (value - low) / (high - low)
    return min(max(int(share * (1 << bits)), 0), (1 << bits) - 1)


def decode(text: str) -> tuple[float, float]:
    """Longitude and latitude of the middle of a GeoHash's cell. Raises ValueError for what is none."""
    column = row = 0
    bits = 0
    for letter in text:
        bits = bits << 5 | _ALPHABET.index(letter)
    count = 5 * len(text)
    for place in range(count):
        bit = bits >> (count - 1 - place) & 1
        if place % 2 == 0:
            column = column << 1 | bit
        else:
            row = row << 1 | bit
    columns, rows = count - count // 2, count // 2
    return (column + 0.5) / (1 << columns) * 360 - 180, (row + 0.5) / (1 << rows) * 180 - 90
