"""Land that is drawn beyond the frame."""

import cv2
import numpy as np

from pipeline.parcels.overrun import land_box

DPI = 300.0
MM = DPI / 25.4
FRAME = np.array([[500.0, 500.0], [1700.0, 500.0], [1700.0, 1700.0], [500.0, 1700.0]])


def page() -> np.ndarray:
    """A sheet with its outer frame 10 mm off, a title above and a table below, lines inside."""
    grey = np.full((2400, 2400), 240, np.uint8)
    cv2.polylines(grey, [FRAME.astype(np.int32)], True, 60, 2)
    outer = FRAME + np.sign(FRAME - 1100) * 10 * MM
    cv2.polylines(grey, [outer.astype(np.int32)], True, 30, 12)
    cv2.putText(grey, "XA THU", (800, 250), cv2.FONT_HERSHEY_SIMPLEX, 3.0, 40, 8)
    cv2.rectangle(grey, (600, 2000), (1600, 2200), 40, 2)
    cv2.line(grey, (500, 1100), (1700, 1100), 40, 2)
    return grey


def test_title_table_and_outer_frame_are_no_land():
    x0, y0, x1, y1 = land_box(page(), FRAME, DPI)
    slack = 4 * MM  # the air around the neatline
    assert min(x0, y0) >= 500 - slack
    assert max(x1, y1) <= 1700 + slack


def test_parcel_drawn_over_both_frames_is_held():
    grey = page()
    cv2.polylines(grey, [np.array([[1500, 800], [2250, 800], [2250, 1100], [1500, 1100]])], True, 40, 2)
    x0, _, x1, _ = land_box(grey, FRAME, DPI)
    assert 2250 < x1 < 2250 + 4 * MM
    assert x0 > 500 - 4 * MM


def test_tick_across_the_strip_is_no_land():
    grey = page()
    cv2.line(grey, (1700, 900), (1700 + round(14 * MM), 900), 40, 2)
    assert land_box(grey, FRAME, DPI)[2] < 1700 + 18 * MM
