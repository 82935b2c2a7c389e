"""Take away everything that was made of one commune; the scans and people's decisions are never touched."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.communes import commune
from pipeline.errors import MissingInputError, OutputError, UsageError
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
            raise _refused(f"{path} là liên kết", f"{path} is a link")
    if not folder.is_dir():
        raise MissingInputError(f"Không có {folder}; không có gì để xóa.", f"{folder} is not there.")
    scans = (data_raw / code).resolve()
    if scans.is_relative_to(folder) or folder.is_relative_to(scans):
        raise _refused(f"bản quét nằm cùng chỗ: {scans}", f"the scans lie in the same place: {scans}")
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
        raise OutputError(
            f"Không xóa hết được {there.folder}: {cause.strerror}. Kiểm tra quyền ghi rồi chạy lại.",
            f"{there.folder} was not removed whole: {cause.strerror}. Check permissions, then run again.",
        ) from cause
    return there


def _refused(vietnamese: str, english: str) -> UsageError:
    return UsageError(f"Không xóa: {vietnamese}.", f"Nothing is removed: {english}.")
