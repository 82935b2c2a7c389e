"""Every form states the same truth that it draws, in any medium, and the same seed gives the same page."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import Polygon

from synthetic.papers.dossier import in_words, random_dossier
from synthetic.papers.forms import FORMS, draw_paper
from synthetic.papers.others import OTHER_KINDS, draw_other
from synthetic.papers.taking import MEDIA, take

DPI = 60.0


@pytest.mark.parametrize("form", FORMS)
def test_form_is_drawn_inside_its_paper_and_again_the_same(form: str) -> None:
    first, again = (draw_paper(form, np.random.default_rng(1), DPI) for _ in range(2))
    page = first.canvas.flatten()
    assert np.array_equal(page, again.canvas.flatten())
    rim = np.concatenate([page[:2].ravel(), page[-2:].ravel(), page[:, :2].ravel(), page[:, -2:].ravel()])
    assert (page < 128).any() and not (rim < 128).any()
    assert first.stated == again.stated


@pytest.mark.parametrize("seed", range(6))
def test_area_and_edges_are_those_of_the_corners(seed: int) -> None:
    dossier = random_dossier(np.random.default_rng(seed), 2015)
    ring = Polygon(dossier.corners)
    assert ring.is_valid
    assert ring.area == pytest.approx(dossier.area_m2, abs=0.06)
    assert dossier.edges_m.sum() == pytest.approx(ring.length, abs=0.01 * len(dossier.edges_m))


@pytest.mark.parametrize(
    ("area_m2", "words"),
    [
        (105.0, "Một trăm linh năm mét vuông"),
        (1001.5, "Một nghìn không trăm linh một phẩy năm mét vuông"),
        (215.1, "Hai trăm mười lăm phẩy một mét vuông"),
        (91.0, "Chín mươi mốt mét vuông"),
    ],
)
def test_area_in_words(area_m2: float, words: str) -> None:
    assert in_words(area_m2) == words


def test_crosses_of_a_survey_sheet_stand_at_round_coordinates_to_scale() -> None:
    paper = draw_paper("survey sheet", np.random.default_rng(3), DPI)
    mm, metres = paper.places[:, :2], paper.places[:, 2:]
    scale = int(paper.stated["scale"])
    assert np.allclose(metres % (0.1 * scale), 0)
    apart_mm = np.linalg.norm(mm - mm[0], axis=1)
    assert np.allclose(np.linalg.norm(metres - metres[0], axis=1) * 1000 / scale, apart_mm)


@pytest.mark.parametrize("medium", MEDIA)
def test_every_medium_takes_a_page_and_tells_where_its_corner_went(medium: str) -> None:
    paper = draw_paper("extract 2024", np.random.default_rng(5), DPI)
    taken = take(paper, medium, np.random.default_rng(6))
    corner = taken.homography @ np.array([0.0, 0.0, 1.0])
    height, width = taken.pixels.shape[:2]
    assert abs(corner[0] / corner[2]) < 0.15 * width and abs(corner[1] / corner[2]) < 0.15 * height
    assert (taken.dpi is None) == (medium == "photo")


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_other_papers_state_nothing_of_a_parcel(kind: str) -> None:
    paper = draw_other(kind, np.random.default_rng(8), DPI)
    assert paper.stated == {} and paper.corners is None
    assert (paper.canvas.flatten() < 128).any()
