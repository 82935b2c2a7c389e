"""The table of promises in DESIGN.md: behind each promise stand tests that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _promises() -> Iterator[tuple[str, list[str]]]:
    """Each promise with the paths of its tests; one without a folder lies beside the one before it."""
    lines = (ROOT / "DESIGN.md").read_text(encoding="utf-8").partition("| promise | test |")[2].splitlines()
    for line in (line for line in lines if line.startswith("| ") and "`tests/" in line):
        _, promise, named, _ = line.split("|")
        folder, paths = "", []
        for name in re.findall(r"`([^`]+)`", named):
            path = name if name.startswith("tests/") else f"{folder}/{name}"
            folder = path.rpartition("/")[0]
            paths.append(path)
        yield promise.strip(), paths


def test_every_promise_names_tests_that_are_there() -> None:
    promises = dict(_promises())
    assert len(promises) > 50
    missing = {path: promise for promise, paths in promises.items() for path in paths}
    assert not {path: promise for path, promise in missing.items() if not (ROOT / path).exists()}
