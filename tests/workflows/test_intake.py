from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from workflows import intake
from workflows.journal import Entry, new_entry

NOW = 1_800_000_000.0
OLD = NOW - 3600


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

    def run_batch(codes: Sequence[str], data_raw: Path, data_out: Path, *_: object) -> list[Entry]:
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

    def late(*args: object) -> list[Entry]:
        _scan(raw / "07330" / "maps", "to_2.tif")
        return run_batch(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "run_batch", late)
    intake.run_intake(raw, out)
    assert intake.look(raw, out).changed == ("07330",)


def test_links_empty_folders_and_a_lost_delivery(tmp_path: Path, runs: list[Sequence[str]]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    _scan(raw / "07330" / "maps", "to_1.tif")
    (raw / "09208" / "maps").mkdir(parents=True)
    (raw / "09208" / "maps" / "link.tif").symlink_to("/etc/hostname")
    (raw / "loose.tif").write_text("x")
    found, _ = intake.run_intake(raw, out)
    assert found == intake.Intake(("07330",), (), ("loose.tif",))
    (out / "07330" / "manifest.json").unlink()
    assert intake.look(raw, out).changed == ("07330",)
