"""What the hand-in of a large commune costs: 110 sheets, 31,000 parcels, a register page for each twenty.

    python -m benchmarks.hand_in [SHEETS] [--keep FOLDER]

The land is that of `benchmarks.digital_scale`, its register drawn once and scanned into a PDF a sheet; one
parcel in ten waits. *Extracts* are those of the first thousand parcels. Each is made in a process of its own;
peak memory is its largest resident size, or that of a program that it called.
"""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.digital_scale import COLUMNS, SEED, SHEETS
from benchmarks.tables import Table
from pipeline.commune.identifiers import identify
from pipeline.files import hash_file
from pipeline.handin.hand_in import Inputs, write_extracts, write_hand_in
from pipeline.model import (
    Box,
    Commune,
    CommuneObject,
    CommuneParcel,
    CommuneRecord,
    DigitalSheet,
    PageLook,
    Reading,
    Record,
    ScannedPage,
    SheetTitle,
    Source,
    Status,
    Unit,
)
from synthetic.commune import Land, Order, make_headings, make_land
from synthetic.fabric import Plot
from synthetic.forms import FORMS, random_register_style
from synthetic.planted import keep_register
from synthetic.register import draw_register

CODE = "07450"
ROWS_A_PAGE, EXTRACTS = 20, 1000
DPI = 200
_WAITS_EVERY = 10
_SURE = 0.999  # of what is read, so that all that is accepted is written for the exchange too


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sheets", type=int, nargs="?", default=SHEETS)
    parser.add_argument("--keep", type=Path, help="where scans and products stay")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        commune = large_commune(given.sheets, folder / "raw")
        pages = len(commune.pages)
        print(f"{given.sheets} sheets, {len(commune.parcels)} parcels, {pages} pages of registers\n")
        wanted = {(p.sheet, p.number) for p in commune.parcels[:EXTRACTS] if p.number is not None}
        works: dict[str, Callable[[Inputs, Path], None]] = {
            "hand-in": write_hand_in,
            f"{len(wanted)} extracts": functools.partial(write_extracts, wanted=wanted),
        }
        with Table("what", "wall s", "CPU s", "peak MB", "files", "MB") as table:
            for name, work in works.items():
                out = folder / name.split()[-1]
                out.mkdir()
                costs = _apart(work, Inputs(commune, folder / "raw"), out)
                files = [path for path in out.rglob("*") if path.is_file()]
                size_mb = sum(path.stat().st_size for path in files) / 1e6
                table.line(name, *(f"{cost:.0f}" for cost in costs), str(len(files)), f"{size_mb:.0f}")


def _apart(work: Callable[[Inputs, Path], None], inputs: Inputs, out: Path) -> tuple[float, float, float]:
    """Seconds of wall and processor, and the peak in MB, of work in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measured, args=(work, inputs, out, theirs))
    process.start()
    costs: tuple[float, float, float] = ours.recv()
    process.join()
    return costs


def _measured(work: Callable[[Inputs, Path], None], inputs: Inputs, out: Path, told: object) -> None:
    started, used = time.monotonic(), _used_s()
    work(inputs, out)
    own, called = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    peak_mb = max(own.ru_maxrss, called.ru_maxrss) / 1024
    told.send((time.monotonic() - started, _used_s() - used, peak_mb))  # type: ignore[attr-defined]


def _used_s() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


# --- the commune ----------------------------------------------------------------------------------------


def large_commune(sheets: int, raw: Path) -> Commune:
    """A commune as it would be delivered, with its scans below ``raw``."""
    order = Order(CODE, SEED, sheets=sheets, columns=COLUMNS, plots=0.85, cover=1.0)
    land = make_land(order)
    unit = Unit(
        land.unit.code, land.unit.name, "xã", land.unit.district, land.unit.province, CODE, land.unit.epsg
    )
    plots = [plot for plot in land.fabric.plots if plot.use != "way"]
    scans = _scan_register(order, land, raw)
    names = identify([plot.polygon for plot in plots], land.unit.epsg)
    named = enumerate(zip(plots, names, strict=True))
    parcels = tuple(_parcel(unit, plot, name, place) for place, (plot, name) in named)
    ways = [plot for plot in land.fabric.plots if plot.use == "way"]
    objects = tuple(
        CommuneObject(unit.code, way.sheet, way.number, way.code, way.polygon, (_on_map(way),))
        for way in ways
    )
    maps = tuple(_sheet(unit, number, land) for number in land.frames)
    records = tuple(_records(unit, plots, scans))
    pages = tuple(_pages(records, scans, raw))
    return Commune(CODE, "Xã Thử", land.unit.epsg, maps, parcels, objects, records, (), {}, pages=pages)


def _scan_register(order: Order, land: Land, raw: Path) -> dict[int, str]:
    """A PDF for each sheet; its pages are one page drawn in truth, with the sheet's number of pages."""
    rng = np.random.default_rng(SEED)
    some = tuple(plot for plot in land.fabric.plots if plot.sheet == next(iter(land.frames)))[:ROWS_A_PAGE]
    rows, _ = keep_register(some, land.style, rng)
    heading = next(iter(make_headings(order, land).values()))
    drawn = draw_register(rows, random_register_style(SEED, FORMS[0]), heading, DPI, rng)[-1]
    page = Image.fromarray(drawn).convert("L")
    (raw / "records").mkdir(parents=True, exist_ok=True)
    scans = {}
    for sheet in land.frames:
        count = sum(plot.sheet == sheet and plot.use != "way" for plot in land.fabric.plots)
        scans[sheet] = f"records/so_{sheet}.pdf"
        more = [page] * (-(-count // ROWS_A_PAGE) - 1)
        page.save(raw / scans[sheet], "PDF", resolution=DPI, save_all=True, append_images=more)
    return scans


def _on_map(plot: Plot) -> Source:
    middle = plot.polygon.representative_point()
    return Source(f"vectors/dc{plot.sheet}.dgn", 1, place_m=(middle.x, middle.y))


def _parcel(unit: Unit, plot: Plot, name: str, place: int) -> CommuneParcel:
    status: Status = "can_kiem_tra" if place % _WAITS_EVERY == 0 else "khop"
    key = f"{unit.code}_{plot.sheet}_{plot.number}"
    return CommuneParcel(
        unit.code, plot.sheet, plot.number, plot.polygon, plot.area_m2, plot.area_m2, plot.code, plot.code,
        plot.code, plot.place, status, 0.99, (_on_map(plot),), name, key,
    )  # fmt: skip


def _sheet(unit: Unit, number: int, land: Land) -> DigitalSheet:
    nothing: Reading[str] = Reading(None)
    title = SheetTitle(
        nothing, nothing, nothing, Reading(number), nothing, Reading(land.frames[number].scale), Reading(None)
    )
    frame = land.frames[number]
    source = Source(f"vectors/dc{number}.dgn")
    return DigitalSheet(source, title, unit, number, frame.name, frame.scale, unit.epsg, frame.ground)


def _records(unit: Unit, plots: list[Plot], scans: dict[int, str]) -> Iterator[CommuneRecord]:
    seen: dict[int, int] = {}
    for plot in plots:
        row = seen[plot.sheet] = seen.get(plot.sheet, -1) + 1
        page, line = row // ROWS_A_PAGE + 1, row % ROWS_A_PAGE

        def cell(column: int, scan: str = scans[plot.sheet], page: int = page, line: int = line) -> Source:
            box: Box = (80 + 160 * column, 300 + 50 * line, 150, 40)
            return Source(scan, page, box)

        values = (plot.sheet, plot.number, plot.owner, plot.kind, plot.area_m2, plot.code, plot.place, None)
        readings = (
            Reading(value, str(value or ""), _SURE, cell(column), agreed=True)
            for column, value in enumerate(values)
        )
        record = Record(cell(0), *readings)  # type: ignore[arg-type]
        yield CommuneRecord(unit.code, plot.sheet, plot.number, record, "khop", proven=True)


def _pages(records: tuple[CommuneRecord, ...], scans: dict[int, str], raw: Path) -> Iterator[ScannedPage]:
    hashes = {scan: hash_file(raw / scan) for scan in scans.values()}
    places = dict.fromkeys(record.record.source.of_page for record in records)
    for scan, page in places:
        look = PageLook((1654, 2339), float(DPI), float(DPI), 0.0)
        yield ScannedPage(Source(scan, page), "register", hashes[scan], look)


if __name__ == "__main__":
    main()
