"""Findings as people get them: what one cause spoiled on one page or sheet is one finding with its list.

A faded page may cost a hundred values: the layer of findings names the page once, what is to be typed in and
for which parcels. What a single parcel waits for stays with the parcel, in the report's queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.model import Finding, Reason
from pipeline.wording import say

_GATHERED = "value_unread"
# What a person should answer first: without its number nothing of a parcel is of use, and a name proves
# nothing else.
_ORDER = (
    "parcel_number",
    "sheet_and_parcel_number",
    "label_on_map",
    "land_on_map",
    "arrow_of_label",
    "joined_parts",
    "area",
    "register_area",
    "land_use",
    "sure_label",
    "register_row_by_hand",
    "holder_in_register",
)


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those of values unread on one page of one sheet told together where there are several.

    The one that stands for several has the place and the page of the first, and no number.
    """
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        alone = finding.code != _GATHERED or finding.number is None or not _whats(finding)
        page = None if finding.source is None else finding.source.of_page
        key = id(finding) if alone else (finding.unit_code, finding.sheet, page)
        groups.setdefault(key, []).append(finding)
    return [group[0] if len(group) == 1 else _together(group) for group in groups.values()]


def _together(group: Sequence[Finding]) -> Finding:
    named: dict[str, Reason] = {}
    numbers: dict[str, set[int]] = {}
    for finding in group:
        for what in _whats(finding):
            named.setdefault(say(what), what)
            numbers.setdefault(say(what), set()).add(finding.number or 0)
    order = sorted(named, key=lambda text: (_place(named[text]), text))
    told = tuple(_of_parcels(named[text], sorted(numbers[text])) for text in order)
    return replace(group[0], number=None, values={"what": told})


def _whats(finding: Finding) -> tuple[Reason, ...]:
    """What was not read; nothing where it is told in another way than by codes."""
    what = finding.values.get("what")
    every = what if isinstance(what, tuple) else (what,)
    return tuple(each for each in every if isinstance(each, Reason))


def _place(what: Reason) -> int:
    return _ORDER.index(what.code) if what.code in _ORDER else len(_ORDER)


def _of_parcels(what: Reason, numbers: Sequence[int]) -> Reason:
    listed = tuple(Reason("number", {"number": number}) for number in numbers)
    return Reason("of_parcels", {"what": what, "count": len(numbers), "numbers": listed})
