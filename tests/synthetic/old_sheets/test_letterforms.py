import numpy as np
import pytest

from synthetic import names
from synthetic.old_sheets.letterforms import CAPITAL, forms_of, glyph, smooth


def test_everything_that_stands_on_sheets_can_be_written():
    rng = np.random.default_rng(1)
    places = [names.hamlet(rng) + names.water(rng) + names.road(rng) for _ in range(200)]
    texts = [*places, *(names.person(rng)[0] for _ in range(200)), "BẢN ĐỒ ĐỊA CHÍNH TỜ SỐ"]
    texts += ["Tỷ lệ 1:1000, Phiên hiệu mảnh: 367413-4-b", "ONT+CLN LUC (NTS) 164,5/2 m²"]
    for letter in set("".join(texts)):
        assert glyph(letter).strokes or letter == " "


def test_a_letter_that_nobody_drew_is_refused():
    with pytest.raises(KeyError):
        glyph("@")


@pytest.mark.parametrize("figure", "0123456789")
def test_figures_stand_on_the_line_and_are_as_high_as_capitals(figure):
    for form in range(forms_of(figure)):
        points = np.vstack(glyph(figure, form).strokes)
        assert points[:, 1].min() == pytest.approx(0, abs=0.5)
        assert points[:, 1].max() == pytest.approx(CAPITAL, abs=0.5)
        assert points[:, 0].min() > -0.5 and points[:, 0].max() < glyph(figure, form).width + 0.5


def test_marks_are_written_above_and_below():
    plain, marked = glyph("E"), glyph("Ệ")
    assert len(marked.strokes) == len(plain.strokes) + 2
    points = np.vstack(marked.strokes)
    assert points[:, 1].max() > CAPITAL + 1 and points[:, 1].min() < -1


def test_a_curve_goes_through_its_points():
    points = np.array([(0.0, 0.0), (2.0, 3.0), (5.0, 1.0)])
    curve = smooth(points)
    assert all(np.hypot(*(curve - point).T).min() < 1e-9 for point in points)
    assert len(curve) > len(points)
