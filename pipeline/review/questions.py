"""The queue: one question for each page, parcel and row that waits, with all that a person has to see.

Those that are alike stand together, the largest such group first, so that the eye does one task and most is
settled in the least time; then by sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline import keys
from pipeline.commune.uncovered import told_of
from pipeline.delivery.told import RowsByPlace, Told
from pipeline.model import (
    Box,
    Commune,
    CommuneObject,
    CommuneParcel,
    Finding,
    OpenGround,
    Opinion,
    Source,
)
from pipeline.review.asked import Field, Ground, Picture, Question, Shown
from pipeline.review.made import alike_of, fields_of, keys_by_number, line_picture, seen_pictures, texts_of
from pipeline.review.page_questions import page_questions
from pipeline.review.row_questions import row_questions
from pipeline.review.sites import Sites, picture_of

# Opinions by the fields of decisions: of the sheet, and of the register row beside it.
_OF_MAP = {"number": "number", "area": "area_m2", "code": "code"}
_OF_REGISTER = {"area": "register_area_m2", "code": "register_code"}
_SEVERAL_LABELS = "several_labels"
# A page decides what many parcels and rows are, so it comes first.
_LAST = ("page", "parcel", "ground", "row")


def questions(commune: Commune) -> list[Question]:
    """All that waits for a person, in the order in which it is asked."""
    told, sites = Told(commune.findings, commune.parcels), Sites(commune)
    rows, numbered = RowsByPlace(commune.records), keys_by_number(commune.parcels)
    several = {each.source: each for each in commune.findings if each.code == _SEVERAL_LABELS}
    found = [
        _of_parcel(parcel, _reasons(parcel, told, several), rows, sites, numbered)
        for parcel in commune.parcels
        if parcel.status == "can_kiem_tra" or parcel.sources[0] in several
    ]
    found += [
        _of_object(each, several[each.sources[0]], sites)
        for each in commune.objects
        if each.sources[0] in several
    ]
    found += [_of_ground(each, sites) for each in commune.open_ground]
    found += row_questions(commune, told, rows, numbered, {question.row for question in found})
    return _ordered([*found, *page_questions(commune)])


def _ordered(found: Sequence[Question]) -> list[Question]:
    size = Counter(question.alike for question in found)
    last = 1 << 30

    def order(question: Question) -> tuple[object, ...]:
        place = (question.unit, question.sheet or last, question.number or last, question.key)
        return (_LAST.index(question.about), -size[question.alike], question.alike, *place)

    return sorted(found, key=order)


# --- one question -------------------------------------------------------------------------------------


def _reasons(parcel: CommuneParcel, told: Told, several: Mapping[Source | None, Finding]) -> list[Finding]:
    """What is told of a parcel; labels in its face may be told under another number."""
    reasons, labels = told.of_parcel(parcel), several.get(parcel.sources[0])
    return reasons if labels is None or labels in reasons else [*reasons, labels]


def _of_parcel(
    parcel: CommuneParcel,
    reasons: Sequence[Finding],
    rows: RowsByPlace,
    sites: Sites,
    numbered: Mapping[str, Mapping[str, str]],
) -> Question:
    on_map = [each for each in parcel.opinions if each.document != "register"]
    in_book = [each for each in parcel.opinions if each.document == "register"]
    row = rows.of_parcel(parcel)
    now: dict[str, Shown] = {
        "number": parcel.number, "area_m2": parcel.label_area_m2, "code": parcel.label_code or parcel.code,
        "register_area_m2": parcel.record_area_m2, "register_code": parcel.record_code,
    }  # fmt: skip
    numbers = [each for each in in_book if each.field == "number"]
    fields = fields_of(now, [*on_map, *numbers], _OF_MAP)
    if row is not None or parcel.record_area_m2 is not None or parcel.record_code is not None:
        fields += fields_of(now, in_book, _OF_REGISTER)
    ground = sites.of_thing(parcel)
    pictures = _of_sheet(ground, parcel.sources[0], on_map, sites)
    seen = seen_pictures(reasons, pictures[0].turned if pictures else 0)
    return Question(
        "parcel", parcel.key, parcel.unit_code, parcel.sheet, parcel.number, tuple(fields),
        (*pictures, *((line_picture(row),) if row else ()), *seen),
        texts_of(reasons), alike_of(reasons, fields), parcel.area_m2, keys.of_row(row) if row else "",
        ground, parcels=numbered.get(parcel.unit_code, {}),
    )  # fmt: skip


def _of_object(thing: CommuneObject, why: Finding, sites: Sites) -> Question:
    """A road, water or the like of which something is told."""
    ground, reasons = sites.of_thing(thing), [why]
    return Question(
        "parcel", thing.key, thing.unit_code, thing.sheet, thing.number, _without_number(thing.code),
        tuple(_of_sheet(ground, thing.sources[0], (), sites)), texts_of(reasons), alike_of(reasons, ()),
        round(float(thing.geometry.area), 1), ground=ground, is_object=True,
    )  # fmt: skip


def _of_ground(open_ground: OpenGround, sites: Sites) -> Question:
    """Ground that nothing covers: it may be a parcel, a road or the like, or rightly nothing."""
    there, reasons = sites.of_open(open_ground), [told_of(open_ground, open_ground.code)]
    return Question(
        "ground", open_ground.key, open_ground.unit_code, open_ground.sheet, None, _without_number(None),
        (picture_of(*there),) if there else (), texts_of(reasons), alike_of(reasons, ()),
        round(float(open_ground.polygon.area), 1), ground=there[0] if there else None,
    )  # fmt: skip


def _without_number(code: str | None) -> tuple[Field, ...]:
    """The fields of land that is no parcel as it stands."""
    return (Field("number", None, ()), Field("area_m2", None, ()), Field("code", code, ()))


# --- pictures -----------------------------------------------------------------------------------------


def _of_sheet(
    ground: Ground | None, source: Source, on_map: Sequence[Opinion], sites: Sites
) -> list[Picture]:
    """The place with its outline, and the label alone."""
    sheet = sites.sheet_of(source.of_page)
    if sheet is None or ground is None:
        return []
    labels = tuple(
        dict.fromkeys(
            each.source.box
            for each in on_map
            if each.source and each.source.of_page == source.of_page and each.source.box
            if each.reader != "drawing"
        )
    )
    pictures = [picture_of(ground, sheet, labels)]
    if labels:
        pictures.append(Picture("label", *source.of_page, _around(labels[0], 0.4), sheet.turned))
    return pictures


def _around(box: Box, share: float) -> Box:
    reach = share * max(box[2] - box[0], box[3] - box[1])
    return (box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach)
