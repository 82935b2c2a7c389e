"""How paper is bent: the smooth displacement under which what was measured on a sheet is most likely.

A Gaussian process (Rasmussen and Williams 2006: ch. 2.2 prediction, 4.2.1 squared exponential covariance,
5.4.1 likelihood, 5.4.2 leaving out). Places are in millimetres on paper, as the marks of the sheet lay them
out without any bend. Each observation is a weighted sum of displacements east and north at places: of a mark
a displacement itself, of a printed area the way that the outline moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize, sparse

from pipeline.model import FloatArray, Paper

Flags = npt.NDArray[np.bool_]
# Lengths over which paper bends, mm: waves are six times as long, from the distance of crosses, within which
# there are too few parcels to show them, to twice a sheet; none between two is farther off than a third.
REACHES_MM = (20.0, 33.0, 55.0, 90.0, 150.0)
# Bounds of what is learned, mm: of the bend up to what no sheet is placed with (``place``), of marks and
# lines from an eighth of a dot at 300 dpi to what parts two drawings of a point (``commune.tolerance``).
_SIZE_MM, _ERROR_MM = (0.005, 3.0), (0.01, 0.3)
# What the marks alone leave open of a sheet's place, size and turn, mm at half a metre's sheet's corner.
_PLANE_MM, _HALF_SHEET_MM = 1.0, 250.0
# An observation so many of its own standard errors off what all others say is a slip or a contradiction:
# one sound one in 16,000 is (normal distribution).
STRANGE = 4.0
_ROUNDS = 3  # in which strange ones are set aside: few are left after the first
_BLOCK = 1000  # places a block of the covariance


@dataclass(frozen=True, slots=True)
class Observations:
    """``at_mm`` (p, 2); ``east``, ``north`` (n, p) weights of displacements there; ``seen`` (n,) their sum.

    The variance of an observation is ``known`` plus ``factor`` times that of a mark, or of a line where
    ``is_area``. Units are mm for marks and mm² for areas.
    """

    at_mm: FloatArray
    east: sparse.csr_array
    north: sparse.csr_array
    seen: FloatArray
    factor: FloatArray
    known: FloatArray
    is_area: Flags

    def some(self, chosen: Flags) -> Observations:
        """Those that are chosen."""
        return Observations(
            self.at_mm, self.east[chosen], self.north[chosen],
            self.seen[chosen], self.factor[chosen], self.known[chosen], self.is_area[chosen],
        )  # fmt: skip

    def variances(self, paper: Paper) -> FloatArray:
        """(n,) of what was measured."""
        error = np.where(self.is_area, paper.line_mm, paper.mark_mm)
        return np.asarray(self.known + self.factor * error**2)


@dataclass(frozen=True, slots=True)
class Bent:
    """The displacement that observations show; ``weights`` (n,) are theirs in it."""

    observations: Observations
    paper: Paper
    weights: FloatArray
    inverse: FloatArray  # (n, n) of the covariance of the observations

    @property
    def spare(self) -> FloatArray:
        """(n,) one over the variance that is expected of ``left_out``."""
        return np.diag(self.inverse)

    @property
    def left_out(self) -> FloatArray:
        """(n,) each observation less what all others say of it."""
        return np.asarray(self.weights / self.spare)

    @property
    def strange(self) -> Flags:
        """(n,) whether an observation is far off what all others say."""
        return np.asarray(np.abs(self.left_out) * np.sqrt(self.spare) > STRANGE)

    @property
    def own_say(self) -> FloatArray:
        """(n,) how far each observation pulled the displacement towards itself, in its own unit."""
        return np.asarray(self.left_out - self.observations.variances(self.paper) * self.weights)

    def at(self, places_mm: FloatArray) -> FloatArray:
        """(m, 2) displacement east and north in mm at places (m, 2)."""
        seen = self.observations
        nodes = np.column_stack([seen.east.T @ self.weights, seen.north.T @ self.weights])
        moved = [_covariance(block, seen.at_mm, self.paper) @ nodes for block in _blocks(places_mm)]
        return np.concatenate(moved) if moved else np.zeros((0, 2))

    def error_at(self, places_mm: FloatArray) -> FloatArray:
        """(m,) standard error in mm of the displacement, as a distance, at places (m, 2)."""
        seen, errors = self.observations, []
        for block in _blocks(places_mm):
            covariance = _covariance(block, seen.at_mm, self.paper)
            known = sum(
                ((each @ self.inverse) * each).sum(axis=1)
                for each in (covariance @ seen.east.T, covariance @ seen.north.T)
            )
            errors.append(np.sqrt(np.maximum(2 * _variance(block, self.paper) - known, 0.0)))
        return np.concatenate(errors) if errors else np.zeros(0)


def learn(observations: Observations) -> tuple[Bent, Flags]:
    """The bend with the size, reach and errors that are most likely, and which observations it rests on.

    Areas that contradict all others are set aside, marks never: those were judged when the sheet was placed.
    """
    used = ~observations.is_area | _in_line(observations)
    paper = _most_likely(observations.some(used), REACHES_MM)
    bent = condition(observations.some(used), paper)
    for _ in range(_ROUNDS):
        off = bent.strange & bent.observations.is_area
        if not off.any():
            break
        used[np.flatnonzero(used)[off]] = False
        bent = condition(observations.some(used), _most_likely(observations.some(used), (paper.reach_mm,)))
    return bent, used


def condition(observations: Observations, paper: Paper) -> Bent:
    """The bend of paper that is known."""
    covariance = _shared(observations, paper.reach_mm) * paper.size_mm**2 + _plane(observations)
    covariance[np.diag_indices_from(covariance)] += observations.variances(paper)
    inverse: FloatArray = np.asarray(np.linalg.inv(covariance), np.float64)
    return Bent(observations, paper, inverse @ observations.seen, inverse)


def _in_line(observations: Observations) -> Flags:
    """Areas that are not grossly off: by their robust spread, before anything is known of the bend."""
    off = observations.seen / np.sqrt(np.maximum(observations.factor, 1e-12))
    areas = off[observations.is_area]
    if not len(areas):
        return observations.is_area
    middle = float(np.median(areas))
    spread = 1.4826 * float(np.median(np.abs(areas - middle)))
    return np.asarray(np.abs(off - middle) <= STRANGE * max(spread, 1e-9))


def _most_likely(observations: Observations, reaches_mm: Sequence[float]) -> Paper:
    plane = _plane(observations)
    tried = (_likelihood(observations, plane, reach) for reach in reaches_mm)
    return min(tried, key=lambda found: found[0])[1]


def _likelihood(observations: Observations, plane: FloatArray, reach_mm: float) -> tuple[float, Paper]:
    """Negative logarithm of the likelihood, and the paper, best for one reach."""
    shared, seen = _shared(observations, reach_mm), observations.seen

    def unlikely(logs: FloatArray) -> tuple[float, FloatArray]:
        paper = Paper(reach_mm, *np.exp(logs))
        covariance = shared * paper.size_mm**2 + plane
        covariance[np.diag_indices_from(covariance)] += observations.variances(paper)
        factor = linalg.cholesky(covariance, lower=True, overwrite_a=True, check_finite=False)
        height = np.log(np.diag(factor)).sum()
        inverse, _ = linalg.lapack.dpotri(factor, lower=1)
        inverse = np.tril(inverse) + np.tril(inverse, -1).T
        weights = inverse @ seen
        # of each logarithm: half the trace of inverse times derivative, less the weights' share (eq. 5.9)
        by_size = paper.size_mm**2 * (np.vdot(inverse, shared) - weights @ shared @ weights)
        by_error = observations.factor * (np.diag(inverse) - weights**2)
        by_mark = paper.mark_mm**2 * by_error[~observations.is_area].sum()
        by_line = paper.line_mm**2 * by_error[observations.is_area].sum()
        return float(seen @ weights / 2 + height), np.array([by_size, by_mark, by_line])

    bounds = np.log([_SIZE_MM, _ERROR_MM, _ERROR_MM])
    best = optimize.minimize(unlikely, bounds.mean(axis=1), jac=True, method="L-BFGS-B", bounds=bounds)
    return float(best.fun), Paper(reach_mm, *(float(value) for value in np.exp(best.x)))


def _shared(observations: Observations, reach_mm: float) -> FloatArray:
    """(n, n) covariance of the observations under paper that bends by 1 mm."""
    seen = observations
    total = np.zeros((len(seen.seen), len(seen.seen)))
    for start in range(0, len(seen.at_mm), _BLOCK):
        block = slice(start, start + _BLOCK)
        kernel = _kernel(seen.at_mm[block], seen.at_mm, reach_mm)
        for weights in (seen.east, seen.north):
            total += weights[:, block] @ (weights @ kernel.T).T
    return total


def _plane(observations: Observations) -> FloatArray:
    """(n, n) covariance under a sheet whose plane is off."""
    lifted = _lifted(observations.at_mm)
    east, north = observations.east @ lifted, observations.north @ lifted
    return np.asarray(east @ east.T + north @ north.T)


def _covariance(places: FloatArray, others: FloatArray, paper: Paper) -> FloatArray:
    bend = paper.size_mm**2 * _kernel(places, others, paper.reach_mm)
    return np.asarray(bend + _lifted(places) @ _lifted(others).T)


def _variance(places: FloatArray, paper: Paper) -> FloatArray:
    return np.asarray(paper.size_mm**2 + (_lifted(places) ** 2).sum(axis=1))


def _lifted(places: FloatArray) -> FloatArray:
    one = np.full(len(places), _PLANE_MM)
    return np.column_stack([one, places * (_PLANE_MM / _HALF_SHEET_MM)])


def _kernel(places: FloatArray, others: FloatArray, reach_mm: float) -> FloatArray:
    east = places[:, None, 0] - others[None, :, 0]
    north = places[:, None, 1] - others[None, :, 1]
    return np.asarray(np.exp((east**2 + north**2) / (-2 * reach_mm**2)))


def _blocks(places: FloatArray) -> Iterator[FloatArray]:
    return (places[start : start + _BLOCK] for start in range(0, len(places), _BLOCK))
