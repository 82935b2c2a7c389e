"""A page of a register scanned more than once is one page, read twice: known by what its rows say.

Rescans share the order of their rows, with numbers, areas and holders; a row that was entered twice, or a
page of another sheet with the same numbers, does not.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from rapidfuzz.distance import LCSseq, Levenshtein

from pipeline import places
from pipeline.commune import beliefs
from pipeline.commune.second_reading import Tally, tally, together
from pipeline.likeness import distance, length
from pipeline.model import Finding, Reading, Record, RegisterPage, Source, Values

# All rows of rescanned pages agreed in number and area, and none of two other pages of three books: half
# leaves room for what is misread (docs/registers.md).
_MOST = 0.5
# So many rows that follow each other in both are no rows entered twice: a third of a page (27 rows, App. 15).
_STRETCH = 9
_KEYS = ("sheet", "number", "owner", "owner_kind", "area_m2", "code", "place", "note")
_TOLD = ("number", "owner", "area_m2", "code")


@dataclass(frozen=True, slots=True)
class Once:
    """Register pages, each once, in the order given; and which scans repeat which."""

    pages: list[RegisterPage]
    findings: list[Finding]


def once(pages: Sequence[RegisterPage]) -> Once:
    """The pages, scans of one page brought together at the first one's place."""
    groups: list[list[RegisterPage]] = []
    known: dict[Hashable, list[int]] = {}
    for page in pages:
        keys = _keys(page)
        near = sorted({place for key in keys for place in known.get(key, ())})
        same = next((place for place in near if _is_same(groups[place][0], page)), None)
        if same is None:
            for key in keys:
                known.setdefault(key, []).append(len(groups))
            groups.append([page])
        else:
            groups[same].append(page)
    read = [_together(scans) for scans in groups]
    return Once([page for page, _ in read], [finding for _, told in read for finding in told])


# --- which pages are one ------------------------------------------------------------------------------


def _keys(page: RegisterPage) -> list[Hashable]:
    """What identifies the rows of a scan, in their order; rows without number or area do not."""
    rows = [(row.number.value, row.area_m2.value) for row in page.rows if row.number.by != "file"]
    totals = [(total.sheet.value, total.parcels.value, total.area_m2.value) for total in page.sheet_totals]
    return [key for key in (totals if not page.rows else rows) if None not in key]


def _is_same(first: RegisterPage, second: RegisterPage) -> bool:
    """Whether most rows of the shorter one follow each other in the longer one, by the same holders."""
    few, many = sorted((_keys(first), _keys(second)), key=len)
    steps = [step for step in LCSseq.opcodes(few, many) if step.tag == "equal"]
    shared = sum(step.src_end - step.src_start for step in steps)
    span = steps[-1].dest_end - steps[0].dest_start if steps else 0
    alike = shared >= _MOST * max(len(few), span) and (shared >= _STRETCH or shared >= _MOST * len(many))
    return alike and not _headings_differ(first, second) and _holders_agree(first, second)


def _headings_differ(first: RegisterPage, second: RegisterPage) -> bool:
    """Whether both name a sheet, or both surely a unit, and not the same."""
    numbers = {first.sheet.value, second.sheet.value} - {None}
    names = ((first.commune, second.commune), (first.district, second.district))
    return len(numbers) > 1 or any(_names_differ(*pair) for pair in names)


def _names_differ(first: Reading[str], second: Reading[str]) -> bool:
    return first.agreed and second.agreed and not _like(first.value or "", second.value or "")


def _holders_agree(first: RegisterPage, second: RegisterPage) -> bool:
    """Whether most rows of one number and area have one holder: else they were entered twice."""
    pairs = [(a.owner.value, b.owner.value) for a, b in _aligned(first.rows, second.rows) if a and b]
    known = [(one, two) for one, two in pairs if one and two]
    return sum(_like(one, two) for one, two in known) >= _MOST * len(known)


def _like(first: str, second: str) -> bool:
    return distance(first, second) <= places.HOME_SHARE * max(1, length(first))


# --- what they say together ---------------------------------------------------------------------------


def _together(scans: Sequence[RegisterPage]) -> tuple[RegisterPage, list[Finding]]:
    """One page of all scans, and a note for each scan but the best read."""
    page, *others = sorted(scans, key=_worth, reverse=True)
    findings = []
    for other in others:
        page, counted = _joined(page, other)
        findings.append(_note(page.source, other.source, counted))
    return page, findings


def _worth(page: RegisterPage) -> int:
    """How much was read surely."""
    return sum(beliefs.sure(getattr(row, key)) for row in page.rows for key in _TOLD)


def _joined(page: RegisterPage, other: RegisterPage) -> tuple[RegisterPage, Tally]:
    """The page with another scan's readings; rows that only the other has stand where they stand there."""
    rows: list[Record] = []
    counted = Tally()
    for first, second in _aligned(page.rows, other.rows):
        if first and second:
            rows.append(_row(first, second))
            counted = sum((tally(getattr(first, key), getattr(second, key)) for key in _TOLD), counted)
        else:
            rows.append(first or second or rows[-1])
    more = len(rows) - len(page.rows)
    joined = replace(
        page,
        commune=together(page.commune, other.commune),
        district=together(page.district, other.district),
        province=together(page.province, other.province),
        sheet=together(page.sheet, other.sheet),
        rows=tuple(rows),
        counts=_counts(page.counts, other.counts, more),
    )
    return replace(joined, findings=_findings(joined, page, other)), counted


def _row(first: Record, second: Record) -> Record:
    """One row of both scans; what a pen wrote in is believed to be so where one of them says it."""
    readings: dict[str, Any] = {key: together(getattr(first, key), getattr(second, key)) for key in _KEYS}
    return replace(first, **readings, by_hand=first.by_hand or second.by_hand)


def _aligned(first: Sequence[Record], second: Sequence[Record]) -> list[tuple[Record | None, Record | None]]:
    """Rows of two scans side by side, in their order; None where one of them lacks a row."""
    one, two = ([(row.number.value, row.area_m2.value) for row in rows] for rows in (first, second))
    pairs: list[tuple[Record | None, Record | None]] = []
    for step in Levenshtein.opcodes(one, two):
        left, right = first[step.src_start : step.src_end], second[step.dest_start : step.dest_end]
        for a, b in zip_longest(left, right):
            pairs += [(a, b)] if a is None or b is None or _may_be_one(a, b) else [(a, None), (None, b)]
    return pairs


def _may_be_one(first: Record, second: Record) -> bool:
    """Whether two rows at one place can be one: number or area is the same, or no number could be read."""
    numbers, areas = (first.number.value, second.number.value), (first.area_m2.value, second.area_m2.value)
    return None in numbers or numbers[0] == numbers[1] or areas[0] == areas[1]


def _counts(page: dict[str, int], other: dict[str, int], more: int) -> dict[str, int]:
    """The page's counts with another scan's rows, of which ``more`` were new and the rest repeated."""
    found = other.get("rows_found", 0)
    return {
        **page,
        "rows_found": page.get("rows_found", 0) + found,
        "rows_repeated": page.get("rows_repeated", 0) + found - more,
        "pages_repeated": page.get("pages_repeated", 0) + 1,
    }


def _findings(joined: RegisterPage, page: RegisterPage, other: RegisterPage) -> tuple[Finding, ...]:
    """What is still to be told: all that neither scan could read, and what is said of new rows."""
    lost = {
        reading.source
        for row in joined.rows
        for key in _TOLD
        if (reading := getattr(row, key)).value is None and reading.source is not None
    }
    new = {row.source for row in joined.rows} - {row.source for row in page.rows}
    own = [each for each in page.findings if each.code != "value_unread" or _stays(each, joined, lost)]
    return (*own, *(each for each in other.findings if each.source in lost | new))


def _stays(finding: Finding, joined: RegisterPage, lost: set[Source | None]) -> bool:
    """An unread value that no row has, or one told of the whole page."""
    source = finding.source
    return source is None or source.box is None or source in lost or source in {r.source for r in joined.rows}


def _note(best: Source, other: Source, counted: Tally) -> Finding:
    values: Values = {"first": best, "second": other, "alike": counted.alike, "differing": counted.differing}
    return Finding("page_scanned_twice", values=values, source=other)
