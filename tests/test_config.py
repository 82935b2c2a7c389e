from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import ScanSettings, Settings, load_settings
from pipeline.errors import UsageError


def test_no_file_means_no_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "commune.toml") == Settings()


def test_scan_takes_the_communes_unit_where_it_has_none(tmp_path: Path) -> None:
    path = tmp_path / "commune.toml"
    path.write_text('former_unit = "07324"\n[scan."maps/a.tif"]\nsheet = 12\n', encoding="utf-8")
    settings = load_settings(path)
    assert settings.of_scan("maps/a.tif") == ScanSettings("07324", 12)
    assert settings.of_scan("maps/b.tif") == ScanSettings("07324", None)


@pytest.mark.parametrize(
    "text",
    [
        "former_unit = 7324",
        "former_units = '07324'",
        "[scan.a]\nsheet = 0",
        "[scan.a]\nsheets = 1",
        "= broken",
    ],
)
def test_faulty_entry_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "commune.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"commune\.toml"):
        load_settings(path)
