from __future__ import annotations

from pathlib import Path

from pipeline.config import ScanSettings
from pipeline.errors import ScanError, ScanInaccessibleError
from workflows.duplicates import duplicate
from workflows.failures import unusable
from workflows.inventory import Inventory, Item
from workflows.stages.job import Job, PageSeen, ScanJob, ScanSeen
from workflows.tally import tally

JOB = Job("07330", Path("raw"), Path("out"))
LOST = ScanInaccessibleError("drive_lost")


def scan_job(scan: str) -> ScanJob:
    return ScanJob(JOB, scan, "sheet", ScanSettings())


def test_every_end_is_counted_once() -> None:
    fates = {
        "maps/a": "sheet",
        "maps/b": "sheet",
        "maps/c": "sheet",
        "maps/d": "sheet",
        "records": "inaccessible",
    }
    fates |= {"x.doc": "refused", "Thumbs.db": "ignored", "commune.toml": "settings"}
    bad = unusable("maps/b", ScanError("pdf_damaged"))
    scans = [ScanSeen(scan_job(f"maps/{name}"), "0", 1) for name in "acd"]
    scans.append(ScanSeen(scan_job("maps/b"), "", 0, bad))
    pages = [PageSeen(scan_job("maps/a"), 1, "sheet", placed=True), PageSeen(scan_job("maps/d"), 1, "failed")]
    findings = [bad, duplicate("maps/c", "maps/a"), unusable("maps/d", LOST, 1), unusable("records", LOST)]
    counts = tally(Inventory(tuple(Item(*item) for item in fates.items())), scans, pages, findings)
    assert {name: count for name, count in counts.items() if count} == {
        "files": 8, "files_scan": 5, "files_refused": 1, "files_ignored": 1, "files_settings": 1,
        "scans": 5, "scans_read": 1, "scans_duplicate": 1, "scans_refused": 1, "scans_inaccessible": 2,
        "pages": 2, "pages_sheet": 1, "pages_failed": 1, "sheets_placed": 1,
    }  # fmt: skip
    for whole in ("files", "scans", "pages"):
        assert counts[whole] == sum(count for name, count in counts.items() if name.startswith(f"{whole}_"))
