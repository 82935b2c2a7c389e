from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from killed import killed_everywhere

from pipeline.delivery import manifest
from pipeline.errors import OutputError
from pipeline.files import hash_file
from pipeline.model import Commune, ControlPoint, Finding, Known, MapSheet, Reading, SheetTitle, Source
from pipeline.sheets.points_file import read_points
from workflows.handover import Parts, hand_over, make_ready
from workflows.lock import complete_all
from workflows.stages.job import COMMUNE, PAGE, PICTURE, Job

NOTHING: Reading[str] = Reading(None)
TITLE = SheetTitle(NOTHING, NOTHING, NOTHING, Reading(20), NOTHING, Reading(None), Reading(None))


def unplaced_sheet() -> MapSheet:
    marks = (
        ControlPoint("corner", 3.0, 4.0, 414_000.0, 2_366_000.0),
        ControlPoint("cross", 9.0, 9.0, None, None),
    )
    source = Source("maps/deep/to_20.tif")
    return MapSheet(source, (20, 20), 200.0, 0, TITLE, None, 20, "", None, np.zeros((4, 2)), None, marks)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job whose commune is merged and empty, under the key "merged"."""
    job = Job("07330", tmp_path / "raw", tmp_path / "out")
    merged = Commune("07330", "Xã Thử", 9205, (), (), (), (), (), {"rows": 0})
    job.store.put(COMMUNE, "merged", merged)
    return job


PARTS = Parts("merged", (), {}, (), {"pages": 2}, {"ma_xa": "07330"})


def laid(job: Job) -> dict[str, tuple[int, bytes]]:
    """Time and content of every file of the delivery."""
    files = [path for path in job.out.rglob("*") if path.is_file() and ".work" not in path.parts]
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def deliver(job: Job, parts: Parts = PARTS) -> dict[str, int]:
    return hand_over(job, make_ready(job, parts, {"Trang": 1.0}))


def content(job: Job) -> dict[str, bytes]:
    return {name: file for name, (_, file) in laid(job).items() if name != "manifest.json"}


def draw(job: Job, name: str, pixels: bytes) -> None:
    """A picture of a sheet that waits for the delivery, as its key is its name."""
    job.drawn.mkdir(parents=True, exist_ok=True)
    (job.drawn / name).write_bytes(pixels)
    job.store.put(PICTURE, name, hash_file(job.drawn / name))


def with_pictures(*names: str) -> Parts:
    return replace(PARTS, pictures={name: name for name in names})


def findings_in(job: Job, code: str) -> list[str]:
    with contextlib.closing(sqlite3.connect(job.out / "07330.gpkg")) as database:
        return [row[0] for row in database.execute("SELECT mo_ta FROM phat_hien WHERE ma = ?", (code,))]


def edit(job: Job, command: str) -> None:
    with contextlib.closing(sqlite3.connect(job.out / "07330.gpkg")) as database:
        database.execute(command)
        database.commit()


def kept(job: Job) -> list[str]:
    """Paths of what is kept, below the folders of their times."""
    files = [path.relative_to(job.out / "kept") for path in (job.out / "kept").rglob("*") if path.is_file()]
    return sorted("/".join(path.parts[1:]) for path in files)


def test_unplaced_sheets_get_a_file_to_correct_and_placed_ones_none(job: Job) -> None:
    job.store.put(PAGE, "key", unplaced_sheet())
    deliver(job, replace(PARTS, unplaced=("key",)))
    path = job.out / "control" / "deep" / "to_20.tif.points"
    assert [p.easting_m for p in read_points(path.read_bytes())] == [414_000.0, 0.0]
    assert path.stat().st_mode & 0o777 == 0o600
    deliver(job)
    assert not path.exists() and not kept(job)


def test_a_sheet_on_which_no_frame_is_seen_gets_a_file_for_a_person_s_points(job: Job) -> None:
    sheet, page = Source("maps/x/to.tif", 2), Source("records/so.pdf")
    unseen = Finding("sheet_unseen", values={"page": sheet}, source=sheet)
    unknown = Finding("page_unknown", values={"page": page, "reason": "x"}, source=page)
    deliver(job, replace(PARTS, findings=(unseen, unknown)))
    files = [path for path in (job.out / "control").rglob("*") if path.is_file()]
    assert files == [job.out / "control" / "x" / "to.tif.2.points"]
    assert read_points(files[0].read_bytes()) == () and files[0].stat().st_mode & 0o777 == 0o600
    assert files[0].read_text(encoding="utf-8").startswith("#CRS: ")


def test_a_delivery_that_lies_there_is_not_touched(job: Job) -> None:
    draw(job, "07321_1.tif", b"one")
    counts = deliver(job, with_pictures("07321_1.tif"))
    before = laid(job)
    assert counts["pages"] == 2 and len(before) == 8
    assert deliver(job, with_pictures("07321_1.tif")) == counts
    assert laid(job) == before


def test_the_manifest_lists_every_file_of_the_delivery(job: Job) -> None:
    draw(job, "07321_1.tif", b"one")
    job.store.put(PAGE, "key", unplaced_sheet())
    deliver(job, replace(with_pictures("07321_1.tif"), unplaced=("key",)))
    files = [path for path in job.out.rglob("*") if path.is_file() and ".work" not in path.parts]
    hashes = {path.relative_to(job.out).as_posix(): hash_file(path) for path in files}
    assert manifest.read(job.out).outputs == hashes and len(hashes) == 9
    assert manifest.read(job.out).content["ma_xa"] == "07330"


@pytest.mark.parametrize("name", ["07330.gpkg", "report.html", "manifest.json"])
def test_a_file_that_was_lost_is_made_again(job: Job, name: str) -> None:
    deliver(job)
    before = content(job)
    (job.out / name).unlink()
    deliver(job)
    assert before.items() <= content(job).items() and (job.out / name).is_file()


def test_another_finding_is_another_delivery(job: Job) -> None:
    deliver(job)
    finding = Finding("scan_unreadable", values={"file": "maps/a.tif", "reason": "x"})
    assert deliver(job, replace(PARTS, findings=(finding,)))["findings"] == 1
    assert "maps/a.tif" in (job.out / "findings.csv").read_text(encoding="utf-8")


def test_pictures_of_sheets_that_are_gone_are_taken_away_and_no_others(job: Job) -> None:
    draw(job, "07321_1.tif", b"one")
    draw(job, "07321_2.tif", b"two")
    deliver(job, with_pictures("07321_1.tif", "07321_2.tif"))
    (job.out / "maps" / "of_a_person.tif").write_bytes(b"mine")
    deliver(job, with_pictures("07321_1.tif"))
    assert {path.name for path in (job.out / "maps").iterdir()} == {"07321_1.tif", "of_a_person.tif"}
    assert not kept(job) and not job.drawn.exists()


def test_a_picture_is_replaced_by_the_one_that_waits_and_written_once(job: Job) -> None:
    draw(job, "07321_1.tif", b"one")
    deliver(job, with_pictures("07321_1.tif"))
    draw(job, "07321_1.tif", b"one, drawn anew")
    waiting = (job.drawn / "07321_1.tif").stat().st_ino
    deliver(job, replace(with_pictures("07321_1.tif"), counts={"pages": 3}))
    picture = job.out / "maps" / "07321_1.tif"
    assert picture.read_bytes() == b"one, drawn anew" and picture.stat().st_ino == waiting


def test_what_a_person_changed_is_kept_and_told_until_it_is_taken_away(job: Job) -> None:
    job.store.put(PAGE, "key", unplaced_sheet())
    draw(job, "07321_1.tif", b"one")
    parts = replace(with_pictures("07321_1.tif"), unplaced=("key",))
    deliver(job, parts)
    clean = content(job)
    points = job.out / "control" / "deep" / "to_20.tif.points"
    points.write_text("edited")
    edit(job, "INSERT INTO ho_so (ma_xa) VALUES ('07330')")
    edited = (job.out / "07330.gpkg").read_bytes()
    draw(job, "07321_1.tif", b"one")  # as draw_picture does where the one that lies there was changed
    (job.out / "maps" / "07321_1.tif").write_bytes(b"painted over")
    assert deliver(job, parts)["files_kept"] == 3
    assert kept(job) == ["07330.gpkg", "control/deep/to_20.tif.points", "maps/07321_1.tif"]
    (place,) = (job.out / "kept").iterdir()
    assert (place / "07330.gpkg").read_bytes() == edited
    told = findings_in(job, "delivery_edited")
    assert len(told) == 3 and any("ho_so 0/1/0" in text for text in told)
    before = laid(job)
    deliver(job, parts)
    assert laid(job) == before, "a run without changes touches nothing"
    shutil.rmtree(place)
    assert "files_kept" not in deliver(job, parts)
    assert content(job) == clean


@pytest.mark.parametrize("name", ["07330_cong_khai.gpkg", "report.html", "findings.csv", "manifest.json"])
def test_without_stage_results_nothing_that_was_changed_is_lost(job: Job, name: str) -> None:
    merged = job.store.get(COMMUNE, "merged")
    deliver(job)
    (job.out / name).write_bytes(b"of a person")
    shutil.rmtree(job.out / ".work")
    job.store.put(COMMUNE, "merged", merged)
    deliver(job)
    (place,) = (job.out / "kept").iterdir()
    assert (place / name).read_bytes() == b"of a person"


def test_of_a_version_that_put_no_seal_only_what_was_changed_or_not_listed_is_kept(job: Job) -> None:
    draw(job, "07321_1.tif", b"one")
    deliver(job, with_pictures("07321_1.tif"))
    outputs = dict(manifest.read(job.out).outputs)
    listed = {name: outputs[name] for name in outputs if "/" not in name and name != "manifest.json"}
    (job.out / "manifest.json").write_text(json.dumps({"outputs": listed}))
    (job.out / "report.html").write_text("of a person")
    draw(job, "07321_1.tif", b"drawn otherwise")
    deliver(job, with_pictures("07321_1.tif"))
    assert kept(job) == ["maps/07321_1.tif", "report.html"]


def test_a_geopackage_that_was_only_looked_at_is_not_called_edited(job: Job) -> None:
    deliver(job)
    edit(job, "UPDATE gpkg_contents SET last_change = '2026-01-01T00:00:00.000Z'")
    assert "files_kept" not in deliver(job, replace(PARTS, counts={"pages": 3}))
    assert not (job.out / "kept").exists()
    assert len(list((job.out / ".work" / "rows").iterdir())) == 2, "of both editions, and of no earlier ones"


def test_a_delivery_open_for_writing_elsewhere_is_left_alone(job: Job) -> None:
    deliver(job)
    with sqlite3.connect(job.out / "07330.gpkg") as other:
        other.execute("pragma journal_mode = wal")
        other.execute("create table note (text)")
        other.commit()
        before = laid(job)
        with pytest.raises(OutputError, match="QGIS"):
            deliver(job)
        assert laid(job) == before
    other.close()
    deliver(job)
    assert kept(job) == ["07330.gpkg"]
    with sqlite3.connect(job.out / "07330.gpkg") as fresh:
        assert not fresh.execute("select * from sqlite_master where name = 'note'").fetchall()


def test_a_reader_keeps_the_earlier_delivery(job: Job) -> None:
    deliver(job)
    with sqlite3.connect(f"file:{job.out / '07330.gpkg'}?mode=ro", uri=True) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from thua_dat").fetchone()
        assert deliver(job, replace(PARTS, counts={"pages": 3}))["pages"] == 3
        assert reader.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_delivery_that_is_ready_is_none_yet(job: Job) -> None:
    deliver(job)
    before = {path: path.read_bytes() for path in job.out.iterdir() if path.is_file()}
    make_ready(job, replace(PARTS, counts={"pages": 3}), {})
    assert {path: path.read_bytes() for path in job.out.iterdir() if path.is_file()} == before


def test_a_kill_leaves_one_of_two_deliveries_and_both_editions_of_it(job: Job) -> None:
    job.store.put(PAGE, "key", unplaced_sheet())
    draw(job, "07321_1.tif", b"one")
    deliver(job, replace(with_pictures("07321_1.tif"), unplaced=("key",)))
    before = manifest.read(job.out)
    draw(job, "07321_2.tif", b"two")
    finding = Finding("scan_unreadable", values={"file": Known("x"), "reason": Known("x")})
    ready = make_ready(job, replace(with_pictures("07321_2.tif"), findings=(finding,)), {})
    killed = killed_everywhere(job.out, ready.switch)
    assert not complete_all(job.out.parent)
    kinds = []
    for place in killed:
        left = manifest.read(place)
        files = [path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()]
        hashes = {path: hash_file(place / path) for path in files if not path.startswith(".")}
        assert hashes == left.outputs
        kinds.append(left == before)
    assert 10 < sum(kinds) < len(killed) - 10, "some are killed before the journal, some behind it"
