"""The edition without personal data. It is written anew from masked tables: nothing is ever deleted from a
file that held a name, because deleted rows stay readable in SQLite's free pages.

Left out: columns marked personal in ``layers``; and the names of register scans, because offices name
scans of certificates after their holders. Scans of map sheets keep their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipeline.delivery.layers import FINDINGS, LAYERS
from pipeline.delivery.tables import findings_table
from pipeline.model import Commune, Finding, InputFile, Reason, Source, Value

_REGISTER_SCAN = "records/"
_MASK = "records/…"
_REGISTER_SOURCE = re.compile(r"records/.*?(#\d+|$)")


def public_tables(commune: Commune, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The commune's ``frames`` without personal columns; of sources, only map sheets remain.

    Findings are told anew, because a name of a scan may stand in the middle of their text.
    """
    told = {**frames, FINDINGS.name: findings_table(_masked_commune(commune))}
    return {layer.name: _public_frame(layer.name, told[layer.name]) for layer in LAYERS}


def _public_frame(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    layer = next(layer for layer in LAYERS if layer.name == name)
    kept = frame.drop(columns=[column.name for column in layer.columns if column.personal])
    if "nguon" in kept:
        kept["nguon"] = kept["nguon"].map(_map_sources, na_action="ignore")
    return kept


def _map_sources(text: str) -> str | None:
    """The parts of a source that are map sheets; anything of another form is left out, to be safe."""
    parts = [part.strip() for part in text.split(";")]
    return "; ".join(part for part in parts if part.startswith("maps/")) or None


def _masked_commune(commune: Commune) -> Commune:
    """The commune with the names of register scans masked in its findings."""
    return replace(commune, findings=tuple(_masked(finding) for finding in commune.findings))


def _masked(finding: Finding) -> Finding:
    values = {name: _mask_value(value) for name, value in finding.values.items()}
    return replace(finding, values=values, source=_mask_source(finding.source))


def _mask_value(value: Value) -> Value:
    match value:
        case str():
            return _REGISTER_SOURCE.sub(_MASK, value)
        case Reason():
            return Reason(value.code, {name: _mask_value(each) for name, each in value.values.items()})
        case InputFile() | Source() | Path():
            return Reason("withheld")
        case _:
            return value


def _mask_source(source: Source | None) -> Source | None:
    if source is None or not source.scan.startswith(_REGISTER_SCAN):
        return source
    return None
