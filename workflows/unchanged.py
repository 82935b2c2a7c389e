"""A commune in which nothing changed since it was delivered: told without any worker, from the manifest.

What a run was given and made by has one hash; it is remembered beside the stage results when the run ends,
unless another run may find more: a scan that could not be reached, a page on which a process ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from pipeline.communes import commune
from pipeline.delivery import manifest
from pipeline.files import hash_entry, hash_file, hash_text, remembered, written_aside
from pipeline.fingerprint import program
from pipeline.model import Finding
from pipeline.store import WORK
from workflows.lock import locked
from workflows.preparation import Prepared
from workflows.progress import show_closing
from workflows.stages.job import HANDED_IN, Job

_NAME = "asked.json"
_TRY_AGAIN = frozenset(["scan_inaccessible", "page_failed"])


def as_delivered(prepared: Prepared) -> Mapping[str, int] | None:
    """The counts of a delivery that lies there as a run would make it now; its closing table is shown.

    None where something is to be done. Raises as ``locked`` does.
    """
    job = prepared.job
    with locked(job.out):
        counts = _counts(prepared)
    if counts is not None:
        show_closing(commune(job.code).full_name, job.code, counts, job.out)
    return counts


def asked_of(prepared: Prepared) -> str | None:
    """Hash of the commune's files and of the program; None where one is not reached.

    A file is what its name, its content and the time of its entry's change say: one that was another while
    the run read it, and was put back, has its content again, but not that time.
    """
    items = prepared.inventory.items
    if any(item.fate == "inaccessible" for item in items):
        return None
    raw = prepared.job.raw
    files = [(item.name, item.fate, item.changed_ns, hash_entry(raw / item.name)) for item in items]
    return hash_text(json.dumps([files, program()]))


def remember(job: Job, asked: str | None, findings: Iterable[Finding]) -> None:
    """Remember of what the delivery that lies there was made. Raises OutputError."""
    path = job.out / WORK / _NAME
    if asked is None or any(finding.code in _TRY_AGAIN for finding in findings):
        path.unlink(missing_ok=True)
        return
    with written_aside(path, 0o600) as aside:
        aside.write_text(json.dumps({"asked": asked, "manifest": hash_file(job.out / manifest.NAME)}))


def _counts(prepared: Prepared) -> Mapping[str, int] | None:
    job = prepared.job
    before = remembered(job.out / WORK / _NAME)
    if not before:
        return None
    last = manifest.read(job.out)
    others = any((job.out / name).exists() for name in HANDED_IN) or last.content.get("kept")
    if others or before != {"asked": asked_of(prepared), "manifest": last.outputs.get(manifest.NAME)}:
        return None  # a run looks at those others too
    if any(hash_entry(job.out / path) != sha256 for path, sha256 in last.outputs.items()):
        return None
    counts: Mapping[str, int] = last.content["counts"]
    return counts
