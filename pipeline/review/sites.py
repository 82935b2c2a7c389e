"""Land as questions show it: where it lies on its scan, its neighbours, how its outline is decided."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline import keys
from pipeline.crs import between
from pipeline.decisions import OUTLINE, as_value
from pipeline.geometries import as_array
from pipeline.model import Box, Commune, CommuneParcel, MapSheet, OpenGround, Sheet, unit_code_of
from pipeline.review.asked import Ground, PageKey, Picture, Site
from pipeline.review.edited_land import Thing, TracedLand, outline_of, things_of, traced
from pipeline.sheets.control import to_pixel

Shape = Polygon | MultiPolygon
_AROUND = 0.35  # of the land's size, so that the neighbours are seen
_LEAST_PX = 60.0


class Sites:
    """All land of a commune, for questions about it."""

    def __init__(self, commune: Commune) -> None:
        self._epsg = commune.epsg
        self._things = things_of(commune)
        self._keys = list(self._things)
        self._tree = shapely.STRtree(as_array(each.geometry for each in self._things.values()))
        self._traced = TracedLand(commune, self._things.values())
        self._by_page = {sheet.source.of_page: sheet for sheet in commune.sheets}
        self._by_name = {
            (unit_code_of(sheet.unit), sheet.number): sheet for sheet in commune.sheets if _is_placed(sheet)
        }
        self._made: dict[str, Site] = {}

    def of_thing(self, thing: Thing) -> Ground | None:
        """The ground of a parcel or object; None where it lies on no placed scan."""
        sheet = self.sheet_of(thing.sources[0].of_page)
        if sheet is None or sheet.fit is None:
            return None
        near = self._touching(thing.geometry, thing.key)
        reach = keys.reach_m(sheet.scale)
        return Ground(sheet.fit, self._epsg, reach, thing.geometry, self._site(thing.key), near)

    def of_open(self, ground: OpenGround) -> tuple[Ground, MapSheet] | None:
        """Uncovered ground, and the sheet that it lies on; None where that is no placed scan."""
        sheet = self._by_name.get((ground.unit_code, ground.sheet))
        if not isinstance(sheet, MapSheet) or sheet.fit is None:
            return None
        beside = self._traced.beside(ground.polygon)
        seen = {} if beside is None else {OUTLINE: as_value(traced(beside))}
        near = self._touching(ground.polygon, "")
        reach = keys.reach_m(sheet.scale)
        return Ground(sheet.fit, self._epsg, reach, ground.polygon, None, near, seen), sheet

    def sheet_of(self, page: PageKey) -> MapSheet | None:
        """The placed scan of a page."""
        sheet = self._by_page.get(page)
        return sheet if isinstance(sheet, MapSheet) and sheet.fit is not None else None

    def _touching(self, shape: Shape, own: str) -> tuple[Site, ...]:
        near = (self._keys[int(k)] for k in self._tree.query(shape, "intersects"))
        return tuple(self._site(key) for key in sorted(near) if key != own)

    def _site(self, key: str) -> Site:
        if key not in self._made:
            thing = self._things[key]
            accepted = isinstance(thing, CommuneParcel) and thing.status != "can_kiem_tra"
            outline = outline_of(thing, self._traced)
            self._made[key] = Site(key, thing.number, thing.geometry, *outline, accepted)
        return self._made[key]


def _is_placed(sheet: Sheet) -> bool:
    return isinstance(sheet, MapSheet) and sheet.fit is not None


def picture_of(ground: Ground, sheet: MapSheet, marked: Iterable[Box] = ()) -> Picture:
    """The place of some ground on its scan, with its outline and room around it."""
    rings = [
        to_pixel(ground.fit, between(ground.epsg, ground.fit.epsg, shapely.get_coordinates(ring)))
        for part in shapely.get_parts(ground.shape)
        for ring in (part.exterior, *part.interiors)
    ]
    outline = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)
    low, high = np.min(np.concatenate(rings), axis=0), np.max(np.concatenate(rings), axis=0)
    reach = max(_LEAST_PX, float((high - low).max()) * _AROUND)
    box = within((*(low - reach), *(high + reach)), sheet.size_px)
    return Picture("place", *sheet.source.of_page, box, sheet.turned, outline, tuple(marked))


def within(box: Sequence[float], size_px: tuple[int, int]) -> Box:
    """Whole pixels of a page (width, height) that a box meets."""
    x0, y0 = (min(max(math.floor(v), 0), size - 1) for v, size in zip(box[:2], size_px, strict=True))
    x1, y1 = (min(math.ceil(v), size) for v, size in zip(box[2:], size_px, strict=True))
    return (float(x0), float(y0), float(max(x1, x0 + 1)), float(max(y1, y0 + 1)))
