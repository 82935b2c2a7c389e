"""The acceptance record: each item of the circular that the program can check, with its count and errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.delivery.layers import FINDINGS
from pipeline.handin.dossiers import KEY, Row
from pipeline.handin.mapping import AcceptanceForm, AcceptanceItem
from pipeline.model import Commune, ScannedPage

Error = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an item: how many things it concerns (None: not checked), and each error as a row."""

    item: AcceptanceItem
    count: int | None
    errors: tuple[Error, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What an acceptance is told from: the delivery's rows by layer, its commune, pages in no file."""

    rows: Mapping[str, Sequence[Row]]
    commune: Commune
    loose: Sequence[ScannedPage]
    files: int


def outcomes(form: AcceptanceForm, checked: Checked) -> list[Outcome]:
    """Every item of the form in its order."""
    return [_outcome(item, checked) for item in form.items]


def _outcome(item: AcceptanceItem, checked: Checked) -> Outcome:
    if not (item.findings or item.lacks or item.pages):
        return Outcome(item, None)
    errors: list[Error] = []
    for row in checked.rows[FINDINGS.name]:
        if row.get("ma") in item.findings:
            errors.append((*(row.get(name) for name in KEY), row.get("mo_ta")))
    if item.lacks:
        lacking = [row for row in checked.rows["thua_dat"] if item.lacks not in row]
        errors += [(*(row.get(name) for name in KEY), item.lacks) for row in lacking]
    errors += [(None, None, None, str(page.source)) for page in checked.loose if page.kind in item.pages]
    return Outcome(item, _count(item, checked), tuple(errors))


def _count(item: AcceptanceItem, checked: Checked) -> int:
    counts = {
        "parcels": len(checked.rows["thua_dat"]),
        "rows": len(checked.rows["ho_so"]),
        "sheets": len(checked.rows["to_ban_do"]),
        "pages": len(checked.commune.pages),
        "papers": sum(page.kind == "parcel" for page in checked.commune.pages),
        "files": checked.files,
    }
    return counts[item.of]
