from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from pipeline.delivery import manifest
from pipeline.files import hash_file
from pipeline.model import Commune

CONTENT = {"ma_xa": "07330", "seconds": {"Trang": 0.1}, "outputs": {"report.html": "aa", "maps/1.tif": "bb"}}


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / manifest.NAME
    manifest.write(path, CONTENT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = manifest.read(tmp_path)
    assert read.content == CONTENT
    assert read.outputs == {**CONTENT["outputs"], "manifest.json": hash_file(path)}


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"seal": 1, "outputs": {}}', '{"outputs": {"a": '])
def test_what_is_no_manifest_of_ours_says_nothing(tmp_path: Path, text: str) -> None:
    assert manifest.read(tmp_path) == manifest.NONE
    (tmp_path / manifest.NAME).write_text(text)
    assert manifest.read(tmp_path) == manifest.NONE


def test_a_manifest_that_was_changed_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / manifest.NAME
    manifest.write(path, CONTENT)
    path.write_text(path.read_text(encoding="utf-8").replace('"aa"', '"ac"'), encoding="utf-8")
    assert manifest.read(tmp_path) == manifest.NONE
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["outputs"]["report.html"] == "ac"


def test_of_a_version_without_seals_the_hashes_hold_and_nothing_else(tmp_path: Path) -> None:
    path, sha256 = tmp_path / manifest.NAME, "a" * 64
    path.write_text(json.dumps({"key": "k", "counts": {}, "outputs": {"report.html": sha256}}))
    assert manifest.read(tmp_path) == manifest.Manifest(
        {}, {"report.html": sha256, "manifest.json": hash_file(path)}
    )


@pytest.mark.parametrize("outputs", [{}, [], {"a": "aa"}, {"a": "a" * 64, "b": 1}, {"../a": "a" * 64}])
def test_what_lists_no_hashes_of_ours_says_nothing(tmp_path: Path, outputs: object) -> None:
    (tmp_path / manifest.NAME).write_text(json.dumps({"outputs": outputs}))
    assert manifest.read(tmp_path) == manifest.NONE


def test_counts_add_up(commune: Commune) -> None:
    counts = manifest.counts_of(commune)
    assert counts["parcels"] == 32 == sum(n for key, n in counts.items() if key.startswith("parcels_"))
    assert counts["findings"] == 7 and counts["pages"] == 6
