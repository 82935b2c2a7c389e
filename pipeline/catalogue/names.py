"""Names of things that stand inside other texts."""

from __future__ import annotations

from pipeline.catalogue.text import Text

NAMES = {
    "withheld": Text("…", "…"),
}
