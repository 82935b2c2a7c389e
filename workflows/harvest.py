"""What people changed in a delivery becomes decisions: before another takes its place, or when asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from pipeline.decisions import Decision
from pipeline.delivery import manifest
from pipeline.delivery.delivered_files import delivery_in
from pipeline.delivery.stamp import read_stamp, stamp_of
from pipeline.delivery.tables import tables
from pipeline.errors import DigitizerError, MissingInputError, UsageError
from pipeline.files import hash_entry
from pipeline.model import Commune, Finding, Known, Reason, Value
from pipeline.review import journal
from pipeline.review.edited import edited_rows
from pipeline.review.harvest import Change, Edited, Harvest, harvest
from pipeline.review.says import known_of
from pipeline.switch import refuse_open
from pipeline.wording import say
from workflows.folders import input_folder, output_folder
from workflows.inventory import take_inventory
from workflows.lock import locked
from workflows.preparation import Prepared, decisions
from workflows.stages.job import DELIVERED, Job


def harvested(prepared: Prepared) -> Prepared:
    """The commune with the decisions that edits of its delivery make; they are in the journal then.

    What cannot be taken is a finding, and stands in the edited file, which is kept when it is replaced.
    """
    job = prepared.job
    try:
        found = _compared(job, delivery_in(job.out, job.code).gpkg, prepared.decisions)
        new = _taken(job, found, prepared.decisions)
    except DigitizerError as error:
        return _told(prepared, Known("?"), error.reason)
    if found.left:
        prepared = _told(prepared, found.left, Reason("edit_says_nothing"))
    return replace(prepared, decisions=(*prepared.decisions, *new))


def _told(prepared: Prepared, count: Value, reason: Reason) -> Prepared:
    finding = Finding("edit_not_harvested", values={"count": count, "reason": reason})
    return replace(prepared, findings=(*prepared.findings, finding))


def harvest_of(code: str, data_raw: Path, data_out: Path, gpkg: Path | None) -> tuple[Harvest, int]:
    """Take the edits of a commune's delivery, or of a copy of it; answers them and how many are new.

    Raises a DigitizerError; nothing is taken then.
    """
    raw = input_folder(data_raw, code)
    job = Job(code, raw, output_folder(data_raw, data_out, code))
    known = decisions(raw, take_inventory(raw))
    with locked(job.out):
        found = _compared(job, gpkg or delivery_in(job.out, code).gpkg, known)
        return found, len(_taken(job, found, known))


def _compared(job: Job, gpkg: Path, known: Sequence[Decision]) -> Harvest:
    """The edits of a file, beside what was delivered. Raises a DigitizerError where they cannot be known."""
    refuse_open(gpkg)
    last, name = manifest.read(job.out), delivery_in(job.out, job.code).gpkg.name
    sha256 = hash_entry(gpkg)
    if not sha256 or sha256 == last.outputs.get(name):
        return Harvest([], [])
    commune = _delivered(job, last)  # first: a file that no manifest tells of was not delivered
    delivered_at = manifest.written_at(job.out)
    try:
        if read_stamp(gpkg) != stamp_of(tables(commune)):
            raise UsageError("edit_of_other_delivery", {"file": Known(name)})
        rows = edited_rows(gpkg)
    except sqlite3.Error:
        raise UsageError("edit_damaged", {"file": Known(name)}) from None
    scans = {entry["scan"]: entry["sha256"] for entry in last.content["inputs"]}
    seen = known_of(scans, [decision for decision in known if decision.at <= delivered_at])
    at = datetime.fromtimestamp(gpkg.stat().st_mtime, UTC)
    return harvest(commune, Edited(sha256, _owner(gpkg), at, rows), seen)


def _delivered(job: Job, last: manifest.Manifest) -> Commune:
    try:
        commune: Commune = job.store.get(DELIVERED, last.content["key"])
    except LookupError:
        raise MissingInputError("edit_without_results", {"commune": job.code}) from None
    return commune


def _owner(gpkg: Path) -> str:
    try:
        return gpkg.owner()
    except (KeyError, NotImplementedError):  # no such person on this machine
        return "QGIS"


def _taken(job: Job, found: Harvest, known: Sequence[Decision]) -> list[Decision]:
    """Put the decisions that are new into the journal. Raises OutputError."""
    there = {decision.id for decision in known}
    new = [decision for decision in found.decisions if decision.id not in there]
    journal.append(job.raw, new)
    return new


def changes_table(changes: Sequence[Change]) -> Table:
    """One line a changed row, without what stands in it: names may."""
    table = Table(title="Sửa đổi trong bản giao / edits of the delivery", title_justify="left")
    for heading in ("lớp", "xã cũ", "tờ", "thửa", "sửa gì", "chưa nhận"):
        table.add_column(heading)
    for each in changes:
        titles = {column.name: column.title for column in each.layer.columns}
        named = [
            ", ".join(titles.get(name) or say(Reason(name)) for name in names)
            for names in (each.what, each.left)
        ]
        table.add_row(each.layer.title, each.unit, _shown(each.sheet), _shown(each.number), *named)
    return table


def _shown(number: int | None) -> str:
    return "–" if number is None else str(number)
