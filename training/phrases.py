"""Random Vietnamese text of the kind that stands in registers, from the language's own syllable structure."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

from pipeline import syllables

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def _list(name: str) -> list[str]:
    words = _WORDS[name]
    return words.split() if isinstance(words, str) else list(words)


# Onsets and rimes of written Vietnamese; a rime that ends in a stop carries only the sharp and heavy tones.
_ONSETS = ["", *(onset for onset in syllables.parts()["onsets"] if onset != "p")]  # only in foreign names
_OPEN, _STOPPED = syllables.parts()["open_rimes"], syllables.parts()["stopped_rimes"]
_SURNAMES, _MIDDLES, _GIVEN = _list("surnames"), _list("middles"), _list("given")
_HOLDERS, _BODIES, _PLACES, _NOTES = _list("holders"), _list("bodies"), _list("places"), _list("notes")
_CODES = _list("codes")
_TONES = {
    "a": "aàáảãạ", "ă": "ăằắẳẵặ", "â": "âầấẩẫậ", "e": "eèéẻẽẹ", "ê": "êềếểễệ", "i": "iìíỉĩị",
    "o": "oòóỏõọ", "ô": "ôồốổỗộ", "ơ": "ơờớởỡợ", "u": "uùúủũụ", "ư": "ưừứửữự", "y": "yỳýỷỹỵ",
}  # fmt: skip
_VOWELS = {letter: tones for tones in _TONES.values() for letter in tones}


def syllable(chance: random.Random) -> str:
    """One legal syllable in lower case, with its tone on the vowel that carries it."""
    onset = chance.choice(_ONSETS)
    stopped = chance.random() < 0.22
    rime = chance.choice(_STOPPED if stopped else _OPEN)
    tone = chance.choice((2, 5) if stopped else (0, 0, 1, 2, 3, 4, 5))
    return onset + _with_tone(rime, tone, chance.randint(0, 1))


def _with_tone(rime: str, tone: int, loose_place: int) -> str:
    vowels = [i for i, letter in enumerate(rime) if letter in _TONES]
    marked = [i for i in vowels if rime[i] in "ăâêôơư"]
    closed = vowels[-1] < len(rime) - 1
    middle = vowels[len(vowels) // 2 - (len(vowels) == 2)]
    place = marked[-1] if marked else vowels[-1] if closed else middle
    if rime in ("oa", "oe", "uy"):  # both spellings are in use: hòa and hoà
        place = loose_place
    return rime[:place] + _TONES[rime[place]][tone] + rime[place + 1 :]


def phrase(chance: random.Random) -> str:
    """A holder, a place, a note, a number or free words; one in four has a tone changed.

    So a tone can only be told by its mark, never by the words that are usual (Cẩm and Cấm, Tỵ and Ty).
    """
    text = _phrase(chance)
    return _retoned(text, chance) if chance.random() < 0.25 else text


def _retoned(text: str, chance: random.Random) -> str:
    """The text with the tone of one vowel changed to any other."""
    places = [i for i, letter in enumerate(text) if letter.lower() in _VOWELS]
    if not places:
        return text
    place = chance.choice(places)
    tones = _VOWELS[text[place].lower()]
    letter = chance.choice(tones)
    return text[:place] + (letter.upper() if text[place].isupper() else letter) + text[place + 1 :]


def _phrase(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.5:
        return holder(chance)
    if kind < 0.72:
        return _place(chance)
    if kind < 0.86:
        return _note(chance)
    if kind < 0.93:
        words = " ".join(syllable(chance) for _ in range(chance.randint(2, 5)))
        return words.upper() if chance.random() < 0.4 else words[0].upper() + words[1:]
    return figure(chance)


def _name(chance: random.Random, given: int) -> str:
    surname = chance.choice(_SURNAMES) if chance.random() < 0.7 else syllable(chance).capitalize()
    middle = chance.choice(_MIDDLES) if chance.random() < 0.5 else syllable(chance).capitalize()
    return " ".join([surname, middle, *(_given(chance) for _ in range(given))])


def _given(chance: random.Random) -> str:
    return chance.choice(_GIVEN) if chance.random() < 0.5 else syllable(chance).capitalize()


def holder(chance: random.Random) -> str:
    """A person, a household or a body as column (3) of the register writes it."""
    if chance.random() < 0.12:
        return f"{chance.choice(_BODIES)} {_name(chance, 1) if chance.random() < 0.5 else ''}".strip()
    prefix = chance.choice(_HOLDERS) if chance.random() < 0.55 else ""
    name = prefix + _name(chance, chance.choice((0, 1, 1, 1, 2)))
    return name.upper() if chance.random() < 0.06 else name


def _place(chance: random.Random) -> str:
    words = [syllable(chance).capitalize() for _ in range(chance.randint(1, 3))]
    place = f"{chance.choice(_PLACES)} {' '.join(words)}"
    if chance.random() < 0.15:
        place += f" {chance.randint(1, 20)}"
    if chance.random() < 0.2:
        words = [syllable(chance).capitalize() for _ in range(2)]
        place += f", {chance.choice(_PLACES).lower()} {' '.join(words)}"
    return place


def _note(chance: random.Random) -> str:
    note = chance.choice(_NOTES)
    kind = chance.random()
    if kind < 0.35:
        note += f" {chance.randint(1, 999)}"
    elif kind < 0.5:
        note += f" {chance.randint(1, 300)}, {chance.randint(1, 300)}"
    elif kind < 0.65:
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1990, 2024)
        note += f" {chance.randint(1, 3000)}/QĐ-UBND ngày {day}/{month}/{year}"
    elif kind < 0.8:
        note += f" {_name(chance, 1)}"
    return note


def figure(chance: random.Random) -> str:
    """A number, an area, a code or a short sign with a number."""
    kind = chance.random()
    if kind < 0.5:
        area = f"{chance.uniform(1, 10 ** chance.uniform(1, 4)):.1f}"
        return area if chance.random() < 0.4 else area.replace(".", ",")
    if kind < 0.65:
        return chance.choice(_CODES)
    if kind < 0.9:
        return str(round(10 ** chance.uniform(0, 4)))
    return f"{chance.choice(('CH', 'H', 'BA', 'AĐ', 'CMND', 'Số'))} {chance.randint(100, 999999)}"
