"""Scans as they are found, and what a technician lays beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rasterio
from PIL import Image
from small_archive import placed_sheet

from pipeline import input_files
from pipeline.config import ScanSettings
from pipeline.errors import ScanInaccessibleError
from pipeline.model import ControlPoint, InputFile, Reason, Source
from pipeline.sheets.points_file import write_points
from workflows.stages import page as page_stage
from workflows.stages.given import Given, given_points
from workflows.stages.job import Done, Job, PageSeen, ScanJob, ScanSeen
from workflows.stages.page import read_page
from workflows.stages.parcels import trace_parcels
from workflows.stages.picture import draw_picture
from workflows.stages.scan import inspect_scan

POINTS = tuple(
    ControlPoint("person", x, y, 414_000.0 + x / 10, 2_366_000.0 - y / 10)
    for x, y in ((10.0, 10.0), (900.0, 20.0), (30.0, 800.0))
)


def scan_job(folder: Path) -> ScanJob:
    return ScanJob(Job("07330", folder, folder / "out"), "maps/deep/to_20.tif", "sheet", ScanSettings())


def test_a_scan_that_cannot_be_reached_is_not_called_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = scan_job(tmp_path)
    path = tmp_path / job.scan
    path.parent.mkdir(parents=True)
    Image.new("L", (200, 200)).save(path)
    seen = inspect_scan(job)
    assert seen.pages == 1 and seen.finding is None
    path.unlink()
    page = read_page(seen, 1)
    assert page.kind == "failed"
    for finding in (*page.findings, inspect_scan(job).finding):
        assert (
            finding and finding.code == "scan_inaccessible" and finding.values["file"] == InputFile(job.scan)
        )
    path.write_bytes(b"no picture")
    bad = inspect_scan(job).finding
    assert bad and bad.code == "scan_unreadable"


def scanned(job: ScanJob, shade: int) -> bytes:
    """Another scan under the job's name."""
    path = job.job.raw / job.scan
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (200, 200), shade).save(path)
    return path.read_bytes()


def results(job: ScanJob) -> list[str]:
    return [path.parent.name for path in job.job.store.folder.rglob("*.result")]


def test_a_scan_that_is_replaced_before_it_is_read_leaves_nothing_and_is_read_another_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = scan_job(tmp_path)
    monkeypatch.setattr(page_stage, "_as_sheet", lambda image, *_: placed_sheet(image.source, 20))
    first = scanned(job, 10)
    seen = inspect_scan(job)
    scanned(job, 200)
    page = read_page(seen, 1)
    assert page.kind == "failed" and [told.code for told in page.findings] == ["scan_inaccessible"]
    assert not results(job)
    (tmp_path / job.scan).write_bytes(first)
    assert read_page(seen, 1).kind == "sheet" and results(job) == ["page"]


@pytest.mark.parametrize(
    "work",
    [trace_parcels, lambda seen: draw_picture(seen, "a.tif", placed_sheet(Source("maps/to_20.tif"), 20))],
)
def test_a_scan_that_is_replaced_after_it_was_placed_is_neither_traced_nor_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[PageSeen], Done]
) -> None:
    job = scan_job(tmp_path)
    monkeypatch.setattr(page_stage, "_as_sheet", lambda image, *_: placed_sheet(image.source, 20))
    scanned(job, 10)
    page = read_page(inspect_scan(job), 1)
    scanned(job, 200)
    done = work(page)
    assert done.finding and done.finding.code == "scan_inaccessible" and not done.key
    assert results(job) == ["page"] and not list(tmp_path.rglob("a.tif"))


def test_the_picture_lies_as_the_merged_commune_has_the_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = scan_job(tmp_path)
    sheet = placed_sheet(Source("maps/to_20.tif"), 20)
    monkeypatch.setattr(page_stage, "_as_sheet", lambda *_: sheet)
    scanned(job, 200)
    page = read_page(inspect_scan(job), 1)
    assert sheet.fit is not None
    east, north = sheet.fit.centre_m
    moved = replace(sheet, fit=replace(sheet.fit, centre_m=(east + 5, north)))
    places = []
    for laid in (sheet, moved):
        assert draw_picture(page, "a.tif", laid).key
        with rasterio.open(job.job.drawn / "a.tif") as picture:
            places.append(picture.bounds.left)
    assert places[1] - places[0] == pytest.approx(5, abs=0.5)


def with_points(folder: Path, text: str | None = None) -> ScanJob:
    """A scan with a control file of its second page."""
    path = folder / "control" / "to_20.tif.2.points"
    path.parent.mkdir(exist_ok=True)
    if text is None:
        write_points(path, POINTS, "")
    else:
        path.write_text(text)
    return replace(scan_job(folder), points={2: "control/to_20.tif.2.points"})


def test_points_of_a_technician_are_those_of_the_page(tmp_path: Path) -> None:
    job = with_points(tmp_path)
    given = given_points(job, 2)
    assert not given.findings and given.sha256
    assert [p.x_px for p in given.points] == pytest.approx([p.x_px for p in POINTS])
    assert [p.northing_m for p in given.points] == pytest.approx([p.northing_m for p in POINTS])
    assert given_points(job, 1) == Given()


@pytest.mark.parametrize("text", ["", "nothing", "mapX,mapY,sourceX,sourceY\nx,y,z,w\n"])
def test_file_that_holds_no_points_is_told_and_costs_nothing(tmp_path: Path, text: str) -> None:
    given = given_points(with_points(tmp_path, text), 2)
    assert not given.points
    assert [(told.code, told.values["file"]) for told in given.findings] == [
        ("scan_unreadable", InputFile("control/to_20.tif.2.points"))
    ]


def test_a_control_file_that_is_none_by_its_size_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_files, "MAX_WHOLE_BYTES", 8)
    given = given_points(with_points(tmp_path), 2)
    assert not given.points
    assert [told.values["reason"] for told in given.findings] == [Reason("file_too_large", {"most": 0})]


def test_points_that_cannot_be_reached_are_not_passed_over(tmp_path: Path) -> None:
    job = with_points(tmp_path)
    (tmp_path / "control" / "to_20.tif.2.points").unlink()
    with pytest.raises(ScanInaccessibleError):
        given_points(job, 2)


def test_a_bad_control_file_is_told_whatever_the_page_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = with_points(tmp_path, "nothing")
    monkeypatch.setattr(page_stage, "_understand", lambda *_: None)
    page = read_page(ScanSeen(job, "0", 2), 2)
    assert [told.code for told in page.findings] == ["sheet_unseen", "scan_unreadable"]


@pytest.mark.parametrize(("page", "first"), [(2, "sheet"), (1, "paper")])
def test_a_persons_points_make_a_page_of_the_records_a_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int, first: str
) -> None:
    job = replace(with_points(tmp_path), expected="register")
    asked: list[str] = []
    monkeypatch.setattr(page_stage, "load_page", lambda *_: None)
    monkeypatch.setattr(page_stage, "_as_sheet", lambda *_: asked.append("sheet"))
    monkeypatch.setattr(page_stage, "_read_paper", lambda *_, **__: asked.append("paper"))
    read_page(ScanSeen(job, "0", 2), page)
    assert asked[0] == first and set(asked) == {"sheet", "paper"}
