"""Register pages rendered in every form, read, and held against what was drawn: no map is needed.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.registers [pages a form] [first seed]

Rows are matched by their number. *sure* is the share of names that would be accepted, *silent* how many of
these are wrong; CPU seconds are of reading alone, on one thread as workers read (idle threads would count).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.random import Generator
from rapidfuzz.distance import Levenshtein

from benchmarks.measures import AREA_STEP_M2
from benchmarks.tables import tell
from pipeline.commune.beliefs import sure
from pipeline.commune.verdicts import owner_is_sure
from pipeline.model import PageImage, Pixels, Record, Source
from pipeline.records.register import read_register
from synthetic import names
from synthetic.forms import FORMS, RegisterStyle, random_register_style
from synthetic.margins import Heading
from synthetic.planted import Row
from synthetic.register import draw_register
from synthetic.wear import wear
from training.phrases import holder

HEADING = Heading(
    "Xã Nghĩa Trung", "Huyện Việt Yên", "Tỉnh Bắc Giang", 9209, 12, (0,) * 9, 30, 100, 2012, "Thân Văn Định"
)
CODES = ("LUC", "LUK", "BHK", "CLN", "ONT", "ONT+CLN", "NTS", "RSX")
PAGES, SEED = 8, 7000


@dataclass
class Sums:
    """What was counted over the pages of one form."""

    pages: int = 0
    rows: int = 0
    found: int = 0
    right: int = 0
    owners: int = 0
    areas: int = 0
    codes: int = 0
    letters: int = 0
    slips: int = 0
    sure: int = 0
    silent: int = 0
    silent_values: int = 0
    extra: int = 0
    cpu_s: float = 0.0
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def add(self, rows: Iterable[Row], records: Iterable[Record]) -> None:
        """Count one page's rows."""
        by_number: dict[int, list[Record]] = {}
        for record in records:
            if record.number.value is not None and not record.struck:
                by_number.setdefault(record.number.value, []).append(record)
        for row in rows:
            self.rows += 1
            same = by_number.get(row.number, [])
            if same:
                self._compare(row, same.pop(0))
        self.extra += sum(map(len, by_number.values()))

    def _compare(self, row: Row, record: Record) -> None:
        owner, area, code = record.owner.value or "", record.area_m2.value or -1.0, record.code.value or ""
        alike = owner == row.owner, abs(area - row.area) < AREA_STEP_M2, code == row.code
        self.found += 1
        self.owners += alike[0]
        self.areas += alike[1]
        self.codes += alike[2]
        self.right += all(alike)
        self.letters += len(row.owner)
        self.slips += Levenshtein.distance(owner, row.owner)
        self.sure += owner_is_sure(record.owner)
        self.silent += owner_is_sure(record.owner) and not alike[0]
        self.silent_values += sure(record.area_m2) and not alike[1]
        self.silent_values += sure(record.code) and not alike[2]
        if owner_is_sure(record.owner) and not alike[0]:
            self.wrong.append((row.owner, owner))

    def measures(self) -> dict[str, float]:
        """Shares of all rows, counts, and CPU seconds a page."""
        rows = max(1, self.rows)
        return {
            "rows": self.rows,
            "record_found": self.found / rows,
            "record_row": self.right / rows,
            "owner": self.owners / rows,
            "record_owner_cer": self.slips / max(1, self.letters),
            "record_area": self.areas / rows,
            "record_code": self.codes / rows,
            "sure": self.sure / rows,
            "silent": self.silent,
            "silent_values": self.silent_values,
            "extra_rows": self.extra,
            "cpu_s_page": self.cpu_s / max(1, self.pages),
        }


def measure(form: str, seeds: Iterable[int]) -> Sums:
    """Render and read one book a seed, of one full page (a spread: two)."""
    sums = Sums()
    for seed in seeds:
        for rows, image in book_scans(form, seed):
            started = time.process_time()
            page = read_register(image)
            sums.cpu_s += time.process_time() - started
            sums.pages += 1
            sums.add(rows, () if page is None else page.rows)
    return sums


def book_scans(form: str, seed: int, level: int | None = None) -> Iterator[tuple[list[Row], PageImage]]:
    """The first scan of a book in a form, with the rows that stand on it; ``level`` of wear, else 1 or 2."""
    rng, chance = np.random.default_rng(seed), random.Random(seed)
    style = random_register_style(seed, form)
    dpi, usual = float(rng.choice([200, 250, 300, 300])), int(rng.choice([1, 1, 2]))
    rows = book_rows(style, rng, chance)
    drawn = draw_register(rows, style, HEADING, dpi, rng)
    for scan in drawn[1:] if style.cover else drawn:
        worn = scanned(scan, usual if level is None else level, dpi, rng)
        yield rows, PageImage(Source("so.pdf"), worn, dpi)
        return


def book_rows(style: RegisterStyle, rng: Generator, chance: random.Random) -> list[Row]:
    """As many rows as are sure to stand on one scan; half the names are of the renderer's, half are not."""
    count = (style.rows - style.totals) * (1 + style.spread) - (4 if style.shared or style.history else 0)
    rows: list[Row] = []
    for number in range(1, count + 1):
        owner = names.holder(rng, titled=True) if rng.random() < 0.5 else holder(chance)
        if rows and (style.by_owner or (style.ditto and rng.random() < 0.15)):
            owner = rows[-1].owner
        place = names.field(rng) if rng.random() < 0.5 else names.hamlet(rng)
        area = round(float(np.exp(rng.normal(6, 0.8))), 1)
        rows.append(Row(HEADING.number, number, owner, "GDC", area, str(rng.choice(CODES)), place))
    return rows


def scanned(page: Pixels, level: int, dpi: float, rng: Generator) -> Pixels:
    """The page worn, scanned in grey and compressed."""
    worn = wear(page, level, rng, dpi).pixels
    packed = cv2.imencode(".jpg", worn, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 90))])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def seeds_asked(description: str | None, pages: int, first: int) -> range:
    """The seeds that the command line asks for: so many pages of a form or kind, from the first one on."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pages", type=int, nargs="?", default=pages, help="pages of each")
    parser.add_argument("first", type=int, nargs="?", default=first, help="first seed")
    given = parser.parse_args()
    return range(given.first, given.first + given.pages)


def main() -> None:
    """Print one Markdown table, a column a form."""
    seeds = seeds_asked(__doc__, PAGES, SEED)
    print_table({form: measure(form, seeds).measures() for form in FORMS})


def print_table(columns: Mapping[str, Mapping[str, float]]) -> None:
    """Print measures by form as a Markdown table, a column a form."""
    tell(columns, digits=4)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
