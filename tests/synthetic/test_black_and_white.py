from __future__ import annotations

import cv2
import numpy as np
import pytest

from synthetic.black_and_white import THRESHOLDS, Threshold, black_and_white, legible

LINES = range(60, 780, 60)


def ruled_page() -> np.ndarray:
    page = np.full((800, 900), 245, np.uint8)
    for i, y in enumerate(LINES):
        cv2.line(page, (50, y), (850, y), 90 + 10 * i, 1)  # hairlines cover less than a pixel
    cv2.rectangle(page, (200, 330), (240, 350), 10, -1)
    return page


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_hairlines_lose_pieces_and_strong_ink_stays(threshold: Threshold) -> None:
    lost = []
    for seed in range(7122, 7126):
        scan = black_and_white(ruled_page(), threshold, 200.0, np.random.default_rng(seed))
        assert set(np.unique(scan)) == {0, 255}
        lost.append((scan[list(LINES), 50:850] == 255).mean())
        assert (scan[334:346, 206:234] == 0).mean() > 0.5
    assert 0.02 < np.mean(lost) < 0.98


def test_the_same_seed_gives_the_same_scan() -> None:
    scans = [black_and_white(ruled_page(), "otsu", 200.0, np.random.default_rng(7126)) for _ in range(2)]
    assert np.array_equal(*scans)


def pale_page() -> np.ndarray:
    page = np.full((800, 900), 245, np.uint8)
    for y in LINES:
        cv2.line(page, (50, y), (850, y), 150, 2)
    return page


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_a_pale_page_is_scanned_darker_until_its_lines_are_seen(threshold: Threshold) -> None:
    kept = []
    for made in (black_and_white, legible):
        scan = made(pale_page(), threshold, 200.0, np.random.default_rng(7127))
        kept.append((cv2.erode(scan, np.ones((3, 3), np.uint8))[list(LINES), 50:850] == 0).mean())
    assert kept[1] >= max(0.97, kept[0])


def test_a_page_whose_ink_is_seen_is_scanned_as_it_is() -> None:
    page = np.full((300, 300), 245, np.uint8)
    cv2.rectangle(page, (100, 100), (140, 104), 0, -1)
    scans = [scan(page, "otsu", 200.0, np.random.default_rng(7128)) for scan in (black_and_white, legible)]
    assert np.array_equal(*scans)
