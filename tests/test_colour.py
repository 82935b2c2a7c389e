"""Red ink told from other inks and from the tint of the paper."""

import numpy as np
import pytest

from pipeline.colour import red_ink, redness


@pytest.mark.parametrize("paper", [(252, 250, 246), (226, 205, 170)])
def test_red_ink_on_any_paper(paper: tuple[int, int, int]) -> None:
    page = np.full((40, 60, 3), paper, np.uint8)
    page[5, 5:30] = (205, 30, 35)
    page[15, 5:30] = (20, 20, 22)
    page[25, 5:30] = (30, 85, 165)
    found = red_ink(redness(page))
    assert found[5, 5:30].all() and found.sum() == 25
