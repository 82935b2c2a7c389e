from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import BusyError, OutputError
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


def test_a_drive_without_locks_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(OutputError, match="DATA_OUT"), locked(folder):
        pass
