"""A random page, stored without loss in a random legal form by encoders of others, is the same page."""

from __future__ import annotations

import io
import struct
import tempfile
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from rasterio.errors import NotGeoreferencedWarning

from pipeline.errors import ScanError
from pipeline.scans import inspect, load_page

Transpose = Image.Transpose
# How a page is stored so that the tag brings it upright (TIFF 6.0, Orientation).
STORED = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Form:
    """How a TIFF is written: what GDAL calls it, and the tag that turns it."""

    photometric: str
    bits: int
    compression: str
    layout: str
    order: str
    apart: bool
    turned: int

    @property
    def is_read(self) -> bool:
        """Whether the door opens it; of the others it must say so."""
        deep, plain = self.bits > 8, self.photometric in ("MINISBLACK", "MINISWHITE")
        if self.photometric in ("RGB", "CMYK"):
            return self.bits in (8, 16)
        if self.bits == 12:
            return self.photometric == "MINISBLACK" and self.order == "LITTLE"
        if plain and deep:
            return self.photometric == "MINISBLACK" or self.order == "LITTLE"
        return not deep


FORMS = st.builds(
    Form,
    st.sampled_from(["MINISBLACK", "MINISWHITE", "RGB", "CMYK", "PALETTE"]),
    st.sampled_from([1, 2, 4, 8, 12, 16]),
    st.sampled_from(["NONE", "DEFLATE", "LZW", "PACKBITS", "ZSTD", "LZMA", "CCITTFAX4"]),
    st.sampled_from(["one strip", "strips", "tiles"]),
    st.sampled_from(["LITTLE", "BIG"]),
    st.booleans(),
    st.integers(1, 8),
).filter(
    lambda form: (
        (form.compression != "CCITTFAX4" or (form.bits == 1 and form.photometric[:3] == "MIN"))
        and (form.photometric != "PALETTE" or form.bits <= 8)
    )
)


def page(seed: int, channels: int, bits: int) -> np.ndarray:
    """Dots of any shade that so many bits can hold, as bytes; black and white are among them."""
    rng = np.random.default_rng(seed)
    height, width = rng.integers(50, 90, 2)
    steps = 2 ** min(bits, 8) - 1
    dots = rng.integers(0, steps + 1, (height, width, channels)) * 255 // steps
    dots[0, :2], dots[0, 2:4] = 0, 255
    return dots.astype(np.uint8)


def stored_values(dots: np.ndarray, bits: int) -> np.ndarray:
    most = 2**bits - 1
    values = np.rint(dots.astype(np.float64) * most / 255)
    return values.astype(np.uint8 if bits <= 8 else np.uint16)


def with_orientation(data: bytes, turned: int) -> bytes:
    """The file with one more tag: a copy of its directory at its end."""
    order = "<" if data[:2] == b"II" else ">"
    (place,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, place)
    entries = [data[place + 2 + 12 * k : place + 14 + 12 * k] for k in range(count)]
    entries.append(struct.pack(order + "HHIHH", 274, 3, 1, turned, 0))
    entries.sort(key=lambda entry: struct.unpack(order + "H", entry[:2]))
    data += bytes(len(data) % 2)
    directory = struct.pack(order + "H", len(entries)) + b"".join(entries) + bytes(4)
    return data[:4] + struct.pack(order + "I", len(data)) + data[8:] + directory


def write_tiff(path: Path, dots: np.ndarray, form: Form) -> None:
    image = Image.fromarray(dots if dots.shape[2] > 1 else dots[..., 0])
    stored = np.asarray(image.transpose(STORED[form.turned]) if form.turned in STORED else image)
    values = stored_values(stored.reshape(*stored.shape[:2], -1), form.bits)
    if form.photometric == "MINISWHITE":
        values = 2**form.bits - 1 - values
    height, width, channels = values.shape
    how: dict[str, object] = {
        "photometric": form.photometric,
        "compress": form.compression,
        "interleave": "BAND" if form.apart else "PIXEL",
        "ENDIANNESS": form.order,
    }
    how |= {"NBITS": form.bits} if form.bits not in (8, 16) else {}
    how |= {
        "one strip": {"blockysize": height},
        "strips": {"blockysize": 16},
        "tiles": {"tiled": True, "blockxsize": 32, "blockysize": 32},
    }[form.layout]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(
            path, "w", "GTiff", width=width, height=height, count=channels, dtype=values.dtype, **how
        ) as file:
            file.write(np.moveaxis(values, 2, 0))
            if form.photometric == "PALETTE":
                shades = [round(k * 255 / (2**form.bits - 1)) for k in range(2**form.bits)]
                file.write_colormap(1, {k: (shade, shade, shade, 255) for k, shade in enumerate(shades)})
    if form.turned > 1:
        path.write_bytes(with_orientation(path.read_bytes(), form.turned))


def shown(dots: np.ndarray) -> np.ndarray:
    """As a page is handed out: grey, or colour where it is one."""
    if dots.shape[2] == 1:
        return dots[..., 0]
    return np.asarray(Image.fromarray(dots, "CMYK").convert("RGB")) if dots.shape[2] == 4 else dots


@settings(max_examples=150, deadline=None)
@given(FORMS, st.integers(0, 2**32 - 1))
def test_a_tiff_of_any_form_is_the_page_or_is_refused_as_what_it_is(form: Form, seed: int) -> None:
    dots = page(seed, {"RGB": 3, "CMYK": 4}.get(form.photometric, 1), form.bits)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.tif")
        write_tiff(path, dots, form)
        if not form.is_read:
            with pytest.raises(ScanError, match=f"{form.bits} bit.*8 bits a channel"):
                load_page(path, 1, "a.tif")
            return
        assert inspect(path)[1] == 1
        found = load_page(path, 1, "a.tif").pixels
    assert found.shape == shown(dots).shape
    assert np.abs(found.astype(int) - shown(dots)).max() <= (1 if form.bits == 12 else 0)


# --- the same of PDF --------------------------------------------------------------------------------------

Encoder = Callable[[bytes], tuple[list[str], bytes]]


def run_length(data: bytes) -> bytes:
    stretches = [data[k : k + 128] for k in range(0, len(data), 128)]
    return b"".join(bytes([len(stretch) - 1]) + stretch for stretch in stretches) + b"\x80"


FILTERS: dict[str, Encoder] = {
    "none": lambda data: ([], data),
    "flate": lambda data: (["/FlateDecode"], zlib.compress(data)),
    "hex": lambda data: (["/ASCIIHexDecode"], data.hex().encode() + b">"),
    "run length": lambda data: (["/RunLengthDecode"], run_length(data)),
    "hex of flate": lambda data: (
        ["/ASCIIHexDecode", "/FlateDecode"],
        zlib.compress(data).hex().encode() + b">",
    ),
}


def packed(values: np.ndarray, bits: int) -> bytes:
    """Rows of values, each beginning with a whole byte."""
    rows = values.reshape(len(values), -1)
    if bits == 16:
        return rows.astype(">u2").tobytes()
    spread = (rows[..., None] >> np.arange(bits)[::-1]) & 1
    return np.packbits(spread.reshape(len(rows), -1).astype(np.uint8), axis=1).tobytes()


def jpeg_2000(dots: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.squeeze(dots)).save(buffer, "JPEG2000", irreversible=False)
    return buffer.getvalue()


@dataclass(frozen=True)
class Placing:
    """How a picture comes onto its page: through forms, with a turn, in units, off the page's corner."""

    dpi: int
    forms: int
    scale: float
    turned: int
    user_unit: float
    corner: float


PLACINGS = st.builds(
    Placing,
    st.sampled_from([150, 200, 204, 240, 300, 400]),
    st.integers(0, 3),
    st.sampled_from([1.0, 0.24, 3.7]),
    st.sampled_from([0, 90, 180, 270]),
    st.sampled_from([1.0, 2.0, 0.5]),
    st.sampled_from([0.0, -50.25, 31.7]),
)


def write_pdf(path: Path, dots: np.ndarray, picture: dict[str, object], data: bytes, how: Placing) -> None:
    """A PDF of one page that is one picture, whose rows run as the page's turn asks for."""
    height, width = dots.shape[:2]
    points = 72 / how.dpi / how.user_unit
    page_width, page_height = width * points, height * points
    document = pikepdf.new()
    drawn = pikepdf.Stream(document, data)
    plain = {"Type": "/XObject", "Subtype": "/Image", "Width": width, "Height": height, **picture}
    for name, value in plain.items():
        drawn[f"/{name}"] = pikepdf.Name(value) if isinstance(value, str) else value
    drawn = document.make_indirect(drawn)
    scale = how.scale if how.forms else 1.0
    content = f"q {page_width / scale**how.forms:.9f} 0 0 {page_height / scale**how.forms:.9f} 0 0 cm /X Do Q"
    for _ in range(how.forms):
        form = document.make_stream(content.encode())
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([-1000, -1000, 20000, 20000])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=drawn))
        drawn, content = form, f"q {scale} 0 0 {scale} 0 0 cm /X Do Q"
    sheet = document.add_blank_page(page_size=(page_width, page_height))
    sheet.obj.MediaBox = pikepdf.Array(
        [how.corner, how.corner, how.corner + page_width, how.corner + page_height]
    )
    sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=drawn))
    sheet.obj.Contents = document.make_stream(f"1 0 0 1 {how.corner} {how.corner} cm {content}".encode())
    sheet.obj.Rotate, sheet.obj.UserUnit = how.turned, how.user_unit
    document.save(path)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([1, 2, 4, 8, 16]),
    st.sampled_from(["/DeviceGray", "/DeviceRGB"]),
    st.sampled_from([*FILTERS, "jpeg 2000"]),
    PLACINGS,
    st.integers(0, 2**32 - 1),
)
def test_a_picture_that_is_a_pdf_page_keeps_its_dots(
    bits: int, space: str, coding: str, how: Placing, seed: int
) -> None:
    dots = page(seed, 3 if space == "/DeviceRGB" else 1, 8 if coding == "jpeg 2000" else bits)
    turns = Image.fromarray(np.squeeze(dots)).rotate(how.turned, expand=True)
    stored = np.asarray(turns).reshape(turns.height, turns.width, -1)
    picture: dict[str, object] = {"ColorSpace": space, "BitsPerComponent": bits}
    if coding == "jpeg 2000":
        picture, data = {"Filter": "/JPXDecode"}, jpeg_2000(stored)
    else:
        names, data = FILTERS[coding](packed(stored_values(stored, bits), bits))
        if names:
            picture["Filter"] = pikepdf.Array([pikepdf.Name(name) for name in names])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.pdf")
        write_pdf(path, stored, picture, data, how)
        found = load_page(path, 1, "a.pdf")
    assert found.dpi == how.dpi
    assert found.pixels.shape == shown(dots).shape
    assert np.abs(found.pixels.astype(int) - shown(dots)).max() <= 1
