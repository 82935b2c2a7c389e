"""What changed is done again, and nothing else; shown by counts of the work done."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from changed_code import CONCERNED, Program, change_once
from small_archive import CODE, Archive

from pipeline.errors import ScanInaccessibleError, UsageError
from pipeline.fingerprint import PACKAGES, ROOT
from pipeline.scans import inspect
from workflows.stages import page as page_stage

TOGETHER = {"commune": 1, "delivery": 1}  # what depends on every page


def of_sheet(number: int) -> dict[str, int]:
    return {f"page maps/to_{number}.png": 1, f"parcels maps/to_{number}.png": 1, "picture": 1}


ALL = {**of_sheet(1), **of_sheet(2), "picture": 2, "page records/so_1.png": 1, **TOGETHER}


def test_without_changes_nothing_is_done_and_nothing_touched(archive: Archive) -> None:
    assert archive.run() == ALL
    before = archive.delivered()
    assert archive.run() == {}
    assert archive.delivered() == before


def test_a_new_register_page_is_read_and_brought_together(archive: Archive) -> None:
    archive.run()
    pictures = {name: file for name, file in archive.delivered().items() if name.endswith(".tif")}
    archive.scan("records/so_2.png")
    assert archive.run() == {"page records/so_2.png": 1, **TOGETHER}
    assert len(pictures) == 2 and pictures.items() <= archive.delivered().items()
    assert archive.run() == {}


def test_a_new_sheet_is_placed_traced_and_drawn(archive: Archive) -> None:
    archive.run()
    archive.scan("maps/to_3.png")
    assert archive.run() == {**of_sheet(3), **TOGETHER}


def test_a_sheet_that_is_gone_leaves_nothing_behind(archive: Archive) -> None:
    archive.run()
    (archive.raw / CODE / "maps" / "to_2.png").unlink()
    assert archive.run(allow_shrink=True) == TOGETHER
    assert [name for name in archive.delivered() if name.endswith(".tif")] == ["07321_1.tif"]


def test_a_copy_of_a_scan_is_told_and_counts_once(archive: Archive) -> None:
    archive.run()
    folder = archive.raw / CODE / "maps"
    (folder / "to_9.png").write_bytes((folder / "to_1.png").read_bytes())
    assert archive.run() == {"delivery": 1}
    assert archive.run() == {}


def test_a_changed_setting_concerns_only_what_reads_it(archive: Archive) -> None:
    archive.run()
    settings = archive.raw / CODE / "commune.toml"
    settings.write_text('[scan."maps/to_2.png"]\nsheet = 7\n')
    assert archive.run() == {**of_sheet(2), **TOGETHER}
    settings.write_text('# a remark\n[scan."maps/to_2.png"]\nsheet = 7\n')
    assert archive.run() == {}


def test_a_page_of_which_nothing_is_known_is_looked_at_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    monkeypatch.setattr(page_stage, "_understand", lambda seen, page, _: looks.append(page))
    archive.run()
    archive.scan("records/so_2.png")
    archive.run()
    assert looks == [1] * 4


def test_results_of_scans_that_cannot_be_reached_are_kept(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.run()
    monkeypatch.setattr("workflows.stages.scan.inspect", without_maps)
    archive.run(allow_shrink=True)
    assert kept(archive) == [3, 2, 2, 2]


def kept(archive: Archive) -> list[int]:
    """How many results of pages, traced sheets, pictures and communes are kept."""
    stages = Counter(path.parent.name for path in (archive.out / CODE / ".work").rglob("*.result"))
    return [stages[stage] for stage in ("page", "parcels", "picture", "commune")]


def without_maps(path: Path) -> tuple[str, int]:
    if path.parent.name == "maps":
        raise ScanInaccessibleError("no_right_to_read")
    return inspect(path)


SHEETS_AGAIN = {**{f"parcels maps/to_{n}.png": 1 for n in (1, 2)}, **TOGETHER}


def test_what_other_code_made_is_made_again_and_nothing_else(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code whose hash counts is a copy, in which one digit or byte is changed, a file after the other.

    One of the files that concern the same stages is enough: ``test_fingerprint`` changes them all.
    """
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    copy = Program(tmp_path)
    monkeypatch.setattr("pipeline.store.made_by", copy.code_hash)
    archive.run()
    for stages, changed in {stages: changed for changed, stages in CONCERNED.items()}.items():
        change_once(tmp_path / changed)
        assert archive.run() == done_again(stages), changed
        assert kept(archive) == [3, 2, 2, 1], changed


def done_again(stages: frozenset[str]) -> dict[str, int]:
    """What a run does anew where these stages are made by other code; the archive has no digital map."""
    if "page" in stages:
        return ALL
    if "parcels" in stages:
        return SHEETS_AGAIN
    pictures = {"picture": 2} if "picture" in stages else {}
    if "commune" in stages:
        return {**pictures, **TOGETHER}
    return {**pictures, "delivery": 1} if pictures or "delivery" in stages else {}


def test_a_decision_concerns_only_what_is_brought_together(archive: Archive) -> None:
    archive.run()
    journal = archive.raw / CODE / "review" / "2026-11-28_an.jsonl"
    journal.parent.mkdir()
    line = {
        "id": "a" * 32, "at": "2026-11-28T08:00:00Z", "who": "Người Thử", "via": "hand", "about": "parcel",
        "key": "07321_1_412012.0_2370008.0", "field": "number", "value": 7,
    }  # fmt: skip
    journal.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert archive.run() == TOGETHER
    manifest = json.loads((archive.out / CODE / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["decisions"] == manifest["counts"]["decisions_stale"] == 1
    assert manifest["other_files"] == {"review/2026-11-28_an.jsonl": "decisions"}
    assert archive.run() == {}


def test_a_journal_that_cannot_be_understood_stops_the_run_before_anything_changes(archive: Archive) -> None:
    archive.run()
    before = archive.delivered()
    journal = archive.raw / CODE / "review" / "2026-11-28_1a2b3c4d.jsonl"
    journal.parent.mkdir()
    journal.write_text('{"id": 1}\n{}\n')
    with pytest.raises(UsageError, match=r"review/2026-11-28_1a2b3c4d\.jsonl, dòng 1"):
        archive.run()
    assert archive.delivered() == before
