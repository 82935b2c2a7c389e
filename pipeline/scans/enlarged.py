"""Whether a page was enlarged, and from what: dots made up between others leave a trace of even distance.

Made up dots are smoother than those that were scanned, however they were made (nearest, linear, cubic), so
differences between neighbours rise and fall with the distance of the true dots (Gallagher, Detection of
linear and cubic interpolation in JPEG compressed images, 2005): a line in their spectrum, along both axes.
"""

from __future__ import annotations

import numpy as np

from pipeline.model import FloatArray, Pixels

# A line of an enlargement stands so many times above the median of the spectrum about it, along both axes: of
# pages that were not enlarged, ruled and printed at even distances, 8.8 at most, of nearly all others 9.6 and
# more, below JPEG of quality 75 too (``python -m benchmarks.sharpness``).
_STANDS_OUT = 9.0
# Of a page whose dots were doubled every other difference is larger by so much of its logarithm: by 0.09 and
# more, or it is seen by its detail; of pages in JPEG of quality 60 that were not by 0.077 at most.
_DOUBLED = 0.085
# Columns that differ from the one before, of so many where print is densest: of repeated dots fewer than all.
_WINDOW, _REPEATED = 64, 0.9
_ABOUT = 40  # places of the spectrum on either side
_SLOW = 31  # dots: what changes more slowly is what stands on the page
_LEAST = 0.1  # lines per dot: slower ones are rows of print
_SAME = 0.0015
_JPEG = 8  # squares of JPEG leave lines at all eighths: enlargements that do are told by their detail alone
# A figure of 2 mm is four dots high: nobody reads less. A slower line is that of an enlargement by less than
# two, or of what is printed at even distances: dots of rules 0.9 mm apart are 28 an inch.
_COARSEST_DPI = 55.0
_LEAST_TONE = 1.0  # of 255: paper counts as ink does, so that what is printed at even distances does not lead


def repeated_from(grey: Pixels, dpi: float) -> float | None:
    """The resolution that a page of ``dpi`` was enlarged from by repeating dots; None where it was not."""
    differing = max(_differing(picture) for picture in (grey, grey.T))
    return dpi * differing if differing < _REPEATED else None


def interpolated_from(grey: Pixels, dpi: float) -> float | None:
    """The resolution that a page of ``dpi`` was enlarged from by any way; None where it was not.

    An enlargement by less than two leaves the trace of one by more: the lowest that can be read is told.
    """
    if np.isin(grey, (grey.min(), grey.max())).all():
        return None  # in two tones dots can only be repeated
    swings = [[_swing(picture, order) for order in (1, 2)] for picture in (grey, grey.T)]
    across, down = (np.maximum.reduce([_lines(each) for each in axis]) for axis in swings)
    common = np.minimum(across, down)
    place = int(common.argmax())
    if common[place] > _STANDS_OUT:
        low = dpi * place * _SAME
        return low if low >= _COARSEST_DPI else dpi - low
    doubled = min(_every_other(first) for first, _ in swings) > _DOUBLED
    return dpi / 2 if doubled else None


def _differing(picture: Pixels) -> float:
    """Share of the columns that are not the one before again, where print is densest."""
    changes = (picture[:, 1:] != picture[:, :-1]).any(axis=0).astype(np.float64)
    return float(np.percentile(np.convolve(changes, np.ones(_WINDOW) / _WINDOW, "valid"), 95))


def _swing(picture: Pixels, order: int) -> FloatArray:
    """How the logarithm of differences along x swings by place; whole squares of JPEG."""
    steps = np.abs(np.diff(picture.astype(np.float32), order, axis=1))
    level = np.log(steps + _LEAST_TONE).mean(axis=0)
    level = level[: len(level) // _JPEG * _JPEG]
    slow = np.convolve(np.pad(level, _SLOW // 2, mode="edge"), np.ones(_SLOW) / _SLOW, "valid")
    return np.asarray(level - slow, np.float64)


def _every_other(swing: FloatArray) -> float:
    return float(abs((swing * (1 - 2 * (np.arange(len(swing)) % 2))).mean()))


def _lines(swing: FloatArray) -> FloatArray:
    """How far lines stand out, by steps of ``_SAME`` per dot; none at the eighths that JPEG leaves."""
    spread = 2.5 * float(swing.std())
    power = np.abs(np.fft.rfft(np.clip(swing, -spread, spread) * np.hanning(len(swing))))
    about = np.lib.stride_tricks.sliding_window_view(np.pad(power, _ABOUT, mode="reflect"), 2 * _ABOUT + 1)
    ratio = power / np.maximum(np.median(about, axis=1), 1e-9)
    frequency = np.arange(len(power)) / len(swing)
    eighths = np.abs(frequency * _JPEG - np.round(frequency * _JPEG)) < _JPEG * _SAME
    ratio[eighths | (frequency < _LEAST)] = 0.0
    steps = np.round(frequency / _SAME).astype(int)
    found = np.zeros(round(0.5 / _SAME) + 2)
    np.maximum.at(found, steps, ratio)
    return np.asarray(np.maximum(found, np.maximum(np.roll(found, 1), np.roll(found, -1))), np.float64)
