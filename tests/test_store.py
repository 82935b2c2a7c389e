from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.model import Source
from pipeline.store import Stage, Store

STAGE = Stage("page", "pipeline.text")
INPUTS = {"sha256": "ab", "page": 1, "tolerance_m": 0.3}


def only_file(store: Store) -> Path:
    (path,) = store.folder.rglob("*.result")
    return path


def test_second_run_takes_the_stored_result(tmp_path: Path) -> None:
    store, calls = Store(tmp_path / ".work"), []

    def compute() -> Source:
        calls.append(1)
        return Source("thửa", 2)

    assert store.run(STAGE, INPUTS, compute)[1] == Source("thửa", 2)
    assert store.run(STAGE, INPUTS, compute)[1] == Source("thửa", 2)
    assert len(calls) == 1
    assert stat.S_IMODE(only_file(store).stat().st_mode) == 0o600


def test_a_stored_none_is_a_result(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.run(STAGE, INPUTS, lambda: None)
    assert store.run(STAGE, INPUTS, lambda: 1)[1] is None


def test_key_holds_everything_and_not_the_order() -> None:
    store = Store(Path("unused"))
    key = store.key(STAGE, INPUTS)
    assert key == store.key(STAGE, dict(reversed(INPUTS.items())))
    others = [
        store.key(Stage("page", "pipeline.values"), INPUTS),
        store.key(Stage("parcels", "pipeline.text"), INPUTS),
        store.key(STAGE, {**INPUTS, "page": 2}),
        store.key(STAGE, {**INPUTS, "page": "1"}),
        store.key(STAGE, {**INPUTS, "more": ""}),
    ]
    assert len({key, *others}) == 6


def test_a_number_that_equals_nothing_is_no_key() -> None:
    with pytest.raises(ValueError, match="JSON"):
        Store(Path("unused")).key(STAGE, {"x": float("nan")})


@pytest.mark.parametrize("damage", ["empty", "truncated", "one bit", "foreign"])
def test_a_damaged_result_is_made_again(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path)
    store.run(STAGE, INPUTS, lambda: Source("a" * 100))
    path = only_file(store)
    whole = path.read_bytes()
    flipped = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
    path.write_bytes(
        {"empty": b"", "truncated": whole[:-5], "one bit": flipped, "foreign": b"\x80\x04N."}[damage]
    )
    with pytest.raises(LookupError):
        store.get("page", store.key(STAGE, INPUTS))
    assert store.run(STAGE, INPUTS, lambda: Source("b"))[1] == Source("b")
    assert store.run(STAGE, INPUTS, lambda: Source("c"))[1] == Source("b")


def test_a_result_under_another_name_is_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.run(STAGE, INPUTS, lambda: "of page 1")
    path = only_file(store)
    second = {**INPUTS, "page": 2}
    shutil.copy2(path, path.with_stem(store.key(STAGE, second)))
    assert store.run(STAGE, second, lambda: "of page 2")[1] == "of page 2"
    elsewhere = store.folder / "parcels" / path.name
    elsewhere.parent.mkdir()
    shutil.copy2(path, elsewhere)
    with pytest.raises(LookupError):
        store.get("parcels", path.stem)


@pytest.mark.parametrize("harm", ["writable by others", "link", "pipe", "another's"])
def test_a_result_that_others_may_have_written_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    store = Store(tmp_path)
    store.run(STAGE, INPUTS, lambda: "ours")
    path = only_file(store)
    if harm == "writable by others":
        path.chmod(0o666)
    elif harm == "another's":
        give_away(path, monkeypatch)
    else:
        planted = path.rename(tmp_path / "planted")
        path.symlink_to(planted) if harm == "link" else os.mkfifo(path)
    assert store.run(STAGE, INPUTS, lambda: "made again")[1] == "made again"


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a path belong to another user, as far as anybody can tell."""
    inode, real_fstat, real_lstat = path.stat().st_ino, os.fstat, Path.lstat

    def owned(status: os.stat_result) -> os.stat_result:
        fields = list(status)
        fields[stat.ST_UID] += 1
        return os.stat_result(fields) if status.st_ino == inode else status

    monkeypatch.setattr(os, "fstat", lambda descriptor: owned(real_fstat(descriptor)))
    monkeypatch.setattr(Path, "lstat", lambda self: owned(real_lstat(self)))


def test_the_folder_is_made_for_us_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "07330" / ".work")
    store.make_private()
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    store.folder.chmod(0o755)  # others may look at the names: nothing is lost by that
    store.make_private()
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o755


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_of_ours_that_others_may_write_is_closed(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    Store(tmp_path).make_private()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_folder_that_stays_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)  # as on drives that keep no rights
    with pytest.raises(OutputError):
        Store(tmp_path).make_private()


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give_away(tmp_path, monkeypatch)
    with pytest.raises(OutputError) as caught:
        Store(tmp_path).make_private()
    assert caught.value.exit_code == 6 and str(tmp_path) in str(caught.value)


def test_a_link_is_no_folder_of_ours(tmp_path: Path) -> None:
    link = tmp_path / ".work"
    link.symlink_to(tmp_path)
    with pytest.raises(OutputError):
        Store(link).make_private()


def test_a_failed_stage_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(ZeroDivisionError):
        store.run(STAGE, INPUTS, lambda: 1 // 0)
    assert not list(tmp_path.rglob("*"))


def test_what_a_stage_is_made_by_is_in_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(Path("unused"))
    before = store.key(STAGE, INPUTS)
    monkeypatch.setattr("pipeline.store.made_by", lambda module: f"another {module}")
    assert store.key(STAGE, INPUTS) != before


def test_results_under_other_keys_are_taken_away(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_only("page", {"a"})
    for stage, key in (("page", "a"), ("page", "b"), ("parcels", "b")):
        store.put(stage, key, 1)
    (tmp_path / "page" / "of_long_ago.pickle").touch()
    store.keep_only("page", {"a", "c"})
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")} == {
        "page/a.result",
        "parcels/b.result",
    }


def test_a_result_that_is_needed_and_was_taken_away_ends_the_run(tmp_path: Path) -> None:
    store = Store(tmp_path)
    key, _ = store.run(STAGE, INPUTS, lambda: 1)
    assert store.need("page", key) == 1
    only_file(store).unlink()
    with pytest.raises(OutputError) as caught:
        store.need("page", key)
    assert str(tmp_path) in str(caught.value)
