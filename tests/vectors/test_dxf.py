"""Blocks, curves and texts of a DXF: all that is drawn, and never without end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pytest

from pipeline.errors import ScanError
from pipeline.vectors import dxf, limits
from pipeline.vectors.drawing import Drawing


def _opened(tmp_path: Path, fill: Callable[[Any], None]) -> Drawing:
    document = ezdxf.new("R2010")
    fill(document)
    document.saveas(tmp_path / "a.dxf")
    return dxf.open_dxf(tmp_path / "a.dxf")


def _deep(levels: int) -> Callable[[Any], None]:
    def fill(document: Any) -> None:
        document.blocks.new("B1").add_line((0, 0), (1, 1))
        for level in range(2, levels + 1):
            document.blocks.new(f"B{level}").add_blockref(f"B{level - 1}", (0, 0))
        document.modelspace().add_blockref(f"B{levels}", (0, 0))

    return fill


def _repeated(document: Any) -> None:
    document.blocks.new("B").add_line((0, 0), (1, 0))
    document.modelspace().add_blockref("B", (0, 0)).grid(size=(2, 3), spacing=(10, 20))


def test_blocks_in_blocks_are_opened_as_deep_as_is_looked_for_and_no_deeper(tmp_path: Path) -> None:
    assert len(_opened(tmp_path, _deep(dxf._DEEPEST_BLOCK)).strokes) == 1
    with pytest.raises(ScanError, match="lồng nhau"):
        _opened(tmp_path, _deep(dxf._DEEPEST_BLOCK + 1))


def test_a_block_that_is_repeated_in_rows_and_columns_stands_at_each_place(tmp_path: Path) -> None:
    strokes = _opened(tmp_path, _repeated).strokes
    assert sorted(tuple(stroke.points[0]) for stroke in strokes) == [
        (x, y) for x in (0.0, 20.0, 40.0) for y in (0.0, 10.0)
    ]


def test_blocks_elements_and_vertices_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BLOCKS", 6)
    assert len(_opened(tmp_path, _repeated).strokes) == 6
    for limit, least in (("MAX_BLOCKS", 5), ("MAX_ELEMENTS", 10), ("MAX_VERTICES", 11)):
        with monkeypatch.context() as less:
            less.setattr(limits, limit, least)
            with pytest.raises(ScanError, match=str(least)):
                _opened(tmp_path, _repeated)


@pytest.mark.parametrize("radius", [50.0, 1e15])
def test_chords_lie_near_the_curve_for_its_size(tmp_path: Path, radius: float) -> None:
    (circle,) = _opened(tmp_path, lambda document: document.modelspace().add_circle((0, 0), radius)).strokes
    middles = (circle.points[1:] + circle.points[:-1]) / 2
    off = radius - np.hypot(*middles.T).min()
    assert off <= max(dxf._CHORD_M, 2 * dxf._CHORD_SHARE * radius) and len(circle.points) < 20_000


def test_a_text_is_cut_before_its_codes_are_read(tmp_path: Path) -> None:
    coded = "\\A1;{\\fArial;" * 100_000
    (writing,) = _opened(tmp_path, lambda document: document.modelspace().add_mtext("LUC" + coded)).writings
    assert writing.raw.startswith(b"LUC") and len(writing.raw) <= limits.MAX_TEXT_BYTES
