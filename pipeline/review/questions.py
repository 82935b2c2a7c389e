"""The queue: one question for each page, parcel and row that waits, with all that a person has to see.

Those that are alike stand together, the largest such group first, so that the eye does one task and most is
settled in the least time; then by sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely

from pipeline import findings, keys
from pipeline.crs import between
from pipeline.delivery.told import RowsByPlace, Told
from pipeline.model import (
    Box,
    Commune,
    CommuneParcel,
    CommuneRecord,
    Finding,
    MapSheet,
    Opinion,
    Sheet,
)
from pipeline.review.asked import Field, Option, PageKey, Picture, Question, Shown
from pipeline.review.page_questions import page_questions
from pipeline.sheets.control import to_pixel

# Opinions by the fields of decisions: of the sheet, and of the register row beside it.
_OF_MAP = {"number": "number", "area": "area_m2", "code": "code"}
_OF_REGISTER = {"area": "register_area_m2", "code": "register_code"}
_OF_ROW = {"sheet": "sheet", "number": "number", "area": "area_m2", "code": "code", "owner": "holder"}
# A page decides what many parcels and rows are, so it comes first.
_LAST = ("page", "parcel", "ground", "row")
_AROUND = 0.35  # of the parcel's size, so that the neighbours are seen
_LEAST_PX = 60.0


def questions(commune: Commune) -> list[Question]:
    """All that waits for a person, in the order in which it is asked."""
    told = Told(commune.findings)
    rows = RowsByPlace(commune.records)
    sheets = {sheet.source.of_page: sheet for sheet in commune.sheets}
    found = [
        _of_parcel(parcel, told, rows, sheets, commune.epsg)
        for parcel in commune.parcels
        if parcel.status == "can_kiem_tra"
    ]
    found += [
        _of_row(record, told)
        for record in commune.records
        if record.status == "can_kiem_tra" and not record.record.struck
    ]
    return _ordered([*found, *page_questions(commune)])


def _ordered(found: Sequence[Question]) -> list[Question]:
    size = Counter(question.alike for question in found)
    last = 1 << 30

    def order(question: Question) -> tuple[object, ...]:
        place = (question.unit, question.sheet or last, question.number or last, question.key)
        return (_LAST.index(question.about), -size[question.alike], question.alike, *place)

    return sorted(found, key=order)


# --- one question -------------------------------------------------------------------------------------


def _of_parcel(
    parcel: CommuneParcel, told: Told, rows: RowsByPlace, sheets: Mapping[PageKey, Sheet], epsg: int
) -> Question:
    on_map = [each for each in parcel.opinions if each.document != "register"]
    in_book = [each for each in parcel.opinions if each.document == "register"]
    row = rows.of_parcel(parcel)
    now: dict[str, Shown] = {
        "number": parcel.number, "area_m2": parcel.label_area_m2, "code": parcel.label_code or parcel.code,
        "register_area_m2": parcel.record_area_m2, "register_code": parcel.record_code,
    }  # fmt: skip
    numbers = [each for each in in_book if each.field == "number"]
    fields = _fields(now, [*on_map, *numbers], _OF_MAP)
    if row is not None or parcel.record_area_m2 is not None or parcel.record_code is not None:
        fields += _fields(now, in_book, _OF_REGISTER)
    reasons = told.of_parcel(parcel)
    return Question(
        "parcel", parcel.key, parcel.unit_code, parcel.sheet, parcel.number, tuple(fields),
        (*_of_sheet(parcel, on_map, sheets, epsg), *((_of_line(row),) if row else ())),
        _texts(reasons), _alike(reasons, fields), parcel.area_m2, keys.of_row(row) if row else "",
    )  # fmt: skip


def _of_row(record: CommuneRecord, told: Told) -> Question:
    row = record.record
    now: dict[str, Shown] = {
        "sheet": record.sheet, "number": record.number, "area_m2": row.area_m2.value, "code": row.code.value,
        "holder": row.owner.value,
    }  # fmt: skip
    fields = _fields(now, record.opinions, _OF_ROW)
    reasons = told.of_row(record)
    pictures = [_of_line(record)] if row.source.box is not None else []
    return Question(
        "row", keys.of_row(record), record.unit_code, record.sheet, record.number, tuple(fields),
        tuple(pictures), _texts(reasons), _alike(reasons, ()),
    )  # fmt: skip


def _texts(reasons: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((findings.describe(f), findings.describe(f, english=True)) for f in reasons))


def _alike(reasons: Iterable[Finding], fields: Iterable[Field]) -> str:
    """The kinds of what is told, and the codes between which is to be chosen."""
    kinds = sorted({finding.code for finding in reasons})
    codes = {str(option.value) for each in fields if "code" in each.name for option in each.options}
    return " ".join([*kinds, *sorted(codes)])


def _fields(now: Mapping[str, Shown], opinions: Iterable[Opinion], names: Mapping[str, str]) -> list[Field]:
    grouped: dict[str, dict[Shown, list[Opinion]]] = {name: {} for name in names.values()}
    for each in opinions:
        if each.field in names and (each.value is not None or each.reader != "machine"):
            grouped[names[each.field]].setdefault(each.value, []).append(each)
    return [Field(name, now[name], _options(now[name], by_value)) for name, by_value in grouped.items()]


def _options(now: Shown, by_value: Mapping[Shown, Sequence[Opinion]]) -> tuple[Option, ...]:
    made = [
        Option(
            value,
            tuple(dict.fromkeys(f"{each.document} {each.reader}" for each in those)),
            max((each.probability for each in those if each.probability is not None), default=None),
        )
        for value, those in by_value.items()
        if value is not None
    ]
    return tuple(sorted(made, key=lambda option: (option.value != now, -(option.probability or 0.0))))


# --- pictures -----------------------------------------------------------------------------------------


def _of_sheet(
    parcel: CommuneParcel, on_map: Sequence[Opinion], sheets: Mapping[PageKey, Sheet], epsg: int
) -> list[Picture]:
    """The place with its outline, and the label alone."""
    source = parcel.sources[0]
    sheet = sheets.get(source.of_page)
    if not isinstance(sheet, MapSheet) or sheet.fit is None:
        return []
    fit = sheet.fit
    rings = [
        to_pixel(fit, between(epsg, fit.epsg, shapely.get_coordinates(ring)))
        for part in shapely.get_parts(parcel.geometry)
        for ring in (part.exterior, *part.interiors)
    ]
    outline = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)
    low, high = np.min(np.concatenate(rings), axis=0), np.max(np.concatenate(rings), axis=0)
    reach = max(_LEAST_PX, float((high - low).max()) * _AROUND)
    whole: Box = (*(float(v) for v in low - reach), *(float(v) for v in high + reach))  # type: ignore[assignment]
    labels = tuple(
        dict.fromkeys(
            each.source.box
            for each in on_map
            if each.source and each.source.of_page == source.of_page and each.source.box
            if each.reader != "drawing"
        )
    )
    pictures = [Picture("place", *source.of_page, whole, sheet.turned, outline, labels)]
    if labels:
        pictures.append(Picture("label", *source.of_page, _around(labels[0], 0.4), sheet.turned))
    return pictures


def _of_line(record: CommuneRecord) -> Picture:
    source = record.record.source
    box = source.box or (0.0, 0.0, 1.0, 1.0)
    height = box[3] - box[1]
    wide = (box[0] - height * 0.2, box[1] - height, box[2] + height * 0.2, box[3] + height)
    return Picture("row", *source.of_page, wide, marked=(box,))


def _around(box: Box, share: float) -> Box:
    reach = share * max(box[2] - box[0], box[3] - box[1])
    return (box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach)
