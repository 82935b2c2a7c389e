"""Twelve forms about one parcel, as the circulars print them and offices fill them in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from synthetic.canvas import Canvas, Point
from synthetic.papers import certificates, extracts
from synthetic.papers.desk import Desk, Look, draw_frame, random_look
from synthetic.papers.dossier import Corners, Dossier, random_dossier
from synthetic.papers.pieces import Filled
from synthetic.papers.survey_sheet import draw_survey_sheet

A4 = (210.0, 297.0)
A3_LYING = (420.0, 297.0)

Draw = Callable[[Desk, Dossier], Filled]
# First and last year of use, size of paper (mm), how it is drawn.
FORMS: dict[str, tuple[tuple[int, int], Point, Draw]] = {
    "certificate 1993": ((1994, 2004), A4, certificates.certificate_1993),
    "certificate 2003": ((2004, 2010), A4, certificates.certificate_2003),
    "certificate front": ((2010, 2025), A4, certificates.certificate_front),
    "certificate 2009": ((2010, 2025), A4, certificates.certificate_2009),
    "certificate sketch": ((2010, 2025), A4, certificates.certificate_sketch),
    "certificate spread": ((2010, 2025), A3_LYING, certificates.certificate_spread),
    "certificate 2024": ((2025, 2027), A4, certificates.certificate_2024),
    "extract 2014": ((2014, 2024), A4, extracts.extract_2014),
    "confirmation 2014": ((2014, 2024), A4, extracts.confirmation_2014),
    "extract 2024": ((2018, 2027), A4, extracts.extract_2024),
    "technical record": ((1999, 2011), A4, extracts.technical_record),
    "survey sheet": ((2008, 2026), A3_LYING, draw_survey_sheet),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A drawn page and what it states. ``stated`` holds values by field, as a person would type them in.

    ``corners`` (n, 2) E, N where a table of corners is printed; ``edges_m`` where one of edges is.
    ``places_m`` (n, 4): paper mm x, y and E, N of points by which a drawing is placed, or none.
    """

    form: str
    canvas: Canvas
    dossier: Dossier
    stated: dict[str, str]
    corners: Corners | None = None
    edges_m: Corners | None = None
    places: Corners = field(default_factory=lambda: np.zeros((0, 4)))
    stamps: tuple[Point, ...] = ()


def draw_paper(form: str, rng: Generator, dpi: float, look: Look | None = None) -> Paper:
    """One page of this form, filled in for an invented parcel."""
    years, size, draw = FORMS[form]
    dossier = random_dossier(rng, int(rng.integers(*years)))
    look = look or random_look(rng)
    canvas = Canvas(size, (0.0, 0.0), dpi)
    draw_frame(canvas, look, size)
    edge = look.frame_mm + look.inset_mm if look.frame != "none" else float(rng.uniform(14, 26))
    desk = Desk(canvas, look, rng, edge, size[0] - edge, edge + 2.2 * look.letter_mm + 3)
    paper = draw(desk, dossier)
    return Paper(
        form, canvas, dossier, paper.stated, paper.corners, paper.edges_m, paper.places, tuple(desk.stamps)
    )
