"""Public scans of real plans, file by file: what is got of each, beside what it should be.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.real_scans FOLDER

Each picture of the folder goes the way of a document and the way of a map of a commune. All of them are of
other countries: none may become a page of a register or of a parcel, and none may be placed in ours.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2

from benchmarks.tables import Table
from pipeline.communes import commune, former_units
from pipeline.model import MapSheet
from pipeline.records.papers import read_paper
from pipeline.scans import load_page
from pipeline.sheets.place import place_sheet
from pipeline.wording import say

_COMMUNE = "09208"
_PICTURES = (".jpg", ".png", ".tif")
# What the pictures are, by the beginning of their names; of every other one nothing is known.
_WANTED = {
    "lausanne": "linework without frame or crosses: no document, no place",
    "venice": "a hand-drawn plan without frame or crosses: no document, no place",
    "zurich": "a plan with crosses in another system: no document, a sheet without a place here",
}


def row_of(path: Path) -> list[str]:
    """Name, what documents and maps make of it, what it should be, CPU seconds."""
    started = time.process_time()
    image = load_page(path, 1, path.name)
    paper = read_paper(image)
    info = commune(_COMMUNE)
    sheet = place_sheet(image, former_units(_COMMUNE), info.code, info.extent_m)
    spent = time.process_time() - started
    as_document = "nothing" if paper is None else "**a page of a register or a parcel**"
    wanted = next((text for name, text in _WANTED.items() if path.name.startswith(name)), "unknown")
    return [path.name, as_document, _as_map(sheet), wanted, f"{spent:.1f}"]


def _as_map(sheet: MapSheet | None) -> str:
    if sheet is None:
        return "nothing"
    if sheet.fit is not None:
        return "**placed in our commune**"
    reason = sheet.unplaced_reason
    return "a sheet without a place" + ("" if reason is None else f": {say(reason, english=True)}")


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of pictures")
    folder = parser.parse_args().folder
    with Table("file", "as a document", "as a map", "should be", "CPU s") as table:
        for path in sorted(folder.iterdir()):
            if path.suffix in _PICTURES:
                table.line(*row_of(path))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
