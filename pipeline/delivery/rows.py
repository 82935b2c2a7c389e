"""What the rows of a GeoPackage say, whatever its bytes are: to tell an edit from a look.

A program that opens a GeoPackage may write into it although nobody changed anything: SQLite's header, the
moment of the last change, cached counts, extents and search indexes. Whatever else differs is an edit: a row
of any table, its styles and projects among them, a column, a table.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Rows = Mapping[str, Mapping[str, str]]
_SCHEMA = "sqlite_schema"
_CACHES = ("gpkg_ogr_contents",)  # GDAL's counts of features
_FOLLOWING = ("last_change", "min_x", "min_y", "max_x", "max_y")  # columns of gpkg_contents
_DIGEST_BYTES = 8  # a changed row keeps its hash by chance once in 10^19


@dataclass(frozen=True, slots=True)
class RowChanges:
    """How many rows of a table were changed, added and deleted."""

    table: str
    changed: int
    added: int
    deleted: int


def rows_of(gpkg: Path) -> Rows:
    """A short hash of each row by table and row number; the schema counts as a table.

    Raises sqlite3.Error where the file is damaged.
    """
    place = f"{gpkg.resolve().as_uri()}?mode=ro&immutable=1"  # nothing is written beside it
    with contextlib.closing(sqlite3.connect(place, uri=True)) as database:
        database.text_factory = bytes  # whatever a person's program wrote
        return dict(_tables(database))


def row_changes(before: Rows, after: Rows) -> list[RowChanges]:
    """The tables whose rows differ, in the order of their names; none where all say the same."""
    changes = (_changes(table, before, after) for table in sorted(before.keys() | after.keys()))
    return [each for each in changes if each.changed or each.added or each.deleted]


def _changes(table: str, before: Rows, after: Rows) -> RowChanges:
    old, new = before.get(table, {}), after.get(table, {})
    both = old.keys() & new.keys()
    changed = sum(old[row] != new[row] for row in both)
    return RowChanges(table, changed, len(new) - len(both), len(old) - len(both))


def _tables(database: sqlite3.Connection) -> Iterator[tuple[str, dict[str, str]]]:
    listed = "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main'"
    tables = {name.decode(): (kind, unnumbered) for name, kind, unnumbered in database.execute(listed)}
    derived = {name for name, (kind, _) in tables.items() if kind in (b"virtual", b"shadow")}
    derived |= {*_CACHES, *(name for name in tables if name.startswith("sqlite_"))}
    schema = database.execute("SELECT type || ' ' || name, tbl_name, sql FROM sqlite_schema").fetchall()
    yield _SCHEMA, {row[0].decode(): _hash(row) for row in schema if row[1].decode() not in derived}
    for name, (kind, unnumbered) in tables.items():
        if kind == b"table" and name not in derived:
            yield name, dict(_rows(database, name, "NULL" if unnumbered else "rowid"))


def _rows(database: sqlite3.Connection, table: str, number: str) -> Iterator[tuple[str, str]]:
    """Hashes by row number, or by place in the order of the primary key where rows have no number."""
    columns = [row[1].decode() for row in database.execute(f"PRAGMA table_info({_quoted(table)})")]
    if table == "gpkg_contents":
        columns = [column for column in columns if column not in _FOLLOWING]
    names = ", ".join(map(_quoted, columns))
    found = database.execute(f"SELECT {number}, {names} FROM {_quoted(table)}")  # noqa: S608  names are quoted
    for place, (row, *values) in enumerate(found):
        yield str(place if row is None else row), _hash(values)


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _hash(values: object) -> str:
    return hashlib.blake2b(repr(values).encode(), digest_size=_DIGEST_BYTES).hexdigest()
