"""What a person laid beside the scans or stated of them, and what no page took up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Finding, InputFile, Source
from workflows.control_files import without_page
from workflows.stages.job import PageSeen, ScanSeen


def unheeded(scans: Sequence[ScanSeen], pages: Sequence[PageSeen]) -> list[Finding]:
    """A finding for control points of a page that is not there, and for settings of what is no sheet."""
    kinds: dict[str, set[str]] = {}
    for page in pages:
        kinds.setdefault(page.scan_job.scan, set()).add(page.kind)
    return [told for seen in scans for told in _of_scan(seen, kinds.get(seen.scan_job.scan, set()))]


def _of_scan(seen: ScanSeen, kinds: set[str]) -> Iterator[Finding]:
    scan, settings = seen.scan_job.scan, seen.scan_job.settings
    for page, file in seen.scan_job.points.items():
        if page > seen.pages > 0:
            yield without_page(file)
    stated = settings.former_unit is not None or settings.sheet is not None
    if stated and kinds and not kinds & {"sheet", "failed"}:
        yield Finding("setting_unheeded", values={"file": InputFile(scan)}, source=Source(scan))
