"""What became of every file, scan and page: counts that add up, for the manifest and the sums of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from pipeline.model import Finding
from workflows.inventory import Fate, Inventory
from workflows.stages.job import PageKind, PageSeen, ScanSeen

_SCAN_ENDS = ("read", "duplicate", "refused", "inaccessible")
_SCANS = ("sheet", "register", "inaccessible")


def tally(
    inventory: Inventory, scans: Sequence[ScanSeen], pages: Sequence[PageSeen], findings: Sequence[Finding]
) -> dict[str, int]:
    """Counts of a run: ``files`` has all ``files_…`` as its parts, so have ``scans`` and ``pages``.

    A file or folder that cannot be reached counts as a scan, for nobody knows what it is.
    """
    fates: Counter[str] = Counter(item.fate for item in inventory.items)
    told = {code: _sources(findings, code) for code in ("scan_inaccessible", "duplicate_file")}
    ends = Counter(_end(seen, told) for seen in scans)
    ends["inaccessible"] += fates["inaccessible"]
    kinds = Counter(seen.kind for seen in pages)
    return {
        "files": len(inventory.items),
        "files_scan": sum(fates[fate] for fate in _SCANS),
        **{f"files_{fate}": fates[fate] for fate in get_args(Fate) if fate not in _SCANS},
        "scans": len(scans) + fates["inaccessible"],
        **{f"scans_{end}": ends[end] for end in _SCAN_ENDS},
        "pages": len(pages),
        **{f"pages_{kind}": kinds[kind] for kind in get_args(PageKind)},
        "sheets_placed": sum(seen.placed for seen in pages),
    }


def _sources(findings: Sequence[Finding], code: str) -> set[str]:
    return {told.source.scan for told in findings if told.source and told.code == code}


def _end(seen: ScanSeen, told: dict[str, set[str]]) -> str:
    """How a scan ended; one that was lost on the way was not reached, whatever was read of it before."""
    if seen.scan_job.scan in told["scan_inaccessible"]:
        return "inaccessible"
    if seen.scan_job.scan in told["duplicate_file"]:
        return "duplicate"
    return "refused" if seen.finding else "read"
