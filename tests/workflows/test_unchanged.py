"""A commune that was delivered, and what makes a run look at it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.delivery import manifest
from pipeline.files import hash_file
from pipeline.model import Finding
from workflows import unchanged
from workflows.preparation import prepare

CODE = "07330"
COUNTS = {"parcels": 11}


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of scans and deliveries with one commune, delivered just now."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    (raw / CODE / "maps").mkdir(parents=True)
    (raw / CODE / "maps" / "to_34.tif").write_bytes(b"scan")
    out.mkdir()
    _deliver(raw, out)
    return raw, out


def _deliver(raw: Path, out: Path, told: tuple[Finding, ...] = (), **more: object) -> None:
    prepared = prepare(CODE, raw, out)
    gpkg = out / CODE / f"{CODE}.gpkg"
    gpkg.write_bytes(b"delivery")
    content = {"outputs": {gpkg.name: hash_file(gpkg)}, "counts": COUNTS, **more}
    manifest.write(out / CODE / manifest.NAME, content)
    unchanged.remember(prepared.job, unchanged.asked_of(prepared), told)


def test_what_was_delivered_is_told_without_a_run(
    places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert unchanged.as_delivered(prepare(CODE, *places)) == COUNTS
    shown = capsys.readouterr().err
    assert "Xã Phúc Hòa" in shown and "11" in shown


def _rewrite_scan(raw: Path, out: Path) -> None:
    scan = raw / CODE / "maps" / "to_34.tif"
    before = scan.stat()
    scan.write_bytes(b"ncas")
    os.utime(scan, ns=(before.st_atime_ns, before.st_mtime_ns))


def _add_file(raw: Path, out: Path) -> None:
    (raw / CODE / "commune.toml").write_text("")


def _remove_output(raw: Path, out: Path) -> None:
    (out / CODE / f"{CODE}.gpkg").unlink()


def _edit_output(raw: Path, out: Path) -> None:
    (out / CODE / f"{CODE}.gpkg").write_bytes(b"edited!!")


def _another_delivery(raw: Path, out: Path) -> None:
    content = manifest.read(out / CODE).content
    manifest.write(out / CODE / manifest.NAME, {**content, "counts": {"parcels": 12}})


def _hand_in(raw: Path, out: Path) -> None:
    (out / CODE / "handin").mkdir()


def _tear_memory(raw: Path, out: Path) -> None:
    (out / CODE / ".work" / "asked.json").write_text("{")


CHANGES = (_rewrite_scan, _add_file, _remove_output, _edit_output, _another_delivery, _hand_in, _tear_memory)


@pytest.mark.parametrize("change", CHANGES)
def test_a_run_looks_again_at_whatever_changed(
    places: tuple[Path, Path], change: Callable[[Path, Path], None]
) -> None:
    change(*places)
    assert unchanged.as_delivered(prepare(CODE, *places)) is None


def test_another_program_is_a_change(places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "program", lambda: "another")
    assert unchanged.as_delivered(prepare(CODE, *places)) is None


@pytest.mark.parametrize("code", ["scan_inaccessible", "page_failed"])
def test_what_may_end_otherwise_is_tried_again(places: tuple[Path, Path], code: str) -> None:
    _deliver(*places, told=(Finding(code),))
    assert unchanged.as_delivered(prepare(CODE, *places)) is None


def test_kept_work_of_a_person_is_looked_at_again(places: tuple[Path, Path]) -> None:
    _deliver(*places, kept=[{"folder": "kept/2026", "file": "", "count": 1, "rows": "–"}])
    assert unchanged.as_delivered(prepare(CODE, *places)) is None


def _write_later(path: Path, content: bytes) -> None:
    """Write a file so that the time of its entry's change is another, however coarse the clock is."""
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:
        path.write_bytes(content)


def test_a_scan_that_was_another_during_the_run_is_looked_at_again(places: tuple[Path, Path]) -> None:
    """The run read other bytes than those that lay there before and lie there after it."""
    scan = places[0] / CODE / "maps" / "to_34.tif"
    prepared = prepare(CODE, *places)
    asked = unchanged.asked_of(prepared)
    _write_later(scan, b"other")
    _write_later(scan, b"scan")
    unchanged.remember(prepared.job, asked, ())
    assert unchanged.as_delivered(prepare(CODE, *places)) is None


def test_settings_that_changed_after_they_were_read_are_looked_at_again(places: tuple[Path, Path]) -> None:
    """They are read first; workers are started, and the lock is taken, before anything is remembered."""
    settings = places[0] / CODE / "commune.toml"
    settings.write_bytes(b"#")
    prepared = prepare(CODE, *places)
    _write_later(settings, b"")
    unchanged.remember(prepared.job, unchanged.asked_of(prepared), ())
    assert unchanged.as_delivered(prepare(CODE, *places)) is None
