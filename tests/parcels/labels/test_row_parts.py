"""A code and figures in one row."""

import pytest
from drawn_labels import paper, place, text_image

from pipeline.parcels.labels import label_reading
from pipeline.parcels.labels.arrangement import Seen
from pipeline.parcels.labels.bars import Bar
from pipeline.parcels.labels.face_lines import Line
from pipeline.parcels.labels.row_parts import parted, runs, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LUC 878,8", ["LUC", "878,8"]),
        ("ONT+CLN306,8", ["ONT+CLN", "306,8"]),
        ("146,0", ["146,0"]),
        ("LUC", ["LUC"]),
        ("B2", ["B2"]),
        ("LUC 20/46,1", ["LUC 20/46,1"]),
    ],
)
def test_only_a_code_and_figures_are_two_words(text: str, found: list[str]):
    assert [text[start:end] for start, end in words(text)] == found


def test_what_stands_more_than_a_space_from_figures_is_no_figure_of_theirs():
    assert runs([0.0, 12.0, 24.0], 20.0) == [(0, 3)]
    assert runs([0.0, 30.0, 42.0], 20.0) == [(0, 1), (1, 3)]
    assert runs([], 20.0) == [(0, 0)]


@pytest.mark.parametrize("text", ["LUC  878,8", "ONT+CLN  99,4", "800,3   TMD", "7   42"])
def test_the_parts_of_a_row_hold_their_own_letters(text: str):
    page, image = paper(40, 20), text_image(text, 2.0)
    place(page, image, (20, 10))
    height, width = image.shape
    middle = (page.shape[1] / 2, page.shape[0] / 2)
    line = Line(Bar(*middle, 0.0, width, height / 2, height / 2, 0.0), *middle, width, height)
    code, figures = parted(Seen(line, text, 1.0), label_reading.line_window(page, 1.0, line.bar))
    assert [part.text.replace(".", ",") for part in (code, figures)] == text.split()
    blank = [x for x in range(width - 40) if (image[:, x : x + 12] > 200).all()]
    gap = middle[0] - width / 2 + blank[0], middle[0] - width / 2 + blank[-1] + 12
    assert abs(code.line.x + code.line.width / 2 - gap[0]) < 8
    assert abs(figures.line.x - figures.line.width / 2 - gap[1]) < 8
