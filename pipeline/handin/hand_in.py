"""All products of a hand-in, put into a folder that holds nothing else yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from pipeline.delivery.layers import FINDINGS, OBJECTS, PARCELS, RECORDS, SHEETS, Layer
from pipeline.delivery.tables import tables
from pipeline.handin.acceptance import Checked, outcomes
from pipeline.handin.acceptance_files import write_error_lists, write_record
from pipeline.handin.cad_files import write_dgn, write_dxf
from pipeline.handin.dossiers import KEY, Dossier, Row, dossiers, filled
from pipeline.handin.drawing import drawing, sheet_lands
from pipeline.handin.exchange import can_be_told, file_name, write_exchange
from pipeline.handin.extracts import atlas, write_extract
from pipeline.handin.facts import Setting
from pipeline.handin.import_table import write_import_table
from pipeline.handin.mapping import (
    Letters,
    acceptance_form,
    extract_form,
    forms,
    layout,
    register_form,
    scan_names,
)  # fmt: skip
from pipeline.handin.register import sections
from pipeline.handin.register_pages import write_register_book
from pipeline.handin.register_sheets import write_register
from pipeline.handin.scan_sets import Plan, plan, write_index, write_scan_sets
from pipeline.handin.statistics import statistics
from pipeline.model import Commune

Wanted = Collection[tuple[int, int]] | None
PRIVATE = 0o600  # every product names holders, or scans, which offices name after holders
MAPS, SCANS, XML = "ban_do", "quet", "xml"


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


def write_hand_in(inputs: Inputs, folder: Path, letters: Letters = "unicode") -> None:
    """Write all products into ``folder``; ``letters``: of the texts of maps.

    Raises OSError where the disk refuses, MissingToolError where a program or fonts are missing.
    """
    scans = plan(inputs.commune, inputs.dossiers, scan_names(), inputs.raw)
    scans = _write_scans(inputs, scans, folder / SCANS)
    _write_import_tables(inputs, scans, folder)
    _write_register(inputs, folder)
    _write_acceptance(inputs, scans, folder)
    _write_exchange(inputs, scans, folder / XML)
    _write_maps(inputs, folder / MAPS, letters)
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(PRIVATE)


def write_extracts(inputs: Inputs, folder: Path, wanted: Wanted = None) -> None:
    """Write the extract of each wanted parcel (None: of all that have a number), a file each.

    ``wanted`` are sheets and parcels by their numbers of today. Raises as ``write_hand_in``.
    """
    form, around = extract_form(), atlas(inputs.commune, inputs.dossiers)
    for dossier in inputs.dossiers:
        old, *numbers = dossier.key
        if dossier.land is None or None in numbers or (wanted is not None and tuple(numbers) not in wanted):
            continue
        path = folder / f"{old}_{numbers[0]}-{numbers[1]}.pdf"
        write_extract(path, form, dossier, around)
        path.chmod(PRIVATE)


def _write_scans(inputs: Inputs, wanted: Plan, folder: Path) -> Plan:
    """The files of scans with their index; answers what was written."""
    folder.mkdir()
    lost = write_scan_sets(folder, wanted, inputs.commune, inputs.raw)
    gone = {place for each in lost for place in each.pages}
    missing = [page for page in inputs.commune.pages if page.source.of_page in gone]
    written = Plan(tuple(each for each in wanted.sets if each not in lost), (*wanted.loose, *missing))
    write_index(folder / f"{inputs.commune.code}_muc_luc_quet.xlsx", written, scan_names())
    return written


def _write_import_tables(inputs: Inputs, scans: Plan, folder: Path) -> None:
    commune, names = inputs.commune, scans.of_land()
    signed = {key for each in scans.sets if each.signed for key in each.lands}
    for form in forms():
        setting = Setting(commune.epsg, form.persons, names, signed)
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


def _write_acceptance(inputs: Inputs, scans: Plan, folder: Path) -> None:
    """The record to sign, and the lists of errors."""
    form, commune = acceptance_form(), inputs.commune
    rows = {layer.name: inputs.rows(layer) for layer in (PARCELS, RECORDS, SHEETS, FINDINGS)}
    found = outcomes(form, Checked(rows, commune, scans.loose, len(scans.sets)))
    lists = folder / f"{commune.code}_nghiem_thu_danh_sach.xlsx"
    write_record(folder / f"{commune.code}_nghiem_thu.docx", form, found, commune, lists.name)
    write_error_lists(lists, form, found, commune.pages)


def _write_exchange(inputs: Inputs, scans: Plan, folder: Path) -> None:
    """Accepted dossiers in the exchange form; others would be taken for right."""
    folder.mkdir()
    persons, names = forms()[0].persons, scans.of_land()
    for dossier in filter(can_be_told, inputs.dossiers):
        path = folder / file_name(inputs.commune.code, dossier)
        is_person = (None, *persons).__contains__
        write_exchange(path, dossier, names.get(dossier.key, ()), is_person)


def _write_maps(inputs: Inputs, folder: Path, letters: Letters) -> None:
    """Each sheet with land as DGN and DXF."""
    how = layout()
    folder.mkdir()
    sheets, parcels, objects = (inputs.rows(layer) for layer in (SHEETS, PARCELS, OBJECTS))
    for name, land in sheet_lands(sheets, parcels, objects, inputs.commune.epsg).items():
        elements = drawing(land, how)
        write_dxf(folder / f"{name}.dxf", elements, how, letters)
        write_dgn(folder / f"{name}.dgn", elements, how, letters)
