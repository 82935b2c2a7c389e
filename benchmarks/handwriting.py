"""Register forms that were filled in by hand: what is read, and above all what is read wrong and believed.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.handwriting WRITERS [pages] [first seed]

``WRITERS`` is a folder made by ``python -m training.hands``; ``pages`` are those of each form. They alternate
between faces of handwriting alone and figures that people really wrote. Cells are matched by where they stand
on the page. *sure*: what would be accepted without another witness; *silent*: how many of these are wrong;
*told*: pages, and rows on other pages, that are said to be filled in by hand.
With ``--printed`` the same pages are printed instead, and *told* counts false alarms; with ``--pen`` writers
draw figures and codes stroke by stroke, and with ``--development`` they are those by whom limits are set.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator

from benchmarks.registers import HEADING, book_rows, scanned
from benchmarks.tables import Table
from pipeline.commune.beliefs import sure
from pipeline.commune.verdicts import owner_is_sure
from pipeline.model import PageImage, Reading, Record, RegisterPage, Source
from pipeline.records.register import read_register
from synthetic.forms import FORMS, RegisterStyle, random_register_style
from synthetic.handwriting import Hand
from synthetic.planted import Row
from synthetic.register import draw_register
from training.hands import random_hand, with_pen
from training.strokes import Part, signs

PAGES, SEED = 4, 5200
KEYS = ("number", "area", "code", "kind", "owner", "place")
_NUMBER_ROW_MM = 5.5


@dataclass(frozen=True, slots=True)
class Writers:
    """Who fills pages in: those of a part, in the folder they were fetched to; ``by_pen``: by strokes."""

    folder: Path
    part: Part = "held_out"
    by_pen: bool = False

    def one(self, seed: int, rng: Generator) -> Hand:
        """A writer; every other one's figures are ones that somebody really wrote, or none by pen."""
        hand = random_hand(self.folder, self.part, rng, digits=seed % 2 == 0 and not self.by_pen)
        return with_pen(hand, self.part, rng, signs()) if self.by_pen else hand


def pages(
    form: str, seeds: Iterable[int], writers: Writers | None
) -> Iterator[tuple[list[Row], RegisterStyle, PageImage]]:
    """One page a seed, filled in by a writer; printed where ``writers`` is None."""
    for seed in seeds:
        rng, chance = np.random.default_rng(seed), random.Random(seed)
        style = random_register_style(seed, form)
        style = replace(style, cover=False, history=0.0, shared=0.0, spread=False, ditto=False)
        dpi, level = float(rng.choice([200, 250, 300, 300])), int(rng.choice([1, 1, 2]))
        rows = book_rows(style, rng, chance)
        if writers:
            style = replace(style, hand=writers.one(seed, rng))
        page = draw_register(rows, style, HEADING, dpi, rng)[0]
        yield rows, style, PageImage(Source("so.pdf"), scanned(page, level, dpi, rng), dpi)


def count(rows: list[Row], style: RegisterStyle, image: PageImage, page: RegisterPage | None) -> Counter[str]:
    """Cells of one page by what became of them."""
    sums: Counter[str] = Counter(pages=1, rows=len(rows))
    if page is None:
        return sums
    sums["understood"] = 1
    sums["told"] = any(finding.code == "page_by_hand" for finding in page.findings)
    sums["told rows"] = sum(finding.code == "row_by_hand" for finding in page.findings)
    by_place = _by_place(page.rows, style, image)
    sums["found"] = len(by_place)
    for place, row in enumerate(rows):
        if place not in by_place:
            continue
        for key, (reading, right, believed) in _compared(row, by_place[place]).items():
            if reading.source is None:
                continue
            sums.update({f"{key} cells": 1, f"{key} right": right, f"{key} sure": believed})
            sums[f"{key} silent"] += believed and not right
    return sums


def _by_place(records: Iterable[Record], style: RegisterStyle, image: PageImage) -> dict[int, Record]:
    """Records by the place of the drawn row they were read from."""
    px = (image.dpi or 0.0) / 25.4
    body = style.frame[2] + style.head_mm + (_NUMBER_ROW_MM if style.number_row else 0.0)
    found = {}
    for record in records:
        if record.source.box is not None:
            middle_mm = (record.source.box[1] + record.source.box[3]) / 2 / px
            found[int((middle_mm - body) // style.row_mm)] = record
    return found


def _compared(row: Row, record: Record) -> dict[str, tuple[Reading[object], bool, bool]]:
    """For each column: its reading, whether it is right, and whether it would be believed."""
    area = record.area_m2.value
    compared = {
        "number": (record.number, record.number.value == row.number),
        "area": (record.area_m2, area is not None and abs(area - row.area) < 0.05),
        "code": (record.code, record.code.value == row.code),
        "kind": (record.owner_kind, record.owner_kind.value == row.kind),
        "owner": (record.owner, record.owner.value == row.owner),
        "place": (record.place, record.place.value == row.place),
    }
    return {
        key: (reading, right, owner_is_sure(reading) if key in ("owner", "place") else sure(reading))
        for key, (reading, right) in compared.items()
    }


def measure(form: str, seeds: Iterable[int], writers: Writers | None) -> Counter[str]:
    """All pages of one form."""
    sums: Counter[str] = Counter()
    for rows, style, image in pages(form, seeds, writers):
        sums += count(rows, style, image, read_register(image))
    return sums


def show(columns: dict[str, Counter[str]]) -> None:
    """One Markdown table, a row a form."""
    total = sum(columns.values(), Counter())
    with Table("form", "pages", "told", "found", *(f"{key}: right, sure, silent" for key in KEYS)) as table:
        for form, sums in {**columns, "all": total}.items():
            cells = []
            for key in KEYS:
                of = max(1, sums[f"{key} cells"])
                right, sure = sums[f"{key} right"] / of, sums[f"{key} sure"] / of
                cells.append(f"{right:.3f}, {sure:.3f}, {sums[f'{key} silent']}")
            told, found = f"{sums['told']}, {sums['told rows']}", f"{sums['found']}/{sums['rows']}"
            table.line(form, str(sums["pages"]), told, found, *cells)
    cells, silent = (sum(total[f"{key} {what}"] for key in KEYS) for what in ("cells", "silent"))
    print(f"silent errors: {silent} of {cells} cells, {1000 * silent / max(1, cells):.1f} in 1,000")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("writers", type=Path)
    parser.add_argument("pages", type=int, nargs="?", default=PAGES, help="pages a form")
    parser.add_argument("first", type=int, nargs="?", default=SEED, help="first seed")
    parser.add_argument("--printed", action="store_true", help="print the pages instead")
    parser.add_argument("--pen", action="store_true", help="figures and codes drawn by strokes")
    parser.add_argument("--development", action="store_true", help="writers by whom limits are set")
    given = parser.parse_args()
    part: Part = "development" if given.development else "held_out"
    writers = None if given.printed else Writers(given.writers, part, given.pen)
    seeds = range(given.first, given.first + given.pages)
    show({form: measure(form, seeds, writers) for form in FORMS})


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
