"""What ``pipeline.scans.sharpness`` says of pages of known resolution, as they are and enlarged.

    python -m benchmarks.sharpness FILE [PAGE]

Prints one row a resolution: what is measured where the page is enlarged to 200 and 300 dpi.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import cv2

from pipeline.scans import load_page
from pipeline.scans.sharpness import detail_dpi


def main() -> None:
    path, number = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    page = load_page(path, number, path.name)
    grey = page.pixels if page.pixels.ndim == 2 else cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY)
    dpi = page.dpi or 200.0
    print(f"as it is, {dpi:.0f} dpi: {detail_dpi(page)}")
    print("| scanned at | to 200, cubic | to 300, linear |\n|---|---|---|")
    for scanned in (60, 80, 100, 120, 150):
        small = cv2.resize(grey, None, fx=scanned / dpi, fy=scanned / dpi, interpolation=cv2.INTER_AREA)
        said = []
        for wanted, way in ((200, cv2.INTER_CUBIC), (300, cv2.INTER_LINEAR)):
            large = cv2.resize(small, None, fx=wanted / scanned, fy=wanted / scanned, interpolation=way)
            said.append(f"{detail_dpi(replace(page, pixels=large, dpi=float(wanted))) or 0:.0f}")
        print(f"| {scanned} | {said[0]} | {said[1]} |")


if __name__ == "__main__":
    main()
