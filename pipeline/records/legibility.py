"""Pages on which readers may be wrong together: too coarse for names, so faded that strokes are lost, or with
specks as large as marks of letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Finding, PageImage, Record, RegisterPage, Values
from pipeline.records.layout import Table
from pipeline.records.speck_density import specks_per_mm2
from pipeline.scans.sharpness import coarse_dpi

# Share of their way on which rules of a page have ink; below it print may be broken too (``head._FADED``).
FADED = 0.8
_DOUBT = 0.5


def as_legible(page: RegisterPage, image: PageImage, tables: Sequence[Table]) -> RegisterPage:
    """The page as it is, or with findings and what of it nobody can be sure of by reading alone.

    Of a coarse page these are the names: figures can be proven by the map, a name by nothing. Of a faded page
    all values, for two readers lose the same strokes. Which names specks may have changed only the archive
    tells: the page keeps how many they are.
    """
    page = replace(page, specks_per_mm2=max(map(specks_per_mm2, tables), default=0.0))
    dpi = coarse_dpi(image)
    if dpi is not None:
        values: Values = {"page": page.source, "dpi": round(dpi)}
        told = Finding("page_coarse", values=values, source=page.source)
        page = _with(page, told, [_without_name(row) for row in page.rows])
    if any(table.grid.solid < FADED for table in tables):
        told = Finding("page_faded", values={"page": page.source}, source=page.source)
        page = _with(page, told, [_without_values(row) for row in page.rows])
    return page


def _with(page: RegisterPage, told: Finding, rows: Sequence[Record]) -> RegisterPage:
    return replace(page, rows=tuple(rows), findings=(*page.findings, told))


def _without_name(row: Record) -> Record:
    return replace(row, owner=row.owner.doubted(_DOUBT))


def _without_values(row: Record) -> Record:
    doubted = _without_name(row)
    return replace(
        doubted,
        number=row.number.doubted(_DOUBT),
        area_m2=row.area_m2.doubted(_DOUBT),
        code=row.code.doubted(_DOUBT),
    )
