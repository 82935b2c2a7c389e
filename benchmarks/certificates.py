"""Rendered extracts with corner tables, worn and read: is the polygon exactly the one that was printed?

python -m benchmarks.certificates [pages] [first seed]
"""

from __future__ import annotations

import argparse
import time

import cv2
import numpy as np

from benchmarks.registers import scanned
from pipeline.model import PageImage, Source
from pipeline.records.certificates import Certificate, read_certificate
from synthetic.certificate import Extract, draw_extract, random_extract, random_extract_style

PAGES, SEED = 60, 8000


def measure(pages: int, first: int) -> dict[str, float]:
    """Shares of all pages; ``silent`` counts polygons said to be proven that are not as printed."""
    sums = dict.fromkeys(
        ("exact", "proven", "silent", "repaired", "number", "sheet", "area", "code", "owner"), 0
    )
    started = time.process_time()
    for seed in range(first, first + pages):
        extract, found = _read(seed)
        if found is None:
            continue
        exact = found.outline is not None and _same(found, extract)
        proven = found.outline is not None and found.outline.proven
        sums["exact"] += exact
        sums["proven"] += proven
        sums["silent"] += proven and not exact
        sums["repaired"] += found.outline is not None and found.outline.repairs > 0 and exact
        sums["number"] += found.number.value == extract.number
        sums["sheet"] += found.sheet.value == extract.sheet
        sums["area"] += found.area_m2.value == extract.area
        sums["code"] += found.code.value == extract.code
        sums["owner"] += found.owner.value == extract.owner
    shares = {name: count if name == "silent" else count / pages for name, count in sums.items()}
    return {"pages": pages, **shares, "cpu_s_page": (time.process_time() - started) / pages}


def _read(seed: int) -> tuple[Extract, Certificate | None]:
    rng = np.random.default_rng([seed, 5])
    extract, style = random_extract(rng), random_extract_style(rng)
    dpi, level = float(rng.choice([200, 300, 300])), int(rng.choice([1, 1, 2]))
    page = scanned(draw_extract(extract, style, dpi), level, dpi, rng)
    return extract, read_certificate(PageImage(Source("trich_luc.pdf"), page, dpi))


def _same(found: Certificate, extract: Extract) -> bool:
    points = found.outline.points if found.outline is not None else np.zeros((0, 2))
    return points.shape == extract.corners.shape and bool(np.abs(points - extract.corners).max() < 1e-6)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pages", type=int, nargs="?", default=PAGES)
    parser.add_argument("first", type=int, nargs="?", default=SEED, help="first seed")
    given = parser.parse_args()
    print("| measure | value |\n|---|---|")
    for name, value in measure(given.pages, given.first).items():
        print(f"| {name} | {value if isinstance(value, int) else f'{value:.3f}'} |")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
