"""Values that two scans of one paper give differently and as surely: each is told, and waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.model import DigitalLabel, Finding, Label, Reading, Reason, Record, Source, Value, Values
from pipeline.values import told_code

NUMBER = "parcel_number"  # of what is disputed
Readings = Mapping[str, Reading[Any]]


def of_label(label: Label | DigitalLabel | None) -> Readings:
    """The disputed values of a parcel's label by what they are."""
    if label is None:
        return {}
    return _disputed({NUMBER: label.number, "area": label.area_m2, "land_use": label.code})


def of_record(record: Record) -> Readings:
    """The disputed values of a register row by what they are; its name is none that could be shown."""
    return _disputed({NUMBER: record.number, "area": record.area_m2, "land_use": record.code})


def findings(
    disputed: Readings,
    key: tuple[str, int | None, int | None],
    place: tuple[float, float] | None,
    source: Source,
) -> list[Finding]:
    """One finding a value; ``key``: unit, sheet and parcel number; ``place`` (easting, northing)."""
    return [
        Finding("scans_differ", *key, _values(what, reading), place, source)
        for what, reading in disputed.items()
    ]


def _disputed(readings: Readings) -> Readings:
    return {what: reading for what, reading in readings.items() if reading.disputed}


def _values(what: str, reading: Reading[Any]) -> Values:
    other = reading.alternatives[0][0] if reading.alternatives else None
    return {"what": Reason(what), "first": _shown(reading.value), "second": _shown(other)}


def _shown(value: Any) -> Value:
    """Numbers as they are; a code is nobody's where it is one of the law's."""
    return value if value is None or isinstance(value, int | float) else told_code(value)
