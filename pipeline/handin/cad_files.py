"""Drawings as DGN (version 7) and DXF, texts in Unicode or on wish in TCVN3; the doors to what writes them.

DGN is written by GDAL's own program: its bindings for Python cannot give a text its height.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from ezdxf.document import Drawing
from shapely.geometry.base import BaseGeometry

from pipeline.errors import MissingToolError, OutputError
from pipeline.handin.dgn_letters import placeholder, replace_texts
from pipeline.handin.drawing import Element
from pipeline.handin.mapping import Layout, Letters
from pipeline.legacy_text import Tcvn3Text, as_tcvn3
from pipeline.model import FloatArray

# MicroStation's table of colours (white, blue, green, red, yellow, violet, orange) in AutoCAD's numbers.
_DXF_COLOURS = (7, 5, 3, 1, 2, 6, 30)
_MM_PER_M = 1000
_MAX_SECONDS = 300.0
# GDAL cuts off what is finer than a millimetre, toward the global origin.
_PAST_M = 0.0002
# Offices that draw with the ABC fonts say so: their files are of the code page of Windows for English.
_CODE_PAGE = "cp1252"
_STYLES = {False: "TCVN3", True: "TCVN3_HOA"}


def write_dxf(path: Path, elements: Sequence[Element], layout: Layout, letters: Letters = "unicode") -> None:
    """Write a drawing, a layer a level, the same bytes each time: DXF 2010 in UTF-8, or DXF 2000 in TCVN3.

    Raises OSError, and OutputError for a letter that TCVN3 does not have.
    """
    with _without_moment():
        document = _document(elements, layout, letters)
        document.saveas(path)


def _document(elements: Sequence[Element], layout: Layout, letters: Letters) -> Drawing:
    document = ezdxf.new("R2010" if letters == "unicode" else "R2000", setup=False)
    document.header["$INSUNITS"] = 6  # metres
    if letters == "tcvn3":
        document.encoding = _CODE_PAGE
        for capitals, font in ((False, layout.tcvn3_font), (True, layout.tcvn3_capitals)):
            document.styles.add(_STYLES[capitals], font=font)
    for level in sorted({element.level for element in elements}):
        document.layers.add(str(level), color=_DXF_COLOURS[layout.colours.get(str(level), 0)])
    space = document.modelspace()
    for element in elements:
        looks = {"layer": str(element.level)}
        points = np.round(shapely.get_coordinates(element.shape), 3).tolist()
        if element.text:
            text, style = _dxf_text(element.text, letters)
            space.add_text(
                text, height=element.height_m, dxfattribs={**looks, "insert": points[0], "style": style}
            )
        elif len(points) == 1:
            space.add_point(points[0], dxfattribs=looks)
        else:
            space.add_lwpolyline(points, dxfattribs=looks)
    return document


def _dxf_text(text: str, letters: Letters) -> tuple[str, str]:
    """What is stored, and the style that it is drawn in."""
    if letters == "unicode":
        return text, "Standard"
    stored = _tcvn3(text)
    return stored.content.decode(_CODE_PAGE), _STYLES[stored.capitals]


def _tcvn3(text: str) -> Tcvn3Text:
    try:
        return as_tcvn3(text)
    except ValueError as cause:
        raise OutputError("letters_not_in_tcvn3", {"text": text}) from cause


@contextlib.contextmanager
def _without_moment() -> Iterator[None]:
    """No moment and no number of chance goes into a file, whose bytes depend on its content alone."""
    options = ezdxf.options
    before = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True
    try:
        yield
    finally:
        options.write_fixed_meta_data_for_testing = before


def write_dgn(path: Path, elements: Sequence[Element], layout: Layout, letters: Letters = "unicode") -> None:
    """Write a drawing as DGN version 7 with the circular's working units and global origin.

    Texts are UTF-8, or TCVN3 without a word of the font. Raises MissingToolError without GDAL's programs,
    OutputError where they cannot write, or for a letter that TCVN3 does not have.
    """
    if letters == "unicode":
        _write_by_gdal(path, elements, layout)
    else:
        stored = [_tcvn3(each.text).content if each.text else b"" for each in elements]
        held = [replace(each, text=placeholder(text)) for each, text in zip(elements, stored, strict=True)]
        _write_by_gdal(path, held, layout)
        replace_texts(path, [text for text in stored if text])
    if _count(path) != len(elements):
        raise OutputError("layer_not_written", {"layer": "elements", "file": path.name})


def _count(path: Path) -> int:
    """How many elements another GDAL than the one that wrote it finds in a DGN; -1 where it opens none."""
    import fiona  # noqa: PLC0415  only who hands in pays for it

    try:
        with fiona.open(path, enabled_drivers=["DGN"]) as drawn:
            return len(drawn)
    except fiona.errors.FionaError:
        return -1


def _write_by_gdal(path: Path, elements: Sequence[Element], layout: Layout) -> None:
    program = shutil.which("ogr2ogr")
    if program is None:
        raise MissingToolError("no_gdal")
    east, north = layout.global_origin_m
    units = ("MASTER_UNIT_NAME=m", "SUB_UNIT_NAME=mm", f"SUB_UNITS_PER_MASTER_UNIT={_MM_PER_M}")
    options = (*units, "UOR_PER_SUB_UNIT=1", f"ORIGIN={-east},{-north},0")  # GDAL counts it the other way
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        table = Path(scratch) / "elements.gpkg"
        _write_table(table, elements, layout)
        command = [program, "-q", "-f", "DGN", str(path), str(table)]
        command += [part for option in options for part in ("-dsco", option)]
        done = subprocess.run(command, capture_output=True, timeout=_MAX_SECONDS, check=False)  # noqa: S603
    if done.returncode or not path.exists():
        raise OutputError("layer_not_written", {"layer": "elements", "file": path.name})


def _write_table(path: Path, elements: Sequence[Element], layout: Layout) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # DGN knows no CRS, so neither does what it is made of
        pyogrio.write_dataframe(
            _table(elements, layout), path, driver="GPKG", geometry_type="Unknown", VERSION="1.3"
        )


def _table(elements: Sequence[Element], layout: Layout) -> gpd.GeoDataFrame:
    """The elements as GDAL's driver wants them; its style field gives a text its height."""
    origin = np.array(layout.global_origin_m, np.float64)
    columns = {
        "Level": np.array([element.level for element in elements], np.int32),
        "ColorIndex": np.array([layout.colours.get(str(e.level), 0) for e in elements], np.int32),
        "Weight": np.zeros(len(elements), np.int32),
        "Style": np.zeros(len(elements), np.int32),
        "Text": [element.text or None for element in elements],
        "OGR_STYLE": [f"LABEL(s:{e.height_m:.3f}g)" if e.text else None for e in elements],
    }
    shapes = [_to_millimetres(element.shape, origin) for element in elements]
    return gpd.GeoDataFrame(columns, geometry=shapes)


def _to_millimetres(shape: BaseGeometry, origin: FloatArray) -> BaseGeometry:
    def past(points: FloatArray) -> FloatArray:
        rounded = np.round(points, 3)
        return np.asarray(rounded + np.sign(rounded - origin) * _PAST_M, np.float64)

    moved: BaseGeometry = shapely.transform(shape, past)
    return moved
