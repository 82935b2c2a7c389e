"""The command line's last resort."""

from __future__ import annotations

from pathlib import Path

import pytest

import workflows.commune
from workflows.__main__ import main

HOLDER = "Nguyễn Văn Tên"


def test_a_fault_of_the_program_tells_where_and_never_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise LookupError(HOLDER)

    monkeypatch.setattr(workflows.commune, "run_commune", fail)
    assert main(["run", "07330", "--data-raw", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "LookupError" in told and "test_command.py" in told
    assert "Nguyễn" not in told
