"""Every error the program raises on purpose, one class per exit code.

An error is a code of ``catalogue`` with its values; the message for people is Vietnamese first, English
behind ``/``, naming the cause and the remedy. Names of scans never stand in one: they may name a person.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from pipeline.model import Known, Reason, Values
from pipeline.wording import say, say_both


class DigitizerError(Exception):
    """Root of all errors raised on purpose; stops the run with ``exit_code``."""

    exit_code = 1

    def __init__(self, code: str, values: Values | None = None) -> None:
        super().__init__(code, dict(values or {}))  # both, so that an error comes whole from a worker
        self.reason = Reason(code, dict(values or {}))

    @property
    def vietnamese(self) -> str:
        """The message in Vietnamese."""
        return say(self.reason)

    @property
    def english(self) -> str:
        """The message in English."""
        return say(self.reason, english=True)

    def __str__(self) -> str:
        return say_both(self.reason)


class UsageError(DigitizerError):
    """The command line or commune.toml says something that cannot be."""

    exit_code = 2


class UnknownCommuneError(DigitizerError):
    """The code is not a commune of today."""

    exit_code = 3


class MissingInputError(DigitizerError):
    """The commune's folder is not there or holds no scan."""

    exit_code = 4


class MissingToolError(DigitizerError):
    """Tesseract, a language of it, or another needed program is not installed."""

    exit_code = 5


class OutputError(DigitizerError):
    """The delivery cannot be written: no permission, disk full, or the file is open elsewhere."""

    exit_code = 6


class ClusterError(DigitizerError):
    """The Dask scheduler cannot be reached or lost its workers."""

    exit_code = 7


class ScanError(DigitizerError):
    """One scan cannot be used. Never stops a run: it becomes the finding ``scan_unreadable``."""

    exit_code = 8


class ScanInaccessibleError(ScanError):
    """A scan cannot be reached: rights, a failing disk, a lost network drive. The place is at fault, not it.

    Never stops a run: it becomes the finding ``scan_inaccessible``.
    """

    exit_code = 12


class BusyError(DigitizerError):
    """Another run is writing the same commune."""

    exit_code = 9


class ShrinkError(DigitizerError):
    """The delivery would lose what the one before it has, because inputs are missing or cannot be read."""

    exit_code = 11


def fault_at(error: BaseException) -> Reason:
    """A fault of the program: its kind and place are told, never its text, which may quote what was read."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = Known(f"{Path(frame.filename).stem}:{frame.lineno}")
    return Reason("fault_at", {"kind": Known(type(error).__name__), "where": where})
