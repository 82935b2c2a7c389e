"""How often each reader is right about each field on each kind of page, by how sure it was; and each outline.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.calibration FOLDER [seeds] [first]
                                                                              [--write] [--writers WRITERS]

Seeds 8300 to 8349 are for the table that the program reads (``--write``), 8350 to 8399 for judging it. A seed
is a small map sheet and a register page of two kinds in turn: printed, faded (wear 3), scanned in black and
white; with ``--writers`` (a folder of ``python -m training.hands``) also a page filled in with a pen. What
was counted of a seed stays in FOLDER, so a run that was cut short goes on. Readings are told apart by the
reader whose value stands, the field, who else gave the same, and the reader's own confidence; outlines by
whether the area printed in them is drawn. Prints the counts, and the reliability diagram: what the program's
table says beside what was right.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks import bilevel, handwriting, registers
from benchmarks.drawn_sheets import Job, render
from benchmarks.measures import AREA_STEP_M2
from benchmarks.tracing_measures import Pair, match
from pipeline import reliability
from pipeline.commune import beliefs, witnesses
from pipeline.commune.pieces import Piece
from pipeline.model import Label, PageImage, Reading, Record
from pipeline.parcels.trace import trace_sheet
from pipeline.records.register import read_register
from pipeline.reliability import BANDS, Kind, Level, level_of
from synthetic.forms import FORMS
from synthetic.planted import Row
from synthetic.wear import bilevel as two_tones

TABLE = Path(__file__).parent.parent / "pipeline" / "resources" / "calibration.csv"
SEEDS, FIRST = 50, 8300
FRAME_MM = 120.0
STEPS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 1.001)
KINDS: tuple[Kind, ...] = ("print", "faded", "bilevel")
_LOOKS, _SCALES = ("circular2014", "left", "boxed", "centred"), (1000, 500, 2000)
_WEAR: dict[Kind, int] = {"print": 1, "faded": 3, "bilevel": 1}
_LIKE = 2  # of number, area, code and holder: a row that has so many of them is the same row
_SAME_SHAPE = 0.8  # overlap
Seen = tuple[Level, bool]  # the level of a reading or an outline, and whether it is right
Count = Counter[tuple[Kind, Level, bool]]


def main() -> None:
    """Render, read, count, and print; write the program's table where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="where what was counted stays")
    parser.add_argument("seeds", type=int, nargs="?", default=SEEDS)
    parser.add_argument("first", type=int, nargs="?", default=FIRST)
    parser.add_argument("--write", action="store_true", help="write the table that the program reads")
    parser.add_argument("--writers", type=Path, help="folder of training.hands: pages by pen as well")
    given = parser.parse_args()
    count: Count = Counter()
    for seed in range(given.first, given.first + given.seeds):
        kinds: list[Kind] = [KINDS[seed % 3], KINDS[(seed + 1) % 3]]
        for kind in (*kinds, "pen") if given.writers else kinds:
            count.update((kind, *seen) for seen in _once(given.folder, seed, kind, given.writers))
    lines = [*table(count)]
    for line in lines:
        print(",".join(map(str, line)))
    for text in diagram(count):
        print(text)
    if given.write:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)


def _once(folder: Path, seed: int, kind: Kind, writers: Path | None) -> list[Seen]:
    """What is seen on a seed's pages of a kind, from the folder where it is known."""
    path = folder / f"{seed}_{kind}.json"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([*seen_on(seed, kind, writers)]), encoding="utf-8")
    told = json.loads(path.read_text(encoding="utf-8"))
    return [(Level(*level), right) for level, right in told]


def seen_on(seed: int, kind: Kind, writers: Path | None) -> Iterator[Seen]:
    """Every reading and outline of a seed's pages of a kind."""
    if kind != "pen":
        yield from of_sheet(seed, kind)
        yield from of_page(*_page(seed, kind))
    elif writers:
        form = FORMS[seed % len(FORMS)]
        for rows, _, image in handwriting.pages(form, [seed], handwriting.Writers(writers)):
            yield from of_page(rows, image)


def of_sheet(seed: int, kind: Kind) -> Iterator[Seen]:
    """Labels and outlines of a small sheet placed by its truth."""
    look, scale = _LOOKS[seed % len(_LOOKS)], _SCALES[seed % len(_SCALES)]
    rendered = render(Job(look, scale, _WEAR[kind], seed, frame_mm=FRAME_MM))
    page = rendered.page
    if kind == "bilevel":
        page = replace(page, pixels=two_tones(page.pixels))
    parcels = [each for each in trace_sheet(page, rendered.sheet).parcels if each.kind != "object"]
    for pair in match(rendered.shapes, parcels) if parcels else ():
        if pair.parcel is not None and pair.true.number is not None:
            yield from _of_parcel(pair, scale)


def _of_parcel(pair: Pair, scale: int) -> Iterator[Seen]:
    parcel, true = pair.parcel, pair.true
    assert parcel is not None
    areas = witnesses.areas_of(Piece(parcel, parcel.polygon, scale, 0), None)
    agrees = None if areas.sigmas is None else areas.drawn_agrees
    yield reliability.shape_level(agrees, parcel.support), pair.iou >= _SAME_SHAPE
    if isinstance(parcel.label, Label):
        yield from _seen(parcel.label.number, true.number)
        if true.area_m2 is not None:
            yield from _seen(parcel.label.area_m2, float(true.area_m2))
            yield from _seen(parcel.label.code, true.code)


def _page(seed: int, kind: Kind) -> tuple[list[Row], PageImage]:
    form = FORMS[seed % len(FORMS)]
    if kind == "bilevel":
        return bilevel.scan_of(form, seed)
    return next(registers.book_scans(form, seed, level=_WEAR[kind] if kind == "faded" else None))


def of_page(rows: list[Row], image: PageImage) -> Iterator[Seen]:
    """Numbers, areas, codes and holders of a register page."""
    page = read_register(image)
    for row, record in _matched(rows, [] if page is None else [r for r in page.rows if not r.struck]):
        yield from _seen(record.number, row.number)
        yield from _seen(record.area_m2, float(row.area))
        yield from _seen(record.code, row.code)
        yield from _seen(record.owner, row.owner)


def _seen(reading: Reading[Any], true: Any) -> Iterator[Seen]:
    level = level_of(reading)
    if level is not None:
        same = isinstance(true, float) and beliefs.same_area(reading.value, true)
        yield level, same or reading.value == true


def _matched(rows: list[Row], records: list[Record]) -> Iterable[tuple[Row, Record]]:
    """Pairs of a row and what was read of it: as many values alike as can be, in all."""
    alike = np.array([[_alike(row, record) for record in records] for row in rows]).reshape(len(rows), -1)
    for i, j in zip(*linear_sum_assignment(alike, maximize=True), strict=True):
        if alike[i, j] >= _LIKE:
            yield rows[i], records[j]


def _alike(row: Row, record: Record) -> int:
    area = record.area_m2.value
    return (
        (record.number.value == row.number)
        + (area is not None and abs(area - row.area) < AREA_STEP_M2)
        + (record.code.value == row.code)
        + (record.owner.value == row.owner)
    )


def table(count: Count) -> Iterator[tuple[object, ...]]:
    """The rows of the program's table, with its head."""
    yield "reader", "field", "heard", "from", "kind", "readings", "right", "measured"
    for level, kind in sorted({(level, kind) for kind, level, _ in count}):
        right, wrong = count[kind, level, True], count[kind, level, False]
        yield *level[:3], BANDS[level.band], kind, right + wrong, right, date.today().isoformat()


def diagram(count: Count) -> Iterator[str]:
    """The reliability diagram as a Markdown table: what the program's table foretold, and what was right.

    The kind of page is held back, as the program does not know it.
    """
    judged = [(reliability.of_level(level), right, times) for (_, level, right), times in count.items()]
    yield "\n| foretold | readings | mean | right |\n|---|---|---|---|"
    for low, high in itertools.pairwise(STEPS):
        here: Sequence[tuple[float, bool, int]] = [each for each in judged if low <= each[0] < high]
        if here:
            chance, right, times = np.array(here, np.float64).T
            mean, share = np.average(chance, weights=times), np.average(right, weights=times)
            yield f"| {low:.3f} – {min(high, 1.0):.3f} | {times.sum():.0f} | {mean:.4f} | {share:.4f} |"


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
