"""Texts of a DGN (version 7) in bytes of an older encoding, which GDAL's program cannot write.

GDAL writes placeholders of the same length; what is put in their place changes no other byte of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

_TEXT = 17
_COUNT_AT, _TEXT_AT = 58, 60  # in a text element of two dimensions
_END = b"\xff\xff"
_HEAD = 4  # bytes before the words that an element counts


def placeholder(text: bytes) -> str:
    """What GDAL writes in the place of ``text``."""
    return "x" * len(text)


def replace_texts(path: Path, texts: Sequence[bytes]) -> None:
    """Put ``texts`` in the places of a file's placeholders, in their order.

    Raises ValueError where they are not the file's placeholders; nothing is written then.
    """
    content = bytearray(path.read_bytes())
    places = list(_texts_of(content))
    if [length for _, length in places] != [len(text) for text in texts]:
        raise ValueError("the file has other texts")
    for (at, length), text in zip(places, texts, strict=True):
        content[at : at + length] = text
    path.write_bytes(content)


def _texts_of(content: bytearray) -> Iterator[tuple[int, int]]:
    """Where each text begins, and how long it is."""
    at = 0
    while content[at : at + 2] != _END:
        kind = content[at + 1] & 0x7F
        (words,) = struct.unpack_from("<H", content, at + 2)
        if kind == _TEXT:
            yield at + _TEXT_AT, content[at + _COUNT_AT]
        at += _HEAD + 2 * words
