"""The desk at which people review a commune: what is open, who has it, and what was answered.

An answer is in the journal before it is confirmed. The questions are made anew behind it, away from this
process; until then what was answered is not asked again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline.decisions import UNDO, Decision
from pipeline.errors import DigitizerError
from pipeline.review import journal
from pipeline.review.answer import Answer
from pipeline.review.answers import decisions_of
from pipeline.review.asked import Question
from pipeline.review.groups import group_of
from pipeline.review.says import ids_of, known_of, undone

Again = Callable[[Sequence[Decision]], list[Question]]
# So long nobody else is asked what lies on a person's screen: longer than any question takes.
HELD_SECONDS = 300.0


class GoneError(LookupError):
    """The question is not open any more: somebody answered it, or its answer settled it."""


@dataclass
class Desk:
    """One commune under review. ``again`` makes the questions of decisions; ``scans``: SHA-256 by path."""

    raw: Path
    scans: Mapping[str, str]
    again: Again
    decisions: list[Decision]
    open: list[Question] = field(default_factory=list)
    failed: bool = False
    _answered: dict[str, int] = field(default_factory=dict)
    _held: dict[str, tuple[str, float]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _stale: threading.Event = field(default_factory=threading.Event)
    _closed: bool = False

    def begin(self, questions: list[Question]) -> None:
        """Ask what the last run left open, until the questions of all decisions are made: what people have
        decided by now is not asked."""
        about = {each.key for each in self.decisions}
        with self._lock:
            self.open = [question for question in questions if question.key not in about]
            self._stale.set()

    def renew(self) -> None:
        """Make the questions of all decisions that are there by now. Raises DigitizerError."""
        with self._lock:
            known = list(self.decisions)
        made = self.again(known)
        with self._lock:
            self.open = made
            self._answered = {name: at for name, at in self._answered.items() if at > len(known)}

    def keep_renewing(self) -> None:
        """Renew whenever something was decided, until ``close``; for a thread of its own."""
        while True:
            self._stale.wait()
            self._stale.clear()
            if self._closed:
                return
            try:
                self.renew()
                self.failed = False
            except DigitizerError:
                self.failed = True  # answers are kept; the questions are as they were

    def close(self) -> None:
        """End ``keep_renewing``."""
        self._closed = True
        self._stale.set()

    # --- asking -------------------------------------------------------------------------------------

    def left(self) -> list[Question]:
        """What is open and not answered."""
        with self._lock:
            return [question for question in self.open if question.id not in self._answered]

    def ask(
        self, who: str, skipped: Sequence[str] = (), now: float | None = None, *, wanted: str = ""
    ) -> list[Question]:
        """The next questions for a person, the first of which is theirs for a while; skipped ones come last.

        What lies before somebody else is not asked. ``wanted``: the question that a person came for, first
        where it is still open.
        """
        moment = time.monotonic() if now is None else now
        with self._lock:
            free = [question for question in self.left() if self._is_free(question.id, who, moment)]
            late = {name: order for order, name in enumerate(skipped, 1)}
            free.sort(key=lambda question: (question.id != wanted, late.get(question.id, 0)))
            if free:
                self._held = {name: held for name, held in self._held.items() if held[0] != who}
                self._held[free[0].id] = (who, moment)
            return free[:2]

    def group(self, who: str, name: str, now: float | None = None) -> list[Question]:
        """A question with those that are alike and lie before nobody else; all are theirs for a while.

        Raises GoneError.
        """
        moment = time.monotonic() if now is None else now
        with self._lock:
            free = [question for question in self.left() if self._is_free(question.id, who, moment)]
            found = group_of(self.question(name), free)
            self._held |= {question.id: (who, moment) for question in found}
            return found

    def _is_free(self, name: str, who: str, moment: float) -> bool:
        holder, since = self._held.get(name, (who, moment))
        return holder == who or moment - since > HELD_SECONDS

    def question(self, name: str) -> Question:
        """An open question. Raises GoneError."""
        with self._lock:
            for question in self.open:
                if question.id == name:
                    return question
        raise GoneError(name)

    # --- answering ----------------------------------------------------------------------------------

    def answer(self, answer: Answer) -> list[Decision]:
        """Write an answer down; one that was written before is not written again.

        Raises GoneError, NoSuchValueError, OutputError; nothing is written then.
        """
        return self.answer_all([answer])

    def answer_all(self, answers: Sequence[Answer]) -> list[Decision]:
        """Write answers of one person down together, all or none; as ``answer`` does.

        They are taken back together, too.
        """
        with self._lock:
            there, now = {each.id for each in self.decisions}, datetime.now(UTC)
            new = [answer for answer in answers if not ids_of(answer.id) & there]
            gone = [answer.question for answer in new if answer.question in self._answered]
            if gone:
                raise GoneError(gone[0])
            known = known_of(self.scans, self.decisions)
            made = [
                each
                for answer in new
                for each in decisions_of(answer, self.question(answer.question), known, now)
            ]
            self._write(made)
            self._answered |= dict.fromkeys((answer.question for answer in new), len(self.decisions))
            return made

    def undo(self, who: str) -> str:
        """Take back a person's last answer; answers its question's id, or nothing where none is left."""
        with self._lock:
            last = self._last_of(who)
            now = datetime.now(UTC)
            self._write([undone(each, "undo", who, now) for each in last])
            if not last:
                return ""
            about = {each.key for each in last}
            self._answered = {
                name: at for name, at in self._answered.items() if name.partition(":")[2] not in about
            }
            return f"{last[0].about}:{last[0].key}"

    def _last_of(self, who: str) -> list[Decision]:
        void = {each.value for each in self.decisions if each.field == UNDO}
        mine = [
            each
            for each in self.decisions
            if (each.who, each.via) == (who, "page") and each.field != UNDO and each.id not in void
        ]
        return [each for each in mine if each.at == mine[-1].at]

    def _write(self, made: Sequence[Decision]) -> None:
        journal.append(self.raw, made)
        self.decisions += made
        if made:
            self._stale.set()

    def counts_by_person(self) -> dict[str, int]:
        """How many answers each person gave that hold."""
        void = {each.value for each in self.decisions if each.field == UNDO}
        given = {(each.who, each.at) for each in self.decisions if each.field != UNDO and each.id not in void}
        found: dict[str, int] = {}
        for who, _ in sorted(given):
            found[who] = found.get(who, 0) + 1
        return found
