"""What a person says of a digital map goes before what the map says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from drawn_maps import COMMUNE, SOUTH, WEST, labels, lines, write_dxf
from shapely.geometry import box

from pipeline.config import ScanSettings
from pipeline.errors import ScanError
from pipeline.model import ControlPoint, SheetParcels
from pipeline.vectors.read import read_map
from pipeline.vectors.sheet import File
from pipeline.wording import say

TURNED = np.exp(0.3j)
LOCAL = ("XÃ THỤY HÒA - HUYỆN YÊN PHONG - TỈNH BẮC NINH", "TỜ SỐ 7", "TỶ LỆ 1:1000", "Hệ tọa độ giả định")


def _local(points: Sequence[tuple[float, float]]) -> np.ndarray:
    """Where the land lies in a system of its own: near naught, turned."""
    moved = np.array([complex(x - WEST, y - SOUTH) for x, y in points]) * TURNED + (1000 + 2000j)
    return np.column_stack([moved.real, moved.imag])


def _drawn(folder: Path) -> Path:
    boundaries = [_local([(float(x), float(y)) for x, y in line]) for line in lines()]
    texts = [(text, *map(float, _local([(x, y)])[0])) for text, x, y in labels()]
    return write_dxf(folder / "a.dxf", boundaries, texts, titles=LOCAL)


def _points(ground: Sequence[tuple[float, float]], off_m: float = 0.0) -> tuple[ControlPoint, ...]:
    drawn = _local(ground)
    return tuple(
        ControlPoint("person", float(x), float(y), east + (off_m if k == 0 else 0.0), north)
        for k, ((x, y), (east, north)) in enumerate(zip(drawn, ground, strict=True))
    )


CORNERS = [(WEST, SOUTH), (WEST + 60, SOUTH), (WEST + 60, SOUTH + 40), (WEST, SOUTH + 40)]


def _read(path: Path, stated: ScanSettings = ScanSettings(), control: tuple[ControlPoint, ...] = ()):  # type: ignore[no-untyped-def]  # noqa: B008
    (sheet,) = read_map(path, File.of("vectors/a.dxf", COMMUNE, stated, control)).sheets
    assert isinstance(sheet, SheetParcels)
    return sheet


def test_a_map_in_a_system_of_its_own_lies_where_points_say(tmp_path: Path) -> None:
    sheet = _read(_drawn(tmp_path), control=_points(CORNERS))
    assert len(sheet.parcels) == 6 and sheet.sheet.findings[0].code == "map_moved_by_points"
    west, south, east, north = np.array([parcel.polygon.bounds for parcel in sheet.parcels]).T
    bounds = west.min(), south.min(), east.max(), north.max()
    assert bounds == pytest.approx((WEST, SOUTH, WEST + 60, SOUTH + 40), abs=0.001)


@pytest.mark.parametrize(
    ("ground", "off_m", "words"), [(CORNERS[:2], 0.0, "3"), (CORNERS, 1.0, "0,15"), (CORNERS, 0.05, None)]
)
def test_points_that_do_not_suffice_or_disagree_place_nothing(
    ground: list[tuple[float, float]], off_m: float, words: str | None, tmp_path: Path
) -> None:
    sheet = _read(_drawn(tmp_path), control=_points(ground, off_m))
    if words is None:
        assert sheet.sheet.unplaced_reason is None and len(sheet.parcels) == 6
    else:
        assert sheet.sheet.epsg is None and words in say(sheet.sheet.unplaced_reason)


def test_stated_unit_and_number_go_before_what_stands_on_the_map(tmp_path: Path) -> None:
    path = write_dxf(tmp_path / "a.dxf", lines(), labels())
    sheet = _read(path, ScanSettings(sheet=12))
    assert (sheet.sheet.number, sheet.sheet.unit.code) == (12, COMMUNE)
    assert sheet.parcels[0].label.number.agreed


def test_a_stated_zone_is_the_only_one_that_is_tried(tmp_path: Path) -> None:
    path = write_dxf(tmp_path / "a.dxf", lines(), labels())
    assert _read(path, ScanSettings(zone=9209)).sheet.epsg == 9209
    assert _read(path, ScanSettings(zone=9214)).sheet.epsg is None


def test_a_map_of_another_commune_gives_no_parcel_unless_a_person_says_so(tmp_path: Path) -> None:
    titles = ("XÃ YÊN TRUNG - HUYỆN YÊN PHONG - TỈNH BẮC NINH", "TỜ SỐ 7", "TỶ LỆ 1:1000")
    path = write_dxf(tmp_path / "a.dxf", lines(), labels(), titles=titles)
    sheet = _read(path)
    assert not sheet.parcels and "unit_elsewhere" in [f.code for f in sheet.sheet.findings]
    assert len(_read(path, ScanSettings(former_unit=COMMUNE)).parcels) == 6


def _table(folder: Path, **fields: list[object]) -> Path:
    squares = [box(WEST + 20 * k, SOUTH, WEST + 20 * k + 20, SOUTH + 20) for k in range(4)]
    table = gpd.GeoDataFrame({"SHTHUA": [1, 2, 3, 4], **fields}, geometry=squares)
    table.to_file(folder / "a.geojson", engine="pyogrio")
    return folder / "a.geojson"


def test_rows_of_another_commune_are_left_out_and_told(tmp_path: Path) -> None:
    path = _table(tmp_path, XAID=[9208, 9208, 9205, 9205], SHBANDO=[3, 3, 3, 3])
    other, own = sorted(
        read_map(path, File.of("vectors/a.geojson", COMMUNE)).sheets, key=lambda s: len(s.parcels)
    )
    assert not other.parcels and "unit_elsewhere" in [f.code for f in other.sheet.findings]
    assert [parcel.unit_code for parcel in own.parcels] == [COMMUNE, COMMUNE]


def test_one_number_stated_of_several_sheets_is_refused(tmp_path: Path) -> None:
    path = _table(tmp_path, SHBANDO=[3, 3, 4, 4])
    with pytest.raises(ScanError):
        read_map(path, File.of("vectors/a.geojson", COMMUNE, ScanSettings(sheet=3)))
