"""Sheets as DGN and DXF, read back by GDAL and by the program's own door."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import Geometry

from pipeline.delivery.layers import OBJECTS, PARCELS, SHEETS
from pipeline.errors import OutputError
from pipeline.handin import cad_files
from pipeline.handin.cad_files import write_dgn, write_dxf
from pipeline.handin.dossiers import filled
from pipeline.handin.drawing import Element, SheetLand, drawing, sheet_lands
from pipeline.handin.mapping import layout
from pipeline.legacy_text import decode_all
from pipeline.model import Commune
from pipeline.text import normalise
from pipeline.vectors.door import open_map
from pipeline.vectors.drawing import Drawing

EXACT_M = 0.001
LAYOUT = layout()


@pytest.fixture
def land(frames: dict[str, pd.DataFrame], commune: Commune) -> SheetLand:
    rows = [list(filled(frames[layer.name])) for layer in (SHEETS, PARCELS, OBJECTS)]
    return sheet_lands(*rows, commune.epsg)["07321_1"]


@pytest.fixture
def elements(land: SheetLand) -> list[Element]:
    return drawing(land, LAYOUT)


@pytest.fixture(params=["dgn", "dxf"])
def path(request: pytest.FixtureRequest, elements: list[Element], tmp_path: Path) -> Path:
    path = tmp_path / f"to.{request.param}"
    {"dgn": write_dgn, "dxf": write_dxf}[request.param](path, elements, LAYOUT)
    return path


def lines(read: Drawing, level: int) -> list[Geometry]:
    return [shapely.linestrings(stroke.points) for stroke in read.strokes if stroke.layer == str(level)]


def texts(read: Drawing, level: int) -> list[str]:
    return sorted(
        writing.text or writing.raw.decode() for writing in read.writings if writing.layer == str(level)
    )


def test_the_limits_read_back_close_to_the_same_parcels(path: Path, land: SheetLand) -> None:
    read = open_map(path)
    assert isinstance(read, Drawing)
    limits = shapely.union_all([*lines(read, 10), *lines(read, 23)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(limits)))
    for row in land.parcels:
        drawn = min(faces, key=lambda face, row=row: face.hausdorff_distance(row["geom"]))
        assert drawn.hausdorff_distance(row["geom"]) <= EXACT_M


def test_every_limit_is_drawn_once(elements: list[Element], land: SheetLand) -> None:
    drawn = [each.shape for each in elements if each.level in (10, 23)]
    whole = shapely.union_all([row["geom"].boundary for row in (*land.parcels, *land.objects)])
    assert sum(line.length for line in drawn) == pytest.approx(whole.length, abs=0.01)


def test_a_road_has_its_level_and_labels_have_theirs(path: Path) -> None:
    read = open_map(path)
    assert isinstance(read, Drawing)
    assert lines(read, 23)
    assert texts(read, 13) == sorted(map(str, range(1, 17)))
    assert texts(read, 4) == ["484,0"] * 16
    assert texts(read, 2).count("LUC") == 15 and texts(read, 29).count("ONT+CLN") == 2
    assert texts(read, 62) == ["?", "?"]
    assert [text for text in texts(read, 63) if "Thử Nghiệm" in text]


def test_texts_have_their_height_on_the_ground(path: Path) -> None:
    read = open_map(path)
    assert isinstance(read, Drawing)
    heights = {round(writing.height, 3) for writing in read.writings if writing.layer == "13"}
    assert heights == {2.0}  # 2 mm at 1:1,000


def test_colours_are_those_of_the_levels(elements: list[Element], tmp_path: Path) -> None:
    write_dgn(tmp_path / "to.dgn", elements, LAYOUT)
    rows = pyogrio.read_dataframe(tmp_path / "to.dgn", encoding="ISO-8859-1", read_geometry=False)
    by_level = rows.groupby("Level")["ColorIndex"].unique()
    assert {level: [*colours] for level, colours in by_level.items()} == {
        level: [LAYOUT.colours.get(str(level), 0)] for level in by_level.index
    }


def test_every_label_point_lies_in_its_parcel(elements: list[Element], land: SheetLand) -> None:
    points = [each.shape for each in elements if each.level == 11]
    shapes = np.array([row["geom"] for row in land.parcels])
    assert shapely.contains(shapes, np.array(points)).all()


def test_the_same_sheet_gives_the_same_bytes(elements: list[Element], tmp_path: Path) -> None:
    for name, write in (("a.dxf", write_dxf), ("a.dgn", write_dgn)):
        write(tmp_path / name, elements, LAYOUT)
        (tmp_path / name).rename(tmp_path / f"first_{name}")
        write(tmp_path / name, elements, LAYOUT)
        assert (tmp_path / name).read_bytes() == (tmp_path / f"first_{name}").read_bytes(), name


@pytest.mark.parametrize("kind", ["dgn", "dxf"])
def test_texts_are_tcvn3_on_wish_and_read_back_the_same(
    kind: str, elements: list[Element], tmp_path: Path
) -> None:
    write = {"dgn": write_dgn, "dxf": write_dxf}[kind]
    plain, old = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    write(plain, elements, LAYOUT)
    write(old, elements, LAYOUT, "tcvn3")
    first, second = open_map(plain), open_map(old)
    assert isinstance(first, Drawing) and isinstance(second, Drawing)
    stored = [writing.raw for writing in second.writings]
    assert b"Th\xf6 Nghi\xd6m" in b" ".join(stored)  # ö and Ö: the codes of the ABC fonts
    decoded = decode_all(stored)
    assert all(said.sure for said in decoded.values())
    assert [decoded[raw].text for raw in stored] == [
        normalise(writing.text or writing.raw.decode()) for writing in first.writings
    ]
    for one, other in zip(first.strokes, second.strokes, strict=True):
        assert np.array_equal(one.points, other.points) and one.layer == other.layer


def test_a_dgn_in_which_another_program_finds_less_is_none(
    elements: list[Element], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = cad_files._write_by_gdal
    monkeypatch.setattr(cad_files, "_write_by_gdal", lambda path, all_, how: written(path, all_[1:], how))
    with pytest.raises(OutputError, match="to"):
        write_dgn(tmp_path / "to.dgn", elements, LAYOUT)
    monkeypatch.setattr(cad_files, "_write_by_gdal", lambda path, *_: path.write_bytes(b"\x08\x09\xfe\x02"))
    with pytest.raises(OutputError, match="to"):
        write_dgn(tmp_path / "to.dgn", elements, LAYOUT)


def test_what_tcvn3_does_not_have_is_refused(tmp_path: Path) -> None:
    text = [Element(63, shapely.Point(550_000, 2_350_000), "5 €", 2.0)]
    for name, write in (("a.dxf", write_dxf), ("a.dgn", write_dgn)):
        with pytest.raises(OutputError, match="TCVN3"):
            write(tmp_path / name, text, LAYOUT, "tcvn3")
