"""The parcels of a placed sheet."""

from __future__ import annotations

from pipeline.store import Stage
from workflows.stages.job import PARCELS, Done, PageSeen
from workflows.stages.placed import on_sheet

_STAGE = Stage(PARCELS, __name__)


def trace_parcels(seen: PageSeen) -> Done:
    """Trace the parcels of a placed sheet, read their labels, and tell how exactly they lie."""
    from pipeline.parcels.trace import trace_sheet  # noqa: PLC0415
    from pipeline.sheets.position import with_errors  # noqa: PLC0415

    return on_sheet(seen, _STAGE, lambda image, sheet: with_errors(trace_sheet(image, sheet)))
