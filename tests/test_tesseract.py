from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline import tesseract
from pipeline.errors import MissingToolError


def test_missing_language_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eng.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(MissingToolError, match="tesseract-ocr-vie"):
        tesseract.versions()


@pytest.mark.parametrize("in_process", [True, False])
def test_library_and_program_tell_their_version(monkeypatch: pytest.MonkeyPatch, in_process: bool) -> None:
    monkeypatch.setattr(tesseract, "is_in_process", lambda: in_process)
    assert tesseract._version()[0].isdigit()


def test_another_language_file_is_another_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tesseract.versions()
    for name in ("eng", "vie"):
        shutil.copy(tesseract.language_folder() / f"{name}.traineddata", tmp_path)
    with (tmp_path / "vie.traineddata").open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    changed = {name for name, version in tesseract.versions().items() if version != before[name]}
    assert changed == {"vie.traineddata"}
