"""Second scans show the same paper, worn otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.scans import inspect, load_page
from synthetic.commune import Order, render_commune
from synthetic.rescans import Again, render_again

ORDER = Order("07330", seed=3, dpi=100, wear_level=0, sheets=2, frame_mm=150, plots=0.4)


def test_the_same_paper_is_scanned_again(tmp_path: Path) -> None:
    render_commune(ORDER, tmp_path / "raw", tmp_path / "truth")
    render_again(ORDER, Again(80.0, 0), tmp_path / "raw")
    folder = tmp_path / "raw" / "07330"
    firsts = sorted((folder / "maps").glob("*.tif"))
    seconds = sorted((folder / "maps" / "lan_2").glob("*.jpg"))
    assert len(firsts) == len(seconds) == 2
    for first, second in zip(firsts, seconds, strict=True):
        assert first.stem == second.stem
        one = Image.open(second)
        like = Image.open(first).convert("L").resize(one.size, Image.Resampling.BOX)
        assert np.corrcoef(np.ravel(one), np.ravel(like))[0, 1] > 0.8
    books = [folder / "records" / name for name in ("so_muc_ke.pdf", "so_muc_ke_lan_2.pdf")]
    assert inspect(books[0])[1] == inspect(books[1])[1]
    widths = [load_page(book, 1, "x").pixels.shape[1] for book in books]
    assert widths[1] < widths[0]
    assert inspect(books[0])[0] != inspect(books[1])[0]
