"""The register built anew as a book: A3 pages to print and bind, a new page for each sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.handin.mapping import RegisterForm
from pipeline.handin.pages import BOLD, ITALIC, Page, width_mm, wrapped
from pipeline.handin.register import Line, Section
from pipeline.handin.sheets import MARKED
from pipeline.model import Commune
from pipeline.places import PROVINCE_TODAY

_A3_MM = (420.0, 297.0)
_LEFT_MM, _TOP_MM, _BOTTOM_MM = 15.0, 40.0, 282.0
_HEAD_MM, _NUMBERS_MM, _LINE_MM, _PAD_MM = 20.0, 6.0, 4.6, 1.2
_SIZE_PT = 10.5
_NUMERIC = (0, 1, 5, 7)
_COVER_MM, _BOX_MM = (110.0, 265.0), 9.0  # where lines and their boxes begin on the cover; width of a box


def write_register_book(
    path: Path, form: RegisterForm, sections: Sequence[Section], commune: Commune
) -> None:
    """Write the book. Raises OSError, MissingToolError without its fonts."""
    page = Page(path, _A3_MM, form.title)
    _cover(page, form, commune)
    for number, (section, lines) in enumerate(_pages(form, sections), 1):
        page.next()
        _heads(page, form, commune, (section, number))
        y = _TOP_MM + _HEAD_MM + _NUMBERS_MM
        for cells, marked in lines:
            y = _row(page, form, y, (cells, marked))
    page.close()


def _cover(page: Page, form: RegisterForm, commune: Commune) -> None:
    words, middle = form.cover, page.size_mm[0] / 2
    for place, line in enumerate(words.heading):
        page.centred((middle, 45 + 9 * place), line, 16, BOLD)
    page.centred((middle, 92), form.title, 34, BOLD)
    lines = (
        (words.province.format(tinh=PROVINCE_TODAY), words.code, " " * words.province_boxes),
        (words.commune.format(xa=commune.name), words.code, commune.code),
        ("", words.volume, " " * words.volume_boxes),
    )
    for place, (text, title, signs) in enumerate(lines):
        y = 125.0 + 16 * place
        page.text((_COVER_MM[0], y), text, 16)
        page.right((_COVER_MM[1] - 4, y), title, 16)
        for at, sign in enumerate(signs):
            x = _COVER_MM[1] + at * _BOX_MM
            page.box((x, y - 7.5), (_BOX_MM, 10))
            page.centred((x + _BOX_MM / 2, y), sign, 16)
    for x, signature in ((middle - 85, words.left_signature), (middle + 85, words.right_signature)):
        page.centred((x, 195), words.date, 13, ITALIC)
        for place, line in enumerate(signature):
            page.centred((x, 204 + 8 * place), line, 13, ITALIC if place == len(signature) - 1 else BOLD)
    page.centred((middle, 280), form.made, 11, ITALIC)


Cells = tuple[Sequence[str], Sequence[int]]


def _pages(form: RegisterForm, sections: Sequence[Section]) -> Iterator[tuple[Section, list[Cells]]]:
    """The rows of each page; a row is never parted."""
    room = _BOTTOM_MM - _TOP_MM - _HEAD_MM - _NUMBERS_MM
    for section in sections:
        rows: list[Cells] = [(_texts(line), line.differing) for line in section.lines]
        total = form.total.format(to=section.sheet or "?", parcels=section.parcels)
        rows.append((["", "", total, "", "", _number(round(section.area_m2, 1)), "", "", ""], ()))
        page: list[Cells] = []
        used = 0.0
        for row in rows:
            height = _height(form, row[0])
            if page and used + height > room:
                yield section, page
                page, used = [], 0.0
            page.append(row)
            used += height
        yield section, page


def _texts(line: Line) -> list[str]:
    return [_number(cell) if isinstance(cell, float) else str(cell or "") for cell in line.cells]


def _number(value: Any) -> str:
    return f"{value:.1f}".replace(".", ",")


def _height(form: RegisterForm, cells: Sequence[str]) -> float:
    widths = (width - 2 * _PAD_MM for width in form.widths_mm)
    most = max(len(wrapped(cell, width, _SIZE_PT)) for cell, width in zip(cells, widths, strict=True))
    return most * _LINE_MM + _PAD_MM


def _heads(page: Page, form: RegisterForm, commune: Commune, place: tuple[Section, int]) -> None:
    section, number = place
    right = page.size_mm[0] - _LEFT_MM
    page.text((_LEFT_MM, 18), form.unit_line.format(xa=commune.name, ma_xa=commune.code), 12)
    page.text((_LEFT_MM, 26), form.old_unit_line.format(ma_xa_cu=section.unit or "?"), 12)
    page.centred((page.size_mm[0] / 2, 26), form.map_sheet.format(to=section.sheet or "?"), 14, BOLD)
    page.right((right, 18), form.page.format(page=number), 12)
    page.right((right, 26), form.made, 9, ITALIC)
    x = _LEFT_MM
    for at, (title, width) in enumerate(zip(form.head, form.widths_mm, strict=True), 1):
        page.box((x, _TOP_MM), (width, _HEAD_MM))
        lines = wrapped(title, width - 2 * _PAD_MM, _SIZE_PT, BOLD)
        for row, line in enumerate(lines):
            y = _TOP_MM + _HEAD_MM / 2 + (row - (len(lines) - 1) / 2) * _LINE_MM + 1.3
            page.centred((x + width / 2, y), line, _SIZE_PT, BOLD)
        page.box((x, _TOP_MM + _HEAD_MM), (width, _NUMBERS_MM))
        page.centred((x + width / 2, _TOP_MM + _HEAD_MM + 4.2), f"({at})", _SIZE_PT)
        x += width


def _row(page: Page, form: RegisterForm, y: float, row: Cells) -> float:
    """Draw a row from ``y`` on; answers where the next begins."""
    cells, marked = row
    height, x = _height(form, cells), _LEFT_MM
    for place, (cell, width) in enumerate(zip(cells, form.widths_mm, strict=True)):
        page.box((x, y), (width, height), MARKED if place in marked else "")
        for at, line in enumerate(wrapped(cell, width - 2 * _PAD_MM, _SIZE_PT)):
            shift = width - _PAD_MM - width_mm(line, _SIZE_PT) if place in _NUMERIC else _PAD_MM
            page.text((x + shift, y + _LINE_MM * (at + 1) - 0.9), line, _SIZE_PT)
        x += width
    return y + height
