from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.errors import MissingInputError
from workflows import intake
from workflows.__main__ import main
from workflows.intake import gone
from workflows.journal import Entry, new_entry

NOW = time.time() + 3600  # an hour after the files of a test are made
OLD = NOW - 7200


def _scan(folder: Path, name: str, when: float = OLD, text: str = "x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (when, when))
    return path


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """What each intake ran; communes are delivered but for 07210."""
    asked: list[Sequence[str]] = []

    def run_batch(
        codes: Sequence[str], data_raw: Path, data_out: Path, *_: object, **__: object
    ) -> list[Entry]:
        asked.append(tuple(codes))
        for code in codes:
            (data_out / code).mkdir(parents=True, exist_ok=True)
            (data_out / code / "manifest.json").write_text("{}")
        return [new_entry(code, 4 if code == "07210" else 0, 1.0, "", {}) for code in codes]

    monkeypatch.setattr(intake, "run_batch", run_batch)
    monkeypatch.setattr(intake.time, "time", lambda: NOW)
    return asked


def test_only_what_changed_runs_again(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    for code in ("07330", "09208"):
        _scan(raw / code / "maps", "to_1.tif")
    intake.run_intake(raw, out)
    intake.run_intake(raw, out)
    _scan(raw / "09208" / "records", "so.pdf")
    intake.run_intake(raw, out)
    _scan(raw / "07330" / "control", "to_1.tif.points")
    (raw / "09208" / "maps" / "to_1.tif").unlink()
    intake.run_intake(raw, out)
    assert runs == [("07330", "09208"), (), ("09208",), ("07330", "09208")]


def test_files_that_still_change_wait_for_the_next_look(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    growing = _scan(raw / "07330" / "maps", "to_1.tif", NOW - 10)
    found, _ = intake.run_intake(raw, out)
    assert found.unsettled == ("07330",) and runs == [()]
    os.utime(growing, (OLD, OLD))
    assert intake.look(raw, out).changed == ("07330",)
    os.utime(growing, (NOW + 9e6, NOW + 9e6))  # a clock that was wrong
    assert intake.look(raw, out).changed == ("07330",)


def test_a_commune_that_failed_is_tried_again(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    _scan(tmp_path / "raw" / "07210" / "maps", "to_1.tif")
    intake.run_intake(tmp_path / "raw", tmp_path / "out")
    intake.run_intake(tmp_path / "raw", tmp_path / "out")
    assert runs == [("07210",), ("07210",)]


def test_what_changes_during_the_run_is_seen_at_the_next_look(
    tmp_path: Path, runs: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    _scan(raw / "07330" / "maps", "to_1.tif")
    run_batch = intake.run_batch

    def late(*args: object, **options: object) -> list[Entry]:
        _scan(raw / "07330" / "maps", "to_2.tif")
        return run_batch(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "run_batch", late)
    intake.run_intake(raw, out)
    assert intake.look(raw, out).changed == ("07330",)


def test_what_is_copied_with_its_old_times_waits_too(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    copied = _scan(raw / "07330" / "maps", "to_1.tif", OLD - 9e6).stat().st_ctime
    assert intake.look(raw, out, copied + intake.SETTLE_SECONDS - 1).unsettled == ("07330",)
    assert intake.look(raw, out).changed == ("07330",)
    _scan(raw / "07330" / "maps", "to_2.tif.filepart", OLD - 9e6)
    assert intake.look(raw, out).unsettled == ("07330",)
    assert intake.look(raw, out, NOW + intake.HALF_COPIED_SECONDS).changed == ("07330",)


def test_other_content_of_the_same_size_and_time_is_seen(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    path = _scan(raw / "07330" / "maps", "to_1.tif")
    intake.run_intake(raw, out)
    assert intake.look(raw, out).changed == ()
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:  # a clock of the kernel ticks every few milliseconds
        _scan(raw / "07330" / "maps", "to_1.tif", text="y")
    assert intake.look(raw, out).changed == ("07330",)


def test_every_file_of_a_commune_counts(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    _scan(raw / "07330" / "maps", "to_1.tif")
    for name in ("loose.tif", "ban_do/to_2.tif", "vectors/a.dgn", "tham_chieu_to.csv", "commune.toml"):
        intake.run_intake(raw, out)
        assert intake.look(raw, out).changed == ()
        _scan(raw / "07330", name)
        assert intake.look(raw, out).changed == ("07330",), name


def test_a_folder_that_is_gone_in_the_middle_of_a_look_costs_no_other(
    tmp_path: Path, runs: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    for code in ("07330", "09208"):
        _scan(raw / code / "maps", "to_1.tif")
    communes_in = intake.communes_in

    def late(data_raw: Path) -> tuple[list[str], list[str]]:
        found = communes_in(data_raw)
        shutil.rmtree(data_raw / "07330", ignore_errors=True)
        return found

    monkeypatch.setattr(intake, "communes_in", late)
    intake.run_intake(raw, out)
    assert runs == [("07330", "09208")]  # the run tells that nothing is there


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everywhere")
def test_a_folder_that_may_not_be_read_is_run_so_that_it_is_told(
    tmp_path: Path, runs: list[Sequence[str]]
) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    for code in ("07330", "09208"):
        _scan(raw / code / "maps", "to_1.tif")
    (raw / "07330").chmod(0)
    intake.run_intake(raw, out)
    (raw / "07330").chmod(0o700)
    assert runs == [("07330", "09208")]


def test_what_cannot_be_remembered_costs_no_other(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    for code in ("07330", "09208"):
        _scan(raw / code / "maps", "to_1.tif")
    (out / "07330" / ".work" / "intake.json").mkdir(parents=True)
    _, entries = intake.run_intake(raw, out)
    assert [entry.exit_code for entry in entries] == [6, 0]
    assert intake.look(raw, out).changed == ("07330",)


def test_links_empty_folders_and_a_lost_delivery(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    _scan(raw / "07330" / "maps", "to_1.tif")
    (raw / "09208" / "maps").mkdir(parents=True)
    (raw / "loose.tif").write_text("x")
    found, _ = intake.run_intake(raw, out)
    assert found == intake.Intake(("07330",), (), ("loose.tif",))
    (raw / "09208" / "maps" / "link.tif").symlink_to("/etc/hostname")
    assert intake.look(raw, out).changed == ("09208",)  # the run tells that it is refused
    (out / "07330" / "manifest.json").unlink()
    assert intake.look(raw, out).changed == ("07330", "09208")


def test_delivered_communes_without_scans_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """An empty folder in the place of a drive is no archive in which nothing changed."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    for code in ("07210", "07330"):
        (out / code).mkdir(parents=True)
        (out / code / "manifest.json").write_text("{}")
    (raw / "07330" / "maps").mkdir(parents=True)
    monkeypatch.setattr("workflows.batch.run_batch", lambda *_, **__: [])
    monkeypatch.setattr("workflows.intake.run_batch", lambda *_, **__: [])
    folders = ["--data-raw", str(raw), "--data-out", str(out)]
    for verb in ("intake", "batch"):
        assert main([verb, *folders]) == MissingInputError.exit_code
        assert "2" in capfd.readouterr().err
    (raw / "07330" / "maps" / "to_1.tif").write_bytes(b"x")
    for verb in ("intake", "batch"):
        assert main([verb, *folders]) == 0
        told = capfd.readouterr().err
        assert "07210" in told.splitlines()[0] and "07330" not in told.splitlines()[0]
    assert gone(tmp_path / "raw", tmp_path / "none") == []
