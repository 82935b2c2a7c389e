"""How well a sheet's drawing shows the areas printed on it, learned from the sheet's own labels.

Before, an area may be off by what the scale allows (``pieces.area_error_m2``), which is generous: most sheets
are traced better, some are worse. No parcel is judged by itself: its own label is left out when its sheet is
measured. What all labels of a sheet share (paper that shrank) is kept apart from what differs between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.commune import beliefs
from pipeline.commune.pieces import Piece, area_error_m2
from pipeline.model import FloatArray

# What is believed before a sheet has spoken counts as much as this many of its labels.
PRIOR_LABELS = 20
# Four labels in five are within this many standard errors (normal distribution). The far fifth has no say: it
# holds slips of readers, true contradictions and faces that were traced wrong.
COVERED, COVERED_SIGMAS = 0.8, 1.2816
# No sheet is better than a quarter of what its scale allows (0.05 mm: half a pixel at 300 dpi), and none is
# forgiven more than the scale allows.
LEAST, MOST = 0.25, 1.0


@dataclass(frozen=True, slots=True)
class _Labels:
    """Sure labels of one sheet: places of their pieces; areas, errors of lines and of bent paper in m²."""

    places: FloatArray
    printed: FloatArray
    drawn: FloatArray
    error: FloatArray
    bent: FloatArray


def calibrated(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each with the error and the stretch of areas that the other labels of its sheet show."""
    result = list(pieces)
    by_sheet: dict[int, list[int]] = {}
    for place, piece in enumerate(pieces):
        by_sheet.setdefault(piece.sheet_index, []).append(place)
    for places in by_sheet.values():
        labels = _sure_labels(pieces, places)
        for place in places:
            factor, stretch = _measured(labels, labels.places != place)
            result[place] = replace(pieces[place], error_factor=factor, area_stretch=stretch)
    return result


def _sure_labels(pieces: Sequence[Piece], places: Sequence[int]) -> _Labels:
    chosen = [
        (
            place,
            printed,
            piece.polygon.area,
            area_error_m2(piece.polygon, piece.line_error_m),
            piece.bent_share * piece.polygon.area,
        )
        for place in places
        if (printed := (piece := pieces[place]).printed_area_m2) is not None
        and piece.parcel.label is not None
        and beliefs.sure(piece.parcel.label.area_m2)
        and piece.label_is_plausible
    ]
    return _Labels(*np.array(chosen, np.float64).reshape(-1, 5).T)


def _measured(labels: _Labels, others: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Factor on the error of lines, and printed over drawn area; near 1 where labels are few."""
    count = int(others.sum())
    if not count:
        return 1.0, 1.0
    printed, drawn, error = labels.printed[others], labels.drawn[others], labels.error[others]
    trust = count / (count + PRIOR_LABELS)
    stretch = 1.0 + trust * float(np.median(printed / drawn - 1.0))
    off = (drawn * stretch - printed) / COVERED_SIGMAS
    by_lines = np.sqrt(np.maximum(off**2 - labels.bent[others] ** 2, 0.0)) / error
    learned = float(np.quantile(by_lines, COVERED))
    factor = float(np.sqrt(trust * learned**2 + 1.0 - trust))
    return min(max(factor, LEAST), MOST), stretch
