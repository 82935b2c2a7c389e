"""One run at a time may write a commune; the lock belongs to the process and ends with it in any case."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import BusyError


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a commune's output folder. Raises BusyError while another run holds it."""
    descriptor = os.open(folder / ".work" / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as cause:
            raise BusyError(
                f"Một lần chạy khác đang ghi {folder}. Đợi nó xong rồi chạy lại.",
                f"Another run is writing {folder}. Wait until it ends, then run again.",
            ) from cause
        yield
    finally:
        os.close(descriptor)
