"""The GeoPackage: layers, names and value lists for any program, styles for QGIS; the same bytes each time.

OGC GeoPackage 1.3, because QGIS 3.22 and GDAL 3.6, still common in offices, warn of 1.4. One process
writes one file: several writers corrupt the cached count of features without an error.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyogrio
from pyogrio.errors import DataSourceError, FeatureError

from pipeline.delivery.layers import GEOMETRY_COLUMN, LAYERS, Column, Layer, layers_of
from pipeline.delivery.stamp import STANDARD, stamp_of
from pipeline.delivery.templating import render
from pipeline.errors import OutputError

# A fixed moment instead of the run's: the file's bytes must depend on its content alone.
WRITTEN = "2000-01-01T00:00:00.000Z"
# Each layer need not reach the disk by itself: the whole file is synced before it takes its place.
_GDAL_OPTIONS = {"OGR_CURRENT_DATE": WRITTEN, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
_SCHEMA_EXTENSION = "http://www.geopackage.org/spec121/#extension_schema"
_METADATA_EXTENSION = "http://www.geopackage.org/spec121/#extension_metadata"
_QGIS_METADATA = "http://mrcc.com/qgis.dtd"
_SCHEMA_TABLES = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
"""


@dataclass(frozen=True, slots=True)
class Style:
    """A QGIS style of a layer; one of a layer's styles is its default.

    ``qml`` is a document of its own, ``body`` what stands in it, for a project.
    """

    layer: str
    name: str
    qml: str
    body: str
    labelled: bool
    default: bool


def write_gpkg(
    path: Path, frames: Mapping[str, pd.DataFrame], styles: Sequence[Style], project: str = ""
) -> None:
    """Write all layers with their descriptions, indexes and styles; the journal is closed afterwards.

    ``project``: a QGIS project as ``project.make_project`` packs it, named after the file.
    The public edition has no frame for some layers, and frames that lack columns of theirs. Raises
    OutputError where GDAL cannot write.
    """
    with _gdal_options():
        for layer in layers_of(frames):
            _write_layer(path, layer, frames[layer.name])
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("PRAGMA synchronous = OFF")
        with database:
            database.executescript(_SCHEMA_TABLES)
            _describe(database, frames)
            _add_metadata(database, frames)
            _index(database, frames)
            _add_styles(database, styles)
            if project:
                _add_project(database, path.stem, project)
        database.execute("VACUUM")


@contextlib.contextmanager
def _gdal_options() -> Iterator[None]:
    pyogrio.set_gdal_config_options(_GDAL_OPTIONS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(_GDAL_OPTIONS))


def _write_layer(path: Path, layer: Layer, frame: pd.DataFrame) -> None:
    options = {"FID": "fid", "IDENTIFIER": layer.title, "DESCRIPTION": layer.description}
    if layer.geometry:
        options |= {"GEOMETRY_NAME": GEOMETRY_COLUMN, "SPATIAL_INDEX": "YES"}
    new = {} if path.exists() else {"VERSION": "1.3", "CRS_WKT_EXTENSION": "YES"}
    # GDAL's own error may quote a row and cannot leave a worker: it is neither told nor kept as the cause
    with contextlib.suppress(DataSourceError, FeatureError):
        pyogrio.write_dataframe(
            frame,
            path,
            layer=layer.name,
            driver="GPKG",
            geometry_type=layer.geometry,
            dataset_options=new,
            layer_options=options,
        )
        return
    raise OutputError("layer_not_written", {"layer": layer.name, "file": path.name})


def _present(frames: Mapping[str, pd.DataFrame]) -> Iterator[tuple[Layer, Column]]:
    for layer in layers_of(frames):
        for column in layer.columns:
            if column.name in frames[layer.name]:
                yield layer, column


def _describe(database: sqlite3.Connection, frames: Mapping[str, pd.DataFrame]) -> None:
    """Titles, descriptions and value lists that any GeoPackage program can read (extension gpkg_schema)."""
    for layer, column in _present(frames):
        constraint = f"{layer.name}_{column.name}" if column.values else None
        database.execute(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
            (layer.name, column.name, column.title, column.title, column.description, constraint),
        )
        database.executemany(
            "INSERT INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
            [(constraint, value, title) for value, title in column.values],
        )
    database.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
        [(table, _SCHEMA_EXTENSION) for table in ("gpkg_data_columns", "gpkg_data_column_constraints")],
    )


def _add_metadata(database: sqlite3.Connection, frames: Mapping[str, pd.DataFrame]) -> None:
    """What each layer is, how many rows it has and how it came about, where QGIS shows a layer's metadata.

    Behind them, of the file as a whole, which delivery it is.
    """
    held = layers_of(frames)
    for number, layer in enumerate(held, 1):
        text = render("metadata.xml", layer=layer, rows=len(frames[layer.name]))
        database.execute(
            "INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, 'text/xml', ?)",
            (number, _QGIS_METADATA, text),
        )
        database.execute(
            "INSERT INTO gpkg_metadata_reference VALUES ('table', ?, NULL, NULL, ?, ?, NULL)",
            (layer.name, WRITTEN, number),
        )
    whole = len(held) + 1
    database.execute(
        "INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, 'text/plain', ?)",
        (whole, STANDARD, stamp_of(frames)),
    )
    database.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, ?, NULL)",
        (WRITTEN, whole),
    )
    database.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')",
        [(table, _METADATA_EXTENSION) for table in ("gpkg_metadata", "gpkg_metadata_reference")],
    )


def _index(database: sqlite3.Connection, frames: Mapping[str, pd.DataFrame]) -> None:
    for layer, column in _present(frames):
        if column.name in layer.indexed:
            name = f"idx_{layer.name}_{column.name}"
            database.execute(f'CREATE INDEX "{name}" ON "{layer.name}" ("{column.name}")')


def _add_styles(database: sqlite3.Connection, styles: Sequence[Style]) -> None:
    geometry = {layer.name: GEOMETRY_COLUMN if layer.geometry else "" for layer in LAYERS}
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
        " styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)"
        " VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '', ?)",
        [
            (style.layer, geometry[style.layer], style.name, style.qml, style.default, style.name, WRITTEN)
            for style in styles
        ],
    )
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', 'Kiểu hiển thị QGIS', ?)",
        (WRITTEN,),
    )


def _add_project(database: sqlite3.Connection, name: str, content: str) -> None:
    """The project in the table that QGIS looks in (its own convention, no part of the standard)."""
    metadata = json.dumps({"last_modified_time": WRITTEN[:19], "last_modified_user": ""})
    database.execute("CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)")
    database.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", (name, metadata, content))
