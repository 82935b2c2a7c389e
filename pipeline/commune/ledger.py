"""What went into a commune and where it went: counted where it comes out, so that what is lost shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.commune.parcel_pages import FATES, Fate
from pipeline.commune.reconcile import Outcome
from pipeline.commune.rows import Placed
from pipeline.decisions import Standing
from pipeline.model import (
    Certificate,
    CommuneParcel,
    Finding,
    Group,
    Known,
    ParcelPage,
    RegisterPage,
    SheetParcels,
    Status,
    Values,
)

_STATUSES: tuple[Status, ...] = ("khop", "chap_nhan", "can_kiem_tra")
_GROUPS: tuple[Group, ...] = ("usable", "correct", "redo")
# Each sum and the parts that it must equal: accepted, queued or refused, nothing else.
BALANCES: Mapping[str, tuple[str, ...]] = {
    "sheets": ("sheets_used", "sheets_unplaced", "sheets_repeated"),
    "faces": (
        "parcels",
        "objects",
        "faces_other_land",
        "faces_parts_joined",
        "faces_drawn_twice",
        "faces_slivers_dropped",
        "faces_without_ground_left",
        "faces_removed_by_people",
    ),
    "labels": ("labels_placed", "labels_of_frame", "labels_struck", "labels_without_face"),
    "table_rows": ("table_rows_placed", "table_rows_without_label"),
    "land_m2": (
        "land_parcels_m2",
        "land_objects_m2",
        "land_uncovered_m2",
        "land_of_others_m2",
        "land_between_m2",
    ),
    "parcels": tuple(f"parcels_{status}" for status in _STATUSES),
    "register_pages": tuple(f"register_pages_{fate}" for fate in ("with_rows", "without_rows", "repeated")),
    "parcel_pages": tuple(f"parcel_pages_{fate}" for fate in FATES),
    "certificates": ("certificates_khop", "certificates_can_kiem_tra"),
    "rows_on_pages": (
        *("rows_empty", "rows_totals", "rows_of_sheets", "rows_elsewhere", "rows_repeated"),
        "rows",
    ),
    "rows_of_sheets": tuple(
        f"rows_of_sheets_{fate}" for fate in ("agreeing", "differing", "missing", "open")
    ),
    "rows": (*(f"rows_{status}" for status in _STATUSES), "rows_struck"),
    "decisions": tuple(
        f"decisions_{fate}"
        for fate in ("applied", "already_true", "superseded", "stale", "conflict", "undone")
    ),
}


@dataclass(frozen=True, slots=True)
class Gone:
    """Faces that are no parcel or object of their own, each for its reason.

    ``removed`` by people; ``drawn`` is land that people added to the faces of the sheets.
    """

    joined: int
    drawn_twice: int
    without_ground: int
    slivers: int
    removed: int = 0
    drawn: int = 0


def of_sheets(sheets: Sequence[SheetParcels], used: int, repeated: int) -> dict[str, int]:
    """Sheets, the labels that were found on them, and the rows of their tables of small parcels."""
    traced_counts = [name for whole in ("labels", "table_rows") for name in (whole, *BALANCES[whole])]
    return {
        "sheets": len(sheets),
        "sheets_used": used,
        "sheets_unplaced": sum(traced.sheet.epsg is None for traced in sheets),
        "sheets_repeated": repeated,
        **{name: sum(traced.counts.get(name, 0) for traced in sheets) for name in traced_counts},
    }


def of_faces(sheets: Sequence[SheetParcels], parcels: int, objects: int, gone: Gone) -> dict[str, int]:
    """Faces of the used sheets and land that people drew; ``parcels``, ``objects`` as they are delivered."""
    return {
        "faces": sum(len(traced.parcels) + len(traced.other_land) for traced in sheets) + gone.drawn,
        "parcels": parcels,
        "objects": objects,
        "faces_other_land": sum(len(traced.other_land) for traced in sheets),
        "faces_parts_joined": gone.joined,
        "faces_drawn_twice": gone.drawn_twice,
        "faces_slivers_dropped": gone.slivers,
        "faces_without_ground_left": gone.without_ground,
        "faces_removed_by_people": gone.removed,
    }


def of_outcome(outcome: Outcome) -> dict[str, int]:
    """Parcels and rows by status; struck rows are history and counted apart.

    ``rows_by_hand_proven``: rows by hand of which only the name and other free text wait for a person.
    """
    parcels = Counter(parcel.status for parcel in outcome.parcels.values())
    live = Counter(record.status for record in outcome.records.values() if not record.record.struck)
    counts = {f"parcels_{status}": parcels[status] for status in _STATUSES}
    counts |= {f"rows_{status}": live[status] for status in _STATUSES}
    struck = sum(record.record.struck for record in outcome.records.values())
    proven = sum(record.proven and record.record.by_hand for record in outcome.records.values())
    return counts | {"rows": len(outcome.records), "rows_struck": struck, "rows_by_hand_proven": proven}


def of_groups(parcels: Iterable[CommuneParcel]) -> dict[str, int]:
    """The three groups of the national land-data campaign, for the commune and for each of its sheets."""
    counts = dict.fromkeys((f"group_{name}" for name in _GROUPS), 0)
    for parcel in parcels:
        name = f"group_{parcel.group}"
        sheet = f"{name} {parcel.unit_code}/{parcel.sheet}"
        counts[name] += 1
        counts[sheet] = counts.get(sheet, 0) + 1
    return counts


def of_pages(pages: Sequence[RegisterPage], placed: Placed) -> dict[str, int]:
    """Register pages, and the rows of their tables: empty ones, sums, and those that became rows.

    ``placed``: the rows that they gave; those of pages of elsewhere become none here, and those that another
    scan of the page repeats are one.

    ``rows_by_hand``: rows with a cell that was filled in by hand. ``totals_agreed`` and ``totals_differing``:
    sums that could be held against the areas above them.
    """
    with_rows = sum(bool(page.rows or page.sheet_totals) for page in pages)
    repeated = sum(page.counts.get("pages_repeated", 0) for page in pages)
    return {
        "register_pages": len(pages) + repeated,
        "register_pages_repeated": repeated,
        "register_pages_with_rows": with_rows,
        "register_pages_without_rows": len(pages) - with_rows,
        "rows_on_pages": sum(page.counts.get("rows_found", len(page.rows)) for page in pages),
        "rows_empty": sum(page.counts.get("rows_empty", 0) for page in pages),
        "rows_totals": sum(page.counts.get("rows_totals", 0) for page in pages),
        "rows_by_hand": sum(page.counts.get("rows_by_hand", 0) for page in pages),
        "rows_of_sheets": sum(page.counts.get("rows_of_sheets", 0) for page in pages),
        "rows_elsewhere": sum(len(page.rows) for page in placed.elsewhere),
        "rows_repeated": placed.repeated + sum(page.counts.get("rows_repeated", 0) for page in pages),
        "totals_agreed": sum(page.counts.get("totals_agreed", 0) for page in pages),
        "totals_differing": sum(page.counts.get("totals_differing", 0) for page in pages),
    }


def of_parcel_pages(pages: Sequence[ParcelPage], fates: Sequence[Fate]) -> dict[str, int]:
    """Parcels on certificates and extracts: those that agree, those that wait, those without one here."""
    found = Counter(fates)
    return {"parcel_pages": len(pages), **{f"parcel_pages_{fate}": found[fate] for fate in FATES}}


def of_certificates(certificates: Sequence[Certificate]) -> dict[str, int]:
    """Rows of certificates: those that can be relied on, and those that wait."""
    found = Counter(f"certificates_{each.status}" for each in certificates)
    return {"certificates": len(certificates), **{name: found[name] for name in BALANCES["certificates"]}}


def of_decisions(given: int, standing: Standing, fates: Mapping[str, int]) -> dict[str, int]:
    """Lines of the journal by what became of them."""
    of_pages = (
        each.fate for fields in standing.pages.values() for those in fields.values() for each in those
    )
    found = Counter(fates) + Counter(fate or "applied" for fate in of_pages)
    fates = {**found, "superseded": standing.superseded + found["superseded"], "undone": standing.undone}
    return {
        "decisions": given,
        **{name: fates.get(name.removeprefix("decisions_"), 0) for name in BALANCES["decisions"]},
    }


def unbalanced(counts: Mapping[str, int]) -> list[Finding]:
    """One finding for each sum whose parts are not as many: something was lost, or counted twice."""
    findings = []
    for whole, parts in BALANCES.items():
        out = sum(counts[part] for part in parts)
        if out != counts[whole]:
            values: Values = {"what": Known(whole), "given": counts[whole], "found": out}
            findings.append(Finding("sums_differ", values=values))
    return findings
