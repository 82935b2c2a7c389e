from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from synthetic.dgn import MOST_POINTS, DgnFile, line_element, text_element

CORNER = (553_000.123, 2_345_000.456)


def _read(file: DgnFile, folder: Path):
    file.save(folder / "a.dgn")
    sql = "SELECT *, OGR_STYLE FROM elements"
    return pyogrio.read_dataframe(folder / "a.dgn", sql=sql, ENCODING="ISO-8859-1")


def test_lines_come_back_to_the_millimetre_in_pieces_that_fit(tmp_path: Path) -> None:
    points = np.array(CORNER) + np.column_stack([np.arange(250) * 1.5, np.arange(250) * 0.5])
    file = DgnFile()
    file.add_line(points, 23)
    file.add_line(points[:2], 10)
    read = _read(file, tmp_path)
    assert list(read.Level) == [23, 23, 23, 10] and list(read.Type) == [4, 4, 4, 3]
    assert shapely.get_num_coordinates(read.geometry.values).max() <= MOST_POINTS
    back = np.vstack([shapely.get_coordinates(each) for each in read.geometry[:3]])
    assert np.abs(back[:MOST_POINTS] - points[:MOST_POINTS]).max() < 0.0006


def test_texts_keep_bytes_height_angle_and_group_and_cells_their_members(tmp_path: Path) -> None:
    file = DgnFile()
    file.add_cell("NHAN", [text_element(b"Th\xabn", CORNER, 2.0, 13, 30.0, group=7)], CORNER)
    file.elements.append(line_element(np.array([CORNER, (553_010.0, 2_345_010.0)]), 13, 7))
    read = _read(file, tmp_path)
    assert read.Text[0] == "Th«n" and list(read.GraphicGroup) == [7, 7]
    assert "s:2.000g" in read.OGR_STYLE[0] and "a:30" in read.OGR_STYLE[0]


def test_a_shape_is_closed_and_no_larger_than_the_format_allows(tmp_path: Path) -> None:
    ring = np.array([CORNER, (553_010, 2_345_000), (553_010, 2_345_010), CORNER])
    file = DgnFile()
    file.add_shape(ring, 53)
    assert _read(file, tmp_path).geometry[0].geom_type == "Polygon"
    with pytest.raises(ValueError, match="102"):
        file.add_shape(np.zeros((102, 2)), 53)
