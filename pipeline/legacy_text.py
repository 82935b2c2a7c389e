"""Vietnamese text of before Unicode: TCVN3 (the ABC fonts) and VNI, told apart by the shape of syllables.

Drawings and tables say little of their encoding, and what they say is often wrong, so the texts decide: each
is decoded in every way, and the way that gives Vietnamese syllables wins; all texts of a file vote together.
Tables: ``tcvn3.csv`` (TCVN 5712:1993) and ``vni.csv``.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.resources import rows
from pipeline.text import normalise

Encoding = Literal["unicode", "tcvn3", "vni"]

# A Vietnamese syllable without its tone: initial, vowels, final.
_INITIALS = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|qu|r|s|t|th|tr|v|x|"
_VOWELS = (
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oa|oai|oao|oay|oă|oe|oeo|oi|oo|ôi|ơi|ua|uâ|uây|"
    "uê|ui|uô|uôi|uơ|uy|uya|uyê|uyu|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu"
)
_FINALS = "c|ch|m|n|ng|nh|p|t|"
_SYLLABLE = re.compile(f"(?:{_INITIALS})(?:{_VOWELS})(?:{_FINALS})")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W\d_]+")
_BYTES_PER_VNI = 2


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text in Unicode; ``sure`` is false where it may have been meant in another encoding."""

    text: str
    sure: bool


def decode_all(texts: Iterable[bytes]) -> dict[bytes, Decoded]:
    """Each text of one file and font in Unicode (NFC); what stays unsure is given as Latin-1 shows it."""
    different = list(dict.fromkeys(texts))
    elected = elected_encoding(different)
    return {text: _decoded(text, elected) for text in different}


def elected_encoding(texts: Iterable[bytes]) -> Encoding | None:
    """The encoding for which most texts vote; None where no text tells, as figures do not."""
    votes: Counter[Encoding] = Counter()
    for text in texts:
        fitting = _fitting(text)
        if len(fitting) == 1:
            votes[next(iter(fitting))] += 1
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _decoded(text: bytes, elected: Encoding | None) -> Decoded:
    if text.isascii():
        return Decoded(normalise(text.decode("ascii")), True)
    fitting = _fitting(text)
    if elected in fitting:
        return Decoded(fitting[elected], True)
    if len(fitting) == 1 and not (_is_latin1(text) and "unicode" in fitting):  # a lone text in another font
        return Decoded(next(iter(fitting.values())), True)
    return Decoded(normalise(text.decode("latin-1")), False)


def _fitting(text: bytes) -> dict[Encoding, str]:
    """The encodings in which the text is Vietnamese, with what it says in each; none for plain ASCII."""
    if text.isascii():
        return {}
    return {
        name: normalise(said)
        for name, read in _READERS.items()
        if (said := read(text)) is not None and _is_vietnamese(said)
    }


def _is_vietnamese(text: str) -> bool:
    """Every word with a letter beyond ASCII is a syllable with at most one tone."""
    words = [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    return bool(words) and all(_is_syllable(word) for word in words)


def _is_syllable(word: str) -> bool:
    spread = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in spread if letter in _TONES]
    plain = unicodedata.normalize("NFC", "".join(letter for letter in spread if letter not in _TONES))
    return len(tones) <= 1 and _SYLLABLE.fullmatch(plain) is not None


# --- the encodings --------------------------------------------------------------------------------------


def _as_unicode(text: bytes) -> str:
    """UTF-8; bytes that are none are letters of Latin-1, which an old encoding may have meant otherwise."""
    return text.decode("latin-1" if _is_latin1(text) else "utf-8")


def _is_latin1(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _as_tcvn3(text: bytes) -> str | None:
    """None where a byte is none of the encoding's."""
    table = _tcvn3()
    letters = [chr(byte) if byte < 0x80 else table.get(byte) or _sign(chr(byte)) for byte in text]
    return None if None in letters else "".join(letter or "" for letter in letters)


def _as_vni(text: bytes) -> str | None:
    """None where a byte stands for nothing. A tone is a byte of its own behind its vowel."""
    table, said, place = _vni(), "", 0
    source = text.decode("cp1252", "replace")
    while place < len(source):
        pair = source[place : place + _BYTES_PER_VNI]
        if len(pair) == _BYTES_PER_VNI and pair in table:
            said, place = said + table[pair], place + _BYTES_PER_VNI
            continue
        letter = source[place]
        known = letter if letter.isascii() else table.get(letter) or _sign(letter)
        if known is None:
            return None
        said, place = said + known, place + 1
    return said


def _sign(letter: str) -> str | None:
    """A degree, an exponent: where the encodings have no letter, their fonts show the sign of Latin-1."""
    return None if letter.isalpha() else letter


_READERS: dict[Encoding, Callable[[bytes], str | None]] = {
    "unicode": _as_unicode,
    "tcvn3": _as_tcvn3,
    "vni": _as_vni,
}


@functools.cache
def _tcvn3() -> dict[int, str]:
    """Bytes of the ABC fonts (VN3): small letters and six capitals, the rest is set in a font of capitals."""
    table = rows("tcvn3.csv")
    return {int(row["byte_dec"]): row["unicode_char"] for row in table if row["variant"] == "VN3"}


@functools.cache
def _vni() -> dict[str, str]:
    return {row["vni_sequence"]: row["unicode_char"] for row in rows("vni.csv")}


# --- to an older encoding ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tcvn3Text:
    """A text in bytes for an ABC font; ``capitals``: for its font of capitals, which draws the codes of
    small letters as large ones."""

    content: bytes
    capitals: bool = False


def as_tcvn3(text: str) -> Tcvn3Text:
    """The text for an ABC font; all of it in capitals where it has one that the plain font lacks (``Ấ``).

    Raises ValueError for a letter that neither font has.
    """
    composed = unicodedata.normalize("NFC", text)
    codes = {letter: byte for byte, letter in _tcvn3().items()}
    plain = [_code(letter, codes) for letter in composed]
    if None not in plain:
        return Tcvn3Text(bytes(code for code in plain if code is not None))
    small = [_code(letter, codes) for letter in composed.lower()]
    if None in small:
        raise ValueError("a letter that TCVN3 does not have")
    return Tcvn3Text(bytes(code for code in small if code is not None), capitals=True)


def _code(letter: str, codes: Mapping[str, int]) -> int | None:
    return ord(letter) if letter.isascii() else codes.get(letter)
