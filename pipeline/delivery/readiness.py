"""The three groups of the national campaign, counted for each sheet, so that work is handed out by sheets.

A sheet that could not be placed is done again whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.delivery.tables import code, sheet_key, sorted_sheets
from pipeline.model import Commune, CommuneParcel, Group, Sheet


@dataclass(frozen=True, slots=True)
class Readiness:
    """Parcels of a sheet by group; not ``placed``: the whole sheet is to be done again."""

    unit: str
    sheet: int | None
    usable: int
    correct: int
    redo: int
    placed: bool = True

    @property
    def total(self) -> int:
        """All parcels of the sheet."""
        return self.usable + self.correct + self.redo


def readiness(commune: Commune) -> list[Readiness]:
    """Sheet by sheet, in the order of old communes and numbers; parcels of an unknown sheet stand last."""
    counts = _counts(commune.parcels)
    rows = []
    for sheet in sorted_sheets(commune):
        rows.append(_row(sheet, counts.pop(sheet_key(sheet), Counter())))
    rows += [
        Readiness(code(unit) or "?", number, *_triple(count)) for (unit, number), count in counts.items()
    ]
    return rows


def _counts(parcels: Iterable[CommuneParcel]) -> dict[tuple[str, int | None], Counter[Group]]:
    counts: dict[tuple[str, int | None], Counter[Group]] = {}
    for parcel in parcels:
        counts.setdefault((parcel.unit_code, parcel.sheet), Counter())[parcel.group] += 1
    return counts


def _row(sheet: Sheet, count: Counter[Group]) -> Readiness:
    unit = f"{sheet.unit.name} ({code(sheet.unit.code)})" if sheet.unit else "?"
    return Readiness(unit, sheet.number, *_triple(count), placed=sheet.epsg is not None)


def _triple(count: Counter[Group]) -> tuple[int, int, int]:
    return (count["usable"], count["correct"], count["redo"])
