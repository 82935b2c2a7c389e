"""What ``pipeline.scans.sharpness`` says of pages of known resolution, as they are and enlarged in every way.

    python -m benchmarks.sharpness FILE [PAGE]

Prints one row for each resolution that the page is brought down to: what is measured where it is then
enlarged to 200 and 300 dpi, as it is and below JPEG of quality 75.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.tables import Table
from pipeline.model import PageImage, Pixels
from pipeline.scans import load_page
from pipeline.scans.sharpness import detail_dpi

_WAYS = {"nearest": cv2.INTER_NEAREST, "linear": cv2.INTER_LINEAR, "cubic": cv2.INTER_CUBIC}
_SCANNED, _ENLARGED, _JPEG = (60, 75, 80, 90, 100, 110, 120, 150), (200, 300), 75


def enlarged(grey: Pixels, dpi: float, scanned: int, wanted: int) -> Iterator[Pixels]:
    """The page as it would be at a lower resolution, enlarged in each way, each without and with JPEG."""
    small = cv2.resize(grey, None, fx=scanned / dpi, fy=scanned / dpi, interpolation=cv2.INTER_AREA)
    for way in _WAYS.values():
        large = cv2.resize(small, None, fx=wanted / scanned, fy=wanted / scanned, interpolation=way)
        yield np.asarray(large, np.uint8)
        packed = cv2.imencode(".jpg", large, [cv2.IMWRITE_JPEG_QUALITY, _JPEG])[1]
        yield np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def _rows(page: PageImage, grey: Pixels, dpi: float) -> Iterator[list[str]]:
    for scanned in _SCANNED:
        said = [
            f"{detail_dpi(replace(page, pixels=pixels, dpi=float(wanted))) or 0:.0f}"
            for wanted in _ENLARGED
            for pixels in enlarged(grey, dpi, scanned, wanted)
        ]
        yield [str(scanned), *map(", ".join, zip(said[::2], said[1::2], strict=True))]


def main() -> None:
    path, number = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    page = load_page(path, number, path.name)
    grey = page.pixels if page.pixels.ndim == 2 else cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY)
    dpi = page.dpi or 200.0
    print(f"as it is, {dpi:.0f} dpi: {detail_dpi(page)}")
    heads = [f"to {wanted}, {way}" for wanted in _ENLARGED for way in _WAYS]
    with Table("scanned at", *heads) as table:
        for row in _rows(page, grey, dpi):
            table.line(*row)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
