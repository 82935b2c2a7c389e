"""What a person changed in an earlier delivery: found before it is replaced, kept beside it, and told.

A delivered file is the program's own as long as it is, byte for byte, what the manifest says was written; a
GeoPackage also where every row says the same. Anything else in the place of a new file is a person's work.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.delivery.layers import LAYERS
from pipeline.delivery.manifest import Manifest
from pipeline.delivery.rows import Rows, row_changes, rows_of
from pipeline.files import hash_entry
from pipeline.model import Finding, Known

FOLDER = "kept"
_OUR_TABLES = {*(layer.name for layer in LAYERS), "layer_styles", "qgis_projects"}
_MOMENT = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
_OTHER = "*"  # tables and files whose names a person gave


@dataclass(frozen=True, slots=True)
class Kept:
    """Files of one kind that are, or will be, in ``folder``; ``rows`` of each layer that differ.

    ``rows`` reads ``thua_dat 2/1/0``: changed, added, deleted; it is a dash where rows cannot be counted.
    """

    folder: str
    file: str
    count: int
    rows: str = "–"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What lies in the places of a new delivery: hashes of what may be lost, paths of what may not."""

    replaceable: Mapping[str, str]
    edited: Mapping[str, str]


def look(
    folder: Path, manifest: Manifest, new: Mapping[str, str | None], known_rows: Callable[[str], Rows | None]
) -> Earlier:
    """Compare each file that is to be replaced or removed with what was delivered.

    ``new``: paths of the new delivery, with hashes where they are known. ``known_rows`` answers for the rows
    of a GeoPackage of that hash as it was delivered, or None. Raises OSError.
    """
    replaceable: dict[str, str] = {}
    edited: dict[str, str] = {}
    for path in sorted({*manifest.outputs, *new}):
        entry = folder / path
        if not (entry.exists() or entry.is_symlink()):
            continue
        now, written = hash_entry(entry), manifest.outputs.get(path)
        if now and now in (written, new.get(path)):
            replaceable[path] = now
            continue
        differing = _differing(entry, known_rows(written)) if written and path.endswith(".gpkg") else "–"
        if differing:
            edited[path] = differing
        else:
            replaceable[path] = now
    return Earlier(replaceable, edited)


def _differing(gpkg: Path, delivered: Rows | None) -> str:
    """Rows that differ from what was delivered, as ``Kept.rows``; nothing where none does."""
    if delivered is None:
        return "–"
    try:
        changes = row_changes(delivered, rows_of(gpkg))
    except sqlite3.Error:
        return "–"
    sums: dict[str, Counter[str]] = {}
    for each in changes:
        name = each.table if each.table in _OUR_TABLES else _OTHER
        sums.setdefault(name, Counter()).update(asdict(each) | {"table": 0})
    return "; ".join(f"{name} {n['changed']}/{n['added']}/{n['deleted']}" for name, n in sums.items())


def new_folder(folder: Path) -> str:
    """A folder of now (UTC) that is not there yet, for what is kept, as a path below ``folder``."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    places = (f"{FOLDER}/{moment}", *(f"{FOLDER}/{moment}-{number}" for number in range(2, 100)))
    return next(place for place in places if not (folder / place).exists())


def kept_of(edited: Mapping[str, str], place: str) -> list[Kept]:
    """Edited files as they will be told: each of its own, those that scans or sheets gave names by kind."""
    kinds = Counter(_kind(path) for path in edited)
    rows = {_kind(path): differing for path, differing in edited.items()}
    return [Kept(place, kind, count, rows[kind]) for kind, count in kinds.items()]


def _kind(path: str) -> str:
    parent, _, name = path.rpartition("/")
    return f"{parent.split('/')[0]}/*{Path(name).suffix}" if parent else name


def still_kept(folder: Path, told: Iterable[Mapping[str, Any]]) -> list[Kept]:
    """What still lies there: as an earlier delivery ``told`` it in its manifest, and what it did not."""
    known = [Kept(**each) for each in told]
    kept: list[Kept] = []
    for place in sorted((folder / FOLDER).glob("*")):
        files = sum(not path.is_dir() for path in place.rglob("*"))
        if not files or not _MOMENT.fullmatch(place.name):
            continue
        here = [each for each in known if each.folder == f"{FOLDER}/{place.name}"]
        untold = files - sum(each.count for each in here)
        kept += [*here, Kept(f"{FOLDER}/{place.name}", _OTHER, untold)] if untold > 0 else here
    return kept


def findings_of(kept: Sequence[Kept]) -> tuple[Finding, ...]:
    """Each kept kind of file as a finding; it is told until a person takes the kept files away."""
    return tuple(
        Finding(
            "delivery_edited",
            values={
                "file": Known(each.file),
                "count": each.count,
                "kept": Known(each.folder),
                "rows": Known(each.rows),
            },
        )
        for each in kept
    )
