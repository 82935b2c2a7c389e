"""One commune as a graph of Dask work: scans → pages → sheets and register rows → commune → delivery."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from distributed import Client
from rich.markup import escape

from pipeline.communes import commune
from pipeline.delivery.outline_rows import drawing_names
from pipeline.errors import ScanError
from pipeline.fingerprint import versions
from pipeline.model import Finding, Reason, ScannedPage, Source
from pipeline.release import VERSION
from pipeline.wording import say_both
from workflows import hand_in, unchanged
from workflows.cluster import connect
from workflows.duplicates import duplicate, once_each
from workflows.failures import page_failed, unusable
from workflows.handover import Parts, hand_over, make_ready
from workflows.harvest import harvested
from workflows.lock import Lock, locked
from workflows.pieces import do_all, do_one
from workflows.preparation import Prepared, prepare
from workflows.progress import Display, show_closing
from workflows.said_pages import SaidPages, given, said_pages, with_fates
from workflows.stages.commune import Keys, Merged, merge
from workflows.stages.digital import read_digital
from workflows.stages.job import (
    COMMUNE,
    DIGITAL,
    PAGE,
    PARCELS,
    PICTURE,
    Done,
    Job,
    PageSeen,
    ScanJob,
    ScanSeen,
)
from workflows.stages.page import NOTHING_SAID, read_page
from workflows.stages.parcels import trace_parcels
from workflows.stages.picture import draw_picture
from workflows.stages.scan import inspect_scan
from workflows.tally import tally
from workflows.unheeded import unheeded


def run_commune(
    code: str,
    data_raw: Path,
    data_out: Path,
    workers: int | None = None,
    scheduler: str | None = None,
    *,
    allow_shrink: bool = False,
) -> dict[str, int]:
    """Digitize one commune on a cluster of its own; see ``prepare`` and ``digitize``."""
    return run_prepared(prepare(code, data_raw, data_out), workers, scheduler, allow_shrink=allow_shrink)


def run_prepared(
    prepared: Prepared,
    workers: int | None = None,
    scheduler: str | None = None,
    *,
    allow_shrink: bool = False,
) -> dict[str, int]:
    """Digitize a commune that was looked at already, on a cluster of its own; see ``digitize``."""
    with connect(workers, scheduler) as client:
        return digitize(prepared, client, allow_shrink=allow_shrink)


def digitize(prepared: Prepared, client: Client, *, allow_shrink: bool = False) -> dict[str, int]:
    """Digitize one commune and write its delivery; answers with the counts of the closing table.

    Raises BusyError where another run is writing it, and ShrinkError where files that were read before are
    not any more, and the delivery would be less for it, unless ``allow_shrink``.
    """
    job = prepared.job
    with locked(job.out) as lock, Display() as display:
        prepared = harvested(prepared)
        asked = unchanged.asked_of(prepared)
        run = _Run(prepared, client, display, lock, list(prepared.findings), allow_shrink)
        counts = run.deliver()
        unchanged.remember(job, asked, run.findings)
        handed_in = hand_in.renew(job)
    show_closing(commune(job.code).full_name, job.code, counts, job.out)
    if handed_in is not None:
        display.console.print(escape(say_both(handed_in)), soft_wrap=True)
    return counts


@dataclass
class _Run:
    """One pass over a commune: what is under way and what was found so far."""

    prepared: Prepared
    client: Client
    display: Display
    lock: Lock
    findings: list[Finding]
    allow_shrink: bool
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def job(self) -> Job:
        return self.prepared.job

    def deliver(self) -> dict[str, int]:
        scans, used = self._inspect()
        decisions = given(self.prepared.decisions, {seen.scan_job.scan: seen.sha256 for seen in used})
        said = said_pages(decisions, used)
        pages = self._read(used, said)
        decided = with_fates(decisions, said, pages)
        self.findings += decided.findings
        self.findings += [told for seen in pages for told in seen.findings]
        self.findings += unheeded(used, pages)
        sheets = [seen for seen in pages if seen.kind == "sheet" and seen.placed]
        traced = self._trace(sheets)
        unplaced = [seen.key for seen in pages if seen.kind == "sheet" and not seen.placed]
        unplaced += [seen.key for seen, done in zip(sheets, traced, strict=True) if not done.key]
        records = [seen.key for seen in pages if seen.kind in ("register", "parcel")]
        keys = Keys(
            tuple(done.key for done in traced if done.key),
            tuple(unplaced),
            tuple(records),
            tuple(seen.key for seen in pages if seen.kind == "digital"),
            decided.decisions,
        )
        merged = self._one("Ghép xã", merge, self.job, keys)
        of_papers = drawing_names(merged.drawings)
        seen_at = {(seen.scan_job.scan, seen.page): seen for seen in pages}
        names = [*picture_names(sheets), *of_papers.values()]
        drawn = self._draw([*sheets, *(seen_at[page] for page in of_papers)], names, merged)
        self.findings += [done.finding for done in (*traced, *drawn) if done.finding]
        parts = Parts(
            merged.key,
            tuple(unplaced),
            {name: done.key for name, done in zip(names, drawn, strict=True) if done.key},
            tuple(self.findings),
            tally(self.prepared.inventory, scans, pages, self.findings),
            {**self._manifest(scans, pages), "results": _named(keys)},
            self.prepared.numbers,
            tuple(_scanned(seen) for seen in pages if seen.kind != "digital"),
        )
        ready = self._one("Giao nộp", make_ready, self.job, parts, self.seconds, self.allow_shrink)
        self.lock.check()
        delivered = hand_over(self.job, ready)
        if ready.switch is not None:
            self._keep_only(
                {
                    merged.key,
                    *(key for seen in pages for key in (seen.key, seen.read)),
                    *(done.key for done in (*traced, *drawn)),
                }
            )
        return delivered

    def _keep_only(self, keys: Collection[str]) -> None:
        """Take away stage results that are not of this delivery: other code's, other settings', other scans'.

        Not while scans cannot be reached, whose results will be wanted; what stays does no harm.
        """
        if any(told.code == "scan_inaccessible" for told in self.findings):
            return
        for stage in (PAGE, DIGITAL, PARCELS, PICTURE, COMMUNE):
            with contextlib.suppress(OSError):
                self.job.store.keep_only(stage, keys)

    def _inspect(self) -> tuple[list[ScanSeen], list[ScanSeen]]:
        """All scans, and those to use: each once."""
        todo = [(scan_job,) for scan_job in self.prepared.scans]
        scans = self._all("Tệp quét", inspect_scan, todo, _lost_scan)
        self.findings += [seen.finding for seen in scans if seen.finding]
        used, same = once_each(scans)
        self.findings += [duplicate(scan, first) for scan, first in same.items()]
        return scans, used

    def _read(self, scans: Sequence[ScanSeen], said: SaidPages) -> list[PageSeen]:
        """All pages of scans, and digital maps as a page each."""
        digital = [seen for seen in scans if seen.scan_job.expected == "digital" and seen.pages]
        scanned = [seen for seen in scans if seen.scan_job.expected != "digital"]
        todo = [
            (seen, page, said.by_page.get((seen.scan_job.scan, page), NOTHING_SAID))
            for seen in scanned
            for page in range(1, seen.pages + 1)
        ]
        pages = self._all("Trang", read_page, todo, _lost_page)
        if digital:
            pages += self._all("Bản đồ số", read_digital, [(seen,) for seen in digital], _lost_page)
        return pages

    def _trace(self, sheets: Sequence[PageSeen]) -> list[Done]:
        return self._all("Thửa đất", trace_parcels, [(seen,) for seen in sheets], _lost_sheet)

    def _draw(self, sheets: Sequence[PageSeen], names: Sequence[str], merged: Merged) -> list[Done]:
        laid = {**{sheet.source.of_page: sheet for sheet in merged.sheets}, **merged.drawings}
        todo = [
            (seen, name, laid[seen.scan_job.scan, seen.page])
            for seen, name in zip(sheets, names, strict=True)
        ]
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
            "other_files": self.prepared.inventory.others,
            "program": VERSION,
            "versions": versions(),
        }


def _scanned(seen: PageSeen) -> ScannedPage:
    return ScannedPage(Source(seen.scan_job.scan, seen.page), seen.kind, seen.sha256, seen.look)


def _named(keys: Keys) -> dict[str, tuple[str, ...]]:
    """The keys of results, so that the review page finds them."""
    return {name: getattr(keys, name) for name in ("sheets", "unplaced", "pages", "maps")}


def _lost_scan(scan_job: ScanJob) -> ScanSeen:
    return ScanSeen(scan_job, "", 0, unusable(scan_job.scan, ScanError("ended_while_opened")))


def _lost_page(seen: ScanSeen, page: int = 1, *_: object) -> PageSeen:
    return PageSeen(seen.scan_job, page, "failed", findings=(_ended_on(seen.scan_job.scan, page),))


def _lost_sheet(seen: PageSeen, *_: object) -> Done:
    return Done(finding=_ended_on(seen.scan_job.scan, seen.page))


def _ended_on(scan: str, page: int) -> Finding:
    return page_failed(Source(scan, page), Reason("ended_on_page"))


def picture_names(sheets: Sequence[PageSeen]) -> list[str]:
    """File names of the sheets' pictures: ``<ma_xa_cu>_<sheet>.tif``, a counter behind a second scan.

    One whose commune or number is not known has a running number: the name of its scan may name a person.
    """
    names: list[str] = []
    taken: dict[str, int] = {}
    unknown = count(1)
    for seen in sheets:
        stem = f"{seen.sheet[0]}_{seen.sheet[1]}" if seen.sheet else f"chuaro_{next(unknown)}"
        taken[stem] = taken.get(stem, 0) + 1
        names.append(f"{stem}.tif" if taken[stem] == 1 else f"{stem}_{taken[stem]}.tif")
    return names
