"""All that can be read out of a delivered file, whatever it is packed in."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path

import pandas as pd
from PIL import Image


def everything(path: Path) -> str:
    """The bytes of a file and what is packed in them: tables, the project inside, tags of a picture."""
    cells = {".gpkg": _gpkg, ".parquet": _parquet, ".tif": _tags}.get(path.suffix, _nothing)(path)
    return b"\n".join([*cells, path.read_bytes()]).decode("utf-8", "replace")


def _nothing(_: Path) -> list[bytes]:
    return []


def _parquet(path: Path) -> list[bytes]:
    return [pd.read_parquet(path).to_csv().encode()]


def _tags(path: Path) -> list[bytes]:
    with Image.open(path) as picture:
        return [str(value).encode() for value in picture.tag_v2.values()]


def _gpkg(path: Path) -> list[bytes]:
    """Every cell of every table, and what is packed in one."""
    with sqlite3.connect(path) as database:
        database.text_factory = bytes
        names = [row[0].decode() for row in database.execute("SELECT name FROM sqlite_master WHERE rootpage")]
        cells = [
            cell if isinstance(cell, bytes) else str(cell).encode()
            for name in names
            if not name.startswith(("idx_", "sqlite_autoindex"))
            for row in database.execute(f'SELECT * FROM "{name}"')
            for cell in row
        ]
    packed = [blob for cell in cells for blob in (cell, _unhexed(cell)) if blob.startswith(b"PK")]
    for blob in packed:
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            cells += [archive.read(name) for name in archive.namelist()]
    assert packed, "the project was not looked into"
    return cells


def _unhexed(cell: bytes) -> bytes:
    try:
        return bytes.fromhex(cell.decode("ascii"))
    except ValueError:
        return b""
