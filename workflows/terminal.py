"""The terminal of a run: what cannot be shown any more never ends the work, and signals end it in order."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import TextIO, cast


class StoppedError(KeyboardInterrupt):
    """A signal asked the run to end; no Exception, so that nothing on the way takes it for a fault."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def exit_code_of(stop: KeyboardInterrupt) -> int:
    """128 and the number of the signal, as shells count it; Ctrl+C is SIGINT."""
    return 128 + (stop.number if isinstance(stop, StoppedError) else signal.SIGINT)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Within, output that nobody takes is passed over, and SIGTERM and SIGHUP raise StoppedError."""
    _occupy_standard_files()
    _forget_sizes_of_no_terminal()
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _patient(sys.stdout), _patient(sys.stderr)
    handlers = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def _occupy_standard_files() -> None:
    """Where the caller closed a standard file, the next file opened would get what is meant for it."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        continue
    os.close(descriptor)


def _forget_sizes_of_no_terminal() -> None:
    """What says that a terminal has no columns, or as many as is no number, says nothing of its size."""
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch("[0-9]{1,5}", size := os.environ.get(name, "")) or not int(size):
            os.environ.pop(name, None)


def _patient(target: TextIO | None) -> TextIO:
    return cast(TextIO, _Patient(target))


def _stop(number: int, _frame: FrameType | None) -> None:
    raise StoppedError(number)


class _Patient(io.TextIOBase):
    """A stream of text that loses what its target does not take; after a first failure all that follows."""

    def __init__(self, target: TextIO | None) -> None:
        self._target = target

    @property
    def encoding(self) -> str:  # type: ignore[override]  # rich asks for it
        return (self._target and self._target.encoding) or "utf-8"

    def write(self, text: str) -> int:
        try:
            if self._target is not None:
                self._target.write(self._fitting(text))
        except (OSError, ValueError):  # ValueError: closed in this process
            self._give_up()
        return len(text)

    def _fitting(self, text: str) -> str:
        """The text with ``?`` for letters that the terminal's encoding has not: few have all of ours."""
        return text.encode(self.encoding, "replace").decode(self.encoding)

    def flush(self) -> None:
        try:
            if self._target is not None:
                self._target.flush()
        except (OSError, ValueError):
            self._give_up()

    def isatty(self) -> bool:
        return self._target is not None and self._target.isatty()

    def fileno(self) -> int:
        if self._target is None:
            raise io.UnsupportedOperation
        return self._target.fileno()

    def _give_up(self) -> None:
        """What still lies in the buffer goes nowhere: Python would fail on it when the process ends."""
        if self._target is not None:
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._target.fileno())
                os.close(nowhere)
        self._target = None
