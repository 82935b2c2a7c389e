"""Put the files of a delivery together in a folder that holds nothing else yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from pipeline.delivery.cuttings import picture_rows
from pipeline.delivery.delivered_files import Delivery, delivery_in
from pipeline.delivery.frames import framed
from pipeline.delivery.gpkg import write_gpkg
from pipeline.delivery.layers import FINDINGS, PICTURES
from pipeline.delivery.losses import Shrunk
from pipeline.delivery.national import write_national, write_national_shapes
from pipeline.delivery.project import make_project
from pipeline.delivery.public import public_tables
from pipeline.delivery.references import references
from pipeline.delivery.report import make_report
from pipeline.delivery.spreadsheet import write_findings
from pipeline.delivery.styles import layer_styles
from pipeline.delivery.tables import layer_rows
from pipeline.model import Commune

_PRIVATE = 0o600  # names of holders, or of scans, which offices name after holders
_PUBLIC = 0o644


def deliver(
    commune: Commune, folder: Path, pictures: Mapping[str, Path], falls: Sequence[Shrunk] = ()
) -> Delivery:
    """Write the delivery of a commune into ``folder``, which must hold none.

    ``pictures``: where the picture of each sheet lies, by its name below ``maps``; ``falls``: what there
    is less of than in the delivery before. Raises OSError and sqlite3.Error where the disk refuses,
    OutputError where GDAL cannot write.
    """
    target = delivery_in(folder, commune.code)
    rows = {**layer_rows(commune), PICTURES: picture_rows(commune, pictures)}
    named = references(commune)
    frames = framed(rows, commune.epsg, named.in_full)
    _write_gpkg(target.gpkg, commune, frames, pictures)
    write_findings(target.findings, frames[FINDINGS.name])
    write_national(target.national, frames)
    public = public_tables(rows, commune.epsg, named)
    _write_gpkg(target.public_gpkg, commune, public, pictures)
    write_national_shapes(target.national_shapes, public)
    target.report.write_text(make_report(commune, pictures, falls), encoding="utf-8")
    for path in (target.gpkg, target.report, target.findings, target.national):
        path.chmod(_PRIVATE)
    for path in (target.public_gpkg, target.national_shapes):
        path.chmod(_PUBLIC)
    return target


def _write_gpkg(
    path: Path, commune: Commune, frames: Mapping[str, pd.DataFrame], pictures: Mapping[str, Path]
) -> None:
    styles = layer_styles(frames)
    title = f"{commune.name} ({commune.code})"
    write_gpkg(path, frames, styles, make_project(path, title, frames, styles, pictures))
