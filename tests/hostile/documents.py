"""Hostile PDF files: loops, bombs, locks, boxes that are none."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

from case import Case, drawing, encoded, holding

# pdfium finds the one page of these all the same.
_MENDED = ("no-box", "parents-in-a-ring", "count-negative", "count-huge")
_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


def document_cases() -> Iterator[Case]:
    """Every case of this module."""
    yield from _trees()
    yield from _boxes()
    yield from _locked()
    yield from _pictures()
    yield from _contents()
    yield from _torn()


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data, places = b"%PDF-1.7\n", []
    for index, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (index, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
    return data + head + table + end % (len(objects) + 1, trailer, len(data))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream with its length."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries, data)


def _one_page(
    box: bytes = b"[0 0 300 200]", entries: bytes = b"", *more: bytes, trailer: bytes = b""
) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox %s%s>>" % (box, entries)
    return pdf([_CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *more], trailer)


def _trees() -> Iterator[Case]:
    yield holding("tree", "one-page", "a.pdf", _one_page(), good=True)
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>"
    trees = {
        "kids-are-itself": [b"<</Type/Pages/Kids[2 0 R]/Count 1>>"],
        "kids-in-a-ring": [b"<</Type/Pages/Kids[3 0 R]/Count 9>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"],
        "parents-in-a-ring": [
            b"<</Type/Pages/Parent 3 0 R/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R>>",
        ],
        "no-kids": [b"<</Type/Pages/Count 0>>"],
        "kids-missing": [b"<</Type/Pages/Kids[9 0 R]/Count 1>>"],
        "count-negative": [b"<</Type/Pages/Kids[3 0 R]/Count -5>>", b"<<>>"],
        "count-huge": [b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", leaf],
        "count-too-high": [b"<</Type/Pages/Kids[3 0 R]/Count 5>>", leaf],
        "pages-2001": [b"<</Type/Pages/Kids[%s]/Count 2001>>" % (b"3 0 R " * 2001), leaf],
        "pages-100000": [b"<</Type/Pages/Kids[%s]/Count 100000>>" % (b"3 0 R " * 100_000), leaf],
        "no-box": [b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R>>"],
    }
    for name, objects in trees.items():
        yield holding("tree", name, "a.pdf", pdf([_CATALOGUE, *objects]), good=name in _MENDED)
    yield holding("tree", "catalogue-is-itself", "a.pdf", pdf([b"1 0 R"]))
    ring = b"%PDF-1.7\nxref\n0 0\ntrailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    yield holding("tree", "tables-in-a-ring", "a.pdf", ring)
    deep = [_CATALOGUE, *(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (i + 3) for i in range(3000)), leaf]
    yield holding("tree", "3000-deep", "a.pdf", pdf(deep))
    nested = _one_page(entries=b"/X " + b"[" * 100_000 + b"]" * 100_000)
    yield holding("tree", "lists-100000-deep", "a.pdf", nested, good=True)


def _boxes() -> Iterator[Case]:
    boxes = {
        "zero": (b"[0 0 0 0]", True),
        "flat": (b"[0 0 300 0]", True),
        "huge": (b"[0 0 1e9 1e9]", True),
        "wide": (b"[0 0 1e9 200]", True),
        "beyond-numbers": (b"[0 0 1e39 1e39]", True),
        "no-numbers": (b"[/a /b /c /d]", True),
        "turned": (b"[300 200 0 0]", True),
        "short": (b"[0 0]", True),
        "far": (b"[1e7 1e7 1e7 1e7]", True),
        "tiny": (b"[0 0 1 1]", False),
    }
    for name, (box, good) in boxes.items():
        yield holding("box", name, "a.pdf", _one_page(box), good)
    for unit in (0, -1, 1_000_000):
        yield holding("box", f"unit-{unit}", "a.pdf", _one_page(entries=b"/UserUnit %d" % unit), good=True)
    for turn in (45, -90, 2**31):
        yield holding("box", f"turn-{turn}", "a.pdf", _one_page(entries=b"/Rotate %d" % turn), good=True)


def _locked() -> Iterator[Case]:
    key = b"(" + b"k" * 32 + b")"
    for version, revision, bits in ((1, 2, 40), (2, 3, 128), (4, 4, 128)):
        rules = b"<</Filter/Standard/V %d/R %d/Length %d/O%s/U%s/P -4>>" % (version, revision, bits, key, key)
        data = _one_page(b"[0 0 300 200]", b"", rules, trailer=b"/Encrypt 4 0 R/ID[(a)(a)]")
        yield holding("locked", f"standard-{revision}", "a.pdf", data)
    other = _one_page(b"[0 0 300 200]", b"", b"<</Filter/Other/V 9>>", trailer=b"/Encrypt 4 0 R")
    yield holding("locked", "unknown-lock", "a.pdf", other)
    yield holding("locked", "lock-missing", "a.pdf", _one_page(trailer=b"/Encrypt 99 0 R"), good=True)


def _picture_page(picture: bytes) -> bytes:
    draw = stream(b"q 300 0 0 200 0 0 cm /I Do Q")
    return _one_page(b"[0 0 300 200]", b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>", draw, picture)


def _pictures() -> Iterator[Case]:
    grey = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width %d/Height %d%s"
    zeros = zlib.compress(b"\0" * 20_000_000, 9)
    yield holding(
        "picture", "plain", "a.pdf", _picture_page(stream(b"\x80" * 9600, grey % (120, 80, b""))), True
    )
    for width, height in ((100_000, 100_000), (2**31 - 1, 2**31 - 1), (30_000, 30_000)):
        packed = stream(zeros, grey % (width, height, b"/Filter/FlateDecode"))
        yield holding("picture", f"flate-{width}", "a.pdf", _picture_page(packed))
    photo = encoded(drawing(), "JPEG")
    for share in (0.0, 0.3, 0.8):
        torn = stream(photo[: round(len(photo) * share)], grey % (120, 90, b"/Filter/DCTDecode"))
        yield holding("picture", f"jpeg-torn-{share}", "a.pdf", _picture_page(torn))
    for name in ("JBIG2Decode", "JPXDecode", "CCITTFaxDecode", "LZWDecode", "Unknown"):
        rubbish = stream(b"\xa5" * 300, grey % (120, 90, b"/Filter/" + name.encode()))
        yield holding("picture", f"rubbish-{name}", "a.pdf", _picture_page(rubbish))
    twice = stream(
        zlib.compress(zlib.compress(b"\0" * 50_000_000)),
        grey % (120, 80, b"/Filter[/FlateDecode/FlateDecode]"),
    )
    yield holding("picture", "flate-in-flate", "a.pdf", _picture_page(twice), good=True)


def _contents() -> Iterator[Case]:
    resources = b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 300 200]/Resources<</XObject<</I %d 0 R>>>>"
    own = _one_page(b"[0 0 300 200]", resources, stream(b"/I Do"), stream(b"/I Do", form % 5))
    yield holding("content", "form-draws-itself", "a.pdf", own, good=True)
    tower = [stream(b"/I Do " * 9, form % (6 + level)) for level in range(4)]
    data = _one_page(
        b"[0 0 300 200]", resources, stream(b"/I Do"), *tower, stream(b"0 0 1 1 re f", form % 99)
    )
    yield holding("content", "forms-in-forms", "a.pdf", data, good=True)
    deep = [stream(b"/I Do " * 9, form % (6 + level)) for level in range(8)]
    data = _one_page(b"[0 0 300 200]", resources, stream(b"/I Do"), *deep, stream(b"0 0 1 1 re f", form % 99))
    yield holding("content", "forms-eight-deep", "a.pdf", data)
    packed = zlib.compress(b"0 0 m 300 200 l S " * 5_000, 9)
    lines = _one_page(b"[0 0 300 200]", b"/Contents 4 0 R", stream(packed, b"/Filter/FlateDecode"))
    yield holding("content", "5000-lines", "a.pdf", lines, good=True)
    for name, action in {
        "script": b"/S/JavaScript/JS(app.alert(1))",
        "launch": b"/S/Launch/F(/bin/sh)",
    }.items():
        opening = b"<</Type/Catalog/Pages 2 0 R/OpenAction<<%s>>>>" % action
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>"
        data = pdf([opening, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page])
        yield holding("content", name, "a.pdf", data, good=True)


def _torn() -> Iterator[Case]:
    whole = _picture_page(stream(b"\x80" * 9600, b"/Subtype/Image/Width 120/Height 80"))
    for kept in (5, 9, 20, 60, 100):
        yield holding("torn", f"pdf-{kept}-bytes", "a.pdf", whole[:kept])
    yield holding("torn", "pdf-empty", "a.pdf", b"")
    yield holding("torn", "pdf-of-zeros", "a.pdf", b"\0" * 5000)
    yield holding("torn", "pdf-head-alone", "a.pdf", b"%PDF-1.7\n" + struct.pack("<I", 0) * 50)
