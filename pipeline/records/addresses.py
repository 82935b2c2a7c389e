"""Addresses on documents about a parcel: whole, and of units that there are."""

from __future__ import annotations

import functools
import re

from pipeline.communes import unit_names
from pipeline.heading import Level, holds_unit, split_level
from pipeline.likeness import distance
from pipeline.model import Reading

_SLIP = 1.0  # a letter, or two accents
_DOUBT = 0.5


def judged(address: Reading[str]) -> Reading[str]:
    """The address, in doubt where it names no commune, or a unit without its name, or one that is a slip away
    from a known one, or two with no mark between.

    Forms have a line for village, commune, district and province: what names no commune was cut short, and so
    was what ends on the word for a kind of unit. Two readers lose the same accent more often than people
    invent a district.
    """
    if address.value is None or not address.agreed:
        return address
    named = [split_level(part) for part in re.split(r"[,\n]", address.value)]
    whole = any(level == "commune" for level, _ in named)
    odd = any(
        not name or holds_unit(name) or _is_slip(level, name) for level, name in named if level is not None
    )
    return address if whole and not odd else address.doubted(_DOUBT)


@functools.lru_cache(maxsize=4096)
def _is_slip(level: Level, name: str) -> bool:
    known = unit_names("district" if level == "city" else level)
    return name not in known and any(distance(other, name) <= _SLIP for other in known)
