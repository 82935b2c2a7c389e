from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import BusyError
from workflows.lock import locked


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
        "import os, sys; from pathlib import Path; from workflows.lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False
    )
    assert ended.stdout == "held\n" and ended.returncode == -9
    with locked(folder):
        pass
