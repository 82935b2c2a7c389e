"""Rules down a page that faded more than the others of their table, told from stems of print.

A rule has ink between the lines of print as well as beside them, no letter reaches across it, and it ends
with the table. Where those hold it needs no likeness to the other rules.
"""

from __future__ import annotations

import numpy as np

from pipeline.model import Pixels
from pipeline.records.courses import MOST_CROSSED, Courses, crossed_share, part_of
from pipeline.records.strays import runs_beyond

_BETWEEN = (0.10, 0.22), (0.78, 0.90)  # parts of a row's height between its rules and its print
# Of 376 rules of 24 faded pages in black and white 372 had ink on .3 of the way between the lines or more;
# stems below each other on .15 of it at most (`benchmarks.bilevel`, seeds 7180-7185).
_LEAST_INK = 0.25


def with_faded(columns: Courses, candidates: Courses, rows: Courses, view: Pixels, wide: Pixels) -> Courses:
    """The columns, and of the candidates (on the same bands) those that are rules by their own ink.

    ``wide``: mask of ink that may be of rules down the view (200 dpi), widened by what they may step.
    """
    middles = candidates.across.mean(axis=1)
    others = np.abs(middles[:, None] - columns.across.mean(axis=1)).min(axis=1) > 1.0
    faded = [i for i in np.flatnonzero(others).tolist() if _is_rule(candidates.only(i), rows, view, wide)]
    across = np.concatenate([columns.across, candidates.across[faded]])
    return Courses(columns.along, across[np.argsort(across.mean(axis=1))])


def _is_rule(course: Courses, rows: Courses, view: Pixels, wide: Pixels) -> bool:
    parts = [part_of(span, part) for span in course.spans(rows) for part in _BETWEEN]
    inked = np.concatenate([wide[course.places(part, wide.shape)] for part in parts])
    if inked.mean() < _LEAST_INK or crossed_share(course, rows, view) > MOST_CROSSED:
        return False
    return not runs_beyond(wide, course, rows)
