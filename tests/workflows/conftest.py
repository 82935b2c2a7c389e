"""A small archive on workers inside this process; what reads and traces pages is stood in for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client
from small_archive import NO_NUMBER, NOTHING, Archive, placed_sheet

import pipeline.parcels.trace
from pipeline.model import MapSheet, PageImage, RegisterPage, SheetParcels, Source
from workflows.stages import page as page_stage
from workflows.stages.given import Given
from workflows.stages.job import ScanSeen


@pytest.fixture(scope="package")
def client() -> Iterator[Client]:
    """One worker in a thread of this process, so that what a test replaces is replaced there too."""
    with Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        yield client


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client) -> Archive:
    """Two sheets and a register page, not yet digitized."""
    archive = Archive(tmp_path / "raw", tmp_path / "out", client)

    def understand(seen: ScanSeen, page: int, _: Given) -> MapSheet | RegisterPage:
        scan_job = seen.scan_job
        archive.done[f"page {scan_job.scan}"] += 1
        source = Source(scan_job.scan, page)
        if scan_job.expected == "register":
            return RegisterPage(source, "app15", NOTHING, NOTHING, NOTHING, NO_NUMBER, (), (), {})
        return placed_sheet(source, scan_job.settings.sheet or int(Path(scan_job.scan).stem[3:]))

    def trace(image: PageImage, sheet: MapSheet) -> SheetParcels:
        archive.done[f"parcels {sheet.source.scan}"] += 1
        return SheetParcels(sheet, (), (), {})

    monkeypatch.setattr(page_stage, "_understand", understand)
    monkeypatch.setattr(pipeline.parcels.trace, "trace_sheet", trace)
    for name in ("maps/to_1.png", "maps/to_2.png", "records/so_1.png"):
        archive.scan(name)
    return archive
