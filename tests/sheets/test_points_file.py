from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ScanError
from pipeline.model import ControlPoint
from pipeline.sheets import points_file


def test_points_of_a_drawing_keep_its_own_coordinates() -> None:
    content = b"mapX,mapY,sourceX,sourceY,enable,dX,dY,residual\n553100,2345100,1000.5,2000.25,1,0,0,0\n"
    (point,) = points_file.read_map_points(content)
    assert (point.x_px, point.y_px, point.easting_m) == (1000.5, 2000.25, 553_100.0)
    with pytest.raises(ScanError):
        points_file.read_points(content)


def test_point_files_count_pixels_from_the_corner(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif.points"
    path.write_text(
        '#CRS: PROJCRS["VN-2000"]\nmapX,mapY,sourceX,sourceY,enable,dX,dY,residual\n'
        "553000.0,2345500.0,100.5,-200.5,1,0,0,0\n553100.0,2345400.0,1281.5,-1381.0,0,0,0,0\n"
    )
    first, second = points_file.read_points(path.read_bytes())
    assert (first.x_px, first.y_px, first.kind, first.used) == (100.0, 200.0, "person", True)
    assert (second.easting_m, second.northing_m, second.used) == (553_100.0, 2_345_400.0, False)
    half, blank = ControlPoint("tick", 1, 1, None, 5.0), ControlPoint("cross", 3, 4, None, None)
    points_file.write_points(path, [first, second, half, blank], 'PROJCRS["x",\n ["y"]]')
    assert path.read_text().splitlines()[:2] == [
        '#CRS: PROJCRS["x", ["y"]]',
        "mapX,mapY,sourceX,sourceY,enable,dX,dY,residual",
    ]
    to_fill_in = ControlPoint("person", 3, 4, 0.0, 0.0, used=False)
    assert points_file.read_points(path.read_bytes()) == (first, second, to_fill_in)


def test_older_point_files_name_their_columns_differently(tmp_path: Path) -> None:
    path = tmp_path / "old.points"
    path.write_text("mapX,mapY,pixelX,pixelY,enable\n1,2,10.5,-20.5,1\n")
    assert points_file.read_points(path.read_bytes())[0].y_px == 20.0


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n", "mapX,mapY,sourceX,sourceY,enable\n1,2,3,40,1\n", "mapX,mapY\nx,y\n"]
    + [
        f"mapX,mapY,sourceX,sourceY,enable\n{row}\n" for row in ("1_0,2,3,-4,1", "1,2,3,-4,maybe", "1,2,3,-4")
    ],
)
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong.points"
    path.write_text(text)
    with pytest.raises(ScanError):
        points_file.read_points(path.read_bytes())
