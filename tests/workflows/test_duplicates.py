from __future__ import annotations

from pathlib import Path

from pipeline.config import ScanSettings
from pipeline.model import Finding
from workflows.duplicates import once_each
from workflows.stages.job import Job, ScanJob, ScanSeen

JOB = Job("07330", Path("raw"), Path("out"))


def seen(scan: str, sha256: str, sheet: int | None = None, points: dict[int, str] | None = None) -> ScanSeen:
    settings = ScanSettings(None, sheet, "07324")
    return ScanSeen(ScanJob(JOB, scan, "sheet", settings, points or {}), sha256, 1)


def test_of_scans_with_the_same_bytes_the_first_is_used() -> None:
    scans = [
        seen("maps/a.tif", "1"),
        seen("maps/b.tif", "2"),
        seen("maps/c.tif", "1"),
        seen("maps/d.tif", "1"),
    ]
    used, same = once_each(scans)
    assert used == scans[:2] and same == {"maps/c.tif": "maps/a.tif", "maps/d.tif": "maps/a.tif"}


def test_one_that_a_person_spoke_of_goes_before_the_first() -> None:
    for spoken in (seen("maps/b.tif", "1", sheet=3), seen("maps/b.tif", "1", points={1: "control/b.points"})):
        used, same = once_each([seen("maps/a.tif", "1"), spoken])
        assert used == [spoken] and same == {"maps/a.tif": "maps/b.tif"}


def test_scans_that_were_refused_are_no_duplicates() -> None:
    bad = [
        ScanSeen(seen(scan, "").scan_job, "", 0, Finding("scan_unreadable")) for scan in ("maps/a", "maps/b")
    ]
    assert once_each(bad) == (bad, {})
