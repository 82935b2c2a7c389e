"""How long a large delivery takes: 27,000 parcels on 90 sheets with as many register rows and 3,000 findings.

python -m benchmarks.delivery
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shapely.geometry import Polygon

from benchmarks.tables import keep
from pipeline.delivery.deliver import deliver
from pipeline.delivery.gpkg import write_gpkg
from pipeline.delivery.project import make_project
from pipeline.delivery.rows import rows_of
from pipeline.delivery.styles import layer_styles
from pipeline.delivery.tables import tables
from pipeline.model import (
    Commune,
    CommuneParcel,
    CommuneRecord,
    Finding,
    Opinion,
    OpinionDocument,
    OpinionField,
    Reader,
    Reading,
    Record,
    Source,
    Status,
)

SHEETS, PER_SHEET, FINDINGS = 90, 300, 3000
UNIT, EPSG = "07321", 9214
CORNERS = ((0, 0), (7, 0.5), (13, -0.4), (20, 0), (20.3, -8), (20, -20), (11, -19.7), (0, -20))
STATUSES: tuple[Status, ...] = (*["khop"] * 9, "can_kiem_tra")  # type: ignore[assignment]


def opinions(*values: tuple[OpinionField, float | str], source: Source) -> tuple[Opinion, ...]:
    """Two readers that agree on every value."""
    readers: tuple[Reader, Reader] = ("pp_ocr", "tesseract")
    document: OpinionDocument = "map" if source.scan.startswith("maps") else "register"
    return tuple(
        Opinion(field, document, reader, value, 0.99, source) for field, value in values for reader in readers
    )


def parcel(sheet: int, number: int, status: Status) -> CommuneParcel:
    east = 412_000 + (sheet % 10) * 400 + (number % 20) * 20
    north = 2_370_000 - (sheet // 10) * 400 - (number // 20) * 20
    shape = Polygon([(east + dx, north + dy) for dx, dy in CORNERS])
    sources = (Source(f"maps/to_{sheet}.tif", 1, (1, 2, 3, 4)), Source("records/so.pdf", 3, (5, 6, 7, 8)))
    read: tuple[tuple[OpinionField, float | str], ...] = (
        ("number", number),
        ("area", 399.6),
        ("code", "LUC"),
    )
    told = tuple(opinion for source in sources for opinion in opinions(*read, source=source))
    key = f"{UNIT}_{sheet}_{east}.0_{north}.0"
    return CommuneParcel(
        UNIT, sheet, number, shape, 399.6, 399.6, "LUC", "LUC", "LUC", "Đồng Trên", status, 0.99, sources,
        key=key, opinions=told,
    )  # fmt: skip


def record(sheet: int, number: int) -> CommuneRecord:
    source = Source("records/so.pdf", 1 + number // 20, (5, 6, 7, 8))
    row = Record(
        source, Reading(sheet), Reading(number), Reading("Nguyễn Văn Thử"), Reading("GDC"), Reading(399.6),
        Reading("LUC"), Reading("Đồng Trên"), Reading(None),
    )  # fmt: skip
    told = opinions(
        ("sheet", sheet), ("number", number), ("owner", "Nguyễn Văn Thử"), ("owner_kind", "GDC"),
        ("area", 399.6), ("code", "LUC"), ("place", "Đồng Trên"), source=source,
    )  # fmt: skip
    return CommuneRecord(UNIT, sheet, number, row, "khop", opinions=told)


def large_commune() -> Commune:
    chance = random.Random(1)
    keys = [(sheet, number) for sheet in range(1, SHEETS + 1) for number in range(1, PER_SHEET + 1)]
    parcels = tuple(parcel(*key, chance.choice(STATUSES)) for key in keys)
    found = tuple(
        Finding("area_mismatch", UNIT, *key, {"map": "1,0", "record": "2,0", "drawn": "1,0"})
        for key in keys[:FINDINGS]
    )
    return Commune("07330", "Xã Thử", EPSG, (), parcels, (), tuple(record(*key) for key in keys), found, {})


def timed(name: str, work: Callable[[], object]) -> tuple[str, str, str]:
    """A row of the table: what, processor time, wall time."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:45} {wall:6.2f} s wall {cpu:6.2f} s CPU")
    return (name, f"{cpu:.1f} s", f"{wall:.1f} s")


def write(commune: Commune, path: Path) -> None:
    frames = tables(commune)
    styles = layer_styles(frames)
    write_gpkg(path, frames, styles, make_project(path, commune.name, frames, styles, ()))


def main() -> None:
    commune = large_commune()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parcels = f"{len(commune.parcels):,} parcels and as many register rows"
        rows = [
            timed(f"one GeoPackage: {parcels}", lambda: write(commune, folder / "one.gpkg")),
            timed("whole delivery: both editions, report, tables", lambda: deliver(commune, folder, {})),
            timed(
                "what the rows of one say, to tell edits later",
                lambda: rows_of(folder / "07330.gpkg"),
            ),
        ]
        megabytes = (folder / "07330.gpkg").stat().st_size / 1e6
        rows.append((f"size of a GeoPackage: {megabytes:.1f} MB", "", ""))
    keep("delivery", ("what", "CPU", "wall"), rows)


if __name__ == "__main__":
    main()
