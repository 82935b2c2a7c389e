"""All products of a hand-in, put into a folder that holds nothing else yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.delivery.layers import OBJECTS, PARCELS, SHEETS
from pipeline.delivery.tables import tables
from pipeline.handin.cad_files import write_dgn, write_dxf
from pipeline.handin.dossiers import dossiers, filled
from pipeline.handin.drawing import drawing, sheet_lands
from pipeline.handin.facts import Setting
from pipeline.handin.import_table import write_import_table
from pipeline.handin.mapping import forms, layout
from pipeline.model import Commune

PRIVATE = 0o600  # every product names holders, or scans, which offices name after holders


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a hand-in is made of: the commune as it was delivered, and the folder of its scans."""

    commune: Commune
    raw: Path


def write_hand_in(inputs: Inputs, folder: Path) -> None:
    """Write all products into ``folder``. Raises OSError where the disk refuses."""
    commune = inputs.commune
    frames = tables(commune)
    held = dossiers(frames)
    for form in forms():
        setting = Setting(commune.epsg, form.persons, {})
        write_import_table(folder / f"{commune.code}_{form.name}.xlsx", form, held, setting)
    _write_maps(folder / "ban_do", frames, commune.epsg)
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(PRIVATE)


def _write_maps(folder: Path, frames: Mapping[str, pd.DataFrame], epsg: int) -> None:
    """Each sheet with land as DGN and DXF."""
    how = layout()
    folder.mkdir()
    sheets, parcels, objects = (list(filled(frames[layer.name])) for layer in (SHEETS, PARCELS, OBJECTS))
    for name, land in sheet_lands(sheets, parcels, objects, epsg).items():
        elements = drawing(land, how)
        write_dxf(folder / f"{name}.dxf", elements, how)
        write_dgn(folder / f"{name}.dgn", elements, how)
