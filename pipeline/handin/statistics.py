"""Areas of a commune by land use and kind of holder; all sums are those of the coverage, to 0.1 m²."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.delivery.layers import GEOMETRY_COLUMN
from pipeline.handin.dossiers import Dossier, Row

UNKNOWN, SEVERAL = "", "*"  # kinds of holders, and uses, that no row tells, or that rows tell in two ways
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Statistics:
    """Areas in m², to 0.1, by (land use, kind of holder), and how many pieces of land each use has.

    ``total_m2`` is the sum of all areas and that of the shapes.
    """

    uses: tuple[str, ...]
    kinds: tuple[str, ...]
    areas_m2: Mapping[tuple[str, str], float]
    pieces: Mapping[str, int]
    total_m2: float

    def of_use(self, use: str) -> float:
        """The area of a land use."""
        return round(sum(self.areas_m2.get((use, kind), 0.0) for kind in self.kinds), 1)

    def of_kind(self, kind: str) -> float:
        """The area that a kind of holder has."""
        return round(sum(self.areas_m2.get((use, kind), 0.0) for use in self.uses), 1)


def statistics(dossiers: Sequence[Dossier], unlisted: Sequence[Row]) -> Statistics:
    """Count all land: dossiers with a shape, and objects that no register lists."""
    sums: dict[tuple[str, str], float] = {}
    pieces: dict[str, int] = {}
    lands = [(each.land, _kind(each)) for each in dossiers if each.land is not None]
    for land, kind in [*lands, *((row, UNKNOWN) for row in unlisted)]:
        use = land.get("loai_dat", UNKNOWN)
        sums[use, kind] = sums.get((use, kind), 0.0) + land[GEOMETRY_COLUMN].area
        pieces[use] = pieces.get(use, 0) + 1
    areas = rounded_together(sums)
    uses = tuple(sorted({use for use, _ in sums}, key=lambda use: (use == UNKNOWN, use)))
    kinds = tuple(sorted({kind for _, kind in sums}, key=lambda kind: (kind in (UNKNOWN, SEVERAL), kind)))
    return Statistics(uses, kinds, areas, pieces, round(sum(sums.values()), 1))


def rounded_together(values: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Each value to 0.1, up or down, so that they add up to their sum to 0.1 (largest remainders)."""
    down = {key: math.floor(value * _TENTHS) for key, value in values.items()}
    missing = round(sum(values.values()) * _TENTHS) - sum(down.values())
    order = sorted(values, key=lambda key: (down[key] - values[key] * _TENTHS, key))
    for key in order[:missing]:
        down[key] += 1
    return {key: tenths / _TENTHS for key, tenths in down.items()}


def _kind(dossier: Dossier) -> str:
    kinds = {row.get("doi_tuong", UNKNOWN) for row in dossier.records} or {UNKNOWN}
    return kinds.pop() if len(kinds) == 1 else SEVERAL
