"""Windows of labels: values, rivals, honest confidence, habits of the sheet."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_labels import text_image

from pipeline.model import Reading, Source
from pipeline.parcels.labels import label_reading

SOURCE = Source("maps/to_1.tif")


def window(text: str, height_mm: float = 2.4) -> np.ndarray:
    return label_reading.stretch(np.pad(text_image(text, height_mm), 6, constant_values=240))


def view(text: str) -> label_reading.View:
    return label_reading.plain_view(window(text))


def area(text: str, value: float, confidence: float = 0.99) -> Reading[float]:
    return Reading(value, text, confidence, SOURCE)


def test_numbers_areas_and_codes_are_read():
    numbers = label_reading.read_numbers([[view("207")]], SOURCE)
    areas = label_reading.read_areas([[view("1350,6")]], SOURCE)
    codes = label_reading.read_codes([[view("ONT+CLN")], [view("LUC")]], SOURCE)
    assert (numbers[0].value, areas[0].value) == (207, 1350.6)
    assert [code.value for code in codes] == ["ONT+CLN", "LUC"]
    assert [one.said for one in areas] == [(("label_head", 1350.6), ("pp_ocr", 1350.6))]
    confirmed = label_reading.confirm_numbers([replace(numbers[0], agreed=False)], [[view("207")]])[0]
    assert confirmed.agreed and confirmed.said[-1] == ("tesseract", 207)


@pytest.mark.parametrize(
    ("other", "agreed"), [("CLN", True), ("+CLN", False), ("T+CLN", False), ("LNCLN", True), ("", True)]
)
def test_a_code_of_which_a_view_shows_more_is_not_agreed(other: str, agreed: bool):
    shown = [view("CLN"), *([view(other)] if other else [])]
    (code,) = label_reading.read_codes([shown], SOURCE)
    assert (code.value, code.agreed) == ("CLN", agreed)
    assert ("ONT+CLN" in dict(code.alternatives)) is not agreed


def test_no_view_is_no_value():
    assert label_reading.read_numbers([[]], SOURCE)[0].value is None
    assert label_reading.read_codes([[]], SOURCE)[0].value is None


def test_views_that_differ_leave_neither_sure():
    views = [[view("161"), view("61")]]
    reading = label_reading.read_numbers(views, SOURCE)[0]
    known = {reading.value: reading.confidence, **dict(reading.alternatives)}
    assert set(known) >= {161, 61}
    assert max(known.values()) < 0.7


def test_a_mark_at_the_end_is_a_lost_figure_and_not_a_value():
    reading = label_reading.read_areas([[view("1759,")]], SOURCE)[0]
    assert reading.value is None or reading.confidence < 0.6


def test_a_wall_beside_figures_is_no_figure_one():
    shown = window("68")
    wall = np.full((shown.shape[0], 3), 40, np.uint8)
    walled = np.hstack([shown[:, :2], wall, shown])
    reading = label_reading.read_numbers([[label_reading.View(walled, shown)]], SOURCE)[0]
    assert (reading.value, reading.agreed) != (168, True)
    assert reading.value == 68


def test_a_word_that_is_no_code_is_not_read_as_one():
    reading = label_reading.read_codes([[view("XXBMA")]], SOURCE)[0]
    assert reading.value is None or reading.confidence < 0.1


def test_lost_decimal_mark_is_put_back_but_never_sure():
    habit = [area(f"{n},5", n + 0.5) for n in range(100, 130)]
    weighed = label_reading.with_decimals([*habit, area("5200", 5200.0)])
    assert weighed[:-1] == habit
    assert weighed[-1].value == 520.0
    assert weighed[-1].confidence <= 0.6
    assert 5200.0 in dict(weighed[-1].alternatives)
    assert label_reading.with_decimals(weighed) == weighed  # weighed once


def test_sheets_without_decimals_stay_as_they_are():
    habit = [replace(area(str(n), float(n)), agreed=True) for n in (88, *range(100, 130))]
    weighed = label_reading.with_decimals(habit)
    assert [(one.value, one.agreed) for one in weighed] == [(one.value, True) for one in habit]
    assert min(one.confidence for one in weighed) >= 0.98


def test_piece_of_an_area_is_doubted():
    habit = [area(f"{n},5", n + 0.5) for n in range(100, 130)]
    assert label_reading.with_decimals([*habit, area("7", 7.0)])[-1].confidence < 0.1


def test_habit_settles_between_codes_but_does_not_make_them_sure():
    seen = [Reading("ONT", "ONT", 1.0, SOURCE)] * 20
    torn = Reading("CNT", "CNT", 0.501, SOURCE, (("ONT", 0.499),))
    settled = label_reading.with_habits([*seen, torn])[-1]
    assert settled.value == "ONT"
    assert settled.confidence <= 0.6
    assert dict(settled.alternatives).keys() == {"CNT"}


def test_a_stroke_beside_the_number_is_doubted():
    reading = Reading(161, "161", 0.99, SOURCE)
    doubted = label_reading.doubt_stroke(reading, -0.4)
    assert doubted.value == 161 and doubted.confidence <= 0.6
    assert doubted.alternatives[0][0] == 61
    assert label_reading.doubt_stroke(reading, 0.05) is reading
    assert label_reading.doubt_stroke(Reading(26, "26", 0.99, SOURCE), -0.4).confidence == 0.99


def test_a_number_far_aside_of_its_bar_has_lost_figures():
    assert label_reading.doubt_stroke(Reading(1, "1", 0.98, SOURCE), -0.7).confidence <= 0.6


def test_a_decimal_more_than_the_sheet_writes_is_cut_off_and_not_sure():
    habit = [area(f"{n},5", n + 0.5) for n in range(100, 130)]
    cut = label_reading.with_decimals([*habit, area("110,06", 110.06)])[-1]
    assert cut.value == 110.0 and cut.confidence <= 0.6 and not cut.agreed
    assert 110.06 in dict(cut.alternatives)


def test_sheets_with_two_decimals_keep_them():
    habit = [area(f"{n},25", n + 0.25) for n in range(100, 130)]
    assert label_reading.with_decimals(habit) == habit
