from __future__ import annotations

import numpy as np
import pytest

from pipeline.records import head
from pipeline.records.cells import Cell
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


NAMES = ("Tờ bản đồ số", "Thửa đất số", "Diện tích", "Loại đất")


def named(monkeypatch: pytest.MonkeyPatch, first: tuple[int, int], second: tuple[int, int]) -> head.Head:
    """The head of four columns without a rule between the first two, whose names stand at these places."""
    page = np.full((300, 1000), 255, np.uint8)
    for left, right in (first, second):
        page[90:110, left:right:4] = 0
    edges = (8.0, 240.0, 480.0, 720.0, 960.0)
    nodes = np.array([[[x, y] for x in edges] for y in (40.0, 160.0, 220.0)])
    across, down = np.zeros(page.shape, np.uint8), np.zeros(page.shape, np.uint8)
    for y in (40, 160, 220):
        across[y - 1 : y + 2, 8:960] = 1
    for x in (480, 720):
        down[40:220, x - 1 : x + 2] = 1

    def texts(cells: list[Cell]) -> list[str]:
        if cells and cells[0].box[1] > 100:
            return ["7", "41", "152,0", "LUC"][: len(cells)]
        return [" ".join(NAMES[:2]), *NAMES[2:]] if len(cells) == 3 else list(NAMES[: len(cells)])

    monkeypatch.setattr(head, "_read", texts)
    return head.read_head(page, 200.0, View(page, np.eye(3)), Grid(nodes, (False,) * 2, across, down))


def test_names_of_columns_are_parted_where_the_rule_between_them_faded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = named(monkeypatch, (60, 180), (300, 420))
    assert [column.leaf for column in found.columns] == list(NAMES)
    assert (found.roles, found.body) == (("sheet", "number", "area", "code"), 1)


def test_a_text_across_columns_without_names_of_their_own_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = named(monkeypatch, (120, 237), (243, 360))
    assert [column.group for column in found.columns] == [" ".join(NAMES[:2])] * 2 + [""] * 2
    assert [column.leaf for column in found.columns] == ["", "", *NAMES[2:]]
