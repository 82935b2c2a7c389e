from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workflows.terminal import StoppedError, exit_code_of, held

TALKATIVE = (
    "import sys\n"
    "from workflows.terminal import held\n"
    "with held():\n"
    "    for line in range(9000):\n"
    "        print('lời dài để đầy bộ đệm', line, file=(sys.stdout, sys.stderr)[line % 2])\n"
    "    open(sys.argv[1], 'w').write('done')\n"
)


@pytest.mark.parametrize("redirections", [">&- 2>&-", ">/dev/full 2>/dev/full", "2>&1 | head -1 >/dev/null"])
def test_work_goes_on_where_nobody_takes_what_it_says(tmp_path: Path, redirections: str) -> None:
    done = tmp_path / "done"
    command = f"set -o pipefail; '{sys.executable}' -c \"$CODE\" '{done}' {redirections}"
    env = {**os.environ, "CODE": TALKATIVE}
    ended = subprocess.run(["bash", "-c", command], env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0 and ended.stderr == ""
    assert done.read_text() == "done"


def test_files_opened_later_never_take_the_place_of_a_closed_standard_file(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from workflows.terminal import held\n"
        "with held():\n"
        "    with open(sys.argv[1], 'w') as file: os.write(2, b'warning of a library'); file.write('data')\n"
    )
    target = tmp_path / "file"
    subprocess.run(["bash", "-c", f"'{sys.executable}' -c \"$0\" '{target}' >&- 2>&- <&-", code], check=True)
    assert target.read_text() == "data"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_work_in_order(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(StoppedError) as stop, held():
        os.kill(os.getpid(), number)
    assert exit_code_of(stop.value) == 128 + number
    assert signal.getsignal(number) == before


def test_ctrl_c_is_an_interrupt() -> None:
    assert exit_code_of(KeyboardInterrupt()) == 130


@pytest.mark.parametrize(("verb", "shown"), [("status", "Tình hình các xã"), ("--help", "Số hóa hồ sơ")])
def test_a_terminal_without_our_letters_is_told_all_else(tmp_path: Path, verb: str, shown: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "workflows", verb],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "DATA_OUT": str(tmp_path), "DATA_RAW": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert shown.encode("ascii", "replace") in told.stdout and told.stderr == b""


@pytest.mark.parametrize("columns", ["0", "00", "1", "20", "²", "-3", "9" * 5000, "80"])
def test_a_terminal_of_whatever_size_is_shown_all_of_a_table(tmp_path: Path, columns: str) -> None:
    (tmp_path / "07330").mkdir()
    told = subprocess.run(
        [sys.executable, "-m", "workflows", "status"],
        env={
            **os.environ,
            "COLUMNS": columns,
            "LINES": columns,
            "DATA_OUT": str(tmp_path),
            "DATA_RAW": str(tmp_path),
        },
        capture_output=True,
        check=True,
        text=True,
    )
    assert all(word in told.stdout for word in ("07330", "Phúc", "Hòa")) and told.stderr == ""
