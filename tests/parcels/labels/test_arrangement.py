"""Which lines make a label."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.model import FloatArray
from pipeline.parcels.labels.arrangement import Seen, arrange, is_figures, one_line
from pipeline.parcels.labels.bars import Bar
from pipeline.parcels.labels.face_lines import Line

HEIGHT = 14.0


def seen(text: str, x: float, y: float, confidence: float = 1.0) -> Seen:
    width = 9.0 * len(text)
    return Seen(Line(Bar(x, y, 0.0, width, 7.0, 7.0, 0.0), x, y, width, HEIGHT), text, confidence)


def strokes(*given: tuple[float, float, float, float]) -> FloatArray:
    return np.array(given, np.float64).reshape(-1, 4)


AREA_M2 = 900.0  # of a face whose area none of the lines states
NUMBER, AREA = seen("36", 100, 80), seen("146,0", 100, 102)


@pytest.mark.parametrize(
    "code", [seen("ONT", 45, 91), seen("ONT", 155, 91), seen("ONT", 100, 124), seen("ONT+CLN", 100, 58)]
)
def test_code_may_stand_on_any_side(code: Seen):
    found = arrange([NUMBER, code, AREA], strokes(), AREA_M2)
    assert found is not None and found.number == NUMBER.line and found.area == AREA.line
    assert found.codes == (code.line,)


def test_code_far_away_belongs_to_another_label():
    found = arrange([NUMBER, AREA, seen("LUC", 300, 91)], strokes(), AREA_M2)
    assert found is not None and found.codes == ()


@pytest.mark.parametrize("row", [15.0, 18.0, 30.0])
def test_code_may_stand_in_a_row_between_number_and_area(row: float):
    number, code, area = (seen(t, 100, 80 + i * row) for i, t in enumerate(("36", "LUC", "146,0")))
    found = arrange([number, code, area], strokes(), AREA_M2)
    assert found is not None and found.number == number.line and found.area == area.line
    assert found.codes == (code.line,)


def test_what_stands_two_rows_below_is_no_area_where_no_word_stands_between():
    number, area = seen("36", 100, 80), seen("146,0", 100, 140)
    for others in ([], [seen("LUC", 160, 110)]):
        found = arrange([number, *others, area], strokes(), AREA_M2)
        assert found is None or found.area is None


@pytest.mark.parametrize("number", ["9", "1024"])
def test_code_may_stand_in_the_row_of_the_area_with_the_number_over_both(number: str):
    above, code, area = seen(number, 100, 80), seen("LUC", 68, 102), seen("878,8", 117, 102)
    found = arrange([above, code, area], strokes(), AREA_M2)
    assert found is not None and found.number == above.line and found.area == area.line
    assert found.codes == (code.line,)


def test_number_over_neither_the_area_nor_its_row_is_none_of_it():
    apart = seen("LUC", 20, 102)
    for word in (seen("LUC", 68, 102), apart):
        number = seen("9", 60 if word is apart else 160, 80)
        found = arrange([number, word, seen("878,8", 117, 102)], strokes(), AREA_M2)
        assert found is None or found.area is None


def test_code_may_stand_under_a_label_on_one_line_that_has_none():
    line, code = seen("61/120,6", 100, 80), seen("CLN", 100, 100)
    found = arrange([line, code], strokes(), AREA_M2)
    assert found is not None and found.whole == line.line and found.codes == (code.line,)
    whole = arrange([seen("LUC 61/120,6", 100, 80), code], strokes(), AREA_M2)
    assert whole is not None and whole.codes == ()


def test_bar_between_counts():
    bare, barred = (arrange([NUMBER, AREA], strokes(*given), AREA_M2) for given in ([], [(80, 91, 120, 2)]))
    assert bare is not None and barred is not None
    assert barred.barred and not bare.barred and barred.evidence > bare.evidence


@pytest.mark.parametrize(("height", "apart"), [(2.2 * HEIGHT, 22.0), (HEIGHT, 0.55 * HEIGHT)])
def test_lines_that_something_crosses_are_a_label_where_the_lower_is_the_area_of_the_face(
    height: float, apart: float
):
    line = replace(seen("146,0", 100, NUMBER.line.y + apart).line, height=height)
    crossed = Seen(line, "146,0", 1.0)
    fits, other = (arrange([NUMBER, crossed], strokes(), area_m2) for area_m2 in (146.0, AREA_M2))
    assert fits is not None and fits.area == line
    assert other is None or other.area is None


def test_number_beside_other_text_is_not_alone():
    assert arrange([seen("1174", 100, 80), seen("ONT", 100, 102)], strokes(), AREA_M2) is None
    alone = arrange([seen("72", 100, 80), seen("1", 130, 80)], strokes((0, 0, 1, 1)), AREA_M2)
    assert alone is None or alone.area is None
    only = arrange([seen("72", 100, 80)], strokes(), AREA_M2)
    assert only is not None and only.number is not None and only.area is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("LUC 20/46,1", ("20", "46,1", "LUC")),
        ("ONT+CLN 57/830", ("57", "830", "ONT+CLN")),
        ("18 LUC 421.1", ("18", "421.1", "LUC")),
        ("20/46,1", ("20", "46,1", "")),
        ("ONT 60 355,2", ("60", "355,2", "ONT")),
        ("ONT 56 689", ("56", "689", "ONT")),
        ("ONT 114,736", ("114", "736", "ONT")),
        ("ONT 60355,2", None),
        ("ĐC-12", None),
        ("XYZ 20/46,1", None),
    ],
)
def test_labels_on_one_line(text: str, parts: tuple[str, str, str] | None):
    assert one_line(text) == parts


def test_figures_allow_letters_that_look_alike():
    assert is_figures("1O4") and is_figures("146,0") and not is_figures("ONT") and not is_figures("b2")
