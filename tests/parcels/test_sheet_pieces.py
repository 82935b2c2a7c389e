"""Pieces of a small sheet whose lines are drawn with two pens."""

import cv2
import numpy as np

from pipeline import paper
from pipeline.model import ControlPoint, MapSheet, PageImage, Reading, SheetTitle, Source, Unit
from pipeline.parcels import faces, ink_classes
from pipeline.parcels.pieces import find_pieces
from pipeline.parcels.view import open_view
from pipeline.sheets import control

DPI, SIZE, METRES_PER_PX = 300.0, 1000, 0.0254 / 300 * 1000
FRAME = np.array([[100.0, 100.0], [900.0, 100.0], [900.0, 900.0], [100.0, 900.0]])
BLOCK = (200, 200, 800, 800)
THICK, THIN = 7, 2


def page(*thin: tuple[tuple[int, int], tuple[int, int]]) -> np.ndarray:
    """A block drawn bold, with a bold line through its middle, and rectangles or lines in a thin pen."""
    grey = np.full((SIZE, SIZE), 240, np.uint8)
    cv2.polylines(grey, [FRAME.astype(np.int32)], True, 60, 2)
    cv2.rectangle(grey, BLOCK[:2], BLOCK[2:], 30, THICK)
    cv2.line(grey, (200, 500), (800, 500), 30, THICK)
    for start, end in thin:
        cv2.rectangle(grey, start, end, 60, THIN)
    return grey


def land(grey: np.ndarray) -> int:
    """Faces inside the block when nothing is known of labels."""
    size = (SIZE, SIZE)
    world = np.array([550000.0, 2345000.0]) + (FRAME - FRAME[0]) * [METRES_PER_PX, -METRES_PER_PX]
    points = [ControlPoint("corner", *px, *m) for px, m in zip(FRAME.tolist(), world.tolist(), strict=True)]
    empty = Reading(None)
    title = SheetTitle(empty, empty, empty, empty, empty, empty, empty)
    source = Source("maps/a.tif", 1)
    unit = Unit("09999", "Xã Thử", "xã", "Huyện Thử", "Tỉnh Thử", "09999", 9209)
    fit = control.fit(points, 9209, size)
    sheet = MapSheet(source, size, DPI, 0, title, unit, 5, "", 1000, FRAME, fit)
    view = open_view(PageImage(source, grey, DPI), sheet)
    corners = view.from_page(FRAME, size)
    pieces = find_pieces(paper.flatten(view.grey, DPI), corners, view, sheet, ())
    faces.join_open(pieces.merger, faces.Held({}), pieces.outside, DPI / pieces.step_px)
    x, y = np.subtract(BLOCK[:2], view.origin_px)
    inner = np.s_[(y + 10) // 2 : (y + 590) // 2, (x + 10) // 2 : (x + 590) // 2]
    return len(np.unique(pieces.joined()[inner]))


def test_thin_lines_that_divide_land_are_boundaries():
    columns = [((x, 200), (x + 150, 500)) for x in (200, 350, 500, 650)]
    assert land(page(*columns, *[((x, 500), (x + 200, 800)) for x in (200, 400, 600)])) == 7


def test_thin_walls_of_houses_are_none():
    assert land(page(((260, 260), (380, 360)), ((500, 280), (640, 400)), ((300, 600), (420, 700)))) == 2


def seen(monkeypatch, share: int, rows: tuple[int, int]) -> None:
    """Let the network see boundaries, surely or not at all, in some rows of the page (px from the frame)."""

    def boundaries(flat: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        found = np.full(shape, 60, np.uint8)
        found[(rows[0] - 100) // 2 : (rows[1] - 100) // 2] = share
        return found

    monkeypatch.setattr(ink_classes, "boundaries", boundaries)


def test_the_network_closes_gaps_of_worn_boundaries(monkeypatch):
    grey = page()
    grey[490:511, 300:700] = 240
    seen(monkeypatch, 60, (497, 504))
    assert land(grey) == 1
    seen(monkeypatch, 200, (497, 504))
    assert land(grey) == 2


def with_steps() -> np.ndarray:
    """The block with one more boundary, half of which are steps that are shorter than strokes of letters."""
    corners = [(200, 340), (350, 340)]
    for side in (20, 30, 25, 30, 20, 25, 30, 20, 30, 25, 20, 30):
        x, y = corners[-1]
        corners.append((x + side, y) if len(corners) % 2 else (x, y + (side if len(corners) % 4 else -side)))
    corners.append((800, corners[-1][1]))
    grey = page()
    cv2.polylines(grey, [np.array(corners)], False, 30, THICK)
    return grey


def test_boundaries_of_short_steps_part_land():
    assert land(with_steps()) == 3


def test_what_the_network_does_not_see_parts_no_land_unless_it_is_straight(monkeypatch):
    grey = page()
    zigzag = [(x, 340 + 15 * (x // 15 % 2)) for x in range(200, 816, 15)]
    cv2.polylines(grey, [np.array(zigzag)], False, 30, THICK)
    seen(monkeypatch, 200, (330, 370))
    assert land(grey) == 3
    seen(monkeypatch, 0, (330, 370))
    assert land(grey) == 2
    seen(monkeypatch, 0, (480, 520))
    assert land(page()) == 2
