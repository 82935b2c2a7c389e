from __future__ import annotations

import errno
import os
import sqlite3
import stat
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.files import hash_file, hash_text, inside, read_regular, remembered, safe_name, written_aside


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_written_aside_replaces_in_one_step_and_leaves_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with written_aside(target, 0o600) as aside:
        aside.write_text("new")
        assert target.read_text() == "old"
        assert aside.name == "a.txt" and mode_of(aside.parent) == 0o700
    assert target.read_text() == "new" and mode_of(target) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_error_inside_keeps_the_earlier_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), written_aside(target) as aside:
        aside.write_text("half")
        raise ZeroDivisionError
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_sqlite_file_with_its_side_files_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.db"
    with written_aside(target) as aside:
        database = sqlite3.connect(aside)
        database.execute("pragma journal_mode=wal")
        database.execute("create table t (x)")
        database.commit()
        database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]
    assert sqlite3.connect(target).execute("select count(*) from t").fetchone() == (0,)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "đĩa đầy"), (errno.EROFS, "chỉ đọc"), (errno.EACCES, "quyền ghi")],
)
def test_a_disk_that_refuses_is_told_in_both_languages(tmp_path: Path, number: int, words: str) -> None:
    with pytest.raises(OutputError) as raised, written_aside(tmp_path / "a.txt") as aside:
        raise OSError(number, os.strerror(number), str(aside))
    assert words in raised.value.vietnamese and "a.txt cannot be written" in raised.value.english


def test_sqlite_that_finds_the_disk_full_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="đĩa đầy"), written_aside(tmp_path / "a.db") as aside:
        database = sqlite3.connect(aside)
        database.execute("pragma max_page_count=2")
        database.execute("create table t (x)")
        database.execute("insert into t values (zeroblob(100000))")


def test_an_error_about_another_file_is_not_called_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_aside(tmp_path / "out" / "a.txt"):
        (tmp_path / "in" / "missing.tif").read_bytes()


def test_folder_in_the_way_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OutputError), written_aside(tmp_path / "a.txt") as aside:
        aside.write_text("x")
    assert (tmp_path / "a.txt").is_dir()


def test_leavings_of_a_killed_run_go_away_and_those_of_a_running_one_stay(tmp_path: Path) -> None:
    killed, running = tmp_path / ".a.txt.old", tmp_path / ".a.txt.now"
    killed.mkdir()
    running.mkdir()
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(killed, (long_ago, long_ago))
    with written_aside(tmp_path / "a.txt") as aside:
        aside.write_text("x")
    assert running.is_dir() and not killed.exists()


def test_hashes_are_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("abc")
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hash_file(tmp_path / "a") == hash_text("abc") == known


@pytest.mark.parametrize("part", ["../../etc/passwd", "..", ".", "", "/etc/passwd", "a/b", "a\\b", "a\0b"])
def test_a_safe_name_never_climbs_out(part: str) -> None:
    name = safe_name(part)
    assert name not in ("", ".", "..") and "/" not in name and "\0" not in name


def test_plain_names_are_safe_and_two_texts_never_one_name() -> None:
    assert safe_name("09454_12.tif") == "09454_12.tif"
    assert safe_name("Tờ số 3.tif") == "Tờ số 3.tif"
    assert len({safe_name(part) for part in ("a/b", "a_b", "a:b", "a*b")}) == 4
    assert len({safe_name(unicodedata.normalize(form, "Tờ 3.tif")) for form in ("NFC", "NFD")}) == 2


def test_a_safe_name_is_limited_in_length_and_keeps_the_suffix() -> None:
    name = safe_name("ổ" * 300 + ".tif")
    assert len(name.encode()) <= 120 and name.endswith(".tif")


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (folder / "maps").symlink_to(outside)
    with pytest.raises(OutputError):
        inside(folder, folder / "maps" / "a.tif")


@pytest.mark.parametrize("text", ["", "[]", "null", '{"a"', "\xff", "[" * 100_000, '{"a": 1}'])
def test_what_is_no_memory_of_ours_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_bytes(text.encode("latin-1"))
    assert remembered(tmp_path / "a.json") == ({"a": 1} if text == '{"a": 1}' else {})
    assert remembered(tmp_path / "none.json") == remembered(tmp_path) == {}


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to(path.with_name("b"))])
def test_what_has_the_place_of_a_file_of_ours_is_not_waited_for(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    (tmp_path / "b").write_text("{}")
    make(tmp_path / "a.json")
    assert remembered(tmp_path / "a.json") == {}
    for error in (OSError, ValueError):
        with pytest.raises(error):
            read_regular(tmp_path / "a.json")
