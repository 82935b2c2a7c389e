"""A map turned, scaled and moved as a whole to where points say that it lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.model import FloatArray

LEAST = 3  # points: two fit without a residue whatever they are


@dataclass(frozen=True, slots=True)
class Similarity:
    """Coordinates as complex numbers (x, y): ``factor`` turns and scales them about ``centre``.

    ``residual_m`` is the largest distance that is left between a given point and where it comes to lie.
    """

    factor: complex
    centre: complex
    target: complex
    residual_m: float
    count: int

    @property
    def per_metre(self) -> float:
        """Units of the file in a metre."""
        return 1 / abs(self.factor)

    def __call__(self, points: FloatArray) -> FloatArray:
        """(n, 2) coordinates of the file to (easting, northing) in metres."""
        moved = (_complex(points) - self.centre) * self.factor + self.target
        return np.column_stack([moved.real, moved.imag])


def similarity_of(drawn: FloatArray, ground: FloatArray) -> Similarity | None:
    """The best one from (n, 2) points of the file to (n, 2) metres, by least squares.

    None for fewer than ``LEAST`` that stand apart.
    """
    if len(np.unique(drawn, axis=0)) < LEAST or len(np.unique(ground, axis=0)) < LEAST:
        return None
    here, there = _complex(drawn), _complex(ground)
    centre, target = complex(here.mean()), complex(there.mean())
    factor = complex(np.vdot(here - centre, there - target) / np.vdot(here - centre, here - centre))
    if factor == 0:
        return None
    left = np.abs((here - centre) * factor + target - there)
    return Similarity(factor, centre, target, float(left.max()), len(here))


def _complex(points: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.complex128]]:
    return np.asarray(points[:, 0] + 1j * points[:, 1], np.complex128)
