"""Specks of a page that are as large as the marks of letters: a reader cannot tell one from the other."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray
from pipeline.records.cells import INK, RULE_ZONE_MM, SPECK_MM2
from pipeline.records.layout import Table
from pipeline.specks import near_print, pieces_of


def specks_per_mm2(table: Table) -> float:
    """How many lie on a square millimetre of the table's paper, away from its print and its rules."""
    px_per_mm = table.dpi / 25.4
    nodes = table.view.page_points(table.grid.nodes)
    (x0, y0), (x1, y1) = (np.maximum(way(nodes, axis=(0, 1)), 0).astype(int) for way in (np.min, np.max))
    ink = table.flat[y0 : y1 + 1, x0 : x1 + 1] < INK
    labels, stats = pieces = pieces_of(ink)
    taken = near_print(pieces, px_per_mm) | _rules(ink.shape, nodes - (x0, y0), px_per_mm)
    free_mm2 = float((~taken).sum()) / px_per_mm**2
    if not free_mm2:
        return 0.0
    specks = stats[:, cv2.CC_STAT_AREA] >= SPECK_MM2 * px_per_mm**2
    specks[0] = False
    specks[np.unique(labels[taken])] = False
    return float(specks.sum()) / free_mm2


def _rules(shape: tuple[int, ...], nodes: FloatArray, px_per_mm: float) -> npt.NDArray[np.bool_]:
    """Where rules of the grid (rows, columns, 2) may have ink: dotted ones are all specks."""
    lines = [np.rint(line).astype(np.int32) for line in (*nodes, *nodes.transpose(1, 0, 2))]
    zone = cv2.polylines(np.zeros(shape[:2], np.uint8), lines, False, 1, 2 * round(RULE_ZONE_MM * px_per_mm))
    return np.asarray(zone > 0)
