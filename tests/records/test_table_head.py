from __future__ import annotations

import numpy as np

from pipeline.records import head
from pipeline.records.page import View
from pipeline.records.tables import Grid


def test_a_cell_whose_rule_lies_beyond_the_paper_is_still_cut() -> None:
    """The edge of the paper may be taken for a rule, and straightened it lies outside the picture."""
    nodes = np.array([[[-9.0, -6.0], [150.0, -6.0]], [[-8.0, 170.0], [150.0, 172.0]]])
    blank = np.zeros((400, 300), np.uint8)
    view = View(np.full((400, 300), 255, np.uint8), np.eye(2, 3))
    assert len(head._storeys(view, Grid(nodes, (False,), blank, blank), 0, 0)) == 1
