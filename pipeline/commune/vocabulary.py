"""What the books of a commune call people and places, as a witness for words that were read with doubt.

Names repeat: a hamlet stands in dozens of rows, a family name in hundreds. So a text that the readers dispute
is weighed by how often the archive has it, whole or word by word, beside how often its readers take one
letter for another, and a text on which they agree gives way, in doubt, to one a slip away that the archive
has again and again. What the archive has is only what both readers gave alike; how often they slip is told
by where they differ.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.model import Reading, Record, RegisterPage
from pipeline.text import fold

_SYLLABLES = 7000  # about as many are written in Vietnamese: a word that was never seen is any of them
_SLIPS = 2  # a text of the archive within so many letters and marks of what was read may be what stands there
_ALIKE = 0.5  # texts that differ in more of their letters are of two cells, or of dirt
_WORDS, _TEXTS = 4, 40  # candidates kept for a word and for a text
# One name in a thousand may be wrong: what the readers agree on is right that often (docs/registers.md).
SURE = 0.999
DOUBTED = 0.5  # what is read as likely wrong as right is looked at by a person
_FIELDS = ("owner", "place")
# No name of such a page is agreed: nothing but reading proves it (``records.legibility``).
_UNPROVEN, _ILLEGIBLE = frozenset(["owner"]), frozenset(["page_coarse", "page_faded"])


def weighed(pages: Sequence[RegisterPage]) -> tuple[RegisterPage, ...]:
    """The pages with the holders and places of their rows weighed by what all of them have."""
    found = tuple(pages)
    for field in _FIELDS:
        known = Vocabulary.of(_readings(found, field))
        found = tuple(_with_rows(page, field, known) for page in found)
    return found


def _with_rows(page: RegisterPage, field: str, known: Vocabulary) -> RegisterPage:
    legible = field not in _UNPROVEN or not any(finding.code in _ILLEGIBLE for finding in page.findings)
    return replace(page, rows=tuple(_weighed(row, field, known, legible) for row in page.rows))


def _readings(pages: Sequence[RegisterPage], field: str) -> Iterator[Reading[str]]:
    return (getattr(row, field) for page in pages for row in page.rows if not row.by_hand)


def _weighed(row: Record, field: str, known: Vocabulary, legible: bool) -> Record:
    reading: Reading[str] = getattr(row, field)
    if not reading.value or reading.by != "machine" or not reading.said:
        return row
    better = known.settle(reading)
    better = replace(better, agreed=better.agreed and legible and not row.by_hand)
    changed: dict[str, Any] = {field: better}
    return row if better == reading else replace(row, **changed)


def _alike(reading: Reading[str]) -> str | None:
    """The text that both readers gave, whatever else speaks against it: faded ink, print beyond its cell."""
    texts = [said for _, said in reading.said]
    return str(texts[0]) if len(texts) > 1 and texts[0] and len(set(texts)) == 1 else None


@dataclass(frozen=True, slots=True)
class Slips:
    """Shares of the letters of a text that a reader gets wrong, and that it gives another mark."""

    letters: float
    marks: float

    @classmethod
    def of(cls, readings: Iterable[Reading[str]]) -> Slips:
        """How often the readers of a column slip: each half as often as they differ."""
        seen, letters, marks = 0, 0, 0
        for reading in readings:
            first, *rest = [str(said) for _, said in reading.said if said] or [""]
            for second in rest:
                apart = _apart(first, second)
                if sum(apart) <= len(first) * _ALIKE:
                    seen, letters, marks = seen + len(first), letters + apart[0], marks + apart[1]
        return cls((letters / 2 + 1) / (seen + 2), (marks / 2 + 1) / (seen + 2))

    def log(self, look: str, text: str) -> float:
        """Log of how likely a reader makes ``look`` of ``text``."""
        letters, marks = _apart(look, text)
        return letters * math.log(self.letters) + marks * math.log(self.marks)


def _apart(one: str, other: str) -> tuple[int, int]:
    """How many letters of two texts differ, and how many in their marks alone."""
    letters = Levenshtein.distance(_folded(one), _folded(other))
    return letters, max(0, Levenshtein.distance(one, other) - letters)


_folded = lru_cache(maxsize=1 << 16)(fold)  # the same names are compared again and again


@dataclass(frozen=True, slots=True)
class _Own:
    """What a cell itself is counted with in the vocabulary: it bears out no reading of its own."""

    text: str | None
    words: Counter[str]

    @classmethod
    def of(cls, text: str | None) -> _Own:
        return cls(text, Counter(text.split() if text else ()))


@dataclass(frozen=True)
class Vocabulary:
    """How often each text, and each word of the texts, stands in a column of the archive for certain."""

    texts: Counter[str]
    words: Counter[str]
    slips: Slips

    @classmethod
    def of(cls, readings: Iterable[Reading[str]]) -> Vocabulary:
        """The vocabulary of a column's readings, and how often its readers slip."""
        read = list(readings)
        whole = Counter(text for reading in read if (text := _alike(reading)))
        words: Counter[str] = Counter()
        for text, count in whole.items():
            for word in text.split():
                words[word] += count
        return cls(whole, words, Slips.of(read))

    def settle(self, reading: Reading[str]) -> Reading[str]:
        """A reading weighed by the vocabulary; the same one where it has nothing to say."""
        looks = list(dict.fromkeys(str(said) for _, said in reading.said if said))
        own = _alike(reading)
        if not looks or (len(looks) == 1 and own is None):
            return reading  # one reader could not read it
        mine = _Own.of(own)
        chances = self._chances(
            looks, [str(reading.value), *(text for text, _ in reading.alternatives)], mine
        )
        if reading.agreed:
            return self._held_against(reading, chances, mine)
        best = _likeliest(chances, str(reading.value))
        borne_out = own is None and best in looks and self._knows(best, mine) and chances[best] >= SURE
        return replace(_told(reading, best, chances[best], chances), agreed=borne_out)

    def _held_against(self, reading: Reading[str], chances: Mapping[str, float], own: _Own) -> Reading[str]:
        """A text that both readers gave: surer than its least sure letter, or another one in doubt."""
        value, right = str(reading.value), chances[str(reading.value)]
        if right < DOUBTED:
            best = _likeliest(chances, value)
            return _told(reading, best, min(reading.confidence, chances[best]), chances)
        if right >= SURE and self._knows(value, own):
            return replace(reading, confidence=max(reading.confidence, right))
        return reading

    def _knows(self, text: str, own: _Own) -> bool:
        """Whether the archive has all words of a text in other cells than its ``own``: it is no witness for
        what it has nowhere."""
        return all(self.words[word] > own.words[word] for word in text.split())

    def _chances(self, looks: Sequence[str], others: Sequence[str], own: _Own) -> dict[str, float]:
        """How likely each text stands in the cell that the readers read as ``looks``."""
        texts = dict.fromkeys([*looks, *others, *self._near(looks)])
        logs = {
            text: self._log_prior(text, own) + sum(self.slips.log(look, text) for look in looks)
            for text in texts
        }
        most = max(logs.values())
        shares = {text: math.exp(log - most) for text, log in logs.items()}
        total = sum(shares.values())
        return {text: share / total for text, share in shares.items()}

    def _near(self, looks: Sequence[str]) -> Iterator[str]:
        """Texts of the archive, and texts of its words, that are a slip or two away from what was read."""
        for look in looks:
            found = process.extract(
                look, self._repeated, scorer=Levenshtein.distance, score_cutoff=_SLIPS, limit=_TEXTS
            )
            yield from (text for text, *_ in found)
            choices = [self._near_words(word) for word in look.split()]
            yield from map(" ".join, itertools.islice(itertools.product(*choices), _TEXTS))

    def _near_words(self, word: str) -> list[str]:
        found = process.extract(
            word, self._known_words, scorer=Levenshtein.distance, score_cutoff=1, limit=None
        )
        near = heapq.nlargest(_WORDS, (text for text, *_ in found), key=lambda text: (self.words[text], text))
        return list(dict.fromkeys([word, *near]))

    @cached_property
    def _repeated(self) -> list[str]:
        """Texts that stand more than once: of any other its words tell as much."""
        return sorted(text for text, count in self.texts.items() if count > 1)

    @cached_property
    def _known_words(self) -> list[str]:
        return sorted(self.words)

    def _log_prior(self, text: str, own: _Own) -> float:
        """Log of how often a text stands in the column: as one of those that repeat, or word by word."""
        total, new = self._counted
        count = max(0, self.texts[text] - (text == own.text))
        whole = (1.0 - new) * count / total
        log = sum(self._log_word(word, own.words[word]) for word in text.split())
        return math.log(whole + new * math.exp(log) + 1e-300)

    def _log_word(self, word: str, own: int) -> float:
        total, new = self._words_counted
        count = max(0, self.words[word] - own)
        return math.log((1.0 - new) * count / total if count else new / _SYLLABLES)

    @cached_property
    def _counted(self) -> tuple[int, float]:
        return _coverage(self.texts)

    @cached_property
    def _words_counted(self) -> tuple[int, float]:
        return _coverage(self.words)


def _likeliest(chances: Mapping[str, float], own: str) -> str:
    """The text that is likelier than all others together; where there is none the readers' ``own`` stands."""
    best = max(chances, key=lambda text: (chances[text], text == own, text))
    return best if chances[best] >= DOUBTED else own


def _coverage(counts: Counter[str]) -> tuple[int, float]:
    """How many there are, and the share of new ones among the next: of those seen once (Good, 1953)."""
    total, once = counts.total(), sum(count == 1 for count in counts.values())
    return max(1, total), (once + 1.0) / (total + 2.0)


def _told(reading: Reading[str], value: str, chance: float, chances: Mapping[str, float]) -> Reading[str]:
    """The reading with a value as sure as the vocabulary makes it, and the others beside it."""
    rest = sorted(
        ((text, share) for text, share in chances.items() if text != value), key=lambda x: (-x[1], x[0])
    )
    others = tuple((text, share) for text, share in rest[:4] if share > 1.0 - SURE)
    return replace(reading, value=value, confidence=chance, alternatives=others, agreed=False)
