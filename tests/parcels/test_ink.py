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
