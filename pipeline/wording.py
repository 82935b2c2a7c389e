"""Puts codes with their values into words, by the catalogue."""

from __future__ import annotations

import string
from numbers import Real
from typing import Any

from pipeline.catalogue import TEXTS
from pipeline.model import InputFile, Known, Reason, Source, Value, Values

_UNKNOWN = "?"


def say(reason: Reason, english: bool = False) -> str:
    """The reason in words. Raises KeyError where the catalogue does not have its code."""
    text = TEXTS[reason.code]
    return fill(text.english if english else text.vietnamese, reason.values, english)


def say_both(reason: Reason) -> str:
    """The reason in Vietnamese, and behind ``/`` in English."""
    return f"{say(reason)} / {say(reason, english=True)}"


def fill(text: str, values: Values, english: bool = False) -> str:
    """The text with its values; one that is missing or None shows as a question mark.

    A decimal point is a comma in Vietnamese. What was read stays on one line and holds no control
    characters.
    """
    return _Filler(english).vformat(text, (), _Blank(values))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> None:
        return None


class _Filler(string.Formatter):
    def __init__(self, english: bool) -> None:
        self._english = english

    def format_field(self, value: Value, format_spec: str) -> str:
        if isinstance(value, Real) and not isinstance(value, bool):
            told = format(value, format_spec)
            return told if self._english else told.replace(".", ",")
        return words(value, self._english)


def words(value: Value, english: bool = False) -> str:
    """One value in words; a question mark for None. No file is named: only ``delivery.references`` does."""
    match value:
        case None:
            return _UNKNOWN
        case Reason():
            return say(value, english)
        case tuple():
            return ", ".join(words(each, english) for each in value)
        case Known():
            return value.text
        case InputFile() | Source():
            return say(Reason("some_file"), english)
        case _:
            return one_line(str(value))


def one_line(text: str) -> str:
    """The text without control characters and line breaks; bytes that are no UTF-8 are replaced."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else " " for letter in plain)
