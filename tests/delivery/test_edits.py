from __future__ import annotations

import re
from pathlib import Path

from pipeline.delivery.edits import Kept, findings_of, kept_of, look, new_folder, still_kept
from pipeline.delivery.manifest import Manifest
from pipeline.files import hash_file
from pipeline.findings import describe


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_only_what_the_manifest_lists_with_its_hash_may_be_lost(tmp_path: Path) -> None:
    names = ("report.html", "findings.csv", "maps/1.tif", "maps/2.tif", "maps/3.tif", "maps/mine.tif")
    lay(tmp_path, *names)
    outputs = {name: hash_file(tmp_path / name) for name in ("report.html", "findings.csv", "maps/1.tif")}
    (tmp_path / "findings.csv").write_text("edited")
    new = {
        "report.html": None,
        "maps/2.tif": None,
        "maps/3.tif": hash_file(tmp_path / "maps/3.tif"),
        "new": None,
    }
    earlier = look(tmp_path, Manifest({}, {**outputs, "gone": "x"}), new, lambda _: None)
    assert earlier.replaceable.keys() == {"report.html", "maps/1.tif", "maps/3.tif"}
    assert earlier.edited == {"findings.csv": "–", "maps/2.tif": "–"}


def test_a_link_in_the_place_of_a_file_is_a_persons(tmp_path: Path) -> None:
    lay(tmp_path, "a.txt", "report.html")
    outputs = {"report.html": hash_file(tmp_path / "report.html")}
    (tmp_path / "report.html").rename(tmp_path / "b.html")
    (tmp_path / "report.html").symlink_to("b.html")
    earlier = look(tmp_path, Manifest({}, outputs), {"report.html": None}, lambda _: None)
    assert earlier.edited == {"report.html": "–"}


def test_a_damaged_or_unknown_geopackage_is_kept_uncounted(tmp_path: Path) -> None:
    lay(tmp_path, "a.gpkg")
    for known in (None, {"thua_dat": {"1": "a"}}):
        earlier = look(tmp_path, Manifest({}, {"a.gpkg": "x"}), {}, lambda _, known=known: known)
        assert earlier.edited == {"a.gpkg": "–"}


def test_files_are_told_by_kind_and_names_of_scans_never(tmp_path: Path) -> None:
    edited = {"07330.gpkg": "thua_dat 2/0/1", "control/ong A/to_1.tif.points": "–", "control/b.points": "–"}
    kept = kept_of(edited, "kept/x")
    assert kept == [Kept("kept/x", "07330.gpkg", 1, "thua_dat 2/0/1"), Kept("kept/x", "control/*.points", 2)]
    texts = [describe(finding, english) for finding in findings_of(kept) for english in (False, True)]
    assert all("kept/x" in text and "ong A" not in text for text in texts)
    assert "thua_dat 2/0/1" in texts[0]


def test_what_is_kept_is_told_until_it_is_taken_away(tmp_path: Path) -> None:
    first = new_folder(tmp_path)
    assert re.fullmatch(r"kept/\d{8}T\d{6}Z", first)
    lay(tmp_path, f"{first}/07330.gpkg", f"{first}/maps/1.tif", "kept/of a person/note.txt")
    second = new_folder(tmp_path)
    assert second != first
    told = {"folder": first, "file": "07330.gpkg", "count": 1, "rows": "ho_so 1/0/0"}
    gone = {"folder": "kept/20260101T000000Z", "file": "report.html", "count": 1, "rows": "–"}
    assert still_kept(tmp_path, [told, gone]) == [Kept(**told), Kept(first, "*", 1)]
    (tmp_path / first / "maps" / "1.tif").unlink()
    assert still_kept(tmp_path, [told]) == [Kept(**told)]
    (tmp_path / first / "07330.gpkg").unlink()
    assert still_kept(tmp_path, [told]) == []
