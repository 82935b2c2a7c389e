"""What a closed face is, where labels and place decide."""

import pytest
import shapely

from pipeline.model import Face, Label, Reading
from pipeline.parcels.kinds import kind_of

LARGEST_PX = 1000.0


def face(width: float, height: float, code: str | None = None, touches_frame: bool = False) -> Face:
    label = Label((1, 1), (0, 0, 2, 2), 0.0, "code", Reading(None), Reading(None), Reading(code, code or ""))
    return Face(shapely.box(0, 0, width, height), (label,) if code else (), touches_frame, 1.0)


@pytest.mark.parametrize("code", ["DGT", "DTL"])
def test_large_compact_land_at_the_frame_is_no_road_whatever_code_stands_in_it(code: str):
    assert kind_of(face(100, 100, code, True), LARGEST_PX, 90.0, 50.0, False) == "other_land"
    assert kind_of(face(100, 100, code), LARGEST_PX, 0.0, 50.0, False) == "object"
    assert kind_of(face(20, 20, code, True), LARGEST_PX, 20.0, 50.0, False) == "object"
    assert kind_of(face(20, 1000, code, True), LARGEST_PX, 20.0, 50.0, False) == "object"


@pytest.mark.parametrize("code", ["SON", "MNC"])
def test_broad_water_at_the_frame_is_an_object(code: str):
    assert kind_of(face(100, 100, code, True), LARGEST_PX, 90.0, 50.0, False) == "object"


def test_land_that_lies_inside_the_sheet_is_never_land_of_others():
    assert kind_of(face(100, 100), LARGEST_PX, 0.0, 50.0, False) == "unknown"
    assert kind_of(face(100, 100, touches_frame=True), LARGEST_PX, 90.0, 50.0, False) == "other_land"
