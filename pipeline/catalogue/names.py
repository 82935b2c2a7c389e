"""Names of things that stand inside other texts."""

from __future__ import annotations

from pipeline.catalogue.text import Text

NAMES = {
    "withheld": Text("…", "…"),
    "parcel_number": Text("số thửa", "the parcel number"),
    "area": Text("diện tích", "the area"),
    "land_use": Text("loại đất", "the land use"),
}
