"""What a person decided is on the disk when it is confirmed, and no line is lost or counted twice."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import input_files
from pipeline.decisions import Decision
from pipeline.errors import OutputError, UsageError
from pipeline.review import journal


def decision(number: int, who: str = "Người Thử", **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "id": uuid.uuid4().hex, "at": datetime.now(UTC), "who": who, "via": "page", "about": "parcel",
        "key": "07321_4_412012.0_2370008.0", "field": "number", "value": number,
    }  # fmt: skip
    return Decision(**{**values, **changes})


def files(raw: Path) -> list[Path]:
    return sorted(path for path in (raw / "review").rglob("*") if path.is_file())


def read(raw: Path) -> list[Decision]:
    return journal.read(raw, [path.relative_to(raw).as_posix() for path in files(raw)])


def test_what_was_added_is_read_in_order(tmp_path: Path) -> None:
    given = [decision(1), decision(2, "Người Khác"), decision(3)]
    for each in given:
        journal.append(tmp_path, [each])
    assert read(tmp_path) == given
    assert len(files(tmp_path)) == 2
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files(tmp_path))


def test_a_line_copied_twice_counts_once(tmp_path: Path) -> None:
    journal.append(tmp_path, [decision(1), decision(2)])
    copy = files(tmp_path)[0].with_name("copied.jsonl")
    copy.write_bytes(files(tmp_path)[0].read_bytes())
    assert [each.value for each in read(tmp_path)] == [1, 2]


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_a_last_line_that_was_torn_is_no_decision_and_costs_no_other(tmp_path: Path, cut: int) -> None:
    journal.append(tmp_path, [decision(1), decision(2)])
    path = files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[: -1 - cut])
    assert [each.value for each in read(tmp_path)] == [1]
    journal.append(tmp_path, [decision(3)])
    assert [each.value for each in read(tmp_path)] == [1, 3]
    assert path.read_bytes().count(b"\n") == 1  # what was torn stays as it is


def test_a_last_line_that_a_person_did_not_end_counts(tmp_path: Path) -> None:
    journal.append(tmp_path, [decision(1)])
    path = files(tmp_path)[0]
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()[:-1])
    assert [each.value for each in read(tmp_path)] == [1]


def test_any_other_broken_line_stops_with_its_place(tmp_path: Path) -> None:
    journal.append(tmp_path, [decision(1)])
    path = files(tmp_path)[0]
    path.write_bytes(path.read_bytes() + b"{broken\n")
    with pytest.raises(UsageError, match=f"review/{path.name}, dòng 2"):
        read(tmp_path)


def test_a_journal_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / "an.jsonl").symlink_to(tmp_path)
    (tmp_path / "review" / "2026-01-02_0123abcd.jsonl").touch()
    with pytest.raises(UsageError, match=r"tệp \.jsonl thứ 2 .*: là liên kết") as told:
        journal.read(tmp_path, ["review/an.jsonl", "review/2026-01-02_0123abcd.jsonl"])
    assert "an.jsonl" not in str(told.value), "what a person called a file may be a person's name"


def test_a_journal_that_is_none_by_its_size_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(tmp_path, [decision(1)])
    monkeypatch.setattr(input_files, "MAX_WHOLE_BYTES", 8)
    with pytest.raises(UsageError, match="lớn hơn"):
        read(tmp_path)


def test_names_cannot_climb_out_of_the_folder(tmp_path: Path) -> None:
    journal.append(tmp_path, [decision(1, "../../An / B")])
    assert [path.parent for path in files(tmp_path)] == [tmp_path / "review"]


def test_a_disk_that_refuses_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.append(tmp_path, [decision(1)])
    before = files(tmp_path)[0].read_bytes()

    def refuse(_: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OutputError):
        journal.append(tmp_path, [decision(2)])
    assert files(tmp_path)[0].read_bytes() == before
