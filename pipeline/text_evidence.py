"""What the readers of Vietnamese give for a text, kept small, so that it can be asked how likely they make
any other text: what a whole archive makes likely is known only after its last page was read.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline import ctc, syllables
from pipeline.ctc import Scores
from pipeline.model import TextEvidence, TextScores
from pipeline.text import normalise

# What each witness counts for, fitted by `python -m training.text_weights` (764 lines in dispute): the
# log-likelihoods of the head and of the reader of lines, a text that Tesseract gives, a word that no syllable
# is spelled like.
HEAD, LINES, TESSERACT, ODD = 0.41, 0.60, 0.51, 1.07
_LEAST = -60.0  # log-likelihood: one network that sees nothing rules nothing out for good
_POSSIBLE = 1e-4  # a letter that is less likely at each step of a text is counted as being so likely
_STEP = 1.0 / 16.0  # of log-probabilities in a byte: they reach down to one in eight millions
_BLANK = 0.999  # steps one after the other on which the blank is surer than this say no more than one of them


def kept(scores: Sequence[Scores], alphabet: str) -> TextScores:
    """The scores (T, 1 + letters) of the lines of a text, joined by blanks."""
    joined = _joined(scores, alphabet.index(" ") + 1)
    blank = joined[:, 0] > np.log(_BLANK)
    joined = joined[~(blank & np.concatenate([[False], blank[:-1]]))]
    possible = np.flatnonzero(joined.max(axis=0) > np.log(_POSSIBLE))
    columns = np.unique(np.concatenate([[0], possible]))
    logs = np.clip(np.rint(-joined[:, columns] / _STEP), 0, 255).astype(np.uint8)
    return TextScores("".join(alphabet[i - 1] for i in columns[1:]), zlib.compress(logs.tobytes()))


def _joined(scores: Sequence[Scores], space: int) -> Scores:
    """Lines one after the other, with a step between them on which only a space can stand."""
    between = np.full((1, scores[0].shape[1]), -255 * _STEP, np.float32)
    between[0, space] = 0.0
    parts = [part for line in scores for part in (between, line)]
    return np.concatenate(parts[1:])


def possible_letters(evidence: TextEvidence) -> frozenset[str]:
    """Letters that one of the networks holds possible anywhere in the text."""
    return frozenset(evidence.head.letters + evidence.line.letters)


def log_odds(evidence: TextEvidence, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """How likely the readers and the spelling of Vietnamese make each text (n,): logs, up to a sum."""
    used = frozenset("".join(texts))
    heard = [_unpacked(scores, used) for scores in (evidence.head, evidence.line)]
    return np.asarray(witnesses(heard, evidence.tesseract, texts) @ (HEAD, LINES, TESSERACT, -ODD))


def witnesses(
    heard: Sequence[tuple[Scores, str]], tesseract: str, texts: Sequence[str]
) -> npt.NDArray[np.float64]:
    """What speaks for each text (n, 4): the log-likelihoods of the head and of the reader of lines, ``heard``
    as their scores and letters, 1 where Tesseract gives it, and how many of its words are odd.
    """
    likely = [
        np.maximum(ctc.log_likelihoods(scores, letters, tuple(texts)), _LEAST) for scores, letters in heard
    ]
    plain = [normalise(text) for text in texts]
    counts = [(text == tesseract, syllables.odd_words(text)) for text in plain]
    return np.column_stack([*likely, np.array(counts, np.float64)])


def _unpacked(packed: TextScores, used: frozenset[str]) -> tuple[Scores, str]:
    """Scores and their letters, with all letters that are ``used``: those that were not kept are unlikely."""
    rows = np.frombuffer(zlib.decompress(packed.logs), np.uint8).reshape(-1, 1 + len(packed.letters))
    strange = "".join(sorted(used - set(packed.letters)))
    never = np.full((len(rows), len(strange)), np.log(_POSSIBLE), np.float32)
    return np.hstack([rows.astype(np.float32) * -_STEP, never]), packed.letters + strange
