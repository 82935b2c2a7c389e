"""The delivery's rows brought together by parcel: the land, and the register rows that speak of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.delivery.layers import CERTIFICATES, OBJECTS, PARCELS, RECORDS

Row = Mapping[str, Any]
KEY = ("ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua")
WAITS = "can_kiem_tra"


@dataclass(frozen=True, slots=True)
class Dossier:
    """One piece of land and its live register rows; ``land`` is None for rows of which there is no map.

    ``certificate``: its only one, or the last of several that were issued; None where that is not known.

    Rows have the columns of the delivery's layers; what is empty there is not in them.
    """

    land: Row | None
    records: tuple[Row, ...]
    certificate: Row | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """Old commune, sheet and parcel; None for what is not known."""
        of = self.records[0] if self.land is None else self.land
        return tuple(of.get(name) for name in KEY)

    @property
    def is_checked(self) -> bool:
        """Whether land and rows are accepted, and nothing in them is in doubt."""
        states = [row.get("trang_thai", "khop") for row in (*self.records, self.land or {})]
        in_doubt = any(row.get("dia_chi_chac") is False for row in self.records)
        return self.land is not None and WAITS not in states and not in_doubt

    @property
    def has_doubtful_certificate(self) -> bool:
        """Whether its certificate waits for a person."""
        return self.certificate is not None and self.certificate.get("trang_thai") == WAITS


def dossiers(frames: Mapping[str, pd.DataFrame]) -> list[Dossier]:
    """Parcels first, then numbered objects that a register lists, then rows of no land; each by its key.

    A key that several parcels bear gives its rows to the first; all of them wait for a person.
    """
    issued = _certificates(frames)
    rows: dict[tuple[Any, ...], list[Row]] = {}
    loose: list[Row] = []
    for row in filled(frames[RECORDS.name]):
        if not row.get("gach_bo"):
            key = _key(row)
            (loose if None in key else rows.setdefault(key, [])).append(row)
    found = [
        Dossier(land, tuple(rows.pop(_key(land), ())), issued.get(_key(land)))
        for land in filled(frames[PARCELS.name])
    ]
    for land in filled(frames[OBJECTS.name]):
        if (listed := rows.pop(_key(land), None)) is not None:
            found.append(Dossier(land, tuple(listed), issued.get(_key(land))))
    found += [Dossier(None, tuple(own), issued.get(key)) for key, own in rows.items()]
    return found + [Dossier(None, (row,)) for row in loose]


def _certificates(frames: Mapping[str, pd.DataFrame]) -> dict[tuple[Any, ...], Row]:
    """The certificate of each parcel: of several the one that was issued last, none where no date tells."""
    listed: dict[tuple[Any, ...], list[Row]] = {}
    for row in filled(frames[CERTIFICATES.name]):
        if None not in (key := _key(row)):
            listed.setdefault(key, []).append(row)
    return {key: last for key, rows in listed.items() if (last := _last(rows)) is not None}


def _last(rows: list[Row]) -> Row | None:
    if len(rows) == 1:
        return rows[0]
    if any("ngay_cap" not in row for row in rows):
        return None
    days = [row["ngay_cap"] for row in rows]
    return rows[days.index(max(days))] if days.count(max(days)) == 1 else None


def filled(frame: pd.DataFrame) -> Iterator[Row]:
    """The rows of a frame with the columns that are not empty, numbers as Python's own."""
    columns = list(frame.columns)
    there = frame.notna().to_numpy()
    for cells, known in zip(frame.itertuples(index=False, name=None), there, strict=True):
        yield {name: _plain(cell) for name, cell, ok in zip(columns, cells, known, strict=True) if ok}


def _plain(cell: Any) -> Any:
    return cell.item() if isinstance(cell, np.generic) else cell


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in KEY)
