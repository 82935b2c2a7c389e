"""Findings of files and pages that could not be used."""

from __future__ import annotations

from pipeline.errors import ScanError, ScanInaccessibleError
from pipeline.model import Finding, InputFile, Reason, Source


def unusable(name: str, error: ScanError, page: int | None = None) -> Finding:
    """The finding of a file, or of one page of it, that is bad, or that cannot be reached."""
    code = "scan_inaccessible" if isinstance(error, ScanInaccessibleError) else "scan_unreadable"
    reason = error.reason if page is None else Reason("on_page", {"page": page, "reason": error.reason})
    return Finding(code, values={"file": InputFile(name), "reason": reason}, source=Source(name))


def page_failed(page: Source, reason: Reason) -> Finding:
    """The finding of a page that was not processed."""
    return Finding("page_failed", values={"page": page, "reason": reason}, source=page)
