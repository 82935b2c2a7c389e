"""Bend drawn sheets, straighten them by their printed areas, and print how far they lie from the truth.

    python -m benchmarks.bending [--seeds FIRST LAST]

No picture is drawn and nothing is read: marks and outlines of invented land are moved as paper bends them and
by the errors of finding and tracing them, areas are printed to 0.1 m². So hundreds of sheets can be measured;
how well sheets lie that were read from their scans the scores of whole communes tell. A bend of one length is
a sum of waves about that long, its size the root mean square of the displacement. "Before" is the fit through
the marks.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from benchmarks.tables import Table
from pipeline.geometries import moved
from pipeline.model import (
    ControlPoint,
    FloatArray,
    Label,
    MapSheet,
    Parcel,
    Reading,
    SheetParcels,
    SheetTitle,
    Source,
)
from pipeline.sheets import control
from pipeline.sheets.straightening import straighten
from synthetic.fabric import Plan, make_fabric

_DPI, _FRAME_MM, _MARGIN_MM = 300.0, 500.0, 60.0
_PER_MM = _DPI / 25.4
_WEST_M, _NORTH_M = 550_000.0, 2_346_000.0
_MARK_MM, _LINE_MM = 0.03, 0.05  # a third of a dot; half a dot
_WAVES = 24
_CONTRADICTED, _OFF = 0.05, (0.03, 0.2)  # share of labels whose area is wrong, and by how much
_NOTHING: Reading[str] = Reading(None)


@dataclass(frozen=True, slots=True)
class Case:
    """A sheet whose paper bends in waves about ``over_mm`` long; whether 5 % of its areas are wrong."""

    scale: int
    over_mm: float
    size_mm: float
    contradicted: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Distances from the truth in mm on paper, before and after; what it told; CPU seconds."""

    before_rms: float
    after_rms: float
    before_p95: float
    after_p95: float
    expected: float
    told: float  # of wrong areas, those over 4 standard errors off what the others would draw
    cpu_s: float


class _Waves:
    """A displacement of the page, pixels."""

    def __init__(self, case: Case, rng: np.random.Generator) -> None:
        direction, length = rng.uniform(0, 2 * math.pi, _WAVES), case.over_mm * rng.uniform(0.8, 1.6, _WAVES)
        self._wave = np.stack([np.cos(direction), np.sin(direction)]) * 2 * math.pi / (length * _PER_MM)
        self._phase = rng.uniform(0, 2 * math.pi, (_WAVES, 1, 2))
        self._high = rng.normal(0, 1, (_WAVES, 2)) * case.size_mm * _PER_MM / math.sqrt(_WAVES)

    def bent(self, px: FloatArray) -> FloatArray:
        """Where the paper's points (n, 2) come to lie."""
        waves = np.cos((px @ self._wave).T[:, :, None] + self._phase)
        return np.asarray(px + (waves * self._high[:, None, :]).sum(axis=0))


def draw(case: Case) -> tuple[SheetParcels, _Waves, frozenset[int]]:
    """A placed and traced sheet, how it is bent, and the numbers of parcels whose printed area is wrong."""
    rng = np.random.default_rng([case.seed, case.scale, int(case.over_mm * 10), int(case.size_mm * 100)])
    waves, mm = _Waves(case, rng), case.scale / 1000
    sheet = _placed(case, waves, rng)
    side = _FRAME_MM * mm
    plan = Plan(320 * mm**1.35, 1300 * mm**1.35, 135 * mm)
    fabric = make_fabric((_WEST_M, _NORTH_M - side, _WEST_M + side, _NORTH_M), plan, rng)
    inside = shapely.box(_WEST_M + mm, _NORTH_M - side + mm, _WEST_M + side - mm, _NORTH_M - mm)
    plots = [plot.polygon for plot in fabric.plots if inside.contains(plot.polygon)]
    wrong = (
        frozenset(np.flatnonzero(rng.random(len(plots)) < _CONTRADICTED).tolist())
        if case.contradicted
        else ()
    )
    corners = np.unique(shapely.get_coordinates(plots).round(6), axis=0)
    chance = rng.normal(0, _LINE_MM * _PER_MM, corners.shape)
    noise = {(east, north): off for (east, north), off in zip(corners.tolist(), chance, strict=True)}
    parcels = []
    for number, outline in enumerate(plots):
        printed = outline.area
        if number in wrong:
            printed *= 1 + rng.uniform(*_OFF) * rng.choice([-1, 1])
        parcels.append(_traced(sheet, waves, outline, (number, round(printed, 1)), noise))
    return SheetParcels(sheet, tuple(parcels), (), {}), waves, frozenset(wrong)


def _page_px(world: FloatArray, mm: float) -> FloatArray:
    on_paper = (world - (_WEST_M, _NORTH_M)) / mm * (1, -1) + _MARGIN_MM
    return np.asarray(on_paper * _PER_MM)


def _placed(case: Case, waves: _Waves, rng: np.random.Generator) -> MapSheet:
    mm, size = case.scale / 1000, round((_FRAME_MM + 2 * _MARGIN_MM) * _PER_MM)
    at = np.arange(0, _FRAME_MM + 1, 100.0) * mm
    world = np.array([(_WEST_M + east, _NORTH_M - south) for east in at for south in at])
    px = waves.bent(_page_px(world, mm)) + rng.normal(0, _MARK_MM * _PER_MM, world.shape)
    points = tuple(
        ControlPoint("cross", *xy, *metres) for xy, metres in zip(px.tolist(), world.tolist(), strict=True)
    )
    fit = control.fit(points, 9209, (size, size))
    title = SheetTitle(_NOTHING, _NOTHING, _NOTHING, Reading(7), _NOTHING, Reading(case.scale), Reading(None))
    corners = px[[0, -6, -1, 5]]
    return MapSheet(
        Source("maps/7.tif"), (size, size), _DPI, 0, title, None, 7, "", case.scale, corners, fit, points
    )


def _traced(
    sheet: MapSheet,
    waves: _Waves,
    outline: shapely.Polygon,
    label: tuple[int, float],
    noise: dict[tuple[float, float], FloatArray],
) -> Parcel:
    fit, mm = sheet.fit, (sheet.scale or 0) / 1000
    assert fit is not None

    def trace(world: FloatArray) -> FloatArray:
        off = [noise[(east, north)] for east, north in world.round(6).tolist()]
        return control.to_world(fit, waves.bent(_page_px(world, mm)) + np.array(off))

    number, area = Reading(label[0], "", 1.0, agreed=True), Reading(label[1], "", 1.0, agreed=True)
    printed = Label((0, 0), (0, 0, 1, 1), 0.0, "full", number, area, Reading(None))
    return Parcel("", 7, "parcel", moved(outline, trace), printed, sheet.source)


def measure(case: Case) -> Measured:
    """Straighten one sheet."""
    traced, waves, wrong = draw(case)
    started = time.process_time()
    straight = straighten(traced)
    cpu_s = time.process_time() - started
    before, after = _off_mm(traced, waves, case), _off_mm(straight, waves, case)
    assert isinstance(straight.sheet, MapSheet) and straight.sheet.fit is not None
    return Measured(
        _rms(before), _rms(after),
        float(np.percentile(before, 95)), float(np.percentile(after, 95)),
        straight.sheet.fit.error_m / (case.scale / 1000),
        _told(straight, wrong),
        cpu_s,
    )  # fmt: skip


def _off_mm(traced: SheetParcels, waves: _Waves, case: Case) -> FloatArray:
    mm, fit = case.scale / 1000, traced.sheet.fit if isinstance(traced.sheet, MapSheet) else None
    assert fit is not None
    at = np.linspace(5, _FRAME_MM - 5, 41) * mm
    world = np.array([(_WEST_M + east, _NORTH_M - south) for east in at for south in at])
    return np.hypot(*(control.to_world(fit, waves.bent(_page_px(world, mm))) - world).T) / mm


def _told(straight: SheetParcels, wrong: frozenset[int]) -> float:
    """Share of the wrong areas that still stand out: 4 robust spreads of all."""
    off = {
        parcel.label.number.value: (parcel.label.area_m2.value or 0.0)
        - (parcel.polygon.area - (parcel.pulled_m2 or 0.0))
        for parcel in straight.parcels
        if parcel.label is not None
    }
    spread = 1.4826 * float(np.median(np.abs(list(off.values()))))
    return float(np.mean([abs(off[number]) > 4 * spread for number in wrong])) if wrong else math.nan


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def cases(first: int, last: int) -> Iterator[Case]:
    """Every scale, length and size of bend, flat ones too, with and without wrong areas."""
    for seed in range(first, last + 1):
        for scale, over in itertools.product((500, 1000, 2000), (40.0, 60.0, 100.0)):
            for size, contradicted in itertools.product((0.0, 0.1, 0.2, 0.4), (False, True)):
                yield Case(scale, over, size, contradicted, seed)


def main() -> None:
    """Print a line for each length and size of bend."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs=2, default=(8600, 8600))
    first, last = parser.parse_args().seeds
    groups: dict[tuple[float, float, bool], list[Measured]] = {}
    for case in cases(first, last):
        groups.setdefault((case.over_mm, case.size_mm, case.contradicted), []).append(measure(case))
    heads = "waves mm|bend mm|wrong areas|rms|after|p95|after|expected|worst|told|CPU s"
    with Table(*heads.split("|")) as table:
        for (over, size, contradicted), found in sorted(groups.items()):
            row = {
                each.name: float(np.mean([getattr(one, each.name) for one in found]))
                for each in dataclasses.fields(Measured)
            }
            worst = max(one.after_rms / one.before_rms for one in found)
            lengths = ("before_rms", "after_rms", "before_p95", "after_p95", "expected")
            cells = [f"{over:.0f}", f"{size:.2f}", "5 %" if contradicted else "none"]
            cells += [f"{row[name]:.3f}" for name in lengths]
            table.line(*cells, f"{worst:.2f}", f"{row['told']:.2f}", f"{row['cpu_s']:.1f}")


if __name__ == "__main__":
    main()
