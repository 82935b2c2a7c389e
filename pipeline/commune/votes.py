"""Which of several groups rows and parcels belong to, by how many of them meet there."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

Group = TypeVar("Group")
# Share of those asked that must find their number and area in the group to which they are given.
LEAST_SUPPORT = 0.3
# A number and an area that both meet by chance are rare, two pairs in one group rarer.
_LEAST, _CLEARLY = 2, 2


def winner(votes: Counter[Group], asked: int) -> Group | None:
    """The group with most votes of those ``asked``, where it is clearly before all others."""
    best = votes.most_common(2)
    if not best or best[0][1] < max(_LEAST, LEAST_SUPPORT * asked):
        return None
    clear = len(best) == 1 or best[0][1] >= _CLEARLY * best[1][1]
    return best[0][0] if clear else None
