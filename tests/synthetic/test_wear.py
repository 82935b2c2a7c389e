import cv2
import numpy as np
import pytest

from synthetic.wear import bilevel, wear


def dotted_page():
    page = np.full((900, 700), 250, np.uint8)
    spots = [(x, y) for x in range(100, 650, 130) for y in range(100, 850, 150)]
    for spot in spots:
        cv2.circle(page, spot, 5, 0, -1, cv2.LINE_AA)
    return page, np.array(spots, float)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_mapping_follows_the_pixels(level, turned):
    page, spots = dotted_page()
    worn = wear(page.copy(), level, np.random.default_rng(5), 200, turned)
    assert worn.pixels.shape == (page.shape if turned % 2 == 0 else page.shape[::-1])
    missed = []
    for x, y in worn.to_worn(spots):
        left, top = round(x) - 12, round(y) - 12
        dark = np.clip(150.0 - worn.pixels[top : top + 25, left : left + 25], 0, None)
        rows, columns = np.mgrid[0:25, 0:25]
        missed.append(
            ((dark * columns).sum() / dark.sum() + left - x, (dark * rows).sum() / dark.sum() + top - y)
        )
    assert np.abs(np.mean(missed, axis=0)).max() < 0.15  # a dot that lost ink on one side moves a little
    assert np.abs(missed).max() < 1.0


def test_a_worse_level_looks_worse():
    page, _ = dotted_page()
    spread = [
        wear(page.copy(), level, np.random.default_rng(5), 200).pixels[40:80].std() for level in range(4)
    ]
    assert spread[0] < spread[1] < spread[2] < spread[3]


def test_colour_and_bilevel():
    page, _ = dotted_page()
    rgb = wear(np.dstack([page] * 3), 2, np.random.default_rng(5), 200).pixels
    assert rgb.shape == (900, 700, 3)
    assert set(np.unique(bilevel(rgb))) == {0, 255}
