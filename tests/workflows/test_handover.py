from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import OutputError
from pipeline.model import Commune, ControlPoint, Finding, MapSheet, Reading, SheetTitle, Source
from pipeline.sheets.points_file import read_points
from workflows.handover import Parts, hand_over, offer_points
from workflows.stages import COMMUNE, PAGE, Job

NOTHING: Reading[str] = Reading(None)
TITLE = SheetTitle(NOTHING, NOTHING, NOTHING, Reading(20), NOTHING, Reading(None), Reading(None))


def unplaced_sheet() -> MapSheet:
    marks = (
        ControlPoint("corner", 3.0, 4.0, 414_000.0, 2_366_000.0),
        ControlPoint("cross", 9.0, 9.0, None, None),
    )
    source = Source("maps/deep/to_20.tif")
    return MapSheet(source, (20, 20), 200.0, 0, TITLE, None, 20, "", None, np.zeros((4, 2)), None, marks)


def test_unplaced_sheets_get_a_file_to_correct_and_placed_ones_none(tmp_path: Path) -> None:
    job = Job("07330", tmp_path, tmp_path / "out")
    (job.out / "control" / "xa").mkdir(parents=True)
    (job.out / "control" / "xa" / "placed_by_now.tif.points").write_text("")
    sheet = unplaced_sheet()
    job.store.put(PAGE, "key", sheet)
    assert offer_points(job, ["key"]) == [job.out / "control" / "deep" / "to_20.tif.points"]
    assert len(list((job.out / "control").rglob("*.points"))) == 1
    points = read_points((job.out / "control" / "deep" / "to_20.tif.points").read_bytes())
    assert [point.easting_m for point in points] == [414_000.0, 0.0]
    assert offer_points(job, []) == [] and not list((job.out / "control").rglob("*.points"))


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job whose commune is merged and empty, under the key "merged"."""
    job = Job("07330", tmp_path / "raw", tmp_path / "out")
    (job.out / "maps").mkdir(parents=True)
    merged = Commune("07330", "Xã Thử", 9205, (), (), (), (), (), {"rows": 0})
    job.store.put(COMMUNE, "merged", merged)
    return job


PARTS = Parts("merged", (), {}, (), {"pages": 2}, {"ma_xa": "07330"})


def laid(job: Job) -> dict[str, tuple[int, bytes]]:
    """Time and content of every file of the delivery."""
    files = [path for path in job.out.rglob("*") if path.is_file() and ".work" not in path.parts]
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_a_delivery_that_lies_there_is_not_touched(job: Job) -> None:
    counts = hand_over(job, PARTS, {"Trang": 1.0})
    before = laid(job)
    assert counts["pages"] == 2 and len(before) == 7
    assert hand_over(job, PARTS, {"Trang": 2.0}) == counts
    assert laid(job) == before


@pytest.mark.parametrize("name", ["07330.gpkg", "report.html", "manifest.json"])
def test_a_file_that_was_changed_or_lost_is_made_again(job: Job, name: str) -> None:
    hand_over(job, PARTS, {})
    before = laid(job)
    for harm in (lambda path: path.write_bytes(b"x"), Path.unlink):
        harm(job.out / name)
        hand_over(job, PARTS, {})
        assert {file: content for file, (_, content) in laid(job).items()} == {
            file: content for file, (_, content) in before.items()
        }


def test_another_finding_is_another_delivery(job: Job) -> None:
    hand_over(job, PARTS, {})
    finding = Finding("scan_unreadable", values={"file": "maps/a.tif", "reason": "x"})
    other = Parts("merged", (), {}, (finding,), {"pages": 2}, {"ma_xa": "07330"})
    assert hand_over(job, other, {})["findings"] == 1
    assert "maps/a.tif" in (job.out / "findings.csv").read_text(encoding="utf-8")


def test_pictures_of_sheets_that_are_gone_are_taken_away(job: Job) -> None:
    (job.out / "maps" / "07330_4.tif").write_bytes(b"of an earlier run")
    hand_over(job, PARTS, {})
    assert not list((job.out / "maps").iterdir())


def test_a_delivery_open_for_writing_elsewhere_is_left_alone(job: Job) -> None:
    hand_over(job, PARTS, {})
    with sqlite3.connect(job.out / "07330.gpkg") as other:
        other.execute("pragma journal_mode = wal")
        other.execute("create table note (text)")
        other.commit()
        before = laid(job)
        with pytest.raises(OutputError, match="QGIS"):
            hand_over(job, PARTS, {})
        assert laid(job) == before
    other.close()
    hand_over(job, PARTS, {})
    with sqlite3.connect(job.out / "07330.gpkg") as fresh:
        assert not fresh.execute("select * from sqlite_master where name = 'note'").fetchall()


def test_a_reader_keeps_the_earlier_delivery(job: Job) -> None:
    hand_over(job, PARTS, {})
    with sqlite3.connect(f"file:{job.out / '07330.gpkg'}?mode=ro", uri=True) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from thua_dat").fetchone()
        other = Parts("merged", (), {}, (), {"pages": 3}, {"ma_xa": "07330"})
        assert hand_over(job, other, {})["pages"] == 3
        assert reader.execute("pragma integrity_check").fetchone() == ("ok",)
