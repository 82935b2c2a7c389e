"""The acceptance record as a document to sign, and the lists of errors behind it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell

from pipeline.handin.acceptance import Outcome
from pipeline.handin.mapping import AcceptanceForm
from pipeline.handin.sheets import book
from pipeline.model import Commune, ScannedPage

_FONT, _SIZE_PT = "Times New Roman", 13
_WRITTEN = (2000, 1, 1, 0, 0, 0)  # a file's bytes depend on its content alone


def write_record(
    path: Path, form: AcceptanceForm, found: Sequence[Outcome], commune: Commune, lists: str
) -> None:
    """Write the record; lines of signatures stay empty. ``lists``: the file of errors. Raises OSError."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_SIZE_PT)
    for line in (*form.heading, "", form.title):
        _centred(document, line, bold=True)
    _centred(document, form.unit_line.format(xa=commune.name, ma_xa=commune.code))
    document.add_paragraph(form.note.format(lists=lists))
    table = document.add_table(rows=1, cols=len(form.head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, form.head, strict=True):
        _fill(cell, text, bold=True)
    for number, outcome in enumerate(found, 1):
        for cell, text in zip(table.add_row().cells, _cells(form, outcome, number), strict=True):
            _fill(cell, text)
    table.autofit = False
    for column, width in zip(table.columns, form.widths_mm, strict=True):
        column.width = Mm(width)  # Word goes by the cells, LibreOffice by the columns
        for cell in column.cells:
            cell.width = Mm(width)
    document.add_paragraph()
    signatures = document.add_table(rows=1, cols=len(form.signatures))
    for cell, text in zip(signatures.rows[0].cells, form.signatures, strict=True):
        _fill(cell, f"{text}\n{form.signature_line}\n\n\n\n", bold=True)
    made = io.BytesIO()
    document.save(made)
    path.write_bytes(_without_moment(made))


def _cells(form: AcceptanceForm, outcome: Outcome, number: int) -> list[str]:
    if outcome.count is None:
        return [str(number), outcome.item.title, "", "", form.not_applicable]
    told = form.passed if outcome.count else form.nothing
    if outcome.errors:
        told = form.failed.format(sheet=_sheet_name(number))
    return [str(number), outcome.item.title, str(outcome.count), str(len(outcome.errors)), told]


def _sheet_name(number: int) -> str:
    return f"Muc_{number}"


def _centred(document: Document, text: str, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _fill(cell: _Cell, text: str, bold: bool = False) -> None:
    cell.paragraphs[0].add_run(text).bold = bold


def _without_moment(packed: io.BytesIO) -> bytes:
    """The packed parts again, in their order, without the moment when each was written."""
    made = io.BytesIO()
    with zipfile.ZipFile(packed) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(zipfile.ZipInfo(part.filename, _WRITTEN), before.read(part), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def write_error_lists(
    path: Path, form: AcceptanceForm, found: Sequence[Outcome], pages: Sequence[ScannedPage] = ()
) -> None:
    """Write the errors of each item that has some, a sheet an item, and how good each page is.

    Raises OSError.
    """
    with book(path) as table:
        cover = table.sheet("Muc")
        cover.set_column(1, 1, 70)
        table.write_head(cover, 0, form.head)
        for number, outcome in enumerate(found, 1):
            table.write_row(cover, number, [number, *_cells(form, outcome, number)[1:]])
        for number, outcome in enumerate(found, 1):
            if outcome.errors:
                sheet = table.sheet(_sheet_name(number))
                sheet.set_column(3, 3, 90)
                table.write_head(sheet, 0, form.list_head)
                for line, error in enumerate(outcome.errors, 1):
                    table.write_row(sheet, line, error)
        sheet = table.sheet(form.pages_sheet)
        sheet.set_column(0, 0, 60)
        table.write_head(sheet, 0, form.page_head)
        for line, page in enumerate(pages, 1):
            table.write_row(sheet, line, _quality(page))


def _quality(page: ScannedPage) -> tuple[object, ...]:
    """Scan, page, kind, resolution as the file says and as the page shows, skew; blank where unknown."""
    look = page.look
    return (page.source.scan, page.source.page, page.kind, look.dpi, look.detail_dpi, look.skew_deg)
