"""Full and read-only disks, other programs, jumping clocks: nothing is lost, and the next run finishes."""

from __future__ import annotations

import errno
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from small_archive import CODE, Archive

from pipeline import switch
from pipeline.delivery import deliver, manifest
from pipeline.errors import BusyError, OutputError
from workflows.lock import locked


@pytest.fixture
def changed(archive: Archive) -> Archive:
    """An archive that was delivered and got a page more."""
    archive.run()
    archive.scan("records/so_2.png")
    return archive


def fails_and_then_finishes(archive: Archive, undo: Callable[[], object], words: str) -> None:
    """A run ends with exit code 6 and a clear message, the delivery stays; after ``undo`` a run finishes."""
    before = archive.delivered()
    with pytest.raises(OutputError, match=words):
        archive.run()
    undo()
    assert archive.delivered() == before
    assert not [path for path in (archive.out / CODE).rglob(".*.*") if path.is_dir()]
    assert archive.run()["delivery"] == 1
    assert archive.delivered().keys() == before.keys() and archive.delivered() != before


WRITERS = ("write_findings", "write_national", "write_gpkg", "make_report")


@pytest.mark.parametrize(
    ("module", "name"), [*((deliver, name) for name in WRITERS), (manifest, "write"), (switch, "_announce")]
)
def test_a_disk_that_fills_while_delivering(
    changed: Archive, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module, name, full)
    fails_and_then_finishes(changed, monkeypatch.undo, "đĩa đầy")


@pytest.fixture
def limits() -> Iterator[tuple[int, int]]:
    """The largest files this process may write, put back afterwards."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield limits
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_file_that_outgrows_the_disk(changed: Archive, limits: tuple[int, int]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, limits[1]))  # a GeoPackage is larger
    fails_and_then_finishes(changed, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits), "Không ghi")


def test_a_delivery_open_for_writing_elsewhere(changed: Archive) -> None:
    side = changed.out / CODE / f"{CODE}.gpkg-wal"
    side.write_bytes(b"")
    before = changed.delivered()
    with pytest.raises(OutputError, match="QGIS"):
        changed.run()
    assert changed.delivered() == before
    side.unlink()
    assert changed.run()["delivery"] == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_that_became_read_only(changed: Archive) -> None:
    folder = changed.out / CODE
    folder.chmod(0o500)
    fails_and_then_finishes(changed, lambda: folder.chmod(0o700), "quyền ghi")


def test_a_second_run_at_once(changed: Archive) -> None:
    before = changed.delivered()
    with locked(changed.out / CODE), pytest.raises(BusyError):
        changed.run()
    assert changed.delivered() == before
    assert changed.run()["delivery"] == 1


@pytest.mark.parametrize("jump_s", [-9e7, 9e7])
def test_a_clock_that_jumps(changed: Archive, monkeypatch: pytest.MonkeyPatch, jump_s: float) -> None:
    delivered = changed.delivered()
    for path in Path(changed.raw, CODE).rglob("*.png"):
        os.utime(path, (time.time() + jump_s,) * 2)
    assert changed.run() == {"page records/so_2.png": 1, "commune": 1, "delivery": 1}
    assert changed.run() == {}
    assert changed.delivered().keys() == delivered.keys()
