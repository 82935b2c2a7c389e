"""Long lines on a register page that are no rules of its table: rows struck out, and folds of the paper."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Pixels
from pipeline.records.courses import MOST_CROSSED, Courses, crossed_share
from pipeline.records.page import PX_PER_MM

RULE_HALF_MM = 0.6  # a rule is thinner than this on either side; x-heights of print are larger
# A line that runs on so far beyond the table, with ink on so much of the way, is no rule of the table.
_BEYOND_MM, _BEYOND = (2.0, 12.0), 0.5
_GAP_MM = 1.3  # as in a dotted rule; between lines of print it is white for longer
MOST_FOLDS = 4  # at most one line in so many is a fold


def part_folds(
    view: Pixels, wide: Pixels, columns: Courses, rows: Courses, *, on_folds: bool
) -> tuple[Courses, Courses]:
    """Columns without folds, and the folds: inner lines that run through the table's print, and if folds lie
    on no rule of it (``on_folds``) those that run on beyond it.

    Where many do, it is the table that goes on: its head was not found.
    """
    inner = range(1, len(columns.across) - 1)
    folds = [
        rule
        for rule in inner
        if (not on_folds and runs_beyond(wide, columns.only(rule), rows))
        or crossed_share(columns.only(rule), rows, view) > MOST_CROSSED
    ]
    if len(folds) > max(1, len(inner) // MOST_FOLDS):
        folds = []
    kept = np.delete(columns.across, folds, axis=0)
    return Courses(columns.along, kept), Courses(columns.along, columns.across[folds])


def runs_beyond(wide: Pixels, course: Courses, rows: Courses) -> bool:
    """Whether the first line down the picture has ink above the first and below the last row, as far as there
    is page: a fold goes from edge to edge. Turned, one along it.
    """
    x = float(course.across[0].mean())
    top, bottom = int(rows.at(0, x)), int(rows.at(len(rows.across) - 1, x))
    near, far = (_mm(length) for length in _BEYOND_MM)
    spans = ((max(top - far, 0), top - near), (bottom + near, min(bottom + far, wide.shape[0])))
    on_page = [span for span in spans if span[1] - span[0] > far - near - 1]
    return bool(on_page) and all(_runs_on(wide, course, span) for span in on_page)


def _runs_on(wide: Pixels, course: Courses, span: tuple[int, int]) -> bool:
    """Whether a line down the picture has ink from one height to another; lines of print leave gaps."""
    inked = wide[course.places(span, wide.shape)] > 0
    gaps = np.diff(np.flatnonzero(np.concatenate([[True], inked, [True]])))
    return bool(len(inked) and inked.mean() > _BEYOND and gaps.max() <= _mm(_GAP_MM))


def without_strikes(
    view: Pixels, across: Pixels, rows: Courses, columns: Courses
) -> tuple[Courses, tuple[bool, ...]]:
    """Take lines that run through text out of the rules and mark the rows they strike.

    One that runs on beyond the table is a fold and strikes nothing.
    """
    crossed = [_crossing_share(view, rows, rule, columns) for rule in range(len(rows.across))]
    middles = [
        _crossing_share(view, _between(rows, rule), 0, columns) for rule in range(len(rows.across) - 1)
    ]
    usual = float(np.median([share for share in middles if share > 0.005] or [1.0]))
    last = len(crossed) - 1
    strikes = [i for i in range(1, last) if crossed[i] > 0.5 * usual]
    kept = [i for i in range(last + 1) if i not in strikes]
    wide = np.ascontiguousarray(cv2.dilate(across, np.ones((7, 1), np.uint8)).T)
    strikes = [i for i in strikes if not runs_beyond(wide, rows.only(i), columns)]
    struck = tuple(any(a < i < b for i in strikes) for a, b in itertools.pairwise(kept))
    return Courses(rows.along, rows.across[kept]), struck


def _between(rows: Courses, rule: int) -> Courses:
    return Courses(rows.along, rows.across[rule : rule + 2].mean(axis=0, keepdims=True))


def _crossing_share(view: Pixels, rows: Courses, rule: int, columns: Courses) -> float:
    """Share of the rule's length in the table where print stands both just above and just below it."""
    x = _way(rows, rule, columns)
    x = x[x < view.shape[1]]
    y = np.interp(x, rows.along, rows.across[rule]).round().astype(int)
    reach = _mm(RULE_HALF_MM)
    above = view[np.clip(y - reach, 0, view.shape[0] - 1), x] < 128
    below = view[np.clip(y + reach, 0, view.shape[0] - 1), x] < 128
    free = np.ones(len(x), bool)
    for column in range(len(columns.across)):
        free &= np.abs(x - columns.at(column, float(y.mean()))) > _mm(1.0)
    return float((above & below & free).sum() / max(1, int(free.sum())))


def _way(rules: Courses, rule: int, crossing: Courses) -> npt.NDArray[np.int_]:
    """Places along a rule from the first of the rules that cross it to the last."""
    middle = float(rules.across[rule].mean())
    ends = crossing.at(0, middle), crossing.at(len(crossing.across) - 1, middle)
    first, last = max(ends[0], rules.along[0], 0.0), min(ends[1], rules.along[-1])
    return np.arange(int(first), max(int(first), int(last)))


def _mm(length: float) -> int:
    return max(1, round(length * PX_PER_MM))
