"""What a technician changed in a delivered GeoPackage, as decisions: by comparison with what was delivered.

Values and outlines become decisions, added land gets a key of its own. What no decision can say (other
columns, added or deleted rows of registers, outlines that cross themselves) is counted, so that it can be
told; the edited file itself is kept by whoever replaces it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.decisions import Decision, Seen
from pipeline.delivery.layers import RECORDS, Layer
from pipeline.delivery.tables import tables
from pipeline.files import hash_text
from pipeline.model import Commune
from pipeline.review.edited import EditedRow
from pipeline.review.edited_values import Said, State
from pipeline.review.harvest_land import land_said
from pipeline.review.harvest_rows import rows_said
from pipeline.review.says import Known


@dataclass(frozen=True, slots=True)
class Edited:
    """A file that somebody changed: its SHA-256, who did it where no row says so, when it was written."""

    sha256: str
    who: str
    at: datetime
    rows: Sequence[EditedRow]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs: columns, and codes of what happened to it; ``left`` of them no decision says."""

    layer: Layer
    unit: str
    sheet: int | None
    number: int | None
    what: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Harvest:
    """The changes of an edited file, and the decisions that they make."""

    changes: list[Change]
    decisions: list[Decision]

    @property
    def left(self) -> int:
        """How many changes no decision says."""
        return sum(len(change.left) for change in self.changes)


def harvest(commune: Commune, edited: Edited, known: Known) -> Harvest:
    """Compare a file with the commune that was delivered in it. ``known``: scans, and decisions till then."""
    delivered = tables(commune)
    said = [
        *land_said(commune, delivered, edited.rows, {key for _, key in known.earlier}),
        *rows_said(commune, delivered[RECORDS.name], edited.rows),
    ]
    made = Harvest([], [])
    for each in said:
        left = list(each.left)
        for what, name, value, state in each.says:
            decision = _decision(each, (name, value, state), edited, known)
            if decision is None:
                left.append(what)
            else:
                made.decisions.append(decision)
        changed = tuple(dict.fromkeys([*(what for what, *_ in each.says), *left]))
        if changed:
            made.changes.append(Change(each.layer, *each.place, changed, tuple(left)))
    return made


def _decision(said: Said, saying: tuple[str, Any, State], edited: Edited, known: Known) -> Decision | None:
    """None where the field cannot take the value."""
    name, value, state = saying
    about = "row" if said.layer is RECORDS else "parcel"
    scan, page, box = said.source
    seen = Seen(scan_sha256=known.scans.get(scan, ""), page=page, box=box, state=dict(state))
    try:
        return Decision(
            id=hash_text(f"{edited.sha256} {about} {said.key} {name}")[:32], at=edited.at,
            who=said.who or edited.who, via="qgis", about=about, key=said.key, field=name,  # type: ignore[arg-type]
            value=value, seen=seen, replaces=known.earlier.get((about, said.key), ()),
        )  # fmt: skip
    except ValueError:
        return None
