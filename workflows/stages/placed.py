"""A placed sheet, on which several stages work."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.model import Finding, MapSheet, PageImage
from pipeline.scans import load_page
from pipeline.store import Stage
from workflows.failures import attempted
from workflows.stages.job import PAGE, Done, PageSeen
from workflows.stages.threads import limit_threads


def on_sheet(
    seen: PageSeen, stage: Stage, work: Callable[[PageImage, MapSheet], object], name: str = ""
) -> Done:
    """Do or find again one stage of a placed sheet; a fault becomes a finding and costs only this sheet."""
    limit_threads()
    job = seen.scan_job.job
    inputs = {"page": seen.key, "name": name}

    def compute() -> object:
        return work(image_of(seen), job.store.need(PAGE, seen.key))

    made = attempted(lambda: job.store.run(stage, inputs, compute), seen.scan_job.scan, seen.page)
    return Done(finding=made) if isinstance(made, Finding) else Done(made[0])


def image_of(seen: PageSeen) -> PageImage:
    """The page that was placed, of the same bytes. Raises ScanError."""
    scan_job = seen.scan_job
    return load_page(scan_job.job.raw / scan_job.scan, seen.page, scan_job.scan, seen.sha256)
