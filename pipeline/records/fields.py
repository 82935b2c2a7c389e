"""Texts behind labels on a form (``Diện tích: 421,1 m²``), as two readers have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline import values
from pipeline.model import Box, Reading, Source
from pipeline.records.forms import role_of_label
from pipeline.records.head import Line
from pipeline.text import fold

T = TypeVar("T")
_AGREED, _ONE = 0.97, 0.5
_NUMBERED = re.compile(r"^\s*(\d{1,2}|[IVa-hđ]{1,4})[.)]\s*")
_FIGURES = re.compile(r"\d[\d.,]*\d|\d")
_FIRST_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Fields:
    """By meaning of the label: the text as each reader has it, and the line's box on the page."""

    first: dict[str, str]
    second: dict[str, str]
    boxes: dict[str, Box]
    source: Source

    def read(self, role: str, parse: Callable[[str], T | None]) -> Reading[T]:
        """The value behind a label; agreed where both readers give the same."""
        text, other = self.first.get(role, ""), self.second.get(role, "")
        one, two = parse(text), parse(other)
        value = two if one is None else one
        place = replace(self.source, box=self.boxes.get(role))
        if value is None:
            return Reading(None, text, source=place)
        agreed = one == two
        others = () if agreed or one is None or two is None else ((two, _ONE),)
        return Reading(value, text, _AGREED if agreed else _ONE, place, others, agreed)


def find_fields(lines: Sequence[Line], source: Source) -> Fields:
    """The fields of a page's lines; the first of its kind counts."""
    fields = Fields({}, {}, {}, source)
    for line in lines:
        for texts, text in ((fields.first, line.first), (fields.second, line.second)):
            for role, value in _labelled(text):
                texts.setdefault(role, value)
                fields.boxes.setdefault(role, line.box)
    return fields


def _labelled(line: str) -> list[tuple[str, str]]:
    found = []
    for part in line.split(";"):
        label, colon, text = part.partition(":")
        role = role_of_label(_NUMBERED.sub("", label)) if colon else ""
        if role and text.strip():
            found.append((role, text.strip(" .;")))
    return found


def as_number(text: str) -> int | None:
    """The first whole number."""
    match = _FIRST_NUMBER.search(text)
    return values.number(match.group()) if match else None


def as_area(text: str) -> float | None:
    """The figures alone: readers make many things of m²."""
    match = _FIGURES.match(text)
    return values.area_m2(match.group()) if match else None


def as_text(text: str) -> str | None:
    """Any text but an empty one."""
    return text or None


def as_code(text: str) -> str | None:
    """Readers of Vietnamese put accents on capitals: LỤC is LUC."""
    plain = re.sub(r"\s*\+\s*", "+", text)
    return values.land_use("+".join(fold(part).upper() for part in plain.split("+")))
