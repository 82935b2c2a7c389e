from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.ink_strength import even_ink

DPI = 200.0
NOISE = 6.0


def _page(*shares: float) -> np.ndarray:
    """A line of print for each share of ink that is left, on paper with the noise of a scanner."""
    page = np.full((80 + 60 * len(shares), 600), 240.0)
    for line, share in enumerate(shares):
        mask = np.zeros(page.shape, np.uint8)
        cv2.putText(mask, "1204,5 LUC", (60, 80 + 60 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
        page -= mask / 255 * 220 * share
    noise = np.random.default_rng(4).normal(0, NOISE, page.shape)
    return np.clip(page + noise, 0, 255).astype(np.uint8)


def _line(page: np.ndarray, number: int) -> np.ndarray:
    return page[45 + 60 * number : 90 + 60 * number, 50:320]


@pytest.mark.parametrize("share", [0.5, 0.25])
def test_faded_print_comes_out_as_black_as_what_did_not_fade(share: float) -> None:
    even = even_ink(_page(1.0, share), DPI)
    strong, faint = _line(even, 0) < 128, _line(even, 1) < 128
    assert faint.sum() == pytest.approx(strong.sum(), rel=0.15)
    assert (strong & faint).sum() > 0.85 * strong.sum()
    assert (_line(_page(1.0, share), 1) < 128).sum() < 0.5 * strong.sum() or share == 0.5


def test_noise_of_the_paper_is_no_ink() -> None:
    even = even_ink(_page(1.0, 0.25, 0.0), DPI)
    assert (_line(even, 2) < 150).mean() < 0.001 and even[:, 400:].mean() > 250


def test_ink_in_the_noise_is_left_alone() -> None:
    """Fainter than six standard deviations of the noise is nothing that anybody reads."""
    even = even_ink(_page(1.0, 0.02), DPI)
    assert (_line(even, 1) < 150).mean() < 0.001


def test_an_empty_page_stays_as_it_is() -> None:
    empty = np.full((300, 300), 250, np.uint8)
    assert np.array_equal(even_ink(empty, DPI), empty)
