"""Reads the windows of parcel labels: number, area and land-use code, each from its own letters.

Two readers look at every number and area: PP-OCRv6 limited to the letters that may stand there, and
Tesseract with the same letters as an independent witness. Codes are ranked over the closed list of the
circulars by their likelihood, so a code that no circular knows cannot be read.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TypeVar

import cv2
import numpy as np

from pipeline import ocr, values
from pipeline.model import Pixels, Reading, Source

T = TypeVar("T")
_BEAMS = 6
_LEAST = 0.002  # alternatives rarer than this are not worth carrying
_WINDOW_HEIGHT_PX = 64


def stretch(window: Pixels) -> Pixels:
    """Spread the greys of a window so that paper is white and its darkest ink black."""
    low, high = np.percentile(window, [3, 85])
    spread = (window.astype(np.float32) - low) * 255 / max(40.0, high * 0.97 - low)
    return np.asarray(np.clip(spread, 0, 255), np.uint8)


def read_numbers(windows: Sequence[Pixels], source: Source) -> list[Reading[int]]:
    """Parcel numbers from windows that hold digits alone."""
    return _read(windows, ocr.DIGITS, values.number, source)


def read_areas(windows: Sequence[Pixels], source: Source) -> list[Reading[float]]:
    """Areas in m² from windows that hold digits and a decimal mark."""
    return _read(windows, ocr.AREA_LETTERS, values.area_m2, source)


def _read(
    windows: Sequence[Pixels], letters: str, parse: Callable[[str], T | None], source: Source
) -> list[Reading[T]]:
    filled = [i for i, window in enumerate(windows) if min(window.shape) > 3]
    crops = [windows[i] for i in filled]
    first = ocr.read_limited(crops, letters, beams=_BEAMS)
    second = ocr.read_tesseract([_for_tesseract(crop) for crop in crops], "eng", letters)
    found: list[Reading[T]] = [Reading(None, source=source)] * len(windows)
    for i, limited, witness in zip(filled, first, second, strict=True):
        found[i] = _combine(limited, witness, parse, source)
    return found


def _combine(
    limited: ocr.Text, witness: ocr.Text, parse: Callable[[str], T | None], source: Source
) -> Reading[T]:
    ranked: dict[T, float] = {}
    top = [(limited.text, 1.0 - sum(p for _, p in limited.alternatives)), *limited.alternatives]
    for text, probability in top:
        value = parse(text)
        if value is not None:
            ranked[value] = ranked.get(value, 0.0) + max(probability, 0.0)
    if not ranked:
        return Reading(None, limited.text, 0.0, source)
    seen = parse(witness.text)
    order = sorted(ranked.items(), key=lambda item: -item[1])
    value, share = order[0]
    others = tuple((v, p) for v, p in order[1:] if p >= _LEAST)
    return Reading(value, limited.text, min(share, limited.confidence), source, others, seen == value)


def _for_tesseract(window: Pixels) -> Pixels:
    scale = 40 / window.shape[0]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(window, None, fx=scale, fy=scale, interpolation=way)
    return np.asarray(cv2.copyMakeBorder(scaled, 8, 8, 10, 10, cv2.BORDER_CONSTANT, value=255), np.uint8)


@functools.cache
def _codes() -> tuple[str, ...]:
    single = sorted(
        code for code in values.land_use_codes() if len(code) >= 3 and code.isascii() and code.isupper()
    )
    homes = [
        f"{home}+{other}" for home in ("ONT", "ODT") for other in ("CLN", "BHK", "HNK", "NTS", "LNK", "LNQ")
    ]
    return (*single, *homes, "LUC(NTS)", "LUK(NTS)")


def read_codes(windows: Sequence[Pixels], source: Source) -> list[Reading[str]]:
    """Land-use codes by likelihood over the closed list."""
    letters = ocr.CODE_LETTERS + "+()"
    filled = [i for i, window in enumerate(windows) if min(window.shape) > 3]
    found: list[Reading[str]] = [Reading(None, source=source)] * len(windows)
    for i, scores in zip(filled, ocr.log_likelihoods([windows[i] for i in filled], letters), strict=True):
        found[i] = _best_code(scores, letters, source)
    return found


def _best_code(scores: ocr.Scores, letters: str, source: Source) -> Reading[str]:
    text = ocr.beam_search(scores, letters, 1)[0][0]
    words = _codes()
    logs = _word_logs(scores, letters, words)
    order = np.argsort(-logs, kind="stable")
    best = logs[order[0]]
    if best < -6:
        return Reading(None, text, 0.0, source)
    return Reading(
        words[order[0]],
        text,
        float(np.exp(best)),
        source,
        tuple((words[i], float(np.exp(logs[i]))) for i in order[1:4] if np.exp(logs[i]) > _LEAST),
        text == words[order[0]],
    )


@functools.cache
def _word_states(letters: str, words: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    longest = max(map(len, words))
    states = np.zeros((len(words), 2 * longest + 1), np.intp)
    for row, word in enumerate(words):
        states[row, 1 : 2 * len(word) : 2] = [letters.index(letter) + 1 for letter in word]
    skips = np.zeros(states.shape, bool)
    skips[:, 2:] = (states[:, 2:] != 0) & (states[:, 2:] != states[:, :-2])
    return states, skips, np.array([2 * len(word) for word in words])


def _word_logs(scores: ocr.Scores, letters: str, words: tuple[str, ...]) -> np.ndarray:
    """log P(word) of every word at once: the forward algorithm of ocr.ctc_log_likelihood on a matrix."""
    states, skips, ends = _word_states(letters, words)
    chance = np.exp(scores.astype(np.float64))
    alpha = np.zeros(states.shape)
    alpha[:, 0] = chance[0, 0]
    alpha[:, 1] = chance[0, states[:, 1]]
    for step in chance[1:]:
        grown = alpha.copy()
        grown[:, 1:] += alpha[:, :-1]
        grown[:, 2:] += np.where(skips[:, 2:], alpha[:, :-2], 0.0)
        alpha = grown * step[states]
    rows = np.arange(len(words))
    return np.asarray(np.log(alpha[rows, ends] + alpha[rows, ends - 1] + 1e-300))
