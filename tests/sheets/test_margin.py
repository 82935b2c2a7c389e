"""The strip outside the frame in which a sheet's margin is read."""

import numpy as np

from pipeline.sheets.margin import cut_strip

DPI = 150
MM = DPI / 25.4


def strip_below(rows_mm: tuple[float, float]) -> np.ndarray:
    """A page with a frame of 200 mm; its outer frame lies at two depths below it, half and half."""
    page = np.full((round(260 * MM), round(240 * MM)), 250, np.uint8)
    left, right, low = round(20 * MM), round(220 * MM), round(220 * MM)
    middle = (left + right) // 2
    for start, end, depth in ((0, middle, rows_mm[0]), (middle, page.shape[1], rows_mm[1])):
        row = low + round(depth * MM)
        page[row : row + 8, start:end] = 20
    return page


def test_an_outer_frame_at_two_depths_leaves_a_strip_to_read():
    corners = np.array([[20, 20], [220, 20], [220, 220], [20, 220]]) * MM
    strip = cut_strip(strip_below((6.0, 12.0)), DPI, corners, "below")
    whole = cut_strip(strip_below((6.0, 6.0)), DPI, corners, "below")
    assert 0 < strip.image.shape[0] <= whole.image.shape[0]
