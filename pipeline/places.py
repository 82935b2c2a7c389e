"""Districts and provinces above a commune: which names its documents may bear, and which speak of elsewhere.

A heading outlives the units that it names: besides the names of the tables a document may bear those of
before they begin (2019) and that of the province of today.
"""

from __future__ import annotations

import functools

from pipeline.heading import split_kind
from pipeline.likeness import distance, length, wrong_letters
from pipeline.model import Unit
from pipeline.resources import rows

PROVINCE_TODAY = "Bắc Ninh"
# The province of both from 1962 to 1996 (resolution of the National Assembly of 1996-11-06).
_PROVINCE_BEFORE = "Hà Bắc"
# Districts that units of a district belonged to before 2019: Decree 68/1999/NĐ-CP divided Gia Lương and Tiên
# Sơn; the two cities grew by Decree 60/2007/NĐ-CP and by Resolution 36/NQ-CP of 2010.
_DISTRICTS_BEFORE: dict[str, tuple[str, ...]] = {
    "Gia Bình": ("Gia Lương",),
    "Lương Tài": ("Gia Lương",),
    "Tiên Du": ("Tiên Sơn",),
    "Từ Sơn": ("Tiên Sơn",),
    "Bắc Ninh": ("Yên Phong", "Quế Võ", "Tiên Du", "Tiên Sơn"),
    "Bắc Giang": ("Yên Dũng", "Lạng Giang"),
}
# Of the letters of a name one in three may be wrong. Two readers never gave more wrong alike on 100 worn
# headings, but for names cut short (benchmarks.headings).
HOME_SHARE = 0.34
AWAY_SHARE = 0.25  # to say that a document is of another place takes a clear name
CLEAR_COST = 1.0  # the next name must be at least one letter further away
_SHORTEST = 3  # letters of a district or province of the country: Chũ, Huế


def name_of(text: str) -> str:
    """A unit's name without the word for its kind."""
    return split_kind(text)[1]


def districts_of(unit: Unit) -> tuple[str, ...]:
    """Names of districts that documents of a unit may bear, the one of the tables first.

    No district stands above a commune of today, but from 2026-09-20 on the city of Bắc Ninh may.
    """
    name = name_of(unit.district) or PROVINCE_TODAY
    return (name, *(_DISTRICTS_BEFORE.get(name, ()) if unit.district else ()))


def provinces_of(unit: Unit) -> tuple[str, ...]:
    """Names of provinces that documents of a unit may bear, the one of the tables first."""
    return tuple(dict.fromkeys((unit.province, PROVINCE_TODAY, _PROVINCE_BEFORE)))


@functools.cache
def provinces_of_country() -> tuple[str, ...]:
    """Names of the provinces of Vietnam before and after 2025-07-01."""
    names = (row["province"] for row in rows("central_meridians.csv"))
    return tuple(dict.fromkeys(name.split(" (")[0].removeprefix("TP. ") for name in names))


@functools.lru_cache(maxsize=4096)
def contradicts(read: str, own: tuple[str, ...], known: tuple[str, ...], sure: bool) -> bool:
    """Whether a name that was read is clearly none of ``own``; ``known`` are names that it may be as well.

    A name of no list speaks of elsewhere too if its reading is ``sure`` and cannot be a worn one of ``own``.
    """
    name = name_of(read)
    if length(name) < _SHORTEST:
        return False
    ours = min(distance(one, text) for one in own for text in (name, _beginning(one, name)))
    others = [(distance(other, name), length(other)) for other in known if other not in own]
    if any(cost <= AWAY_SHARE * size and cost + CLEAR_COST <= ours for cost, size in others):
        return True
    return sure and is_proper(read) and not any(_may_be(one, name) for one in own)


def _may_be(own: str, name: str) -> bool:
    """Whether a name that was read is a worn one of ours, begins with ours, or is ours cut short."""
    cut = "".join(own.split())[: length(name)]
    return (
        wrong_letters(own, name) <= HOME_SHARE * length(own)
        or wrong_letters(own, _beginning(own, name)) <= AWAY_SHARE * length(own)
        or wrong_letters(cut, name) <= AWAY_SHARE * length(name)
    )


def _beginning(own: str, name: str) -> str:
    """As many words as ours has: the next kind's word may be lost (``Huyện Yên Phong Tinb Bắc Ninh``)."""
    return " ".join(name.split()[: len(own.split())])


def is_proper(read: str) -> bool:
    """Whether a name has capitals as places do; other words of a form that pass for a name have none."""
    words = name_of(read).split()
    return bool(words) and all(word[0].isupper() or word[0].isdigit() for word in words)
