"""Pages of scans as PDF/A-2b (ISO 19005-2), their pictures as they are: nothing is compressed anew with loss.

A JPEG is taken over byte for byte, so is a page of a PDF that holds what the norm allows. Any other page is
decoded and stored without loss. Text that was read lies over the picture and is not drawn.
"""

from __future__ import annotations

import functools
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms

from pipeline.model import PageImage, Pixels
from pipeline.scans import load_page
from pipeline.scans.limits import opened

_PT_PER_INCH = 72
_PAGE_INCHES = 11.7  # long side of A4, for pages of unknown resolution
_JPEG = (".jpg", ".jpeg")
_JPEG_SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}
# What the norm forbids on a page, or what needs more than a page can bring along.
_FORBIDDEN_FILTERS = {Name.LZWDecode, Name.Crypt}
_FORBIDDEN_SPACES = {Name.DeviceCMYK, Name.DeviceN, Name.Separation}
_ICC_DATE, _ICC_ID = slice(24, 36), slice(84, 100)
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class PageOut:
    """A page (from 1) of a scan of that hash, and a PDF of one page of its size that holds its text."""

    path: Path
    scan: str
    page: int
    sha256: str
    text: bytes = b""


def is_signed(path: Path) -> bool:
    """Whether a PDF bears a digital signature, which only the file as it is keeps."""
    if path.suffix.lower() != ".pdf":
        return False
    try:
        with opened(path) as file, Pdf.open(file) as source:
            form = source.Root.get(Name.AcroForm)
            fields = form.get(Name.Fields, Array()) if isinstance(form, Dictionary) else Array()
            return any(_is_signature(each, 0) for each in fields)
    except (pikepdf.PdfError, ValueError, TypeError):
        return False


def _is_signature(field: Any, depth: int) -> bool:
    if not isinstance(field, Dictionary) or depth > _DEEPEST:
        return False
    if field.get(Name.FT) == Name.Sig and Name.V in field:
        return True
    return any(_is_signature(each, depth + 1) for each in field.get(Name.Kids, Array()))


def write_archival(pages: Sequence[PageOut], path: Path, title: str) -> None:
    """Write pages as one file. Raises ScanError for a page that cannot be opened any more, OSError."""
    with Pdf.new() as made:
        for page in pages:
            _add(made, page)
        _make_archival(made, title)
        made.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _add(made: Pdf, wanted: PageOut) -> None:
    suffix = wanted.path.suffix.lower()
    as_it_is = (suffix == ".pdf" and _add_pdf(made, wanted)) or (suffix in _JPEG and _add_jpeg(made, wanted))
    if not as_it_is:
        _add_pixels(made, load_page(wanted.path, wanted.page, wanted.scan, wanted.sha256))
    if wanted.text:
        with Pdf.open(io.BytesIO(wanted.text)) as text:
            made.pages[-1].add_overlay(text.pages[0])


# --- pages as they are ------------------------------------------------------------------------------------


def _add_pdf(made: Pdf, wanted: PageOut) -> bool:
    """Take over a page of a PDF; false where it holds what the norm does not allow."""
    try:
        with opened(wanted.path) as file, Pdf.open(file) as source:
            page = source.pages[wanted.page - 1]
            if not _is_allowed(page.get(Name.Resources, Dictionary()), 0):
                return False
            for name in (Name.Annots, Name.AA, Name.Metadata, Name.Group, Name.StructParents, Name.Thumb):
                if name in page:
                    del page[name]
            made.pages.append(page)
            return True
    except (pikepdf.PdfError, ValueError, TypeError, IndexError):
        return False


def _is_allowed(resources: Any, depth: int) -> bool:
    """Whether pictures and forms alone are drawn, in spaces and filters of the norm; no text of its own."""
    if depth > _DEEPEST or not isinstance(resources, Dictionary):
        return False
    if any(len(resources.get(name, Dictionary())) for name in (Name.Font, Name.Pattern, Name.Shading)):
        return False
    objects = resources.get(Name.XObject, Dictionary())
    return all(_is_allowed_object(objects[name], depth) for name in objects)


def _is_allowed_object(thing: Any, depth: int) -> bool:
    if not isinstance(thing, Stream) or Name.F in thing or Name.OPI in thing or Name.Alternates in thing:
        return False
    if set(_listed(thing.get(Name.Filter))) & _FORBIDDEN_FILTERS:
        return False
    if thing.get(Name.Subtype) == Name.Form:
        return Name.Ref not in thing and _is_allowed(thing.get(Name.Resources, Dictionary()), depth + 1)
    if thing.get(Name.Subtype) != Name.Image:
        return False
    if thing.get(Name.Interpolate):
        thing.Interpolate = False
    spaces = _listed(thing.get(Name.ColorSpace))
    deeper = [part for space in spaces if isinstance(space, Array) for part in space]
    masked = thing.get(Name.SMask)
    return not {*_names(spaces), *_names(deeper)} & _FORBIDDEN_SPACES and (
        masked is None or _is_allowed_object(masked, depth + 1)
    )


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def _names(values: Sequence[Any]) -> Iterator[Any]:
    return (value for value in values if isinstance(value, Name))


def _add_jpeg(made: Pdf, wanted: PageOut) -> bool:
    """Take over a JPEG byte for byte; false where a viewer would show it otherwise than it is read."""
    content = wanted.path.read_bytes()
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        space, size = _JPEG_SPACES.get(picture.mode), picture.size
        turned = picture.getexif().get(0x0112, 1) != 1
        dpi = picture.info.get("dpi", (0, 0))[0]
    if space is None or turned:
        return False
    image = _image(made, content, size, space, 8)
    image.Filter = Name.DCTDecode
    _add_page(made, image, size, float(dpi) or None)
    return True


# --- pages as they are decoded --------------------------------------------------------------------------


def _add_pixels(made: Pdf, image: PageImage) -> None:
    pixels = image.pixels
    height, width = pixels.shape[:2]
    space = Name.DeviceGray if pixels.ndim == 2 else Name.DeviceRGB
    bits, content = _packed(pixels)
    stream = _image(made, zlib.compress(content, 6), (width, height), space, bits)
    stream.Filter = Name.FlateDecode
    _add_page(made, stream, (width, height), image.dpi)


def _packed(pixels: Pixels) -> tuple[int, bytes]:
    """Bits of a sample, and the samples: one bit where a page is black and white."""
    if pixels.ndim == 2 and not np.any((pixels != 0) & (pixels != 255)):
        return 1, np.packbits(pixels > 0, axis=1).tobytes()
    return 8, np.ascontiguousarray(pixels).tobytes()


def _image(made: Pdf, content: bytes, size: tuple[int, int], space: Name, bits: int) -> Stream:
    stream = Stream(made, content)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = size
    stream.ColorSpace, stream.BitsPerComponent = space, bits
    return stream


def _add_page(made: Pdf, image: Stream, size_px: tuple[int, int], dpi: float | None) -> None:
    """A page that the picture fills, as large as its resolution says, or as A4."""
    scale = _PT_PER_INCH / (dpi or max(size_px) / _PAGE_INCHES)
    width, height = (round(side * scale, 3) for side in size_px)
    made.add_blank_page(page_size=(width, height))
    page = made.pages[-1]
    page.Resources = Dictionary(XObject=Dictionary(Scan=image))
    page.Contents = Stream(made, f"q {width} 0 0 {height} 0 0 cm /Scan Do Q".encode())


# --- the norm ---------------------------------------------------------------------------------------------


def _make_archival(made: Pdf, title: str) -> None:
    """Colours by a profile, and the marks of the norm in the metadata."""
    profile = Stream(made, _srgb())
    profile.N, profile.Alternate = 3, Name.DeviceRGB
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/GTS_PDFA1"),
        OutputConditionIdentifier=pikepdf.String("sRGB"),
        DestOutputProfile=made.make_indirect(profile),
    )
    made.Root.OutputIntents = Array([intent])
    with made.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "2", "B"
        metadata["dc:title"] = title


@functools.cache
def _srgb() -> bytes:
    """The profile of sRGB, without the moment when it was made."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for part in (_ICC_DATE, _ICC_ID):
        profile[part] = bytes(part.stop - part.start)
    profile[_ICC_DATE] = b"\x07\xd0\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00"  # 2000-01-01
    return bytes(profile)
