"""The journal of decisions: files of lines below ``review`` in a commune's input folder, only ever added to.

A line is on the disk before the next one is written. A last line that a loss of power tore is no decision:
it was never confirmed to the person. Any other line that cannot be understood stops the run, because what it
decided, or undid, would be lost without a word.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.decisions import Decision, parse
from pipeline.errors import OutputError, ScanError, UsageError
from pipeline.files import hash_text, sync, system_error
from pipeline.input_files import inaccessible, read_whole, refusal_of
from pipeline.model import Known, Reason, Values

FOLDER = "review"
SUFFIX = ".jsonl"
_OURS = re.compile(rf"{FOLDER}/\d{{4}}-\d\d-\d\d_[0-9a-f]{{8}}(-\d+)?\{SUFFIX}")
_PRIVATE = 0o600
_LETTERS_OF_NAME = 8
_MOST_FILES = 1000  # of one person and day: one more is begun only behind a torn line


def is_journal(name: str) -> bool:
    """Whether a path below a commune's input folder is a file of decisions."""
    return name.startswith(f"{FOLDER}/") and name.lower().endswith(SUFFIX)


def may_lie_in(name: str) -> bool:
    """Whether files of decisions may lie in a folder of that path below a commune's input folder."""
    return name == FOLDER or name.startswith(f"{FOLDER}/")


def read(raw: Path, names: Iterable[str]) -> list[Decision]:
    """All decisions in files of a commune's input folder ``raw``, each once, oldest first, also undone ones.

    Raises UsageError naming file and line of what cannot be understood, or a file that cannot be reached.
    """
    found: dict[str, Decision] = {}
    for place, name in enumerate(sorted(names), 1):
        for decision in _decisions(raw / name, _told(name, place)):
            found.setdefault(decision.id, decision)
    return sorted(found.values(), key=lambda decision: (decision.at, decision.id))


def _decisions(path: Path, file: Known | Reason) -> Iterator[Decision]:
    for number, line in enumerate(_whole_lines(path, file), 1):
        if line.strip():
            yield parse(line, Reason("line_of_file", {"file": file, "line": number}))


def _whole_lines(path: Path, file: Known | Reason) -> list[bytes]:
    """Lines that are ended, and one that is not where it is whole nevertheless (a person's editor)."""
    refused = refusal_of(path)
    if refused is not None:
        raise _unread(file, refused)
    try:
        *lines, last = read_whole(path).removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except ScanError as cause:
        raise _unread(file, cause) from cause
    except OSError as cause:
        raise _unread(file, inaccessible(cause)) from cause
    return [*lines, last] if _is_whole(last) else lines


def _unread(file: Known | Reason, error: ScanError) -> UsageError:
    return UsageError("decisions_not_read", {"file": file, "reason": error.reason})


def _told(name: str, place: int) -> Known | Reason:
    """The file by its name where this program gave it; what a person called a file may be a person's name.

    Such a one is known by its ``place`` among all that are read, by name.
    """
    ours = name == FOLDER or _OURS.fullmatch(name)
    return Known(name) if ours else Reason("file_of_decisions", {"number": place})


def _is_whole(line: bytes) -> bool:
    try:
        parse(line, "")
    except UsageError:
        return False
    return True


def append(raw: Path, decisions: Sequence[Decision]) -> None:
    """Add decisions of one person; they are on the disk when this returns. Raises OutputError."""
    for who in dict.fromkeys(decision.who for decision in decisions):
        _append(raw / FOLDER, who, [decision for decision in decisions if decision.who == who])


def _append(folder: Path, who: str, decisions: Iterable[Decision]) -> None:
    content = "".join(f"{decision.model_dump_json()}\n" for decision in decisions)
    stem = f"{datetime.now(UTC):%Y-%m-%d}_{hash_text(who)[:_LETTERS_OF_NAME]}"  # errors name the file
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(1, _MOST_FILES):
            name = f"{stem}{SUFFIX}" if number == 1 else f"{stem}-{number}{SUFFIX}"
            if _added(folder / name, content.encode()):
                return
    except OSError as cause:
        values: Values = {"path": folder, "reason": system_error(cause)}
        raise OutputError("not_written", values) from cause


def _added(path: Path, content: bytes) -> bool:
    """Add the bytes; False where the file ends in a torn line. A part that was written is taken back."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, _PRIVATE)
    with os.fdopen(descriptor, "a+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        if end and os.pread(file.fileno(), 1, end - 1) != b"\n":
            return False
        try:
            written = file.write(content)
            os.fsync(file.fileno())
            if written != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            file.truncate(end)
            raise
    sync(path.parent)
    return True
