"""Files: names that are safe to write, hashes, and writing that is whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import stat
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.model import Known, Reason

_ODD = re.compile(r"[^\w .()+-]")
_MAX_NAME_BYTES = 120  # most file systems take 255; temporary names and suffixes need room
_STALE_SECONDS = 24 * 3600.0  # no run writes one file for a day: what is older was left by a killed one
_UNWRITTEN = {
    errno.EACCES: "no_right_to_write",
    errno.EPERM: "no_right_to_write",
    errno.EROFS: "disk_read_only",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "quota_used_up",
    errno.EFBIG: "too_large_for_disk",
    errno.EISDIR: "folder_has_that_name",
    errno.ENOTDIR: "path_is_no_folder",
    errno.ENOENT: "folder_not_there",
    errno.ENAMETOOLONG: "name_too_long",
    errno.EIO: "disk_failed",
    errno.EBUSY: "held_by_another_program",
    errno.ETXTBSY: "held_by_another_program",
}
_SQLITE_ERRORS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}


def system_error(error: OSError) -> Reason:
    """Why something could not be written, whatever the operating system says."""
    code = _UNWRITTEN.get(error.errno or 0)
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return Reason(code) if code else Reason("system_error", {"code": Known(name)})


def hash_file(path: Path) -> str:
    """SHA-256 of a file's content, hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hash_open(file)


def hash_open(file: BufferedReader) -> str:
    """SHA-256 of an open file from its first byte, hexadecimal. Raises OSError."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def hash_bytes(content: bytes) -> str:
    """SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def hash_entry(path: Path) -> str:
    """SHA-256 of a regular file; empty for what is none: a link, a folder, nothing. Raises OSError."""
    return hash_file(path) if path.is_file() and not path.is_symlink() else ""


def open_no_link(path: str, flags: int) -> int:
    """For ``open(opener=...)``: a link leads elsewhere, a pipe would be waited for. Raises OSError."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def read_regular(path: Path) -> bytes:
    """The bytes of a file of ours. Raises OSError; one that is a ValueError too where it is no such file."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise io.UnsupportedOperation(path)
    with open(path, "rb", opener=open_no_link) as file:
        return file.read()


def hash_text(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal; also of names whose bytes are no UTF-8."""
    return hash_bytes(text.encode("utf-8", "surrogateescape"))


def remembered(path: Path) -> dict[str, Any]:
    """What the program wrote as JSON for itself; nothing where it is missing, torn or foreign."""
    try:
        content = json.loads(read_regular(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def inside(folder: Path, path: Path) -> Path:
    """The path, which must lie in ``folder``. Raises OutputError where a link on the way leads out of it.

    The error names the entry of ``folder`` alone: below it names may be people's.
    """
    if not path.resolve().is_relative_to(folder.resolve()):
        entry = next(iter(path.relative_to(folder).parts), "") if path.is_relative_to(folder) else ""
        raise _output_error(folder / entry, "link_leads_out")
    return path


def safe_name(part: str) -> str:
    """A name for a file or folder that holds nothing odd and cannot climb out, made of any text.

    One that had to be changed or shortened carries eight digits of its hash, so that two different texts
    never become one name.
    """
    name = unicodedata.normalize("NFC", part)
    plain = re.sub(r"^[. ]+|[. ]+$", "_", _ODD.sub("_", name)) or "_"
    if plain == part and len(plain.encode()) <= _MAX_NAME_BYTES:
        return plain
    stem, suffix = os.path.splitext(plain)  # noqa: PTH122  a Path would split at what was no separator
    kept = stem.encode()[: _MAX_NAME_BYTES - 40].decode("utf-8", "ignore")
    return f"{kept}~{hash_text(part)[:8]}{suffix[:20]}"


@contextlib.contextmanager
def written_aside(path: Path, mode: int = 0o644) -> Iterator[Path]:
    """Hand out a path to write; on a clean end the file is synced and takes ``path``'s place in one step.

    Folders on the way are made. The file is written in a private folder (0700) beside its target, so
    nobody can read it before it has its ``mode``, and side files of SQLite go away with the folder. On an
    error the earlier file stays as it was. Raises OutputError where the disk is full, read-only or not
    ours to write.
    """
    workplace: Path | None = None
    try:
        with output_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove_stale(path)
            workplace = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        with output_errors(path, workplace):
            aside = workplace / path.name
            yield aside
            aside.chmod(mode)
            sync(aside)
            aside.replace(path)
            sync(path.parent)
    finally:
        if workplace is not None:
            shutil.rmtree(workplace, ignore_errors=True)


@contextlib.contextmanager
def output_errors(path: Path, workplace: Path | None = None) -> Iterator[None]:
    """What the disk refuses inside is an OutputError that names ``path`` and what to do.

    Errors about files that are neither ``path``, nor in ``workplace`` (else: beside ``path``), pass.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = _reason(error, path, workplace)
        if reason is None:
            raise
        raise _output_error(path, reason) from error


def _remove_stale(path: Path) -> None:
    for old in path.parent.glob(f".{glob.escape(path.name)}.*"):
        with contextlib.suppress(OSError):
            if old.is_dir() and time.time() - old.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(old)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError | sqlite3.Error, path: Path, workplace: Path | None) -> str | None:
    """Why the file could not be written, as a code; None where the error is about something else."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return _UNWRITTEN.get(_SQLITE_ERRORS.get(code, 0))
    named = Path(error.filename or path)
    ours = named in (path, path.parent) or (workplace or path.parent) in (named, *named.parents)
    return _UNWRITTEN.get(error.errno or 0) if ours else None


def _output_error(path: Path, reason: str) -> OutputError:
    return OutputError("not_written", {"path": path, "reason": Reason(reason)})
