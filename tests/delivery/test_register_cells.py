from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from pipeline.delivery.register_cells import cells_picture
from pipeline.model import Reading, Record, Source

PAGE = ("records/so.pdf", 3)
WHOLE = (0.0, 0.0, 600.0, 40.0)
BOXES = {"number": (0, 0, 100, 40), "owner": (100, 0, 300, 40), "area_m2": (300, 0, 400, 40),
         "code": (400, 0, 480, 40), "place": (480, 0, 600, 40)}  # fmt: skip
SHADES = {"number": 127, "owner": 0, "area_m2": 255, "code": 127, "place": 0}


def row(boxes: dict[str, Any]) -> Record:
    """A row whose cells are evenly grey, those of a person black."""
    pixels = np.full((40, 600), 255, np.uint8)
    for name, (x0, _, x1, _) in BOXES.items():
        pixels[:, x0:x1] = SHADES[name]
    picture = cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, 95])[1].tobytes()
    read = {
        name: Reading("1", source=Source(*PAGE, box)) if box else Reading("1") for name, box in boxes.items()
    }
    none: Reading[Any] = Reading(None)
    empty = Record(Source(*PAGE, WHOLE), none, none, none, none, none, none, none, none, picture=picture)
    return replace(empty, **read)  # type: ignore[arg-type]


def seen(uri: str) -> np.ndarray:
    data = np.frombuffer(base64.b64decode(uri.partition(",")[2]), np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))


def test_cells_of_values_stand_side_by_side_and_none_of_a_person() -> None:
    strip = seen(cells_picture(row(dict(BOXES))))
    assert strip.shape[0] == 40 and 260 < strip.shape[1] < 320
    assert strip.min() > 30, "black is the holder's or the place's cell"
    for x, shade in ((50, 127), (150, 255), (250, 127)):
        assert abs(int(np.median(strip[:, x])) - shade) < 15


@pytest.mark.parametrize(
    "boxes",
    [
        {"number": WHOLE, "area_m2": WHOLE},
        {"number": (50, 0, 200, 40), "owner": BOXES["owner"]},
        {"number": None},
        {},
    ],
    ids=["known by the row alone", "reaches into the holder's cell", "no place", "nothing read"],
)
def test_what_may_show_a_person_is_not_shown(boxes: dict[str, Any]) -> None:
    assert cells_picture(row(boxes)) == ""


def test_a_row_without_a_picture_has_no_cells() -> None:
    assert cells_picture(replace(row(dict(BOXES)), picture=b"")) == ""
    assert cells_picture(replace(row(dict(BOXES)), picture=b"no picture")) == ""
