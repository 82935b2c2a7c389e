"""Layouts of tables that offices hand in, as data: columns, what stands in each, checks of the receiver.

Forms differ from province to province and change; who has another one writes a file like the shipped ones.
"""

from __future__ import annotations

import re
import string
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from pipeline.files import hash_text
from pipeline.handin.facts import NAMES

Letters = Literal["unicode", "tcvn3"]  # what the texts of map files are written in
_LETTERS = re.compile(r"[A-Z]{1,3}")


def _known(name: str) -> str:
    if name and name not in NAMES:
        raise ValueError(f"no such fact: {name}")
    return name


def _template(text: str) -> str:
    for _, name, _, _ in string.Formatter().parse(text):
        _known(name or "")
    return text


def _letter(text: str) -> str:
    if not _LETTERS.fullmatch(text):
        raise ValueError("no column of a spreadsheet")
    return text


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Sourced(_Table):
    """``source`` says where it is known from, ``certainty`` how surely (A law, B seen)."""

    source: str
    certainty: Literal["A", "B"]


class FormColumn(_Table):
    """A column: the fact in it, or nothing; ``absent`` is filled in where the fact is not there."""

    letter: Annotated[str, AfterValidator(_letter)]
    title: str
    value: Annotated[str, AfterValidator(_known)] = ""
    absent: Annotated[str, AfterValidator(_template)] = ""
    width: float = 14


class FormCheck(_Table):
    """A check of the receiver by its code: it fails where all of ``columns`` are empty."""

    code: str
    title: str
    columns: tuple[Annotated[str, AfterValidator(_letter)], ...]


class Form(_Sourced):
    """A table's layout."""

    name: str
    title: str
    persons: tuple[str, ...]
    rows_sheet: str
    checks_sheet: str
    sums_sheet: str
    check_titles: tuple[str, ...]
    sum_titles: tuple[str, str, str]
    waiting: FormCheck
    unmapped: FormCheck
    unsigned: FormCheck
    doubtful: FormCheck
    columns: tuple[FormColumn, ...]
    checks: tuple[FormCheck, ...]

    @model_validator(mode="after")
    def _columns_are_one_row(self) -> Form:
        places = [place_of(column.letter) for column in self.columns]
        if places != list(range(len(places))):
            raise ValueError("columns are not A, B, C … one after the other")
        named = {letter for check in self.checks for letter in check.columns}
        if named - {column.letter for column in self.columns}:
            raise ValueError("a check names a column that is not there")
        return self


class Layout(_Sourced):
    """How a cadastral sheet is drawn: levels by what is on them, colours by level, heights of text, and the
    font files for TCVN3, one of them of capitals."""

    global_origin_m: tuple[float, float]
    default_scale: int
    levels: dict[str, int]
    object_levels: dict[str, int]
    colours: dict[str, int]
    text_mm: dict[str, float]
    tcvn3_font: str
    tcvn3_capitals: str


class RegisterCover(_Table):
    """The words of the register's cover, and how many boxes codes have."""

    heading: tuple[str, str]
    province: str
    commune: str
    code: str
    volume: str
    province_boxes: int
    volume_boxes: int
    date: str
    left_signature: tuple[str, ...]
    right_signature: tuple[str, ...]


class RegisterForm(_Sourced):
    """The words and widths of the register that is built anew."""

    title: str
    sheet_name: str
    statistics_name: str
    unit_line: str
    old_unit_line: str
    map_sheet: str
    page: str
    total: str
    waiting: str
    made: str
    head: tuple[str, ...]
    widths_mm: tuple[float, ...]
    cover: RegisterCover
    statistics: dict[str, str]


class ScanNames(_Sourced):
    """How files of scans are called, and the words of their index."""

    papers_kind: str
    books_kind: str
    papers: str
    books: str
    signed: str
    links_sheet: str
    loose_sheet: str
    link_titles: tuple[str, ...]
    loose_titles: tuple[str, ...]
    yes: str


class ExtractForm(_Sourced):
    """The words of an extract of the map."""

    title: str
    lines: tuple[str, ...]
    blank: str
    drawn_in: str
    changed_area: str
    changed_use: str
    sketch: str
    corners: str
    corner_head: tuple[str, str, str, str]
    system: str
    north: str
    unchecked: str
    left_signature: tuple[str, ...]
    right_signature: tuple[str, ...]


class AcceptanceItem(_Table):
    """An item of an acceptance: what is counted, and what is an error; nothing: it is not checked."""

    title: str
    of: Literal["parcels", "rows", "sheets", "pages", "papers", "files"] = "parcels"
    findings: tuple[str, ...] = ()
    lacks: str = ""
    pages: tuple[str, ...] = ()


class AcceptanceForm(_Sourced):
    """The words and items of the acceptance record."""

    heading: tuple[str, ...]
    title: str
    unit_line: str
    note: str
    head: tuple[str, str, str, str, str]
    passed: str
    failed: str
    nothing: str
    not_applicable: str
    widths_mm: tuple[float, ...]
    pages_sheet: str
    page_head: tuple[str, str, str, str, str, str]
    list_head: tuple[str, str, str, str]
    signatures: tuple[str, ...]
    signature_line: str
    items: tuple[AcceptanceItem, ...]


def place_of(letter: str) -> int:
    """The place of a spreadsheet's column, from 0: ``A``, ``Z``, ``AA``."""
    place = 0
    for each in letter:
        place = place * 26 + ord(each) - ord("A") + 1
    return place - 1


def forms() -> list[Form]:
    """The import tables that are known, by name. Raises ValueError for a file that cannot be."""
    return [Form.model_validate(_read(name)) for name in _form_names()]


def hash_of_forms() -> str:
    """SHA-256 of all import tables, to which an office may add its own."""
    return hash_text("\n".join((_folder() / name).read_text(encoding="utf-8") for name in _form_names()))


def _form_names() -> list[str]:
    return sorted(each.name for each in _folder().iterdir() if each.name.startswith("bieu_"))


def layout() -> Layout:
    """How sheets are drawn. Raises ValueError for a file that cannot be."""
    return Layout.model_validate(_read("ban_ve.toml"))


def register_form() -> RegisterForm:
    """The register's form. Raises ValueError for a file that cannot be."""
    return RegisterForm.model_validate(_read("so_muc_ke.toml"))


def scan_names() -> ScanNames:
    """How files of scans are called. Raises ValueError for a file that cannot be."""
    return ScanNames.model_validate(_read("quet.toml"))


def extract_form() -> ExtractForm:
    """The form of an extract. Raises ValueError for a file that cannot be."""
    return ExtractForm.model_validate(_read("trich_luc.toml"))


def acceptance_form() -> AcceptanceForm:
    """The acceptance record's form. Raises ValueError for a file that cannot be."""
    return AcceptanceForm.model_validate(_read("nghiem_thu.toml"))


def _folder() -> Traversable:
    return resources.files("pipeline.handin") / "mappings"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_folder() / name).read_text(encoding="utf-8"))
