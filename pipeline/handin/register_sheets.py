"""The register built anew as a spreadsheet, with the statistics of areas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.handin.mapping import RegisterForm
from pipeline.handin.register import Section
from pipeline.handin.sheets import Book, book
from pipeline.handin.statistics import SEVERAL, UNKNOWN, Statistics
from pipeline.values import land_use_name

_A3 = 8
_MM_PER_WIDTH = 2.1  # of a spreadsheet's unit of width, a figure of its font


def write_register(path: Path, form: RegisterForm, sections: Sequence[Section], found: Statistics) -> None:
    """Write the register by the form, a table for all sheets, and the statistics. Raises OSError."""
    with book(path) as made:
        _write_lines(made, form, sections)
        _write_statistics(made, form, found)


def _write_lines(made: Book, form: RegisterForm, sections: Sequence[Section]) -> None:
    sheet = made.sheet(form.sheet_name)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(form.widths_mm):
        sheet.set_column(place, place, width / _MM_PER_WIDTH)
    made.write_head(sheet, 0, form.head)
    made.write_row(sheet, 1, [f"({place})" for place in range(1, len(form.head) + 1)])
    at = 2
    for section in sections:
        for line in section.lines:
            made.write_row(sheet, at, line.cells, marked=line.differing)
            at += 1
        total = form.total.format(to=section.sheet or "?", parcels=section.parcels)
        made.write_row(
            sheet, at, [None, None, total, None, None, round(section.area_m2, 1), None, None, None]
        )
        at += 1


def _write_statistics(made: Book, form: RegisterForm, found: Statistics) -> None:
    words, sheet = form.statistics, made.sheet(form.statistics_name)
    sheet.set_landscape()
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 3 + len(found.kinds), 16)
    sheet.write_string(0, 0, words["title"], made.look(bold=True))
    kinds = {UNKNOWN: words["unknown_holder"], SEVERAL: words["several_holders"]}
    head = [words[name] for name in ("land_use", "name", "parcels", "total")]
    made.write_head(sheet, 1, [*head, *(kinds.get(kind, kind) for kind in found.kinds)])
    for at, use in enumerate(found.uses, 2):
        areas = [found.areas_m2.get((use, kind)) for kind in found.kinds]
        named = [use or words["unknown_use"], land_use_name(use)]
        made.write_row(sheet, at, [*named, found.pieces[use], found.of_use(use), *areas])
    sums = [found.of_kind(kind) for kind in found.kinds]
    last = [words["sum"], None, sum(found.pieces.values()), found.total_m2, *sums]
    made.write_row(sheet, 2 + len(found.uses), last)
