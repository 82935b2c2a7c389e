"""How fast the review page of a large commune answers, and what memory it takes.

    python -m benchmarks.review [PARCELS]          # 5000

A commune of sheets of 500 parcels each is laid out without reading a scan: labels and register rows as
readers leave them, one code in seven doubtful between two, and the register's the less likely one. It is
merged and handed over as a run would, then ``workflows review`` serves it in processes of its own, and a
client answers a hundred questions as the page does. Printed: seconds from the command to the address and to
the first question, from an answer to the next question and to its pictures, and the memory of all processes
together (proportional set size).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import shapely

from pipeline.communes import commune, former_units
from pipeline.delivery import manifest
from pipeline.model import (
    Fit,
    Label,
    MapSheet,
    Parcel,
    Reading,
    Record,
    RegisterPage,
    SheetParcels,
    SheetTitle,
    Source,
)
from workflows.stages.commune import Keys, merge
from workflows.stages.job import DELIVERED, PAGE, PARCELS, Job

CODE = "09208"
COLUMNS, ROWS, SIDE_M = 25, 20, 20.0  # of the parcels of a sheet
PX_M = 0.1
APART_M = 100.0  # sheets that do not meet need no joint adjustment
DOUBTFUL = 7  # one in so many
ANSWERS = 100
EAST, NORTH = 553_000.0, 2_345_000.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parcels", type=int, nargs="?", default=5000)
    count = parser.parse_args().parcels // (COLUMNS * ROWS)
    with tempfile.TemporaryDirectory() as folder:
        job = prepare(Path(folder), count)
        measure(job)


# --- the commune --------------------------------------------------------------------------------------


def prepare(folder: Path, count: int) -> Job:
    """A commune of ``count`` sheets as a run leaves it, with blank scans."""
    job = Job(CODE, folder / "data_raw" / CODE, folder / "data_out" / CODE)
    job.out.mkdir(parents=True)
    inputs, sheets, pages = [], [], []
    for number in range(1, count + 1):
        traced, book = sheet(number), register(number)
        for source, size in ((traced.sheet.source, (5000, 4000)), (book.source, (1200, 20_040))):
            path = job.raw / source.scan
            path.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(path), np.full(size[::-1], 240, np.uint8))
            inputs.append({"scan": source.scan, "sha256": f"{len(inputs):064x}", "pages": []})
        sheets.append(f"sheet{number}")
        pages.append(f"page{number}")
        job.store.put(PARCELS, sheets[-1], traced)
        job.store.put(PAGE, pages[-1], book)
    keys = Keys(tuple(sheets), (), tuple(pages))
    merged = merge(job, keys)
    job.store.put(DELIVERED, "delivered", job.store.need("commune", merged.key))
    results = {"sheets": keys.sheets, "unplaced": (), "pages": keys.pages, "maps": ()}
    said = {"inputs": inputs, "results": results, "key": "delivered", "outputs": {"report.html": "0" * 64}}
    manifest.write(job.out / manifest.NAME, said)
    return job


def sure(value: Any) -> Reading[Any]:
    return Reading(value, str(value), 0.98, None, (), True)


def _corner(number: int) -> tuple[float, float]:
    return EAST + (COLUMNS * SIDE_M + APART_M) * (number - 1), NORTH + ROWS * SIDE_M


def sheet(number: int) -> SheetParcels:
    """A sheet of 1:1000, one pixel to the decimetre."""
    west, north = _corner(number)
    matrix = np.array([[PX_M, 0.0, 0.0], [0.0, -PX_M, 0.0], [0.0, 0.0, 1.0]])
    unit = former_units(CODE)[0]
    fit = Fit(
        "affine", commune(CODE).epsg, (0.0, 0.0), (west, north), 1.0, matrix, None, None, 0.05, 0.06, PX_M
    )
    size = (int(COLUMNS * SIDE_M / PX_M), int(ROWS * SIDE_M / PX_M))
    frame = np.array([[0.0, 0.0], [size[0], 0], size, [0, size[1]]], dtype=float)
    title = SheetTitle(*[sure("")] * 3, sure(number), Reading(None), sure(1000), Reading(None))
    source = Source(f"maps/to_{number}.png")
    placed = MapSheet(source, size, 254.0, 0, title, unit, number, "", 1000, frame, fit, tolerance_m=0.3)
    parcels = [parcel(placed, place) for place in range(COLUMNS * ROWS)]
    return SheetParcels(placed, tuple(parcels), (), {})


def parcel(placed: MapSheet, place: int) -> Parcel:
    """A square with its label; some codes lie between two."""
    assert placed.unit is not None and placed.number is not None
    west, north = _corner(placed.number)
    column, row = place % COLUMNS, place // COLUMNS
    shape = shapely.box(
        west + SIDE_M * column, north - SIDE_M * (row + 1), west + SIDE_M * (column + 1), north - SIDE_M * row
    )
    x, y = (SIDE_M / PX_M * (column + 0.5), SIDE_M / PX_M * (row + 0.5))
    code = sure("LUC")
    if place % DOUBTFUL == 0:
        code = replace(code, confidence=0.7, agreed=False, alternatives=(("LUK", 0.3),))
    box = (x - 60, y - 40, x + 60, y + 40)
    label = Label((x, y), box, 0.0, "full", sure(place + 1), sure(SIDE_M * SIDE_M), code)
    return Parcel(placed.unit.code, placed.number, "parcel", shape, label, replace(placed.source, box=box))


def register(number: int) -> RegisterPage:
    """The rows of a sheet's parcels; of the doubtful each says what the label's reader thinks less likely."""
    rows = []
    source = Source(f"records/so_{number}.png")
    for place in range(COLUMNS * ROWS):
        line = replace(source, box=(20.0, 40.0 * place, 1180.0, 40.0 * place + 36))
        code = sure("LUK" if place % DOUBTFUL == 0 else "LUC")
        plain = [sure("Nguyễn Văn Mẫu"), sure("GDC"), sure(SIDE_M * SIDE_M), code, sure("Thôn Mẫu")]
        rows.append(Record(line, sure(number), sure(place + 1), *plain, Reading(None)))
    unit = former_units(CODE)[0]
    heading = [sure(f"{unit.kind} {unit.name}"), sure(unit.district), sure(unit.province)]
    return RegisterPage(source, "so_muc_ke", *heading, sure(number), tuple(rows), (), {})


# --- the page -----------------------------------------------------------------------------------------


def measure(job: Job) -> None:
    """Serve the page, answer, and print what it took."""
    folders = {"DATA_RAW": str(job.raw.parent), "DATA_OUT": str(job.out.parent), "HOST": "", "PORT": ""}
    command = [sys.executable, "-m", "workflows", "review", CODE]
    started = time.monotonic()
    with subprocess.Popen(
        command, env={**os.environ, **folders}, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            answer_all(server, started)
        finally:
            server.terminate()


def answer_all(server: subprocess.Popen[str], started: float) -> None:
    """Answer up to a hundred questions of a page that serves, and print what it took."""
    assert server.stderr is not None
    found = re.search(r"http://\S+/", server.stderr.readline())
    assert found, server.stderr.read()
    page = Client(found.group())
    opened = time.monotonic() - started
    asked, first_s = page.ask()
    print(f"address {opened:.2f} s, first question {first_s:.2f} s, questions {asked['left']}")
    waits = [page.answer_first() for _ in range(min(ANSWERS, asked["left"] - 1))]
    for name, those in (
        ("next question", [a for a, _ in waits]),
        ("its pictures", [b for _, b in waits]),
    ):
        print(f"{name}: median {np.median(those):.3f} s, 95 % {np.percentile(those, 95):.3f} s")
    print(f"memory {memory_mb(server.pid):.0f} MB, load {os.getloadavg()[0]:.1f}")


class Client:
    """Asks and answers as the page does."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._asked: dict[str, Any] = {}

    def ask(self) -> tuple[dict[str, Any], float]:
        """The next questions and the seconds that they took."""
        started = time.monotonic()
        self._asked = json.loads(self._get("next?who=An"))
        return self._asked, time.monotonic() - started

    def answer_first(self) -> tuple[float, float]:
        """Accept the first question; seconds to the next one, and for its pictures."""
        question = self._asked["questions"][0]
        answer = {"id": uuid.uuid4().hex, "question": question["id"], "who": "An"}
        started = time.monotonic()
        self._get("answer", json.dumps(answer).encode())
        self.ask()
        told = time.monotonic() - started
        started = time.monotonic()
        following = self._asked["questions"][0]
        for place in range(len(following["pictures"])):
            self._get(f"picture/{place}?{urllib.parse.urlencode({'question': following['id']})}")
        return told, time.monotonic() - started

    def _get(self, path: str, body: bytes | None = None) -> bytes:
        with urllib.request.urlopen(self._address + path, body) as response:
            content: bytes = response.read()
        return content


def memory_mb(pid: int) -> float:
    """Proportional set size of a process and its children, in MB."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        text = status.read_text()
        parents[int(status.parent.name)] = int(text.partition("PPid:")[2].split()[0])
    mine = {pid}
    while grown := {child for child, parent in parents.items() if parent in mine} - mine:
        mine |= grown
    rolled = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in mine]
    return sum(int(text.partition("\nPss:")[2].split()[0]) for text in rolled) / 1024


if __name__ == "__main__":
    main()
