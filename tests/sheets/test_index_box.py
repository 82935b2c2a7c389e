from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.model import Source
from pipeline.sheets.index_box import read_index_box
from pipeline.sheets.margin import READ_DPI, Strip

MM = READ_DPI / 25.4
NUMBERS = (7, 8, 9, 15, None, 17, 23, 24, None)


def _strip(cells: int = 3, cell_mm: float = 10.0) -> Strip:
    image = Image.new("L", (round(200 * MM), round(60 * MM)), 250)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=3.6 * MM)
    left, top, side = 150 * MM, 15 * MM, cell_mm * MM
    for step in range(cells + 1):
        draw.line([(left + step * side, top), (left + step * side, top + cells * side)], fill=30, width=2)
        draw.line([(left, top + step * side), (left + cells * side, top + step * side)], fill=30, width=2)
    for place, number in enumerate(NUMBERS[: cells * cells]):
        if number is not None:
            middle = (left + (place % 3 + 0.5) * side, top + (place // 3 + 0.5) * side)
            draw.text(middle, str(number), fill=30, font=font, anchor="mm")
    draw.text((20 * MM, 30 * MM), "XÃ PHÚC HÒA", fill=20, font=font)
    return Strip("above", *[np.asarray(image)] * 3, np.eye(3))


def test_numbers_of_the_sheets_around() -> None:
    found = read_index_box(_strip(), Source("maps/a.tif"))
    assert tuple(cell.value for cell in found) == NUMBERS
    assert found[0].source is not None and found[0].source.box is not None
    assert found[0].source.box[0] == pytest.approx(150 * MM, abs=2)


@pytest.mark.parametrize(
    "strip", [_strip(2), _strip(3, 4.0), Strip("above", *[np.full((400, 900), 250, np.uint8)] * 3, np.eye(3))]
)
def test_other_rules_are_no_index_box(strip: Strip) -> None:
    assert read_index_box(strip, Source("maps/a.tif")) == ()
