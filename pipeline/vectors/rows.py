"""What tables say of parcels beside their shape, as rows of a register: area on paper, code, holder, place.

A table was made from the drawing: of the land it is no second witness, but holders may stand nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import values
from pipeline.model import Reading, Record, RegisterPage, Source, Unit
from pipeline.vectors.sheet import from_file

FORM = "digital_table"
_NOTHING: Reading[str] = Reading(None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as text; blank where it says nothing. ``place_m``: (easting, northing) of its label or land."""

    number: str
    area_m2: float | None
    code: str
    owner: str
    place: str
    place_m: tuple[float, float] | None = None


def register_page(
    name: str, page: int, of: tuple[Unit | None, int | None, bool], entries: Sequence[Entry]
) -> RegisterPage | None:
    """Rows of one sheet; ``of``: its unit, number, and whether that is stated and not only its file's name.

    None where no row names a holder: then it says nothing that the map does not.
    """
    unit, number, stated = of
    named = [entry for entry in entries if entry.owner]
    if not named:
        return None
    source = Source(name, page)
    sheet: Reading[int] = from_file(number, "", source, stated)
    return RegisterPage(
        source=source,
        form=FORM,
        commune=_text(f"{unit.kind} {unit.name}" if unit else "", source),
        district=_text(unit.district if unit else "", source),
        province=_text(unit.province if unit else "", source),
        sheet=sheet,
        rows=tuple(_record(entry, source, sheet) for entry in named),
        findings=(),
        counts={"rows": len(named)},
    )


def _record(entry: Entry, page: Source, sheet: Reading[int]) -> Record:
    source = Source(page.scan, page.page, place_m=entry.place_m)
    number, code = values.number(entry.number), values.land_use(entry.code)
    return Record(
        source=source,
        sheet=sheet,
        number=from_file(number, entry.number, source),
        owner=_text(entry.owner, source),
        owner_kind=_NOTHING,
        area_m2=from_file(entry.area_m2, str(entry.area_m2 or ""), source),
        code=from_file(code, entry.code, source),
        place=_text(entry.place, source),
        note=_NOTHING,
    )


def _text(text: str, source: Source) -> Reading[str]:
    return from_file(text or None, text, source)
