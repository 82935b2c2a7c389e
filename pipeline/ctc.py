"""What a line may say by the scores of a recogniser: connectionist temporal classification (Graves 2006).

Scores are log-probabilities (T, 1 + letters) at each step of a line; column 0 is the blank.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]
_Ends = tuple[float, float]  # log P of a prefix that ends with the blank, or with its last letter

NEVER = -1e9  # log of a probability of nothing
_UNLIKELY = -12.0  # log of a probability of six in a million: no reading begins there
_NOTHING = 1e-300  # probability of a word that cannot stand there
_WORD_LISTS = 64  # lists of words that are asked for again and again: codes
_CHOICES = 6  # letters that may follow a prefix at one step


def log_softmax(scores: Scores) -> Scores:
    """Log-probabilities at each step of raw scores (T, n)."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), np.float32)


def rank_words(scores: Scores, alphabet: str, words: Sequence[str]) -> list[tuple[str, float]]:
    """(word, probability among ``words``) by CTC likelihood, best first."""
    logs = log_likelihoods(scores, alphabet, tuple(words))
    shares = np.exp(logs - logs.max())
    shares /= shares.sum()
    return [(words[i], float(shares[i])) for i in np.argsort(-shares, kind="stable")]


def log_likelihoods(scores: Scores, alphabet: str, words: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """log P(word | crop) of every word at once: the forward algorithm (Graves 2006), a row a word."""
    states, skips, ends = _word_states(alphabet, words)
    chance = np.exp(scores.astype(np.float64))
    alpha = np.zeros(states.shape)
    alpha[:, 0] = chance[0, 0]
    alpha[:, 1:2] = chance[0, states[:, 1:2]]
    for step in chance[1:]:
        grown = alpha.copy()
        grown[:, 1:] += alpha[:, :-1]
        grown[:, 2:] += np.where(skips[:, 2:], alpha[:, :-2], 0.0)
        alpha = grown * step[states]
    rows = np.arange(len(words))
    before = np.where(ends > 0, alpha[rows, ends - 1], 0.0)
    return np.asarray(np.log(alpha[rows, ends] + before + _NOTHING))


@functools.lru_cache(maxsize=_WORD_LISTS)
def _word_states(
    alphabet: str, words: tuple[str, ...]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    """For each word its letters between blanks, where a blank may be skipped, and its last state."""
    longest = max(map(len, words))
    states = np.zeros((len(words), 2 * longest + 1), np.intp)
    for row, word in enumerate(words):
        states[row, 1 : 2 * len(word) : 2] = [alphabet.index(letter) + 1 for letter in word]
    skips = np.zeros(states.shape, bool)
    skips[:, 2:] = (states[:, 2:] != 0) & (states[:, 2:] != states[:, :-2])
    return states, skips, np.array([2 * len(word) for word in words])


def beam_search(scores: Scores, alphabet: str, beams: int) -> list[tuple[str, float]]:
    """The likeliest texts with their probabilities (prefix beam search), best first, at most ``beams``."""
    width = max(beams, 4)
    live: dict[str, _Ends] = {"": (0.0, NEVER)}
    tops = np.argsort(-scores, axis=1)[:, :_CHOICES].tolist()
    # Plain numbers: a step has a few dozen of them, and numpy's scalars cost ten times as much (measured).
    for step, top in zip(scores.tolist(), tops, strict=True):
        likely = [i for i in top if step[i] > _UNLIKELY or i == 0]
        grown = _grown(live, [(i, step[i]) for i in likely], alphabet)
        live = dict(sorted(grown.items(), key=lambda item: -_log_add(*item[1]))[:width])
    ranked = sorted(((text, math.exp(_log_add(*ends))) for text, ends in live.items()), key=lambda t: -t[1])
    return ranked[:beams]


def _grown(live: dict[str, _Ends], likely: Sequence[tuple[int, float]], alphabet: str) -> dict[str, _Ends]:
    """Every prefix with what may follow it at one step: (place in the alphabet or 0 for the blank, log P)."""
    grown: dict[str, _Ends] = {}
    for prefix, (ends_blank, ends_letter) in live.items():
        both = _log_add(ends_blank, ends_letter)
        for i, chance in likely:
            if i == 0:
                _add(grown, prefix, both + chance, NEVER)
                continue
            letter = alphabet[i - 1]
            same = prefix.endswith(letter)
            _add(grown, prefix + letter, NEVER, (ends_blank if same else both) + chance)
            if same:
                _add(grown, prefix, NEVER, ends_letter + chance)
    return grown


def _add(beams: dict[str, _Ends], prefix: str, blank: float, letter: float) -> None:
    old = beams.get(prefix)
    beams[prefix] = (blank, letter) if old is None else (_log_add(old[0], blank), _log_add(old[1], letter))


def _log_add(one: float, other: float) -> float:
    """log(exp(one) + exp(other))."""
    high, low = (one, other) if one >= other else (other, one)
    return high + math.log1p(math.exp(low - high))


def letters_begin(best: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """At which steps of the likeliest path (T,) of a CTC reader a letter begins; 0 is the blank."""
    return np.asarray((best != 0) & np.concatenate([[True], best[1:] != best[:-1]]), np.bool_)
