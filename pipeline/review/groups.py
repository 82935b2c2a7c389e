"""Questions that are one task: asked together with their pictures, answered where a person left them in.

Nothing is learnt from one answer for another: every question of a group has an answer of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.review.asked import Question

MOST = 24  # pictures that are looked over on one screen
_CROPS = ("label", "row")
_AS_THEY_ARE = ("page", "ground")  # their fields are empty, and what holds is said of all or of none


def likeness(question: Question) -> tuple[object, ...] | None:
    """What questions of one group have in common; None for one that has to be looked at alone.

    That is one in which several values are in doubt, or land of which something may be missing or too much.
    """
    doubts = [field for field in question.fields if field.doubtful]
    if not question.pictures or "several_labels" in question.alike:
        return None
    if len(doubts) > 1 and question.about not in _AS_THEY_ARE:
        return None
    choices = tuple(
        (field.name, frozenset(option.value for option in field.options) if _is_code(field.name) else None)
        for field in doubts
    )
    return (question.about, question.alike, choices)


def _is_code(name: str) -> bool:
    return "code" in name


def group_of(question: Question, others: Sequence[Question]) -> list[Question]:
    """The questions that are asked together with one, itself first."""
    name = likeness(question)
    if name is None:
        return [question]
    same = [other for other in others if other.id != question.id and likeness(other) == name]
    return [question, *same[: MOST - 1]]


def crop_of(question: Question) -> int:
    """The place, among its pictures, of the one that is looked at in a group: label, row, or the first."""
    kinds = [picture.kind for picture in question.pictures]
    return next((kinds.index(kind) for kind in _CROPS if kind in kinds), 0)
