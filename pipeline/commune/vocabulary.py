"""How often words stand one after the other in a column of the archive."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.text import fold

_SYLLABLES = 7000  # about as many are written in Vietnamese: a word that was never seen is any of them
_APART = 3  # letters in which a word may differ from one near it; more cost time
Pair = tuple[str, str]  # a word and the one after it; "" before the first and after the last


def pairs_of(text: str) -> Counter[Pair]:
    """How often words follow each other in a text."""
    return Counter(itertools.pairwise(["", *text.split(), ""]) if text else ())


@dataclass(frozen=True)
class Vocabulary:
    """How often words follow each other in a column of the archive for certain."""

    pairs: Counter[Pair]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """The vocabulary of a column's texts."""
        pairs: Counter[Pair] = Counter()
        for text, count in Counter(texts).items():
            for pair, times in pairs_of(text).items():
                pairs[pair] += count * times
        return cls(pairs)

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word stands in the column; "" stands for the end of a text."""
        return _ends_of(self.pairs)

    @cached_property
    def after(self) -> dict[str, Counter[str]]:
        """How often each word comes after another."""
        found: dict[str, Counter[str]] = {}
        for (before, word), count in self.pairs.items():
            found.setdefault(before, Counter())[word] = count
        return found

    def near(self, before: str, word: str, most: int) -> list[str]:
        """Words that differ in few letters from a word, and the ``most`` that come most often after the one
        before it.
        """
        apart = max(1, min(_APART, len(word) - 1))
        alike = process.extract(
            word, self._known_words, scorer=Levenshtein.distance, score_cutoff=apart, limit=None
        )
        often = sorted(self.after.get(before, {}).items(), key=lambda pair: (-pair[1], pair[0]))
        usual = [other for other, _ in often[:most] if other]
        return list(dict.fromkeys([*(other for other, *_ in alike), *usual]))

    def alike_but_for_marks(self, word: str) -> list[str]:
        """Other words of the same letters with other marks above and below them."""
        return [other for other in self._by_letters.get(fold(word), ()) if other != word]

    @cached_property
    def _by_letters(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._known_words:
            found.setdefault(fold(word), []).append(word)
        return found

    @cached_property
    def _known_words(self) -> list[str]:
        return sorted(word for word in self.words if word)

    @cached_property
    def total(self) -> int:
        """How many words and ends of texts there are."""
        return self.words.total()


class OtherTexts:
    """A vocabulary without one text, which bears out no reading of its own."""

    def __init__(self, known: Vocabulary, own: str) -> None:
        self.known = known
        self._own = pairs_of(own) & known.pairs  # the text may be none of those that were counted
        self._own_words = _ends_of(self._own)
        self._own_after: dict[str, list[Pair]] = {}
        for pair in self._own:
            self._own_after.setdefault(pair[0], []).append(pair)

    def has(self, text: str) -> bool:
        """Whether all words of a text stand elsewhere."""
        return all(self._count(word) > 0 for word in text.split())

    def log_share(self, text: str) -> float:
        """Log of how often a text stands in such a column, word by word."""
        return sum(self.log_after(*pair) for pair in itertools.pairwise(["", *text.split(), ""]))

    def log_after(self, before: str, word: str) -> float:
        """Log of how often a word comes after another: as often as it did, and, in the share of new ones, as
        often as it stands anywhere (Witten and Bell 1991).
        """
        after, own = self.known.after.get(before, Counter()), self._own_after.get(before, ())
        total = after.total() - sum(self._own[pair] for pair in own)
        kinds = len(after) - sum(self._own[pair] == self.known.pairs[pair] for pair in own)
        anywhere = self._share(word)
        if total == 0:
            return math.log(anywhere)
        seen = after[word] - self._own[before, word]
        return math.log((seen + kinds * anywhere) / (total + kinds))

    def _share(self, word: str) -> float:
        new = len(self.known.words) + 1
        rest = self.known.total - self._own_words.total()
        return (self._count(word) + new / _SYLLABLES) / (rest + new)

    def _count(self, word: str) -> int:
        return self.known.words[word] - self._own_words[word]


def _ends_of(pairs: Counter[Pair]) -> Counter[str]:
    """How often each word is the second of a pair."""
    counts: Counter[str] = Counter()
    for (_, word), count in pairs.items():
        counts[word] += count
    return counts
