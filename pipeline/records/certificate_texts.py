"""The texts of a certificate in the order in which they are read, each with its meaning.

Sides that lie beside each other are read one after the other; what runs on below belongs to its label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from rapidfuzz import fuzz

from pipeline.model import Box
from pipeline.records import certificate_labels as labels
from pipeline.records.fields import parts_of
from pipeline.records.forms import likest
from pipeline.records.holders import is_holder
from pipeline.records.line import Line
from pipeline.records.text_lines import around
from pipeline.text import fold

_LIKE = 80.0  # a heading with its number misread; different headings are less than 75 alike
_RUNNING = frozenset(("home", "place", "address", "origin", "purpose", "house", "area_words", "holder"))
_BESIDE = 0.5  # of the lower line's height two lines share, or they stand below each other
_LINES_APART = 1.8  # of a line's height: the next line of a value begins so near below
_ASIDE = 2.5  # of a line's height: what runs on begins at the label or left of it by so much at most
_MIDDLE = (0.35, 0.65)  # of the print's width: where two sides of one sheet meet
_LEAST_LINES = 5  # on each of two sides
# Labels that are known without their colon; one word alone may be a value (``riêng``).
_LOST_COLON = frozenset(name for names in labels.LABELS.values() for name in names if " " in name)


@dataclass(frozen=True, slots=True)
class Item:
    """One text as each reader has it. ``role``: meaning of its label, "" without one; or a ``heading``."""

    role: str
    said: tuple[str, ...]
    box: Box
    heading: str = ""
    dotted: bool = False


def items_of(lines: Sequence[Line]) -> Iterator[list[Item]]:
    """The texts of each side, from the top."""
    for side in sides_of(lines):
        yield _run_on(list(_items_of_side(_in_rows(side))))


def _items_of_side(lines: Sequence[Line]) -> Iterator[Item]:
    """Labels with their texts; below the heading of the changes whole lines, whatever they begin with."""
    part = ""
    for line in lines:
        for item in _items_of_line(line):
            part = item.heading or part
            if item.heading or part != "changes":
                yield item
        if part == "changes" and not any(map(_heading, line.said)):
            yield Item("", line.said, line.box, dotted=line.dotted)


def _in_rows(lines: Sequence[Line]) -> list[Line]:
    """Row by row from the top, each from the left; a line is in a row whose last line it stands beside."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3]):
        if rows and _share_row(rows[-1][-1].box, line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def _share_row(last: Box, box: Box) -> bool:
    shared = min(box[3], last[3]) - max(box[1], last[1])
    return shared >= _BESIDE * min(box[3] - box[1], last[3] - last[1])


def sides_of(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines, or those left and right of a gap that no line crosses."""
    if len(lines) < 2 * _LEAST_LINES:
        return [list(lines)]
    boxes = np.array([line.box for line in lines])
    left, right = boxes[:, 0].min(), boxes[:, 2].max()
    for cut in left + np.linspace(*_MIDDLE, 25) * (right - left):
        before, behind = boxes[:, 2] <= cut, boxes[:, 0] >= cut
        if (before | behind).all() and min(before.sum(), behind.sum()) >= _LEAST_LINES:
            return [[line for line, own in zip(lines, mask, strict=True) if own] for mask in (before, behind)]
    return [list(lines)]


def _items_of_line(line: Line) -> list[Item]:
    heading = next(filter(None, map(_heading, line.said)), "")
    if heading:
        return [Item("", line.said, line.box, heading, line.dotted)]
    told = [_said(text) for text in line.said]
    if len({tuple(role for role, _ in parts) for parts in told}) == 1:
        return [
            Item(parts[0][0], tuple(text for _, text in parts), line.box, dotted=line.dotted)
            for parts in zip(*told, strict=True)
        ]
    found: list[Item] = []
    for role in dict.fromkeys(role for parts in told for role, _ in parts):
        texts = ([text for own, text in parts if own == role] for parts in told)
        found += [
            Item(role, said, line.box, dotted=line.dotted) for said in zip_longest(*texts, fillvalue="")
        ]
    return found


def _heading(text: str) -> str:
    """The part of the form that a text without any value heads."""
    parts = list(parts_of(text))
    if len(parts) != 1 or (parts[0][0] and fold(parts[0][1])):
        return ""
    whole = fold(" ".join(parts[0]))
    likeness = {
        part: max(fuzz.ratio(whole, name) for name in names) for part, names in labels.HEADINGS.items()
    }
    best = max(likeness, key=lambda part: likeness[part])
    return best if likeness[best] >= _LIKE else ""


def _said(text: str) -> list[tuple[str, str]]:
    """Meaning and text of each part; of one that holds two kinds of use, the kind stays with the text."""
    found: list[tuple[str, str]] = []
    for label, said in map(_with_colon, parts_of(text)):
        role = likest(label, labels.LABELS) if label else ""
        if role in ("private", "shared"):
            found.append(("use_form", f"{label.strip()}: {said.strip()}"))
        elif role == "holder" or (not role and is_holder(label or said)):
            titled = set(fold(label).split()) <= labels.HOLDER_WORDS
            found.append(("holder", f"{label} {said}".strip() if titled else said.strip()))
        elif role:
            found.append((role, said.strip()))
        elif said.strip():
            found.append(("", f"{label}: {said}".strip(" :")))
    return found


def _with_colon(part: tuple[str, str]) -> tuple[str, str]:
    """Label and text of a part; all of it is the label where it is one that lost its colon."""
    label, said = part
    return (said, "") if not label and fold(said) in _LOST_COLON else part


def _run_on(items: Sequence[Item]) -> list[Item]:
    """Values together with what of them stands in the lines below, whatever stands beside these."""
    joined: list[Item] = []
    labelled = -1  # the last item with a label
    for item in items:
        if labelled < 0 or not _continues(joined[labelled], item):
            joined.append(item)
            labelled = len(joined) - 1 if item.role else -1 if item.heading else labelled
            continue
        last = joined[labelled]
        joined[labelled] = replace(
            last,
            said=tuple(f"{above} {below}" for above, below in zip(last.said, item.said, strict=True)),
            box=around(np.array([last.box, item.box])),
            dotted=last.dotted or item.dotted,
        )
    return joined


def _continues(last: Item, item: Item) -> bool:
    if item.role or item.heading or not last.role:
        return False
    high = item.box[3] - item.box[1]
    if not any(map(fold, last.said)):
        return item.box[1] - last.box[3] <= 0  # a value beside its label
    if last.role not in _RUNNING:
        return False
    below = item.box[1] - last.box[3] <= _LINES_APART * high and item.box[3] > last.box[3]
    return below and abs(item.box[0] - last.box[0]) <= _ASIDE * high
