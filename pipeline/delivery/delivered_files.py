"""Which files a delivery is, for those who look for them and make none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REPORT_ALONE = "alone"  # class of the report's body; without it parcels lead to their questions


@dataclass(frozen=True, slots=True)
class Delivery:
    """The files of a delivery; pictures of sheets lie beside them in ``maps``, points in ``control``."""

    gpkg: Path
    public_gpkg: Path
    report: Path
    findings: Path
    national: Path
    national_shapes: Path


def delivery_in(folder: Path, code: str) -> Delivery:
    """Where the files of a commune's delivery lie in its folder."""
    return Delivery(
        folder / f"{code}.gpkg",
        folder / f"{code}_cong_khai.gpkg",
        folder / "report.html",
        folder / "findings.csv",
        folder / f"{code}_truong_quoc_gia.csv",
        folder / f"{code}_quoc_gia.parquet",
    )
