"""Ground of which people say that nothing has to be there: land of others, or ground that forms no parcel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline import keys
from pipeline.commune.decided import Told
from pipeline.commune.decided_shapes import alike
from pipeline.commune.uncovered import Ground, told_of
from pipeline.decisions import ACCEPTED, OUTLINE, Fields, Given, shape_of
from pipeline.model import OpenGround


def apply(ground: Ground, said: Mapping[str, Fields], told: Told) -> Ground:
    """The ground without what people said to be rightly uncovered, which is noted; what does not fit is told.

    It holds while the same ground is uncovered, to a millimetre on paper.
    """
    reach = keys.reach_m(None)
    finder = keys.Finder([keys.Land(each.key, each.polygon, reach) for each in ground.open])
    confirmed: dict[int, Given] = {}
    for key, fields in said.items():
        given, place = fields[ACCEPTED][-1], finder.find(key)
        if place is None:
            told.stale(given, "place_not_found", keys.sheet_of(key))
        elif not _is_as_seen(given, ground.open[place]):
            told.stale(given, "shape_changed", keys.sheet_of(key))
        else:
            told.fates["applied"] += 1
            confirmed[place] = given
    notes = [told_of(ground.open[place], "ground_confirmed") for place in sorted(confirmed)]
    left = [each for place, each in enumerate(ground.open) if place not in confirmed]
    return replace(ground, open=left, told=[*ground.told, *notes])


def _is_as_seen(given: Given, ground: OpenGround) -> bool:
    seen = shape_of(given.decision.seen.state.get(OUTLINE))
    return seen is None or alike(ground.polygon, seen, keys.reach_m(None))
