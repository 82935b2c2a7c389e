"""All products of a hand-in, put into a folder that holds nothing else yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from pipeline.delivery.layers import OBJECTS, PARCELS, SHEETS, Layer
from pipeline.delivery.tables import tables
from pipeline.handin.cad_files import write_dgn, write_dxf
from pipeline.handin.dossiers import KEY, Dossier, Row, dossiers, filled
from pipeline.handin.drawing import drawing, sheet_lands
from pipeline.handin.facts import Setting
from pipeline.handin.import_table import write_import_table
from pipeline.handin.mapping import forms, layout, register_form
from pipeline.handin.register import sections
from pipeline.handin.register_pages import write_register_book
from pipeline.handin.register_sheets import write_register
from pipeline.handin.statistics import statistics
from pipeline.model import Commune

PRIVATE = 0o600  # every product names holders, or scans, which offices name after holders
MAPS = "ban_do"


@dataclass(frozen=True)
class Inputs:
    """What a hand-in is made of: the commune as it was delivered, and the folder of its scans."""

    commune: Commune
    raw: Path

    @cached_property
    def dossiers(self) -> list[Dossier]:
        """All land and rows, brought together."""
        return dossiers(self._frames)

    def rows(self, layer: Layer) -> list[Row]:
        """The rows of a layer of the delivery."""
        return list(filled(self._frames[layer.name]))

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        return tables(self.commune)


def write_hand_in(inputs: Inputs, folder: Path) -> None:
    """Write all products into ``folder``.

    Raises OSError where the disk refuses, MissingToolError where a program or fonts are missing.
    """
    _write_import_tables(inputs, folder)
    _write_register(inputs, folder)
    _write_maps(inputs, folder / MAPS)
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(PRIVATE)


def _write_import_tables(inputs: Inputs, folder: Path) -> None:
    commune = inputs.commune
    for form in forms():
        setting = Setting(commune.epsg, form.persons, {})
        write_import_table(folder / f"{commune.code}_{form.name}.xlsx", form, inputs.dossiers, setting)


def _write_register(inputs: Inputs, folder: Path) -> None:
    """The register with the statistics of all land, to fill in and to print."""
    form, commune = register_form(), inputs.commune
    listed = {each.key for each in inputs.dossiers}
    unlisted = [row for row in inputs.rows(OBJECTS) if tuple(row.get(name) for name in KEY) not in listed]
    made = sections(inputs.dossiers, form)
    path = folder / f"{commune.code}_so_muc_ke.xlsx"
    write_register(path, form, made, statistics(inputs.dossiers, unlisted))
    write_register_book(path.with_suffix(".pdf"), form, made, commune)


def _write_maps(inputs: Inputs, folder: Path) -> None:
    """Each sheet with land as DGN and DXF."""
    how = layout()
    folder.mkdir()
    sheets, parcels, objects = (inputs.rows(layer) for layer in (SHEETS, PARCELS, OBJECTS))
    for name, land in sheet_lands(sheets, parcels, objects, inputs.commune.epsg).items():
        elements = drawing(land, how)
        write_dxf(folder / f"{name}.dxf", elements, how)
        write_dgn(folder / f"{name}.dgn", elements, how)
