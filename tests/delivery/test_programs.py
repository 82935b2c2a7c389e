"""What other programs say of a delivery, where they are installed: QGIS and GDAL's own validator."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from pipeline.delivery.deliver import deliver
from pipeline.model import Commune

SYSTEM_PYTHON = "/usr/bin/python3"
CHECK = Path(__file__).parents[2] / "tools" / "check_qgis.py"


def run(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The system's Python: what it has must not mix with the libraries of this environment."""
    clean = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        [SYSTEM_PYTHON, *words], capture_output=True, text=True, env=clean, timeout=300, check=False
    )


def need(module: str, folder: Path) -> None:
    if not Path(SYSTEM_PYTHON).exists() or run("-c", f"import {module}", folder=folder).returncode:
        pytest.skip(f"the system's Python has no {module}")


@pytest.fixture
def editions(commune: Commune, folder: Path) -> list[Path]:
    delivery = deliver(commune, folder, {})
    return [delivery.gpkg, delivery.public_gpkg]


def test_gdal_finds_nothing_against_the_standard(editions: list[Path], tmp_path: Path) -> None:
    need("osgeo_utils.samples.validate_gpkg", tmp_path)
    for path in editions:
        done = run("-m", "osgeo_utils.samples.validate_gpkg", "--extra", path, folder=tmp_path)
        assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr


def test_qgis_shows_every_edition_as_it_should(editions: list[Path], tmp_path: Path) -> None:
    need("qgis.core", tmp_path)
    for path in editions:
        before = path.read_bytes()
        done = run(CHECK, path, tmp_path / path.stem, folder=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert path.read_bytes() == before
        assert (tmp_path / path.stem / "Trích_lục.pdf").stat().st_size > 10_000
