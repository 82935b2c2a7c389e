from __future__ import annotations

import numpy as np

from pipeline.records import head
from pipeline.records.page import View
from pipeline.records.tables import Grid

# two cells of a head, 30 × 15 mm each, whose common rule is gone
NODES = np.array(
    [[[8.0, 40.0], [240.0, 40.0], [480.0, 40.0]], [[8.0, 160.0], [240.0, 160.0], [480.0, 160.0]]]
)


def cells_told(solid: float, first: tuple[int, int], second: tuple[int, int]) -> int:
    """Cells told where words stand at these columns (from, to), in a table with so much ink in its rules."""
    blank = np.zeros((200, 500), np.uint8)
    page = np.full((200, 500), 255, np.uint8)
    for left, right in (first, second):
        page[90:110, left:right:4] = 0
    grid = Grid(NODES, (False,), blank, blank, solid)
    return len(head._blocks(View(page, np.eye(3)), grid, 0, [[1, 1]]))


def test_one_cell_lies_over_two_columns_where_solid_rules_have_none() -> None:
    assert cells_told(0.95, (60, 180), (300, 420)) == 1


def test_a_faded_rule_parts_cells_unless_print_runs_across() -> None:
    assert cells_told(0.5, (60, 180), (300, 420)) == 2
    assert cells_told(0.5, (60, 230), (250, 420)) == 2  # cells keep print this far off their rules
    assert cells_told(0.5, (120, 237), (243, 360)) == 1


def test_a_cell_whose_rule_lies_beyond_the_paper_is_still_cut() -> None:
    """The edge of the paper may be taken for a rule, and straightened it lies outside the picture."""
    nodes = np.array([[[-9.0, -6.0], [150.0, -6.0]], [[-8.0, 170.0], [150.0, 172.0]]])
    blank = np.zeros((400, 300), np.uint8)
    view = View(np.full((400, 300), 255, np.uint8), np.eye(3))
    assert len(head._storeys(view, Grid(nodes, (False,), blank, blank), (0, 1), 0)) == 1


def test_a_cell_goes_down_over_the_storey_that_other_columns_have() -> None:
    """Print across the line of the storey is no rule: it does not reach the edges of its cell."""
    nodes = np.array([[[x, y] for x in (8.0, 240.0, 480.0)] for y in (40.0, 100.0, 160.0)])
    across = np.zeros((200, 500), np.uint8)
    for y, x0 in ((40, 8), (100, 240), (160, 8)):
        across[y - 1 : y + 2, x0:480] = 1
    across[98:102, 60:190] = 1  # a line of print
    grid = Grid(nodes, (False, False), across, np.zeros_like(across))
    assert head._spans(grid, 2) == [[2, 1], [0, 1]]
    dotted = Grid(nodes, (False, False), np.zeros_like(across), np.zeros_like(across))
    assert head._spans(dotted, 2) == [[1, 1], [1, 1]]
