"""Signs drawn by strokes are those that they stand for, and parts of writers do not overlap."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.random import default_rng

from pipeline import ocr
from synthetic.handwriting import Hand
from training import hands
from training.strokes import random_pen, signs

FACE = Path("/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf")


def test_a_pen_draws_every_sign_that_the_head_reads() -> None:
    assert set(ocr.HAND_LETTERS) <= set(signs())
    pen = random_pen(default_rng(3), "train")
    for sign in signs():
        picture, advance = pen.draw(sign, default_rng(4))
        assert picture.max() > 200 and advance > 0


def test_figures_drawn_by_strokes_are_read() -> None:
    rng = default_rng(5)
    lines = []
    for _ in range(12):
        hand = hands.with_pen(Hand(FACE, FACE, unrest=0.01), "train", rng, signs())
        mask = hand.write("2358", 30.0, rng)[0]
        x, y, width, height = cv2.boundingRect(mask)
        lines.append(np.pad(255 - mask[y : y + height, x : x + width], 4, constant_values=255))
    assert sum(text.text == "2358" for text in ocr.read_limited(lines, ocr.DIGITS)) >= 8


def test_only_the_signs_asked_for_are_drawn_by_strokes() -> None:
    hand = hands.with_pen(Hand(FACE, FACE, unrest=0.0), "train", default_rng(6), ".,")
    other = replace(hand, by_pen="")
    drawn = [writer._glyph("7", default_rng(1))[0] for writer in (hand, other)]
    marks = [writer._glyph(",", default_rng(1))[0] for writer in (hand, other)]
    assert (drawn[0] == drawn[1]).all() and (marks[0] != marks[1]).any()


def test_no_face_nor_digit_nor_pen_is_of_two_parts() -> None:
    faces = [face for part in (*hands.FACES.values(), *hands.FIGURE_FACES.values()) for face in part]
    assert len(faces) == len(set(faces))
    train, development = hands._DIGITS["train"], hands._DIGITS["development"]
    assert train[0] == development[0] and train[1].stop == development[1].start
    assert hands._DIGITS["held_out"][0] != train[0]
    widths = {part: random_pen(default_rng(7), part).width for part in ("train", "development", "held_out")}
    assert widths["held_out"] < 0.65 <= widths["train"] <= 1.15 < widths["development"]
