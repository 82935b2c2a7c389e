"""Take away what the program made of one commune; scans, decisions and files that a person changed stay."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.communes import commune
from pipeline.delivery import manifest
from pipeline.delivery.edits import look
from pipeline.errors import MissingInputError, OutputError, UsageError
from pipeline.files import system_error
from pipeline.model import Values
from pipeline.store import WORK, Store
from pipeline.switch import refuse_open
from workflows.folders import check_reached
from workflows.handover import rows_as_delivered
from workflows.lock import NAME as LOCK
from workflows.lock import locked
from workflows.stages.job import HANDED_IN


@dataclass(frozen=True, slots=True)
class Made:
    """What the program made in a commune's output folder, and how many files are ``left``: a person's.

    ``delivered`` are files of the delivery, the manifest last, as paths below the folder.
    """

    folder: Path
    delivered: tuple[str, ...]
    names: tuple[str, ...]
    files: int
    bytes: int
    left: int


def made(code: str, data_raw: Path, data_out: Path) -> Made:
    """What ``purge`` would take away.

    Raises UnknownCommuneError; MissingInputError where nothing lies there, OutputError where it cannot be
    looked into; UsageError where the folder is a link, or where the scans lie in it.
    """
    commune(code)
    folder = data_out.resolve() / code
    check_reached(folder)
    for path in (folder, folder / WORK):
        if path.is_symlink():
            raise UsageError("purge_refuses_link", {"path": path})
    if not folder.is_dir():
        raise MissingInputError("nothing_to_purge", {"folder": folder})
    scans = Path(os.path.realpath(data_raw / code))  # Path.resolve fails where links go round
    if scans.is_relative_to(folder) or folder.is_relative_to(scans):
        raise UsageError("purge_refuses_scans", {"path": scans})
    return _made(folder)


def _made(folder: Path) -> Made:
    rows = partial(rows_as_delivered, Store(folder / WORK))
    earlier = look(folder, manifest.read(folder), {}, rows).replaceable
    delivered = list(earlier)
    for name in HANDED_IN:
        handed_in = look(folder / name, manifest.read(folder / name), {}, rows).replaceable
        delivered += [f"{name}/{path}" for path in handed_in]
    delivered.sort(key=lambda path: (Path(path).name == manifest.NAME, path))
    files = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    ours = {folder / path for path in delivered}
    ours |= {path for path in files if path.relative_to(folder).parts[0] in (WORK, LOCK)}
    names = sorted({path.relative_to(folder).parts[0] for path in ours})
    size_bytes = sum(path.lstat().st_size for path in ours)
    return Made(folder, tuple(delivered), tuple(names), len(ours), size_bytes, len(files) - len(ours))


def purge(code: str, data_raw: Path, data_out: Path) -> Made:
    """Take it away and answer what it was.

    Raises as ``made`` does, BusyError while a run writes it, OutputError where a delivered file is open
    elsewhere or something cannot be removed.

    Links inside are removed, never followed. What could not be removed stays and is removed by another purge.
    """
    folder = made(code, data_raw, data_out).folder
    try:
        with locked(folder):
            there = _made(folder)
            for path in there.delivered:
                refuse_open(folder / path)
            for path in there.delivered:
                (folder / path).unlink()
            if (folder / WORK).exists():
                shutil.rmtree(folder / WORK)
            (folder / LOCK).unlink()
            _remove_empty(folder, there)
    except OSError as cause:
        values: Values = {"folder": folder, "reason": system_error(cause)}
        raise OutputError("not_removed_whole", values) from cause
    return there


def _remove_empty(folder: Path, there: Made) -> None:
    """Folders that held nothing but what was taken away, the innermost first."""
    parents = {folder / parent for path in there.delivered for parent in Path(path).parents}
    for parent in sorted({folder, *parents}, key=lambda path: -len(path.parts)):
        with contextlib.suppress(OSError):
            parent.rmdir()
