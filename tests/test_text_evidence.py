from __future__ import annotations

import math

import numpy as np
import pytest

from pipeline import ctc, text_evidence
from pipeline.ctc import Scores
from pipeline.model import TextEvidence

LETTERS = "LTbeghnaáàê êxy"


def _scores(steps: list[dict[str, float]]) -> Scores:
    """Probabilities of letters ("" the blank) at each step."""
    scores = np.full((len(steps), 1 + len(LETTERS)), 1e-7)
    for i, step in enumerate(steps):
        for letter, share in step.items():
            scores[i, LETTERS.index(letter) + 1 if letter else 0] = share
    return np.asarray(np.log(scores / scores.sum(axis=1, keepdims=True)), np.float32)


LINE = _scores([{"L": 0.9, "T": 0.1}, {"": 1.0}, {"": 1.0}, {"": 1.0}, {"ê": 0.6, "e": 0.3, "": 0.1}])


def _evidence(lines: list[Scores], tesseract: str = "") -> TextEvidence:
    kept = text_evidence.kept(lines, LETTERS)
    return TextEvidence(kept, kept, tesseract)


def test_what_is_kept_tells_the_likelihoods_of_what_was_seen() -> None:
    texts = ("Lê", "Le", "Tê", "L")
    told = text_evidence.log_odds(_evidence([LINE]), texts)
    true = ctc.log_likelihoods(LINE, LETTERS, texts) * (text_evidence.HEAD + text_evidence.LINES)
    assert told - told[0] == pytest.approx(true - true[0], abs=0.2)  # bytes, and blanks run together


def test_a_letter_that_nobody_saw_counts_as_what_is_not_kept() -> None:
    seen, never = text_evidence.log_odds(_evidence([LINE]), ["Lê", "Lx"])
    assert never - seen == pytest.approx(math.log(1e-4 / 0.6) * 1.01 - text_evidence.ODD, abs=0.4)


def test_lines_are_joined_by_blanks() -> None:
    two = _evidence([LINE, _scores([{"b": 1.0}])])
    odds = text_evidence.log_odds(two, ["Lê b", "Lêb"])
    assert odds[0] > odds[1] + 5


def test_tesseract_and_spelling_speak_too() -> None:
    said, not_said = text_evidence.log_odds(_evidence([LINE], "Lê"), ["Lê", "Le"])
    alone, other = text_evidence.log_odds(_evidence([LINE]), ["Lê", "Le"])
    assert said - not_said == pytest.approx(alone - other + text_evidence.TESSERACT)
    no_word, word = text_evidence.log_odds(_evidence([LINE]), ["Lx", "La"])
    assert word - no_word == pytest.approx(text_evidence.ODD, abs=1e-6)


def test_possible_letters_are_those_that_are_seen_anywhere() -> None:
    assert text_evidence.possible_letters(_evidence([LINE])) == set("LTeê")
