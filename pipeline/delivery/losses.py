"""What a new delivery has less of than the one before it, and which files it was made of are lost.

Both are told from two manifests: what each says of its inputs, and of its sheets one by one, so that gains on
one sheet never hide what another lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.delivery.references import folder_of
from pipeline.errors import ShrinkError
from pipeline.model import Commune, Finding, Known, Reason, unit_code_of

Content = Mapping[str, Any]
MEASURES = ("sheets_placed", "parcels", "parcels_accepted", "rows", "rows_accepted")
_UNREAD = ("scan_unreadable", "scan_inaccessible", "page_failed")
_GIVES_NOTHING = {"unknown", "failed"}  # kinds of pages
_NOT_USED = {"misplaced", "refused", "inaccessible", "ignored"}  # fates of files
_ACCEPTED = ("khop", "chap_nhan")


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A measure of a sheet that fell; ``unit``: the old commune's code, ``sheet``: None where unknown."""

    unit: str
    sheet: int | None
    measure: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LostInput:
    """A file that the delivery before was made of, and why it, or a page of it, is not in the new one."""

    file: str
    reason: Reason


def sheets_of(commune: Commune) -> list[dict[str, Any]]:
    """What the manifest says of each sheet: ``MEASURES`` by old commune and number."""
    sums: dict[tuple[str, int | None], Counter[str]] = {}

    def count(key: tuple[str, int | None], name: str, accepted: bool) -> None:
        sums.setdefault(key, Counter()).update({name: 1, f"{name}_accepted": accepted})

    for sheet in commune.sheets:
        found = sums.setdefault((unit_code_of(sheet.unit), sheet.number), Counter())
        found["sheets_placed"] |= sheet.epsg is not None  # scanned twice, it is one sheet
    for parcel in commune.parcels:
        count((parcel.unit_code, parcel.sheet), "parcels", parcel.status in _ACCEPTED)
    for record in commune.records:
        count((record.unit_code, record.sheet), "rows", record.status in _ACCEPTED)
    return [
        {"ma_xa_cu": unit, "so_hieu_to_ban_do": number, **{name: found[name] for name in MEASURES}}
        for (unit, number), found in sums.items()
    ]


def unread_in(findings: Iterable[Finding]) -> dict[str, int]:
    """How often each file is told as not read, whole or in part, for the manifest."""
    return dict(Counter(told.source.scan for told in findings if told.code in _UNREAD and told.source))


def shrunk(before: Content, after: Content) -> list[Shrunk]:
    """All that fell from one manifest to the next, sheet by sheet."""
    old, new = _by_sheet(before), _by_sheet(after)
    falls = [
        Shrunk(*key, measure, sums[measure], new.get(key, {}).get(measure, 0))
        for key, sums in old.items()
        for measure in MEASURES
    ]
    return [each for each in falls if each.after < each.before]


def _by_sheet(content: Content) -> dict[tuple[str, int | None], dict[str, int]]:
    return {(each["ma_xa_cu"], each["so_hieu_to_ban_do"]): each for each in content.get("sheets", ())}


def lost_inputs(before: Content, after: Content, findings: Sequence[Finding]) -> list[LostInput]:
    """Files that gave pages before and are gone, unread now, or read less of, with what is told of them.

    A scan that was renamed, or of which a copy is left, is not lost; nor is one that gave way to another.
    Beside scans, what people gave (points, settings, decisions) is lost where it is not used any more.
    """
    readable = {name for each in after["inputs"] if each["pages"] for name in (each["scan"], each["sha256"])}
    then, now = before.get("unread", {}), after["unread"]
    lost = []
    for each in before.get("inputs", ()):
        scan = each["scan"]
        gone = not readable & {scan, each["sha256"]}
        if set(each["pages"]) - _GIVES_NOTHING and (gone or now.get(scan, 0) > then.get(scan, 0)):
            lost.append(LostInput(scan, _reason(scan, findings)))
    listed, there = before.get("other_files", {}), after["other_files"]
    beside = [name for name, fate in listed.items() if fate not in _NOT_USED and there.get(name) != fate]
    scans = {each["scan"] for each in before.get("inputs", ())}
    return lost + [LostInput(name, _reason(name, findings)) for name in beside if name not in scans]


def _reason(scan: str, findings: Sequence[Finding]) -> Reason:
    """Why a file was not read: as told of it, or of a folder that it lies in."""
    for told in findings:
        place, reason = told.source.scan if told.source else "", told.values.get("reason")
        here = scan == place or scan.startswith(f"{place}/")
        if told.code in _UNREAD and here and isinstance(reason, Reason):
            return reason
    return Reason("no_longer_there")


_LOST = {
    "sheets_placed": "lost_sheets_placed",
    "parcels": "lost_parcels",
    "parcels_accepted": "lost_parcels_accepted",
    "rows": "lost_rows",
    "rows_accepted": "lost_rows_accepted",
}


def totals(falls: Iterable[Shrunk]) -> Counter[str]:
    """The sum of what fell, by measure."""
    sums: Counter[str] = Counter()
    for each in falls:
        sums[each.measure] += each.before - each.after
    return sums


def refusal(falls: Iterable[Shrunk], lost: Iterable[LostInput], names: Path) -> ShrinkError:
    """Why a delivery is not handed over; ``names`` is the list of the files, for they may name a person."""
    groups: dict[str, tuple[int, str, Reason]] = {}
    for each in lost:
        folder = folder_of(each.file)
        count, *_ = groups.get(f"{folder} {each.reason}", (0,))
        groups[f"{folder} {each.reason}"] = (count + 1, folder, each.reason)
    files = tuple(
        Reason("files_lost", {"count": count, "place": Known(folder), "reason": reason})
        for count, folder, reason in groups.values()
    )
    losses = tuple(Reason(_LOST[measure], {"count": count}) for measure, count in totals(falls).items())
    return ShrinkError("delivery_would_shrink", {"files": files, "losses": losses, "list": names})
