"""Releases: one version everywhere, and pages that commands write are as the commands write them."""

from __future__ import annotations

import re
import sys
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


def test_tables_of_measures_are_what_was_measured() -> None:
    """A number that somebody typed into such a table is overwritten, and this test tells it."""
    places = 0
    for path in tables.DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        assert tables.filled(text) == text, "python -m benchmarks.tables"
        places += text.count("<!-- measured: ")
    assert places and tables.filled("no table") == "no table"


def test_no_table_of_measures_is_typed_by_hand() -> None:
    """A table of which two cells in five are numbers with decimals stands where a command writes it."""
    tabled = re.compile(r"^\|.*\|\n\|[-|: ]+\|\n((?:\|.*\|\n?)+)", re.MULTILINE)
    typed = []
    for path in tables.DOCUMENTS:
        text = re.sub(
            r"<!-- measured: .*?<!-- /measured -->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        for rows in tabled.findall(text):
            cells = [cell for row in rows.splitlines() for cell in row.strip("|").split("|")[1:]]
            numbers = sum(bool(re.search(r"\d[.,]\d", cell)) for cell in cells)
            if numbers * 5 >= 2 * len(cells):
                typed.append(f"{path.name}: {rows.splitlines()[0]}")
    assert not typed


def test_a_column_takes_the_place_of_the_older_one_and_has_its_own_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "RESULTS", tmp_path)
    monkeypatch.setattr(tables, "DOCUMENTS", ())
    tables.keep_column("communes", "one", {"parcels": "5", "accepted": "0.9"}, "aaaaaaa")
    tables.keep_column("communes", "two", {"parcels": "6", "silent": "0"}, "bbbbbbb")
    tables.keep_column("communes", "one", {"parcels": "7", "silent": "0"}, "ccccccc")
    written = tables.filled("<!-- measured: communes -->\n<!-- /measured -->").splitlines()
    assert written[1:6] == [
        "| measure | one | two |",
        "|---|---|---|",
        "| parcels | 7 | 6 |",
        "| silent | 0 | 0 |",
        "| commit | ccccccc | bbbbbbb |",
    ]


def test_a_table_is_kept_where_it_is_named_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tables, "RESULTS", tmp_path)
    monkeypatch.setattr(tables, "DOCUMENTS", ())
    tables.tell({"a": {"rows": 3, "right": 0.98765}, "b": {"rows": 4}})
    assert capsys.readouterr().out.splitlines()[2:] == ["| rows | 3 | 4 |", "| right | 0.988 | – |"]
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("KEEP", "small")
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)  # as a script is run
    monkeypatch.setattr(sys, "argv", ["/elsewhere/small.py", "8"])
    with pytest.raises(ZeroDivisionError), tables.Table("of", "what") as table:
        table.line("half", str(1 // 0))
    assert not list(tmp_path.iterdir())
    with tables.Table("of", "what") as table:
        table.line("half", "0.5")
    written = tables.filled("<!-- measured: small -->\n<!-- /measured -->")
    assert "| half | 0.5 |\n\n*`python small.py 8`, commit " in written


def test_the_glossary_names_fields_that_are_there() -> None:
    known = {layer.name for layer in LAYERS} | {column.name for layer in LAYERS for column in layer.columns}
    rows = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    named = [row.split("|")[3] for row in rows if row.startswith("| ")][1:]
    fields = {part for cell in named for text in re.findall(r"`([^`]+)`", cell) for part in text.split(".")}
    assert len(fields) > 25 and fields <= known
