"""What counts as an edit of a GeoPackage, and what programs do to one that they only look at."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.delivery.deliver import deliver
from pipeline.delivery.rows import RowChanges, row_changes, rows_of
from pipeline.model import Commune


@pytest.fixture
def gpkg(commune: Commune, folder: Path) -> Path:
    """A delivered GeoPackage; ``earlier.gpkg`` beside it is as it was delivered."""
    path = deliver(commune, folder, {}).gpkg
    shutil.copy(path, path.with_name("earlier.gpkg"))
    return path


def changes(gpkg: Path) -> dict[str, tuple[int, int, int]]:
    found = row_changes(rows_of(gpkg.with_name("earlier.gpkg")), rows_of(gpkg))
    assert all(isinstance(each, RowChanges) for each in found)
    return {each.table: (each.changed, each.added, each.deleted) for each in found}


def sql(*commands: str) -> Callable[[Path], None]:
    def apply(gpkg: Path) -> None:
        with contextlib.closing(sqlite3.connect(gpkg)) as database:
            database.create_function("ST_IsEmpty", 1, lambda _: 0)  # triggers of the search index use them
            for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
                database.create_function(name, 1, lambda _: 0.0)
            for command in commands:
                database.execute(command)
                database.commit()

    return apply


LOOKS = {
    "journal": sql("PRAGMA journal_mode = wal", "PRAGMA user_version = 10300"),
    "vacuum": sql("VACUUM"),
    "analyze": sql("ANALYZE"),
    "moment": sql("UPDATE gpkg_contents SET last_change = '2026-01-01T00:00:00.000Z', min_x = 0"),
    "count": sql("UPDATE gpkg_ogr_contents SET feature_count = -1"),
    "there and back": sql(
        "UPDATE thua_dat SET loai_dat = loai_dat || 'x'",
        "UPDATE thua_dat SET loai_dat = substr(loai_dat, 1, length(loai_dat) - 1)",
    ),
}
ADD_STYLE = "INSERT INTO layer_styles (f_table_name, styleName) VALUES ('thua_dat', 'mine')"
EDITS: dict[str, tuple[Callable[[Path], None], dict[str, tuple[int, int, int]]]] = {
    "rows changed": (sql("UPDATE thua_dat SET loai_dat = 'ODT' WHERE fid < 3"), {"thua_dat": (2, 0, 0)}),
    "a null filled": (sql("UPDATE thua_dat SET ma_dinh_danh = '' WHERE fid = 1"), {"thua_dat": (1, 0, 0)}),
    "a shape moved": (sql("UPDATE thua_dat SET geom = zeroblob(8) WHERE fid = 1"), {"thua_dat": (1, 0, 0)}),
    "rows added": (
        sql("INSERT INTO ho_so (ma_xa, so_thu_tu_thua) VALUES ('07330', 1), ('07330', 2)"),
        {"ho_so": (0, 2, 0)},
    ),
    "a row deleted": (sql("DELETE FROM ho_so WHERE fid = 4"), {"ho_so": (0, 0, 1)}),
    "a style saved": (sql(ADD_STYLE), {"layer_styles": (0, 1, 0)}),
    "a project saved": (sql("UPDATE qgis_projects SET content = 'x'"), {"qgis_projects": (1, 0, 0)}),
    "a table of notes": (
        sql("CREATE TABLE note (id TEXT PRIMARY KEY) WITHOUT ROWID", "INSERT INTO note VALUES ('a')"),
        {"note": (0, 1, 0), "sqlite_schema": (0, 1, 0)},
    ),
}


@pytest.mark.parametrize("name", LOOKS)
def test_what_a_program_writes_by_itself_is_no_edit(gpkg: Path, name: str) -> None:
    before = gpkg.read_bytes()
    LOOKS[name](gpkg)
    assert gpkg.read_bytes() != before and changes(gpkg) == {}


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_is_counted(gpkg: Path, name: str) -> None:
    edit, expected = EDITS[name]
    edit(gpkg)
    assert changes(gpkg) == expected


def test_a_new_column_is_an_edit_of_every_row(gpkg: Path) -> None:
    sql("ALTER TABLE to_ban_do ADD COLUMN mine TEXT")(gpkg)
    assert changes(gpkg) == {"sqlite_schema": (1, 0, 0), "to_ban_do": (3, 0, 0)}


def test_reading_rows_leaves_no_side_file(gpkg: Path) -> None:
    sql("PRAGMA journal_mode = wal")(gpkg)
    before = {path.name for path in gpkg.parent.iterdir()}
    rows_of(gpkg)
    assert {path.name for path in gpkg.parent.iterdir()} == before


def test_a_damaged_file_is_told(gpkg: Path) -> None:
    gpkg.write_bytes(gpkg.read_bytes()[:5000])
    with pytest.raises(sqlite3.Error):
        rows_of(gpkg)
