"""Hostile TIFF, PNG and JPEG files: bombs, lies in headers, loops, odd pixels, broken tags."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from itertools import product

import numpy as np
from case import Case, drawing, encoded, holding
from PIL import Image

_SHORT, _LONG, _RATIONAL, _FLOAT = 3, 4, 5, 11
_Tag = tuple[int, int, int, int]
_TOO_BIG = ((65_500, 65_500), (200_000, 200_000), (2**31 - 1, 2**31 - 1), (1, 2**31 - 1))
_TOO_SMALL = ((0, 0), (0, 100), (100, 0), (1, 1), (49, 1000))


def raster_cases() -> Iterator[Case]:
    """Every case of this module."""
    yield from _sizes()
    yield from _bombs()
    yield from _directories()
    yield from _truncated()
    yield from _flipped()
    yield from _resolutions()
    yield from _turns()
    yield from _pixels()


def tiff(tags: list[_Tag], data: bytes = b"", following: int = 0) -> bytes:
    """A little-endian TIFF of one directory, its data behind it; ``following`` points at the next one."""
    entries = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + struct.pack("<I", following) + data


def grey_tags(width: int, height: int, **changed: int) -> list[_Tag]:
    """Tags of a grey picture in one strip right behind a directory of eight entries."""
    values = {"bits": 8, "compression": 1, "photometric": 1, "offset": 110, "strip": width * height} | changed
    return [
        (256, _LONG, 1, width),
        (257, _LONG, 1, height),
        (258, _SHORT, 1, values["bits"]),
        (259, _SHORT, 1, values["compression"]),
        (262, _SHORT, 1, values["photometric"]),
        (273, _LONG, 1, values["offset"]),
        (278, _LONG, 1, height),
        (279, _LONG, 1, min(values["strip"], 2**32 - 1)),
    ]


def png(width: int, height: int, packed: bytes, *extra: bytes, bits: int = 8, colour: int = 0) -> bytes:
    """A PNG whose header says what it is told to, with right check sums."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = [chunk(b"IHDR", header), *extra, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(width: int, height: int) -> bytes:
    """A JPEG whose frame header was given another size."""
    data = bytearray(encoded(drawing(), "JPEG"))
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def _sizes() -> Iterator[Case]:
    for width, height in (*_TOO_BIG, *_TOO_SMALL):
        size = f"{width}x{height}"
        yield holding("size", f"tiff-{size}", "a.tif", tiff(grey_tags(width, height), b"\0" * 64))
        yield holding("size", f"png-{size}", "a.png", png(width, height, zlib.compress(b"\0" * 64)))
    for width, height in ((65_500, 65_500), (1, 65_500), (0, 0), (100, 0)):
        yield holding("size", f"jpeg-{width}x{height}", "a.jpg", jpeg(width, height))


def _bombs() -> Iterator[Case]:
    zeros = zlib.compress(b"\0" * 20_000_000, 9)
    yield holding("bomb", "png-more-than-header", "a.png", png(60, 60, zeros), good=True)
    yield holding("bomb", "png-less-than-header", "a.png", png(5000, 5000, zlib.compress(b"\0" * 5000)))
    text = chunk(b"zTXt", b"k\0\0" + zeros)
    profile = chunk(b"iCCP", b"k\0\0" + zeros)
    many = b"".join(chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 900_000, 9)) for _ in range(200))
    page = zlib.compress(b"\0" * 61 * 60)
    yield holding("bomb", "png-text", "a.png", png(60, 60, page, text))
    yield holding("bomb", "png-many-texts", "a.png", png(60, 60, page, many))
    yield holding("bomb", "png-profile", "a.png", png(60, 60, page, profile))
    for frames in (3, 2_000_000_000):
        animated = chunk(b"acTL", struct.pack(">II", frames, 0))
        yield holding("bomb", f"png-{frames}-frames", "a.png", png(60, 60, page, animated))
    deep = tiff(grey_tags(60, 60, compression=8, strip=len(zeros)), zeros)
    yield holding("bomb", "tiff-deflate-more", "a.tif", deep, good=True)
    short = zlib.compress(b"\0" * 100)
    yield holding("bomb", "tiff-deflate-less", "a.tif", tiff(grey_tags(9000, 9000, compression=8), short))
    for compression in (2, 3, 4, 5, 6, 7, 32773, 34661, 34712, 34925, 50000, 50001, 65535):
        data = tiff(grey_tags(100, 100, compression=compression), b"\xa5" * 500)
        yield holding("codec", f"tiff-{compression}-of-rubbish", "a.tif", data)
    for bits in (0, 3, 64, 65535):
        yield holding("codec", f"tiff-{bits}-bits", "a.tif", tiff(grey_tags(60, 60, bits=bits), b"\0" * 3600))
    yield holding(
        "codec", "tiff-photometric", "a.tif", tiff(grey_tags(60, 60, photometric=9999), b"\0" * 3600)
    )


def _directories() -> Iterator[Case]:
    data = b"\x80" * 3600
    page = tiff(grey_tags(60, 60), data)
    yield holding("directory", "plain", "a.tif", page, good=True)
    yield holding("directory", "next-is-itself", "a.tif", tiff(grey_tags(60, 60), data, 8), good=True)
    yield holding("directory", "next-beyond-end", "a.tif", tiff(grey_tags(60, 60), data, 2**32 - 8))
    yield holding("directory", "next-is-rubbish", "a.tif", tiff(grey_tags(60, 60), data, 111))
    for count in (3_000, 60_000):
        yield holding("directory", f"{count}-pages", "a.tif", _chain(count))
    yield holding("directory", "no-entries", "a.tif", tiff([]))
    yield holding("directory", "first-beyond-end", "a.tif", struct.pack("<2sHI", b"II", 42, 2**31))
    yield holding("directory", "entries-beyond-end", "a.tif", struct.pack("<2sHIH", b"II", 42, 8, 65535))
    for tag, kind in product((273, 279, 320, 700, 34665, 33550), (_SHORT, _LONG, _RATIONAL)):
        tags = [one for one in grey_tags(60, 60, offset=122) if one[0] != tag] + [(tag, kind, 2**30, 0)]
        needed = tag in (273, 279)  # where the dots lie, and how long they are
        yield holding(
            "directory", f"tag-{tag}-{kind}-of-a-gigabyte", "a.tif", tiff(tags, data * 2), not needed
        )
    for version, name in ((43, "big-tiff"), (99, "no-version")):
        yield holding("directory", name, "a.tif", page[:2] + struct.pack("<H", version) + page[4:])


def _chain(count: int) -> bytes:
    """Pages that share one strip, each of a directory of its own."""
    size = len(tiff(grey_tags(60, 60))) - 8
    strip = 8 + count * size
    parts = [b"II*\0\x08\0\0\0"]
    for index in range(count):
        following = 8 + (index + 1) * size if index + 1 < count else 0
        parts.append(tiff(grey_tags(60, 60, offset=strip), b"", following)[8:])
    return b"".join(parts) + b"\x80" * 3600


def _truncated() -> Iterator[Case]:
    picture = drawing(400, 300)
    whole = {
        "a.tif": encoded(picture, "TIFF"),
        "b.tif": encoded(picture, "TIFF", compression="tiff_lzw"),
        "c.tif": encoded(picture.convert("1"), "TIFF", compression="group4"),
        "a.png": encoded(picture, "PNG"),
        "a.jpg": encoded(picture, "JPEG"),
    }
    for (name, data), share in product(whole.items(), (0.0, 0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)):
        kept = data[: round(len(data) * share)]
        yield holding("truncated", f"{name}-{share}", name, kept)


def _flipped() -> Iterator[Case]:
    """Single bytes of the head turned round: nothing is promised but an answer."""
    picture = drawing()
    packed = encoded(picture, "PNG")
    for place in (3, 11, 17, 25, 40):
        damaged = bytearray(packed)
        damaged[place] ^= 0xFF
        yield holding("flipped", f"png-{place}", "a.png", bytes(damaged))
    damaged = bytearray(packed)
    damaged[len(packed) // 2] ^= 0xFF
    yield holding("flipped", "png-data", "a.png", bytes(damaged))


def _resolutions() -> Iterator[Case]:
    values = {
        "zero": (0, 1),
        "nothing": (0, 0),
        "endless": (1, 0),
        "huge": (2**32 - 1, 1),
        "tiny": (1, 2**31),
    }
    for name, ratio in values.items():
        tags = [*grey_tags(60, 60, offset=134), (282, _RATIONAL, 1, 3734), (283, _RATIONAL, 1, 3734)]
        data = tiff(tags, b"\x80" * 3600 + struct.pack("<II", *ratio))
        yield holding("resolution", f"tiff-{name}", "a.tif", data, good=True)
    for name, value in {"negative": 0xC3960000, "not-a-number": 0x7FC00000, "infinite": 0x7F800000}.items():
        tags = [*grey_tags(60, 60, offset=134), (282, _FLOAT, 1, value), (283, _FLOAT, 1, value)]
        yield holding("resolution", f"tiff-{name}", "a.tif", tiff(tags, b"\x80" * 3600), good=True)
    for unit in (0, 1, 255):
        physical = chunk(b"pHYs", struct.pack(">IIB", 0, 2**32 - 1, unit))
        data = png(60, 60, zlib.compress(b"\0" * 61 * 60), physical)
        yield holding("resolution", f"png-unit-{unit}", "a.png", data, good=True)
    yield holding("resolution", "png-short", "a.png", png(60, 60, b"", chunk(b"pHYs", b"\0")))


def _turns() -> Iterator[Case]:
    for turn in (0, 9, 65535):
        exif = Image.Exif()
        exif[274] = turn
        yield holding("exif", f"turn-{turn}", "a.jpg", encoded(drawing(), "JPEG", exif=exif), good=True)
    broken = {
        "rubbish": b"Exif\0\0" + b"\xff" * 200,
        "short": b"Exif\0\0II*\0",
        "loop": b"Exif\0\0" + tiff([(34665, _LONG, 1, 8)]),
        "no-turn": b"Exif\0\0" + tiff([(274, 2, 5, 0)]),
        "many": b"Exif\0\0" + struct.pack("<2sHIH", b"II", 42, 8, 65535),
    }
    for name, exif in broken.items():
        yield holding("exif", name, "a.jpg", encoded(drawing(), "JPEG", exif=exif), good=True)
        yield holding("exif", f"png-{name}", "a.png", encoded(drawing(), "PNG", exif=exif[6:]), good=True)


def _pixels() -> Iterator[Case]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I", "F", "I;16"):
        image = (
            Image.fromarray(np.full((60, 60), 9, np.uint16)) if mode == "I;16" else drawing().convert("RGB")
        )
        image = image if mode == "I;16" else (image.convert("L").convert(mode) if mode in "IF" else image)
        image = image.convert(mode) if mode not in ("I", "F", "I;16", "LAB") else image
        if mode == "LAB":
            image = Image.frombytes("LAB", (60, 60), bytes(60 * 60 * 3))
        yield holding("pixels", f"tiff-{mode.replace(';', '-')}", "a.tif", encoded(image, "TIFF"), good=True)
    for name, value in {
        "not-a-number": np.nan,
        "infinite": np.inf,
        "widest": np.finfo(np.float32).max,
    }.items():
        floats = np.zeros((60, 60), np.float32)
        floats[0, 0], floats[0, 1] = value, -value
        yield holding("pixels", f"float-{name}", "a.tif", encoded(Image.fromarray(floats), "TIFF"))
    palette = png(60, 60, zlib.compress(b"\0" * 61 * 60), colour=3)
    yield holding("pixels", "palette-missing", "a.png", palette)
    for bits, colour in ((3, 0), (16, 3), (8, 1), (8, 7)):
        data = png(60, 60, zlib.compress(b"\0" * 61 * 60), bits=bits, colour=colour)
        yield holding("pixels", f"png-{bits}-bits-colour-{colour}", "a.png", data)
