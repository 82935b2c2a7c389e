"""What people decided, from the folders of a commune: tables of it out and in."""

from __future__ import annotations

from pathlib import Path

from pipeline.communes import commune
from pipeline.decisions import Decision
from pipeline.errors import UsageError
from pipeline.review import journal
from pipeline.review.table import read_table, write_table
from workflows.folders import input_folder
from workflows.inventory import take_inventory
from workflows.preparation import decisions


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
