"""Holders and places of rows weighed by what the whole archive calls people and places.

Names repeat: a hamlet stands in dozens of rows, a family name in hundreds, and it stands first. So a text
that is not clear is weighed by how often the archive has its words one after the other, beside how likely
its readers make it of its ink. What the archive has is only what all readers gave alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pipeline import text_evidence
from pipeline.commune.verdicts import OWNER_CONFIDENCE
from pipeline.commune.vocabulary import OtherTexts, Vocabulary
from pipeline.model import Reading, Record, RegisterPage, TextEvidence
from pipeline.text import count_marks

_TOLD = 4  # others beside a value
_WORDS, _TEXTS = 24, 40  # how many are tried for each word and for a text; more cost time
# One name in a thousand may be wrong: what the readers agree on is right that often (docs/registers.md).
SURE = 0.999
DOUBTED = 0.5  # what is read as likely wrong as right is looked at by a person
# How near a letter a speck is read as a mark that it has more, or as another mark than it has, for each word:
# 45 and 8 of 5,952 words with .03 specks on a square millimetre (`python -m training.specks`).
_MORE_MM2, _OTHER_MM2 = 0.25, 0.05
_FIELDS = ("owner", "place")
# No name of such a page is agreed: nothing but reading proves it (``records.legibility``).
_UNPROVEN, _ILLEGIBLE = frozenset(["owner"]), frozenset(["page_coarse", "page_faded"])


def weighed(pages: Sequence[RegisterPage]) -> tuple[RegisterPage, ...]:
    """The pages with the holders and places of their rows weighed by what all of them have."""
    found = tuple(pages)
    for field in _FIELDS:
        known = Vocabulary.of(text for reading in _readings(found, field) if (text := _alike(reading)))
        found = tuple(_with_rows(page, field, known) for page in found)
    return found


def _with_rows(page: RegisterPage, field: str, known: Vocabulary) -> RegisterPage:
    legible = field not in _UNPROVEN or not any(finding.code in _ILLEGIBLE for finding in page.findings)
    specks = page.specks_per_mm2
    return replace(page, rows=tuple(_weighed(row, field, known, legible, specks) for row in page.rows))


def _readings(pages: Sequence[RegisterPage], field: str) -> Iterator[Reading[str]]:
    return (getattr(row, field) for page in pages for row in page.rows if not row.by_hand)


def _weighed(row: Record, field: str, known: Vocabulary, legible: bool, specks: float) -> Record:
    reading: Reading[str] = getattr(row, field)
    if not reading.value or reading.by != "machine" or not reading.said:
        return row
    better = despite_specks(settled(reading, known), known, specks)
    better = replace(better, agreed=better.agreed and legible and not row.by_hand, evidence=None)
    changed: dict[str, Any] = {field: better}
    return row if better == reading else replace(row, **changed)


def settled(reading: Reading[str], known: Vocabulary) -> Reading[str]:
    """A reading weighed by the vocabulary; the same one where what stands there is clear."""
    if reading.evidence is None:
        return reading
    own, value = _alike(reading), str(reading.value)
    others = OtherTexts(known, own)
    if own == value and reading.confidence >= OWNER_CONFIDENCE and others.has(value):
        return reading  # sure enough as it is, and nothing new
    looks = list(dict.fromkeys(str(said) for _, said in reading.said if said))
    offered = list(dict.fromkeys([*looks, value, *(text for text, _ in reading.alternatives if text)]))
    chances = _chances(reading.evidence, offered, others)
    if reading.agreed:
        return _held_against(reading, chances, others)
    best = _likeliest(chances, value)
    borne_out = not own and best in looks and others.has(best) and chances[best] >= SURE
    return replace(_told(reading, best, chances[best], chances), agreed=borne_out)


def despite_specks(reading: Reading[str], known: Vocabulary, specks_per_mm2: float) -> Reading[str]:
    """The reading, in doubt where a word of it may be another one of the archive that a speck gave a mark."""
    if not reading.agreed or not specks_per_mm2:
        return reading
    value, others = str(reading.value), OtherTexts(known, _alike(reading))
    own = others.log_share(value)
    odds = {
        text: float(specks_per_mm2 * room * np.exp(others.log_share(text) - own))
        for text, room in _before_specks(value, known)
    }
    right = 1.0 / (1.0 + sum(odds.values()))
    if right >= SURE:
        return reading
    told = {**dict(reading.alternatives), **{text: odd * right for text, odd in odds.items()}}
    ranked = tuple(_ranked(told)[:_TOLD])
    return replace(reading, confidence=min(reading.confidence, right), alternatives=ranked, agreed=False)


def _before_specks(text: str, known: Vocabulary) -> Iterator[tuple[str, float]]:
    """What the text may have been without a mark of one of its words, or with another one, and the room in
    which a speck makes it the text, in square millimetres.
    """
    words = text.split()
    for i, word in enumerate(words):
        for other in known.alike_but_for_marks(word):
            room = {1: _MORE_MM2, 0: _OTHER_MM2}.get(count_marks(word) - count_marks(other))
            if room:
                yield " ".join([*words[:i], other, *words[i + 1 :]]), room


def _alike(reading: Reading[str]) -> str:
    """The text that all readers gave, whatever else speaks against it: faded ink, print beyond its cell."""
    texts = [said for _, said in reading.said]
    return str(texts[0]) if len(texts) > 1 and texts[0] and len(set(texts)) == 1 else ""


def _held_against(reading: Reading[str], chances: Mapping[str, float], others: OtherTexts) -> Reading[str]:
    """A text that readers agree on: surer than its least sure letter, or another one in doubt."""
    value, right = str(reading.value), chances[str(reading.value)]
    if right < DOUBTED:
        best = _likeliest(chances, value)
        return _told(reading, best, min(reading.confidence, chances[best]), chances)
    if right >= SURE and others.has(value):
        return replace(reading, confidence=max(reading.confidence, right))
    return reading


def _chances(evidence: TextEvidence, offered: Sequence[str], others: OtherTexts) -> dict[str, float]:
    """How likely each text stands there: what the readers offered, and what the archive has near it."""
    likeliest = offered[int(text_evidence.log_odds(evidence, offered).argmax())]
    texts = list(dict.fromkeys([*offered, *_near(evidence, likeliest.split(), others)]))
    logs = text_evidence.log_odds(evidence, texts) + [others.log_share(text) for text in texts]
    shares = np.exp(logs - logs.max())
    return dict(zip(texts, (shares / shares.sum()).tolist(), strict=True))


def _near(evidence: TextEvidence, words: Sequence[str], others: OtherTexts) -> list[str]:
    """The likeliest texts in which words of the archive stand for some of the ``words``."""
    texts: list[tuple[float, tuple[str, ...]]] = [(0.0, ("",))]
    for exchanged in _exchanged(evidence, words, others):
        grown = [
            (odds + own + others.log_after(before[-1], word), (*before, word))
            for odds, before in texts
            for word, own in exchanged
        ]
        texts = sorted(grown, key=lambda text: (-text[0], text[1]))[:_TEXTS]
    return [" ".join(text[1:]) for _, text in texts]


def _exchanged(
    evidence: TextEvidence, words: Sequence[str], others: OtherTexts
) -> Iterator[list[tuple[str, float]]]:
    """For each word those that may stand in its place, likeliest first, with the log-odds of that text."""
    possible = text_evidence.possible_letters(evidence)
    choices = [
        [word, *(near for near in others.known.near(before, word, _WORDS) if possible.issuperset(near))]
        for before, word in itertools.pairwise(["", *words])
    ]
    texts = [
        " ".join([*words[:i], word, *words[i + 1 :]]) for i, choice in enumerate(choices) for word in choice
    ]
    odds = iter(text_evidence.log_odds(evidence, texts).tolist() if texts else ())
    for choice in choices:
        ranked = dict(zip(choice, odds, strict=False))
        yield sorted(ranked.items(), key=lambda pair: -pair[1])[:_WORDS]


def _likeliest(chances: Mapping[str, float], own: str) -> str:
    """The text that is likelier than all others together; where there is none the readers' ``own`` stands."""
    best = max(chances, key=lambda text: (chances[text], text == own, text))
    return best if chances[best] >= DOUBTED else own


def _told(reading: Reading[str], value: str, chance: float, chances: Mapping[str, float]) -> Reading[str]:
    """The reading with a value as sure as the vocabulary makes it, and the others beside it."""
    rest = [(text, share) for text, share in _ranked(chances) if text != value]
    others = tuple((text, share) for text, share in rest[:_TOLD] if share > 1.0 - SURE)
    return replace(reading, value=value, confidence=chance, alternatives=others, agreed=False)


def _ranked(chances: Mapping[str, float]) -> list[tuple[str, float]]:
    """The texts, likeliest first."""
    return sorted(chances.items(), key=lambda pair: (-pair[1], pair[0]))
