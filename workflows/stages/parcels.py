"""The parcels of a placed sheet."""

from __future__ import annotations

from pipeline.model import PageImage, SheetParcels
from pipeline.store import Stage
from workflows.stages.job import PAGE, PARCELS, Done, PageSeen
from workflows.stages.placed import on_page

_STAGE = Stage(PARCELS, __name__)


def trace_parcels(seen: PageSeen) -> Done:
    """Trace the parcels of a placed sheet, read their labels, lay them straight, tell how exactly."""
    from pipeline.parcels.trace import trace_sheet  # noqa: PLC0415
    from pipeline.sheets.position import with_errors  # noqa: PLC0415
    from pipeline.sheets.straightening import straighten  # noqa: PLC0415

    def trace(image: PageImage) -> SheetParcels:
        sheet = seen.scan_job.job.store.need(PAGE, seen.key)
        return with_errors(straighten(trace_sheet(image, sheet)))

    return on_page(seen, _STAGE, trace)
