from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from workflows.journal import NAME, append, last_entries, new_entry


def test_the_last_line_of_each_commune_counts(tmp_path: Path) -> None:
    append(tmp_path, new_entry("07330", 4, 0.1, "Không có thư mục", {}))
    append(tmp_path, new_entry("07210", 0, 12.0, "", {"parcels": 7}))
    append(tmp_path, new_entry("07330", 0, 50.44, "", {"parcels": 9}))
    found = last_entries(tmp_path)
    assert {code: entry.exit_code for code, entry in found.items()} == {"07330": 0, "07210": 0}
    assert found["07330"].seconds == 50.4 and found["07330"].counts == {"parcels": 9}
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    assert len((tmp_path / NAME).read_text().splitlines()) == 3


def test_torn_and_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    append(tmp_path, new_entry("07330", 0, 1.0, "", {}))
    with (tmp_path / NAME).open("a") as file:
        file.write(json.dumps({"other": 1}) + '\n[1, 2]\n{"ended": ')
    assert list(last_entries(tmp_path)) == ["07330"]


def test_no_journal_yet(tmp_path: Path) -> None:
    assert last_entries(tmp_path) == {}


def test_a_journal_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(OutputError):
        append(tmp_path / "out", new_entry("07330", 0, 1.0, "", {}))


def test_a_line_that_the_disk_takes_in_part_is_told(tmp_path: Path) -> None:
    entry = new_entry("07330", 0, 1.0, "", {})
    append(tmp_path, entry)
    before = (tmp_path / NAME).stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (before + 10, limits[1]))
    try:
        with pytest.raises(OutputError, match=NAME):
            append(tmp_path, replace(entry, commune="07210"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    append(tmp_path, replace(entry, commune="09454"))
    assert list(last_entries(tmp_path)) == ["07330", "09454"]


def test_a_line_that_was_torn_costs_only_itself(tmp_path: Path) -> None:
    append(tmp_path, new_entry("07330", 0, 1.0, "", {}))
    with (tmp_path / NAME).open("a") as file:
        file.write('{"ended": "2026-')
    append(tmp_path, new_entry("07210", 0, 1.0, "", {}))
    assert list(last_entries(tmp_path)) == ["07330", "07210"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ended", 5),
        ("commune", []),
        ("exit_code", "0"),
        ("exit_code", 0.5),
        ("exit_code", float("nan")),
        ("seconds", float("inf")),
        ("seconds", None),
        ("message", {}),
        ("counts", {"parcels": "three"}),
    ],
)
def test_values_of_another_kind_are_passed_over(tmp_path: Path, name: str, value: object) -> None:
    append(tmp_path, new_entry("07330", 0, 1.0, "", {"parcels": 3}))
    sound = json.loads((tmp_path / NAME).read_text())
    (tmp_path / NAME).write_text(json.dumps({**sound, name: value}) + "\n")
    assert last_entries(tmp_path) == {}


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_a_journal_that_is_there_and_cannot_be_read_is_told(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / NAME)
    with pytest.raises(OutputError, match=NAME):
        last_entries(tmp_path)
