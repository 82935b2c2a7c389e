"""Everything that can be wrong with a commune is looked at before any work is begun."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pipeline.communes import commune, former_units, unit_of_today
from pipeline.config import Settings, load_settings
from pipeline.decisions import Decision
from pipeline.errors import MissingInputError
from pipeline.fingerprint import versions
from pipeline.input_files import SCANS
from pipeline.map_files import FAMIS
from pipeline.model import NO_NUMBERS, Finding, Known, SheetNumbers
from pipeline.review import journal
from workflows.control_files import match_control
from workflows.folders import input_folder, output_folder
from workflows.georeference_files import match_georeferences
from workflows.inventory import Inventory, Item, take_inventory
from workflows.numbering import stated_numbers
from workflows.stages.job import Expected, Job, ScanJob


@dataclass(frozen=True, slots=True)
class Prepared:
    """A commune that can be digitized: its folders, its scans, all that lies there, what is to be said.

    ``numbers``: what the office calls sheets and parcels today; ``decisions``: what people decided.
    """

    job: Job
    scans: tuple[ScanJob, ...]
    inventory: Inventory
    findings: tuple[Finding, ...]
    numbers: SheetNumbers = NO_NUMBERS
    decisions: tuple[Decision, ...] = ()


def prepare(code: str, data_raw: Path, data_out: Path) -> Prepared:
    """Look at input and output of a commune.

    Raises a DigitizerError where nothing can be delivered: unknown code, no input, output not writable, a
    tool missing, a faulty ``commune.toml`` or journal of decisions.
    """
    info = commune(code)
    versions()
    raw = input_folder(data_raw, code)
    job = Job(code, raw, output_folder(data_raw, data_out, code))
    inventory = take_inventory(raw)
    names = [name for use in get_args(Expected) for name in inventory.of(use)]
    if not names:
        raise _nothing_to_do(raw, inventory)
    settings = load_settings(raw / "commune.toml", former_units(code), names)
    scans, told = scan_jobs(job, inventory, settings)
    numbers, doubts = stated_numbers(raw, inventory, (*former_units(code), unit_of_today(info)))
    decided = tuple(decisions(raw, inventory))
    return Prepared(job, tuple(scans), inventory, (*inventory.findings, *told, *doubts), numbers, decided)


def decisions(raw: Path, inventory: Inventory) -> list[Decision]:
    """What people decided.

    Raises UsageError also for a journal, or a folder of such, that may not be read: none is passed over.
    """
    names = [
        item.name
        for item in inventory.items
        if item.fate != "ignored" and (journal.is_journal(item.name) or _hides_journals(raw, item))
    ]
    return journal.read(raw, names)


def _hides_journals(raw: Path, item: Item) -> bool:
    """Whether an entry that nobody could look into may be a folder of decisions.

    What is refused for letters of its name that are none is a file: folders of such names are looked into.
    """
    path = raw / item.name
    unseen = item.fate == "inaccessible" or (item.fate == "refused" and os.path.lexists(path))
    return unseen and not os.path.isfile(path) and journal.may_lie_in(item.name)  # noqa: PTH113


def scan_jobs(job: Job, inventory: Inventory, settings: Settings) -> tuple[list[ScanJob], list[Finding]]:
    """The scans with what a person stated of each, and what is to be said of control files."""
    names = [(name, use) for use in get_args(Expected) for name in inventory.of(use)]
    places = [name for name, _ in names if not name.lower().endswith(FAMIS)]  # tables have no place
    control, told = match_control(places, inventory.of("points"))
    points: dict[str, dict[int, str]] = {}
    for (name, page), file in control.items():
        points.setdefault(name, {})[page] = file
    claims, lost = match_georeferences(places, inventory.of("georeference"))
    return [
        ScanJob(job, name, use, settings.of_scan(name), points.get(name, {}), claims.get(name, ()))
        for name, use in names
    ], [*told, *lost]


def _nothing_to_do(raw: Path, inventory: Inventory) -> MissingInputError:
    lost = sum(item.fate == "inaccessible" for item in inventory.items)
    if lost:
        return MissingInputError("nothing_reached", {"folder": raw, "count": lost})
    return MissingInputError("no_scans", {"folder": raw, "suffixes": Known(" ".join(SCANS))})
