from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline import ctc

ALPHABET = "ab"


def _scores(steps: int, seed: int = 7) -> ctc.Scores:
    return ctc.log_softmax(np.random.default_rng(seed).normal(size=(steps, 3)).astype(np.float32))


def _by_paths(scores: ctc.Scores) -> dict[str, float]:
    """The probability of each text, summed over every path."""
    found: dict[str, float] = {}
    for path in itertools.product(range(scores.shape[1]), repeat=len(scores)):
        text = "".join(ALPHABET[i - 1] for i, _ in itertools.groupby(path) if i)
        log = sum(float(scores[step, i]) for step, i in enumerate(path))
        found[text] = found.get(text, 0.0) + float(np.exp(log))
    return found


def test_probabilities_at_each_step_sum_to_one() -> None:
    assert np.exp(_scores(6)).sum(axis=1) == pytest.approx(1.0)


def test_the_forward_algorithm_sums_every_path() -> None:
    scores = _scores(5)
    by_paths = _by_paths(scores)
    logs = ctc.log_likelihoods(scores, ALPHABET, tuple(by_paths))
    assert np.exp(logs) == pytest.approx(list(by_paths.values()), rel=1e-4)


def test_beams_find_the_likeliest_texts_with_their_probabilities() -> None:
    scores = _scores(4, seed=3)
    by_paths = sorted(_by_paths(scores).items(), key=lambda item: -item[1])
    found = ctc.beam_search(scores, ALPHABET, 12)
    assert [text for text, _ in found[:3]] == [text for text, _ in by_paths[:3]]
    assert [share for _, share in found[:3]] == pytest.approx([share for _, share in by_paths[:3]], rel=1e-4)


def test_words_are_ranked_by_their_likelihood_and_sum_to_one() -> None:
    scores = _scores(5)
    ranked = ctc.rank_words(scores, ALPHABET, ["a", "ab", "ba", "b"])
    by_paths = _by_paths(scores)
    assert [word for word, _ in ranked] == sorted(["a", "ab", "ba", "b"], key=lambda word: -by_paths[word])
    assert sum(share for _, share in ranked) == pytest.approx(1.0)


def test_a_letter_begins_where_the_blank_or_another_ends() -> None:
    best = np.array([1, 1, 0, 1, 2, 2, 0])
    assert ctc.letters_begin(best).tolist() == [True, False, False, True, True, False, False]
