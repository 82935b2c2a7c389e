"""The import table of the national system: one row a holder and piece of land, and what each would fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.handin.dossiers import Dossier
from pipeline.handin.facts import Setting, facts
from pipeline.handin.mapping import Form, FormColumn, place_of
from pipeline.handin.sheets import Book, book

Cells = list[Any]


def write_import_table(path: Path, form: Form, dossiers: Sequence[Dossier], setting: Setting) -> None:
    """Write the table in a form; rows with values that nobody accepted are shaded. Raises OSError."""
    with book(path) as made:
        rows = [table_rows(form, dossier, setting) for dossier in dossiers]
        failed = [
            failures(form, dossier, cells, dossier.key in setting.signed)
            for dossier, cells in zip(dossiers, rows, strict=True)
        ]
        _write_rows(made, form, dossiers, rows)
        _write_checks(made, form, dossiers, failed)
        _write_sums(made, form, failed)


def table_rows(form: Form, dossier: Dossier, setting: Setting) -> list[Cells]:
    """The rows of one dossier: one a holder, or one without a holder."""
    return [_cells(form, facts(dossier, record, setting)) for record in (dossier.records or (None,))]


def failures(form: Form, dossier: Dossier, rows: Sequence[Cells], signed: bool = False) -> list[str]:
    """Codes of the checks that any row of a dossier would fail, in the order of the form; ours first."""
    own = [] if dossier.is_checked else [form.waiting.code]
    own += [] if dossier.land is not None else [form.unmapped.code]
    own += [] if signed else [form.unsigned.code]
    own += [form.doubtful.code] if dossier.has_doubtful_certificate else []
    return own + [
        check.code
        for check in form.checks
        if any(all(row[place_of(letter)] is None for letter in check.columns) for row in rows)
    ]


def _cells(form: Form, told: dict[str, Any]) -> Cells:
    cells: Cells = []
    for column in form.columns:
        value = told.get(column.value)
        cells.append(_instead(column, told) if value is None else value)
    return cells


def _instead(column: FormColumn, told: dict[str, Any]) -> str | None:
    """What stands in a column whose fact is not there; nothing where a part of it is not known."""
    try:
        return column.absent.format_map(told) or None
    except KeyError:
        return None


def _write_rows(made: Book, form: Form, dossiers: Sequence[Dossier], rows: Sequence[list[Cells]]) -> None:
    sheet = made.sheet(form.rows_sheet)
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, column.width)
    made.write_head(sheet, 0, [column.title for column in form.columns])
    sheet.freeze_panes(1, 0)
    line = 1
    for dossier, own in zip(dossiers, rows, strict=True):
        for cells in own:
            made.write_row(sheet, line, [line, *cells[1:]], mark=_is_marked(dossier))
            line += 1
    sheet.autofilter(0, 0, max(line - 1, 1), len(form.columns) - 1)


def _is_marked(dossier: Dossier) -> bool:
    """Whether anything in its rows waits for a person."""
    return not dossier.is_checked or dossier.has_doubtful_certificate


def _write_checks(made: Book, form: Form, dossiers: Sequence[Dossier], failed: Sequence[list[str]]) -> None:
    sheet = made.sheet(form.checks_sheet)
    sheet.set_column(0, 4, 14)
    sheet.set_column(5, 5, 90)
    made.write_head(sheet, 0, form.check_titles)
    sheet.freeze_panes(1, 0)
    for line, (dossier, codes) in enumerate(zip(dossiers, failed, strict=True), 1):
        land = dossier.land or {}
        told = [*dossier.key, land.get("ma_dinh_danh"), land.get("nhom"), "; ".join(codes)]
        made.write_row(sheet, line, told, mark=_is_marked(dossier))


def _write_sums(made: Book, form: Form, failed: Sequence[list[str]]) -> None:
    """How many pieces of land fail each check, of how many."""
    sheet = made.sheet(form.sums_sheet)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 2, 18)
    made.write_head(sheet, 0, form.sum_titles)
    counts = Counter(code for codes in failed for code in codes)
    own = (form.waiting, form.unmapped, form.unsigned, form.doubtful)
    for line, check in enumerate((*own, *form.checks), 1):
        made.write_row(sheet, line, [check.code, check.title, counts[check.code]])
