"""Communes of today, the units they were made of, and which unit a name on a sheet or register means.

Tables: ``bac_ninh_communes.csv`` (99 communes of 2025-07-01, kinds of 2026-09-20), the crosswalk of June
2025 and the history since 2019-12. Unit codes are reused, so a unit is known by (code, name, district). The
zone of an archive follows the *old* province (Circular 25/2014, App. 02): 105°30′ for Bắc Ninh, 107°00′ for
Bắc Giang.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np
from rapidfuzz.distance import Levenshtein

from pipeline import places
from pipeline.errors import UnknownCommuneError
from pipeline.heading import split_kind
from pipeline.likeness import distance, length
from pipeline.model import FloatArray, Known, ParcelPage, Reading, RegisterPage, SheetTitle, Unit
from pipeline.resources import rows

AROUND_M = 2000.0  # extents are rough boxes, and sheets reach beyond a commune


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

    def distance_m(self, points: FloatArray) -> float:
        """How far the nearest of points (n, 2), (easting, northing) in its zone, lies outside its extent."""
        west, south, east, north = self.extent_m
        beyond = np.maximum(0.0, np.maximum((west, south) - points, points - (east, north)))
        return float(np.hypot(*beyond.T).min())


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which unit a name means. ``unit`` is set for "sure" and "elsewhere"; ``score`` is 0 to 1.

    "sure": a unit of the commune asked about. "elsewhere": clearly a unit of another commune; one that no
    table knows bears the names as read and the code "". "ambiguous": several units fit. "unknown": none does.
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


def unit_of_code(code: str, commune_code: str) -> Unit | None:
    """The old unit of a code, one of the commune's before any of elsewhere; None for a code of none."""
    named = [unit for unit in _old_units() if unit.code == code.zfill(5)]
    return next((unit for unit in named if unit.successor == commune_code), named[0] if named else None)


def full_name(unit: Unit) -> str:
    """A unit with what stands above it, as far as it is known: ``Xã Đại Bái, Huyện Gia Bình, Bắc Ninh``."""
    parts = (f"{unit.kind} {unit.name}".strip(), unit.district, unit.province)
    return ", ".join(part for part in parts if part)


def shown(unit: Unit) -> Known | str:
    """A unit's full name for a finding: one of a table is nobody's, one that was read may be anything."""
    name = full_name(unit)
    return Known(name) if unit.code else name


@functools.cache
def _communes() -> dict[str, CommuneInfo]:
    found = {}
    for row in sorted(rows("bac_ninh_communes.csv"), key=lambda row: row["code"]):
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
        row["province"]: int(row["epsg"]) for row in rows("central_meridians.csv") if row["level"] == "old63"
    }
    found: dict[Unit, None] = {}
    for row in rows("bac_ninh_crosswalk.csv"):
        place = row["old_district"], row["old_province"], row["new_code"]
        found[_old_unit(row["old_code"], row["old_type"], row["old_full_name"], place, zones)] = None
    for row in rows("bac_ninh_units_history.csv"):
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


def unit_of_today(info: CommuneInfo) -> Unit:
    """A commune of today as a unit, for documents that were made since the mergers."""
    return Unit(info.code, info.name, info.kind, "", places.PROVINCE_TODAY, info.code, info.epsg)


def _unknown(code: str) -> UnknownCommuneError:
    old = next((unit for unit in _old_units() if unit.code == code and unit.successor), None)
    if old is not None:
        today = _communes()[old.successor]
        now = {"unit": Known(f"{old.kind} {old.name}"), "today": Known(today.full_name)}
        return UnknownCommuneError("code_of_before", {"code": code, **now, "today_code": Known(today.code)})
    near = sorted(_communes().values(), key=lambda info: (Levenshtein.distance(code, info.code), info.code))[
        :3
    ]
    named = ", ".join(f"{info.code} {info.full_name}" for info in near)
    return UnknownCommuneError("code_unknown", {"code": code, "near": Known(named)})


# --- names as they were read --------------------------------------------------------------------------

_LONELY_SHARE = 0.5  # of a name may be wrong where the district is read and no other name is near
_LONELY_COST = 2.0
_HEADINGS = 1000  # kept: more than the books and sheets of a commune have different ones
_KIND_COST = 0.5  # kinds changed often: a weak witness
_DISTRICT_COST = 2.5
_MOVED_COST = 1.5  # for a district that a unit belonged to before
_HOME_BONUS = 1.0  # a scan lies in the folder of its commune for a reason


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: Unit
    home: bool
    name_cost: float
    cost: float


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of a heading as one reader has them, and whether others bear out those above the commune."""

    commune: str
    district: str
    province: str
    district_is_sure: bool = True
    province_is_sure: bool = True


def recognise_heading(heading: SheetTitle | RegisterPage | ParcelPage, code: str) -> Recognition:
    """Which unit a heading means that two readers read; see ``recognise``.

    It is of elsewhere only where all readings say so, and a name that no list knows was read alike by both.
    """
    sure = _is_borne_out(heading.district), _is_borne_out(heading.province)
    above = itertools.product(_texts(heading.district), _texts(heading.province))
    every = itertools.product(_texts(heading.commune), above)
    first, *others = (_recognise(_Names(name, *texts, *sure), code) for name, texts in every)
    if first.reason == "elsewhere" and any(other.reason != "elsewhere" for other in others):
        return Recognition(None, "unknown", 0.0)
    return first


def _texts(reading: Reading[str]) -> list[str]:
    """All that readers made of a name, the likeliest first."""
    return [reading.value or "", *(text for text, _ in reading.alternatives)]


def _is_borne_out(reading: Reading[str]) -> bool:
    """Whether a second reader gave the name alike, or a person."""
    first, *others = _texts(reading)
    alike = any(distance(first, other) <= places.AWAY_SHARE * length(first) for other in others)
    return reading.agreed or reading.by == "person" or alike


def recognise(commune: str, district: str, province: str, code: str) -> Recognition:
    """Which unit a heading means, as a reader gave it (``XÃ ĐẠI BÁI``, ``Xã Đại Bải``, ``xa dai bai``).

    ``code`` is today's commune in whose folder the document lies: its former units and the commune itself
    are preferred. Homonyms are told apart by district and province; blank ones decide nothing. Where these
    contradict all units of the commune, the document is of elsewhere, whatever the name.
    """
    return _recognise(_Names(commune, district, province), code)


@functools.lru_cache(maxsize=_HEADINGS)  # each page of a book has the same
def _recognise(names: _Names, code: str) -> Recognition:
    units = [*_old_units(), *map(unit_of_today, all_communes())]
    possible = [unit for unit in units if not _is_contradicted(unit, names)]
    kind, name = split_kind(names.commune)
    candidates = [_weigh(unit, names, _at_home(unit, code)) for unit in (possible if name else ())]
    found = _decide(sorted(candidates, key=lambda one: one.cost), bool(names.district))
    if found.reason == "elsewhere" or any(_at_home(unit, code) for unit in possible):
        return found
    return Recognition(Unit("", name, kind, names.district, names.province, "", 0), "elsewhere", 1.0)


def _decide(candidates: list[_Candidate], has_district: bool) -> Recognition:
    """The first of the candidates, cheapest first, where its name fits and no other does as well."""
    if not candidates:
        return Recognition(None, "unknown", 0.0)
    best = candidates[0]
    wrong = best.name_cost / length(best.unit.name)
    others = [other for other in candidates[1:] if other.unit.name != best.unit.name]
    lonely = has_district and (not others or others[0].cost - best.cost >= _LONELY_COST)
    most = places.AWAY_SHARE if not best.home else _LONELY_SHARE if lonely else places.HOME_SHARE
    if wrong > most:
        return Recognition(None, "unknown", 0.0)
    if any(_rivals(best, other) for other in candidates[1:]):
        return Recognition(None, "ambiguous", round(1.0 - wrong, 3))
    return Recognition(best.unit, "sure" if best.home else "elsewhere", round(1.0 - wrong, 3))


def _weigh(unit: Unit, names: _Names, home: bool) -> _Candidate:
    kind, name = split_kind(names.commune)
    name_cost, kind = min((distance(name, unit.name), kind), (distance(names.commune, unit.name), ""))
    cost = name_cost + _place_cost(unit, names.district, names.province) - (_HOME_BONUS if home else 0.0)
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
    return first.code != second.code and apart < places.CLEAR_COST


def _at_home(unit: Unit, code: str) -> bool:
    """Six units dissolved in 2024 have no established successor: any commune of the district may be it."""
    if unit.successor:
        return unit.successor == code
    return unit.district in {other.district for other in _old_units() if other.successor == code}


def _is_contradicted(unit: Unit, names: _Names) -> bool:
    """Whether the district or province that was read is clearly not one above the unit, then or today."""
    provinces, districts = places.provinces_of(unit), places.districts_of(unit)
    return places.contradicts(
        names.province, provinces, places.provinces_of_country(), names.province_is_sure
    ) or places.contradicts(names.district, districts, _district_names(), names.district_is_sure)


def _place_cost(unit: Unit, district: str, province: str) -> float:
    """What the district and province that were read speak against a unit."""
    cost = _mismatches(province, _province_names())[unit.province]
    if unit.district:
        now, *before = (_mismatches(district, _district_names())[name] for name in _known_districts(unit))
        return cost + min(now, *(max(_MOVED_COST, past) for past in before), _DISTRICT_COST)
    # Since 2025-07-01 no district stands above a commune, but from 2026-09-20 on the city of Bắc Ninh may.
    city = not province and distance(places.name_of(district), places.PROVINCE_TODAY) < places.CLEAR_COST
    return cost + (_DISTRICT_COST if district and not city else 0.0)


def _known_districts(unit: Unit) -> list[str]:
    known = _district_names()
    return [name for name in places.districts_of(unit) if name in known]


@functools.lru_cache(maxsize=1024)
def _mismatches(read: str, known: tuple[str, ...]) -> dict[str, float]:
    """What a name that was read speaks against each known one: 0 for the nearest, and where none is near."""
    costs = {name: distance(places.name_of(read), name) for name in known}
    nearest = min(costs, key=lambda name: costs[name])
    if not read or costs[nearest] > places.HOME_SHARE * length(nearest):
        return dict.fromkeys(known, 0.0)
    return {name: min(_DISTRICT_COST, cost - costs[nearest]) for name, cost in costs.items()}


def unit_names(level: Literal["commune", "district", "province"]) -> frozenset[str]:
    """Names without their kind of all old units of the tables, of their districts, or of all provinces."""
    if level == "commune":
        return frozenset(unit.name for unit in _old_units())
    return frozenset(_district_names() if level == "district" else places.provinces_of_country())


@functools.cache
def _province_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.province for unit in _old_units()))


@functools.cache
def _district_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(places.name_of(unit.district) for unit in _old_units()))
