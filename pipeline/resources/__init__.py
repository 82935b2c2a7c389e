"""Tables and weights that the program reads; sources stand in docs/sources.md."""

from __future__ import annotations

import csv
from importlib import resources


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table (CSV in UTF-8) by its file name, each by the names of its columns."""
    with resources.files(__name__).joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
