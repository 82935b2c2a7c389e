"""Where a benchmark puts what it renders and digitizes."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch(description: str | None) -> Iterator[Path]:
    """The folder that the command line names, which stays; without one, one that is gone afterwards."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    named = parser.parse_args().folder
    if named is not None:
        yield named
        return
    with tempfile.TemporaryDirectory() as passing:
        yield Path(passing)
