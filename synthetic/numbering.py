"""Which sheet a plot belongs to, and its number there (Art. 16(4) and 16(6.2) of Circular 25/2014)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from synthetic.fabric import Plot
from synthetic.frame import Frame

_BAND_MM = 22.0  # plots whose tops lie within one band are counted along it


def number_plots(plots: tuple[Plot, ...], frames: Mapping[int, Frame]) -> tuple[Plot, ...]:
    """Give every plot the sheet with its larger part and a number from 1 on it, zigzag from the north."""
    owned: dict[int, list[Plot]] = {number: [] for number in frames}
    for plot in plots:
        shares = {number: plot.polygon.intersection(frame.ground).area for number, frame in frames.items()}
        best = max(shares, key=lambda number: shares[number])
        if shares[best] > 0:
            owned[best].append(plot)
    numbered: list[Plot] = []
    for sheet, mine in owned.items():
        ordered = _zigzag(mine, frames[sheet])
        numbered.extend(replace(plot, sheet=sheet, number=index) for index, plot in enumerate(ordered, 1))
    return tuple(numbered)


def _zigzag(plots: list[Plot], frame: Frame) -> list[Plot]:
    """Bands from the north, the first left to right, the next right to left, and so on."""
    if not plots:
        return []
    band_m = _BAND_MM * frame.scale / 1000
    top = max(plot.polygon.bounds[3] for plot in plots)

    def key(plot: Plot) -> tuple[int, float]:
        band = int((top - plot.polygon.bounds[3]) / band_m)
        east = plot.polygon.centroid.x
        return band, -east if band % 2 else east

    ordered = sorted(plots, key=key)
    northernmost = max(ordered, key=lambda plot: plot.polygon.bounds[3])
    return [northernmost, *(plot for plot in ordered if plot is not northernmost)]
