"""Finds and reads the parcel labels of a map sheet.

The fraction bar gives place, direction and size of a label; number, area and code stand above, below and
beside it (Circular 25/2014, Art. 16(6.1), symbol 8). Every place that may be a bar is read, and what can be
read there decides between places that overlap.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Label, Pixels, Reading, Source
from pipeline.parcels.labels import area_lines, doubts, label_reading, text_lines
from pipeline.parcels.labels.bars import Bar, Traces, Window, axes, corners_of, cut_mask, find_bars

_Bytes = npt.NDArray[np.uint8]
_Sheet = tuple[Pixels, Traces, Source]
_Weighted = tuple[Window, float]
_CLOSE = 0.38  # of a figure's height: the widest gap between two figures 1 of a common type
_WIDE = 0.75  # with a decimal mark between
_EVEN = 0.35
_NARROWEST = 0.5  # of its height: no letter of a code but I is narrower
_SURE = 0.9
_FAIR = 0.5
_WHOLE = 5  # letters of number and area together: pieces of a label are shorter
_COVER = 0.75  # the bar is drawn as wide as the wider of number and area
_PLACES = 3  # of a code: left, right, under
_UNDER = 2
_USES = (3.0, 6.5)  # heights: as long as one use and as two
_ENOUGH = 8  # labels
_USUALLY = 0.8
_READ_TWICE = 0.5  # what a number is worth that is but the figures of its area
_NO_CODE: Reading[str] = Reading(None)
_LEAST_FIGURES = 1.0  # letters of number and area: a code alone is told without a bar
_LEAST_EVIDENCE = 2.4  # letters read surely: a number of one figure and an area of two is the least


@dataclass(frozen=True, slots=True)
class _Layout:
    """Windows around a bar, in finding pixels along and across it from its centre: (x0, y0, x1, y1).

    Number and area have one or more windows with weights, the likeliest first. ``codes`` are those left,
    right and under the figures. ``lean`` is how far the number stands to the right of the middle, in its own
    height. ``parted``: letters may stand under the bar that no window of a code holds.
    """

    bar: Bar
    number: tuple[_Weighted, ...]
    area: tuple[_Weighted, ...]
    codes: tuple[tuple[Window, ...], ...]
    lean: float
    parted: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A label with its code read in each place where one may stand."""

    layout: _Layout
    label: Label
    codes: tuple[Reading[str], ...]
    evidence: float


def find_labels(grey: Pixels, traces: Traces, source: Source) -> tuple[Label, ...]:
    """Labels of an upright map page (H, W), best read first; ``traces`` tell where to look."""
    wholes, rest = text_lines.read_wholes(grey, traces, source)
    best = _read_places(find_bars(rest), (grey, rest, source))
    sure = [one for one in best if one.label.number.agreed or one.label.area_m2.agreed]
    rest = replace(rest, letters=_without(rest.letters, sure))
    lines = text_lines.read_lines(grey, rest, source)
    found = [one.label for one in best if not any(_is_crumb(one, line) for line in lines)]
    others = [line for line in lines if not any(_within(line, label) for label in (*found, *wholes))]
    return (*wholes, *found, *others)


def with_decimals(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Labels with doubtful decimals weighed by what the sheet's other labels show."""
    areas = label_reading.with_decimals([label.area_m2 for label in labels])
    return tuple(replace(label, area_m2=area) for label, area in zip(labels, areas, strict=True))


def by_habit(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Labels with doubtful decimals and codes weighed by what the sheet's other labels show, and numbers
    doubted that are but the figures of the area: its line was read twice."""
    codes = label_reading.with_habits([label.code for label in labels])
    return tuple(
        replace(label, number=_unlike_area(label.number, label.area_m2), code=code)
        for label, code in zip(with_decimals(labels), codes, strict=True)
    )


def _unlike_area(number: Reading[int], area: Reading[float]) -> Reading[int]:
    return number.doubted(_READ_TWICE) if area_lines.is_figures_of(number, area) else number


def _read_places(bars: list[Bar], sheet: _Sheet) -> list[_Found]:
    """Read the best place wherever some overlap; the others only where that could not be read surely."""
    first: list[Bar] = []
    for bar in sorted(bars, key=lambda bar: -bar.score):
        if not any(_meet(bar, other) for other in first):
            first.append(bar)
    found = _read(first, sheet)
    sure = [one.layout.bar for one in found if _is_sure(one.label)]
    chosen = set(map(id, first))
    rest = [bar for bar in bars if id(bar) not in chosen and not any(_meet(bar, other) for other in sure)]
    best = _best(found + _read(rest, sheet))
    return _confirmed(_in_usual_place(best, sheet), sheet)


def _in_usual_place(found: list[_Found], sheet: _Sheet) -> list[_Found]:
    """Codes where the sheet has them: one that stands elsewhere is another label's.

    What is left without a code is looked into again, in its own face.
    """
    places = Counter(
        _place_of(one.codes) for one in found if one.label.number.agreed and one.label.code.value
    )
    usual, count = places.most_common(1)[0] if places else (0, 0)
    if count < max(_ENOUGH, _USUALLY * places.total()):
        return found
    kept = [
        one if _place_of(one.codes) == usual else _with_code(_fairly_read(one), usual, sheet) for one in found
    ]
    return _with_whole_codes(kept, usual, sheet)


def _with_whole_codes(found: list[_Found], place: int, sheet: _Sheet) -> list[_Found]:
    """Codes read once more in windows as long as one and two uses: letters that walls cut off are no gap."""
    layouts = [one.layout for one in found]
    boxes = ((*layout.codes[place], *_long_windows(layout, place)) for layout in layouts)
    views = _views(layouts, ([(box, 1.0) for box in own] for own in boxes), sheet)
    read = label_reading.read_codes(views, sheet[2])
    better = []
    for one, code in zip(found, read, strict=True):
        better_read = code.confidence >= max(_FAIR, one.codes[place].confidence)
        longer = len(code.value or "") > len(one.codes[place].value or "") and code.confidence >= _FAIR
        codes = tuple(
            code if at == place and (better_read or longer) else old for at, old in enumerate(one.codes)
        )
        better.append(_with_code(replace(one, codes=codes), place, sheet))
    return better


def _fairly_read(one: _Found) -> _Found:
    """Without codes that are hardly more than a guess: where none stands, something is read all the same."""
    return replace(one, codes=tuple(code if code.confidence >= _FAIR else _NO_CODE for code in one.codes))


def _long_windows(layout: _Layout, place: int) -> list[Window]:
    """Windows as long as one use and as two, in the given place beside or under the figures."""
    h, below = layout.bar.height, 1.2 * layout.bar.below
    left = min(layout.number[0][0][0], layout.area[0][0][0])
    right = max(layout.number[0][0][2], layout.area[0][0][2])
    if place == _UNDER:
        middle = (left + right) / 2
        return [(middle - long * h / 2, below, middle + long * h / 2, below + 1.5 * h) for long in _USES]
    sides = [(left - long * h, left) if place == 0 else (right, right + long * h) for long in _USES]
    return [(x0, -0.75 * h, x1, 0.75 * h) for x0, x1 in sides]


def _place_of(codes: Sequence[Reading[str]]) -> int:
    """Where the code was read most surely: 0 left, 1 right, 2 under the figures."""
    return max(range(len(codes)), key=lambda place: codes[place].confidence)


def _with_code(one: _Found, place: int, sheet: _Sheet) -> _Found:
    return _found(one.layout, one.label.number, one.label.area_m2, one.codes, (place, sheet[1].scale))


def _is_sure(label: Label) -> bool:
    letters = len(label.number.text) + len(label.area_m2.text)
    return letters >= _WHOLE and min(label.number.confidence, label.area_m2.confidence) > _SURE


def _meet(one: Bar, other: Bar) -> bool:
    """Whether the middle of one of two bars lies in the label of the other."""
    dx, dy = one.x - other.x, one.y - other.y
    if abs(dx) + abs(dy) > one.length + other.length + 4 * (one.height + other.height):
        return False
    step = np.array([dx, dy])
    for bar in (one, other):
        way, down = axes(bar)
        if abs(step @ way) < bar.length / 2 + 0.5 * bar.height and abs(step @ down) < 1.2 * bar.height:
            return True
    return False


def _confirmed(found: list[_Found], sheet: _Sheet) -> list[_Found]:
    """Ask the second reader about what is kept."""
    layouts = [one.layout for one in found]
    numbers = label_reading.confirm_numbers(
        [one.label.number for one in found], _views(layouts, (layout.number for layout in layouts), sheet)
    )
    areas = label_reading.confirm_areas(
        [one.label.area_m2 for one in found], _views(layouts, (layout.area for layout in layouts), sheet)
    )
    return [
        replace(one, label=replace(one.label, number=number, area_m2=area))
        for one, number, area in zip(found, numbers, areas, strict=True)
    ]


def _within(line: Label, label: Label) -> bool:
    """Whether a line is only a crumb of a label that was read."""
    x, y = line.inside_px
    x0, y0, x1, y1 = label.box_px
    spare = 0.0 if line.form == "code" else 0.25 * (y1 - y0)
    return bool(x0 - spare <= x <= x1 + spare and y0 - spare <= y <= y1 + spare)


def _is_crumb(found: _Found, line: Label) -> bool:
    """Whether what seemed a fraction is only a piece of a label that stands on one line."""
    label = found.label
    if line.form != "line" or label.number.agreed or label.area_m2.agreed:
        return False
    x0, y0, x1, y1 = label.box_px
    left, top, right, foot = line.box_px
    return x0 < right and left < x1 and y0 < foot and top < y1


def _without(letters: _Bytes, found: list[_Found]) -> _Bytes:
    """The letters that belong to no label yet."""
    left = letters.copy()
    for one in found:
        spare = 0.3 * one.layout.bar.height
        for box in _boxes(one.layout, _place_of(one.codes) if one.label.code.value else None):
            wide = (box[0] - spare, box[1] - spare, box[2] + spare, box[3] + spare)
            cv2.fillPoly(left, [np.int32(np.round(corners_of(one.layout.bar, wide)))], 0)
    return left


def _boxes(layout: _Layout, code: int | None) -> list[Window]:
    """The windows of a label; ``code`` is the place of its code."""
    return [layout.number[0][0], layout.area[0][0], *(() if code is None else layout.codes[code])]


def _layout(traces: Traces, everything: _Bytes, bar: Bar) -> _Layout | None:
    """Where number, area and codes stand, from the letters around the bar."""
    h = bar.height
    across, along = math.ceil(1.7 * h), math.ceil(bar.length / 2 + 6.5 * h)
    around = (-along, -across, along, 2 * across)
    patches = [cut_mask(bar, around, mask) for mask in (traces.letters, everything)]
    gap = max(1, round(0.1 * h))
    place = (along, bar.length / 2, h)
    above = _reaches_of([patch[: across - gap][::-1] for patch in patches], (_CLOSE, _WIDE), place)
    below = _reaches_of(
        [patch[across + gap + 1 : 2 * across + 1] for patch in patches], (_WIDE, _WIDE), place
    )
    foot = across + round(1.2 * bar.below)
    under = _reaches_of([patch[foot:] for patch in patches], (_WIDE, _WIDE), place)
    if not above or not below:
        return None
    half = bar.length / 2
    if max(x1 - x0 for x0, x1 in (*above, *below)) < _COVER * bar.length:
        below.append((-half, half))
    centres = [(x0 + x1) / 2 for x0, x1 in below]
    middle = centres[0] if len(centres) == 1 else float(np.median([0.0, *centres]))
    ends = (along + min(above[0][0], below[0][0]), along + max(above[0][1], below[0][1]))
    codes = [
        tuple(
            (found[0] - along - 0.2 * h, -0.75 * h, found[1] - along + 0.2 * h, 0.75 * h)
            for found in dict.fromkeys(_code_extent(patch, across, end, side, h) for patch in patches)
            if found is not None
        )
        for end, side in zip(ends, (-1, 1), strict=True)
    ]
    codes.append(
        tuple((x0 - 0.2 * h, 1.2 * bar.below, x1 + 0.2 * h, 1.2 * bar.below + 1.5 * h) for x0, x1 in under)
    )
    numbers = [
        ((x0 - 0.2 * h, -1.25 * bar.above, x1 + 0.2 * h, -0.04 * h), _evenness(x0, x1, middle, h))
        for x0, x1 in above
    ]
    areas = [
        ((x0 - 0.2 * h, 0.04 * h, x1 + 0.2 * h, 1.3 * bar.below), _evenness(x0, x1, middle, h))
        for x0, x1 in below
    ]
    lean = ((above[0][0] + above[0][1]) / 2 - middle) / h
    number, area = (tuple(doubts.with_wider(traces, bar, boxes)) for boxes in (numbers, areas))
    parted = bool(under) and _is_parted(patches[0][foot : foot + round(1.5 * h)], under, place)
    return _Layout(bar, number, area, tuple(codes), lean, parted)


def _is_parted(
    strip: _Bytes, reaches: Sequence[tuple[float, float]], place: tuple[int, float, float]
) -> bool:
    """Whether ink as wide as a letter stands under the bar beside all reaches that the code may have there.

    The bar is as wide as the widest line, and letters that a wall joins to something tall are no letters.
    """
    centre, half, h = place
    x = np.flatnonzero(strip.any(axis=0)) - centre
    beside = np.abs(x) < half
    for first, last in reaches:
        beside &= (x < first) | (x > last)
    return bool(beside.sum() > _NARROWEST * h)


def _evenness(x0: float, x1: float, middle: float, h: float) -> float:
    """Weight of a reach: figures stand about the middle of their bar, a line beside them does not."""
    return math.exp(-0.5 * (((x0 + x1) / 2 - middle) / (_EVEN * h)) ** 2)


def _reaches_of(
    strips: list[_Bytes], gaps: tuple[float, float], place: tuple[int, float, float]
) -> list[tuple[float, float]]:
    """Reaches that a line of figures may have from the middle of the bar, the likeliest first.

    Dashes are left out or counted in (a slender 1 looks like one), and figures stand close together or wide.
    """
    found: list[tuple[float, float]] = []
    for strip, apart in ((strips[0], gaps[0]), (strips[1], gaps[0]), (strips[0], gaps[1])):
        reach = _extent(strip, apart, place)
        h = place[2]
        if reach and all(abs(reach[0] - a) + abs(reach[1] - b) > 0.25 * h for a, b in found):
            found.append(reach)
    return found


def _extent(strip: _Bytes, apart: float, place: tuple[int, float, float]) -> tuple[float, float] | None:
    """Reach of the figures that follow each other within ``apart`` heights; row 0 is next to the bar."""
    centre, half, h = place
    _, _, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(strip), connectivity=8)
    figures = sorted(
        (x - centre, x + w - centre)
        for x, y, w, t, _ in boxes[1:]
        if 0.55 * h < t and y < 0.45 * h and y + t < 1.5 * h
    )
    over = [pair for pair in figures if -half - 0.3 * h < (pair[0] + pair[1]) / 2 < half + 0.3 * h]
    if not over:
        return None
    x0, x1 = min(over, key=lambda pair: max(pair[0], -pair[1], 0.0) - 0.01 * (pair[1] - pair[0]))
    for a, b in reversed(figures):
        if a < x0 and b > x0 - apart * h:
            x0 = a
    for a, b in figures:
        if b > x1 and a < x1 + apart * h:
            x1 = b
    far = half + 1.2 * h
    return max(float(x0), -far), min(float(x1), far)


def _code_extent(text: _Bytes, middle: int, start: float, side: int, h: float) -> tuple[float, float] | None:
    band = np.ascontiguousarray(text[middle - round(0.75 * h) : middle + round(0.75 * h)])
    _, _, boxes, centres = cv2.connectedComponentsWithStats(band, connectivity=8)
    letters = []
    for (x, _, w, t, _), (_, cy) in zip(boxes[1:], centres[1:], strict=True):
        a, b = x, x + w
        off = abs(cy - band.shape[0] / 2)
        if 0.4 * h < t and off < 0.35 * h and (b < start + 0.5 * h if side < 0 else a > start - 0.5 * h):
            letters.append((a, b) if side > 0 else (-b, -a))
    edge = start * side
    first = None
    for a, b in sorted(letters):
        if a - edge > (1.6 * h if first is None else 0.95 * h):
            break
        first = a if first is None else first
        edge = max(edge, b)
    if first is None:
        return None
    return (first, edge) if side > 0 else (-edge, -first)


def _read(bars: list[Bar], sheet: _Sheet) -> list[_Found]:
    _, traces, source = sheet
    everything = traces.letters | traces.dashed
    layouts = [one for bar in bars if (one := _layout(traces, everything, bar)) is not None]

    def views(boxes: Iterable[Sequence[_Weighted]]) -> list[list[label_reading.View]]:
        return _views(layouts, boxes, sheet)

    areas = label_reading.read_areas(views(layout.area for layout in layouts), source)
    stand = _over_figures(areas, views(layout.area for layout in layouts), source)
    layouts = list(itertools.compress(layouts, stand))
    areas = list(itertools.compress(areas, stand))
    numbers = label_reading.read_numbers(views(layout.number for layout in layouts), source)
    figures = [_letters_of(number, area) for number, area in zip(numbers, areas, strict=True)]
    codes = [
        label_reading.read_codes(
            views(
                [(box, 1.0) for box in one.codes[place] if letters >= _LEAST_FIGURES]
                for one, letters in zip(layouts, figures, strict=True)
            ),
            source,
        )
        for place in range(_PLACES)
    ]
    return [
        _found(layout, number, area, read, (_place_of(read), traces.scale))
        for layout, number, area, *read in zip(layouts, numbers, areas, *codes, strict=True)
    ]


def _over_figures(
    areas: Sequence[Reading[float]], views: Sequence[Sequence[label_reading.View]], source: Source
) -> list[bool]:
    """Whether no code stands where each area should: in three lines without a bar, one above the other, the
    gap over the code looks like a bar, and the area above it like a number."""
    doubtful = [area.confidence < _FAIR for area in areas]
    codes = iter(label_reading.read_codes(list(itertools.compress(views, doubtful)), source))
    return [not doubt or next(codes).confidence < _SURE for doubt in doubtful]


def _views(
    layouts: Sequence[_Layout], boxes: Iterable[Sequence[_Weighted]], sheet: _Sheet
) -> list[list[label_reading.View]]:
    """Windows about the bar of each layout."""
    grey, traces, _ = sheet
    clutter = traces.clutter  # made anew of the whole sheet each time it is asked for
    return [
        label_reading.views_of(grey, traces.scale, clutter, one.bar, box)
        for one, box in zip(layouts, boxes, strict=True)
    ]


def _found(
    layout: _Layout,
    number: Reading[int],
    area: Reading[float],
    codes: Sequence[Reading[str]],
    chosen: tuple[int, float],
) -> _Found:
    """A label with the code of the chosen place; finding pixels per page pixel come with it."""
    place, scale = chosen
    bar, code = layout.bar, codes[place]
    code = label_reading.as_part(code) if layout.parted and place == _UNDER and code.value else code
    x, y = float((bar.x + 0.5) / scale - 0.5), float((bar.y + 0.5) / scale - 0.5)
    form = "fraction" if code.value is None else "full"
    number = label_reading.doubt_stroke(number, layout.lean)
    boxes = _boxes(layout, place if code.value else None)
    corners = (np.concatenate([corners_of(bar, window) for window in boxes]) + 0.5) / scale - 0.5
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    box = (float(x0), float(y0), float(x1), float(y1))
    evidence = _letters_of(number, area) + 3 * code.confidence
    label = Label((x, y), box, bar.angle_deg, form, number, area, code)
    return _Found(layout, label, tuple(codes), evidence)


def _letters_of(number: Reading[int], area: Reading[float]) -> float:
    """Letters of number and area that were read, each as much as it is sure."""
    return sum(reading.confidence * len(reading.text) for reading in (number, area))


def _best(found: list[_Found]) -> list[_Found]:
    """Of places that overlap, the one where most could be read."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda one: -one.evidence):
        if one.evidence >= _LEAST_EVIDENCE and not any(_overlap(one.layout, other.layout) for other in kept):
            kept.append(one)
    return kept


def _overlap(one: _Layout, other: _Layout) -> bool:
    """Whether the middle of number, area or bar of either lies in the label of the other."""
    far = one.bar.length + other.bar.length + 4 * (one.bar.height + other.bar.height)
    if abs(one.bar.x - other.bar.x) + abs(one.bar.y - other.bar.y) > far:
        return False
    return _reaches(one, other) or _reaches(other, one)


def _reaches(one: _Layout, other: _Layout) -> bool:
    way, down = axes(one.bar)
    centre = np.array([one.bar.x, one.bar.y])
    middles = [(0.0, 0.0)] + [
        ((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in (one.number[0][0], one.area[0][0])
    ]
    along, across = axes(other.bar)
    number, area = other.number[0][0], other.area[0][0]
    for x, y in middles:
        step = centre + way * x + down * y - (other.bar.x, other.bar.y)
        inside = min(number[0], area[0]) <= step @ along <= max(number[2], area[2])
        if inside and number[1] <= step @ across <= area[3]:
            return True
    return False
