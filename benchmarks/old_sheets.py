"""Sheets that look like no other of the renderer: how well they are traced and read, and delivered whole.

    python -m benchmarks.old_sheets SEEDS... [--style NAME ...] [--frame-mm 500] [--whole FOLDER]

Each seed is drawn in each style (all four without ``--style``). Without ``--whole`` sheets are placed by
their truth and traced, as in ``benchmarks.tracing``, and the measures are those of that benchmark. With it
each sheet and its register is a commune, digitized by the program from the scans alone; scans, results and
truth stay in FOLDER. Seeds 8800 to 8849 are for development, 8850 to 8899 for testing: nothing is tuned on
those, and nobody looks at them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2

from benchmarks.agreement import digitized
from benchmarks.drawn_sheets import Rendered, placed, true_shapes
from benchmarks.tables import Table, shown
from benchmarks.tracing import traced
from benchmarks.tracing_measures import Tally
from pipeline.communes import all_communes
from pipeline.model import Source
from synthetic.old_sheets.commune import OldOrder, OldSheet, draw_old_sheet, render_old_commune
from synthetic.old_sheets.styles import NAMES

_JPEG = 85
_SHOWN = (
    "truth_parcels",
    "out_parcels",
    "recall_0.8",
    "precision_0.8",
    "recall_0.9",
    "precision_0.9",
    "number_right",
    "printed_area_right",
    "code_right",
    "accepted",
    "silent_errors",
    "silent_false_parcels",
    "wall_s",
)


def main() -> None:
    """Print a Markdown table, a row a sheet as soon as it is measured."""
    given = _parser().parse_args()
    codes = [info.code for info in all_communes()]
    orders = [
        OldOrder(style, seed, codes[seed % len(codes)], given.frame_mm)
        for seed in given.seeds
        for style in given.style or NAMES
    ]
    if given.whole:
        with Table("sheet", *_SHOWN) as table:
            for order in orders:
                measures = delivered(order, given.whole / f"{order.style}_{order.seed}")
                table.line(_name(order), *(shown(measures.get(key)) for key in _SHOWN))
        return
    total: dict[str, Tally] = {}
    with Table("sheet", *Tally().row()) as table:
        for order in orders:
            sheet = draw_old_sheet(order)
            tally = traced(rendered(sheet, order), sheet.style.scale)[1]
            total[order.style] = total.get(order.style, Tally()) + tally
            table.line(_name(order), *tally.row().values())
        for style, tally in total.items():
            table.line(style, *tally.row().values())


def delivered(order: OldOrder, folder: Path) -> dict[str, float]:
    """What the program makes of the sheet and its register; drawn where they are not there yet."""
    if not (folder / "truth" / "commune.json").is_file():
        render_old_commune(order, folder / "raw", folder / "truth")
    return digitized(order.code, folder)[0]


def rendered(sheet: OldSheet, order: OldOrder) -> Rendered:
    """The scan as a file would hold it, placed by its truth."""
    heading, pixels = sheet.land.heading, sheet.worn.pixels
    if sheet.style.scan == "bilevel":
        suffix, settings = ".png", [cv2.IMWRITE_PNG_BILEVEL, 1]
    else:
        suffix, settings = ".jpg", [cv2.IMWRITE_JPEG_QUALITY, _JPEG]
    raw = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if pixels.ndim == 3 else pixels
    encoded = bytes(cv2.imencode(suffix, raw, settings)[1])
    place = placed(sheet.drawn, sheet.worn, heading, Source(f"maps/{_name(order)}{suffix}"))
    shapes = true_shapes(sheet.drawn, sheet.land.fabric, sheet.style.base, heading.number)
    return Rendered(encoded, place, shapes)


def _name(order: OldOrder) -> str:
    return f"{order.style} {order.seed}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--style", choices=NAMES, nargs="+")
    parser.add_argument("--frame-mm", type=float, default=500.0, help="side of the drawn part of a sheet")
    parser.add_argument("--whole", type=Path, metavar="FOLDER", help="digitize whole communes there")
    return parser


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
