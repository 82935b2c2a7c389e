from __future__ import annotations

import numpy as np

from synthetic.fading import IN_GREY, IN_TWO_TONES, Fading, faded


def _bars() -> np.ndarray:
    page = np.full((600, 600), 245, np.uint8)
    for x in range(20, 600, 40):
        page[20:-20, x : x + 12] = 10
    return page


def _left(fading: Fading, seed: int) -> np.ndarray:
    """Share of the ink that is left along the bars' middles."""
    page = faded(_bars(), fading, 200.0, np.random.default_rng(seed))
    return np.asarray((245 - page[40:-40, 26:600:40].astype(float)) / 235)


def test_ink_fades_in_places_and_more_in_grey() -> None:
    two_tones, grey = (np.concatenate([_left(f, seed) for seed in range(4)]) for f in (IN_TWO_TONES, IN_GREY))
    for left, fading in ((two_tones, IN_TWO_TONES), (grey, IN_GREY)):
        assert np.percentile(left, 1) > fading.least - 0.15 and np.percentile(left, 99) > 0.9
    assert grey.mean() < two_tones.mean()
    assert abs(grey[:100].mean() - grey[-100:].mean()) > 0.01
