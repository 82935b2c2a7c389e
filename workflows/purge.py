"""Take away everything that was made of one commune; the scans and people's decisions are never touched."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.communes import commune
from pipeline.errors import MissingInputError, OutputError, UsageError
from pipeline.files import system_error
from pipeline.model import Values
from workflows.lock import locked


@dataclass(frozen=True, slots=True)
class Made:
    """What lies in a commune's output folder."""

    folder: Path
    names: tuple[str, ...]
    files: int
    bytes: int


def made(code: str, data_raw: Path, data_out: Path) -> Made:
    """What ``purge`` would take away.

    Raises UnknownCommuneError; MissingInputError where nothing lies there; UsageError where the folder is a
    link, or where the scans lie in it.
    """
    commune(code)
    folder = data_out.resolve() / code
    for path in (folder, folder / ".work"):
        if path.is_symlink():
            raise UsageError("purge_refuses_link", {"path": path})
    if not folder.is_dir():
        raise MissingInputError("nothing_to_purge", {"folder": folder})
    scans = (data_raw / code).resolve()
    if scans.is_relative_to(folder) or folder.is_relative_to(scans):
        raise UsageError("purge_refuses_scans", {"path": scans})
    files = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    names = tuple(sorted(path.name for path in folder.iterdir()))
    return Made(folder, names, len(files), sum(path.lstat().st_size for path in files))


def purge(code: str, data_raw: Path, data_out: Path) -> Made:
    """Take it away and answer what it was.

    Raises as ``made`` does, BusyError while a run writes it, OutputError where something cannot be removed.

    Links inside are removed, never followed. What could not be removed stays and is removed by another purge.
    """
    there = made(code, data_raw, data_out)
    try:
        with locked(there.folder):
            shutil.rmtree(there.folder)
    except OSError as cause:
        values: Values = {"folder": there.folder, "reason": system_error(cause)}
        raise OutputError("not_removed_whole", values) from cause
    return there
