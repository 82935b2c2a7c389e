"""Which scan each georeference of another program is for: it lies beside the scan and is named like it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.model import Finding, InputFile, Source


def match_georeferences(
    scans: Sequence[str], files: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], list[Finding]]:
    """The files of each scan that has some, and what is to be said of those that fit none or several.

    ``scans`` and ``files`` are paths below the commune's folder. A file is called as the scan is, with its
    own suffix instead of the scan's or behind it; names are compared in one form of Unicode and lower case.
    """
    named: dict[str, set[str]] = {}
    for scan in scans:
        path = PurePosixPath(_plain(scan))
        for spelling in (path, path.with_suffix("")):
            named.setdefault(str(spelling), set()).add(scan)
    found: dict[str, tuple[str, ...]] = {}
    lost: list[Finding] = []
    for file in files:
        fitting = named.get(str(PurePosixPath(_plain(file)).with_suffix("")), set())
        if len(fitting) == 1:
            (scan,) = fitting
            found[scan] = (*found.get(scan, ()), file)
        else:
            lost.append(
                Finding("georeference_without_scan", values={"file": InputFile(file)}, source=Source(file))
            )
    return found, lost


def _plain(path: str) -> str:
    return unicodedata.normalize("NFC", path).lower()
