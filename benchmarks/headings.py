"""Headings of registers, worn and read: whose they are said to be, and how wrong readers that agree can be.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.headings [headings] [first seed]

Every heading is drawn twice: of an old unit of a commune, and of a place of the same name elsewhere. *agreed*
is the largest share of letters that two readers read alike and wrong in a district or province; names that
were cut short count by what is left of them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.random import Generator

from benchmarks.registers import HEADING, scanned
from benchmarks.tables import Table
from pipeline.communes import all_communes, former_units, recognise_heading
from pipeline.likeness import length, wrong_letters
from pipeline.model import PageImage, Pixels, Reading, RegisterPage, Source
from pipeline.places import districts_of, name_of, provinces_of
from pipeline.records.headings import PageHeading, read_heading
from pipeline.records.line import Line
from pipeline.records.page import flatten, page_dpi, straighten
from pipeline.records.tables import find_grid
from pipeline.records.text_lines import lines_above
from synthetic.forms import FORMS, random_register_style
from synthetic.margins import Heading
from synthetic.planted import Row
from synthetic.register import draw_register

# Districts of provinces around Bắc Ninh; none of them is in a table of the program.
ELSEWHERE = (
    ("Huyện Phúc Thọ", "Thành phố Hà Nội"),
    ("Huyện Cẩm Giàng", "Tỉnh Hải Dương"),
    ("Huyện Hữu Lũng", "Tỉnh Lạng Sơn"),
    ("Huyện Phú Bình", "Tỉnh Thái Nguyên"),
    ("Huyện Văn Lâm", "Tỉnh Hưng Yên"),
    ("Thị xã Đông Triều", "Tỉnh Quảng Ninh"),
)
_FORMS = [form for form in FORMS if form != "app15"]  # which names its commune on the cover alone
HEADINGS, SEED = 100, 4000
_SOURCE = Source("so.pdf")


@dataclass
class Sums:
    """What headings of here and of elsewhere were taken for, and the worst that two readers agreed on."""

    ours: Counter[str] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)
    agreed: float = 0.0

    def add(self, seed: int) -> None:
        """Draw and read one heading of a commune's old unit, and its homonym elsewhere."""
        rng = np.random.default_rng(seed)
        code = str(rng.choice([info.code for info in all_communes()]))
        units = former_units(code)
        unit = units[int(rng.integers(len(units)))]
        own = replace(
            HEADING,
            commune=f"{unit.kind} {unit.name}",
            district=unit.district,
            province=f"Tỉnh {unit.province}",
        )
        district, province = ELSEWHERE[int(rng.integers(len(ELSEWHERE)))]
        read = _read(own, seed, rng)
        self.ours[_taken_for(read, code)] += 1
        for reading, names in ((read.district, districts_of(unit)), (read.province, provinces_of(unit))):
            self.agreed = max(self.agreed, _wrong(reading, names))
        away = _read(replace(own, district=district, province=province), seed, rng)
        self.foreign[_taken_for(away, code)] += 1


def _read(heading: Heading, seed: int, rng: Generator) -> PageHeading:
    style = replace(random_register_style(seed, _FORMS[seed % len(_FORMS)]), cover=False, spread=False)
    rows = [Row(heading.number, number, "", "GDC", 100.0 + number, "LUC", "") for number in range(1, 6)]
    dpi, level = float(rng.choice([150, 200, 300])), int(rng.choice([1, 2, 3]))
    page = scanned(draw_register(rows, style, heading, dpi, rng)[0], level, dpi, rng)
    return read_heading(_lines(page, dpi), _SOURCE)


def _lines(page: Pixels, dpi: float) -> list[Line]:
    image = PageImage(_SOURCE, page, dpi)
    flat = flatten(image)
    view = straighten(flat, page_dpi(image), 0)
    grid = find_grid(view.pixels)
    bottom = view.pixels.shape[0] // 4 if grid is None else int(grid.nodes[0, :, 1].min())
    return list(lines_above(flat, view, bottom))


def _taken_for(read: PageHeading, code: str) -> str:
    page = RegisterPage(_SOURCE, "head", read.commune, read.district, read.province, read.sheet, (), (), {})
    return recognise_heading(page, code).reason


def _wrong(reading: Reading[str], names: tuple[str, ...]) -> float:
    """Share of the letters of the nearest right name that two readers read wrong alike."""
    if not reading.agreed or reading.value is None:
        return 0.0
    read = name_of(reading.value)
    cut = ["".join(name.split())[: length(read)] for name in names]
    return min(wrong_letters(name, read) / length(name) for name in (*names, *cut))


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("headings", type=int, nargs="?", default=HEADINGS)
    parser.add_argument("first", type=int, nargs="?", default=SEED, help="first seed")
    given = parser.parse_args()
    sums = Sums()
    for seed in range(given.first, given.first + given.headings):
        sums.add(seed)
    with Table("headings", "read as") as table:
        for name, count in (("of here", sums.ours), ("of elsewhere", sums.foreign)):
            table.line(name, ", ".join(f"{count[key]} {key}" for key in sorted(count)))
        table.line("largest share of a name wrong alike", f"{sums.agreed:.2f}")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
