"""The office's table of old and new numbers in a commune's folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import ScanError
from pipeline.model import NO_NUMBERS, Finding, InputFile, SheetNumbers, Source, Unit, Values
from workflows.inventory import Inventory


def stated_numbers(
    raw: Path, inventory: Inventory, units: Sequence[Unit]
) -> tuple[SheetNumbers, list[Finding]]:
    """What the table says, or nothing where it is refused; and what is to be said of it."""
    files = inventory.of("numbers")
    if not files:
        return NO_NUMBERS, []
    from pipeline.sheet_numbers import read_sheet_numbers  # noqa: PLC0415  few communes have such a table

    first, *others = files
    told = [_told("renumbering_doubled", file, {"first": InputFile(first)}) for file in others]
    try:
        return replace(read_sheet_numbers(raw / first, units), file=first), told
    except ScanError as error:
        return NO_NUMBERS, [*told, _told("renumbering_refused", first, {"reason": error.reason})]


def _told(code: str, file: str, values: Values) -> Finding:
    return Finding(code, values={"file": InputFile(file), **values}, source=Source(file))
