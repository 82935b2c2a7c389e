"""Labels found and read on drawn sheets: forms, directions, walls, lines."""

import cv2
import numpy as np
import pytest
from drawn_labels import DPI, MM, dashed_box, label_image, paper, place, text_image, whole_page

from pipeline.model import Label, Reading, Source
from pipeline.parcels.labels import first_look
from pipeline.parcels.labels.bars import trace
from pipeline.parcels.labels.first_look import by_habit, find_labels

SOURCE = Source("maps/to_1.tif")


def read(page: np.ndarray, region: np.ndarray | None = None, dpi: float = DPI) -> list[Label]:
    traces = trace(page, dpi, whole_page(page) if region is None else region)
    return list(by_habit(find_labels(page, traces, SOURCE)))


def summary(labels: list[Label]) -> list[tuple[str, int | None, float | None, str | None]]:
    rows = [(label.form, label.number.value, label.area_m2.value, label.code.value) for label in labels]
    return sorted(rows, key=lambda row: (row[0], row[1] or 0, row[3] or ""))


@pytest.fixture(scope="module")
def sheet() -> list[Label]:
    page = paper(150, 90)
    place(page, label_image("18", "421,1", "ODT"), (25, 15))
    place(page, label_image("207", "1350,6", "ONT+CLN", height_mm=1.8), (70, 15))
    place(page, label_image("46", "97.5"), (115, 15))
    place(page, label_image("63", "2780,4", "LUC"), (30, 45), angle_deg=-62.0)
    place(page, label_image("35", "640,2", "BHK"), (62, 45), angle_deg=34.0)
    place(page, text_image("DGT", 2.2), (95, 45))
    place(page, text_image("LUC 20/46,1", 2.2), (125, 45), angle_deg=-20.0)
    place(page, text_image("72", 2.2), (95, 65))
    place(page, text_image("b3", 2.0), (115, 65))
    place(page, text_image("Thon Thuong", 2.4), (60, 70))
    return read(page)


def test_every_form_is_read_and_nothing_else(sheet: list[Label]):
    assert summary(sheet) == [
        ("code", None, None, "DGT"),
        ("fraction", 46, 97.5, None),
        ("full", 18, 421.1, "ODT"),
        ("full", 35, 640.2, "BHK"),
        ("full", 63, 2780.4, "LUC"),
        ("full", 207, 1350.6, "ONT+CLN"),
        ("line", 20, 46.1, "LUC"),
        ("number", 72, None, None),
    ]


def test_place_and_direction_are_those_of_the_drawing(sheet: list[Label]):
    turned = next(label for label in sheet if label.number.value == 63)
    assert turned.angle_deg == pytest.approx(-62.0, abs=2.0)
    level = next(label for label in sheet if label.number.value == 46)
    assert level.inside_px == pytest.approx((115 * MM, 15 * MM), abs=0.5 * MM)
    x0, y0, x1, y1 = level.box_px
    assert x0 < 115 * MM < x1 and y0 < 15 * MM < y1
    assert level.number.source is not None


def test_clear_labels_are_sure_and_both_readers_agree(sheet: list[Label]):
    clear = next(label for label in sheet if label.number.value == 18)
    assert min(clear.number.confidence, clear.area_m2.confidence, clear.code.confidence) > 0.9
    assert clear.number.agreed and clear.area_m2.agreed


def test_walls_through_a_label_are_taken_out_or_doubted():
    page = paper(60, 40)
    place(page, label_image("152", "347,3", "ONT"), (30, 20))
    dashed_box(page, (20, 10, 33.5, 26))
    labels = read(page)
    assert [label.code.value for label in labels if label.form == "full"] == ["ONT"]
    for reading, true in ((labels[0].number, 152), (labels[0].area_m2, 347.3)):
        assert reading.value == true or reading.confidence < 0.9


def test_a_boundary_that_touches_the_label_is_not_read():
    page = paper(80, 60)
    place(page, label_image("84", "512,7", "CLN"), (35, 30))
    edge = round(43.2 * MM)
    cv2.rectangle(page, (round(5 * MM), round(5 * MM)), (edge, round(55 * MM)), 30, 3)
    labels = [label for label in read(page) if label.form == "full"]
    assert summary(labels) == [("full", 84, 512.7, "CLN")]


def test_code_right_of_the_bar_is_found():
    page = paper(60, 40)
    place(page, label_image("91", "308,3", "NTS", side="right"), (30, 20))
    assert summary(read(page)) == [("full", 91, 308.3, "NTS")]


def test_nothing_is_looked_for_outside_the_region():
    page = paper(80, 40)
    place(page, label_image("18", "421,1", "ODT"), (20, 20))
    place(page, label_image("19", "500,5", "LUC"), (60, 20))
    left = np.array([[0, 0], [40 * MM, 0], [40 * MM, 40 * MM], [0, 40 * MM]])
    assert summary(read(page, left)) == [("full", 18, 421.1, "ODT")]


def test_blank_paper_has_no_labels():
    assert read(paper(60, 40)) == []


def test_other_resolution_gives_the_same_values():
    page = paper(60, 40)
    place(page, label_image("18", "421,1", "ODT", height_mm=2.5), (30, 20))
    large = cv2.resize(page, None, fx=4 / 3, fy=4 / 3, interpolation=cv2.INTER_CUBIC)
    assert summary(read(large, dpi=400.0)) == [("full", 18, 421.1, "ODT")]


def test_code_under_the_figures_is_read_and_a_neighbours_code_beside_them_is_not():
    page = paper(160, 100)
    for row in range(3):
        for column in range(4):
            x, y = 20 + 38 * column, 18 + 30 * row
            number = f"{10 + 4 * row + column}"
            place(page, label_image(number, "421,1"), (x, y))
            place(page, text_image("ONT", 2.2), (x, y + 4.9))
    place(page, text_image("CLN", 2.2), (28.5, 18))  # of the next parcel, at the height of the first bar
    read_codes = {label.number.value: label.code.value for label in read(page) if label.form == "full"}
    assert read_codes == dict.fromkeys(range(10, 22), "ONT")


def test_code_of_two_uses_that_a_wall_parts_is_read_whole():
    page = paper(160, 100)
    for row in range(3):
        for column in range(4):
            x, y = 20 + 38 * column, 18 + 30 * row
            place(page, label_image(f"{10 + 4 * row + column}", "421,1", "ONT+CLN"), (x, y))
    wall = round(17.2 * MM)
    page[round(10 * MM) : round(26 * MM), wall : wall + 3] = 60
    codes = [label.code.value for label in read(page) if label.form == "full"]
    assert codes == ["ONT+CLN"] * 12


@pytest.mark.parametrize(("number", "sure"), [(1156, False), (115, False), (78, True)])
def test_a_number_that_is_the_figures_of_its_area_is_doubted(number: int, sure: bool):
    readings = Reading(number, str(number), 0.99, agreed=True), Reading(115.6, "115.6", 0.99, agreed=True)
    label = Label((5.0, 5.0), (0.0, 0.0, 10.0, 10.0), 0.0, "full", *readings, Reading("ONT", "ONT", 0.99))
    (judged,) = by_habit([label])
    assert (judged.number.agreed, judged.number.value, judged.area_m2.agreed) == (sure, number, True)


def test_an_area_over_a_code_is_no_number():
    page = paper(60, 40)
    for y, text in ((14, "45"), (17.0, "2539"), (20.0, "ONT")):  # an area whose decimal mark was lost
        place(page, text_image(text, 2.2), (30, y))
    cv2.line(page, (round(27 * MM), round(18.5 * MM)), (round(33 * MM), round(18.5 * MM)), 60, 2)
    assert [label for label in read(page) if label.form in ("fraction", "full")] == []


@pytest.mark.parametrize(("left", "wide", "parted"), [(-50, 11, True), (-50, 10, False), (-90, 25, False)])
def test_ink_as_wide_as_a_letter_under_the_bar_beside_a_code_parts_it(left: int, wide: int, parted: bool):
    centre, half, height = 150, 60.0, 20.0
    strip = np.zeros((30, 301), np.uint8)
    strip[4:26, centre + 10 : centre + 50] = 1  # the code as it was found
    strip[4:26, centre + left : centre + left + wide] = 1
    assert first_look._is_parted(strip, [(10.0, 50.0)], (centre, half, height)) is parted
