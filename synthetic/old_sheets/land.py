"""The ground of one old sheet: its frame, its parcels with numbers, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import Polygon

from synthetic import names
from synthetic.cutting import polygons, width_m
from synthetic.fabric import Fabric, Plan, Plot, make_fabric
from synthetic.frame import STANDARD_M, Frame, sheet_number
from synthetic.margins import Heading
from synthetic.numbering import number_plots
from synthetic.old_sheets.layouts import LAYOUTS, with_slivers
from synthetic.old_sheets.styles import OldStyle
from synthetic.units import OldUnit, old_units, standard_corner

_GRID_M = 0.01
_BEYOND = 0.06  # share of the frame by which land goes on beyond it
_LEAST_MM = 6.0  # narrower remains of parcels that the neatline cuts hold no label and are no parcels


@dataclass(frozen=True, slots=True)
class OldLand:
    """What is drawn on a sheet: all plots of the fabric are its own and numbered."""

    unit: OldUnit
    frame: Frame
    fabric: Fabric
    heading: Heading


def make_old_land(code: str, style: OldStyle, frame_mm: float, rng: Generator) -> OldLand:
    """Land of today's commune ``code`` for a sheet of the style; ``frame_mm`` is the side of its frame."""
    units = old_units(code)
    unit = units[int(rng.integers(len(units)))]
    west, north = standard_corner(unit, style.scale, 1, 1, rng)
    side = min(frame_mm * style.scale / 1000, STANDARD_M[style.scale])
    frame = Frame(west, north, side, side, style.scale, sheet_number(west, north, style.scale))
    number = int(rng.integers(2, 60))
    fabric = _fabric(frame, style, unit, rng)
    fabric = replace(fabric, plots=number_plots(fabric.plots, {number: frame}))
    return OldLand(unit, frame, fabric, _heading(unit, frame, number, len(fabric.plots), rng))


def _fabric(frame: Frame, style: OldStyle, unit: OldUnit, rng: Generator) -> Fabric:
    """Land that goes on beyond the frame; parcels are cut at the neatline or kept whole."""
    west, south, east, north = frame.ground.bounds
    more = _BEYOND * frame.width_m
    grow = (style.scale / 1000) ** 1.35 * style.plot_size
    plan = Plan(
        house_m2=320 * grow,
        field_m2=1300 * grow,
        spacing_m=135 * style.scale / 1000 * float(rng.uniform(0.8, 1.3)),
        cover=float(rng.uniform(0.85, 1.1)),
        village=float(rng.uniform(0.25, 0.7)),
        rows=float(rng.uniform(0.1, 0.5)),
        urban=unit.kind in ("Phường", "Thị trấn"),
    )
    window = (west - more, south - more, east + more, north + more)
    fabric = make_fabric(window, plan, rng, LAYOUTS[style.layout])
    keep = _cut if style.base.edge == "cut" else _whole
    return replace(fabric, plots=keep(fabric.plots, frame))


def _cut(plots: tuple[Plot, ...], frame: Frame) -> tuple[Plot, ...]:
    """The parts of the plots on this sheet, which count as parcels here; remains go to their neighbours."""
    kept: list[Plot] = []
    remains: list[Polygon] = []
    for plot in plots:
        if frame.ground.contains(plot.polygon):
            kept.append(plot)
            continue
        first, *others = [*polygons(plot.polygon.intersection(frame.ground)), Polygon()]
        if width_m(first) * 1000 / frame.scale < _LEAST_MM:
            others.append(first)
        else:
            kept.append(replace(plot, polygon=first))
        remains += [part for part in others if not part.is_empty]
    whole = with_slivers([plot.polygon for plot in kept], remains)
    return tuple(_on_grid(plot, polygon) for plot, polygon in zip(kept, whole, strict=True))


def _on_grid(plot: Plot, polygon: Polygon) -> Plot:
    """The plot with another outline, and those of its houses that lie in it."""
    snapped = polygons(shapely.set_precision(polygon, _GRID_M))[0]
    return replace(plot, polygon=snapped, houses=tuple(h for h in plot.houses if snapped.contains(h)))


def _whole(plots: tuple[Plot, ...], frame: Frame) -> tuple[Plot, ...]:
    """The plots of which the larger part lies on this sheet."""
    return tuple(p for p in plots if p.polygon.intersection(frame.ground).area > p.polygon.area / 2)


def _heading(unit: OldUnit, frame: Frame, number: int, count: int, rng: Generator) -> Heading:
    total, in_row = number + int(rng.integers(3, 20)), int(rng.integers(3, 9))
    around = [number + down * in_row + right for down in (-1, 0, 1) for right in (-1, 0, 1)]
    near = tuple(other if 1 <= other <= total else 0 for other in around)
    place = (unit.name, unit.district, unit.province, unit.epsg)
    year, drawer = int(np.clip(rng.normal(1996, 3), 1990, 2003)), names.person(rng)[0]
    return Heading(*place, number, near, total, count, year, drawer, frame.name, frame.scale)
