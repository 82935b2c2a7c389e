"""Decisions as a table for spreadsheets, so that offices can split work and bring it together again.

A row with an ``id`` is a decision that was made; one without is a new one, which a person filled in. What a
spreadsheet would run as a formula stays text (an apostrophe before it, taken away again when it is read).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline import values
from pipeline.decisions import Decision, Seen, Value
from pipeline.delivery.safe_cells import FORMULA_STARTS, safe_cell
from pipeline.errors import UsageError
from pipeline.files import written_aside
from pipeline.input_files import inaccessible
from pipeline.model import Known, Reason, Values

COLUMNS = ("id", "at", "who", "via", "about", "key", "field", "value", "note", "replaces", "seen")
_NEEDED = ("who", "about", "key", "field", "value")
_MOST_BYTES = 100_000_000
_SEPARATORS = ",;\t"  # what spreadsheets write, by the language they run in


def write_table(path: Path, decisions: Iterable[Decision]) -> None:
    """Write decisions as CSV (UTF-8 with its mark), for their owner alone. Raises OutputError."""
    with written_aside(path, 0o600) as aside, aside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([safe_cell(cell) for cell in _cells(decision)] for decision in decisions)


def _cells(decision: Decision) -> list[object]:
    plain = {
        **{name: getattr(decision, name) for name in COLUMNS},
        "at": decision.at.isoformat(),
        "replaces": " ".join(decision.replaces),
        "seen": decision.seen.model_dump_json(exclude_defaults=True),
    }
    return [plain[name] for name in COLUMNS]


def read_table(path: Path, now: datetime | None = None) -> list[Decision]:
    """The decisions of a table; rows without ``value`` are none. ``now`` is when new ones were made.

    Raises UsageError naming the first line that cannot be understood, and none is taken then.
    """
    text = _text(path)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_separator(text))
    if not set(_NEEDED) <= set(rows.fieldnames or ()):
        raise UsageError("table_without_columns", {"file": path, "columns": Known(", ".join(_NEEDED))})
    found = []
    for row in rows:
        cells = {name: _plain(row.get(name)) for name in COLUMNS}
        if cells["value"]:
            found.append(_decision(cells, now or datetime.now(UTC), f"{path.name}:{rows.line_num}"))
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES)
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        why = inaccessible(cause).reason if isinstance(cause, OSError) else Reason("not_utf8")
        told: Values = {"file": path, "reason": why}
        raise UsageError("decisions_not_read", told) from cause


def _separator(text: str) -> str:
    return max(_SEPARATORS, key=text.partition("\n")[0].count)


def _plain(cell: str | None) -> str:
    text = (cell or "").strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def _decision(cells: Mapping[str, str], now: datetime, place: str) -> Decision:
    """A row's decision; a new one has an id made of what it says: a table taken twice does no harm."""
    try:
        return Decision(
            id=cells["id"] or _id(cells),
            at=datetime.fromisoformat(cells["at"]) if cells["at"] else now,
            who=cells["who"],
            via=cells["via"] or "csv",  # type: ignore[arg-type]
            about=cells["about"],  # type: ignore[arg-type]
            key=cells["key"],
            field=cells["field"],
            value=_value(cells["field"], cells["value"]),
            note=cells["note"],
            replaces=tuple(cells["replaces"].split()),
            seen=Seen.model_validate_json(cells["seen"]) if cells["seen"] else Seen(),
        )
    except ValueError:  # pydantic's own is one, too
        told: Values = {"place": place, "reason": Reason("decision_field_or_value")}
        raise UsageError("decision_faulty", told) from None


def _id(cells: Mapping[str, str]) -> str:
    said = "\0".join(cells[name] for name in (*_NEEDED, "at", "note"))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _value(field: str, text: str) -> Value:
    """A typed value: numbers and areas as registers write them, codes in capitals."""
    made: Value | None = text
    if field in ("number", "sheet"):
        made = values.number(text)
    elif field == "area_m2":
        made = values.area_m2(text)
    elif field in ("code", "object"):
        made = values.land_use(text)
    return text if made is None else made
