"""Who said what of a parcel or a row: every reader's answer with its place, kept beside what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from pipeline.commune import beliefs
from pipeline.commune.entries import Entry
from pipeline.commune.pieces import Piece
from pipeline.model import (
    Label,
    Opinion,
    OpinionDocument,
    OpinionField,
    ParcelPage,
    Reading,
    Record,
    Source,
)

Readings = Mapping[OpinionField, Reading[Any]]


def of_piece(piece: Piece) -> tuple[Opinion, ...]:
    """What the sheet says of a parcel: its label as each reader read it, and its drawn area."""
    label, source = piece.parcel.label, piece.parcel.source
    drawn = Opinion("area", "map", "drawing", round(piece.drawn_area_m2, 1), None, source)
    if label is None:
        return (drawn,)
    if isinstance(label, Label):
        source = replace(source, box=label.box_px)
    readings: Readings = {"number": piece.number_reading, "area": label.area_m2, "code": label.code}
    return (*_of_readings("map", readings, source), drawn)


def of_entry(entry: Entry) -> tuple[Opinion, ...]:
    """What the register says of the parcel that it was matched with."""
    record = entry.row.record
    readings: Readings = {"number": record.number, "area": record.area_m2, "code": record.code}
    told = _of_readings("register", readings, record.source)
    if entry.number.value == record.number.value:
        return told
    number, chance = entry.number.value, beliefs.certainty(entry.number)
    return (*told, Opinion("number", "register", "sequence", number, chance, record.source))


def of_record(record: Record) -> tuple[Opinion, ...]:
    """What was read in every cell of a row."""
    readings: Readings = {
        "sheet": record.sheet,
        "number": record.number,
        "owner": record.owner,
        "owner_kind": record.owner_kind,
        "area": record.area_m2,
        "code": record.code,
        "place": record.place,
        "note": record.note,
    }
    return _of_readings("register", readings, record.source)


def of_page(page: ParcelPage) -> tuple[Opinion, ...]:
    """What an extract or a certificate says of its parcel."""
    readings: Readings = {"number": page.number, "area": page.area_m2, "code": page.code}
    return _of_readings("certificate", readings, page.source)


def _of_readings(document: OpinionDocument, readings: Readings, place: Source) -> tuple[Opinion, ...]:
    return tuple(
        Opinion(field, document, reader, value, chance, _placed(reading.source, place))
        for field, reading in readings.items()
        for reader, value, chance in _answers(reading)
    )


def _placed(own: Source | None, place: Source) -> Source:
    """The reading's own place where it is known to the box, else that of the whole label or row."""
    return own if own is not None and own.box is not None else place


_Named = tuple[Any, Any, float]


def _answers(reading: Reading[Any]) -> Iterator[_Named]:
    """Reader, value and probability of each answer: the value that stands, other readers', other values."""
    if reading.value is None and not reading.text:
        return
    believed = beliefs.beliefs(reading)
    first: Literal["machine", "file", "person"] = reading.by
    named = [(reader, value) for reader, value in reading.said if reading.by == "machine"]
    if reading.value not in [value for _, value in named]:
        yield first, reading.value, round(believed.get(reading.value, 0.0), 4)
    for reader, value in named:
        yield reader, value, round(believed.get(value, 0.0), 4)
    told = {reading.value, *(value for _, value in named)}
    for value, chance in believed.items():
        if value not in told:
            yield (named[0][0] if named else first), value, round(chance, 4)
