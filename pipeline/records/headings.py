"""What the lines above a table, or of a whole page, name: units and sheet, as the readers have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.heading import Heading, parse_heading
from pipeline.model import Reading, Source
from pipeline.records.line import Line, settled
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
    lines = [line for line in lines if not _NATIONAL.search(line.folded[0])]
    headings = [parse_heading(texts) for texts in zip(*(line.said for line in lines), strict=True)]

    def read(pick: Callable[[Heading], Any]) -> Reading[Any]:
        return _reading([pick(heading) for heading in headings], lines, source)

    return PageHeading(
        commune=read(lambda heading: heading.commune or None),
        district=read(lambda heading: heading.district or None),
        province=read(lambda heading: heading.province or None),
        sheet=read(lambda heading: heading.sheet),
    )


def _reading(found: Sequence[Any], lines: Sequence[Line], source: Source) -> Reading[Any]:
    value, agreed = settled(found)
    if value is None:
        return Reading(None)
    wanted = fold(str(value))
    line = next((line for line in lines if any(wanted in text for text in line.folded)), None)
    place = replace(source, box=line.box) if line else source
    others = tuple((other, _ONE) for other in dict.fromkeys(found) if other not in (None, value))
    confidence = _AGREED if agreed else _ONE
    return Reading(value, line.said[0] if line else str(value), confidence, place, others, agreed)
