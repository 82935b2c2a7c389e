"""Fits how much each reader of Vietnamese text counts: the weights of ``pipeline/text_evidence.py``.

    python -m training.text_weights [lines] [seed]

Lines are drawn as for training the reader of lines, from a seed of its own. The weights are those under which
the texts that were drawn are likeliest among all that the readers offer.
"""

from __future__ import annotations

import itertools
import random
import sys

import cv2
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from pipeline.records import names
from training.line_reader import drawn_lines
from training.vietnamese_head import fonts

LINES, SEED = 3000, 7100  # of no other training
_COLUMN = 25  # lines of a column, some of whose words stand in others of them
_SIGNS = (1, 1, 1, -1, -1)  # odd words and new ones speak against a text
Case = tuple[npt.NDArray[np.float64], int]  # what speaks for each text, and the place of the true one


def cases(lines: int, seed: int) -> list[Case]:
    """The lines that the readers read differently, where one of the texts is the true one."""
    source = drawn_lines(random.Random(seed), np.random.default_rng(seed), fonts())
    found = []
    for _ in range(lines // _COLUMN):
        pictures, texts = zip(*itertools.islice(source, _COLUMN), strict=True)
        column = names.hear(pictures)
        known = names.known_words(column)
        found += [
            (witnesses * _SIGNS, offered.index(text))
            for heard, text in zip(column, texts, strict=True)
            if not heard.is_undisputed
            for offered, witnesses in [names.offered(heard, known)]
            if text in offered
        ]
    return found


def fitted(found: list[Case]) -> npt.NDArray[np.float64]:
    """The weights of the head, the reader of lines, Tesseract, odd words and new ones, none below zero."""

    def cost(weights: npt.NDArray[np.float64]) -> float:
        total = 0.0
        for witnesses, true in found:
            odds = witnesses @ weights
            total += float(np.logaddexp.reduce(odds) - odds[true])
        return total

    return np.asarray(minimize(cost, np.ones(len(_SIGNS)), bounds=[(0.0, None)] * len(_SIGNS)).x, np.float64)


def main() -> None:
    """Print the weights and how many lines they rest on."""
    given = [int(word) for word in sys.argv[1:3]]
    found = cases(*(given + [LINES, SEED][len(given) :]))
    weights = fitted(found)
    right = np.mean([int((witnesses @ weights).argmax()) == true for witnesses, true in found])
    print(len(found), "lines in dispute:", np.round(weights, 2).tolist(), f"right {right:.3f}")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
