"""A file of coordinates is for the scan that it lies beside, under its name."""

from __future__ import annotations

import pytest

from workflows.georeference_files import match_georeferences

SCANS = ("maps/a/to_1.tif", "maps/b/to_1.tif", "maps/to_2.jpg", "maps/to_2.tif")


@pytest.mark.parametrize(
    ("file", "scan"),
    [
        ("maps/a/to_1.tfw", "maps/a/to_1.tif"),
        ("maps/a/TO_1.TFW", "maps/a/to_1.tif"),
        ("maps/b/to_1.tif.json", "maps/b/to_1.tif"),
        ("maps/to_2.jpg.wld", "maps/to_2.jpg"),
        ("maps/to_2.wld", None),  # two scans are called so
        ("maps/to_1.tfw", None),
    ],
)
def test_by_place_and_name(file: str, scan: str | None) -> None:
    found, lost = match_georeferences(SCANS, [file])
    assert found == ({} if scan is None else {scan: (file,)})
    assert [finding.code for finding in lost] == (["georeference_without_scan"] if scan is None else [])
