"""One commune as a graph of Dask work: scans → pages → sheets and register rows → commune → delivery."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distributed import Client

from pipeline.communes import commune
from pipeline.config import Settings, load_settings
from pipeline.errors import MissingInputError, OutputError, UsageError
from pipeline.files import list_input_files, system_error
from pipeline.model import Finding, Reason, Source
from pipeline.scans import SUFFIXES
from pipeline.store import Store
from workflows.cluster import connect
from workflows.handover import Parts, hand_over
from workflows.lock import Lock, locked
from workflows.pieces import do_all, do_one
from workflows.progress import Display, closing_table
from workflows.stages import (
    Done,
    Job,
    PageSeen,
    ScanJob,
    ScanSeen,
    draw_picture,
    inspect_scan,
    merge,
    page_failed,
    read_page,
    trace_parcels,
    unreadable,
    versions,
)

_PLACES = {"maps": "sheet", "records": "register"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A commune that can be digitized: its folders, its scans, and what of them was refused."""

    job: Job
    scans: tuple[ScanJob, ...]
    refused: tuple[Finding, ...]


def prepare(code: str, data_raw: Path, data_out: Path) -> Prepared:
    """Look at everything that can be wrong before any work is begun.

    Raises a DigitizerError where nothing can be delivered: unknown code, no input, output not writable, a
    tool missing, a faulty ``commune.toml``.
    """
    commune(code)
    versions()
    job = Job(code, (data_raw / code).resolve(), _writable(data_out / code))
    scans, refused = find_scans(job, load_settings(job.raw / "commune.toml"))
    return Prepared(job, tuple(scans), tuple(refused))


def run_commune(
    code: str, data_raw: Path, data_out: Path, workers: int | None = None, scheduler: str | None = None
) -> dict[str, int]:
    """Digitize one commune on a cluster of its own; see ``prepare`` and ``digitize``."""
    prepared = prepare(code, data_raw, data_out)
    with connect(workers, scheduler) as client:
        return digitize(prepared, client)


def digitize(prepared: Prepared, client: Client) -> dict[str, int]:
    """Digitize one commune and write its delivery; answers with the counts of the closing table.

    Raises BusyError where another run is writing it.
    """
    job = prepared.job
    with locked(job.out) as lock, Display() as display:
        counts = _Run(job, client, display, lock, list(prepared.refused)).deliver(prepared.scans)
    title = f"{commune(job.code).full_name} ({job.code})"
    names = (f"{job.code}.gpkg", f"{job.code}_cong_khai.gpkg", "report.html")
    display.console.print(closing_table(title, counts, [job.out / name for name in names]))
    return counts


def find_scans(job: Job, settings: Settings) -> tuple[list[ScanJob], list[Finding]]:
    """Scans below ``maps`` and ``records`` in the order of their names; the rest with a finding each."""
    if not job.raw.is_dir():
        raise MissingInputError("no_commune_folder", {"folder": job.raw})
    found: list[ScanJob] = []
    refused: list[Finding] = []
    for place, expected in _PLACES.items():
        folder = job.raw / place
        files, odd = list_input_files(folder) if folder.is_dir() else ([], [])
        refused += [unreadable(str(path.relative_to(job.raw)), reason) for path, reason in odd]
        for path in files:
            scan = path.relative_to(job.raw).as_posix()
            if path.suffix.lower() in SUFFIXES:
                found.append(ScanJob(job, scan, expected, settings.of_scan(scan)))  # type: ignore[arg-type]
            else:
                refused.append(unreadable(scan, Reason("no_scan_format")))
    _check_stated(job, settings, found)
    if not found:
        raise MissingInputError("no_scans", {"folder": job.raw, "suffixes": " ".join(SUFFIXES)})
    return found, refused


def _check_stated(job: Job, settings: Settings, found: Sequence[ScanJob]) -> None:
    absent = sorted(set(settings.scans) - {scan_job.scan for scan_job in found})
    if absent:
        raise UsageError("settings_of_absent_files", {"files": ", ".join(absent)})


def _writable(folder: Path) -> Path:
    try:
        (folder / "maps").mkdir(parents=True, exist_ok=True)
        Store(folder / ".work").make_private()
    except OSError as cause:
        raise OutputError("not_written", {"path": folder, "reason": system_error(cause)}) from cause
    if not os.access(folder, os.W_OK):
        raise OutputError("not_written", {"path": folder, "reason": Reason("no_right_to_write")})
    return folder.resolve()


@dataclass
class _Run:
    """One pass over a commune: what is under way and what was found so far."""

    job: Job
    client: Client
    display: Display
    lock: Lock
    findings: list[Finding]
    seconds: dict[str, float] = field(default_factory=dict)

    def deliver(self, scan_jobs: Sequence[ScanJob]) -> dict[str, int]:
        scans = self._all("Tệp quét", inspect_scan, [(scan_job,) for scan_job in scan_jobs], _lost_scan)
        self.findings += [seen.finding for seen in scans if seen.finding]
        todo = [(seen, page) for seen in scans for page in range(1, seen.pages + 1)]
        pages = self._all("Trang", read_page, todo, _lost_page)
        self.findings += [seen.finding for seen in pages if seen.finding]
        sheets = [seen for seen in pages if seen.kind == "sheet" and seen.placed]
        traced = self._trace(sheets)
        names = picture_names(sheets)
        drawn = self._draw(sheets, names)
        self.findings += [done.finding for done in (*traced, *drawn) if done.finding]
        unplaced = [seen.key for seen in pages if seen.kind == "sheet" and not seen.placed]
        unplaced += [seen.key for seen, done in zip(sheets, traced, strict=True) if not done.key]
        records = [seen.key for seen in pages if seen.kind in ("register", "parcel")]
        key = self._one(
            "Ghép xã", merge, self.job, [done.key for done in traced if done.key], unplaced, records
        )
        parts = Parts(
            key,
            tuple(unplaced),
            {name: done.key for name, done in zip(names, drawn, strict=True) if done.key},
            tuple(self.findings),
            _page_counts(scans, pages, self.findings),
            self._manifest(scans, pages),
        )
        self.lock.check()
        return dict(self._one("Giao nộp", hand_over, self.job, parts, self.seconds))

    def _trace(self, sheets: Sequence[PageSeen]) -> list[Done]:
        return self._all("Thửa đất", trace_parcels, [(seen,) for seen in sheets], _lost_sheet)

    def _draw(self, sheets: Sequence[PageSeen], names: Sequence[str]) -> list[Done]:
        todo = list(zip(sheets, names, strict=True))
        return self._all("Ảnh nắn", draw_picture, todo, _lost_sheet)

    def _all(
        self,
        stage: str,
        work: Callable[..., Any],
        todo: Sequence[tuple[Any, ...]],
        lost: Callable[..., Any],
    ) -> list[Any]:
        """Results in the order of ``todo``; ``lost`` stands in where the work's worker died."""
        results: dict[int, Any] = {}
        with self._timed(stage, len(todo)):
            for place, result in do_all(self.client, work, todo, lost):
                results[place] = result
                self.display.done(stage)
        return [results[place] for place in range(len(todo))]

    def _one(self, stage: str, work: Callable[..., Any], *item: Any) -> Any:
        with self._timed(stage):
            result = do_one(self.client, work, *item)
            self.display.done(stage)
        return result

    @contextlib.contextmanager
    def _timed(self, stage: str, pieces: int = 1) -> Iterator[None]:
        started = time.monotonic()
        self.display.expect(stage, pieces)
        yield
        self.seconds[stage] = round(time.monotonic() - started, 1)

    def _manifest(self, scans: Sequence[ScanSeen], pages: Sequence[PageSeen]) -> dict[str, object]:
        kinds: dict[str, list[str]] = {}
        for seen in pages:
            kinds.setdefault(seen.scan_job.scan, []).append(seen.kind)
        return {
            "ma_xa": self.job.code,
            "inputs": [
                {
                    "scan": seen.scan_job.scan,
                    "sha256": seen.sha256,
                    "pages": kinds.get(seen.scan_job.scan, []),
                }
                for seen in scans
            ],
            "versions": versions(),
        }


def _lost_scan(scan_job: ScanJob) -> ScanSeen:
    return ScanSeen(scan_job, "", 0, unreadable(scan_job.scan, Reason("ended_while_opened")))


def _lost_page(seen: ScanSeen, page: int) -> PageSeen:
    return PageSeen(seen.scan_job, page, "failed", finding=_page_failed(seen.scan_job.scan, page))


def _lost_sheet(seen: PageSeen, *_: object) -> Done:
    return Done(finding=_page_failed(seen.scan_job.scan, seen.page))


def _page_failed(scan: str, page: int) -> Finding:
    return page_failed(Source(scan, page), Reason("ended_on_page"))


def picture_names(sheets: Sequence[PageSeen]) -> list[str]:
    """File names of the sheets' pictures: ``<ma_xa_cu>_<sheet>.tif``, a counter behind a second scan."""
    names: list[str] = []
    taken: dict[str, int] = {}
    for seen in sheets:
        stem = f"{Path(seen.scan_job.scan).stem}_{seen.page}"
        if seen.sheet:
            stem = f"{seen.sheet[0]}_{seen.sheet[1]}"
        taken[stem] = taken.get(stem, 0) + 1
        names.append(f"{stem}.tif" if taken[stem] == 1 else f"{stem}_{taken[stem]}.tif")
    return names


def _page_counts(
    scans: Sequence[ScanSeen], pages: Sequence[PageSeen], findings: Sequence[Finding]
) -> dict[str, int]:
    """Scans and pages by what became of them; a scan that was lost on the way counts as not reached."""
    kinds = [seen.kind for seen in pages]
    gone = {told.source.scan for told in findings if told.source and told.code == "scan_inaccessible"}
    told = [seen.finding is not None for seen in scans if seen.scan_job.scan not in gone]
    return {
        "scans": len(scans),
        "scans_read": told.count(False),
        "scans_refused": told.count(True),
        "scans_inaccessible": len(gone),
        "pages": len(pages),
        "pages_sheet": kinds.count("sheet"),
        "pages_register": kinds.count("register"),
        "pages_parcel": kinds.count("parcel"),
        "pages_unknown": kinds.count("unknown"),
        "pages_failed": kinds.count("failed"),
        "sheets_placed": sum(seen.placed for seen in pages),
    }
