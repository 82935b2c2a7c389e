from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from pipeline.model import FloatArray, Paper
from pipeline.sheets import bending
from pipeline.sheets.bending import Observations

RNG = np.random.default_rng(7)
AT = RNG.uniform(-200, 200, (150, 2))


def wave(at: FloatArray) -> FloatArray:
    return 0.4 * np.column_stack([np.sin(at[:, 1] / 50), np.cos(at[:, 0] / 60)])


def marks(at: FloatArray, moved: FloatArray) -> Observations:
    """Each place seen moved, east and north."""
    count = len(at)
    one, none = sparse.csr_array(sparse.eye_array(count)), sparse.csr_array((count, count))
    return Observations(
        at,
        sparse.csr_array(sparse.vstack([one, none])),
        sparse.csr_array(sparse.vstack([none, one])),
        moved.T.ravel(), np.ones(2 * count), np.zeros(2 * count), np.zeros(2 * count, bool),
    )  # fmt: skip


def test_a_bend_is_learned_between_the_places_where_it_was_seen() -> None:
    bent, used = bending.learn(marks(AT, wave(AT) + RNG.normal(0, 0.03, AT.shape)))
    between = RNG.uniform(-150, 150, (50, 2))
    off = np.hypot(*(bent.at(between) - wave(between)).T)
    assert used.all() and np.sqrt(np.mean(off**2)) < 0.06
    assert bent.paper.mark_mm == pytest.approx(0.03, rel=0.5)


def test_what_it_expects_of_its_error_is_about_what_it_is() -> None:
    bent, _ = bending.learn(marks(AT, wave(AT) + RNG.normal(0, 0.03, AT.shape)))
    between = RNG.uniform(-150, 150, (200, 2))
    off = np.sqrt(np.mean(((bent.at(between) - wave(between)) ** 2).sum(axis=1)))
    expected = np.sqrt(np.mean(bent.error_at(between) ** 2))
    assert 0.5 * expected < off < 2 * expected


def test_left_out_is_what_the_others_say_without_it() -> None:
    paper = Paper(55.0, 0.4, 0.03, 0.05)
    seen = marks(AT, wave(AT))
    bent = bending.condition(seen, paper)
    rest = np.arange(len(seen.seen)) != 5
    without = bending.condition(seen.some(rest), paper).at(AT[5:6])[0, 0]
    assert bent.left_out[5] == pytest.approx(seen.seen[5] - without)
    assert bent.own_say[5] == pytest.approx(bent.at(AT[5:6])[0, 0] - without)


def test_the_most_likely_error_is_the_best_of_all_that_are_tried() -> None:
    """The slope that the search goes by is that of the likelihood."""
    seen = marks(AT[:40], wave(AT[:40]) + RNG.normal(0, 0.1, (40, 2)))
    paper = bending.learn(seen)[0].paper

    def unlikely(mark_mm: float) -> float:
        bent = bending.condition(seen, Paper(paper.reach_mm, paper.size_mm, mark_mm, paper.line_mm))
        return float(seen.seen @ bent.weights - np.linalg.slogdet(bent.inverse)[1])

    least = unlikely(paper.mark_mm)
    assert least <= min(unlikely(paper.mark_mm * factor) for factor in (0.7, 0.9, 1.1, 1.4)) + 1e-6


@pytest.mark.parametrize(("sigmas", "is_strange"), [(3.9, False), (4.1, True)])
def test_what_is_far_off_the_others_is_strange(sigmas: float, is_strange: bool) -> None:
    paper = Paper(55.0, 0.4, 0.03, 0.05)
    seen = marks(AT, wave(AT))
    bent = bending.condition(seen, paper)
    moved = wave(AT)
    moved[5, 0] += sigmas / np.sqrt(bent.spare[5]) - bent.left_out[5]
    assert bending.condition(marks(AT, moved), paper).strange[5] == is_strange
