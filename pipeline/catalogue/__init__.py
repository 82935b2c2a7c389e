"""What the program says to people: findings, reasons, names of things, errors. Data only.

Each file holds the texts of one part of the program by code; no other module holds a sentence. A code means
one thing wherever it is used.
"""

from __future__ import annotations

from pipeline.catalogue.decisions import DECISIONS
from pipeline.catalogue.files import FILES
from pipeline.catalogue.findings_of_inputs import OF_INPUTS
from pipeline.catalogue.findings_of_land import OF_LAND
from pipeline.catalogue.findings_of_sheets import OF_SHEETS
from pipeline.catalogue.findings_of_values import OF_VALUES
from pipeline.catalogue.headings import HEADINGS
from pipeline.catalogue.names import NAMES
from pipeline.catalogue.review_page import REVIEW_PAGE
from pipeline.catalogue.runs import RUNS
from pipeline.catalogue.scans import SCANS
from pipeline.catalogue.sheets import SHEETS
from pipeline.catalogue.text import Entry, Text
from pipeline.catalogue.vectors import VECTORS

__all__ = ["FINDINGS", "HEADINGS", "REASONS", "TEXTS"]

REASONS: dict[str, Text] = {
    **NAMES,
    **FILES,
    **SCANS,
    **SHEETS,
    **VECTORS,
    **RUNS,
    **DECISIONS,
    **REVIEW_PAGE,
}
FINDINGS: dict[str, Entry] = {**OF_INPUTS, **OF_SHEETS, **OF_VALUES, **OF_LAND}
TEXTS: dict[str, Text | Entry] = {**REASONS, **FINDINGS}
