"""Put the delivery together: every file is written aside first, and only then do all take their places."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.delivery.gpkg import write_gpkg
from pipeline.delivery.layers import FINDINGS
from pipeline.delivery.national import write_national, write_national_shapes
from pipeline.delivery.project import make_project
from pipeline.delivery.public import public_tables
from pipeline.delivery.report import make_report
from pipeline.delivery.spreadsheet import write_findings
from pipeline.delivery.styles import layer_styles
from pipeline.delivery.tables import tables
from pipeline.files import hash_file, written_aside
from pipeline.model import Commune

_PRIVATE = 0o600  # names of holders, or of scans, which offices name after holders
_PUBLIC = 0o644


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where the files of a delivery are."""

    gpkg: Path
    public_gpkg: Path
    report: Path
    findings: Path
    national: Path
    national_shapes: Path
    manifest: Path


def deliver(commune: Commune, folder: Path, manifest: Mapping[str, object]) -> Delivery:
    """Write the delivery of a commune into ``folder``; pictures of sheets lie in ``folder/maps`` already.

    ``manifest`` (inputs, versions, timings) is completed by counts and by hashes of the files written.
    An earlier delivery stays as it is until all new files are complete; the manifest comes last.
    Raises OutputError where something cannot be written.
    """
    target = Delivery(
        folder / f"{commune.code}.gpkg",
        folder / f"{commune.code}_cong_khai.gpkg",
        folder / "report.html",
        folder / "findings.csv",
        folder / f"{commune.code}_truong_quoc_gia.csv",
        folder / f"{commune.code}_quoc_gia.parquet",
        folder / "manifest.json",
    )
    with ExitStack() as stack:
        aside = Delivery(
            manifest=stack.enter_context(written_aside(target.manifest, _PRIVATE)),
            national_shapes=stack.enter_context(written_aside(target.national_shapes, _PUBLIC)),
            national=stack.enter_context(written_aside(target.national, _PRIVATE)),
            findings=stack.enter_context(written_aside(target.findings, _PRIVATE)),
            report=stack.enter_context(written_aside(target.report, _PRIVATE)),
            public_gpkg=stack.enter_context(written_aside(target.public_gpkg, _PUBLIC)),
            gpkg=stack.enter_context(written_aside(target.gpkg, _PRIVATE)),
        )
        _write(commune, folder, aside)
        aside.manifest.write_text(_manifest_text(commune, aside, manifest), encoding="utf-8")
    return target


def _write(commune: Commune, folder: Path, aside: Delivery) -> None:
    frames = tables(commune)
    _write_gpkg(aside.gpkg, commune, frames, folder)
    write_findings(aside.findings, frames[FINDINGS.name])
    write_national(aside.national, frames)
    public = public_tables(commune, frames)
    _write_gpkg(aside.public_gpkg, commune, public, folder)
    write_national_shapes(aside.national_shapes, public)
    aside.report.write_text(make_report(commune, folder), encoding="utf-8")


def _write_gpkg(path: Path, commune: Commune, frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    styles = layer_styles(frames)
    title = f"{commune.name} ({commune.code})"
    write_gpkg(path, frames, styles, make_project(path, title, frames, styles, folder / "maps"))


def _manifest_text(commune: Commune, aside: Delivery, manifest: Mapping[str, object]) -> str:
    exports = (aside.findings, aside.national, aside.national_shapes)
    files = (aside.gpkg, aside.public_gpkg, aside.report, *exports)
    counts = {
        **commune.counts,
        **_tally("parcels", [parcel.status for parcel in commune.parcels]),
        **_tally("records", [record.status for record in commune.records]),
        **_tally("findings", [finding.code for finding in commune.findings]),
        "objects": len(commune.objects),
    }
    whole = {
        **manifest,
        "counts": counts,
        "outputs": {path.name: hash_file(path) for path in files},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _tally(name: str, values: list[str]) -> dict[str, int]:
    """The number of rows, and of each kind; both so that anybody can check the sum."""
    return {name: len(values)} | {f"{name}_{value}": n for value, n in sorted(Counter(values).items())}
