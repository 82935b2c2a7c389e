"""One run at a time may write a commune; the lock belongs to the process and ends with it in any case."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BusyError, DigitizerError, OutputError
from pipeline.files import output_errors, system_error
from pipeline.switch import JOURNAL, complete
from workflows.stages.job import HANDED_IN

NAME = ".lock"


@dataclass(frozen=True, slots=True)
class Lock:
    """A commune's output folder that this run holds."""

    path: Path
    descriptor: int

    def check(self) -> None:
        """Raises BusyError where the lock's file was taken away, so that another run may hold the folder."""
        if not _is_at(self.descriptor, self.path):
            raise BusyError("lock_taken_away", {"folder": self.path.parent})


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[Lock]:
    """Hold a commune's output folder; a delivery that was cut short in it is completed first.

    Raises BusyError while another run holds it, OutputError where its file system knows no locks, the lock's
    file is none, or the delivery cannot be completed.
    """
    path = folder / NAME
    descriptor = _opened(path)
    try:
        _lock(descriptor, folder)
        lock = Lock(path, descriptor)
        lock.check()  # it may have been taken away, and another one made, before we held it
        for each in (folder, *(folder / name for name in HANDED_IN)):
            complete(each)
        yield lock
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    """Raises OutputError where another thing has the place of the lock's file, or it is not ours."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as cause:
        raise OutputError("not_written", {"path": path, "reason": system_error(cause)}) from cause


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as cause:
        raise BusyError("another_run_writes", {"folder": folder}) from cause
    except OSError as cause:  # ENOLCK, EOPNOTSUPP: some network drives
        raise OutputError("no_file_locks", {"folder": folder, "reason": system_error(cause)}) from cause


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except OSError:
        return False


def complete_all(data_out: Path) -> list[DigitizerError]:
    """Complete the deliveries of all communes that were cut short, so that nobody reads a half of two.

    Answers with what went wrong. A commune that a run is writing is left to it.
    """
    failed: list[DigitizerError] = []
    places = ("", *(f"{name}/" for name in HANDED_IN))
    journals = [journal for place in places for journal in data_out.glob(f"*/{place}{JOURNAL}")]
    for folder in sorted({data_out / journal.relative_to(data_out).parts[0] for journal in journals}):
        try:
            with contextlib.suppress(BusyError), output_errors(folder, folder), locked(folder):
                pass
        except DigitizerError as error:
            failed.append(error)
    return failed
