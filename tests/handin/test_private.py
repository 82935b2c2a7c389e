"""Nothing of a hand-in can be read, or told from its names, by others than its owner."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from pipeline.handin.hand_in import Inputs, write_extracts, write_hand_in
from pipeline.model import Commune


def content(path: Path) -> str:
    """The bytes of a file, and of what is packed in it."""
    parts = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
    if path.suffix == ".pdf":
        parts += _streams(path)
    return b"\n".join(parts).decode("utf-8", "replace")


def _streams(path: Path) -> Iterator[bytes]:
    with pikepdf.open(path) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Stream):
                try:
                    yield each.read_bytes()
                except (pikepdf.PdfError, zlib.error):
                    yield each.read_raw_bytes()


def test_what_names_holders_is_for_its_owner_alone(
    commune: Commune, personal: tuple[str, ...], tmp_path: Path
) -> None:
    inputs, made = Inputs(commune, tmp_path / "raw"), tmp_path / "made"
    (made / "trich_luc").mkdir(parents=True)
    write_hand_in(inputs, made)
    write_extracts(inputs, made / "trich_luc")
    files = [path for path in made.rglob("*") if path.is_file()]
    assert len(files) > 20 and not [path for path in files if path.stat().st_mode & 0o077]
    words = [word for name in personal for word in (name, *name.split())]
    assert not [path.name for path in files if any(word in path.name for word in words)]
    told = [path for path in files if any(name in content(path) for name in personal)]
    assert {path.suffix for path in told} >= {".xlsx", ".xml"}  # they are there to be found
