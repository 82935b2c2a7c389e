"""The directories of a TIFF: which are pages, how each is coded, and which Pillow would draw wrong.

Pillow opens a file by its first directory and stops at one that it cannot lay out. Here each directory is
read by itself, only the tags that matter of it, so that no page costs another.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from pipeline.errors import ScanError
from pipeline.model import Known

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES = 256, 257, 258, 259, 262, 277
_SUBFILE, _OLD_SUBFILE, _FORMAT, _ORIENTATION = 254, 255, 339, 274
# Where the page lies (OGC 19-008r4, GeoTIFF 1.1).
PIXEL_SCALE, TIE_POINTS, MATRIX, GEO_KEYS = 33550, 33922, 34264, 34735
_WANTED = frozenset(
    {_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES, _SUBFILE, _OLD_SUBFILE, _FORMAT}
    | {_ORIENTATION, PIXEL_SCALE, TIE_POINTS, MATRIX, GEO_KEYS}
)
# Types of numbers (TIFF 6.0, section 2; 16 is the long one of BigTIFF).
_NUMBERS = {1: "B", 3: "H", 4: "I", 12: "d", 16: "Q"}
_MOST_VALUES = 600  # a hundred tie points; channels have a value each
# NewSubfileType (TIFF 6.0, section 8): bit 0 is a smaller copy of another picture, bit 2 a mask of one.
_NO_PAGE = 0b101
_OLD_SMALLER_COPY = 2
_WHITE_IS_ZERO, _UNSIGNED = 0, 1
# Compressions that other programs write and this door does not open.
_CLOSED = {
    34661: "JBIG",
    34712: "JPEG 2000",
    33003: "JPEG 2000",
    33005: "JPEG 2000",
    34887: "LERC",
    34933: "PNG",
    50001: "WebP",
    34927: "WebP",
    50002: "JPEG XL",
    52546: "JPEG XL",
}


@dataclass(frozen=True, slots=True)
class Directory:
    """One picture of the file by the tags that matter; ``place`` is where the directory lies in the file.

    ``tags`` is empty for a directory that is torn or lies nowhere.
    """

    place: int
    tags: dict[int, tuple[float, ...]] = field(default_factory=dict)

    def first(self, tag: int, default: int) -> int:
        """The tag's first value."""
        return int(self.tags.get(tag, (default,))[0])

    @property
    def is_whole(self) -> bool:
        """Whether it says how large its picture is."""
        return _WIDTH in self.tags and _HEIGHT in self.tags

    @property
    def is_page(self) -> bool:
        """False for overviews, thumbnails and masks: they are copies or parts of a page."""
        small = self.first(_OLD_SUBFILE, 0) == _OLD_SMALLER_COPY
        return not self.first(_SUBFILE, 0) & _NO_PAGE and not small

    @property
    def orientation(self) -> int:
        """How the page lies (1 to 8); Pillow turns it when its pixels are loaded."""
        return self.first(_ORIENTATION, 1)

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.first(_WIDTH, 0), self.first(_HEIGHT, 0)

    @property
    def bits(self) -> int:
        """Bits of a value, of the deepest channel."""
        return int(max(self.tags.get(_BITS, (1,))))

    @property
    def bytes_of_a_dot(self) -> int:
        """What all channels of a dot take, at least one byte."""
        return max(1, self.first(_SAMPLES, 1) * self.bits // 8)

    @property
    def is_deep_negative(self) -> bool:
        """Whether zero is white in values of more than 8 bits, which Pillow leaves as they are."""
        return self.first(_PHOTOMETRIC, 1) == _WHITE_IS_ZERO and self.bits > 8


def find_pages(file: BinaryIO, most: int) -> list[Directory]:
    """The directories that are pages; all of them where none says so. Raises ScanError for too many.

    Behind a torn directory nothing can be reached: it stands for the page that should be there. Nothing is
    found in what is no TIFF.
    """
    found: list[Directory] = []
    for directory in _directories(file):
        found.append(directory)
        if len(found) > most:
            raise ScanError("too_many_pages", {"most": most})
    return [each for each in found if each.is_page] or found


def check_drawable(directory: Directory) -> None:
    """Refuse what Pillow would draw as something else, or cannot draw. Raises ScanError with what it is."""
    closed = _CLOSED.get(directory.first(_COMPRESSION, 1))
    if closed is not None:
        raise ScanError("closed_compression", {"name": Known(closed)})
    bits = directory.bits
    if bits > 32 or (bits == 32 and directory.first(_FORMAT, _UNSIGNED) == _UNSIGNED):
        raise ScanError("closed_samples", {"bits": bits})


class SeenFrom(io.RawIOBase):
    """A TIFF as if the directory at ``place`` were its first."""

    def __init__(self, file: BinaryIO, place: int) -> None:
        self._file = file
        header = _header(file)
        self._head = b"" if header is None else header.pointing_at(place)
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        """As of any file."""
        start = self._file.tell()
        data = self._file.read(size)
        return self._head[start : start + len(data)] + data[max(0, len(self._head) - start) :]

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As of any file."""
        return self._file.tell()

    def fileno(self) -> int:
        """Libtiff reads the file itself; it is told the directory's place."""
        return self._file.fileno()


@dataclass(frozen=True, slots=True)
class _Header:
    """Byte order and widths of a TIFF or BigTIFF: of offsets, of the count of entries, of an entry."""

    order: str
    start: bytes
    offset: str
    count: str
    entry_bytes: int

    @property
    def first(self) -> int:
        """Where the first directory lies."""
        return int(struct.unpack(self.order + self.offset, self.start[-struct.calcsize(self.offset) :])[0])

    def pointing_at(self, place: int) -> bytes:
        """The file's first bytes with another first directory."""
        return self.start[: -struct.calcsize(self.offset)] + struct.pack(self.order + self.offset, place)


def _header(file: BinaryIO) -> _Header | None:
    file.seek(0)
    start = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(start[:2])
    version = struct.unpack(order + "H", start[2:4])[0] if order and len(start) == 16 else 0
    if order and version == 42:
        return _Header(order, start[:8], "I", "H", 12)
    if order and version == 43:
        return _Header(order, start, "Q", "Q", 20)
    return None


def _directories(file: BinaryIO) -> Iterator[Directory]:
    header = _header(file)
    place = 0 if header is None else header.first
    seen: set[int] = set()
    while header is not None and place and place not in seen:
        seen.add(place)
        try:
            tags, place_of_next = _read(file, header, place)
        except (struct.error, OverflowError, ValueError):
            yield Directory(place)
            return
        yield Directory(place, tags)
        place = place_of_next


def _read(file: BinaryIO, header: _Header, place: int) -> tuple[dict[int, tuple[float, ...]], int]:
    """The wanted tags of a directory, and where the next one lies."""
    _go(file, place)
    count = struct.unpack(header.order + header.count, file.read(struct.calcsize(header.count)))[0]
    if count > 0xFFFF:
        raise ValueError("more entries than there are tags")
    entries = file.read(count * header.entry_bytes)
    offset_bytes = struct.calcsize(header.offset)
    place_of_next = struct.unpack(header.order + header.offset, file.read(offset_bytes))[0]
    tags = {}
    for at in range(0, count * header.entry_bytes, header.entry_bytes):
        entry = entries[at : at + header.entry_bytes]
        tag, kind = struct.unpack(header.order + "HH", entry[:4])
        if tag in _WANTED and kind in _NUMBERS:
            tags[tag] = _values(file, header, entry, _NUMBERS[kind])
    return {tag: values for tag, values in tags.items() if values}, place_of_next


def _values(file: BinaryIO, header: _Header, entry: bytes, number: str) -> tuple[float, ...]:
    """An entry's values; they lie elsewhere where they are too long for it."""
    offset_bytes = struct.calcsize(header.offset)
    count = struct.unpack(header.order + header.offset, entry[4 : 4 + offset_bytes])[0]
    data = entry[4 + offset_bytes :]
    wanted = min(count, _MOST_VALUES)
    needed = wanted * struct.calcsize(number)
    if count * struct.calcsize(number) > len(data):
        _go(file, struct.unpack(header.order + header.offset, data)[0])
        data = file.read(needed)
    return struct.unpack(f"{header.order}{wanted}{number}", data[:needed])


def _go(file: BinaryIO, place: int) -> None:
    if place >= file.seek(0, io.SEEK_END):
        raise ValueError("beyond the end of the file")
    file.seek(place)
