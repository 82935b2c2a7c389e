"""The network tells boundaries from lettering, the same wherever a tile ends."""

import cv2
import numpy as np

from pipeline.parcels.ink_classes import boundaries


def page(height: int = 600, width: int = 600) -> np.ndarray:
    """Parcels of 200 px (17 mm), drawn 2 px wide, with a number in each, on even paper."""
    flat = np.full((height, width), 255, np.uint8)
    for at in range(100, max(height, width), 200):
        cv2.line(flat, (at, 0), (at, height), 40, 2, cv2.LINE_AA)
        cv2.line(flat, (0, at), (width, at), 40, 2, cv2.LINE_AA)
    for y in range(200, height, 200):
        for x in range(200, width, 200):
            cv2.putText(flat, "274", (x - 25, y + 10), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 40, 2, cv2.LINE_AA)
    return flat


def test_lines_are_boundaries_and_figures_are_none():
    found = boundaries(page(), (300, 300))
    ink = cv2.resize(page(), (300, 300), interpolation=cv2.INTER_AREA) < 150
    figures = np.zeros_like(ink)
    figures[90:110, 85:125] = figures[190:210, 185:225] = True
    assert np.median(found[ink & ~cv2.dilate(figures.view(np.uint8), np.ones((40, 40))).view(bool)]) > 128
    assert np.median(found[ink & figures]) < 25


def test_blank_paper_has_none():
    assert not boundaries(np.full((300, 400), 255, np.uint8), (150, 200)).any()


def test_tiles_leave_no_seams():
    large = page(1500, 1500)  # in tiles of 752 px: one ends in the middle of what is compared
    alone = boundaries(np.ascontiguousarray(large[448:1056, 448:1056]), (304, 304))[100:204, 100:204]
    whole = boundaries(large, (750, 750))[324:428, 324:428]
    assert alone.max() > 128
    assert np.abs(whole.astype(int) - alone).max() <= 10


def test_any_resolution_and_odd_sizes():
    flat = page(301, 403)
    assert boundaries(flat, (301, 403)).shape == (301, 403)
    assert boundaries(flat, (150, 201)).shape == (150, 201)
