"""Every hostile case before the door for scans, in a process of its own with little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
# Guards against hanging, of one case and of all; no measures of speed: docs/hostile.md has the seconds.
CASE_HANGS_S, ALL_HANG_S = 60, 1800
# What is damaged in truth and taken all the same; see docs/hostile.md.
MISSED = {("picture", "rubbish-CCITTFaxDecode"), ("pixels", "palette-missing")}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    command = [sys.executable, str(HERE / "door.py"), str(tmp_path_factory.mktemp("hostile"))]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent.parent)}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=ALL_HANG_S, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_there_are_many_cases_and_each_has_a_name_of_its_own(results: list[dict]) -> None:
    names = Counter((one["family"], one["variant"]) for one in results)
    assert len(names) >= 350 and max(names.values()) == 1


def test_each_case_has_exactly_one_answer_and_none_is_a_fault(results: list[dict]) -> None:
    assert [one for one in results if len(one["said"]) != 1 or one["said"][0].startswith("FAULT")] == []


def test_what_is_good_is_taken_and_all_else_is_refused(results: list[dict]) -> None:
    known = [one for one in results if one["good"] is not None]
    wrong = {(one["family"], one["variant"]) for one in known if (one["said"] == ["good"]) != one["good"]}
    assert wrong == MISSED


def test_no_case_hangs(results: list[dict]) -> None:
    assert [one for one in results if one["seconds"] > CASE_HANGS_S] == []
