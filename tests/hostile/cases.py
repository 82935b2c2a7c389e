"""All hostile cases: families with their variants."""

from __future__ import annotations

from case import Case
from disguises import disguise_cases
from documents import document_cases
from maps import map_cases
from rasters import raster_cases


def all_cases() -> list[Case]:
    """Every case, in a fixed order; no two of one family and variant."""
    return [*raster_cases(), *document_cases(), *disguise_cases(), *map_cases()]
