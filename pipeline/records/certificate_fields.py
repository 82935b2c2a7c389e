"""What the texts of a certificate say: each of its facts by all readers, its holders in order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pipeline import values
from pipeline.likeness import distance
from pipeline.model import CertificateFacts, Holder, Reading, Source
from pipeline.number_words import area_in_words
from pipeline.records import addresses
from pipeline.records import certificate_labels as labels
from pipeline.records.certificate_texts import Item, items_of
from pipeline.records.fields import Fields
from pipeline.records.forms import likest
from pipeline.records.holders import as_id, as_name, as_year, persons_of
from pipeline.records.line import Line
from pipeline.records.titles import SERIAL
from pipeline.text import fold, normalise

T = TypeVar("T")
_OF_HOLDER = ("birth", "id", "home")
# Two phrases of the law differ by four letters at least (``có``, ``không``): one misread letter is no other.
_SLIPS = 1.5
_DOUBT = 0.5
_DATE = re.compile(
    r"ng\S{1,3}y\s*(\d{1,2})\s*th\S{1,3}ng\s*(\d{1,2})\s*n\S{1,3}m\s*((?:19|20)\d\d)\W*$", re.IGNORECASE
)
_LEAST_LETTERS = 3  # what readers make of a stroke or of ``-/-`` is shorter than any word for a house
_BEFORE_DATE = 40  # letters: a place, not a sentence that ends with the date of another paper
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
# ``CH 01234``, ``H 00123``, ``00123 QSDĐ/45``, ``CS01234/HD``.
_BOOK = re.compile(r"[A-ZĐ]{0,4}[ .-]?\d{2,6}(?:[ /-]*[A-ZĐ]{1,5})?(?:[ /-]+\d{1,5})?(?:/[A-ZĐ-]{1,8})?")
_CODE = re.compile(r"\(\s*[A-ZĐ]{3}\s*\)")
_LEADERS = re.compile(r"(?<=[^\W\d])\s*[.:]+\s*(?=[^\W\d])")
_FEW_LEADERS = 3  # points within a text that are no leaders: ``TP. Bắc Giang``, ``Q. 1``
_FOR_ANOTHER = re.compile(r"\btm\b|\bkt\b|\btl\b|\btuq\b")
_KINDS = (("riêng", re.compile(r"\brieng\b")), ("chung", re.compile(r"\bchung\b")))


@dataclass
class Said:
    """What was said of each thing, by reader, while a page is gone through.

    ``filled_in``: something is said of a holder, whoever that is; blank forms bear a serial number too.
    """

    fields: Fields
    holders: list[Fields] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)
    filled_in: bool = False

    def add(self, fields: Fields, role: str, item: Item, texts: Sequence[str] = ()) -> None:
        """Keep the texts of an item, or parts of them, under a role; blank ones are nothing."""
        for kept, text in zip(fields.told, texts or item.said, strict=True):
            if text:
                kept.setdefault(role, []).append(text)
        fields.boxes.setdefault(role, item.box)
        if item.dotted:
            fields.dotted.add(role)


def said_on(lines: Sequence[Line], source: Source, qr: str = "", *, by_hand: bool = False) -> Said:
    """What stands on a page, by the words of certificates; ``by_hand``: it was filled in with a pen."""
    said = Said(Fields(source, by_hand))
    for side in items_of(lines):
        _go_through(said, side)
    for number, part in enumerate(re.split(r"[\n|;]", qr)):
        match = SERIAL.search(part)
        if match and number == 0:
            said.fields.qr["serial"] = [part]
    return said


def facts_of(said: Said) -> CertificateFacts:
    """The facts that the texts state."""
    read, read_words = said.fields.read, said.fields.read_words
    return CertificateFacts(
        serial=read("serial", as_serial),
        book_number=read("book", as_book_number),
        issued_on=read("date", as_date),
        office=read_words("office", as_office),
        area_words_m2=read("area_words", area_in_words),
        use_form=read("use_form", as_use_form),
        purpose=read_words("purpose", as_purpose, lambda use: values.land_use_wording(use) == use),
        term=read_words("term", as_term, _is_whole_term),
        origin=read_words("origin", as_origin, labels.ORIGINS.__contains__),
        place=addresses.judged(read_words("place", as_text)),
        house=read_words("house", as_text),
        changes=read_words("changes", as_text),
        holders=tuple(_holder(each) for each in said.holders),
    )


def _blank_like(fields: Fields) -> Fields:
    """For what stands on the same page."""
    return Fields(fields.source, fields.by_hand)


def _go_through(said: Said, items: Sequence[Item]) -> None:
    part = ""
    for item in items:
        if item.heading:
            part = item.heading
            said.headings.add(part)
        elif part == "changes":
            _add_change(said, item)
        else:
            part = _add(said, item, part)
    _join(said.fields, "changes")
    _join(said.fields, "use_form")


def _add(said: Said, item: Item, part: str) -> str:
    """Keep what an item says; the part of the form in which the next one stands."""
    if item.role in (*_OF_HOLDER, "address"):
        said.filled_in |= any(map(fold, item.said))
    role = item.role or _role_of_bare(item)
    if role == "address":
        role = "home" if said.holders and part in ("", "holder") else "place"
    if role == "holder" and part != "holder" and any(map(as_office, item.said)):
        role = "office"
    if role == "holder":
        if part in ("", "holder"):
            _add_holders(said, item)
    elif role in _OF_HOLDER:
        _add_to_holder(said, item, role)
    elif role in ("parcel", "located", "use_form", "term", "origin", "purpose", "place"):
        part = "parcel" if role != "located" else part
    if (
        role
        and role not in ("holder", "parcel", "located", "other", *_OF_HOLDER)
        and not _is_nothing(item, role)
    ):
        said.add(said.fields, role, item)
    return part


def _is_nothing(item: Item, role: str) -> bool:
    """Whether a text says that there is no house, ``-/-``."""
    texts = [fold(text) for text in item.said]
    return role == "house" and all(text in labels.NOTHING or len(text) < _LEAST_LETTERS for text in texts)


def _role_of_bare(item: Item) -> str:
    """What a text without a label is by its own form."""
    if any(map(as_date, item.said)):
        return "date"
    if any(SERIAL.fullmatch(normalise(text).strip(" .,:;-")) for text in item.said):
        return "serial"
    return "office" if any(map(as_office, item.said)) else ""


def _add_holders(said: Said, item: Item) -> None:
    for holder in itertools.zip_longest(*map(persons_of, item.said), fillvalue=("", "")):
        found = _blank_like(said.fields)
        titles, names = zip(*holder, strict=True)
        said.add(found, "title", item, titles)
        said.add(found, "name", item, names)
        said.holders.append(found)


def _add_to_holder(said: Said, item: Item, role: str) -> None:
    """To the last holder named that has none of it yet."""
    if said.holders and not said.holders[-1].has(role):
        said.add(said.holders[-1], role, item)


def _add_change(said: Said, item: Item) -> None:
    if any(likest(text, {"head": labels.HEADS_OF_CHANGES}) for text in item.said):
        return
    if not all(fold(text) in labels.NOTHING for text in item.said):
        said.add(said.fields, "changes", item)


def _join(fields: Fields, role: str) -> None:
    """The texts of a role as one."""
    for kept in fields.told:
        if role in kept:
            kept[role] = [" ".join(kept[role])]


def _holder(fields: Fields) -> Holder:
    return Holder(
        title=fields.read_words("title", as_text),
        name=_name_of(fields),
        birth_year=fields.read("birth", as_year),
        id_number=fields.read("id", as_id),
        home=addresses.judged(fields.read_words("home", as_text)),
    )


def _name_of(fields: Fields) -> Reading[str]:
    """The holder's name; in doubt where the title before it may be its first word: ``Ong`` is a name."""
    name = fields.read_words("name", as_name)
    titles = (text.split()[-1:] for text in fields.texts("title"))
    return name.doubted(_DOUBT) if any(last in (["Ong"], ["ong"]) for last in titles) else name


# --- values -------------------------------------------------------------------------------------------


def as_serial(text: str) -> str | None:
    """``BK 123456``: letters and figures of the one serial number in a text."""
    found = {f"{letters} {figures}" for letters, figures in SERIAL.findall(normalise(text).upper())}
    return found.pop() if len(found) == 1 else None


def as_book_number(text: str) -> str | None:
    """Number in the book of issue, with one blank between letters and figures."""
    plain = normalise(text).upper().strip(" .,:;-")
    plain = re.sub(r"\s*/\s*", "/", plain)
    return re.sub(r"^([A-ZĐ]+)[ .-]?(?=\d)", r"\1 ", plain) if _BOOK.fullmatch(plain) else None


def as_date(text: str) -> str | None:
    """A day as ``2012-10-05``; None for none that there is in the calendar."""
    match = _DATE.search(normalise(text))
    match = match if match and match.start() <= _BEFORE_DATE else None
    return None if match is None else _day(*match.groups())


def _day(day: str, month: str, year: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def as_office(text: str) -> str | None:
    """An office that issues certificates, without the mark that somebody signs for it."""
    plain = normalise(text).strip(" .,:;-")
    folded = fold(plain)
    skip = _FOR_ANOTHER.match(folded)
    if not any(folded[skip.end() if skip else 0 :].strip().startswith(name) for name in labels.OFFICES):
        return None
    return re.sub(r"^\W*(?:TM|KT|TL|TUQ)\W+", "", plain, flags=re.IGNORECASE) or None


def as_purpose(text: str) -> str | None:
    """The land use as the law of its day spells it, else as it is written; without its code."""
    plain = as_text(_CODE.sub("", text))
    return None if plain is None else values.land_use_wording(plain) or plain


def as_term(text: str) -> str | None:
    """``Lâu dài`` or a day as ``2063-10-15``; a term of both, use by use, as it is written."""
    plain = as_text(text)
    if plain is None:
        return None
    days = {_day(*match) for match in _NUMERIC_DATE.findall(plain)} | {as_date(plain)} - {None}
    if distance(plain, labels.LASTING) <= _SLIPS:
        return labels.LASTING
    short = len(fold(plain).split()) <= 9
    return days.pop() if len(days) == 1 and short and "lau dai" not in fold(plain) else plain


def _is_whole_term(term: str) -> bool:
    return term == labels.LASTING or _ISO_DATE.fullmatch(term) is not None


def as_origin(text: str) -> str | None:
    """The origin in the words of the law where it is one of these, else as it is written."""
    plain = as_text(text)
    near = [known for known in labels.ORIGINS if plain is not None and distance(plain, known) <= _SLIPS]
    return near[0] if len(near) == 1 else plain


def as_use_form(text: str) -> str | None:
    """``riêng``, ``chung``, or both; what is followed by "none" does not count."""
    folded = fold(text)
    places = sorted((match.start(), kind) for kind, word in _KINDS for match in word.finditer(folded))
    kinds = []
    stops = [*(place for place, _ in places), len(folded)]
    for (start, kind), stop in zip(places, stops[1:], strict=True):
        if not re.search(r"khong\b|\b0\b", folded[start:stop]):
            kinds.append(kind)
    return ", ".join(dict.fromkeys(kinds)) or None


def as_text(text: str) -> str | None:
    """Any text with letters or figures, without leaders around it."""
    plain = normalise(text)
    if len(_LEADERS.findall(plain)) >= _FEW_LEADERS:
        plain = normalise(_LEADERS.sub(" ", re.sub(r"(?<=,)[.:]+|[.:]+(?=,)", " ", plain)))
    plain = re.sub(r"\s+([,.;])", r"\1", plain).strip(" .,;:-_…(")
    return plain if fold(plain) else None
