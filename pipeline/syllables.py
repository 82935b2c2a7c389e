"""Whether a word is written as a Vietnamese syllable is: the spelling allows some 6,500 of them."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib import resources

_TONES = {"\u0300": "grave", "\u0301": "sharp", "\u0303": "tumbling", "\u0309": "asking", "\u0323": "heavy"}
_OF_STOPS = {"sharp", "heavy"}


@functools.cache
def parts() -> dict[str, tuple[str, ...]]:
    """``onsets``, ``open_rimes``, ``stopped_rimes`` and ``seldom_rimes``, their letters without tones."""
    text = resources.files("pipeline.resources").joinpath("syllables.toml").read_text(encoding="utf-8")
    return {name: tuple(words.split()) for name, words in tomllib.loads(text).items()}


def odd_words(text: str) -> int:
    """How many words of a text are written like Vietnamese ones and are none.

    Words in capitals alone may be abbreviations; figures and signs are no words.
    """
    return sum(word.isalpha() and not word.isupper() and not is_syllable(word) for word in text.split())


@functools.lru_cache(maxsize=10_000)
def is_syllable(word: str) -> bool:
    """Whether a word, in letters of any case, can be a syllable with a tone that its rime carries."""
    spread = unicodedata.normalize("NFD", word.lower())
    tones = [_TONES[sign] for sign in spread if sign in _TONES]
    bare = unicodedata.normalize("NFC", "".join(sign for sign in spread if sign not in _TONES))
    if len(tones) > 1:
        return False
    if _shape("open_rimes", "seldom_rimes").fullmatch(bare):
        return True
    return bool(_shape("stopped_rimes", "seldom_rimes").fullmatch(bare)) and bool(_OF_STOPS & set(tones))


@functools.cache
def _shape(*rimes: str) -> re.Pattern[str]:
    onsets = "|".join(sorted(parts()["onsets"], key=len, reverse=True))
    return re.compile(rf"(?:{onsets})?(?:{'|'.join(rime for name in rimes for rime in parts()[name])})")
