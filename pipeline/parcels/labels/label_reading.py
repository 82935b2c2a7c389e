"""Reads the windows of parcel labels: number, area and land-use code, each from its own letters.

The head for labels reads what was scanned, walls and bars and all; PP-OCRv6 and Tesseract, which know no
walls, are its witnesses. Codes are ranked over the closed list of the circulars by their likelihood, so a
code that no circular knows cannot be read.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import cv2
import numpy as np

from pipeline import ctc, ocr, values
from pipeline.model import Pixels, Reader, Reading, Source
from pipeline.parcels.labels.arrangement import one_line
from pipeline.parcels.labels.bare_ones import with_bare_ones
from pipeline.parcels.labels.bars import Bar, Window, cut

T = TypeVar("T")
_WITNESSES: tuple[Reader, Reader] = ("pp_ocr", "tesseract")
_WINDOW_PX = 48.0  # height that the readers were trained on
_SIDE, _RISE = 0.2, 0.68  # of a line's height: the window around it
_BEAMS = 6
_LEAST = 0.002  # alternatives rarer than this are not worth carrying
_SURE = 0.9
_ASKED = 0.65  # of a reading: what is less sure needs no witness
_CUT = 0.5  # what a view shows likelier than not beside a code
_CLEAR = 0.98  # the best path alone has this probability: no other text matters
_UNSURE = 0.6  # a value that was reasoned, not read
_LEAN = 0.2  # half of what a stroke and its gap move the middle of the figures
_MIXED = 0.1  # a sheet is written with decimals or without, seldom both: Beta(0.1, 0.1)
_ASIDE = 0.45  # a figure and its gap move the middle by so much
_NEARLY_ALL = 0.9
_LONGEST = 2  # decimals of an area
_LOST_MARK = 0.03  # share of decimal marks that lines and dirt hide from the reader
_HOMES = ("ONT", "ODT")
SECOND_CODES = ("CLN", "BHK", "HNK", "NTS", "LNK", "LNQ")  # garden, pond and crops beside a house
_CODE_LETTERS = ocr.CODE_LETTERS + "+()"


@dataclass(frozen=True, slots=True)
class View:
    """One window as it was scanned and without the lines that cross it (the same where none do)."""

    plain: Pixels
    cleaned: Pixels
    weight: float = 1.0


Views = Sequence[View]


@dataclass(frozen=True, slots=True)
class _Seen:
    """Letter scores of one view, what the witness read in it, and the view's weight."""

    scores: ctc.Scores
    told: ocr.Text
    weight: float


def stretch(window: Pixels) -> Pixels:
    """Spread the greys of a window so that paper is white and its darkest ink black."""
    low, high = np.percentile(window, [3, 85])
    spread = (window.astype(np.float32) - low) * 255 / max(40.0, high * 0.97 - low)
    return np.asarray(np.clip(spread, 0, 255), np.uint8)


def plain_view(window: Pixels) -> View:
    """A window that nothing is known to cross."""
    return View(window, window)


def line_box(line: Bar) -> Window:
    """The window (x0, y0, x1, y1) about a line of letters whose half height is the reach of its bar."""
    height = 2 * line.height
    along, across = line.length / 2 + _SIDE * height, _RISE * height
    return (-along, -across, along, across)


def line_window(grey: Pixels, scale: float, line: Bar) -> Pixels:
    """A line of letters as it was scanned; ``scale`` is finding pixels per pixel of ``grey``."""
    return _cut_window(grey, scale, line, line_box(line))


def _cut_window(grey: Pixels, scale: float, bar: Bar, box: Window) -> Pixels:
    return stretch(cut(grey, bar, box, scale, _zoom(box)))


def _zoom(box: Window) -> float:
    return _WINDOW_PX / (box[3] - box[1])


def views_of(
    grey: Pixels, scale: float, clutter: Pixels, bar: Bar, boxes: Sequence[tuple[Window, float]]
) -> list[View]:
    """Windows about a bar; ``boxes`` carry weights.

    ``clutter`` (H, W; 0 or 255), lines that cross the windows, is at ``scale`` of the resolution of ``grey``.
    """
    views = []
    for box, weight in boxes:
        plain = _cut_window(grey, scale, bar, box)
        lines = (cut(clutter, bar, box, 1.0, _zoom(box)) > 90).astype(np.uint8)
        away = cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0
        views.append(View(plain, np.where(away, np.uint8(255), plain), weight))
    return views


def read_numbers(views: Sequence[Views], source: Source) -> list[Reading[int]]:
    """Parcel numbers; each is seen in one or more views of digits alone."""
    return _read(views, ocr.DIGITS, values.number, source)


def read_areas(views: Sequence[Views], source: Source) -> list[Reading[float]]:
    """Areas in m²; each is seen in one or more views of digits and a decimal mark."""
    return _read(views, ocr.AREA_LETTERS, values.area_m2, source)


def read_one_lines(
    views: Sequence[Views], source: Source
) -> list[tuple[Reading[int], Reading[float], Reading[str]]]:
    """Number, area and code of labels that stand on one line, with what the other readers say of them."""
    seen = _seen(views, ocr.LABEL_LETTERS)
    asked = [_for_tesseract(_clearest(view).cleaned) for view in views if view]
    told = iter(ocr.read_tesseract(asked, "eng", ocr.LABEL_LETTERS))
    return [
        _parts(_ranked(one, ocr.LABEL_LETTERS), (_witness(one), next(told).text if one else ""), source)
        for one in seen
    ]


def _parts(
    ranked: list[tuple[str, float]], told: Sequence[str], source: Source
) -> tuple[Reading[int], Reading[float], Reading[str]]:
    split = [(one_line(text) or ("", "", ""), chance) for text, chance in ranked]
    others = [one_line(text) or ("", "", "") for text in told]

    def part(place: int, parse: Callable[[str], T | None]) -> Reading[T]:
        reading = _combine([(parts[place], chance) for parts, chance in split], parse, source)
        for reader, other in zip(_WITNESSES, others, strict=True):
            reading = _heard(reading, reader, parse(other[place]))
        return reading

    return part(0, values.number), part(1, values.area_m2), part(2, values.land_use)


def confirm_numbers(readings: Sequence[Reading[int]], views: Sequence[Views]) -> list[Reading[int]]:
    """Set ``agreed`` where Tesseract reads the same number from the clearest view."""
    return _confirm(readings, views, ocr.DIGITS, values.number)


def confirm_areas(readings: Sequence[Reading[float]], views: Sequence[Views]) -> list[Reading[float]]:
    """Set ``agreed`` where Tesseract reads the same area from the clearest view."""
    return _confirm(readings, views, ocr.AREA_LETTERS, values.area_m2)


def _confirm(
    readings: Sequence[Reading[T]], views: Sequence[Views], letters: str, parse: Callable[[str], T | None]
) -> list[Reading[T]]:
    asked = [
        i
        for i, reading in enumerate(readings)
        if reading.value is not None and reading.confidence >= _ASKED and not reading.agreed
    ]
    shown = [_for_tesseract(_clearest(views[i]).cleaned) for i in asked]
    found = list(readings)
    for i, witness in zip(asked, ocr.read_tesseract(shown, "eng", letters), strict=True):
        found[i] = _heard(readings[i], "tesseract", parse(witness.text))
    return found


def _heard(reading: Reading[T], reader: Reader, value: T | None) -> Reading[T]:
    """The reading with what one more reader made of it; it agrees where the values are the same."""
    said = reading.said or (("label_head", reading.value),)
    agreed = reading.agreed or (value is not None and value == reading.value)
    return replace(reading, agreed=agreed, said=(*said, (reader, value)))


def _read(
    views: Sequence[Views], letters: str, parse: Callable[[str], T | None], source: Source
) -> list[Reading[T]]:
    found = []
    for own, seen in zip(views, _seen(views, letters), strict=True):
        reading = _combine(_ranked(seen, letters), parse, source)
        reading = _with_bare_ones(reading, own, parse) if own else reading
        found.append(_heard(reading, "pp_ocr", parse(_witness(seen))))
    return found


def _with_bare_ones(reading: Reading[T], views: Views, parse: Callable[[str], T | None]) -> Reading[T]:
    """The reading with the ones that the head took for walls: it is as sure as the other readers make it."""
    text = with_bare_ones(reading.text, _clearest(views).cleaned)
    value = parse(text)
    if text == reading.text or value is None:
        return reading
    own = () if reading.value is None else ((reading.value, reading.confidence),)
    return replace(
        reading,
        value=value,
        text=text,
        confidence=_ASKED,
        alternatives=(*own, *(pair for pair in reading.alternatives if pair[0] != value)),
        said=(("label_head", reading.value),),
    )


def _seen(views: Sequence[Views], letters: str) -> list[list[_Seen]]:
    """What the head for labels and PP-OCRv6 make of every view, in the order of ``views``."""
    read = iter(ocr.score_labels([view.plain for one in views for view in one], letters))
    return [[_Seen(*next(read), view.weight) for view in one] for one in views]


def _clearest(views: Views) -> View:
    """The view with the greatest weight."""
    return max(views, key=lambda view: view.weight)


def _witness(seen: Sequence[_Seen]) -> str:
    """What PP-OCRv6 reads in the view with the greatest weight."""
    return max(seen, key=lambda one: one.weight).told.text if seen else ""


def _ranked(seen: Sequence[_Seen], letters: str) -> list[tuple[str, float]]:
    """Texts with their mean probability over the weighted views, best first."""
    chances: dict[str, float] = {}
    total = sum(one.weight for one in seen)
    for one in seen:
        for text, chance in _texts(one.scores, letters):
            chances[text] = chances.get(text, 0.0) + chance * one.weight / total
    return sorted(chances.items(), key=lambda item: -item[1])


def _texts(scores: ctc.Scores, letters: str) -> list[tuple[str, float]]:
    """Likely texts of one view; where every step is sure, the one text that follows from them."""
    steps = scores.argmax(axis=1)
    chance = float(np.exp(scores[np.arange(len(steps)), steps].sum()))
    if chance < _CLEAR:
        return ctc.beam_search(scores, letters, _BEAMS)
    return [("".join(letters[step - 1] for step in steps[ctc.letters_begin(steps)]), chance)]


def _combine(ranked: list[tuple[str, float]], parse: Callable[[str], T | None], source: Source) -> Reading[T]:
    chances: dict[T, float] = {}
    for text, chance in ranked:
        value = parse(text)
        if value is not None:
            chances[value] = chances.get(value, 0.0) + chance
    best = ranked[0][0] if ranked else ""
    if not chances:
        return Reading(None, best, 0.0, source)
    order = sorted(chances.items(), key=lambda item: -item[1])
    value, chance = order[0]
    if value != parse(best) and ranked[0][1] > chance:
        return Reading(None, best, 0.0, source, tuple(order))
    others = tuple((other, less) for other, less in order[1:] if less >= _LEAST)
    return Reading(value, best, min(chance, 1.0), source, others)


def doubt_stroke(number: Reading[int], lean: float) -> Reading[int]:
    """Doubt a number whose figures stand aside of the middle of its bar by ``lean`` figures.

    An outer 1 may be a wall beside the number; far aside, a part of the number is missing.
    """
    if number.value is None or abs(lean) < _LEAN:
        return number
    outer, stroke = (number.text[1:], number.text[:1]) if lean < 0 else (number.text[:-1], number.text[-1:])
    without = values.number(outer) if stroke == "1" else None
    if without is None:
        sure = _UNSURE if abs(lean) >= _ASIDE else 1.0
        agreed = number.agreed and sure == 1.0
        return replace(number, confidence=min(number.confidence, sure), agreed=agreed)
    others = tuple(pair for pair in number.alternatives if pair[0] != without)
    doubtful = min(number.confidence, _UNSURE)
    return replace(number, confidence=doubtful, alternatives=((without, 1 - _UNSURE), *others), agreed=False)


def with_decimals(areas: Sequence[Reading[float]]) -> list[Reading[float]]:
    """Weigh areas without a decimal mark by the habit of the sheet.

    Areas carry one decimal (Circular 25/2014, Art. 16(10)), so where nearly all areas of a sheet show a mark,
    one without lost it to a line through it or to dirt: the tenth part becomes the likelier value, and
    neither is sure. On a sheet without decimals nothing changes. A decimal more than the sheet's areas have
    is a letter beside the area (the mark of a house, symbol 9).
    """
    sure = [area for area in areas if area.value is not None and area.confidence > _SURE]
    marked = sum(_has_mark(area.text) for area in sure)
    most = _most_decimals(sure)
    areas = [_cut_down(area, most) for area in areas]
    found = []
    for area in areas:
        others = len(sure) - (area in sure)
        share = (marked + _MIXED) / (others + 2 * _MIXED)
        found.append(area if _has_mark(area.text) else _weighed(area, share))
    return found


def _most_decimals(areas: Sequence[Reading[float]]) -> int:
    """How many decimals nearly all areas of a sheet have at most."""
    counts = sorted(_decimals(area.text) for area in areas)
    return counts[int(_NEARLY_ALL * (len(counts) - 1))] if counts else _LONGEST


def _decimals(text: str) -> int:
    mark = max(text.rfind(","), text.rfind("."))
    return len(text) - mark - 1 if mark >= 0 else 0


def _cut_down(area: Reading[float], most: int) -> Reading[float]:
    """An area without the figures behind the last of ``most`` decimals."""
    if area.value is None or _decimals(area.text) <= most or float(area.value).is_integer():
        return area
    cut = math.floor(area.value * 10**most + 1e-6) / 10**most
    chance = min(area.confidence, _UNSURE)
    others = ((area.value, chance), *(pair for pair in area.alternatives if pair[0] != cut))
    return replace(area, value=cut, confidence=chance, alternatives=others, agreed=False)


def with_habits(codes: Sequence[Reading[str]]) -> list[Reading[str]]:
    """Weigh codes that could be read in several ways by how often each is read surely on the sheet."""
    seen = Counter(code.value for code in codes if code.confidence > _SURE)
    return [_by_habit(code, seen) if code.value and code.alternatives else code for code in codes]


def _by_habit(code: Reading[str], seen: Counter[str | None]) -> Reading[str]:
    """Habit decides between codes that look alike, not between one use and two: there a part was cut off."""
    read = [(code.value or "", code.confidence), *code.alternatives]
    if any(
        code.value in other or other in (code.value or "") for other, _ in code.alternatives if code.value
    ):
        return code
    weights = [(value, chance * (seen[value] + 0.5)) for value, chance in read]
    value, weight = max(weights, key=lambda item: item[1])
    if value == code.value:
        return code
    chance = min(_UNSURE, weight / sum(other for _, other in weights))
    others = tuple(pair for pair in read if pair[0] != value)
    return replace(code, value=value, confidence=chance, alternatives=others, agreed=False)


def _has_mark(text: str) -> bool:
    return any(mark in text for mark in ".,")


def _weighed(area: Reading[float], share: float) -> Reading[float]:
    """``share`` is that of the areas that carry a mark on this sheet; what was weighed before stays."""
    if area.value is None or not area.text.isdigit() or area.value != float(area.text):
        return area
    if len(area.text) < 3:  # too short to be a whole area that lost its mark: a piece of one
        chance = 1 - share
        return replace(area, confidence=min(area.confidence, chance), agreed=area.agreed and chance > _SURE)
    tenth = round(area.value / 10, 1)
    chances = dict(area.alternatives) | {area.value: area.confidence * (1 - share)}
    chances[tenth] = share * (chances.get(tenth, 0.0) + _LOST_MARK * area.confidence)
    total = sum(chances.values())
    order = sorted(((value, chance / total) for value, chance in chances.items()), key=lambda item: -item[1])
    value, chance = order[0]
    stands = value == area.value and chances[tenth] <= (1 - _CLEAR) * total
    return replace(
        area,
        value=value,
        confidence=min(area.confidence, chance) if stands else min(area.confidence, chance, _UNSURE),
        alternatives=tuple(pair for pair in order[1:] if pair[1] >= _LEAST),
        agreed=area.agreed and stands,
    )


def _for_tesseract(window: Pixels) -> Pixels:
    scale = 40 / window.shape[0]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(window, None, fx=scale, fy=scale, interpolation=way)
    return np.asarray(cv2.copyMakeBorder(scaled, 8, 8, 10, 10, cv2.BORDER_CONSTANT, value=255), np.uint8)


@functools.cache
def listed_codes() -> tuple[str, ...]:
    """Every code that a label may bear: those of the circulars and the usual two of house and garden."""
    single = sorted(
        code for code in values.land_use_codes() if len(code) >= 3 and code.isascii() and code.isupper()
    )
    return (
        *single,
        *(f"{home}+{other}" for home in _HOMES for other in SECOND_CODES),
        "LUC(NTS)",
        "LUK(NTS)",
    )


def read_codes(views: Sequence[Views], source: Source) -> list[Reading[str]]:
    """Land-use codes by likelihood over the closed list; each is seen in one or more views."""
    shown = _seen(views, _CODE_LETTERS)
    best = [_best_code(seen, source) for seen in shown]
    clearest = [[view[place]] if view else [] for view, (_, place) in zip(views, best, strict=True)]
    codes = _confirm([code for code, _ in best], clearest, _CODE_LETTERS, values.land_use)
    return [
        as_part(code) if _shows_more(code.value, seen) else code
        for code, seen in zip(codes, shown, strict=True)
    ]


def as_part(code: Reading[str]) -> Reading[str]:
    """A code that may be a part of what is printed: in doubt, with the codes of two uses that hold it."""
    known = {other for other, _ in code.alternatives}
    wholes = (other for other in listed_codes() if "+" in other and code.value in other.split("+"))
    more = [other for other in wholes if other not in known]
    beside = tuple((other, _CUT / len(more)) for other in more)
    return replace(code.doubted(_CUT), alternatives=(*code.alternatives, *beside))


def _shows_more(code: str | None, seen: Sequence[_Seen]) -> bool:
    """Whether a view shows the sign between two uses beside a code of one."""
    if code is None or "+" in code:
        return False
    likeliest = (_texts(one.scores, _CODE_LETTERS)[0] for one in seen)
    return any("+" in text for text, chance in likeliest if chance >= _CUT)


def _best_code(seen: Sequence[_Seen], source: Source) -> tuple[Reading[str], int]:
    """The code and the view that shows it.

    The views may be cut differently: a wrong cut seldom fits a listed code, so the best view counts.
    """
    if not seen:
        return Reading(None, source=source), 0
    texts = [_texts(one.scores, _CODE_LETTERS)[0] for one in seen]
    text = max(texts, key=lambda pair: pair[1] * len(pair[0]))[0]  # a view that shows nothing is sure of it
    words = listed_codes()
    each = np.exp([ctc.log_likelihoods(one.scores, _CODE_LETTERS, words) for one in seen])
    chances = each.max(axis=0)
    total = max(1.0, float(chances.sum()))
    order = sorted(range(len(words)), key=lambda i: -chances[i] * len(words[i]))
    best = order[0]
    if chances[best] < _LEAST:
        return Reading(None, text, 0.0, source), 0
    others = tuple((words[i], float(chances[i]) / total) for i in order[1:5] if chances[i] >= _LEAST)
    place = int(each[:, best].argmax())
    reading = Reading(words[best], text, float(chances[best]) / total, source, others)
    return _heard(reading, "pp_ocr", values.land_use(seen[place].told.text)), place
