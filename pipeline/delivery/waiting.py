"""The queue as the report shows it: every parcel that waits, what to decide between, and what it looks like.

No holder, address or note is in it; of places only those that rows of several holders share, so that none is
one person's.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalogue import FINDINGS
from pipeline.delivery.layers import LEVEL
from pipeline.delivery.pictures import place_pictures
from pipeline.delivery.register_cells import cells_picture
from pipeline.delivery.tables import code
from pipeline.delivery.told import RowsByPlace, Told
from pipeline.model import Commune, CommuneParcel, CommuneRecord

Pictures = Mapping[str, Path]  # rectified sheets by their names below ``maps``
QUEUE_BYTES = 1_100_000  # for the pictures of the queue: a page of 5,000 parcels stays below 3 MB
_HOLDERS = 2  # a place of fewer is the address of one
_LAST = 1 << 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """A parcel that waits for a person, with the values to choose from and the kinds of what was found.

    ``sheet`` and ``hamlet``: its place in the queue's lists, from 0; ``hamlet`` None where none is known.
    """

    parcel: CommuneParcel
    sheet: int
    hamlet: int | None
    kinds: tuple[str, ...]
    area_differs: bool
    code_differs: bool
    picture: str
    cells: str


@dataclass(frozen=True, slots=True)
class Queue:
    """All that waits, and what it can be filtered by: sheets as (old commune, number), names of places."""

    lines: tuple[Waiting, ...]
    sheets: tuple[tuple[str, int], ...]
    hamlets: tuple[str, ...]


def queue(commune: Commune, pictures: Pictures) -> Queue:
    """The parcels that wait for a person, by sheet and number."""
    waiting = sorted((each for each in commune.parcels if each.status == "can_kiem_tra"), key=_order)
    sheets = tuple(dict.fromkeys((each.unit_code, each.sheet) for each in waiting))
    hamlets = _shared_places(commune.records, waiting)
    told, rows = Told(commune.findings, commune.parcels), RowsByPlace(commune.records)
    cells = [cells_picture(row.record) if (row := rows.of_parcel(each)) else "" for each in waiting]
    left = max(0, QUEUE_BYTES - sum(map(len, cells)))
    places = places_of(waiting, pictures, commune.epsg, left // max(1, len(waiting)))
    return Queue(
        tuple(
            Waiting(
                parcel,
                sheets.index((parcel.unit_code, parcel.sheet)),
                hamlets.index(parcel.place) if parcel.place in hamlets else None,
                _kinds(parcel, told),
                _differ(parcel.label_area_m2, parcel.record_area_m2),
                _differ(parcel.label_code, parcel.record_code),
                places.get(position, ""),
                cells[position],
            )
            for position, parcel in enumerate(waiting)
        ),
        sheets,
        hamlets,
    )


def _order(parcel: CommuneParcel) -> tuple[str, int, int]:
    return (parcel.unit_code, parcel.sheet, _LAST if parcel.number is None else parcel.number)


def _kinds(parcel: CommuneParcel, told: Told) -> tuple[str, ...]:
    """The kinds of what is told of a parcel, each once, the most serious first."""
    levels = list(LEVEL)
    kinds = dict.fromkeys(finding.code for finding in told.of_parcel(parcel))
    return tuple(sorted(kinds, key=lambda kind: (levels.index(FINDINGS[kind].level), kind)))


def _shared_places(records: Iterable[CommuneRecord], waiting: Iterable[CommuneParcel]) -> tuple[str, ...]:
    """Names of places of what waits that the rows of several holders give, in order."""
    holders: dict[str, set[str]] = {}
    for each in records:
        place, holder = each.record.place.value, each.record.owner.value
        if place and holder:
            holders.setdefault(place, set()).add(holder)
    named = {parcel.place for parcel in waiting if parcel.place}
    return tuple(sorted(place for place in named if len(holders.get(place, ())) >= _HOLDERS))


def places_of(
    waiting: Sequence[CommuneParcel], pictures: Pictures, epsg: int, max_bytes: int
) -> dict[int, str]:
    """Pictures of places by the position in ``waiting``; parcels of one sheet, side by side there, are taken
    together."""
    places: dict[int, str] = {}
    numbered = enumerate(waiting)
    for sheet, group in itertools.groupby(numbered, lambda each: (each[1].unit_code, each[1].sheet)):
        members = list(group)
        cog = sheet_file(pictures, *sheet)
        found = place_pictures(cog, [parcel for _, parcel in members], epsg, max_bytes) if cog else ()
        places |= {position: picture for (position, _), picture in zip(members, found, strict=False)}
    return places


def sheet_file(pictures: Pictures, unit_code: str, number: int | None) -> Path | None:
    """The rectified picture of a sheet, where there is one."""
    return pictures.get(f"{code(unit_code)}_{number}.tif") if unit_code and number is not None else None


def _differ(first: object, second: object) -> bool:
    return first is not None and second is not None and first != second
