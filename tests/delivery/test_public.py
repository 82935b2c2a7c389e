from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from pipeline.delivery.deliver import deliver
from pipeline.delivery.layers import LAYERS
from pipeline.model import Commune

SCAN_NAMED_AFTER_A_PERSON = "Lê Thị Giấu"


@pytest.fixture
def delivered(commune: Commune, folder: Path) -> Path:
    deliver(commune, folder, {})
    return folder


def unhexed(cell: bytes) -> bytes:
    try:
        return bytes.fromhex(cell.decode("ascii"))
    except ValueError:
        return b""


def everything(path: Path) -> str:
    """Every cell of every table, what is packed in one, and the raw bytes with what lies in free pages."""
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
    packed = [blob for cell in cells for blob in (cell, unhexed(cell)) if blob.startswith(b"PK")]
    for blob in packed:
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            cells += [archive.read(name) for name in archive.namelist()]
    assert packed, "the project was not looked into"
    return b"\n".join([*cells, path.read_bytes()]).decode("utf-8", "replace")


def test_private_edition_holds_the_names_that_are_looked_for(
    delivered: Path, personal: tuple[str, ...]
) -> None:
    text = everything(delivered / "07330.gpkg")
    assert all(name in text for name in (*personal, SCAN_NAMED_AFTER_A_PERSON))


def test_public_edition_holds_no_personal_data_anywhere(delivered: Path, personal: tuple[str, ...]) -> None:
    text = everything(delivered / "07330_cong_khai.gpkg")
    words = [word for name in personal for word in (name, name.upper(), " ".join(name.split()[-2:]))]
    words += [word.encode("utf-16-le").decode("utf-8", "replace") for word in personal]
    assert not [word for word in (*words, SCAN_NAMED_AFTER_A_PERSON, "so_muc_ke") if word in text]
    assert "ten_chu" not in text and "dia_chi" not in text


def test_public_edition_names_no_personal_column(delivered: Path) -> None:
    with sqlite3.connect(delivered / "07330_cong_khai.gpkg") as database:
        for layer in LAYERS:
            held = {row[1] for row in database.execute(f'PRAGMA table_info("{layer.name}")')}
            described = {
                row[0]
                for row in database.execute(
                    "SELECT column_name FROM gpkg_data_columns WHERE table_name = ?", (layer.name,)
                )
            }
            assert not {column.name for column in layer.columns if column.personal} & (held | described)


def test_public_edition_has_the_same_layers_and_rows(delivered: Path) -> None:
    private, public = delivered / "07330.gpkg", delivered / "07330_cong_khai.gpkg"
    for layer in LAYERS:
        count = f'SELECT count(*) FROM "{layer.name}"'
        with sqlite3.connect(private) as one, sqlite3.connect(public) as other:
            assert one.execute(count).fetchone() == other.execute(count).fetchone()


def test_public_sources_are_map_sheets_only(delivered: Path) -> None:
    with sqlite3.connect(delivered / "07330_cong_khai.gpkg") as database:
        sources = {row[0] for row in database.execute("SELECT DISTINCT nguon FROM thua_dat")}
    assert sources == {"maps/to_1.tif#1 [1 2 3 4]", "maps/to_2.tif#1 [1 2 3 4]"}


def test_other_files_that_all_may_read_hold_no_holder(delivered: Path, personal: tuple[str, ...]) -> None:
    for name in ("report.html", "findings.csv"):
        text = (delivered / name).read_text(encoding="utf-8-sig")
        assert not [word for word in personal if word in text], name
