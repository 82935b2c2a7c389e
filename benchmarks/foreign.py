"""Ruled tables of other papers, worn and read: how many are taken for a page of a register, with what rows.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.foreign [pages a kind] [first seed]

Every kind is drawn with its title and the names of its columns, and as a page that goes on without them.
"""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.registers import scanned, seeds_asked
from benchmarks.tables import Table
from pipeline.model import PageImage, Source
from pipeline.records.papers import read_paper
from synthetic.foreign_tables import KINDS, draw_foreign

PAGES, SEED = 3, 6100


def rows_of(kind: str, titled: bool, seed: int) -> int | None:
    """Rows that a page gives; None where it is taken for no page of a register."""
    rng = np.random.default_rng(seed)
    dpi, level = float(rng.choice([150, 200, 300])), int(rng.choice([1, 2]))
    drawn = draw_foreign(kind, int(rng.integers(6, 25)), dpi, rng, titled)
    page = read_paper(PageImage(Source("bang.pdf"), scanned(drawn, level, dpi, rng), dpi), by_words=False)
    return None if page is None or isinstance(page, tuple) else len(page.rows)


def main() -> None:
    """Print one row a kind."""
    seeds = seeds_asked(__doc__, PAGES, SEED)
    with Table("table", "with its head: taken / rows", "without: taken / rows") as table:
        for kind in KINDS:
            shown = []
            for titled in (True, False):
                taken = [rows for seed in seeds if (rows := rows_of(kind, titled, seed)) is not None]
                shown.append(f"{len(taken)} of {len(seeds)} / {sum(taken)}")
            table.line(kind, *shown)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
