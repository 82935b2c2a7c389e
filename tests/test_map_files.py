from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ScanInaccessibleError
from pipeline.map_files import hash_map


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
