"""The register (sổ mục kê) built anew out of the delivery: its lines in order, by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.delivery.layers import GEOMETRY_COLUMN
from pipeline.handin.dossiers import Dossier, Row
from pipeline.handin.mapping import RegisterForm

_AGREE_M2 = 0.05  # areas are printed to 0.1 m² (Circular 25/2014, Art. 3(4))
_USES, _AREAS = (4, 6), (5, 7)  # places of cells: as it is, as the papers say
_LAST = 1 << 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line of nine cells; ``differing``: the places where land use or area is not that of the papers."""

    cells: tuple[Any, ...]
    differing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one sheet; ``area_m2`` of its land by geometry."""

    unit: str
    sheet: int | None
    lines: tuple[Line, ...]
    parcels: int
    area_m2: float


def sections(dossiers: Sequence[Dossier], form: RegisterForm) -> list[Section]:
    """The register sheet by sheet in the order of old communes, sheets and numbers."""
    by_sheet: dict[tuple[str, int], list[Dossier]] = {}
    for each in sorted(dossiers, key=_order):
        by_sheet.setdefault(_order(each)[:2], []).append(each)
    return [
        Section(
            unit,
            None if sheet == _LAST else sheet,
            tuple(line for each in own for line in _lines(each, form)),
            sum(each.land is not None for each in own),
            sum((each.land[GEOMETRY_COLUMN].area for each in own if each.land is not None), 0.0),
        )
        for (unit, sheet), own in by_sheet.items()
    ]


def _order(dossier: Dossier) -> tuple[str, int, int]:
    unit, sheet, number = dossier.key
    return (unit or "", _LAST if sheet is None else sheet, _LAST if number is None else number)


def _lines(dossier: Dossier, form: RegisterForm) -> Iterable[Line]:
    """A line a holder; land, uses and areas stand on the first alone."""
    land, waits = dossier.land or {}, not dossier.is_checked
    first: Row = dossier.records[0] if dossier.records else {}
    now, legal = (
        land.get("loai_dat_ban_do", land.get("loai_dat")),
        _legal(dossier, "loai_dat_ho_so", "loai_dat"),
    )
    area = land.get("dien_tich_ban_do", land.get("dien_tich"))
    legal_m2 = _legal(dossier, "dien_tich_phap_ly", "dien_tich")
    note = "; ".join(text for text in (form.waiting if waits else "", first.get("ghi_chu", "")) if text)
    _, sheet, number = dossier.key
    use_differs = None not in (now, legal) and now != legal
    area_differs = None not in (area, legal_m2) and abs(area - legal_m2) > _AGREE_M2
    holder = (first.get("ten_chu"), first.get("doi_tuong"))
    yield Line(
        (sheet, number, *holder, now, area, legal, legal_m2, note or None),
        (*(_USES if use_differs else ()), *(_AREAS if area_differs else ())),
    )
    for row in dossier.records[1:]:
        own = (row.get("ten_chu"), row.get("doi_tuong"))
        yield Line((None, None, *own, None, None, None, None, row.get("ghi_chu")))


def _legal(dossier: Dossier, of_land: str, of_row: str) -> Any:
    """What the papers say: of the parcel, or of the only row where there is no map."""
    if dossier.land is not None and of_land in dossier.land:
        return dossier.land[of_land]
    return dossier.records[0].get(of_row) if len(dossier.records) == 1 else None
