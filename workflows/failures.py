"""Findings of files and pages that could not be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pipeline.errors import MissingToolError, OutputError, ScanError, ScanInaccessibleError, fault_at
from pipeline.model import Finding, InputFile, Reason, Source

T = TypeVar("T")


def attempted(work: Callable[[], T], name: str, page: int | None = None) -> T | Finding:
    """What the work on a file, or on one page of it, comes to, or the finding of why it comes to nothing.

    A fault of ours on one page must not cost the others. Raises OutputError and MissingToolError, after which
    no page could go on.
    """
    try:
        return work()
    except ScanError as error:
        return unusable(name, error, page)
    except (OutputError, MissingToolError):
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, it is this page's
        return page_failed(Source(name, page or 1), fault_at(error))


def unusable(name: str, error: ScanError, page: int | None = None) -> Finding:
    """The finding of a file, or of one page of it, that is bad, or that cannot be reached."""
    code = "scan_inaccessible" if isinstance(error, ScanInaccessibleError) else "scan_unreadable"
    reason = error.reason if page is None else Reason("on_page", {"page": page, "reason": error.reason})
    return Finding(code, values={"file": InputFile(name), "reason": reason}, source=Source(name))


def page_failed(page: Source, reason: Reason) -> Finding:
    """The finding of a page that was not processed."""
    return Finding("page_failed", values={"page": page, "reason": reason}, source=page)
