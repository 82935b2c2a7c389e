"""Numbers written out in Vietnamese, as certificates repeat the area: parse or refuse, never guess."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from pipeline.text import fold

_ONES = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_TEN, _HUNDRED, _THOUSAND, _MARK, _NOUGHT = "muoi", "tram", ("nghin", "ngan"), "phay", ("linh", "le")
_WORDS = (*_ONES, _TEN, _HUNDRED, *_THOUSAND, _MARK, *_NOUGHT, "met", "vuong", "chan")
_SHORT = 3  # of so few letters a word is another word when one is misread


def area_in_words(text: str) -> float | None:
    """``Hai trăm mười lăm phẩy một mét vuông`` is 215.1; None where a word is none of a number's.

    A word of more than three letters may have one that was misread, where only one word is so near.
    """
    words = [_known(word) for word in fold(text).split()]
    stop = next((place for place, word in enumerate(words) if word in ("met", "vuong")), len(words))
    told = [word for word in words[:stop] if word != "chan"]
    if not told or None in told:
        return None
    whole, mark, rest = _parted([word for word in told if word is not None])
    value = _whole(whole)
    if value is None or not mark:
        return None if value is None else float(value)
    if not rest or any(word not in _ONES for word in rest):
        return None
    return float(f"{value}.{''.join(str(_ONES[word]) for word in rest)}")


def _known(word: str) -> str | None:
    if word in _WORDS or len(word) <= _SHORT:
        return word if word in _WORDS else None
    near = [known for known in _WORDS if Levenshtein.distance(word, known) <= 1]
    return near[0] if len(near) == 1 else None


def _parted(words: list[str]) -> tuple[list[str], bool, list[str]]:
    """What stands before the decimal mark, whether there is one, and what stands behind it."""
    if _MARK not in words:
        return words, False, []
    place = words.index(_MARK)
    return words[:place], True, words[place + 1 :]


def _whole(words: list[str]) -> int | None:
    """A whole number below a million."""
    thousands = next((place for place, word in enumerate(words) if word in _THOUSAND), None)
    if thousands is None:
        return _below_thousand(words)
    high, low = _below_thousand(words[:thousands]), _below_thousand(words[thousands + 1 :] or ["khong"])
    return None if not high or low is None else 1000 * high + low


def _below_thousand(words: list[str]) -> int | None:
    if _HUNDRED not in words:
        return _below_hundred(words)
    if words.index(_HUNDRED) != 1 or words[0] not in _ONES:
        return None
    rest = 0 if len(words) == 2 else _below_hundred(words[2:], behind=True)
    return None if rest is None else 100 * _ONES[words[0]] + rest


def _below_hundred(words: list[str], behind: bool = False) -> int | None:
    """``behind`` hundreds, ones are led in by a word for nought."""
    if not words:
        return None
    if behind and words[0] in _NOUGHT:
        return _ONES[words[1]] if len(words) == 2 and words[1] in _ONES else None
    if words[0] == _TEN:
        return _with_ones(10, words[1:])
    if words[0] in _ONES and words[1:2] == [_TEN]:
        return _with_ones(10 * _ONES[words[0]], words[2:])
    return _ONES.get(words[0]) if len(words) == 1 and not behind else None


def _with_ones(tens: int, words: list[str]) -> int | None:
    if not words:
        return tens
    return tens + _ONES[words[0]] if len(words) == 1 and words[0] in _ONES else None
