import numpy as np
import pytest

from synthetic.frame import Frame, sheet_number


@pytest.mark.parametrize(
    ("west", "north", "scale", "name"),
    [  # official pairs of Art. 5(5)
        (502_000, 1_724_000, 2000, "725500-6"),
        (502_500, 1_723_500, 1000, "725500-6-d"),
        (502_500, 1_723_500, 500, "725500-6-(11)"),
        (556_500, 2_343_000, 1000, "343554-3-b"),
        (556_750, 2_343_000, 500, "343554-3-(4)"),
    ],
)
def test_sheet_number(west, north, scale, name):
    assert sheet_number(west, north, scale) == name


def test_paper_and_grid():
    frame = Frame(413_500, 2_365_500, 500, 500, 1000, "367413-4-d")
    assert frame.size_mm == (500, 500)
    assert np.allclose(frame.to_mm([(413_600, 2_365_400)]), [(100, 100)])
    assert frame.grid_eastings() == [413_500, 413_600, 413_700, 413_800, 413_900, 414_000]
    assert frame.grid_northings()[0] == 2_365_000
