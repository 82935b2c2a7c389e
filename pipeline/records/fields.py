"""Texts behind labels on a form (``Diện tích: 421,1 m²``), by the readers of print and the QR code."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pipeline import values
from pipeline.model import Box, Reader, Reading, Source
from pipeline.number_words import area_in_words
from pipeline.records.forms import is_label, role_of_label
from pipeline.records.line import READERS, Line, settled
from pipeline.syllables import odd_words
from pipeline.text import fold

T = TypeVar("T")
Texts = dict[str, list[str]]
_AGREED, _ONE = 0.97, 0.5
# ``2.``, ``a)``, ``-``; readers take the point for a comma or a colon.
_NUMBERED = re.compile(r"^\s*[-–•*+]?\s*(?:(\d{1,2}|[IVa-hđ]{1,4})[.,:)]\s+)?")
# A comma or a bracket parts two fields where a label follows; one within figures or an address does not.
# Behind figures a blank does, too: readers take a semicolon for many things.
_PARTS = re.compile(
    r";|,?\s*\((?=[^\W\d][^,;:()]*:)|,\s*(?=[^\W\d][^,;:]*(?::|\bs\S{1,2}\s+\d))"
    r"|(?<=[\d²])[:.)?]?\s+(?=[^\W\d][^,;:\d]*:)"
)
_WITHOUT_COLON = re.compile(r"^(.*?\bs\S{1,2})\s+(\d{1,5}\b.*)$", re.IGNORECASE)  # ``tờ bản đồ số 20``
_FIGURES = re.compile(r"\d[\d., ]*\d|\d")
# The number of the next heading (``12. Tọa độ``) is no value of the label before; ``61-2014`` is no number.
_FIRST_NUMBER = re.compile(r"^\D{0,3}(\d+)(?![.,]?\d)(?!\s?[.:)]\s*[^\W\d_]{2})(?!\s?[-–/]\s?\d)")
_STRANGE = re.compile(r"[„“”‟‘’‚›‹»«~^|¦¬¿¡§©®¥£€†‡{}<>\\_]")
_SIGNS = re.compile(r"[^\w\s]|_")
_IN_BRACKETS = re.compile(r"\(\s*([^\W\d_]{3})\s*\)")
_AREA_BEHIND = re.compile(r":?\s*\d[\d., ]*\d?\s*(m\S?)?\s*$")


@dataclass(frozen=True, slots=True)
class Fields:
    """By meaning of the label: the texts as each of ``READERS`` has them, and the line's box on the page.

    ``qr`` are the fields of the page's QR code. A field stated again otherwise is not agreed. ``dotted`` are
    the fields whose texts stand on leaders, ``by_hand`` tells that the form was filled in with a pen.
    """

    source: Source
    by_hand: bool = False
    told: tuple[Texts, ...] = field(default_factory=lambda: tuple({} for _ in READERS))
    qr: Texts = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    dotted: set[str] = field(default_factory=set)

    def read(self, role: str, parse: Callable[[str], T | None]) -> Reading[T]:
        """The value behind a label; agreed where Tesseract and a network give it and nobody another.

        Where the readers of the print differ, the QR code decides for one of them. What a pen wrote is
        never agreed.
        """
        read = [_values(texts.get(role, ()), parse) for texts in self.told]
        coded = _values(self.qr.get(role, ()), parse)
        place = replace(self.source, box=self.boxes.get(role))
        text = next(iter(self.texts(role)), "")
        every = [*coded, *itertools.chain(*read)]
        if not every:
            return Reading(None, text, source=place)
        value, alike = settled([next(iter(found), None) for found in read])
        borne_out = bool(coded) and any(coded[0] in found for found in read)
        if value is None or borne_out:
            value = coded[0]
        single = all(len(set(found)) <= 1 for found in (*read, coded))
        agreed = single and (borne_out if coded else alike and not self._lost_letters(role))
        others = tuple((other, _ONE) for other in dict.fromkeys(every) if other != value)
        said = _said((*zip(READERS, read, strict=True), ("qr_code", coded)))
        reading = Reading(value, text, _AGREED if agreed else _ONE, place, others, agreed, said=said)
        return reading.doubted(_ONE) if self.by_hand else reading

    def texts(self, role: str) -> list[str]:
        """The texts behind a label by all readers of the print."""
        return [text for told in self.told for text in told.get(role, ())]

    def _lost_letters(self, role: str) -> bool:
        """Whether a sign that no form has stands in a text: readers make one of a letter they cannot read."""
        return any(_STRANGE.search(text) for text in self.texts(role))

    def read_words(
        self, role: str, parse: Callable[[str], str | None], is_listed: Callable[[str], bool] | None = None
    ) -> Reading[str]:
        """The same for names and other words that no list of words bears out; ``is_listed``: which one does.

        All readers may lose a dot beneath a letter to the leader on which it stands, or accents to wear: then
        a word may be left that nobody writes.
        """
        reading = self.read(role, parse)
        if is_listed is not None and reading.value is not None and is_listed(reading.value):
            return reading
        odd = reading.value is not None and odd_words(_SIGNS.sub(" ", reading.value)) > 0
        return reading.doubted(_ONE) if odd or role in self.dotted else reading

    def has(self, role: str) -> bool:
        """Whether a reader of the print found the label."""
        return any(role in told for told in self.told)


def _said(readers: Iterable[tuple[Reader, Sequence[T]]]) -> tuple[tuple[Reader, T | None], ...]:
    """What each of the readers that found anything reads first."""
    return tuple((reader, found[0]) for reader, found in readers if found)


def find_fields(lines: Sequence[Line], source: Source, qr: str = "", *, by_hand: bool = False) -> Fields:
    """The fields of a page's lines, and of the text ``qr`` in its QR code where that is labelled.

    ``by_hand``: the page was filled in with a pen.
    """
    fields = Fields(source, by_hand)
    for line in lines:
        for texts, text in zip(fields.told, line.said, strict=True):
            for role, value in _labelled(text):
                texts.setdefault(role, []).append(value)
                fields.boxes.setdefault(role, line.box)
    for part in re.split(r"[\n|]", qr):
        for role, value in _labelled(part):
            fields.qr.setdefault(role, []).append(value)
    return fields


def waits_for_value(text: str) -> bool:
    """Whether a text ends with a label behind which nothing stands."""
    last = _PARTS.split(_NUMBERED.sub("", text))[-1].strip()
    if last.endswith(":"):
        return True
    label, value = _cut(last)
    return not label and not value and is_label(_NUMBERED.sub("", last))


def _values(texts: Iterable[str], parse: Callable[[str], T | None]) -> list[T]:
    return [value for text in texts if (value := parse(text)) is not None]


def parts_of(line: str) -> Iterator[tuple[str, str]]:
    """The label and the text of each part of a line; a part without a label is all text."""
    for part in _PARTS.split(_NUMBERED.sub("", line)):
        label, text = _cut(part)
        yield (_NUMBERED.sub("", label), text) if label else ("", part)


def _labelled(line: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for label, text in parts_of(line):
        role = role_of_label(label) if label else ""
        if role and text.strip():
            found.append((role, text.strip(" .,;")))
        elif found and found[-1][0] == "code" and text.strip():  # a second use of the land
            use = f"{label}: {text}" if label else text
            found[-1] = ("code", f"{found[-1][1]}; {use.strip(' .,;')}")
    return found


def _cut(part: str) -> tuple[str, str]:
    label, colon, text = part.partition(":")
    if colon:
        return label, text
    match = _WITHOUT_COLON.match(part)
    return (match.group(1), match.group(2)) if match else ("", "")


def as_number(text: str) -> int | None:
    """The whole number with which the text begins."""
    match = _FIRST_NUMBER.match(text)
    return values.number(match.group(1)) if match else None


def as_area(text: str) -> float | None:
    """The figures alone: readers make many things of m²."""
    match = _FIGURES.match(text)
    return values.area_m2(match.group()) if match else None


def read_area(fields: Fields) -> Reading[float]:
    """The area in figures; in doubt where its words say otherwise, or where nothing bears out its mark.

    Two readers lose one decimal mark alike, and the area is ten times as large: an area without decimals is
    sure only where it is written out or coded as well.
    """
    figures, words = fields.read("area", as_area), fields.read("area_words", area_in_words)
    if words.value is None:
        whole = figures.value is not None and figures.value == int(figures.value)
        return figures.doubted(_ONE) if whole and not fields.qr.get("area") else figures
    others = dict(figures.alternatives)
    if figures.value == words.value:
        return replace(figures, agreed=True, confidence=_AGREED)
    if figures.value is None or words.value in others or _only_mark_differs(figures.value, words.value):
        rest = () if figures.value is None else ((figures.value, _ONE),)
        return replace(
            figures, value=words.value, alternatives=rest, agreed=words.agreed, confidence=words.confidence
        )
    return replace(figures.doubted(_ONE), alternatives=((words.value, _ONE), *figures.alternatives))


def _only_mark_differs(figures: float, words: float) -> bool:
    return figures in (10 * words, 100 * words)


def as_text(text: str) -> str | None:
    """Any text but an empty one."""
    return text or None


def as_code(text: str) -> str | None:
    """A code (readers put accents on capitals: LỤC is LUC), or land uses in words, ``ONT+CLN`` where two."""
    plain = re.sub(r"\s*\+\s*", "+", text)
    code = values.land_use("+".join(fold(part).upper() for part in plain.split("+")))
    if code is not None:
        return code
    uses = [use for part in re.split(r"[;+]|\bvà\b", text) if fold(part) for use in _uses(part)]
    known = [use for use in uses if use is not None]
    return values.land_use("+".join(dict.fromkeys(known))) if known and len(known) == len(uses) else None


def _uses(part: str) -> list[str | None]:
    """One use, whose name may hold a comma, or several where a reader took a semicolon for one."""
    whole = _use(part)
    return [whole] if whole is not None else [_use(each) for each in part.split(", ")]


def _use(part: str) -> str | None:
    bracketed = _IN_BRACKETS.search(part)
    if bracketed:
        return values.land_use(fold(bracketed.group(1)).upper())
    words = _AREA_BEHIND.sub("", part) if re.search(r"\d", part) else part
    return values.land_use_named(words.strip(" :")) or values.land_use(fold(words).upper())
