"""A commune of small pictures whose reading is stood in for, on workers inside this process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from distributed import Client
from PIL import Image

from pipeline.model import (
    ControlPoint,
    MapSheet,
    Reading,
    SheetTitle,
    Source,
    Unit,
)
from pipeline.sheets.control import solve
from workflows.commune import digitize
from workflows.preparation import prepare

CODE = "07330"
EPSG = 9214
SIDE_PX = 160
NOTHING: Reading[str] = Reading(None)
NO_NUMBER: Reading[int] = Reading(None)
UNIT = Unit("07321", "Thử Nghiệm", "xã", "Yên Thế", "Bắc Giang", CODE, EPSG)


@dataclass
class Archive:
    """Folders of a commune, and how often each piece of work was done, by stage and scan."""

    raw: Path
    out: Path
    client: Client
    done: Counter[str] = field(default_factory=Counter)

    def scan(self, name: str) -> Path:
        """Add a scan; each has pixels of its own."""
        path = self.raw / CODE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shade = 100 + len(list(self.raw.rglob("*.png")))
        Image.fromarray(np.full((SIDE_PX, SIDE_PX), shade, np.uint8)).save(path)
        return path

    def run(self, allow_shrink: bool = False) -> Counter[str]:
        """Digitize the commune; answers with the pieces of work that were done, not found in the store."""
        self.done.clear()
        before, delivered = self._results(), self._delivered_at()
        digitize(prepare(CODE, self.raw, self.out), self.client, allow_shrink=allow_shrink)
        after = self._results()
        # what was delivered last has one place, and each delivery takes it
        kept = {path: made for path, made in before.items() if path.parent.name != "delivered"}
        again = [path.parent.name for path, made in kept.items() if after.get(path, made) != made]
        assert not again, f"written again: {again}"
        for path in set(after) - set(before):
            if path.parent.name in ("picture", "commune"):
                self.done[path.parent.name] += 1
        if self._delivered_at() != delivered:
            self.done["delivery"] += 1
        return Counter(self.done)

    def delivered(self) -> dict[str, tuple[int, bytes]]:
        """Time and content of every file of the delivery."""
        files = [p for p in (self.out / CODE).rglob("*") if p.is_file() and ".work" not in p.parts]
        return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    def _delivered_at(self) -> int:
        manifest = self.out / CODE / "manifest.json"
        return manifest.stat().st_mtime_ns if manifest.exists() else 0

    def _results(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in (self.out / CODE / ".work").rglob("*.result")}


def placed_sheet(source: Source, number: int) -> MapSheet:
    """A sheet of 100 m whose place follows from its number."""
    west, north = 412_000.0 + 100 * number, 2_370_000.0
    grid = [(float(x), float(y)) for x in (20, 80, 140) for y in (20, 80, 140)]
    off_m = [0.01 * ((index * 7) % 5 - 2) for index in range(9)]
    points = [
        ControlPoint("cross", x, y, west + x / 1.2 + off, north - y / 1.2)
        for (x, y), off in zip(grid, off_m, strict=True)
    ]
    fitted, solved = solve(points, EPSG, (SIDE_PX, SIDE_PX))
    frame_px = np.array([[20.0, 20.0], [140, 20], [140, 140], [20, 140]])
    title = SheetTitle(NOTHING, NOTHING, NOTHING, Reading(number), NOTHING, Reading(1000), NO_NUMBER)
    return MapSheet(
        source, (SIDE_PX, SIDE_PX), 30.0, 0, title, UNIT, number, "", 1000, frame_px, fitted, solved, 0.15
    )
