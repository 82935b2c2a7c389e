"""What is printed around the frame of a sheet: units, tờ number, sheet number, scale, parcel count.

Every line is read twice, by Tesseract and by the PP-OCRv6 trunk, which fail differently; digits once more by
a head that can write nothing but digits. The tờ number usually stands in several places: all of them vote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import numpy as np

from pipeline import ocr, sheet_code, values
from pipeline.heading import NOT_A_CODE, SHEET_LABEL, Heading, parse_heading, split_kind
from pipeline.model import Box, FloatArray, Pixels, Reading, SheetTitle, Source
from pipeline.sheets.index_box import read_index_box
from pipeline.sheets.margin import Line, Place, Strip, bounds, cut_strip, find_lines, page_box, with_values
from pipeline.text import fold

T = TypeVar("T")

_SHEET = re.compile(SHEET_LABEL + r" (\S+)" + NOT_A_CODE)
_COUNT = re.compile(r"\btong so thua(?: dat)? (\S+)")
_SHEETS = re.compile(r"\bthanh (\S+) to\b")
_SCALE_LABEL = re.compile(r"\bt[yi] ?le(?: ban do)? (?=\S)")
_RATIO = re.compile(r"\b1 ?(\d{1,2} ?000|[25]00)(?! ?\d)")
_BARE_RATIO = re.compile(
    r"(?<![\d:])1 ?: ?(?:\d{1,2} ?000|[25]00)(?! ?\d)"
)  # its mark tells it from a number
_RATIO_ALONE = re.compile(r"[1Il] ?: ?[\dOo ]+")  # lettered by hand, with letters like figures
_LIKE_FIGURES = str.maketrans("IlOo", "1100")
_GROUND = re.compile(r"\b1 ?cm .{0,40}?\bbang (\d[\do]*) ?m(?:et)?\b")
_CRS = re.compile(r"\b(?:vn ?2000|hn ?72|ha noi ?(?:19)?72|kinh tuyen|he toa do|mui chieu|utm)\b")
_CODE_LETTERS = ocr.DIGITS + "-()abcdABCD"
_RATIO_LETTERS = ocr.DIGITS + ":/. "
_MARKED_DIGITS = ocr.DIGITS + "-().,:/"
_ORIENTATION_DPI = 150
_ORIENTATION_WORDS = re.compile(
    r"\b(?:xa|phuong|thi tran|huyen|quan|thi xa|tinh|tp|thanh pho|to so|ban do|dia chinh|manh"
    r"|ty le|don vi|do ve|tong so thua|nam \d{4})\b"
)
_PLACES_OF_TITLES: tuple[Place, ...] = ("above", "below")
_NEAR: tuple[Place, ...] = ("above", "right", "below")
_FAR: tuple[Place, ...] = ("far below", "beside")  # the first goes on beyond the near one below
_ALONE = 0.6  # of its confidence a value keeps that only one reader gave
_UNDISPUTED = 0.75  # of all weight: with less, readers that agree are contradicted elsewhere
_MOST = 0.99
_EDGE = 0.5  # of a line's height: letters stand closer to each other than that
_TOUCH_PX = 2.0  # of the page: ink that ends so near its edge may have been cut there


@dataclass(frozen=True, slots=True)
class _Vote(Generic[T]):
    """One reader's value at one place."""

    value: T
    text: str
    confidence: float
    reader: Literal["tesseract", "trunk"]
    box: Box


@dataclass(frozen=True, slots=True)
class _Read:
    """A line with what the second reader made of it."""

    line: Line
    second: ocr.Text

    def box(self, first: int = 0, last: int | None = None) -> Box:
        """Box on the page of the words ``first`` to ``last``."""
        return page_box(self.line.strip, bounds(self.line.words[first:last]))


def read_title(page: Pixels, dpi: float, frame_px: FloatArray, source: Source) -> SheetTitle:
    """Read the margins of an upright grey page; (4, 2) ``frame_px`` is the inner frame NW, NE, SE, SW.

    Boxes are in pixels of ``page`` as given. What was not found has the value None. Farther from the frame
    is looked only where a title does not stand beside it.
    """
    above, right, below = (cut_strip(page, dpi, frame_px, place) for place in _NEAR)
    beside = [read for strip in (above, right) for read in _read_margin(strip, page.shape)]
    neighbours = read_index_box(above, source)
    title = _title([*beside, *_read_margin(below, page.shape)], neighbours, source)
    if None not in (title.commune.value, title.number.value, title.scale.value):
        return title
    far = [cut_strip(page, dpi, frame_px, place) for place in _FAR]
    farther = [read for strip in far for read in _read_margin(strip, page.shape)]
    return _title([*beside, *farther], neighbours, source)


def _read_margin(strip: Strip, shape: tuple[int, ...]) -> list[_Read]:
    """The lines of a margin of a page of this shape, each read twice."""
    lines = [line for line in with_values(find_lines(strip)) if not _is_cut(line, shape)]
    seconds = _surest(ocr.read_vietnamese, [_crops(line) for line in lines])
    return [_Read(line, second) for line, second in zip(lines, seconds, strict=True)]


def _title(reads: Sequence[_Read], neighbours: tuple[Reading[int], ...], source: Source) -> SheetTitle:
    scale = _decide(_scale_votes(reads), source)
    units = _unit_votes(reads)
    return SheetTitle(
        commune=_decide(units["commune"], source),
        district=_decide(units["district"], source),
        province=_decide(units["province"], source),
        number=_decide(_labelled_votes(reads, _SHEET), source),
        sheet_code=_decide(_code_votes(reads, scale.value), source),
        scale=scale,
        parcel_count=_decide(_labelled_votes(reads, _COUNT), source),
        crs_text=_crs_text(reads),
        sheet_count=_decide(_labelled_votes(reads, _SHEETS), source),
        neighbours=neighbours,
    )


def _is_cut(line: Line, shape: tuple[int, ...]) -> bool:
    """Whether a line runs into the edge of the page: where that goes through ``TỜ SỐ 39``, 3 may be left.

    Beside the line only what touches the edge is cut: a title may stand close below it.
    """
    x0, y0, x1, y1 = page_box(line.strip, bounds(line.words))
    level = line.strip.place != "right"
    high = min(x1 - x0, y1 - y0)
    beside, over = (_EDGE * high, _TOUCH_PX) if level else (_TOUCH_PX, _EDGE * high)
    wide, tall = shape[1] - 1, shape[0] - 1
    return x0 < beside or x1 > wide - beside or y0 < over or y1 > tall - over


def _crs_text(reads: Iterable[_Read]) -> str:
    """All that either reader saw of the coordinate system."""
    texts = [text for read in reads for text in (read.line.text, read.second.text) if _CRS.search(fold(text))]
    return "; ".join(dict.fromkeys(texts))


def orientation_score(page: Pixels, dpi: float, frame_px: FloatArray) -> float:
    """Letters of a title's words that can be read above and below the frame; compare four quarter turns."""
    score = 0.0
    for place in _PLACES_OF_TITLES:
        for line in find_lines(cut_strip(page, dpi, frame_px, place, _ORIENTATION_DPI), _ORIENTATION_DPI):
            text, owners = _folded(line)
            for match in _ORIENTATION_WORDS.finditer(text):
                score += sum(line.words[owners[at]].confidence for at in range(*match.span()))
    return score


# --- votes --------------------------------------------------------------------------------------------


def _decide(votes: Sequence[_Vote[T]], source: Source) -> Reading[T]:
    """The value with the most weight; sure only as far as no other reader or place says otherwise."""
    if not votes:
        return Reading(None, source=source)
    weights: dict[T, float] = {}
    for vote in votes:
        weights[vote.value] = weights.get(vote.value, 0.0) + vote.confidence
    ranked = sorted(weights, key=lambda value: -weights[value])
    whole = max(1e-9, sum(weights.values()))
    won = [vote for vote in votes if vote.value == ranked[0]]
    surest = {
        reader: max((v.confidence for v in won if v.reader == reader), default=0.0) for reader in _READERS
    }
    share = weights[ranked[0]] / whole
    agreed = all(surest.values()) and share > _UNDISPUTED
    doubt = float(np.prod([1.0 - sure for sure in surest.values()]))
    confidence = (1.0 - doubt) * share * (1.0 if agreed else _ALONE)
    best = max(won, key=lambda vote: vote.confidence)
    return Reading(
        ranked[0],
        best.text,
        round(min(_MOST, confidence), 3),
        Source(source.scan, source.page, best.box),
        tuple((value, round(weights[value] / whole, 3)) for value in ranked[1:]),
        agreed,
    )


_READERS: tuple[Literal["tesseract", "trunk"], ...] = ("tesseract", "trunk")


def _crops(line: Line, first: int = 0, last: int | None = None) -> list[Pixels]:
    """Pixels of some words of a line with a little paper around them, of one strength and as they faded."""
    x0, y0, x1, y1 = bounds(line.words[first:last])
    edge = 0.15 * (y1 - y0)
    height, width = line.strip.letters.shape
    top, bottom = max(0, int(y0 - edge)), min(height, int(y1 + edge) + 1)
    left, right = max(0, int(x0 - edge)), min(width, int(x1 + edge) + 1)
    return [picture[top:bottom, left:right] for picture in (line.strip.letters, line.strip.grey)]


def _surest(
    reader: Callable[[Sequence[Pixels]], list[ocr.Text]], shown: Sequence[list[Pixels]]
) -> list[ocr.Text]:
    """What a reader makes of each line, of the pictures of it that it is shown the one it is surest of."""
    texts = iter(reader([picture for pictures in shown for picture in pictures]))
    return [max((next(texts) for _ in pictures), key=lambda text: text.confidence) for pictures in shown]


def _limited(crops: list[Pixels], letters: str) -> ocr.Text:
    """The same of one crop that can hold only some letters."""
    return _surest(lambda pictures: ocr.read_limited(pictures, letters), [crops])[0]


def _folded(line: Line) -> tuple[str, list[int]]:
    """The line's text folded word by word, and for each letter the word it belongs to."""
    text, owners = "", []
    for index, word in enumerate(line.words):
        plain = fold(word.text)
        if plain:
            text += f"{plain} "
            owners += [index] * (len(plain) + 1)
    return text.rstrip(), owners


# --- numbers behind a label ---------------------------------------------------------------------------


def _labelled_votes(reads: Iterable[_Read], pattern: re.Pattern[str]) -> list[_Vote[int]]:
    """Votes for the number behind a label such as ``TỜ SỐ`` or ``Tổng số thửa``."""
    votes: list[_Vote[int]] = []
    for read in reads:
        text, owners = _folded(read.line)
        for match in pattern.finditer(text):
            votes += _number_votes(read, owners[match.start(1)], match[1])
        for match in pattern.finditer(fold(read.second.text)):
            votes += _vote(values.number(match[1]), read.second, "trunk", read.box())
    return votes


def _number_votes(read: _Read, place: int, text: str) -> list[_Vote[int]]:
    """Tesseract's number in a word, and what the digit reader sees there."""
    word = read.line.words[place]
    box = read.box(place, place + 1)
    votes = _vote(values.number(text), ocr.Text(word.text, word.confidence), "tesseract", box)
    if sum(map(str.isalpha, word.text)) <= 1:
        digits = _limited(_crops(read.line, place, place + 1), _MARKED_DIGITS)
        groups = re.findall(r"\d+", digits.text)
        votes += _vote(values.number(groups[0]) if groups else None, digits, "trunk", box)
    return votes


def _vote(value: T | None, read: ocr.Text, reader: Literal["tesseract", "trunk"], box: Box) -> list[_Vote[T]]:
    return [] if value is None else [_Vote(value, read.text, read.confidence, reader, box)]


# --- sheet number and scale ---------------------------------------------------------------------------


def _code_votes(reads: Iterable[_Read], scale: int | None) -> list[_Vote[str]]:
    """Votes for the sheet number in its canonical form."""
    votes: list[_Vote[str]] = []
    for read in reads:
        for start, end in sheet_code.places(read.line.text):
            first, last = _words_between(read.line, start, end)
            words = read.line.words[first:last]
            printed = ocr.Text(read.line.text[start:end], min(word.confidence for word in words))
            box = read.box(first, last)
            again = _limited(_crops(read.line, first, last), _CODE_LETTERS)
            votes += _vote(_code(printed.text, scale), printed, "tesseract", box)
            votes += _vote(_code(again.text, scale), again, "trunk", box)
        votes += _vote(_code(read.second.text, scale), read.second, "trunk", read.box())
    return votes


def _code(text: str, scale: int | None) -> str | None:
    found = sheet_code.parse(text, scale)
    return None if found is None else str(found)


def _words_between(line: Line, start: int, end: int) -> tuple[int, int]:
    """The words (first, behind the last) that hold the letters ``start`` to ``end`` of the line's text."""
    held, at = [], 0
    for index, word in enumerate(line.words):
        if at < end and at + len(word.text) > start:
            held.append(index)
        at += len(word.text) + 1
    return held[0], held[-1] + 1


def _scale_votes(reads: Iterable[_Read]) -> list[_Vote[int]]:
    """Votes for the scale from ``TỶ LỆ 1:1000`` and from ``1 cm trên bản đồ bằng 10 m trên thực địa``."""
    votes: list[_Vote[int]] = []
    for read in reads:
        text, owners = _folded(read.line)
        label = _SCALE_LABEL.search(text)
        if label:
            first = owners[label.end()]
            printed = ocr.Text(read.line.text, min(word.confidence for word in read.line.words[first:]))
            again = _limited(_crops(read.line, first), _RATIO_LETTERS)
            votes += _vote(_ratio(text[label.end() :]), printed, "tesseract", read.box(first))
            votes += _vote(_ratio(fold(again.text)), again, "trunk", read.box(first))
        printed = ocr.Text(read.line.text, min(word.confidence for word in read.line.words))
        if not label:
            votes += _vote(_bare_ratio(printed.text), printed, "tesseract", read.box())
            votes += _vote(_bare_ratio(read.second.text), read.second, "trunk", read.box())
        votes += _vote(_ground(text), printed, "tesseract", read.box())
        votes += _vote(_ground(fold(read.second.text)), read.second, "trunk", read.box())
    return votes


def _ratio(folded: str) -> int | None:
    match = _RATIO.search(folded)
    return _known_scale(match[1].replace(" ", "")) if match else None


def _bare_ratio(text: str) -> int | None:
    """The scale where the words before it faded, or stand in a cell of their own: ``ệ 1:500``, ``I:200o``."""
    text = text.strip()
    match = _BARE_RATIO.search(text.translate(_LIKE_FIGURES) if _RATIO_ALONE.fullmatch(text) else text)
    return _ratio(fold(match[0])) if match else None


def _ground(folded: str) -> int | None:
    """Metres on the ground for one centimetre on the map, as a scale."""
    match = _GROUND.search(folded)
    return _known_scale(match[1].replace("o", "0") + "00") if match else None


def _known_scale(digits: str) -> int | None:
    return int(digits) if int(digits) in sheet_code.SCALES else None


# --- units --------------------------------------------------------------------------------------------


def _unit_votes(reads: Sequence[_Read]) -> dict[str, list[_Vote[str]]]:
    """Votes for commune, district and province; each margin and each reader has one."""
    votes: dict[str, list[_Vote[str]]] = {"commune": [], "district": [], "province": []}
    sides = {read.line.strip.place: None for read in reads}
    readers: dict[Literal["tesseract", "trunk"], Callable[[_Read], str]] = {
        "tesseract": lambda read: read.line.text,
        "trunk": lambda read: read.second.text,
    }
    for side in sides:
        # The commune's name is the largest text of a title.
        group = sorted((r for r in reads if r.line.strip.place == side), key=lambda r: -r.line.height_px)
        for reader, text_of in readers.items():
            heading = parse_heading([text_of(read) for read in group])
            for level in votes:
                votes[level] += _unit_vote(heading, level, group, reader, text_of)
    return _spelled_alike(votes)


def _unit_vote(
    heading: Heading,
    level: str,
    group: Sequence[_Read],
    reader: Literal["tesseract", "trunk"],
    text_of: Callable[[_Read], str],
) -> list[_Vote[str]]:
    text = str(getattr(heading, level))
    name = fold(split_kind(text)[1])
    holder = next((read for read in group if name and name in fold(text_of(read))), None)
    if holder is None:
        return []
    words = [word.confidence for word in holder.line.words if fold(word.text) in name.split()]
    trunk = holder.second.confidence
    certainty = trunk if reader == "trunk" else float(np.mean(words)) if words else 0.0
    return [_Vote(text, text, certainty, reader, holder.box())]


def _spelled_alike(votes: dict[str, list[_Vote[str]]]) -> dict[str, list[_Vote[str]]]:
    """Capitals set aside: votes that differ in them alone take the spelling of the first."""
    alike = {}
    for level, given in votes.items():
        spelling: dict[str, str] = {}
        for vote in given:
            spelling.setdefault(vote.value.casefold(), vote.value)
        alike[level] = [
            _Vote(spelling[v.value.casefold()], v.text, v.confidence, v.reader, v.box) for v in given
        ]
    return alike
