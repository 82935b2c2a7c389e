"""Roads and canals as objects that form no parcel but are numbered in the same series (Art. 16(6.2))."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from synthetic.canvas import Canvas, Points
from synthetic.content import readable
from synthetic.cutting import polygons
from synthetic.fabric import Fabric, Plot
from synthetic.frame import Frame
from synthetic.labels import Placed, Sketch, Words, lay_out, ring
from synthetic.style import SheetStyle

_GRID_M = 0.01
_LEAST_M2 = 5.0


def way_plots(fabric: Fabric, frames: Mapping[int, Frame]) -> tuple[Plot, ...]:
    """The land of roads and canals, closed by the commune's limit and the standard frame (Art. 16(3)).

    Water is not interrupted where a road crosses it (App. 01, I.7.1).
    """
    canals = [
        way.axis.buffer(way.width_m / 2, cap_style="flat") for way in fabric.corridors if way.code == "DTL"
    ]
    water = shapely.union_all(canals)
    found = []
    for frame in frames.values():
        land = shapely.set_precision(fabric.open_land.intersection(frame.standard_ground), _GRID_M)
        for code, part in (("DTL", land.intersection(water)), ("DGT", land.difference(water))):
            pieces = polygons(shapely.set_precision(part, _GRID_M))
            found += [
                Plot(piece, "way", code, "UBND xã", "UBQ", "") for piece in pieces if piece.area > _LEAST_M2
            ]
    return tuple(found)


def place_on_way(
    canvas: Canvas,
    style: SheetStyle,
    words: Words,
    land: shapely.Geometry,
    axes: list[Points],
    sketch: Sketch,
) -> Placed | None:
    """One line along the axis where the way is wide enough; all in paper millimetres."""
    for form in ("line", "number"):
        block = lay_out(canvas, style, words, form)
        for axis in axes:
            line = shapely.linestrings(axis)
            for share in np.linspace(0.1, 0.9, 17):
                here, there = shapely.line_interpolate_point(line, [share, share + 0.004], normalized=True)
                angle = readable(there.x - here.x, there.y - here.y)
                spot = ring((here.x, here.y), block, angle, air=0.15)
                if shapely.contains(land, spot) and not any(spot.intersects(other) for other in sketch.taken):
                    return Placed(form, (here.x, here.y), spot, angle, (here.x, here.y), block)
    return None
