"""Digital maps that are broken by accident or on purpose: cut short, full of nothing, leading elsewhere."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import ezdxf
import geopandas as gpd
import numpy as np
import shapely
from case import Case, holding

from synthetic.dgn import DgnFile

COMMUNE = "09208"
_WEST, _SOUTH = 553_100.0, 2_345_100.0  # in Xã Thụy Hòa, zone 105°30'
_KINDS = {
    "shp": "ESRI Shapefile",
    "tab": "MapInfo File",
    "mif": "MapInfo File",
    "gpkg": "GPKG",
    "geojson": "GeoJSON",
}
_BOMB_TEXT = 5_000_000
_FLIPPED = 6  # maps of each kind with bits turned round

Making = Callable[[Path], None]


def map_cases() -> Iterator[Case]:
    """Every case of this module."""
    for kind in _KINDS:
        yield Case("map", f"good-{kind}", f"a.{kind}", save_table, good=True)
        for share in (0.3, 0.6, 0.95):
            yield Case("map-cut-short", f"{kind}-{share}", f"a.{kind}", _cut(share))
    for suffix in ("dbf", "shx"):
        for share in (0.3, 0.6, 0.95):
            yield Case("map-cut-short", f"{suffix}-{share}", "a.shp", _cut(share, f".{suffix}"))
        yield Case("map-companion", f"{suffix}-is-a-link", "a.shp", _linked(f".{suffix}"))
        yield Case("map-companion", f"{suffix}-is-a-pipe", "a.shp", _piped(f".{suffix}"))
    yield from _flipped()
    yield from _leading_elsewhere()
    yield from _names()
    yield from _databases()
    yield from _texts()
    for variant, fill in _DRAWINGS.items():
        yield Case("map-drawing", variant, "a.dxf", _drawn(fill))


def save_table(path: Path) -> None:
    """Six parcels of sheet 7 in the kind of the path's suffix."""
    corners = [(_WEST + 20 * (k % 3), _SOUTH + 20 * (k // 3)) for k in range(6)]
    squares = [shapely.box(x, y, x + 20, y + 20) for x, y in corners]
    fields = {
        "XAID": [COMMUNE] * 6,
        "SHBANDO": [7] * 6,
        "SHTHUA": range(1, 7),
        "DIENTICH": [400.0] * 6,
        "KHLOAIDAT": ["LUC"] * 6,
    }
    frame = gpd.GeoDataFrame(fields, geometry=squares, crs=9209)
    options = {"COORDINATE_PRECISION": 4} if path.suffix == ".geojson" else {}
    frame.to_file(path, driver=_KINDS[path.suffix[1:]], engine="pyogrio", **options)


def _named(path: Path) -> None:
    """A good map under a name with which GDAL could not write it."""
    save_table(path.parent / f"plain{path.suffix}")
    for part in path.parent.iterdir():
        part.rename(path.with_suffix(part.suffix))


def _cut(share: float, suffix: str = "") -> Making:
    def make(path: Path) -> None:
        save_table(path)
        victim = path.with_suffix(suffix or path.suffix)
        os.truncate(victim, int(victim.stat().st_size * share))

    return make


def _flipped() -> Iterator[Case]:
    """Bits turned round anywhere: where a map is still one nobody can tell, but an answer there must be."""
    for kind, seed in product((*_KINDS, "dgn", "dxf"), range(_FLIPPED)):
        yield Case("map-flipped", f"{kind}-{seed}", f"a.{kind}", _with_flips(seed), good=None)


def _with_flips(seed: int) -> Making:
    def make(path: Path) -> None:
        _DRAWN.get(path.suffix, save_table)(path)
        chance = random.Random(seed)
        for victim in sorted(path.parent.iterdir()):
            content = bytearray(victim.read_bytes())
            for _ in range(1 + len(content) // 4000):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            victim.write_bytes(content)

    return make


def _grid() -> Iterator[list[tuple[float, float]]]:
    """The boundaries of six parcels."""
    for k in range(4):
        yield [(_WEST + 20 * k, _SOUTH), (_WEST + 20 * k, _SOUTH + 40)]
    for k in range(3):
        yield [(_WEST, _SOUTH + 20 * k), (_WEST + 60, _SOUTH + 20 * k)]


def _grid_labels() -> Iterator[tuple[str, tuple[float, float]]]:
    for k in range(6):
        yield f"LUC {k + 1}/400,0", (_WEST + 20 * (k % 3) + 4, _SOUTH + 20 * (k // 3) + 9)


def _save_dgn(path: Path) -> None:
    file = DgnFile()
    for line in _grid():
        file.add_line(np.array(line), 10)
    for text, place in _grid_labels():
        file.add_text(text.encode(), place, 2.0, 13)
    file.save(path)


def _save_dxf(path: Path) -> None:
    document = ezdxf.new("R2000")
    for line in _grid():
        document.modelspace().add_line(*line)
    for text, place in _grid_labels():
        document.modelspace().add_text(text, height=2.0).set_placement(place)
    document.saveas(path)


_DRAWN: dict[str, Making] = {".dgn": _save_dgn, ".dxf": _save_dxf}


def _linked(suffix: str) -> Making:
    def make(path: Path) -> None:
        save_table(path)
        hidden = path.parent.parent / f"hidden{suffix}"
        path.with_suffix(suffix).rename(hidden)
        path.with_suffix(suffix).symlink_to(hidden)

    return make


def _piped(suffix: str) -> Making:
    def make(path: Path) -> None:
        save_table(path)
        path.with_suffix(suffix).unlink()
        os.mkfifo(path.with_suffix(suffix))

    return make


def _beside_another(content: str) -> Making:
    """A file with this content, and a good map farther up that it may lead to."""

    def make(path: Path) -> None:
        save_table(path.parents[2] / "other.gpkg")
        path.write_text(content, encoding="utf-8")

    return make


def _leading_elsewhere() -> Iterator[Case]:
    algorithm = {"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read ../../other.gpkg"}
    contents = {
        "algorithm.geojson": json.dumps({**algorithm, "relative_paths_relative_to_this_file": True}),
        "service.geojson": json.dumps({"type": "OAPIF", "links": [{"href": "http://127.0.0.1:9/"}]}),
        "view.tab": '!table\n!version 100\nopen table "../../other"\nCreate View v As Select * From other\n',
        "seamless.tab": "!table\n!version 300\nDefinition Table\n  Type NATIVE\n  Fields 1\n"
        '    Table Char (99) ;\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n',
        "vrt.shp": "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>../../other.gpkg</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>",
        "vrt.geojson": "<OGRVRTDataSource/>",
        "address.mif": "/vsicurl/http://127.0.0.1:9/a.mif",
    }
    for name, content in contents.items():
        yield Case("map-leading-elsewhere", name, name, _beside_another(content))
    yield Case("map-leading-elsewhere", "link", "a.gpkg", lambda path: path.symlink_to("/etc/passwd"))


def _names() -> Iterator[Case]:
    for variant, name in {
        "archive-mark": "a!b.geojson",
        "archive": "a.zip!a.geojson",
        "address": "http:..a.geojson",
        "colon": "x:y.gpkg",
        "layer": "a.gpkg|layername=b.gpkg",
        "accents": "tờ 5 (mới) #2.shp",
    }.items():
        yield Case("map-name", variant, name, _named, good=True)


def _databases() -> Iterator[Case]:
    for variant, script in {
        "endless-view": _VIEW + _ENDLESS,
        "endless-view-first": _VIEW + _ENDLESS + _LAST,
        "other-file": _VIEW + "SELECT load_extension('/tmp/x.so'), readfile('/etc/passwd');",
        "trigger": "CREATE TRIGGER t AFTER UPDATE ON a BEGIN DELETE FROM a; END;",
    }.items():
        yield Case("map-database", variant, "a.gpkg", _scripted(script), good=True)
    yield Case(
        "map-database",
        "huge-count",
        "a.gpkg",
        _scripted("UPDATE gpkg_ogr_contents SET feature_count = 4000000000000;"),
    )


_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;"
_LAST = """
CREATE TABLE b AS SELECT * FROM gpkg_contents WHERE table_name = 'a';
DELETE FROM gpkg_contents WHERE table_name = 'a';
INSERT INTO gpkg_contents SELECT * FROM b; DROP TABLE b;"""
_VIEW = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) SELECT 'v', 'features', 'v', srs_id FROM
gpkg_contents; INSERT INTO gpkg_geometry_columns SELECT 'v', 'geom', geometry_type_name, srs_id, z, m FROM
gpkg_geometry_columns; CREATE VIEW v AS """


def _scripted(script: str) -> Making:
    def make(path: Path) -> None:
        save_table(path)
        connection = sqlite3.connect(path)
        connection.executescript(script)
        connection.close()

    return make


def _texts() -> Iterator[Case]:
    deep, far, small = 100_000, "1e308", '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0,0]]]}'
    place = f"[[[0,0],[0,{far}],[{far},{far}],[0,0]]]"
    texts = {
        "nested-values": (f'{{"a": {"[" * deep}{"]" * deep}}}', "null"),
        "nested-shapes": ("{}", '{"type":"GeometryCollection","geometries":[' * deep + "]}" * deep),
        "long-text": (json.dumps({"SHTHUA": "9" * _BOMB_TEXT}), small),
        "beyond-all-numbers": ('{"SHTHUA": 1}', f'{{"type":"Polygon","coordinates":{place}}}'),
        "no-shapes": ('{"SHTHUA": 1}', "null"),
    }
    for variant, (values, shape) in texts.items():
        feature = f'{{"type":"Feature","properties":{values},"geometry":{shape}}}'
        content = f'{{"type":"FeatureCollection","features":[{feature}]}}'
        yield holding("map-text", variant, "a.geojson", content.encode())
    yield holding("map-text", "endless-row", "a.txt", b"|" * _BOMB_TEXT)


def _drawn(fill: Callable[[Any], None]) -> Making:
    def make(path: Path) -> None:
        document = ezdxf.new("R2010")
        fill(document)
        document.saveas(path)

    return make


def _nested(leaf: bool, times: int, depth: int) -> Callable[[Any], None]:
    """Blocks that hold each other ``times`` over: few bytes, and no end of lines or of nothing."""

    def fill(document: Any) -> None:
        for level in range(depth):
            block = document.blocks.new(f"B{level}")
            if level == 0 and leaf:
                block.add_line((0, 0), (1, 1))
            for k in range(times if level else 0):
                block.add_blockref(f"B{level - 1}", (k, 0))
        document.modelspace().add_blockref(f"B{depth - 1}", (0, 0))

    return fill


def _holding_itself(document: Any) -> None:
    block = document.blocks.new("B")
    for k in range(30):
        block.add_blockref("B", (k, 0))
    document.modelspace().add_blockref("B", (0, 0))


def _repeated(document: Any) -> None:
    document.blocks.new("B").add_line((0, 0), (1, 1))
    document.modelspace().add_blockref("B", (0, 0)).grid(size=(3_000, 3_000), spacing=(1, 1))


def _endless_circle(document: Any) -> None:
    document.modelspace().add_circle((0, 0), 1e15)


def _many_circles(document: Any) -> None:
    for _ in range(2000):
        document.modelspace().add_circle((0, 0), 1e8)


def _tangled(document: Any) -> None:
    document.modelspace().add_text("LUC 1/400,0", height=2.0).set_placement((_WEST + 99.9, _SOUTH + 99.9))
    for k in range(1500):
        document.modelspace().add_line((_WEST + k / 5, _SOUTH), (_WEST + k / 5, _SOUTH + 300))
        document.modelspace().add_line((_WEST, _SOUTH + k / 5), (_WEST + 300, _SOUTH + k / 5))


def _no_numbers(document: Any) -> None:
    document.modelspace().add_line((1e308, -1e308), (float("inf"), float("nan")))
    document.modelspace().add_text("LUC 1/400", height=float("nan")).set_placement((float("inf"), 0))


def _codes(document: Any) -> None:
    document.modelspace().add_mtext("\\A1;{\\fArial;" * 50_000)


_DRAWINGS: dict[str, Callable[[Any], None]] = {
    "nested-blocks": _nested(True, 50, 8),
    "nested-nothing": _nested(False, 50, 8),
    "deep-blocks": _nested(True, 1, 60),
    "block-in-itself": _holding_itself,
    "repeated-block": _repeated,
    "endless-circle": _endless_circle,
    "many-circles": _many_circles,
    "tangled-lines": _tangled,
    "beyond-all-numbers": _no_numbers,
    "text-of-codes": _codes,
}
