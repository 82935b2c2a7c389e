"""A second look into faces: stacked labels, turned ones, what must not be read."""

import cv2
import numpy as np
import pytest
from drawn_labels import DPI, MM, dashed_box, label_image, paper, place, text_image, whole_page

from pipeline.model import Label, Reading, Source
from pipeline.parcels.labels import second_look
from pipeline.parcels.labels.arrangement import Seen
from pipeline.parcels.labels.bars import Bar, trace
from pipeline.parcels.labels.face_lines import Line
from pipeline.parcels.labels.second_look import Face, is_whole, look_again

SOURCE = Source("maps/to_1.tif")


def look(page: np.ndarray, area_m2: float, label: Label | None = None) -> Label | None:
    """Look into a page that is one face."""
    traces = trace(page, DPI, whole_page(page))
    faces = np.ones((page.shape[0] // 2, page.shape[1] // 2), np.int32)
    return look_again(page, traces, faces, 0.5, [Face(1, area_m2, label)], SOURCE).get(1)


def values(label: Label | None) -> tuple[int | None, float | None, str | None] | None:
    return None if label is None else (label.number.value, label.area_m2.value, label.code.value)


def test_code_under_the_figures():
    page = paper(50, 40)
    place(page, label_image("36", "146,0"), (25, 16))
    place(page, text_image("ONT", 2.2), (25, 22.2))
    assert values(look(page, 146.0)) == (36, 146.0, "ONT")


def test_code_under_the_figures_that_has_grown_together_with_a_wall():
    page = paper(50, 40)
    place(page, label_image("36", "146,0"), (25, 16))
    place(page, text_image("ONT", 2.2), (25, 22.2))
    page[round(22.0 * MM) : round(22.0 * MM) + 3, round(12 * MM) : round(38 * MM)] = 60
    assert values(look(page, 146.0)) == (36, 146.0, "ONT")


def test_three_lines_without_a_bar():
    page = paper(50, 40)
    for y, text in ((14, "36"), (17.2, "146,0"), (20.4, "LUC")):
        place(page, text_image(text, 2.0), (25, y))
    assert values(look(page, 146.0)) == (36, 146.0, "LUC")


@pytest.mark.parametrize("number", ["17", "1024"])
def test_number_over_a_row_of_code_and_area(number: str):
    page = paper(50, 40)
    place(page, text_image(number, 2.4), (25, 16))
    place(page, text_image("LUC  1966,3", 2.0), (25, 19.4))
    found = look(page, 1961.5)
    assert values(found) == (int(number), 1966.3, "LUC")
    assert found is not None and found.area_m2.agreed


def test_number_and_area_on_a_line_over_the_code():
    page = paper(50, 40)
    place(page, text_image("61/120,6", 2.2), (25, 16))
    place(page, text_image("CLN", 2.0), (25, 19.4))
    assert values(look(page, 120.6)) == (61, 120.6, "CLN")


@pytest.mark.parametrize(("askew", "ways"), [(9.0, [0.0, 9.0]), (-12.0, [0.0, -12.0]), (1.0, [1.0])])
def test_letters_whose_rows_seem_to_lie_askew_are_looked_at_level_too(
    askew: float, ways: list[float], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(second_look, "steady", lambda points, angle: askew)
    assert second_look._ways(np.zeros((4, 2)), (0.0,)) == ways


@pytest.mark.parametrize("house_mm", [(13, 15, 29.4, 25), (24.2, 12, 38, 22), (19, 18.4, 27, 30)])
def test_three_lines_that_the_walls_of_a_house_cross(house_mm: tuple[float, float, float, float]):
    page = paper(50, 40)
    for y, text in ((15.2, "91"), (18.0, "588.0"), (20.8, "ONT+CLN")):
        place(page, text_image(text, 2.0), (25, y))
    dashed_box(page, house_mm)
    assert values(look(page, 589.9)) == (91, 588.0, "ONT+CLN")


@pytest.mark.parametrize(
    ("text", "longer", "more"),
    [
        ("67", "267", True),
        ("67", "167", False),
        ("67", "671", False),
        ("NT", "ONT", True),
        ("6", "167", False),
    ],
)
def test_a_line_grows_by_letters_and_by_no_stroke_beside_it(
    text: str, longer: str, more: bool, monkeypatch: pytest.MonkeyPatch
):
    """A wall reads like a one, and a figure alone between walls like a number."""
    line = Line(Bar(50.0, 50.0, 0.0, 20.0, 7.0, 7.0, 0.0), 50.0, 50.0, 20.0, 14.0)
    read = Seen(line, longer, 0.99)
    monkeypatch.setattr(second_look, "_longer", lambda _, side, *__: read if side < 0 else None)
    grown = second_look._to_its_ends(Seen(line, text, 0.99), (0, 0), None)  # type: ignore[arg-type]
    assert grown.text == (longer if more else text)


@pytest.mark.parametrize("angle", [-80.0, 38.0])
def test_small_label_along_a_narrow_face(angle: float):
    page = paper(40, 40)
    place(page, label_image("48", "494,8", "CLN", height_mm=1.5), (20, 20), angle)
    near = Label((0, 0), (0, 0, 1, 1), angle + 5.0, "number", Reading(None), Reading(None), Reading(None))
    assert values(look(page, 494.8, near)) == (48, 494.8, "CLN")


def test_one_line_without_decimals_is_read_by_both_readers():
    page = paper(50, 30)
    place(page, text_image("CLN 61/1206", 2.2), (25, 15))
    found = look(page, 1206.0)
    assert found is not None and found.form == "line" and values(found) == (61, 1206.0, "CLN")
    assert found.number.agreed and found.area_m2.agreed


def test_part_of_a_label_is_no_number_and_marks_are_none():
    page = paper(50, 40)
    place(page, text_image("1174", 2.2), (25, 16))
    place(page, text_image("QWX", 2.2), (25, 19.6))
    assert look(page, 500.0) is None
    assert look(paper(50, 40), 500.0) is None


def test_label_read_whole_stays():
    sure = Reading(36, "36", 0.99, agreed=True), Reading(146.0, "146,0", 0.99), Reading("ONT", "ONT", 0.9)
    label = Label((25 * MM, 16 * MM), (0, 0, 1, 1), 0.0, "full", *sure)
    assert is_whole(label, 146.5)
    assert not is_whole(label, 200.0) and not is_whole(None, 146.0)


def listed_number(page: np.ndarray, listed: frozenset[int]) -> int | None:
    """The number that a look into a page finds, knowing which numbers have its area in the table."""
    traces = trace(page, DPI, whole_page(page))
    faces = np.ones((page.shape[0] // 2, page.shape[1] // 2), np.int32)
    found = look_again(page, traces, faces, 0.5, [Face(1, 146.0, None, listed)], SOURCE).get(1)
    return found.number.value if found else None


def test_a_figure_beside_walls_is_a_number_where_the_table_gives_it_this_area():
    page = paper(50, 40)
    place(page, text_image("4", 2.4), (25, 20))
    cv2.rectangle(page, (round(23.6 * MM), round(10 * MM)), (round(40 * MM), round(21.6 * MM)), 60, 3)
    assert listed_number(page, frozenset({4})) == 4
    assert listed_number(page, frozenset()) is None
    assert listed_number(page, frozenset({9})) is None


@pytest.mark.parametrize("name", ["67", "AB"])
def test_long_land_with_figures_in_it_is_no_road(name: str):
    page = paper(180, 14)
    place(page, text_image(name, 2.0), (90, 5))
    place(page, text_image("1229,2", 2.0), (90, 8.4))
    cv2.line(page, (round(86 * MM), round(3 * MM)), (round(87.6 * MM), round(13 * MM)), 60, 3)
    expected = (67, 1229.2, None) if name == "67" else None
    assert values(look(page, 1229.2)) == expected


def test_two_lines_of_figures_without_a_bar_are_a_label_only_where_the_area_is_the_land():
    page = paper(50, 40)
    place(page, text_image("21", 2.0), (25, 16))
    place(page, text_image("127", 2.0), (25, 19.2))
    assert values(look(page, 127.0)) == (21, 127.0, None)
    assert look(page, 480.0) is None


def test_a_number_that_lost_figures_to_a_wall_gives_way_to_the_whole_one_seen_there():
    page = paper(60, 40)
    place(page, label_image("108", "297,5", "TMD", 2.2), (30, 20))
    walls = np.round(np.array([(28, 12), (30, 19), (38, 19)]) * MM).astype(np.int32)
    cv2.polylines(page, [walls], False, 60, 2)
    seen = Reading(108, "108", 0.99, agreed=True), Reading(None), Reading(None)
    near = Label((32 * MM, 18 * MM), (0, 0, 1, 1), 0.0, "number", *seen)
    assert values(look(page, 297.5, near)) == (108, 297.5, "TMD")


def test_the_line_of_an_area_taken_for_the_number_gives_way_to_the_number():
    page = paper(50, 40)
    for y, text in ((14, "14"), (17.2, "146,0"), (20.4, "LUC")):
        place(page, text_image(text, 2.0), (25, y))
    seen = Reading(1460, "1460", 0.99, agreed=True), Reading(146.0, "146.0", 0.9), Reading(None)
    near = Label((25 * MM, 17.2 * MM), (22 * MM, 13 * MM, 28 * MM, 19 * MM), 0.0, "fraction", *seen)
    assert values(look(page, 146.0, near)) == (14, 146.0, "LUC")


@pytest.mark.parametrize(("count", "swept"), [(30, 30), (90, 40)])
def test_reading_everywhere_ends_where_it_helps_none_of_many(monkeypatch, count, swept):
    page = paper(100, 100)
    faces = np.zeros((page.shape[0] // 2, page.shape[1] // 2), np.int32)
    side = faces.shape[0] // 10
    for number in range(1, count + 1):
        y, x = (side * k for k in divmod(number - 1, 10))
        faces[y : y + side, x : x + side] = number
        cv2.circle(page, (2 * x + side, 2 * y + side), side // 3, 60, 2)
    looked_at: set[tuple[int, int]] = set()

    def nothing(grey, scale, grounds, height):
        looked_at.update(ground.origin for ground in grounds)
        return [[] for _ in grounds]

    monkeypatch.setattr(second_look, "sweep", nothing)
    monkeypatch.setattr(second_look, "figure_heights", lambda letters, per_mm: (20.0,))
    wanted = [Face(number, 100.0, None) for number in range(1, count + 1)]
    assert look_again(page, trace(page, DPI, whole_page(page)), faces, 0.5, wanted, SOURCE) == {}
    assert len(looked_at) == swept
