"""Questions about rows of registers: what a row says, and which parcel it is of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipeline import keys
from pipeline.delivery.told import RowsByPlace, Told
from pipeline.model import Commune, CommuneParcel, CommuneRecord
from pipeline.review.asked import Field, Option, Question, Shown
from pipeline.review.made import alike_of, fields_of, line_picture, seen_pictures, texts_of

_OF_ROW = {"sheet": "sheet", "number": "number", "area": "area_m2", "code": "code", "owner": "holder"}
_ALONE = "record_without_parcel"
_MOST_OFFERED = 5  # parcels of the nearest areas: a person sees at once whether one of them is the row's

SheetKey = tuple[str, int | None]


def row_questions(
    commune: Commune,
    told: Told,
    rows: RowsByPlace,
    numbered: Mapping[str, Mapping[str, str]],
    beside_parcels: Collection[str],
) -> list[Question]:
    """One question for each row that waits, or that no parcel was found for and nobody said so.

    ``numbered``: keys of parcels by ``sheet/number``, by old communes. Rows ``beside_parcels`` that are asked
    (keys of these rows) wait for those answers, which mostly settle them.
    """
    waiting = [
        record
        for record in commune.records
        if _asks(record, told) and keys.of_row(record) not in beside_parcels
    ]
    if not waiting:
        return []
    matched: set[int] = set()
    free: dict[SheetKey, list[CommuneParcel]] = {}
    for parcel in commune.parcels:
        row = rows.of_parcel(parcel)
        if row is None:
            free.setdefault((parcel.unit_code, parcel.sheet), []).append(parcel)
        else:
            matched.add(id(row))
    return [
        _question(
            record,
            told,
            None if id(record) in matched else free.get((record.unit_code, record.sheet), []),
            numbered.get(record.unit_code, {}),
        )
        for record in waiting
    ]


def _asks(record: CommuneRecord, told: Told) -> bool:
    if record.record.struck:
        return False
    alone = record.decided is None and any(each.code == _ALONE for each in told.of_row(record))
    return record.status == "can_kiem_tra" or alone


def _question(
    record: CommuneRecord, told: Told, free: Sequence[CommuneParcel] | None, parcels: Mapping[str, str]
) -> Question:
    """``free``: parcels of the sheet without a row; None where the row has its parcel."""
    row = record.record
    now: dict[str, Shown] = {
        "sheet": record.sheet, "number": record.number, "area_m2": row.area_m2.value, "code": row.code.value,
        "holder": row.owner.value,
    }  # fmt: skip
    fields = fields_of(now, record.opinions, _OF_ROW)
    if free is not None and parcels:
        fields.append(Field("parcel", None, _offered(row.area_m2.value or 0.0, free)))
    reasons = told.of_row(record)
    line = (line_picture(record),) if row.source.box is not None else ()
    pictures = (*line, *seen_pictures(reasons))
    return Question(
        "row", keys.of_row(record), record.unit_code, record.sheet, record.number, tuple(fields), pictures,
        texts_of(reasons), alike_of(reasons, ()), parcels=parcels,
    )  # fmt: skip


def _offered(area_m2: float, free: Sequence[CommuneParcel]) -> tuple[Option, ...]:
    nearest = sorted(free, key=lambda parcel: (abs(parcel.area_m2 - area_m2), parcel.key))
    return tuple(
        Option(parcel.key, title=(f"{parcel.number or '?'} · {parcel.area_m2:.1f} m²",) * 2)
        for parcel in nearest[:_MOST_OFFERED]
    )
