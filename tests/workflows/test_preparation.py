"""What is looked at before any work is begun."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.communes import former_units
from pipeline.config import ScanSettings
from pipeline.errors import MissingInputError, UsageError
from workflows import preparation
from workflows.inventory import Item, take_inventory
from workflows.preparation import Prepared, prepare
from workflows.review import export_decisions

CODE = "07330"


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a commune with two sheets of one name and a register."""
    monkeypatch.setattr(preparation, "versions", dict)
    for name in ("maps/xaA/to_1.tif", "maps/xaB/to_1.tif", "records/so.pdf"):
        path = tmp_path / "raw" / CODE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "raw" / CODE


def prepared(raw: Path) -> Prepared:
    return prepare(CODE, raw.parent, raw.parents[1] / "out")


def test_each_scan_has_what_was_said_of_it(raw: Path) -> None:
    code = former_units(CODE)[0].code
    (raw / "commune.toml").write_text(f'former_unit = "{code}"\n[scan."maps/xaB/to_1.tif"]\nsheet = 7\n')
    (raw / "control" / "xaA").mkdir(parents=True)
    (raw / "control" / "xaA" / "to_1.tif.points").touch()
    first, second, register = prepared(raw).scans
    assert (first.scan, first.expected, first.settings) == (
        "maps/xaA/to_1.tif", "sheet", ScanSettings(None, None, code)
    )  # fmt: skip
    assert first.points == {1: "control/xaA/to_1.tif.points"} and first.spoken_of
    assert second.settings.sheet == 7 and not second.points
    assert register.expected == "register" and not register.spoken_of


def test_control_points_of_two_sheets_of_one_name_are_used_for_none(raw: Path) -> None:
    (raw / "control").mkdir()
    (raw / "control" / "to_1.tif.points").touch()
    found = prepared(raw)
    assert not any(scan_job.points for scan_job in found.scans)
    assert [told.code for told in found.findings] == ["points_ambiguous"]


def test_findings_are_those_of_the_inventory_and_of_control_files(raw: Path) -> None:
    (raw / "to_20.tif").touch()
    (raw / "control").mkdir()
    (raw / "control" / "to_9.tif.points").touch()
    assert [told.code for told in prepared(raw).findings] == ["file_misplaced", "points_without_scan"]


def test_a_commune_without_scans_is_told_without_names_of_files(raw: Path) -> None:
    for path in list(raw.rglob("*.*")):
        path.rename(path.with_suffix(".docx"))
    with pytest.raises(MissingInputError) as refused:
        prepared(raw)
    assert "maps" in str(refused.value) and "docx" not in str(refused.value)


def test_a_unit_of_another_commune_is_refused(raw: Path) -> None:
    (raw / "commune.toml").write_text('former_unit = "09454"\n')
    with pytest.raises(UsageError, match="dòng 1"):
        prepared(raw)


def test_folders_that_are_one_are_refused_and_nothing_is_made(raw: Path) -> None:
    with pytest.raises(UsageError):
        prepare(CODE, raw.parent, raw.parent)
    assert not (raw / ".work").exists()


@pytest.mark.parametrize("place", ["review", "review/xa"])
def test_a_folder_of_decisions_that_is_not_read_stops_the_run(raw: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (raw / place).parent.mkdir(exist_ok=True)
    (raw / place).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="decisions"):
        prepared(raw)
    with pytest.raises(UsageError, match="decisions"):
        export_decisions(CODE, raw.parent, tmp_path / "table.csv")
    assert not (tmp_path / "table.csv").exists()


def test_the_folder_of_decisions_is_named(raw: Path) -> None:
    (raw / "review").symlink_to(raw)
    with pytest.raises(UsageError, match="decisions in review cannot"):
        prepared(raw)


def test_so_does_one_without_rights_but_no_other_file_there(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "review").mkdir()
    (raw / "review" / "note.txt").touch()
    assert [told.code for told in prepared(raw).findings] == ["file_unknown"]
    (raw / "review" / "note.txt").unlink()
    (raw / "review").rmdir()
    seen = take_inventory(raw)
    lost = Item("review", "inaccessible")
    monkeypatch.setattr(preparation, "take_inventory", lambda _: replace(seen, items=(*seen.items, lost)))
    with pytest.raises(UsageError, match="decisions"):
        prepared(raw)


def test_decisions_of_a_program_that_shouts_are_read(raw: Path) -> None:
    (raw / "review").mkdir()
    (raw / "review" / "QD.JSONL").write_text("{}\n")
    with pytest.raises(UsageError, match="decision"):
        prepared(raw)
