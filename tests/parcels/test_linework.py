"""Lines against letters, strokes against letters that touch them, and the frame."""

import cv2
import numpy as np
import pytest

from pipeline.parcels.linework import Stroke, beneath, bold, neatline, outer_lines, paint, split

DPI = 300.0
MM = DPI / 25.4


def ink_of(draw, size=(700, 900)) -> np.ndarray:
    image = np.zeros(size, np.uint8)
    draw(image)
    return image > 0


def test_letters_and_dashes_are_small_and_lines_are_lines():
    def draw(image):
        cv2.line(image, (50, 50), (850, 80), 1, 3)
        cv2.putText(image, "LUC 421,1", (200, 300), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 1, 2)
        for x in range(100, 700, 28):
            cv2.line(image, (x, 500), (x + 18, 500), 1, 2)

    work = split(ink_of(draw), DPI)
    assert work.lines[40:90].any()
    assert not work.lines[200:].any()
    assert work.small[250:310].any()
    assert work.small[490:510].any()
    assert not (work.lines & work.small).any()


def test_small_closed_ring_is_a_line():
    work = split(ink_of(lambda image: cv2.circle(image, (300, 300), round(4 * MM), 1, 3)), DPI)
    assert work.lines.any()
    assert not work.small.any()
    assert work.strokes.sum() > 0.9 * work.lines.sum()


def test_letters_that_touch_a_line_are_no_strokes():
    def draw(image):
        cv2.line(image, (50, 200), (850, 200), 1, 3)
        cv2.putText(image, "SON", (300, 212), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 1, 2)

    work = split(ink_of(draw), DPI)
    letters = work.lines.copy()
    letters[192:209] = False
    assert letters.any()
    assert (work.strokes & letters).sum() < 0.3 * letters.sum()
    assert work.strokes[200, 60:840].mean() > 0.95


def frame_page() -> tuple[np.ndarray, np.ndarray]:
    """A frame whose sides bow by 6 px, 10 mm inside a wide outer frame."""
    page = np.full((1500, 1500), 255, np.uint8)
    corners = np.array([[250.0, 250.0], [1250.0, 250.0], [1250.0, 1250.0], [250.0, 1250.0]])
    for out, width in ((0.0, 2), (10 * MM, 12)):
        box = corners + np.sign(corners - 750) * out
        for side in range(4):
            start, end = box[side], box[(side + 1) % 4]
            along = np.linspace(0, 1, 50)[:, None]
            normal = np.array([end[1] - start[1], start[0] - end[0]]) / np.hypot(*(end - start))
            bowed = start + along * (end - start) + 6 * np.sin(np.pi * along) * normal
            cv2.polylines(page, [np.round(bowed * 8).astype(np.int32)], False, 20, width, cv2.LINE_AA, 3)
    return page, corners


def test_neatline_follows_its_bow():
    page, corners = frame_page()
    north = neatline(page, corners, DPI)[0]
    middle = north[np.abs(north[:, 0] - 750).argmin()]
    assert abs(middle[1] - 244) < 1.5
    assert abs(north[0, 1] - 250) < 2.0


def test_outer_frame_is_found_on_every_side_with_its_width():
    page, corners = frame_page()
    strokes = outer_lines(page < 128, corners, DPI)
    assert len(strokes) == 4
    assert all(11 <= stroke.width_px <= 26 for stroke in strokes)
    painted = paint(strokes, page.shape)
    outer = page < 128
    outer[200:1300, 200:1300] = False
    assert (painted & outer).sum() > 0.97 * outer.sum()


def land_page() -> tuple[np.ndarray, np.ndarray]:
    """Land drawn over the north side: its edge lies 6 mm beyond it, and boundaries run up to it."""
    page, corners = frame_page()
    (x0, y0), (x1, _) = corners[:2]
    page[: round(y0) - 10] = 255
    edge = round(y0 - 6 * DPI / 25.4)
    cv2.line(page, (round(x0) + 60, edge), (round(x1) - 60, edge), 0, 3)
    for x in np.linspace(x0 + 60, x1 - 60, 5).round().astype(int):
        cv2.line(page, (x, edge), (x, round(y0) + 100), 0, 3)
    return page, corners


def test_edge_of_land_beyond_the_neatline_is_no_frame():
    page, corners = land_page()
    assert len(outer_lines(page < 128, corners, DPI)) == 3


def test_a_frame_that_the_grid_runs_on_to_is_one_though_a_corner_is_torn_off():
    page, corners = frame_page()
    for x in (corners[0][0] + 300, corners[0][0] + 700):
        cv2.line(page, (round(x), 150), (round(x), 300), 0, 3)
    page[:240, :240] = 255
    assert len(outer_lines(page < 128, corners, DPI)) == 4


def test_parcel_lines_are_no_frame():
    page, corners = frame_page()
    page[:] = 255
    cv2.line(page, (300, 150), (800, 150), 0, 3)
    assert outer_lines(page < 128, corners, DPI) == []


def test_paint_at_half_size_lands_on_the_same_place():
    stroke = Stroke(np.array([[10.5, 20.5], [40.5, 20.5]]), 2.0)
    half = paint([stroke], (40, 40), 2.0)
    rows, columns = np.nonzero(half)
    assert set(rows) == {10}
    assert columns.min() == 5
    assert columns.max() == 20


def test_walls_far_thinner_than_boundaries_are_not_bold():
    flat = np.full((700, 900), 255, np.uint8)
    for y in (100, 300, 500):
        cv2.line(flat, (20, y), (880, y), 40, 4)
    cv2.rectangle(flat, (200, 160), (320, 250), 120, 1)
    strokes = flat < 200
    heavy = bold(flat, strokes, DPI)
    assert heavy[100, 100:800].all()
    assert not heavy[160, 220:300].any()


def test_even_fading_leaves_lines_bold():
    flat = np.full((700, 900), 255, np.uint8)
    for y in range(50, 700, 100):
        cv2.line(flat, (20, y), (880, y), 200 if y > 350 else 40, 3)
    assert bold(flat, flat < 230, DPI)[flat < 230].mean() > 0.95


def test_a_boundary_goes_on_beneath_a_cross_and_its_arms_do_not():
    per_mm = 6.0
    strokes = np.zeros((120, 120), np.uint8)
    cv2.line(strokes, (10, 30), (110, 90), 1, 2)
    cv2.line(strokes, (30, 60), (90, 60), 1, 1)
    cv2.line(strokes, (60, 30), (60, 90), 1, 1)
    hidden = np.zeros_like(strokes)
    cv2.line(hidden, (36, 60), (84, 60), 1, 4)
    cv2.line(hidden, (60, 36), (60, 84), 1, 4)
    found = beneath(strokes > 0, hidden > 0, per_mm)
    assert found[60, 60] and found[59, 58] and found[61, 62]
    assert not found[60, 36:50].any() and not found[70:84, 60].any()


@pytest.mark.parametrize("slant", [6, 12, 20, 33, 45, 70, 84, 96, 110, 168])
@pytest.mark.parametrize("aside", [0, 7])
def test_a_boundary_beneath_a_cross_is_whole_however_near_to_an_arm_it_runs(slant: int, aside: int):
    per_mm, middle = 6.0, np.array([100.0, 100.0])
    way = np.array([np.cos(np.radians(slant)), np.sin(np.radians(slant))])
    ends = np.round(middle + aside * np.array([-way[1], way[0]]) + np.array([[-90], [90]]) * way).astype(int)
    line, arms, hidden = (np.zeros((200, 200), np.uint8) for _ in range(3))
    cv2.line(line, ends[0].tolist(), ends[1].tolist(), 1, 2)
    for mask, reach, width in ((arms, 18, 1), (hidden, 21, 5)):
        cv2.line(mask, (100 - reach, 100), (100 + reach, 100), 1, width)
        cv2.line(mask, (100, 100 - reach), (100, 100 + reach), 1, width)
    found = beneath((line | arms) > 0, hidden > 0, per_mm)
    _, parts = cv2.connectedComponents(((line & ~hidden) | found).astype(np.uint8))
    near, far = (parts[y - 3 : y + 4, x - 3 : x + 4].max() for x, y in ends)
    assert near == far > 0
    beside = cv2.dilate(line, np.ones((5, 5), np.uint8)) == 0
    assert not (found & beside).any()


def lines_of(blackness: np.ndarray) -> np.ndarray:
    """A page of level lines, 3 px wide and 800 px long, of some blackness from end to end (n, 2)."""
    page = np.full((40 * len(blackness) + 40, 880), 255, np.uint8)
    for row, (first, last) in enumerate(blackness):
        page[39 + 40 * row : 42 + 40 * row, 40:840] = 255 - np.linspace(first, last, 800).astype(np.uint8)
    return page


@pytest.mark.parametrize(
    ("blackness", "thin"),
    [
        # two pens, for walls and for boundaries; walls nearly as heavy; one pen, pressed more or less
        ([(220, 220), (90, 90), (220, 220), (90, 90), (220, 220)], [1, 3]),
        ([(220, 200), (150, 130), (220, 200), (150, 130), (220, 200)], [1, 3]),
        ([(220, 60), (60, 220), (200, 100), (100, 220)], []),
        ([(220, 220)] * 4, []),
    ],
)
def test_lines_are_thin_only_where_a_sheet_has_two_pens(blackness, thin):
    page = lines_of(np.array(blackness))
    strong = bold(page, page < 230, 150.0)
    assert [row for row in range(len(blackness)) if not strong[40 + 40 * row, 60:820].any()] == thin
    assert all(strong[40 + 40 * row, 60:820].all() for row in range(len(blackness)) if row not in thin)
