from __future__ import annotations

import errno
import fcntl
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from pipeline.errors import BusyError, OutputError
from pipeline.files import hash_file
from pipeline.switch import JOURNAL, Switch, staged
from workflows.__main__ import main
from workflows.lock import NAME, locked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".work").mkdir()
    return tmp_path


def test_a_second_run_is_told_and_a_later_one_goes_on(folder: Path) -> None:
    with locked(folder), pytest.raises(BusyError), locked(folder):
        pass
    with locked(folder):
        pass


def test_a_lock_dies_with_its_process(folder: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from workflows.lock import NAME, locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False
    )
    assert ended.stdout == "held\n" and ended.returncode == -9
    with locked(folder):
        pass


@pytest.mark.parametrize("replaced", [False, True])
def test_a_lock_whose_file_was_taken_away_is_void_and_says_so(folder: Path, replaced: bool) -> None:
    with locked(folder) as lock:
        lock.check()
        (folder / NAME).unlink()
        if replaced:
            (folder / NAME).touch()
        with pytest.raises(BusyError):
            lock.check()


def test_stage_results_may_be_deleted_while_it_is_held(folder: Path) -> None:
    with locked(folder) as lock:
        (folder / ".work").rmdir()
        lock.check()
        with pytest.raises(BusyError), locked(folder):
            pass


def test_a_folder_in_the_place_of_the_lock_is_told(folder: Path) -> None:
    (folder / NAME).mkdir()
    with pytest.raises(OutputError, match=NAME), locked(folder):
        pass


def test_a_drive_without_locks_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(OutputError, match="DATA_OUT"), locked(folder):
        pass


def cut_short(folder: Path) -> None:
    """A delivery whose files were about to take their places when its run was killed."""
    folder.mkdir(exist_ok=True)
    (folder / "report.html").write_text("earlier")
    with staged(folder) as staging:
        (staging / "report.html").write_text("new")
    switch = Switch(staging.name, "kept/now", {"report.html": hash_file(folder / "report.html")})
    (folder / JOURNAL).write_text(json.dumps(asdict(switch)))


def test_who_holds_the_folder_finds_a_whole_delivery(folder: Path) -> None:
    cut_short(folder)
    with locked(folder):
        assert (folder / "report.html").read_text() == "new"
    assert {path.name for path in folder.iterdir()} == {NAME, ".work", "report.html"}


def test_every_command_completes_what_was_cut_short(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for code in ("07330", "07210", "09208"):
        cut_short(tmp_path / code)
    (tmp_path / "07210" / JOURNAL).write_text("{}")
    with locked(tmp_path / "09208"):
        cut_short(tmp_path / "09208")  # a run is at it just now
        assert main(["status", "--data-raw", str(tmp_path / "raw"), "--data-out", str(tmp_path)]) == 0
        assert (tmp_path / "09208" / "report.html").read_text() == "earlier"
    assert (tmp_path / "07330" / "report.html").read_text() == "new"
    assert "07210" in capsys.readouterr().err, "what cannot be completed is told and hinders nothing"
