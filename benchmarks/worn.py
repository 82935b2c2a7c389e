"""Register pages that faded, broke, were folded, stained and bent, scanned coarsely: read and held against
what was drawn.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.worn [pages a form] [first seed]

The measures are those of benchmarks.registers, and how many pages and rows are told as filled in by hand.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable

import cv2
import numpy as np

from benchmarks import registers
from pipeline.model import PageImage, RegisterPage, Source
from pipeline.records.papers import read_paper
from synthetic.fading import IN_GREY, faded
from synthetic.forms import FORMS, random_register_style
from synthetic.planted import Row
from synthetic.register import draw_register
from synthetic.wear import wear

PAGES, SEED = 2, 8200
_JPEG = 60


def measure(form: str, seeds: Iterable[int]) -> dict[str, float]:
    """Render and read one page a seed."""
    sums, told = registers.Sums(), {"pages_by_hand": 0, "rows_by_hand": 0}
    for seed in seeds:
        rows, image = scan_of(form, seed)
        started = time.process_time()
        page = read_paper(image, by_words=False)
        sums.cpu_s += time.process_time() - started
        sums.pages += 1
        read = page if isinstance(page, RegisterPage) else None
        sums.add(rows, () if read is None else read.rows)
        codes = [] if read is None else [finding.code for finding in read.findings]
        told["pages_by_hand"] += codes.count("page_by_hand")
        told["rows_by_hand"] += codes.count("row_by_hand")
    return sums.measures() | told


def scan_of(form: str, seed: int) -> tuple[list[Row], PageImage]:
    """The first scan of a book, worn, with the rows that stand on it."""
    rng, chance = np.random.default_rng(seed), random.Random(seed)
    style = random_register_style(seed, form)
    dpi, level = float(rng.choice([200, 200, 250])), int(rng.choice([2, 3]))
    rows = registers.book_rows(style, rng, chance)
    drawn = draw_register(rows, style, registers.HEADING, dpi, rng)
    page = drawn[1 if style.cover else 0]
    grey = page if page.ndim == 2 else np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)
    worn = wear(faded(grey, IN_GREY, dpi, rng), level, rng, dpi).pixels
    packed = cv2.imencode(".jpg", worn, [cv2.IMWRITE_JPEG_QUALITY, _JPEG])[1]
    scan = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return rows, PageImage(Source("so.tif"), scan, dpi)


def main() -> None:
    """Print one Markdown table, a column a form."""
    seeds = registers.seeds_asked(__doc__, PAGES, SEED)
    registers.print_table({form: measure(form, seeds) for form in FORMS})


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
