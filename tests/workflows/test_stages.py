"""What a technician lays beside the scans."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pipeline.config import ScanSettings
from pipeline.model import ControlPoint, InputFile
from pipeline.sheets.points_file import write_points
from workflows import stages
from workflows.stages import Job, ScanJob, control_file, given_points, inspect_scan, read_page

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
    monkeypatch.setattr(stages, "versions", dict)
    path.unlink()
    page = read_page(seen, 1)
    assert page.kind == "failed"
    for finding in (page.finding, inspect_scan(job).finding):
        assert (
            finding and finding.code == "scan_inaccessible" and finding.values["file"] == InputFile(job.scan)
        )
    path.write_bytes(b"no picture")
    bad = inspect_scan(job).finding
    assert bad and bad.code == "scan_unreadable"


@pytest.mark.parametrize("name", ["to_20.tif.points", "to_20.points"])
def test_points_of_a_technician_are_found_by_the_name_of_the_scan(tmp_path: Path, name: str) -> None:
    (tmp_path / "control").mkdir()
    write_points(tmp_path / "control" / name, POINTS, "")
    points, findings = given_points(scan_job(tmp_path), 1)
    assert not findings
    assert [p.x_px for p in points] == pytest.approx([p.x_px for p in POINTS])
    assert [p.northing_m for p in points] == pytest.approx([p.northing_m for p in POINTS])


def test_scan_without_points(tmp_path: Path) -> None:
    assert control_file(scan_job(tmp_path), 1) is None and given_points(scan_job(tmp_path), 1) == ((), ())


@pytest.mark.parametrize("text", ["", "nothing", "mapX,mapY,sourceX,sourceY\nx,y,z,w\n"])
def test_file_that_holds_no_points_is_told_and_costs_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "control").mkdir()
    (tmp_path / "control" / "to_20.points").write_text(text)
    points, findings = given_points(scan_job(tmp_path), 1)
    assert not points
    assert [finding.code for finding in findings] == ["scan_unreadable"]


def test_points_of_a_later_page_have_its_number(tmp_path: Path) -> None:
    (tmp_path / "control").mkdir()
    write_points(tmp_path / "control" / "to_20.tif.points", POINTS, "")
    assert control_file(scan_job(tmp_path), 2) is None
    write_points(tmp_path / "control" / "to_20.tif.2.points", POINTS[:1], "")
    assert len(given_points(scan_job(tmp_path), 2)[0]) == 1
