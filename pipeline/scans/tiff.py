"""What the tags of a TIFF say of its pictures: which are pages, and which Pillow would draw wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from PIL import TiffImagePlugin

from pipeline.errors import ScanError
from pipeline.model import Known

_WIDTH, _SUBFILE, _OLD_SUBFILE, _COMPRESSION, _PHOTOMETRIC = 256, 254, 255, 259, 262
_BITS, _SAMPLES, _PLANAR, _FORMAT = 258, 277, 284, 339
# NewSubfileType (TIFF 6.0, section 8): bit 0 is a smaller copy of another picture, bit 2 a mask of one.
_NO_PAGE = 0b101
_OLD_SMALLER_COPY = 2
_WHITE_IS_ZERO, _APART, _FLOAT = 0, 2, 3
# Compressions that other programs write and this door does not open.
_CLOSED = {
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


def is_page(tags: Mapping[int, Any]) -> bool:
    """Whether a picture is a page: overviews, thumbnails and masks are copies or parts of one."""
    return not int(tags.get(_SUBFILE, 0)) & _NO_PAGE and tags.get(_OLD_SUBFILE) != _OLD_SMALLER_COPY


def is_closed_copy(tags: Mapping[int, Any]) -> bool:
    """Whether what cannot be opened was read as far as to say that it is no page."""
    return bool(tags.get(_WIDTH)) and not is_page(tags)


def is_deep_negative(tags: Mapping[int, Any]) -> bool:
    """Whether zero is white in values of more than 8 bits, which Pillow leaves as they are."""
    return tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO and max(_bits(tags)) > 8


def check_drawable(tags: Mapping[int, Any]) -> None:
    """Refuse what Pillow would draw as something else, or cannot draw. Raises ScanError with what it is."""
    closed = _CLOSED.get(int(tags.get(_COMPRESSION, 1)))
    if closed is not None:
        raise ScanError("closed_compression", {"name": Known(closed)})
    deep = max(_bits(tags))
    if deep > 8 and int(tags.get(_SAMPLES, 1)) > 1 and tags.get(_PLANAR) == _APART:
        raise ScanError("closed_samples", {"bits": deep})
    if deep > 32:
        raise ScanError("closed_samples", {"bits": deep})


def why_closed(file: BinaryIO) -> ScanError | None:
    """What keeps the first picture of a TIFF closed; None where its tags do not tell."""
    try:
        file.seek(0)
        tags = TiffImagePlugin.ImageFileDirectory_v2(file.read(8))
        file.seek(tags.next or 0)
        tags.load(file)
        said = {tag: _first(tags, tag) for tag in (*tags,)}
        check_drawable(said)
        if said.get(_WIDTH) and max(_bits(said)) > 8:  # whole, and deep: Pillow has no way to lay it out
            return ScanError("closed_samples", {"bits": max(_bits(said))})
    except ScanError as reason:
        return reason
    except Exception:  # noqa: BLE001  a stranger's file, and no TIFF perhaps
        return None
    return None


def _first(tags: Any, tag: int) -> Any:
    value = tags[tag]
    return value if tag == _BITS or not isinstance(value, tuple) else value[0]


def _bits(tags: Mapping[int, Any]) -> tuple[int, ...]:
    bits = tags.get(_BITS, 1)
    return tuple(bits) if isinstance(bits, tuple) and bits else (int(bits or 1),)
