"""The command line's last resort."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import workflows.preparation
from workflows.__main__ import main
from workflows.journal import last_entries

HOLDER = "Nguyễn Văn Tên"


def test_a_fault_of_the_program_tells_where_and_never_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError(HOLDER)

    monkeypatch.setattr(workflows.preparation, "prepare", fail)
    assert main(["run", "07330", "--data-raw", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "LookupError" in told and "test_command.py" in told
    assert "Nguyễn" not in told


@pytest.fixture
def in_front() -> Iterator[None]:
    """Signals as a terminal leaves them; a shell lets what it runs in the background pass over SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("in_front")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_told_to_stop_leaves_a_line_in_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    def run(*_: object, **__: object) -> None:
        os.kill(os.getpid(), number)

    monkeypatch.setattr(workflows.preparation, "prepare", run)
    folders = ["--data-raw", str(tmp_path / "raw"), "--data-out", str(tmp_path / "out")]
    (tmp_path / "out").mkdir()
    assert main(["run", "07330", *folders]) == 128 + number
    assert last_entries(tmp_path / "out")["07330"].exit_code == 128 + number
    assert "Đã dừng" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["run", "07330"], ["batch"], ["intake"]])
def test_folders_that_are_one_are_refused_before_anything_is_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: list[str]
) -> None:
    scan = tmp_path / "07330" / "maps" / "to_1.tif"
    scan.parent.mkdir(parents=True)
    scan.write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path)
    for out in (tmp_path, tmp_path / "link", tmp_path / "07330" / "maps"):
        assert main([*verb, "--data-raw", str(tmp_path), "--data-out", str(out)]) == 2
        assert "DATA_OUT" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == [scan.parents[1], scan.parent, scan, tmp_path / "link"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_output_folder_is_told_with_its_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = tmp_path / "raw" / "07330" / "maps" / "to_1.tif"
    scan.parent.mkdir(parents=True)
    scan.write_bytes(b"x")
    (tmp_path / "out").mkdir(mode=0o500)
    folders = ["--data-raw", str(tmp_path / "raw"), "--data-out", str(tmp_path / "out")]
    assert main(["run", "07330", *folders]) == 6
    told = capsys.readouterr().err
    assert "07330: không có quyền ghi. Kiểm tra quyền ghi" in told and "Check permissions" in told


@pytest.mark.parametrize(
    "verb", [["status"], ["intake"], ["run", "07330"], ["purge", "07330"], ["harvest", "07330"]]
)
@pytest.mark.parametrize("lost", ["out", "out/07330"])
def test_deliveries_that_cannot_be_reached_end_in_a_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: list[str], lost: str
) -> None:
    (tmp_path / "raw" / "07330" / "maps").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    if lost == "out":
        (tmp_path / "out").rmdir()
    (tmp_path / lost).symlink_to(tmp_path / lost)
    code = main([*verb, "--data-raw", str(tmp_path / "raw"), "--data-out", str(tmp_path / "out")])
    told = capsys.readouterr().err
    assert "Traceback" not in told and "File " not in told
    tells_all = lost != "out" and verb in (["status"], ["intake"])
    assert code == (0 if tells_all else 6) and (tells_all or "cannot be reached" in told)


@pytest.mark.parametrize(("name", "value", "verb"), [("WORKERS", "two", "run"), ("PORT", "-1", "review")])
def test_a_variable_that_is_no_number_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, verb: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main([verb, "07330"])
    assert ended.value.code == 2 and f"'{value}' is" in capsys.readouterr().err
