"""All products of a hand-in, put into a folder that holds nothing else yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.delivery.tables import tables
from pipeline.handin.dossiers import dossiers
from pipeline.handin.facts import Setting
from pipeline.handin.import_table import write_import_table
from pipeline.handin.mapping import forms
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
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(PRIVATE)
