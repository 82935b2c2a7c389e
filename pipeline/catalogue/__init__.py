"""What the program says to people beside findings: reasons, names of things, errors. Data only.

Each file holds the texts of one part of the program by code; no other module holds a sentence. A code means
one thing wherever it is used.
"""

from __future__ import annotations

from pipeline.catalogue.files import FILES
from pipeline.catalogue.names import NAMES
from pipeline.catalogue.runs import RUNS
from pipeline.catalogue.scans import SCANS
from pipeline.catalogue.sheets import SHEETS
from pipeline.catalogue.text import Text
from pipeline.catalogue.vectors import VECTORS

__all__ = ["PARTS", "TEXTS", "Text"]

PARTS = (NAMES, FILES, SCANS, SHEETS, VECTORS, RUNS)
TEXTS: dict[str, Text] = {code: text for part in PARTS for code, text in part.items()}
