"""Background, threshold, specks and folds."""

import cv2
import numpy as np

from pipeline.paper import flatten
from pipeline.parcels.ink import ink_mask
from pipeline.sheets.strip import grey_of

DPI = 300.0


def page(seed: int = 0) -> np.ndarray:
    """Uneven grey paper with noise, a dark line, a faint line, a fold and a speck."""
    rows, columns = np.mgrid[:400, :600]
    paper = 215 + 25 * np.sin(columns / 180) - 40 * np.exp(-((rows - 300) ** 2 + (columns - 450) ** 2) / 9000)
    paper = paper + np.random.default_rng(seed).normal(0, 3, paper.shape)
    grey = np.clip(paper, 0, 255).astype(np.uint8)
    cv2.line(grey, (20, 60), (580, 60), 40, 3)
    cv2.line(grey, (20, 360), (580, 360), 100, 3)
    grey[:, 300:304] = np.clip(grey[:, 300:304].astype(int) - 18, 0, 255)
    grey[200, 100] = 60
    return grey


def test_paper_becomes_white_and_even_under_a_stain():
    flat = flatten(page(), DPI)
    clear = flat[80:340, 20:280]
    stain = flat[280:320, 420:480]
    assert abs(float(np.median(clear)) - float(np.median(stain))) <= 3
    assert float(np.median(clear)) > 245


def test_dark_and_faint_lines_are_ink():
    ink = ink_mask(flatten(page(), DPI), DPI)
    assert ink[60, 30:570].mean() > 0.99
    assert ink[360, 30:570].mean() > 0.99


def test_fold_speck_and_noise_are_not_ink():
    ink = ink_mask(flatten(page(), DPI), DPI)
    assert not ink[80:340].any()


def test_blank_page_has_no_ink():
    blank = np.random.default_rng(1).normal(230, 3, (300, 300)).clip(0, 255).astype(np.uint8)
    assert ink_mask(flatten(blank, DPI), DPI).mean() < 1e-4


def test_wide_frame_line_stays_ink():
    grey = np.full((400, 400), 230, np.uint8)
    cv2.line(grey, (0, 200), (399, 200), 30, 12)
    ink = ink_mask(flatten(grey, DPI), DPI)
    assert ink[196:205].mean() > 0.99


def test_coloured_lines_are_as_dark_as_black_ones():
    colour = np.full((10, 10, 3), 255, np.uint8)
    colour[5] = (0, 160, 160)
    grey = grey_of(colour)
    assert grey.shape == (10, 10)
    assert grey[5].max() == 0


def test_lines_on_hatched_ground_and_beside_bold_ones_are_ink():
    """Ground that is hatched all over has more ink than paper: its paper is told from its lightest part."""
    grey = np.random.default_rng(3).normal(205, 4, (700, 700)).clip(0, 255).astype(np.uint8)
    for x in range(-700, 700, 6):
        cv2.line(grey, (x, 0), (x + 700, 700), 90, 2)
    grey[350:] = np.random.default_rng(4).normal(205, 4, (350, 700)).clip(0, 255)
    cv2.line(grey, (0, 500), (699, 500), 20, 14)
    cv2.line(grey, (0, 600), (699, 600), 130, 1)
    ink = ink_mask(flatten(grey, DPI), DPI)
    assert ink[:340].mean() > 0.25
    assert ink[599:602, 20:680].any(axis=0).mean() > 0.97
    assert ink[640:690, 20:680].mean() < 0.001


def test_faded_corner_keeps_its_lines_and_its_fold_is_no_line():
    grey = np.full((1000, 1000), 235, np.uint8)
    for level in range(40, 1000, 60):
        cv2.line(grey, (0, level), (999, level), 30, 2)
    faded = np.full((400, 400), 235, np.uint8)
    for level in range(40, 400, 60):
        cv2.line(faded, (0, level), (399, level), 175, 2)
    cv2.line(faded, (0, 70), (399, 70), 222, 4)
    grey[:400, :400] = faded
    ink = ink_mask(flatten(grey, DPI), DPI)
    assert all(ink[level - 1 : level + 2, 10:300].any(axis=0).all() for level in range(40, 300, 60))
    assert not ink[68:73, 10:300].any()


def test_yellow_wash_is_paper_and_no_line():
    washed = np.full((60, 60, 3), (245, 240, 225), np.uint8)
    washed[20:30] = (250, 225, 40)
    washed[40] = (200, 30, 40)
    grey = grey_of(washed)
    assert grey[25].min() > 215
    assert grey[40].max() == 30


def test_drawing_in_white_on_black_has_its_lines_dark():
    negative = np.full((200, 200), 20, np.uint8)
    cv2.line(negative, (0, 100), (199, 100), 235, 3)
    assert grey_of(negative)[100].max() < 60
    assert grey_of(negative)[50].min() > 200
    blueprint = np.full((200, 200, 3), (30, 60, 150), np.uint8)
    cv2.line(blueprint, (0, 100), (199, 100), (225, 230, 240), 3)
    assert grey_of(blueprint)[100].max() < 60
    assert grey_of(blueprint)[50].min() > 200


def test_dark_paper_with_darker_lines_stays_as_it_is():
    diazo = np.full((200, 200), 110, np.uint8)
    cv2.line(diazo, (0, 100), (199, 100), 30, 3)
    assert (grey_of(diazo) == diazo).all()
