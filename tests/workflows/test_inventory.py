from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from pipeline.model import InputFile, Known
from workflows.inventory import Inventory, is_half_copied, take_inventory


def inventory(folder: Path, *names: str) -> Inventory:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return take_inventory(folder)


def fates(found: Inventory) -> dict[str, str]:
    return {item.name: item.fate for item in found.items}


def told(found: Inventory) -> list[tuple[str, str]]:
    files = [finding.values["file"] for finding in found.findings]
    assert all(isinstance(file, InputFile) for file in files)
    return [(finding.code, finding.source.scan) for finding in found.findings if finding.source]


def test_every_file_has_a_fate(tmp_path: Path) -> None:
    expected = {
        "commune.toml": "settings",
        "control/xa/a.tif.POINTS": "points",
        "maps/deep/a.TIF": "sheet",
        "records/so.pdf": "register",
        "tham_chieu_to.xlsx": "numbers",
        "review/2026-11-28_an.jsonl": "decisions",
        "vectors/a.dgn": "digital",
        "vectors/deep/a.TXT": "digital",
        "vectors/a.prj": "companion",
        "maps/deep/a.tfw": "georeference",
        "maps/deep/a.json": "georeference",
    }
    found = inventory(tmp_path, *expected)
    assert fates(found) == expected
    assert not told(found)
    assert found.of("sheet") == ["maps/deep/a.TIF"]
    assert found.others.keys() == expected.keys() - {"maps/deep/a.TIF", "records/so.pdf"}


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("to_1.tif", "maps/, records/"),
        ("ban_do/to_20.tif", "maps/, records/"),
        ("Maps/to_1.tif", "maps/, records/"),
        ("control/to_1.tif", "maps/, records/"),
        ("maps/to_1.tif.points", "control/"),
        ("to_1.points", "control/"),
        ("maps/to_1.dxf", "vectors/"),
        ("ranh.gpkg", "vectors/"),
    ],
)
def test_a_file_in_the_wrong_place_is_told_its_place(tmp_path: Path, name: str, places: str) -> None:
    found = inventory(tmp_path, name)
    (finding,) = found.findings
    assert fates(found) == {name: "misplaced"}
    assert (finding.code, finding.values) == (
        "file_misplaced",
        {"file": InputFile(name), "places": Known(places)},
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("maps/drawing.dwg", "scan_unreadable"),
        ("records/readme", "scan_unreadable"),
        ("records/so.zip", "scan_unreadable"),
        ("records/ghi chu.docx", "document_beside"),
        ("maps/danh sach.XLSX", "document_beside"),
        ("control/note.txt", "file_unknown"),
        ("note.docx", "file_unknown"),
        ("maps", "file_unknown"),
        ("commune.toml.txt", "file_unknown"),
        ("maps/to_1.tif.filepart", "file_half_copied"),
        ("records/.so.pdf.a1B2c3", "file_half_copied"),
    ],
)
def test_what_is_not_used_is_refused_and_told(tmp_path: Path, name: str, code: str) -> None:
    found = inventory(tmp_path, name)
    assert fates(found) == {name: "refused"} and told(found) == [(code, name)]


def test_files_of_systems_are_counted_and_told_once_without_their_names(tmp_path: Path) -> None:
    found = inventory(
        tmp_path,
        "Thumbs.db",
        "maps/.DS_Store",
        "maps/._Nguyen Van Ten.tif",
        "maps/@eaDir/a.tif/SYNO.jpg",
        "records/Thumbs.db",
        "records/~$so.docx",
    )
    assert set(fates(found).values()) == {"ignored"}
    (finding,) = found.findings
    assert finding.code == "files_ignored"
    names = "._* (1), .ds_store (1), @eadir (1), thumbs.db (2), ~$* (1)"
    assert finding.values == {"count": 6, "names": Known(names)}


def test_links_are_refused_at_every_level(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    inventory(elsewhere, "maps/a.tif", "b.toml")
    folder = tmp_path / "commune"
    folder.mkdir()
    for name in ("maps", "records", "control", "vectors", "review", "other"):
        (folder / name).symlink_to(elsewhere / "maps")
    (folder / "commune.toml").symlink_to(elsewhere / "b.toml")
    found = take_inventory(folder)
    assert set(fates(found).values()) == {"refused"} and len(found.items) == 7
    assert {code for code, _ in told(found)} == {"scan_unreadable"} and len(told(found)) == 7


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everywhere")
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    inventory(tmp_path, "maps/a.tif")
    (tmp_path / "maps").chmod(0)
    found = take_inventory(tmp_path)
    (tmp_path / "maps").chmod(0o700)
    assert fates(found) == {"maps": "inaccessible"} and told(found) == [("scan_inaccessible", "maps")]


def test_names_with_accents_taken_apart_are_files_like_others(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "maps/Tờ số 3.tif")
    assert fates(inventory(tmp_path, name)) == {name: "sheet"}


def test_half_copied_files_are_known_by_their_names() -> None:
    assert is_half_copied("maps/a.tif.FILEPART") and is_half_copied("a.pdf.crdownload")
    assert not is_half_copied("maps/part.tif") and not is_half_copied("maps/.a.tif")
