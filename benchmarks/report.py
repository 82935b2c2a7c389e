"""How large the report of a large commune is, and what its bytes are.

    python -m benchmarks.report [DATA_OUT/<ma_xa>]      # data_out/07330; run the commune first

Copies of a delivered commune stand side by side until there are 5,000 parcels. One parcel in seven waits (700
of 5,000): where fewer do in the commune, others wait for the reasons of one that does. Pictures are of the
sheets and pages that were really scanned.
"""

from __future__ import annotations

import argparse
import itertools
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import rasterio
import shapely
from affine import Affine

from benchmarks.tables import keep
from pipeline.delivery import manifest
from pipeline.delivery.report import make_report
from pipeline.delivery.tables import sheet_key
from pipeline.delivery.told import Told
from pipeline.delivery.waiting import sheet_file
from pipeline.model import Commune, CommuneParcel, Finding
from workflows.stages.job import DELIVERED, Job

Shift = tuple[float, float]
PARCELS = 5000
WAITING = 1 / 7
APART = 1000  # sheet numbers of two copies
PARTS = {
    "pictures of sheets": r'<article id="to-\d+".*?(<img src="data:[^"]*")',
    "places of what waits": r'<article class="place[^>]*>\s*(<img src="data:[^"]*")',
    "cells of the register": r'(<img class="cells" src="data:[^"]*")',
    "the map": r'(<svg class="map".*?</svg>)',
    "residuals of sheets": r'(<svg class="residuals".*?</svg>)',
    "areas compared": r'(<svg class="scatter".*?</svg>)',
    "style, with its filters": r"(<style>.*?</style>)",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("data_out/07330"))
    folder = parser.parse_args().folder
    small = delivered(folder)
    shifts = shifts_of(small, -(-PARCELS // len(small.parcels)))
    large = many(small, shifts)
    with tempfile.TemporaryDirectory() as scratch:
        pictures = dict(pictures_of(small, folder, Path(scratch), shifts))
        started = time.process_time()
        page = make_report(large, pictures)
    rows = [(name, kilobytes(size)) for name, size in sizes(page).items()]
    for row in rows:
        print(*row)
    waiting = sum(each.status == "can_kiem_tra" for each in large.parcels)
    told = f"{len(large.parcels):,} parcels on {len(large.sheets)} sheets, {waiting} of them waiting"
    rows.append(("processor seconds", f"{time.process_time() - started:.1f}"))
    keep("report", (told, "kB"), rows)


def delivered(folder: Path) -> Commune:
    """The commune as it was handed over in ``folder``. Raises LookupError where its results are gone."""
    job = Job(folder.name, folder, folder)
    commune: Commune = job.store.get(DELIVERED, manifest.read(folder).content["key"])
    return commune


def shifts_of(commune: Commune, copies: int) -> list[Shift]:
    """How far each copy of a commune lies from it, east and north in metres, so that all fill a square."""
    west, south, east, north = shapely.total_bounds([each.geometry for each in commune.parcels])
    across = max(1, round(copies**0.5))
    return [((k % across) * (east - west), -(k // across) * (north - south)) for k in range(copies)]


def many(commune: Commune, shifts: Sequence[Shift]) -> Commune:
    """Copies of a commune, their sheets with numbers of their own."""
    parcels, findings = _waiting(commune)
    sheets, all_parcels, all_findings = [], [], []
    for copy, shift in enumerate(shifts):
        sheets += [replace(each, number=_apart(each.number, copy)) for each in commune.sheets]
        all_findings += [replace(each, sheet=_apart(each.sheet, copy)) for each in findings]
        all_parcels += [
            replace(
                each,
                sheet=each.sheet + copy * APART,
                geometry=shapely.transform(each.geometry, lambda place, by=shift: place + by),
                key=f"{each.key}_{copy}",
            )
            for each in parcels
        ]
    return replace(
        commune,
        sheets=tuple(sheets),
        parcels=tuple(all_parcels),
        findings=tuple(all_findings),
        records=commune.records * len(shifts),
    )


def _apart(sheet: int | None, copy: int) -> int | None:
    return None if sheet is None else sheet + copy * APART


def _waiting(commune: Commune) -> tuple[list[CommuneParcel], list[Finding]]:
    """Parcels of which one in seven waits, and what is told of them."""
    told = Told(commune.findings, commune.parcels)
    parcels, findings = list(commune.parcels), list(commune.findings)
    reasons = [found for each in parcels if each.status == "can_kiem_tra" and (found := told.of_parcel(each))]
    others = [place for place, each in enumerate(parcels) if each.status != "can_kiem_tra"]
    missing = max(0, round(len(parcels) * WAITING) - len(parcels) + len(others))
    step = max(1, len(others) // max(1, missing))
    for place, reason in zip(others[::step][:missing], itertools.cycle(reasons or [[]]), strict=False):
        parcels[place] = replace(parcels[place], status="can_kiem_tra")
        findings += [
            replace(each, sheet=parcels[place].sheet, number=parcels[place].number) for each in reason
        ]
    return parcels, findings


def pictures_of(
    commune: Commune, folder: Path, scratch: Path, shifts: Sequence[Shift]
) -> Iterator[tuple[str, Path]]:
    """The picture of each sheet under the name that it has in each copy, where that copy lies."""
    files = {path.name: path for path in (folder / "maps").glob("*.tif")}
    for sheet in commune.sheets:
        unit_code, number = sheet_key(sheet)
        path = sheet_file(files, unit_code, number)
        if path is None or number is None:
            continue
        for copy, (east, north) in enumerate(shifts):
            name = path.name.replace(f"_{number}.", f"_{number + copy * APART}.")
            shutil.copyfile(path, scratch / name)
            with rasterio.open(scratch / name, "r+", driver="GTiff", IGNORE_COG_LAYOUT_BREAK="YES") as moved:
                moved.transform = Affine.translation(east, north) * moved.transform
            yield name, scratch / name


def sizes(page: str) -> Mapping[str, int]:
    """Bytes of a report by what they are, and all together."""
    found = {name: sum(len(part.encode()) for part in _parts(name, page)) for name in PARTS}
    whole = len(page.encode())
    cards = sum(
        len(each.encode()) for each in re.findall(r'<article class="place.*?</article>', page, re.DOTALL)
    )
    cards -= found["places of what waits"] + found["cells of the register"]
    rest = whole - sum(found.values()) - cards
    return {**found, "texts of what waits": cards, "all other text": rest, "whole page": whole}


def _parts(name: str, page: str) -> list[str]:
    return re.findall(PARTS[name], page, re.DOTALL)


def kilobytes(size: int) -> str:
    return f"{size / 1000:,.0f}"


if __name__ == "__main__":
    main()
