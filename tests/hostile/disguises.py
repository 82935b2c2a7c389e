"""Files that are something else than their name says, hostile names, and what is no file at all."""

from __future__ import annotations

import gzip
import io
import os
import socket
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from case import Case, drawing, encoded, holding

_NAMES = {
    "formula-equals": "=HYPERLINK(x).png",
    "formula-plus": "+1+1.png",
    "formula-minus": "-1+cmd|' C'!A0.png",
    "formula-at": "@SUM(1).png",
    "formula-tab": "\t=1+1.png",
    "newline": "a\nb.png",
    "carriage-return": "a\rb.png",
    "escape-sequence": "a\x1b[31mb.png",
    "bell": "a\x07.png",
    "shell-dollar": "$(touch x).png",
    "shell-backtick": "`touch x`.png",
    "shell-semicolon": "a; touch x;.png",
    "shell-pipe": "a|b&c.png",
    "shell-quotes": "a'b\"c.png",
    "wildcard": "*?[a].png",
    "leading-dash": "--help.png",
    "markup": "<script>alert(1)<",
    "markup-image": "<img src=x onerror=alert(1)>.png",
    "markup-entity": "&lt;b&gt;.png",
    "template": "{{ 7*7 }}.png",
    "format": "{file} %s %n.png",
    "dots": "...png",
    "traversal": "..%2f..%2fetc%2fpasswd.png",
    "backslashes": "..\\..\\a.png",
    "drive": "C:a.png",
    "stream": "a.png:b.png",
    "reserved": "CON.png",
    "vsizip": "vsizip.png",
    "vsi-curl": "vsicurl_http:host.png",
    "subdataset": "GTIFF_DIR:1:a.tif.png",
    "right-to-left": "\u202egnp.a.png",
    "isolates": "\u2066a\u2069.png",
    "zero-width": "a\u200bb.png",
    "byte-order": "\ufeffa.png",
    "decomposed": "to\u0302\u031b.png",
    "private-use": "\ue000.png",
    "beyond-the-plane": "\U0001f5fa.png",
    "spaces": " a .png",
    "longest": "d" * 251 + ".png",
    "longest-in-bytes": "ờ" * 83 + ".png",
    "upper-case": "A.PNG",
}
_DRIVERS = {
    "vrt": b"<VRTDataset rasterXSize='90' rasterYSize='90'><VRTRasterBand dataType='Byte' band='1'>"
    b"<SimpleSource><SourceFilename>/etc/passwd</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>",
    "wms": b"<GDAL_WMS><Service name='WMS'><ServerUrl>http://127.0.0.1:9</ServerUrl></Service></GDAL_WMS>",
    "wkt": b'PROJCS["x",GEOGCS["x"]]',
    "vsi": b"/vsicurl/http://127.0.0.1:9/a.tif",
    "ascii-grid": b"ncols 90\nnrows 90\nxllcorner 0\nyllcorner 0\ncellsize 1\n" + b"0 " * 8100,
    "ogr-vrt": b"<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n(/etc/passwd) (r) file\n",
    "html": b"<html><script>alert(1)</script></html>",
    "xml-entities": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    "elf": b"\x7fELF" + bytes(200),
    "sqlite": b"SQLite format 3\0" + bytes(200),
    "spreadsheet": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}


_LAYER = """
PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
CREATE TABLE thua_dat (fid INTEGER PRIMARY KEY, geom BLOB, so_thua INTEGER);
INSERT INTO gpkg_contents VALUES ('thua_dat', 'features', 'thua_dat', 9209);
INSERT INTO thua_dat VALUES (1, NULL, 1);
"""
_SCRIPTS = {
    "triggers": """
CREATE TRIGGER loss AFTER INSERT ON thua_dat BEGIN DELETE FROM thua_dat; END;
CREATE TRIGGER load BEFORE UPDATE ON thua_dat BEGIN SELECT load_extension('/tmp/x.so'); END;
""",
    "views": """
CREATE VIEW ho_so AS SELECT load_extension('/tmp/x.so') AS chu, readfile('/etc/passwd') AS ghi_chu;
INSERT INTO gpkg_contents VALUES ('ho_so', 'attributes', 'ho_so', 0);
""",
    "endless-view": """
CREATE VIEW phat_hien AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
INSERT INTO gpkg_contents VALUES ('phat_hien', 'attributes', 'phat_hien', 0);
""",
    "tiles": """
CREATE TABLE tiles (id INTEGER PRIMARY KEY, zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB);
INSERT INTO gpkg_contents VALUES ('tiles', 'tiles', 'tiles', 9209);
INSERT INTO tiles VALUES (1, 0, 0, 0, zeroblob(100000));
""",
}


def disguise_cases() -> Iterator[Case]:
    """Every case of this module."""
    for (kind, data), suffix in product(_DRIVERS.items(), ("tif", "png", "jpg", "pdf")):
        yield holding("disguise", f"{kind}-as-{suffix}", f"a.{suffix}", data)
    for kind, suffix in product(
        ("GIF", "BMP", "WEBP", "PPM", "ICO", "EPS", "TGA", "JPEG2000"), ("tif", "png")
    ):
        yield holding("picture-kind", f"{kind}-as-{suffix}", f"a.{suffix}", encoded(drawing(), kind))
    yield from _crossed()
    yield from _archives()
    yield from _databases()
    yield from _names()
    yield from _specials()


def _crossed() -> Iterator[Case]:
    """A scan under the name of another kind of scan: a raster is a raster, a PDF is none."""
    for (kind, own), suffix in product(
        (("TIFF", "tif"), ("PNG", "png"), ("JPEG", "jpg"), ("PDF", "pdf")), ("tif", "png", "jpg", "pdf")
    ):
        if own != suffix:
            good = "pdf" not in (own, suffix)
            yield holding("crossed", f"{own}-as-{suffix}", f"a.{suffix}", encoded(drawing(), kind), good)
    for name in ("a.exe", "a.vrt", "a.svg", "a.tif.zip", "a", "a.tif ", ".tif", "a.heic", "thumbs.db"):
        yield holding("crossed", f"png-as-{name.strip()}-{len(name)}", name, encoded(drawing(), "PNG"))


def _archives() -> Iterator[Case]:
    page = encoded(drawing(), "PNG")
    packed = {"zip": _zipped(page), "nested-zip": page, "tar": _tarred(page), "gzip": gzip.compress(page)}
    for _ in range(20):
        packed["nested-zip"] = _zipped(packed["nested-zip"])
    packed["gzip-bomb"] = gzip.compress(bytes(20_000_000))
    for (kind, data), suffix in product(packed.items(), ("tif", "jpg", "pdf")):
        yield holding("archive", f"{kind}-as-{suffix}", f"a.{suffix}", data)


def _databases() -> Iterator[Case]:
    for kind, script in _SCRIPTS.items():
        for suffix in ("gpkg", "tif", "png", "pdf"):
            yield Case("database", f"{kind}-as-{suffix}", f"a.{suffix}", _geopackage(script))


def _geopackage(script: str) -> Callable[[Path], None]:
    """A GeoPackage with one layer, and what ``script`` adds to it."""

    def make(path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.executescript(_LAYER + script)
        connection.close()

    return make


def _zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../a.png", data)
    return buffer.getvalue()


def _tarred(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("/etc/a.png")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def _names() -> Iterator[Case]:
    for variant, name in _NAMES.items():
        good = name.lower().endswith(".png")
        yield holding("name", variant, name, encoded(drawing(), "PNG"), good)
    yield Case("name", "not-utf-8", "a.png", _badly_named)


def _badly_named(path: Path) -> None:
    Path(os.fsdecode(os.fsencode(path.parent) + b"/\xff\xfe.png")).write_bytes(encoded(drawing(), "PNG"))


def _specials() -> Iterator[Case]:
    targets = {
        "file": "/etc/hostname",
        "folder": "/etc",
        "device": "/dev/zero",
        "nothing": "/nowhere",
        "itself": "a.tif",
    }
    for variant, target in targets.items():
        yield Case("special", f"link-to-{variant}", "a.tif", _linking_to(target))
    makers: dict[str, Callable[[Path], None]] = {
        "link-upwards": lambda path: path.symlink_to(path.parent.parent),
        "pipe": os.mkfifo,
        "socket": _socket,
        "link-in-a-folder": lambda path: (path.mkdir(), (path / "b.tif").symlink_to("/dev/zero"))[0],
    }
    for variant, make in makers.items():
        yield Case("special", variant, "a.tif", make)


def _linking_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket may hold 107 bytes only
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)
