from __future__ import annotations

from pathlib import Path

import numpy as np
from recorded_readers import _recorded


def test_a_reader_is_asked_once_for_each_thing_it_is_given(tmp_path: Path) -> None:
    asked: list[float] = []

    def reader(images: list[np.ndarray], letters: str = "") -> list[str]:
        asked.append(float(images[0].sum()))
        return [f"{letters}{image.sum()}" for image in images]

    read = _recorded("reader", reader, tmp_path)
    first, second = np.ones((2, 3), np.uint8), np.ones((3, 2), np.uint8)
    assert read([first], letters="A") == read([first.copy()], letters="A") == ["A6"]
    assert len(asked) == 1
    assert read([second], letters="A") == ["A6"] and read([first], letters="B") == ["B6"]
    assert len(asked) == 3
