"""Pages about one parcel (certificates, extracts of the map): fields by label, corners as a polygon."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline import values
from pipeline.model import PageImage, Reading, Source
from pipeline.records.corners import Corners, read_corners
from pipeline.records.forms import role_of_label
from pipeline.records.head import Line, read_lines
from pipeline.records.outlines import Outline, outline_of
from pipeline.records.page import flatten, page_dpi, straighten
from pipeline.text import fold

T = TypeVar("T")
_AGREED, _ONE = 0.97, 0.5
_NUMBERED = re.compile(r"^\s*(\d{1,2}|[IVa-hđ]{1,4})[.)]\s*")
_FIGURES = re.compile(r"\d[\d.,]*\d|\d")
_FIRST_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a page says of one parcel; ``outline`` is None where no corner table could be read whole."""

    source: Source
    sheet: Reading[int]
    number: Reading[int]
    owner: Reading[str]
    area_m2: Reading[float]
    code: Reading[str]
    place: Reading[str]
    outline: Outline | None


def read_certificate(image: PageImage) -> Certificate | None:
    """The parcel of a page with a table of corner coordinates; None for any other page."""
    flat, dpi = flatten(image), page_dpi(image)
    for turns in (0, 2, 1, 3):
        view = straighten(flat, dpi, turns)
        corners = read_corners(flat, dpi, view, Reading(None), image.source)
        if corners is not None:
            lines = read_lines(flat, dpi, view, corners.top_px)
            return _certificate(lines, corners, image.source)
    return None


def _certificate(lines: Sequence[Line], corners: Corners, source: Source) -> Certificate:
    first, second = (_fields([pick(line) for line in lines]) for pick in (_first, _second))

    def read(role: str, parse: Callable[[str], T | None]) -> Reading[T]:
        one, two = parse(first.get(role, "")), parse(second.get(role, ""))
        value = two if one is None else one
        if value is None:
            return Reading(None, first.get(role, ""), source=source)
        agreed = one == two
        others = () if agreed or one is None or two is None else ((two, _ONE),)
        return Reading(value, first.get(role, ""), _AGREED if agreed else _ONE, source, others, agreed)

    area = read("area", _area)
    return Certificate(
        source=source,
        sheet=read("sheet", _number),
        number=read("number", _number),
        owner=read("owner", _text),
        area_m2=area,
        code=read("code", _code),
        place=read("place", _text),
        outline=outline_of(replace(corners.table, area_m2=area)),
    )


def _first(line: Line) -> str:
    return line.first


def _second(line: Line) -> str:
    return line.second


def _fields(lines: Sequence[str]) -> dict[str, str]:
    """Texts behind labels, by what the label means; the first of its kind counts."""
    found: dict[str, str] = {}
    for line in lines:
        for part in line.split(";"):
            label, colon, text = part.partition(":")
            role = role_of_label(_NUMBERED.sub("", label)) if colon else ""
            if role and text.strip():
                found.setdefault(role, text.strip(" .;"))
    return found


def _number(text: str) -> int | None:
    match = _FIRST_NUMBER.search(text)
    return values.number(match.group()) if match else None


def _area(text: str) -> float | None:
    """The figures alone: readers make many things of m²."""
    match = _FIGURES.match(text)
    return values.area_m2(match.group()) if match else None


def _text(text: str) -> str | None:
    return text or None


def _code(text: str) -> str | None:
    """Readers of Vietnamese put accents on capitals: LỤC is LUC."""
    plain = re.sub(r"\s*\+\s*", "+", text)
    folded = "+".join(fold(part).upper() for part in plain.split("+"))
    return values.land_use(folded)
