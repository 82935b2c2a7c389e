"""A worker that is killed costs one retry of its piece; a piece that always kills costs itself alone."""

from __future__ import annotations

import csv
import logging
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from distributed import Client
from small_archive import CODE, Archive, placed_sheet

import pipeline.parcels.trace
from pipeline.decisions import Fields
from pipeline.errors import ClusterError, DigitizerError, OutputError
from pipeline.model import MapSheet, PageImage, SheetParcels, Source
from workflows import commune
from workflows.cluster import connect
from workflows.pieces import do_all, do_one
from workflows.stages import page as page_stage
from workflows.stages.commune import Merged, merge
from workflows.stages.given import Given
from workflows.stages.job import Done, Job, PageSeen, ScanSeen
from workflows.stages.parcels import trace_parcels

pytestmark = pytest.mark.slow


def read_page_that_dies(folder: Path, seen: ScanSeen, page: int, said: Fields) -> PageSeen:
    """Runs on a worker, where the reader is stood in for."""
    name = Path(seen.scan_job.scan).stem

    def understand(seen: ScanSeen, page: int, _: Given) -> MapSheet:
        count(folder, f"page {name}")
        die(folder, name)
        return placed_sheet(Source(seen.scan_job.scan, page), int(name[3:]))

    page_stage._understand = understand  # type: ignore[assignment]
    return page_stage.read_page(seen, page, said)


def trace_that_dies(folder: Path, seen: PageSeen) -> Done:
    name = Path(seen.scan_job.scan).stem

    def trace(image: PageImage, sheet: MapSheet) -> SheetParcels:
        count(folder, f"parcels {name}")
        die(folder, f"parcels_{name}")
        return SheetParcels(sheet, (), (), {})

    pipeline.parcels.trace.trace_sheet = trace  # type: ignore[assignment]
    return trace_parcels(seen)


def count(folder: Path, name: str) -> None:
    with (folder / "done").open("a") as file:
        file.write(f"{name}\n")


def die(folder: Path, name: str) -> None:
    """End this process as the kernel does when memory runs out, where a file asks for it, or for it once."""
    once, always = folder / f"{name}.once", folder / f"{name}.always"
    if once.exists():
        once.unlink()
    elif not always.exists():
        return
    os.kill(os.getpid(), signal.SIGKILL)


def merge_that_dies(folder: Path, job: Job, *keys: object) -> Merged:
    die(folder, "merge")
    return merge(job, *keys)  # type: ignore[arg-type]


def square(number: int) -> int:
    return number * number


@pytest.fixture(scope="module")
def workers() -> Iterator[Client]:
    """Two processes, as in a real run."""
    with connect(2, None) as client:
        yield client


@pytest.fixture
def deadly(tmp_path: Path, workers: Client, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Six sheets; what is done with them kills its worker as files in ``tmp_path`` ask for."""
    archive = Archive(tmp_path / "raw", tmp_path / "out", workers)
    for number in range(1, 7):
        archive.scan(f"maps/to_{number}.png")
    monkeypatch.setattr(commune, "read_page", partial(read_page_that_dies, tmp_path))
    monkeypatch.setattr(commune, "trace_parcels", partial(trace_that_dies, tmp_path))
    monkeypatch.setattr(commune, "merge", partial(merge_that_dies, tmp_path))
    return archive


def digitize(archive: Archive) -> dict[str, int]:
    return commune.digitize(commune.prepare(CODE, archive.raw, archive.out), archive.client)


def times_done(folder: Path) -> dict[str, int]:
    lines = (folder / "done").read_text().splitlines()
    return {name: lines.count(name) for name in lines}


def findings(archive: Archive) -> list[str]:
    with (archive.out / CODE / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return [" ".join(row.values()) for row in csv.DictReader(file)]


def test_a_killed_worker_costs_one_retry_and_the_commune_is_whole(deadly: Archive, tmp_path: Path) -> None:
    (tmp_path / "to_3.once").touch()
    (tmp_path / "parcels_to_5.once").touch()
    counts = digitize(deadly)
    assert counts["pages_sheet"] == counts["sheets_placed"] == 6 and counts["pages_failed"] == 0
    assert len(list((deadly.out / CODE / "maps").glob("*.tif"))) == 6
    twice = {name for name, times in times_done(tmp_path).items() if times == 2}
    assert {"page to_3", "parcels to_5"} <= twice
    assert sum(times_done(tmp_path).values()) <= 12 + 2 + 2  # at most the neighbour's piece went with it


def test_a_page_that_always_kills_is_told_once_and_costs_no_other(deadly: Archive, tmp_path: Path) -> None:
    (tmp_path / "to_2.always").touch()
    counts = digitize(deadly)
    assert counts["pages_failed"] == 1 and counts["sheets_placed"] == 5
    told = [text for text in findings(deadly) if "to_2.png" in text]
    assert len(told) == 1 and "page_failed" in told[0]
    assert times_done(tmp_path)["page to_2"] == 2


def test_pages_beside_many_that_kill_are_not_blamed(deadly: Archive, tmp_path: Path) -> None:
    for number in range(1, 4):
        (tmp_path / f"to_{number}.always").touch()
    counts = digitize(deadly)
    assert counts["pages_failed"] == 3 and counts["sheets_placed"] == 3


def test_a_step_of_the_whole_commune_is_tried_again(deadly: Archive, tmp_path: Path) -> None:
    (tmp_path / "merge.once").touch()
    assert digitize(deadly)["sheets_placed"] == 6
    assert not (tmp_path / "merge.once").exists()


def test_a_step_that_always_kills_ends_the_run_with_its_code(deadly: Archive, tmp_path: Path) -> None:
    (tmp_path / "merge.always").touch()
    with pytest.raises(ClusterError) as caught:
        digitize(deadly)
    assert caught.value.exit_code == 7


def test_no_more_is_under_way_than_there_are_cores(workers: Client) -> None:
    todo = [(number,) for number in range(40)]
    results = {}
    for place, result in do_all(workers, square, todo, square):
        under_way = [future for future in workers.futures.values() if future.status == "pending"]
        assert len(under_way) <= 2
        results[place] = result
    assert results == {number: number * number for number in range(40)}


def fails_with_a_name(_: object) -> int:
    raise ValueError("Nguyễn Văn Thử")


def test_a_fault_is_told_by_its_place_without_what_was_read(capfd: pytest.CaptureFixture[str]) -> None:
    with connect(1, None) as client, pytest.raises(DigitizerError) as caught:
        do_one(client, fails_with_a_name, 1)
    assert "ValueError, test_pieces:" in str(caught.value)
    told = "".join(capfd.readouterr())
    assert "Thử" not in told and "distributed" not in told and "Thử" not in repr(caught.value)


def refuses(name: str) -> None:
    raise OutputError("held_open", {"path": Path(name).parent, "side": "x"})


@pytest.mark.parametrize("work", [refuses, fails_with_a_name])
def test_no_log_of_workers_tells_what_they_were_given(client: Client, work: Callable[[str], object]) -> None:
    log, told = logging.getLogger("distributed"), StringIO()
    level, handler = log.level, logging.StreamHandler(told)
    log.setLevel(logging.DEBUG)
    log.addHandler(handler)
    try:
        with pytest.raises(DigitizerError):
            do_one(client, work, "records/ông Thử.pdf")
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
    assert "Compute Failed" in told.getvalue() and "Thử" not in told.getvalue()


def test_nothing_to_do(workers: Client) -> None:
    assert list(do_all(workers, square, [], square)) == []
