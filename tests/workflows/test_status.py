from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from workflows.journal import append, new_entry
from workflows.progress import closing_table
from workflows.status import states, status_table


def test_every_commune_with_scans_a_delivery_or_a_run_is_shown(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    (raw / "07330").mkdir(parents=True)
    (out / "09208").mkdir(parents=True)
    counts = {"parcels": 511, "parcels_can_kiem_tra": 61}
    (out / "09208" / "manifest.json").write_text(json.dumps({"counts": counts}))
    append(out, new_entry("09454", 4, 0.1, "Không có bản quét nào.", {}))
    found = {state.code: state for state in states(raw, out)}
    assert list(found) == sorted(found) and set(found) == {"07330", "09208", "09454"}
    assert found["07330"].last is None and not found["07330"].counts
    console = Console(width=400, record=True, file=io.StringIO())
    console.print(status_table(list(found.values())))
    text = console.export_text()
    assert "511 (61)" in text and "lỗi 4: Không có bản quét nào." in text


@pytest.mark.parametrize(
    "text", ['{"counts": [', "[]", '{"counts": []}', '{"counts": {"sheets_placed": "two"}}']
)
def test_a_damaged_manifest_shows_no_counts(tmp_path: Path, text: str) -> None:
    (tmp_path / "07330").mkdir()
    (tmp_path / "07330" / "manifest.json").write_text(text)
    assert states(tmp_path, tmp_path)[0].counts == {}


def test_counts_of_another_version_are_shown_as_far_as_they_go(tmp_path: Path) -> None:
    (tmp_path / "07330").mkdir()
    (tmp_path / "07330" / "manifest.json").write_text('{"counts": {"sheets_placed": 2}}')
    console = Console(width=400, record=True, file=io.StringIO())
    console.print(status_table(states(tmp_path, tmp_path)))
    assert "2/–" in console.export_text()


def test_folders_that_cannot_be_looked_at_hide_no_others(tmp_path: Path) -> None:
    (tmp_path / "raw").symlink_to(tmp_path / "raw")
    (tmp_path / "07330").mkdir()
    assert [state.code for state in states(tmp_path / "raw", tmp_path)] == ["07330"]


def test_what_looks_like_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    append(tmp_path, new_entry("07330", 4, 0.1, "Không có thư mục /scans[/x] [red]", {}))
    console = Console(width=400, record=True, file=io.StringIO())
    console.print(status_table(states(tmp_path, tmp_path)))
    console.print(closing_table("Xã", {}, [tmp_path / "[/x]" / "report.html"]))
    told = console.export_text()
    assert "/scans[/x] [red]" in told and "[/x]/report.html" in told
