from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from commune_inputs import grid, page, records_of

from pipeline.model import PageImage, Record, Source
from pipeline.records.row_pictures import DPI, with_pictures


def rows_in(*boxes: tuple[float, float, float, float] | None) -> list[Record]:
    rows = records_of(grid())[: len(boxes)]
    return [replace(row, source=Source("so.png", 1, box)) for row, box in zip(rows, boxes, strict=True)]


def test_each_row_is_cut_where_it_stands_and_no_finer_than_is_read() -> None:
    pixels = np.full((400, 1200), 250, np.uint8)
    pixels[100:140, 200:600] = 20
    image = PageImage(Source("so.png"), pixels, 2 * DPI)
    first, second, unplaced = with_pictures(
        page(rows_in((200.0, 100.0, 599.0, 139.0), (200.0, 150.0, 599.0, 189.0), None)), image
    ).rows
    dark, light = (cv2.imdecode(np.frombuffer(row.picture, np.uint8), 0) for row in (first, second))
    assert dark.shape == light.shape == (20, 200)
    assert dark.mean() < 60 and light.mean() > 230
    assert unplaced.picture == b""


@pytest.mark.parametrize("box", [(-50.0, -9.0, 5000.0, 900.0), (900.0, 390.0, 9999.0, 9999.0)])
def test_a_row_that_reaches_off_the_page_is_cut_at_its_edge(box: tuple[float, float, float, float]) -> None:
    image = PageImage(Source("so.png"), np.full((400, 1200, 3), 250, np.uint8), None)
    (row,) = with_pictures(page(rows_in(box)), image).rows
    assert cv2.imdecode(np.frombuffer(row.picture, np.uint8), 1) is not None
