"""Tesseract as it is installed on this machine: where its language files lie, and what of it will read."""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from pipeline.errors import MissingToolError
from pipeline.files import hash_file

_LANGUAGES = ("vie", "eng")


def language_folder() -> Path:
    """Folder of Tesseract's language files; ``TESSDATA_PREFIX`` wins over Debian's place."""
    named = os.environ.get("TESSDATA_PREFIX")
    places = [Path(named)] if named else []
    places += [*sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata")), Path("/usr/share/tessdata")]
    for place in places:
        if place.is_dir():
            return place
    raise MissingToolError("no_language_files")


def versions() -> dict[str, str]:
    """Version of Tesseract and the SHA-256 of each language file that is used.

    Raises MissingToolError where it or a language is not installed.
    """
    return _versions(language_folder())


@functools.cache
def _versions(folder: Path) -> dict[str, str]:
    files = {language: folder / f"{language}.traineddata" for language in _LANGUAGES}
    for language, path in files.items():
        if not path.is_file():
            raise MissingToolError("language_missing", {"language": language})
    return {"tesseract": _version(), **{path.name: hash_file(path) for path in files.values()}}


@functools.cache
def is_in_process() -> bool:
    """Whether Tesseract reads inside this process, or as a program of its own at every call."""
    return importlib.util.find_spec("tesserocr") is not None


def _version() -> str:
    if is_in_process():
        import tesserocr  # noqa: PLC0415  only the process that reads pays for it

        return str(tesserocr.tesseract_version()).split()[1]
    program = shutil.which("tesseract")
    if program is None:
        raise MissingToolError("no_tesseract")
    told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
    return told.stdout.split()[1]
