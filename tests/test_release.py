"""Releases: one version everywhere, and pages that commands write are as the commands write them."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from benchmarks import tables
from pipeline.delivery.layers import LAYERS
from pipeline.release import VERSION
from workflows.__main__ import main

ROOT = Path(__file__).parent.parent


def test_the_version_is_that_of_the_newest_release_in_the_changelog() -> None:
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased"
    released = [re.match(r"(\d+)\.(\d+)\.(\d+)", head) for head in heads[1:]]
    numbers = [tuple(map(int, each.groups())) for each in released if each]
    assert len(numbers) == len(heads) - 1 and numbers == sorted(numbers, reverse=True)
    assert ".".join(map(str, numbers[0])) == VERSION
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "pipeline.release.VERSION"}


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.strip() == f"diachinh {VERSION}"


def test_the_page_of_messages_is_what_its_command_writes() -> None:
    written = runpy.run_path(str(ROOT / "tools" / "write_messages.py"))["page"]()
    assert (ROOT / "docs" / "messages.md").read_text(encoding="utf-8") == written, "make messages"


def test_tables_of_measures_are_what_was_measured() -> None:
    """A number that somebody typed into such a table is overwritten, and this test tells it."""
    places = 0
    for path in tables.DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        assert tables.filled(text) == text, "python -m benchmarks.tables"
        places += text.count("<!-- measured: ")
    assert places and tables.filled("no table") == "no table"


def test_the_glossary_names_fields_that_are_there() -> None:
    known = {layer.name for layer in LAYERS} | {column.name for layer in LAYERS for column in layer.columns}
    rows = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    named = [row.split("|")[3] for row in rows if row.startswith("| ")][1:]
    fields = {part for cell in named for text in re.findall(r"`([^`]+)`", cell) for part in text.split(".")}
    assert len(fields) > 25 and fields <= known
