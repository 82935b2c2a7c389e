"""Communes of today, the units they were made of, and which unit a name on a sheet or register means.

Tables: ``bac_ninh_communes.csv`` (99 communes of 2025-07-01, kinds of 2026-09-20), the crosswalk of June
2025 and the history since 2019-12. Unit codes are reused, so a unit is known by (code, name, district). The
zone of an archive follows the *old* province (Circular 25/2014, App. 02): 105°30′ for Bắc Ninh, 107°00′ for
Bắc Giang.
"""

from __future__ import annotations

import csv
import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from rapidfuzz.distance import Levenshtein

from pipeline.errors import UnknownCommuneError
from pipeline.heading import split_kind
from pipeline.model import Unit
from pipeline.text import normalise


@dataclass(frozen=True, slots=True)
class CommuneInfo:
    """A commune of today. ``extent_m``: E_min, N_min, E_max, N_max in ``epsg``, a plausibility box only."""

    code: str
    name: str
    kind: str
    full_name: str
    epsg: int
    extent_m: tuple[float, float, float, float]
    former_province: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which unit a name means. ``unit`` is set for "sure" and "elsewhere"; ``score`` is 0 to 1.

    "sure": a unit of the commune asked about. "elsewhere": clearly a unit of another commune.
    "ambiguous": several units fit. "unknown": none does.
    """

    unit: Unit | None
    reason: Literal["sure", "unknown", "ambiguous", "elsewhere"]
    score: float


# --- tables -------------------------------------------------------------------------------------------


def commune(code: str) -> CommuneInfo:
    """Today's commune by its five-digit code; UnknownCommuneError says which codes are near."""
    found = _communes().get(code)
    if found is None:
        raise _unknown(code)
    return found


def all_communes() -> tuple[CommuneInfo, ...]:
    """Every commune of today, by code."""
    return tuple(_communes().values())


def former_units(code: str) -> tuple[Unit, ...]:
    """Every old unit that went into a commune of today, one for each name and district it had."""
    commune(code)
    return tuple(unit for unit in _old_units() if unit.successor == code)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resources.files("pipeline.resources").joinpath(name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@functools.cache
def _communes() -> dict[str, CommuneInfo]:
    found = {}
    for row in sorted(_rows("bac_ninh_communes.csv"), key=lambda row: row["code"]):
        west, south, east, north = (float(row[key]) for key in ("E_min_m", "N_min_m", "E_max_m", "N_max_m"))
        found[row["code"]] = CommuneInfo(
            row["code"],
            row["name"],
            row["type_2026_09_20"],
            row["full_name_2026"],
            int(row["archive_epsg"]),
            (west, south, east, north),
            row["former_province"].split(" (")[0],
        )
    return found


@functools.cache
def _old_units() -> tuple[Unit, ...]:
    zones = {
        row["province"]: int(row["epsg"]) for row in _rows("central_meridians.csv") if row["level"] == "old63"
    }
    found: dict[Unit, None] = {}
    for row in _rows("bac_ninh_crosswalk.csv"):
        place = row["old_district"], row["old_province"], row["new_code"]
        found[_old_unit(row["old_code"], row["old_type"], row["old_full_name"], place, zones)] = None
    for row in _rows("bac_ninh_units_history.csv"):
        place = row["district"], row["province"], row["commune_2025_code"]
        found[_old_unit(row["code"], row["type"], row["full_name"], place, zones)] = None
    return tuple(found)


def _old_unit(
    code: str, kind: str, full_name: str, place: tuple[str, str, str], zones: dict[str, int]
) -> Unit:
    district, province, successor = place
    name = full_name.removeprefix(kind).strip()
    province = province.removeprefix("Tỉnh ")
    return Unit(code, name, kind, district, province, successor, zones[province])


def _unit_of_today(info: CommuneInfo) -> Unit:
    return Unit(info.code, info.name, info.kind, "", _PROVINCE_TODAY, info.code, info.epsg)


def _unknown(code: str) -> UnknownCommuneError:
    old = next((unit for unit in _old_units() if unit.code == code and unit.successor), None)
    if old is not None:
        today = _communes()[old.successor]
        return UnknownCommuneError(
            f"{code} là mã cũ của {old.kind} {old.name}; nay thuộc {today.full_name}, mã {today.code}.",
            f"{code} is the old code of {old.kind} {old.name}, now in {today.full_name}, code {today.code}.",
        )
    near = sorted(_communes().values(), key=lambda info: (Levenshtein.distance(code, info.code), info.code))[
        :3
    ]
    named = ", ".join(f"{info.code} {info.full_name}" for info in near)
    return UnknownCommuneError(
        f"Không có xã, phường nào mang mã «{code}». Mã gần giống: {named}.",
        f"No commune has the code «{code}». Near codes: {named}.",
    )


# --- names as they were read --------------------------------------------------------------------------

_PROVINCE_TODAY = "Bắc Ninh"
_MARK_COST = 0.4  # readers lose accents far more often than letters
_HOME_SHARE = 0.34  # of the letters of a name may be wrong: one in three
_LONELY_SHARE = 0.5  # the same where the district is read and no other name is near
_LONELY_COST = 2.0
_AWAY_SHARE = 0.25  # to say that a scan lies in the wrong folder takes a clear name
_KIND_COST = 0.5  # kinds changed often: a weak witness
# Many units changed their district, and not all changes before 2019 are in the tables.
_DISTRICT_COST = 2.5
_TOWN_COST = 1.5  # towns grew by villages of the districts around them
_HOME_BONUS = 1.0  # a scan lies in the folder of its commune for a reason
_CLEAR_COST = 1.0  # the next name must be at least one letter further away
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: Unit
    home: bool
    name_cost: float
    cost: float


def recognise(commune: str, district: str, province: str, code: str) -> Recognition:
    """Which unit a heading means, as a reader gave it (``XÃ ĐẠI BÁI``, ``Xã Đại Bải``, ``xa dai bai``).

    ``code`` is today's commune in whose folder the document lies: its former units and the commune itself
    are preferred. Homonyms are told apart by district and province; blank ones decide nothing.
    """
    kind, name = split_kind(commune)
    readings = [reading for reading in ((kind, _letters(name)), ("", _letters(commune))) if reading[1][0]]
    if not readings or (kind and not name):
        return Recognition(None, "unknown", 0.0)
    places = _place_name(district), _place_name(province)
    units = [*_old_units(), *map(_unit_of_today, all_communes())]
    candidates = sorted((_weigh(unit, readings, places, code) for unit in units), key=lambda one: one.cost)
    best = candidates[0]
    wrong = best.name_cost / len(_letters(best.unit.name)[0])
    others = [other for other in candidates[1:] if other.unit.name != best.unit.name]
    lonely = bool(places[0]) and others[0].cost - best.cost >= _LONELY_COST
    if wrong > (_AWAY_SHARE if not best.home else _LONELY_SHARE if lonely else _HOME_SHARE):
        return Recognition(None, "unknown", 0.0)
    if any(_rivals(best, other) for other in candidates[1:]):
        return Recognition(None, "ambiguous", round(1.0 - wrong, 3))
    return Recognition(best.unit, "sure" if best.home else "elsewhere", round(1.0 - wrong, 3))


def _weigh(
    unit: Unit, readings: list[tuple[str, tuple[str, str]]], places: tuple[str, str], code: str
) -> _Candidate:
    letters = _letters(unit.name)
    name_cost, kind = min((_distance(read, letters), kind) for kind, read in readings)
    home = _at_home(unit, code)
    cost = name_cost + _place_cost(unit, *places) - (_HOME_BONUS if home else 0.0)
    cost += _KIND_COST if kind and kind != unit.kind else 0.0
    return _Candidate(unit, home, name_cost, cost)


def _rivals(best: _Candidate, other: _Candidate) -> bool:
    """Whether ``other`` fits so well too that ``best`` would be a guess.

    Units of one name and kind that went into the same commune are one place: a merged unit took over the
    archive with the name. A town and a village of one name (xã, thị trấn) are told apart by the kind alone.
    """
    first, second, apart = best.unit, other.unit, other.cost - best.cost
    if (
        first.name == second.name
        and first.successor == second.successor
        and bool(first.district) == bool(second.district)
    ):
        same = first.code == second.code or first.kind == second.kind
        return not same and apart < _KIND_COST
    return first.code != second.code and apart < _CLEAR_COST


def _at_home(unit: Unit, code: str) -> bool:
    """Six units dissolved in 2024 have no established successor: any commune of the district may be it."""
    if unit.successor:
        return unit.successor == code
    return unit.district in {other.district for other in _old_units() if other.successor == code}


def _place_cost(unit: Unit, district: str, province: str) -> float:
    """What the district and province that were read speak against a unit."""
    cost = _mismatches(province, _province_names())[unit.province]
    if unit.district:
        against = _mismatches(district, _district_names())[_place_name(unit.district)]
        return cost + (against if unit.district.startswith("Huyện") else min(against, _TOWN_COST))
    # Since 2025-07-01 no district stands above a commune, but from 2026-09-20 on the city of Bắc Ninh may.
    city = not province and _distance(_letters(district), _letters(_PROVINCE_TODAY)) < _CLEAR_COST
    return cost + (_DISTRICT_COST if district and not city else 0.0)


@functools.lru_cache(maxsize=1024)
def _mismatches(read: str, known: tuple[str, ...]) -> dict[str, float]:
    """What a name that was read speaks against each known one: 0 for the nearest, and where none is near."""
    costs = {name: _distance(_letters(read), _letters(name)) for name in known}
    nearest = min(costs, key=lambda name: costs[name])
    if not read or costs[nearest] > _HOME_SHARE * len(_letters(nearest)[0]):
        return dict.fromkeys(known, 0.0)
    return {name: min(_DISTRICT_COST, cost - costs[nearest]) for name, cost in costs.items()}


@functools.lru_cache(maxsize=1024)
def _place_name(text: str) -> str:
    return split_kind(text)[1]


@functools.cache
def _province_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.province for unit in _old_units()))


@functools.cache
def _district_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_place_name(unit.district) for unit in _old_units()))


def _distance(first: tuple[str, str], second: tuple[str, str]) -> float:
    """Wrong letters, and wrong accents at a lower price."""
    wrong = Levenshtein.distance(first[0], second[0])
    return wrong + _MARK_COST * max(0, Levenshtein.distance(first[1], second[1]) - wrong)


@functools.lru_cache(maxsize=8192)
def _letters(text: str) -> tuple[str, str]:
    """(letters without marks, letters with marks and tones) without blanks.

    Tones stand at the end of their word, so that ``Hòa`` and ``Hoà`` are one.
    """
    plain, marked = "", ""
    for word in unicodedata.normalize("NFD", normalise(text).lower()).split():
        letters = "".join(sign for sign in word if sign.isalnum() or unicodedata.combining(sign))
        toneless = "".join(sign for sign in letters if sign not in _TONES)
        plain += "".join(sign for sign in toneless if sign.isalnum()).replace("đ", "d")
        marked += unicodedata.normalize("NFC", toneless) + "".join(sign for sign in letters if sign in _TONES)
    return plain, marked
