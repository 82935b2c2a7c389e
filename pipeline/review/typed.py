"""Values as people type them: read, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline import values
from pipeline.decisions import KIND, UNIT, Value

_READ: Mapping[str, Callable[[str], Value | None]] = {
    "number": values.number,
    "sheet": values.number,
    "area_m2": values.area_m2,
    "register_area_m2": values.area_m2,
    "code": values.land_use,
    "register_code": values.land_use,
    "object": values.object_use,
    "holder": lambda text: text.strip() or None,
    "parcel": lambda text: text.strip() or None,
    KIND: lambda text: text or None,
    UNIT: lambda text: text or None,
}


class NoSuchValueError(ValueError):
    """A value that its field cannot take; ``field`` and the ``reason`` why (a code of the catalogue)."""

    def __init__(self, field: str, reason: str = "value_not_possible") -> None:
        super().__init__(field)
        self.field, self.reason = field, reason


def read_value(field: str, typed: str) -> Value:
    """A value as a person types it. Raises NoSuchValueError."""
    made = _READ[field](typed) if field in _READ else None
    if made is None:
        reason = "parcel_use" if field == "object" and values.land_use(typed) else "value_not_possible"
        raise NoSuchValueError(field, reason)
    return made
