"""Sheets whose title could not be read, known by the parcels that the registers list.

A number and an area to 0.1 m² (Circular 25/2014, Art. 3(4)) that stand beside each other on a sheet and in a
book hardly meet by chance: many of them tell which sheet of which old commune it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.commune import belonging
from pipeline.commune.votes import winner
from pipeline.model import Finding, Parcel, RegisterPage, SheetParcels, Unit, unit_code_of

_Key = tuple[str, int]
_Land = tuple[int, float]
_UNREAD = "unit_unknown"


def named(
    sheets: Sequence[SheetParcels], pages: Sequence[RegisterPage], code: str, units: Sequence[Unit]
) -> list[SheetParcels]:
    """The sheets; one that lacks its old unit or number with both, where one book alone lists its parcels.

    ``pages`` are the register's under their covers, of the commune ``code`` and its old ``units``. What a
    sheet's own title says stands: only books of that unit, or of that number, can name it.
    """
    if all(_is_known(traced) for traced in sheets):
        return list(sheets)
    listed = _listed(pages, code, units)
    by_code = {unit.code: unit for unit in units}
    return [traced if _is_known(traced) else _named(traced, listed, by_code) for traced in sheets]


def _is_known(traced: SheetParcels) -> bool:
    """Whether unit and number are known, or nothing can tell them."""
    return bool(traced.sheet.unit and traced.sheet.number) or not traced.parcels


def _listed(pages: Sequence[RegisterPage], code: str, units: Sequence[Unit]) -> dict[_Land, set[_Key]]:
    """The sheets on which the books list a parcel of a number and an area."""
    where = belonging.here(code, units, ())
    found: dict[_Land, set[_Key]] = {}
    for page, home in zip(pages, belonging.of_pages(pages, where, lambda _: None), strict=True):
        for row in page.rows:
            sheet = row.sheet.value if row.sheet.value is not None else page.sheet.value
            number, area_m2 = row.number.value, row.area_m2.value
            if home.unit_code and sheet and number is not None and area_m2 is not None:
                found.setdefault((number, area_m2), set()).add((home.unit_code, sheet))
    return found


def _named(
    traced: SheetParcels, listed: Mapping[_Land, set[_Key]], units: Mapping[str, Unit]
) -> SheetParcels:
    printed = list(_printed(traced.parcels))
    votes = Counter(key for land in printed for key in listed.get(land, ()) if _can_be(traced, key))
    key = winner(votes, len(printed))
    if key is None:
        return traced
    return _as(traced, units[key[0]], key[1], votes[key])


def _printed(parcels: Iterable[Parcel]) -> Iterable[_Land]:
    for parcel in parcels:
        label = parcel.label
        if label is not None and label.number.value is not None and label.area_m2.value is not None:
            yield label.number.value, label.area_m2.value


def _can_be(traced: SheetParcels, key: _Key) -> bool:
    sheet = traced.sheet
    return unit_code_of(sheet.unit) in ("", key[0]) and sheet.number in (None, key[1])


def _as(traced: SheetParcels, unit: Unit, number: int, witnesses: int) -> SheetParcels:
    """The sheet under its name, and what told it in place of what could not be read."""
    sheet = traced.sheet
    told = Finding(
        "sheet_known_by_register", unit.code, number, values={"count": witnesses}, source=sheet.source
    )
    kept = [finding for finding in sheet.findings if finding.code != _UNREAD]
    known = replace(sheet, unit=unit, number=number, findings=(*_under(unit, number, kept), told))
    parcels = (replace(parcel, unit_code=unit.code, sheet=number) for parcel in traced.parcels)
    return replace(
        traced, sheet=known, parcels=tuple(parcels), findings=_under(unit, number, traced.findings)
    )


def _under(unit: Unit, number: int, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(replace(finding, unit_code=unit.code, sheet=number) for finding in findings)
