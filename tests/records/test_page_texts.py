"""Texts of a page: rules, leaders and boxes are no print; a label gets its value over any gap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.model import PageImage, Source
from pipeline.records.bends import Bend, find_bend
from pipeline.records.line import Line
from pipeline.records.print_pieces import PX_PER_MM as PIECES_PX_PER_MM
from pipeline.records.print_pieces import Pieces
from pipeline.records.sides import Side, stand_up, upright
from pipeline.records.text_lines import find_texts, with_values
from synthetic.canvas import Canvas
from synthetic.canvas import Text as Look
from synthetic.fonts import Face

PRINT = Look(Face("tinos"), 2.6)


def text(words: str, x: float, y: float = 100.0, width: float = 100.0) -> Line:
    return Line((words,) * 3, (x, y, x + width, y + 20))


def said(texts: list[Line]) -> list[str]:
    return [each.said[0] for each in with_values(texts)]


def test_a_label_takes_the_nearest_text_to_the_right_over_any_gap() -> None:
    row = [text("Diện tích:", 0), text("421,1 m²", 900), text("riêng", 1300)]
    assert said(row) == ["Diện tích: 421,1 m²", "riêng"]


def test_another_label_between_leaves_the_first_one_empty() -> None:
    row = [text("Thửa đất số:", 0), text("Tờ bản đồ số:", 400), text("31", 800, width=30)]
    assert said(row) == ["Thửa đất số:", "Tờ bản đồ số: 31"]


@pytest.mark.parametrize(("drop", "joined"), [(12.0, True), (19.0, True), (21.0, False)])
def test_values_may_hang_below_their_line_as_long_as_they_stand_beside_it(drop: float, joined: bool) -> None:
    found = said([text("Diện tích:", 0), text("421,1", 300, y=100 + drop)])
    assert (found == ["Diện tích: 421,1"]) == joined


def test_what_hangs_between_two_lines_is_the_value_of_the_nearer_one() -> None:
    lines = [text("Thửa đất số:", 0, y=100), text("Tờ bản đồ số:", 0, y=122)]
    assert said([*lines, text("579", 300, y=116)]) == ["Thửa đất số:", "Tờ bản đồ số: 579"]
    assert said([*lines, text("579", 300, y=106)]) == ["Thửa đất số: 579", "Tờ bản đồ số:"]


def test_what_stands_in_the_line_comes_before_what_hangs_below_it() -> None:
    row = [text("Địa chỉ:", 0), text("xã Quỳnh Phú", 300), text("huyện Gia Bình", 150, y=116)]
    assert said(row)[0] == "Địa chỉ: xã Quỳnh Phú"


def _page(draw_leaders: bool = True) -> Side:
    canvas = Canvas((210.0, 150.0), (0.0, 0.0), 200)
    canvas.rectangle((8, 8), (202, 142), 0.8)
    canvas.rectangle((10, 10), (200, 140), 0.2)
    for row, (label, value) in enumerate((("Thửa đất số:", "241"), ("Tờ bản đồ số:", "17"))):
        y = 20 + 12 * row
        canvas.text(label, (11.2, y), PRINT)
        if draw_leaders:
            canvas.text("." * 90, (45, y), PRINT)
        canvas.text(value, (110, y), PRINT)
    canvas.line([(20, 60), (190, 60)], 0.3)
    canvas.line([(105, 60), (105, 90)], 0.3)
    canvas.text("Xã Đại Bái", (85, 75), PRINT)
    canvas.text("Gia Bình", (107, 75), PRINT)
    return upright(stand_up(PageImage(Source("giay.pdf"), canvas.flatten(), 200.0)))


def test_print_beside_a_frame_on_leaders_and_in_boxes_is_read() -> None:
    lines = [line.said[1] for line in _page().lines]
    assert "Thửa đất số: 241" in lines and "Tờ bản đồ số: 17" in lines
    assert "Xã Đại Bái" in lines and "Gia Bình" in lines


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_page_is_set_upright(turns: int) -> None:
    straight = _page()
    turned = np.ascontiguousarray(np.rot90(straight.image.pixels, turns))
    found = upright(stand_up(PageImage(Source("giay.pdf"), turned, 200.0)))
    assert "Thửa đất số: 241" in [line.said[1] for line in found.lines]


@pytest.mark.parametrize("turns", [0, 2])
def test_where_the_longest_lines_read_alike_both_ways_others_tell_which_way_is_up(turns: int) -> None:
    canvas = Canvas((210.0, 150.0), (0.0, 0.0), 200)
    for row in range(6):
        canvas.text("HIXNOZSHOXINSZHIXNOZSHOXINSZHXO"[row:], (20, 10 + 8 * row), PRINT)
    for row, words in enumerate(("Thửa đất số:", "Tờ bản đồ số:", "Diện tích:", "Địa chỉ thửa đất:")):
        canvas.text(words, (20, 70 + 10 * row), PRINT)
    turned = np.ascontiguousarray(np.rot90(canvas.flatten(), turns))
    assert stand_up(PageImage(Source("giay.pdf"), turned, 200.0)).turns[0] == turns


def test_a_bend_is_found_and_taken_back() -> None:
    size = (2000, 1500)
    bend = Bend(size, np.array([20.0, 8.0, -15.0, 4.0]))
    level = [np.column_stack([np.linspace(200, 1300, 40), np.full(40, y)]) for y in range(200, 1900, 100)]
    seen = [bend.seen(line) for line in level]
    boxes = [np.column_stack([p[:, 0] - 8, p[:, 1] - 20, p[:, 0] + 8, p[:, 1]]) for p in seen]
    for number, each in enumerate(boxes):
        each[number % 7 :: 9, 3] += 7.0  # descenders
    found = find_bend(boxes, size, 5.0)
    assert found is not None
    assert np.abs(found.drop(np.vstack(level)) - bend.drop(np.vstack(level))).max() < 1.5
    assert find_bend(boxes[:5], size, 5.0) is None


@pytest.mark.parametrize("least_px", [4.0, 6.0])
def test_a_bend_counts_by_what_it_does_to_lines_and_not_by_what_it_may_do_beyond(least_px: float) -> None:
    size = (2000, 1500)
    bend = Bend(size, np.array([60.0, 60.0, 60.0, 60.0]))  # 240 pixels at the lower right corner
    level = [np.column_stack([np.linspace(100, 500, 20), np.full(20, y)]) for y in range(100, 900, 100)]
    seen = [bend.seen(line) for line in level]
    boxes = [np.column_stack([p[:, 0] - 8, p[:, 1] - 20, p[:, 0] + 8, p[:, 1]]) for p in seen]
    off_px = max(np.abs(each[:, 1] - each[:, 1].mean()).max() for each in seen)
    assert 4.0 < off_px < 6.0
    assert (find_bend(boxes, size, least_px) is not None) == (least_px < off_px)


def test_single_letters_of_a_drawing_are_not_read_and_values_are() -> None:
    canvas = Canvas((210.0, 150.0), (0.0, 0.0), 200)
    canvas.text("Thửa đất số:", (20, 30), PRINT)
    canvas.text("7", (120, 30), PRINT)
    canvas.text("4", (60, 90), PRINT)
    found = upright(stand_up(PageImage(Source("giay.pdf"), canvas.flatten(), 200.0)))
    assert [line.said[1] for line in found.lines] == ["Thửa đất số: 7"]


@pytest.mark.parametrize(("high_mm", "is_text"), [(1.06, True), (0.9, False)])
def test_the_smallest_print_of_a_photographed_a3_page_is_text(high_mm: float, is_text: bool) -> None:
    boxes = np.array([[100.0 + 12 * place, 200.0, 109.0 + 12 * place, 200.0] for place in range(7)])
    boxes[:, 3] += high_mm * PIECES_PX_PER_MM
    assert len(find_texts(_pieces(boxes))) == is_text


def _pieces(boxes: npt.ArrayLike) -> Pieces:
    """Pieces of print as boxes, none of them so low that it is a mark."""
    found, size = np.array(boxes, float), (400, 900)
    none, paper = np.zeros(size, np.bool_), np.full(size, 255, np.uint8)
    small = np.zeros(len(found), np.bool_)
    return Pieces(paper, np.zeros(size, np.int32), found, small, (none, none), np.zeros((0, 2)))


_WORD = [(100 + 26 * k, 200, 120 + 26 * k, 222) for k in range(6)]  # letters of 1.9 mm


@pytest.mark.parametrize(("gap_px", "own"), [(-1, True), (0, True), (4, True), (6, False)])
def test_an_accent_as_high_as_two_thirds_of_its_letter_is_part_of_it(gap_px: int, own: bool) -> None:
    """Circumflex and grave together; boxes of slanted strokes touch or share a pixel."""
    x0, y0, _, _ = _WORD[3]
    accent = (x0 + 3, y0 - gap_px - 15, x0 + 17, y0 - gap_px)
    texts = find_texts(_pieces([*_WORD, accent]))
    assert (set(texts[0]) == set(range(7))) == own


@pytest.mark.parametrize("figures", [2, 5])
def test_a_raised_value_leaves_its_label_the_accent(figures: int) -> None:
    """Written half a line higher, just behind the label, whose last letter has an accent."""
    x0, y0, x1, _ = _WORD[-1]
    accent = (x0 + 3, y0 - 17, x0 + 17, y0 - 2)
    value = [(x1 + 8 + 30 * k, y0 - 20, x1 + 30 + 30 * k, y0 + 9) for k in range(figures)]
    texts = find_texts(_pieces([*_WORD, accent, *value]))
    assert sorted(map(len, texts)) == sorted([7, figures]) and set(range(7)) in map(set, texts)


def test_strays_alone_make_no_bend() -> None:
    size = (2000, 1500)
    boxes = []
    for row in range(12):
        x = np.linspace(900, 1400, 20)
        feet = np.full(20, 100.0 + 40 * row)
        feet[row % 5 :: 6] += 14.0 if row % 2 else -14.0  # letters of the other side show through
        boxes.append(np.column_stack([x - 8, feet - 20, x + 8, feet]))
    assert find_bend(boxes, size, 1.0) is None
