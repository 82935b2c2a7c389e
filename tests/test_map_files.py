from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from pipeline.errors import OutputError, ScanInaccessibleError
from pipeline.map_files import hash_map, set_apart


def test_what_belongs_to_a_map_is_hashed_with_it_and_nothing_else(tmp_path: Path) -> None:
    for name in ("thua.shp", "thua.dbf", "thua.prj", "khac.dbf", "thua.tif"):
        (tmp_path / name).write_text(name)
    before = hash_map(tmp_path / "thua.shp")
    for name in ("khac.dbf", "thua.tif"):
        (tmp_path / name).write_text("changed")
    assert hash_map(tmp_path / "thua.shp") == before
    (tmp_path / "thua.dbf").write_text("changed")
    assert hash_map(tmp_path / "thua.shp") != before


def test_a_map_that_is_gone_cannot_be_reached(tmp_path: Path) -> None:
    with pytest.raises(ScanInaccessibleError):
        hash_map(tmp_path / "thua.shp")


def test_links_and_pipes_beside_a_map_are_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "thua.shp").write_text("shp")
    alone = hash_map(tmp_path / "thua.shp")
    (tmp_path / "other").write_text("secret")
    (tmp_path / "thua.dbf").symlink_to(tmp_path / "other")
    os.mkfifo(tmp_path / "thua.shx")
    assert hash_map(tmp_path / "thua.shp") == alone
    with set_apart(tmp_path / "thua.shp") as apart:
        assert [each.name for each in apart.parent.iterdir()] == ["map.shp"]


def test_a_map_set_apart_has_its_parts_beside_it_and_leaves_nothing(tmp_path: Path) -> None:
    for name in ("tờ 1!.SHP", "tờ 1!.dbf", "khac.dbf"):
        (tmp_path / name).write_text(name)
    with set_apart(tmp_path / "tờ 1!.SHP") as apart:
        assert {each.name: each.read_text() for each in apart.parent.iterdir()} == {
            "map.SHP": "tờ 1!.SHP",
            "map.dbf": "tờ 1!.dbf",
        }
    assert not apart.parent.exists()


def test_no_room_in_the_temporary_folder_is_no_fault_of_the_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device", tempfile.gettempdir() + "/x")

    (tmp_path / "thua.shp").write_text("shp")
    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    with pytest.raises(OutputError), set_apart(tmp_path / "thua.shp"):
        pass
