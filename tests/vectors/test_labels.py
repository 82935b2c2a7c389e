from __future__ import annotations

import itertools

import pytest

from pipeline.vectors.drawing import Writing
from pipeline.vectors.labels import TextLabel, find_labels

_COUNTER = itertools.count()


def _text(text: str, x: float, y: float, layer: str = "13", group: int = 0, angle: float = 0.0) -> Writing:
    return Writing(text.encode(), text, x, y, 2.0, angle, layer, next(_COUNTER), group, anchored=True)


def _values(label: TextLabel) -> tuple[int | None, float | None, str | None]:
    return label.number, label.area_m2, label.code


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("LUC 20/46,1", (20, 46.1, "LUC")),
        ("20/46.1", (20, 46.1, None)),
        ("20/46,1 ONT+CLN", (20, 46.1, "ONT+CLN")),
        ("ONT\n20\n46,1".replace("\n", " "), (20, 46.1, "ONT")),
    ],
)
def test_a_label_in_one_text(text: str, values: tuple[int, float, str | None]) -> None:
    assert [_values(label) for label in find_labels([_text(text, 0, 0)])] == [values]


def test_number_over_area_with_the_code_beside_them() -> None:
    texts = [_text("20", 0, 2), _text("46,1", 0, -2, "4"), _text("LUC", -6, 0, "2")]
    assert [_values(label) for label in find_labels(texts)] == [(20, 46.1, "LUC")]


def test_labels_side_by_side_keep_their_own() -> None:
    texts = [
        text
        for k in range(6)
        for text in (
            _text(str(k + 1), 14 * k, 2),
            _text(f"{k + 1}0,0", 14 * k, -2, "4"),
            _text("ONT", 14 * k - 6, 0, "2"),
        )
    ]
    found = {label.number: (label.area_m2, label.code) for label in find_labels(texts)}
    assert found == {k: (10.0 * k, "ONT") for k in range(1, 7)}


def test_what_the_drawing_groups_belongs_together_wherever_it_stands() -> None:
    texts = [
        _text("1", 0, 0, group=5), _text("10,0", 30, 0, "4", 5), _text("LUC", 60, 0, "2", 5),
        _text("2", 30, 3, group=6), _text("20,0", 0, -3, "4", 6), _text("ONT", 0, 3, "2", 6),
    ]  # fmt: skip
    assert {_values(label) for label in find_labels(texts)} == {(1, 10.0, "LUC"), (2, 20.0, "ONT")}


def test_figures_of_frames_heights_and_houses_are_no_labels() -> None:
    texts = [
        _text("2345500", 0, 0, "63"),
        _text("5,2", 100, 0, "5"),
        _text("b2", 200, 0, "15"),
        _text("DC-101", 300, 0, "9"),
    ]
    assert find_labels(texts) == []


def test_a_lone_number_counts_where_its_layer_holds_numbers_of_labels() -> None:
    labels = [
        text for k in range(3) for text in (_text(str(k + 1), 50 * k, 2), _text("10,0", 50 * k, -2, "4"))
    ]
    lone, other = _text("77", 500, 0), _text("88", 600, 0, "28")
    assert {label.number for label in find_labels([*labels, lone, other])} == {1, 2, 3, 77}


def test_the_same_label_twice_at_one_place_is_one() -> None:
    assert len(find_labels([_text("LUC 20/46,1", 0, 0), _text("LUC 20/46,1", 0.2, 0.1)])) == 1


def test_a_letter_behind_a_number_is_kept_apart() -> None:
    (label,) = find_labels([_text("164E", 0, 2), _text("46,1", 0, -2, "4")])
    assert (label.number, label.suffix) == (164, "E")
