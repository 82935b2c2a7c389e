from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.store import Stage, Store

STAGE = Stage("page", "1")
INPUTS = {"sha256": "ab", "page": 1, "tolerance_m": 0.3}


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    numbers: tuple[int, ...]


def only_file(store: Store) -> Path:
    (path,) = store.folder.rglob("*.pickle")
    return path


def test_second_run_takes_the_stored_result(tmp_path: Path) -> None:
    store, calls = Store(tmp_path / ".work"), []

    def compute() -> Thing:
        calls.append(1)
        return Thing("thửa", (1, 2))

    assert store.run(STAGE, INPUTS, compute) == (Thing("thửa", (1, 2)), False)
    assert store.run(STAGE, INPUTS, compute) == (Thing("thửa", (1, 2)), True)
    assert len(calls) == 1
    assert stat.S_IMODE(only_file(store).stat().st_mode) == 0o600


def test_a_stored_none_is_a_result(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.run(STAGE, INPUTS, lambda: None)
    assert store.run(STAGE, INPUTS, lambda: 1) == (None, True)


def test_key_holds_everything_and_not_the_order() -> None:
    store = Store(Path("unused"))
    key = store.key(STAGE, INPUTS)
    assert key == store.key(STAGE, dict(reversed(INPUTS.items())))
    others = [
        store.key(Stage("page", "2"), INPUTS),
        store.key(Stage("parcels", "1"), INPUTS),
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
    store.run(STAGE, INPUTS, lambda: Thing("a", (1,) * 100))
    path = only_file(store)
    whole = path.read_bytes()
    flipped = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
    path.write_bytes(
        {"empty": b"", "truncated": whole[:-5], "one bit": flipped, "foreign": b"\x80\x04N."}[damage]
    )
    with pytest.raises(LookupError):
        store.get(STAGE, store.key(STAGE, INPUTS))
    assert store.run(STAGE, INPUTS, lambda: Thing("b", ())) == (Thing("b", ()), False)
    assert store.run(STAGE, INPUTS, lambda: Thing("c", ())) == (Thing("b", ()), True)


def test_a_result_of_a_class_that_is_gone_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    store.run(STAGE, INPUTS, lambda: Thing("a", ()))
    monkeypatch.delitem(globals(), "Thing")
    assert store.run(STAGE, INPUTS, lambda: 3) == (3, False)


def test_a_failed_stage_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(ZeroDivisionError):
        store.run(STAGE, INPUTS, lambda: 1 // 0)
    assert not list(tmp_path.rglob("*"))


def test_change_of_the_records_shape_changes_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(Path("unused"))
    before = store.key(STAGE, INPUTS)
    monkeypatch.setattr("pipeline.store._shape_of_records", lambda: "another model.py")
    assert store.key(STAGE, INPUTS) != before
