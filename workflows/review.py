"""What people decide, from the folders of a commune: the page, tables of decisions out and in."""

from __future__ import annotations

import functools
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from pipeline.communes import commune
from pipeline.decisions import Decision, Given, standing
from pipeline.delivery import manifest
from pipeline.delivery.delivered_files import delivery_in
from pipeline.errors import MissingInputError, UsageError
from pipeline.model import Commune, Finding, ScannedPage
from pipeline.review import journal
from pipeline.review.asked import Question
from pipeline.review.desk import Desk
from pipeline.review.questions import questions
from pipeline.review.table import read_table, write_table
from workflows.folders import check_reached, input_folder
from workflows.inventory import take_inventory
from workflows.preparation import decisions
from workflows.said_pages import given
from workflows.stages.commune import Keys, LaidOut, laid_out
from workflows.stages.job import DELIVERED, Job

LOCAL = "127.0.0.1"


def decisions_of(code: str, data_raw: Path) -> tuple[Path, list[Decision]]:
    """The commune's input folder and what people decided there. Raises a DigitizerError as a run does."""
    commune(code)
    raw = input_folder(data_raw, code)
    return raw, decisions(raw, take_inventory(raw))


def export_decisions(code: str, data_raw: Path, target: Path) -> int:
    """Write all decisions of a commune as a table; answers how many. Raises a DigitizerError."""
    _, known = decisions_of(code, data_raw)
    write_table(target, known)
    return len(known)


def import_decisions(code: str, data_raw: Path, table: Path | None) -> tuple[int, int]:
    """Take the decisions of a table into the journal; answers how many are new and how many were known.

    Raises a DigitizerError; nothing is taken then.
    """
    if table is None:
        raise UsageError("file_wanted")
    raw, known = decisions_of(code, data_raw)
    there = {decision.id for decision in known}
    given = {decision.id: decision for decision in read_table(table)}
    new = [decision for name, decision in given.items() if name not in there]
    journal.append(raw, new)
    return len(new), len(given) - len(new)


# --- the page -------------------------------------------------------------------------------------------


def review(
    code: str, data_raw: Path, data_out: Path, host: str, port: int, ready: Callable[[str], None]
) -> None:
    """Serve the review page of a commune until the process is stopped; ``ready`` hears its address.

    Raises a DigitizerError: MissingInputError where the commune was not run, or its results are gone.
    """
    from pipeline.review.server import application, serve  # noqa: PLC0415

    raw, known = decisions_of(code, data_raw)
    job = Job(code, raw, data_out / code)
    check_reached(job.out)
    scans, keys = results_of(job)
    token = secrets.token_urlsafe(16)
    names = [LOCAL, "localhost", host] if host != "0.0.0.0" else ["*"]  # noqa: S104  asked for by HOST=
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:

        def again(decided: Sequence[Decision]) -> list[Question]:
            return aside.submit(questions_of, job, keys, given(decided, scans)).result()

        desk = Desk(raw, scans, again, known)
        desk.begin(_left_open(job))
        threading.Thread(target=desk.keep_renewing, daemon=True).start()
        report = delivery_in(job.out, code).report
        app = application(desk, token, f"{commune(code).full_name} ({code})", names, report=report)
        try:
            serve(app, host, port, lambda opened: ready(f"http://{host}:{opened}/{token}/"))
        finally:
            desk.close()


def results_of(job: Job) -> tuple[Mapping[str, str], Keys]:
    """Hashes of the scans that the last run used, and the keys of its results, without decisions."""
    last = manifest.read(job.out).content
    if "results" not in last:
        raise MissingInputError("run_before_review", {"commune": job.code})
    scans = {entry["scan"]: entry["sha256"] for entry in last["inputs"]}
    named = {name: tuple(keys) for name, keys in last["results"].items()}
    return scans, Keys(named["sheets"], named["unplaced"], named["pages"], named["maps"])


def _left_open(job: Job) -> list[Question]:
    """What the last run left open. Raises MissingInputError where its results are gone."""
    return questions(_delivered(job))


def _delivered(job: Job) -> Commune:
    try:
        delivered: Commune = job.store.get(DELIVERED, manifest.read(job.out).content["key"])
    except LookupError:
        raise MissingInputError("run_before_review", {"commune": job.code}) from None
    return delivered


def questions_of(job: Job, keys: Keys, decided: tuple[Given, ...]) -> list[Question]:
    """All questions of a commune that the decisions leave. Raises OutputError where results are gone.

    A page is read as people say it is by the next run, and not asked about till then.
    """
    laid = _laid_out(job, keys)
    made = laid.merged.decided(decided)
    whole = replace(made, findings=(*made.findings, *laid.of_pages), pages=laid.pages)
    newer = [each for each in decided if each.decision.at > laid.delivered_at]
    heard = {f"page:{key}" for key in standing(newer).pages}
    return [question for question in questions(whole) if question.id not in heard]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A commune as far as no decision changes it, and what the last run told of its pages, and when."""

    merged: LaidOut
    of_pages: tuple[Finding, ...]
    pages: tuple[ScannedPage, ...]
    delivered_at: datetime


@functools.lru_cache(maxsize=1)  # no decision changes it: made once in the process that makes questions
def _laid_out(job: Job, keys: Keys) -> _Laid:
    delivered = _delivered(job)
    of_pages = tuple(told for told in delivered.findings if told.code in ("page_unknown", "sheet_unseen"))
    return _Laid(laid_out(job, keys), of_pages, delivered.pages, manifest.written_at(job.out))
