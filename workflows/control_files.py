"""Which page of which scan each control file of a technician is for, told by its path below ``control``.

A sheet's file lies at the scan's path below ``maps``: ``control/<folder>/<scan>.points``, for later pages
``<scan>.<page>.points``; that of a scan below ``records`` in ``control/records``. The bare name of a scan,
and a name without the scan's suffix, do where they fit one scan only. Names are compared in one form of
Unicode: some systems take accents apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from pipeline.files import safe_name
from pipeline.model import Finding, InputFile, Source, Values

Page = tuple[str, int]
_SUFFIX = ".points"
_OF_PAGE = re.compile(r"(.+)\.([1-9][0-9]{0,3})")
_NEARNESSES = 4  # see _spellings


def control_path(scan: str, page: int) -> PurePosixPath:
    """Where the control file of a page lies below ``control``; odd letters of names are replaced."""
    path = _safe(_below(scan))
    return path.with_name(f"{path.name}{_SUFFIX}" if page == 1 else f"{path.name}.{page}{_SUFFIX}")


def match_control(scans: Sequence[str], files: Sequence[str]) -> tuple[dict[Page, str], list[Finding]]:
    """The control file of each page that has one, and what is to be said of files that are not used.

    ``scans`` and ``files`` are paths below the commune's folder, as they are on the disk.
    """
    index: list[dict[str, set[str]]] = [{} for _ in range(_NEARNESSES)]
    for scan in scans:
        for nearness, spelling in _spellings(_below(scan)):
            index[nearness].setdefault(spelling, set()).add(scan)
    used: dict[Page, str] = {}
    findings: list[Finding] = []
    for _, file, pages in sorted(_fitting(file, index) for file in files):
        if len(pages) == 1 and pages[0] not in used:
            used[pages[0]] = file
        else:
            findings.append(_unused(file, pages, used))
    return used, findings


def without_page(file: str) -> Finding:
    """The finding of a control file that fits no page."""
    return Finding("points_without_scan", values={"file": InputFile(file)}, source=Source(file))


def _below(scan: str) -> PurePosixPath:
    """The scan's path below ``maps``; of another folder's scan with its folder."""
    path = PurePosixPath(scan)
    return path.relative_to("maps") if path.parts[0] == "maps" else path


def _spellings(path: PurePosixPath) -> Iterator[tuple[int, str]]:
    """What a control file of the scan may be called, with how near that is to the scan's path."""
    for form in (PurePosixPath(unicodedata.normalize("NFC", str(path))), _safe(path)):
        for nearness, spelling in enumerate((form, form.with_suffix(""), form.name, form.stem)):
            yield nearness, str(spelling)


def _safe(path: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(*(safe_name(part) for part in path.parts))


def _fitting(file: str, index: Sequence[dict[str, set[str]]]) -> tuple[int, str, list[Page]]:
    """How near the file's name is to that of a scan, the file, and the pages that it may be for."""
    stem = "/".join(PurePosixPath(unicodedata.normalize("NFC", file)).parts[1:])[: -len(_SUFFIX)]
    readings = [(stem, 1)]
    if (later := _OF_PAGE.fullmatch(stem)) is not None:
        readings.append((later.group(1), int(later.group(2))))
    for nearness, names in enumerate(index):
        for name, page in readings:
            if name in names:
                return nearness, file, [(scan, page) for scan in sorted(names[name])]
    return len(index), file, []


def _unused(file: str, pages: Sequence[Page], used: dict[Page, str]) -> Finding:
    if not pages:
        return without_page(file)
    values: Values = {"file": InputFile(file), "count": len(pages)}
    if len(pages) > 1:
        return Finding("points_ambiguous", values=values, source=Source(file))
    (page,) = pages
    values = {"file": InputFile(file), "page": Source(*page), "other": InputFile(used[page])}
    return Finding("points_surplus", values=values, source=Source(file))
