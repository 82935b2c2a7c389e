"""The page of a placed sheet, on which several stages work."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.model import Finding, PageImage
from pipeline.scans import load_page
from pipeline.store import Stage
from workflows.failures import attempted
from workflows.stages.job import Done, PageSeen
from workflows.stages.threads import limit_threads


def on_page(seen: PageSeen, stage: Stage, work: Callable[[PageImage], object], **inputs: str) -> Done:
    """Do or find again one stage of a placed sheet; a fault becomes a finding and costs only this sheet.

    ``inputs`` are what the work goes by besides the page.
    """
    limit_threads()
    store, known = seen.scan_job.job.store, {"page": seen.key, **inputs}
    made = attempted(
        lambda: store.run(stage, known, lambda: work(image_of(seen))), seen.scan_job.scan, seen.page
    )
    return Done(finding=made) if isinstance(made, Finding) else Done(made[0])


def image_of(seen: PageSeen) -> PageImage:
    """The page that was placed, of the same bytes. Raises ScanError."""
    scan_job = seen.scan_job
    return load_page(scan_job.job.raw / scan_job.scan, seen.page, scan_job.scan, seen.sha256)
