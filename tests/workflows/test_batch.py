from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.communes import commune
from pipeline.errors import ClusterError, MissingInputError, UnknownCommuneError
from workflows import batch
from workflows.journal import last_entries

HOLDER = "Nguyễn Văn Tên"


@dataclass
class _Client:
    status: str = "running"


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Communes that were digitized, in order; 07210 has no scans, 07246 meets a fault."""
    codes: list[str] = []

    def prepare(code: str, data_raw: Path, data_out: Path) -> str:
        commune(code)
        return code

    def digitize(code: str, client: _Client, *, allow_shrink: bool) -> dict[str, int]:
        codes.append(code)
        if code == "07210":
            raise MissingInputError("no_folder", {"folder": code})
        if code == "07246":
            raise LookupError(HOLDER)
        if code == "07264":
            client.status = "closed"
        return {"parcels": 3}

    @contextlib.contextmanager
    def connect(workers: int | None, scheduler: str | None) -> Iterator[_Client]:
        yield _Client()

    monkeypatch.setattr(batch, "as_delivered", lambda *_: None)
    monkeypatch.setattr(batch, "prepare", prepare)
    monkeypatch.setattr(batch, "digitize", digitize)
    monkeypatch.setattr(batch, "connect", connect)
    return codes


def test_one_commune_that_fails_costs_no_other(tmp_path: Path, done: list[str]) -> None:
    entries = batch.run_batch(["07210", "07246", "99999", "07330"], tmp_path / "raw", tmp_path / "out")
    assert done == ["07210", "07246", "07330"]
    assert [entry.exit_code for entry in entries] == [4, 1, UnknownCommuneError.exit_code, 0]
    assert batch.exit_code(entries) == batch.SOME_FAILED
    assert batch.exit_code(entries[-1:]) == 0
    assert set(last_entries(tmp_path / "out")) == {"07210", "07246", "99999", "07330"}


def test_a_fault_tells_where_and_never_what_was_read(tmp_path: Path, done: list[str]) -> None:
    (entry,) = batch.run_batch(["07246"], tmp_path, tmp_path)
    assert entry.message.startswith("LookupError, test_batch:") and "Nguyễn" not in entry.message


def test_lost_workers_stop_the_batch(tmp_path: Path, done: list[str]) -> None:
    with pytest.raises(ClusterError):
        batch.run_batch(["07264", "07330"], tmp_path, tmp_path)
    assert done == ["07264"]


def test_workers_that_do_not_start_stop_the_batch(
    tmp_path: Path, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: object) -> contextlib.AbstractContextManager[_Client]:
        raise ClusterError("scheduler_lost")

    monkeypatch.setattr(batch, "connect", connect)
    with pytest.raises(ClusterError):
        batch.run_batch(["07210", "07330"], tmp_path, tmp_path)
    assert done == []


def test_a_commune_that_lies_there_as_delivered_is_not_digitized(
    tmp_path: Path, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "as_delivered", lambda *_: {"parcels": 5})
    monkeypatch.setattr(batch, "connect", None)  # nor does a worker start
    (entry,) = batch.run_batch(["07330"], tmp_path, tmp_path)
    assert entry.counts == {"parcels": 5} and done == []


def test_folders_of_communes_are_told_from_others(tmp_path: Path) -> None:
    for name in ("07330", "07210", "0733", "scans"):
        (tmp_path / name).mkdir()
    (tmp_path / "09208").write_text("a file")
    (tmp_path / ".hidden").mkdir()
    assert batch.communes_in(tmp_path) == (["07210", "07330"], ["0733", "09208", "scans"])
    with pytest.raises(MissingInputError):
        batch.communes_in(tmp_path / "none")


def test_a_commune_that_cannot_be_looked_at_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("07210", "07330"):
        (tmp_path / code).mkdir()

    def fails(path: Path) -> bool:
        if path.name == "07210":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return True

    monkeypatch.setattr(Path, "is_dir", fails)
    assert batch.communes_in(tmp_path) == (["07210", "07330"], [])


def test_nothing_to_do_starts_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "connect", None)
    assert batch.run_batch([], tmp_path, tmp_path) == []
