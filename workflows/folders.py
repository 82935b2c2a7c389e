"""The folders of a commune: where its input lies, where its delivery goes, and that the two are apart."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from pipeline.errors import MissingInputError, OutputError, UsageError
from pipeline.files import system_error
from pipeline.input_files import inaccessible
from pipeline.model import Values
from pipeline.store import WORK, Store


def keep_apart(data_raw: Path, data_out: Path) -> None:
    """Raises UsageError where one of both folders is the other or lies in it, also through links."""
    if _holds(data_raw, data_out) or _holds(data_out, data_raw):
        raise UsageError("folders_not_apart", {"data_raw": data_raw, "data_out": data_out})


def _holds(folder: Path, path: Path) -> bool:
    path = Path(os.path.realpath(path))  # Path.resolve fails where links go round
    return any(_is_same(folder, above) for above in (path, *path.parents))


def _is_same(one: Path, other: Path) -> bool:
    """Whether both are one folder by the file system's word; what is not there is no other's."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def check_reached(folder: Path) -> None:
    """Raises OutputError where a folder of deliveries is there and cannot be looked into."""
    try:
        os.scandir(folder).close()
    except (FileNotFoundError, NotADirectoryError):
        return  # whoever wants to write there says so
    except OSError as cause:
        raise OutputError("folder_not_reached", _unreached(folder, cause)) from cause


def input_folder(data_raw: Path, code: str) -> Path:
    """The folder of a commune's input.

    Raises MissingInputError where there is none that can be read, UsageError where it is a link.
    """
    folder = data_raw / code
    try:
        mode = folder.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise MissingInputError("no_commune_folder", {"folder": folder}) from cause
    except OSError as cause:
        raise unreached(folder, cause) from cause
    if stat.S_ISLNK(mode):
        raise UsageError("folder_is_link", {"folder": folder})
    if not stat.S_ISDIR(mode):
        raise MissingInputError("folder_is_file", {"folder": folder})
    try:
        os.scandir(folder).close()
    except OSError as cause:
        raise unreached(folder, cause) from cause
    return folder.resolve()


def unreached(folder: Path, error: OSError) -> MissingInputError:
    """The error of an input folder that is there and cannot be reached."""
    return MissingInputError("folder_not_reached", _unreached(folder, error))


def _unreached(folder: Path, error: OSError) -> Values:
    return {"folder": folder, "reason": inaccessible(error).reason}


def output_folder(data_raw: Path, data_out: Path, code: str) -> Path:
    """The folder of a commune's delivery, made where it is missing.

    Raises OutputError where it cannot be written, UsageError where it or a link in it leads to the scans.
    """
    folder = data_out / code
    check_reached(folder)
    for path in (data_out, folder, *_links_in(folder)):
        keep_apart(data_raw, path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        Store(folder / WORK).make_private()
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as cause:
        raise OutputError("not_written", {"path": folder, "reason": system_error(cause)}) from cause
    return folder.resolve()


def _links_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_symlink()] if folder.is_dir() else []
