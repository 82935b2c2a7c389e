from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from drawn_maps import COMMUNE, labels, lines, write_dxf

from pipeline.errors import ScanError
from pipeline.vectors import limits
from pipeline.vectors.read import read_map
from pipeline.vectors.sheet import File


def test_lines_that_touch_more_often_than_those_of_a_map_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, file = write_dxf(tmp_path / "a.dxf", lines(), labels()), File.of("vectors/a.dxf", COMMUNE)
    each = [shapely.LineString(line) for line in lines()]
    touching = sum(one.intersects(two) for one in each for two in each)
    monkeypatch.setattr(limits, "MAX_CROSSINGS", touching)
    assert len(read_map(path, file).sheets[0].parcels) == 6
    monkeypatch.setattr(limits, "MAX_CROSSINGS", touching - 1)
    with pytest.raises(ScanError, match="cắt nhau"):
        read_map(path, file)


def test_bytes_that_a_program_stored_come_back() -> None:
    assert limits.as_bytes("§å") == b"\xa7\xe5"
    assert limits.as_bytes("Đồng") == "Đồng".encode()
    assert len(limits.as_bytes("x" * 5000)) == limits.MAX_TEXT_BYTES
