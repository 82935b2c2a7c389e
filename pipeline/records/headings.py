"""What the lines above a table, or of a whole page, name: units and sheet, as two readers have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.heading import Heading, parse_heading
from pipeline.model import Reading, Source
from pipeline.records.line import Line
from pipeline.text import fold

_NATIONAL = re.compile(r"xa hoi chu nghia|doc lap.*tu do")  # stands on every form, and names no commune
_AGREED, _ONE = 0.97, 0.5


@dataclass(frozen=True, slots=True)
class PageHeading:
    """Units with their kind as printed, and the sheet number; without value where the lines name none."""

    commune: Reading[str]
    district: Reading[str]
    province: Reading[str]
    sheet: Reading[int]


def read_heading(lines: Sequence[Line], source: Source) -> PageHeading:
    """Units and sheet in the lines; the first of each level counts."""
    lines = [line for line in lines if not _NATIONAL.search(fold(line.first))]
    first = parse_heading([line.first for line in lines])
    second = parse_heading([line.second for line in lines])

    def read(pick: Callable[[Heading], Any]) -> Reading[Any]:
        return _reading(pick(first), pick(second), lines, source)

    return PageHeading(
        commune=read(lambda heading: heading.commune or None),
        district=read(lambda heading: heading.district or None),
        province=read(lambda heading: heading.province or None),
        sheet=read(lambda heading: heading.sheet),
    )


def _reading(one: Any, two: Any, lines: Sequence[Line], source: Source) -> Reading[Any]:
    value, other = (two, None) if one is None else (one, two)
    if value is None:
        return Reading(None)
    agreed = one == two
    wanted = fold(str(value))
    line = next((line for line in lines if wanted in fold(line.first) or wanted in fold(line.second)), None)
    place = replace(source, box=line.box) if line else source
    rest = () if agreed or other is None else ((other, _ONE),)
    confidence = _AGREED if agreed else _ONE
    return Reading(value, line.first if line else str(value), confidence, place, rest, agreed)
