"""Tables of sheets (App. 16) rendered, read, settled by their last row, and held against what was drawn.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.sheet_totals [tables] [first seed]

Tables of 2 to 60 sheets in all looks, 150 to 300 dpi, wear 1 and 2; in one of four the last row is wrong by
one parcel. *silent*: figures that two readers or the sum call sure, and that are wrong. Beside each table a
page of a register is read, which must not be taken for a table.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.random import Generator

from benchmarks.registers import HEADING, book_scans, scanned
from benchmarks.tables import Table
from pipeline.commune.beliefs import sure
from pipeline.commune.claims import Claim, Tables, of_tables
from pipeline.communes import former_units
from pipeline.model import PageImage, RegisterPage, Source
from pipeline.records.register import read_register
from synthetic.forms import FORMS
from synthetic.totals import SheetSum, draw_totals, random_totals_style, sum_of

TABLES, SEED = 20, 8600
COMMUNE = "07777"  # to which the commune of the heading belongs today
FIGURES = {"parcels": "parcels", "owners": "users", "managers": "managers", "area": "area_m2"}


def measure(seeds: Iterable[int]) -> Counter[str]:
    """What became of every page, row and figure."""
    sums: Counter[str] = Counter()
    for seed in seeds:
        rng = np.random.default_rng(seed)
        lines, wrong = _lines(rng), bool(rng.random() < 0.25)
        images = _scans(lines, wrong, seed, rng)
        started = time.process_time()
        read = [read_register(image) for image in images]
        sums["cpu_ms"] += round(1000 * (time.process_time() - started))
        sums.update(_of_pages(read))
        pages = [page for page in read if page is not None]
        tables = of_tables(pages, COMMUNE, former_units(COMMUNE), [])
        sums.update(_of_rows(lines, tables.claims))
        sums.update(_of_sums(wrong, tables))
        _, image = next(iter(book_scans(FORMS[seed % len(FORMS)], seed)))
        page = read_register(image)
        sums["registers"] += 1
        sums["registers_taken_for_tables"] += page is not None and bool(page.sheet_totals)
    return sums


def _lines(rng: Generator) -> list[SheetSum]:
    """Sheets of a commune; some numbers are left out."""
    count = int(rng.integers(2, 61))
    numbers = np.sort(rng.choice(np.arange(1, count + 6), count, replace=False))
    parcels = np.exp(rng.normal(5.8, 0.8, count)).astype(int) + 5
    return [
        SheetSum(
            int(number),
            int(many),
            int(many * rng.uniform(0.3, 0.9)),
            int(rng.integers(0, 6)),
            round(float(rng.uniform(2e4, 9e5)), 1),
        )
        for number, many in zip(numbers, parcels, strict=True)
    ]


def _scans(lines: Sequence[SheetSum], wrong: bool, seed: int, rng: Generator) -> list[PageImage]:
    total = sum_of(lines)
    total = replace(total, parcels=total.parcels + 1) if wrong else total
    dpi, level = float(rng.choice([150, 200, 250, 300])), int(rng.choice([1, 1, 2]))
    drawn = draw_totals(lines, total, random_totals_style(seed), HEADING, dpi)
    return [
        PageImage(Source("bang.pdf", number), scanned(page, level, dpi, rng), dpi)
        for number, page in enumerate(drawn, 1)
    ]


def _of_pages(read: Sequence[RegisterPage | None]) -> Counter[str]:
    """Pages told apart; ``taken_for_registers`` is the failure that would make parcels of sheets."""
    return Counter(
        pages=len(read),
        pages_told=sum(page is not None and bool(page.sheet_totals) for page in read),
        taken_for_registers=sum(page is not None and bool(page.rows) for page in read),
    )


def _of_rows(lines: Sequence[SheetSum], claims: Sequence[Claim]) -> Counter[str]:
    """Rows by their sheet; a sure figure that is wrong, or a sure sheet that is not there, is silent."""
    by_sheet = {claim.key[1]: claim.total for claim in claims if claim.key}
    names = ("rows_found", "figures", "figures_right", "figures_sure", "silent_figures", "silent_sheets")
    sums: Counter[str] = Counter({"rows": len(lines)} | dict.fromkeys(names, 0))
    sums["silent_sheets"] += len(set(by_sheet) - {line.sheet for line in lines})
    for line in lines:
        total = by_sheet.get(line.sheet)
        sums["rows_found"] += total is not None
        for drawn, found in FIGURES.items() if total else ():
            reading = getattr(total, found)
            right = reading.value is not None and abs(reading.value - getattr(line, drawn)) < 0.05
            sums["figures"] += 1
            sums["figures_right"] += right
            sums["figures_sure"] += sure(reading)
            sums["silent_figures"] += sure(reading) and not right
    return sums


def _of_sums(wrong: bool, tables: Tables) -> Counter[str]:
    told = any("tổng số thửa" in finding.values.get("what", "") for finding in tables.findings)
    return Counter(
        sums_agreeing=tables.agreed,
        sums_differing=tables.differing,
        planted=int(wrong),
        planted_told=int(wrong and told),
    )


def main() -> None:
    """Print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("tables", type=int, nargs="?", default=TABLES)
    parser.add_argument("first", type=int, nargs="?", default=SEED, help="first seed")
    given = parser.parse_args()
    sums = measure(range(given.first, given.first + given.tables))
    with Table("measure", "") as table:
        for name, value in sums.items():
            table.line(name, str(value))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
