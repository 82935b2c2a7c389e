"""Vietnamese text as programs of before Unicode stored it: TCVN3 and VNI bytes."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib import resources
from typing import Literal

Letters = Literal["tcvn3", "vni", "unicode"]


def stored_text(text: str, letters: Letters) -> str:
    """The text as it stands in a file, one character a byte (Latin-1) unless ``letters`` is "unicode"."""
    composed = unicodedata.normalize("NFC", text)
    if letters == "tcvn3":
        return _tcvn3_text(composed)
    if letters == "vni":
        return "".join(_vni().get(letter, letter) for letter in composed)
    return composed


def _tcvn3_text(text: str) -> str:
    """Words in capitals are set in a ``*H`` font: the codes of small letters (digital files show ``x·``)."""
    capitals = text == text.upper() and any(ord(letter) > 127 for letter in text)
    table = _tcvn3()
    return "".join(table.get(letter, letter) for letter in (text.lower() if capitals else text))


@cache
def _tcvn3() -> dict[str, str]:
    """Letters to bytes as the ABC fonts have them; their accented capitals are the small letters' codes."""
    table = {
        row["unicode_char"]: chr(int(row["byte_dec"]))
        for row in _rows("tcvn3.csv")
        if row["variant"] != "VN1 only"
    }
    return {letter.upper(): byte for letter, byte in table.items()} | table


@cache
def _vni() -> dict[str, str]:
    return {row["unicode_char"]: row["vni_sequence"] for row in _rows("vni.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with resources.files("pipeline.resources").joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
