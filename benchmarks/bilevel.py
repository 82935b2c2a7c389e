"""Faded register pages with hairline rules in black and white, read and held against what was drawn.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.bilevel [pages a form] [first seed]

The measures are those of benchmarks.registers; thresholds take turns from seed to seed.
"""

from __future__ import annotations

import dataclasses
import random
import time
from collections.abc import Iterable

import cv2
import numpy as np

from benchmarks import registers
from pipeline.model import PageImage, Source
from pipeline.records.register import read_register
from synthetic.black_and_white import THRESHOLDS, black_and_white
from synthetic.forms import FORMS, random_register_style
from synthetic.planted import Row
from synthetic.register import draw_register
from synthetic.wear import wear

PAGES, SEED = 3, 7150
_RULES_MM = (0.08, 0.1, 0.12, 0.15)


def measure(form: str, seeds: Iterable[int]) -> registers.Sums:
    """Render and read one page a seed."""
    sums = registers.Sums()
    for seed in seeds:
        rows, image = scan_of(form, seed)
        started = time.process_time()
        page = read_register(image)
        sums.cpu_s += time.process_time() - started
        sums.pages += 1
        sums.add(rows, () if page is None else page.rows)
    return sums


def scan_of(form: str, seed: int) -> tuple[list[Row], PageImage]:
    """The first scan of a book, in black and white, with the rows that stand on it."""
    rng, chance = np.random.default_rng(seed), random.Random(seed)
    style = random_register_style(seed, form)
    style = dataclasses.replace(style, rule_mm=_RULES_MM[seed % len(_RULES_MM)])
    dpi, level = float(rng.choice([200, 250, 300])), int(rng.choice([1, 1, 2]))
    rows = registers.book_rows(style, rng, chance)
    drawn = draw_register(rows, style, registers.HEADING, dpi, rng)
    worn = wear(drawn[1 if style.cover else 0], level, rng, dpi).pixels
    grey = worn if worn.ndim == 2 else np.asarray(cv2.cvtColor(worn, cv2.COLOR_RGB2GRAY), np.uint8)
    scan = black_and_white(grey, THRESHOLDS[seed % len(THRESHOLDS)], dpi, rng)
    return rows, PageImage(Source("so.tif"), scan, dpi)


def main() -> None:
    """Print one Markdown table, a column a form."""
    seeds = registers.seeds_asked(__doc__, PAGES, SEED)
    registers.print_table({form: measure(form, seeds).measures() for form in FORMS})


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
