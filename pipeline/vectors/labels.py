"""Texts of a drawing to labels: which figures are a number, an area, a code, and which belong together.

Levels and layer names are claims. What a text is, its own letters say; what belongs together, its place says:
the area stands under (or behind) the number of its parcel, the code beside them. The layers whose texts are
found in such groups are the layers of labels; a lone number counts only there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from pipeline import values
from pipeline.model import FloatArray
from pipeline.vectors.drawing import Writing

# The number stands over the area, the code to the left of both (Circular 25/2014, App. 01, symbols 8, 59):
# their middles lie within three heights of letters, and a code of two uses is as long as eight letters.
_NUMBER_REACH = 3.5
_CODE_REACH = 9.0
_LARGEST_NUMBER = 4  # digits; frames and control points have more
_NUMBER = re.compile(rf"(\d{{1,{_LARGEST_NUMBER}}})([A-Za-zĐđ]?)")
_AREA = re.compile(r"\d{1,7}[.,]\d{1,2}")
_CODE = re.compile(r"[A-Z]{3}(?:\s*\([A-Z]{3}\)|(?:\s*[+/,;]\s*[A-Z]{3})*)")
_WHOLE = re.compile(
    rf"(?:(?P<code>{_CODE.pattern})\s*)?(?P<number>\d{{1,{_LARGEST_NUMBER}}})"
    rf"\s*[/\n ]\s*(?P<area>{_AREA.pattern})"
    rf"(?:\s*(?P<after>{_CODE.pattern}))?"
)


@dataclass(frozen=True, slots=True)
class TextLabel:
    """A parcel's label out of texts; what is not there is None. ``place``: middle of its number, metres.

    ``suffix``: a letter behind the number.
    """

    number: int | None
    area_m2: float | None
    code: str | None
    place: tuple[float, float]
    element: int
    layer: str
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    writing: Writing
    value: str
    place: tuple[float, float]


def find_labels(writings: Iterable[Writing]) -> list[TextLabel]:
    """Labels of parcels among the texts of a drawing. The same label twice at one place is one."""
    numbers, areas, codes, whole = _sorted_out(writings)
    pairs = _pairs(numbers, areas)
    spoken_for = _code_of_each(pairs, numbers, areas, codes)
    labels = [*whole]
    for n, a in pairs.items():
        labels.append(_label(numbers[n], areas[a], codes[spoken_for[n]] if n in spoken_for else None))
    labels += _lone_numbers(numbers, pairs, whole)
    return _once(labels)


def find_object_codes(writings: Iterable[Writing]) -> list[tuple[str, tuple[float, float]]]:
    """Codes that stand alone, with their places: they name roads and waters that have no number."""
    return [(word.value, word.place) for word in _sorted_out(writings)[2]]


def _sorted_out(
    writings: Iterable[Writing],
) -> tuple[list[_Word], list[_Word], list[_Word], list[TextLabel]]:
    numbers: list[_Word] = []
    areas: list[_Word] = []
    codes: list[_Word] = []
    whole: list[TextLabel] = []
    for writing in writings:
        text = writing.text.strip()
        found = _WHOLE.fullmatch(text)
        if found:
            whole.append(_whole(writing, found))
        elif _NUMBER.fullmatch(text):
            numbers.append(_Word(writing, text, writing.centre))
        elif _AREA.fullmatch(text):
            areas.append(_Word(writing, text, writing.centre))
        elif (code := _code(text)) is not None:
            codes.append(_Word(writing, code, writing.centre))
    return numbers, areas, codes, whole


def _whole(writing: Writing, found: re.Match[str]) -> TextLabel:
    code = _code(found["code"] or found["after"] or "")
    number, area = values.number(found["number"]), values.area_m2(found["area"])
    return TextLabel(number, area, code, writing.centre, writing.element, writing.layer)


def _code(text: str) -> str | None:
    """A land-use code, several joined by ``+``, or one with a second use in parentheses."""
    if (single := values.land_use(text.strip().rstrip("*"))) is not None and _CODE.fullmatch(text.strip()):
        return single
    parts = re.findall(r"[A-Z]{3}", text) if _CODE.fullmatch(text.strip().rstrip("*")) else []
    known = values.land_use_codes()
    return "+".join(parts) if parts and all(part in known for part in parts) else None


def _label(number: _Word, area: _Word | None, code: _Word | None) -> TextLabel:
    found = _NUMBER.fullmatch(number.value)
    digits, suffix = (found[1], found[2]) if found else (number.value, "")
    writing = number.writing
    return TextLabel(
        values.number(digits),
        values.area_m2(area.value) if area else None,
        code.value if code else None,
        number.place,
        writing.element,
        writing.layer,
        suffix,
    )


# --- what belongs together ------------------------------------------------------------------------------


def _pairs(numbers: Sequence[_Word], areas: Sequence[_Word]) -> dict[int, int]:
    """Each number with its area: the same group of the drawing, else the nearest to each other."""
    pairs = _by_group(numbers, areas)
    taken = set(pairs.values())
    left = [k for k in range(len(numbers)) if k not in pairs]
    free = [k for k in range(len(areas)) if k not in taken]
    for n, a in _nearest_of_each_other(
        [_under(numbers[k]) for k in left], [areas[k] for k in free], _NUMBER_REACH
    ):
        pairs[left[n]] = free[a]
    return pairs


def _by_group(first: Sequence[_Word], second: Sequence[_Word]) -> dict[int, int]:
    """What the drawing itself holds together, where a group has just one of each."""
    members: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, words in enumerate((first, second)):
        for k, word in enumerate(words):
            if word.writing.group:
                members[word.writing.group][side].append(k)
    return {a[0]: b[0] for a, b in members.values() if len(a) == 1 and len(b) == 1}


def _under(word: _Word) -> _Word:
    """The number as if it stood where its area is expected: two heights below it."""
    angle = np.radians(word.writing.angle_deg)
    x, y = word.place
    down = 2 * word.writing.height
    return _Word(word.writing, word.value, (x + down * float(np.sin(angle)), y - down * float(np.cos(angle))))


def _nearest_of_each_other(
    first: Sequence[_Word], second: Sequence[_Word], reach: float
) -> list[tuple[int, int]]:
    """Pairs of which each is the other's nearest among those still free, the nearest first."""
    if not first or not second:
        return []
    tree = cKDTree(_places(second))
    candidates = sorted(
        (float(np.hypot(word.place[0] - second[k].place[0], word.place[1] - second[k].place[1])), n, k)
        for n, word in enumerate(first)
        for k in tree.query_ball_point(word.place, reach * word.writing.height)
    )
    used_first: set[int] = set()
    used_second: set[int] = set()
    pairs = []
    for _, n, k in candidates:
        if n not in used_first and k not in used_second:
            used_first.add(n)
            used_second.add(k)
            pairs.append((n, k))
    return pairs


def _code_of_each(
    pairs: dict[int, int], numbers: Sequence[_Word], areas: Sequence[_Word], codes: Sequence[_Word]
) -> dict[int, int]:
    """The code of each pair: of its group, else the nearest to the middle of number and area."""
    found = {n: c for n, c in _by_group(numbers, codes).items() if n in pairs}
    taken = set(found.values())
    left = [n for n in pairs if n not in found]
    free = [k for k in range(len(codes)) if k not in taken]
    middles = [_middle(numbers[n], areas[pairs[n]]) for n in left]
    for n, c in _nearest_of_each_other(middles, [codes[k] for k in free], _CODE_REACH):
        found[left[n]] = free[c]
    return found


def _middle(number: _Word, area: _Word) -> _Word:
    x, y = (np.array(number.place) + area.place) / 2
    return _Word(number.writing, number.value, (float(x), float(y)))


def _places(words: Sequence[_Word]) -> FloatArray:
    return np.array([word.place for word in words], np.float64).reshape(-1, 2)


def _lone_numbers(
    numbers: Sequence[_Word], pairs: dict[int, int], whole: Sequence[TextLabel]
) -> list[TextLabel]:
    """Numbers without an area, of the layers most of whose numbers have one."""
    in_one = [label.layer for label in whole]
    with_area = Counter([*in_one, *(numbers[n].writing.layer for n in pairs)])
    all_numbers = Counter([*in_one, *(word.writing.layer for word in numbers)])
    return [
        _label(word, None, None)
        for k, word in enumerate(numbers)
        if k not in pairs and 2 * with_area[word.writing.layer] > all_numbers[word.writing.layer]
    ]


def _once(labels: Sequence[TextLabel]) -> list[TextLabel]:
    """A label that was put twice at one place counts once."""
    seen: dict[tuple[object, ...], TextLabel] = {}
    for label in labels:
        x, y = label.place
        seen.setdefault((label.number, label.suffix, label.area_m2, round(x), round(y)), label)
    return list(seen.values())
