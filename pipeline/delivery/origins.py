"""Who said what: one row an opinion, with its place on the page and, on a placed sheet, on the ground.

Readers that give one value of one place are one opinion: all of them are named.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from shapely.geometry import Polygon

from pipeline.crs import between
from pipeline.delivery.layers import READER
from pipeline.model import Commune, Fit, InputFile, Known, MapSheet, Opinion, Source
from pipeline.sheets.control import to_world
from pipeline.values import OWNER_KINDS, told_code

Row = dict[str, Any]
_SIDES = ("x0_px", "y0_px", "x1_px", "y1_px")
_CORNERS = ((0, 1), (2, 1), (2, 3), (0, 3))  # of a box, by the places of its sides


def origin_rows(commune: Commune, things: Iterable[tuple[Row, Sequence[Opinion]]]) -> list[Row]:
    """A row an opinion on each thing, in order; a thing is given by the cells that name it."""
    rows: list[Row] = []
    sources: list[Source | None] = []
    for cells, opinions in things:
        for opinion, readers in _together(opinions):
            rows.append({**cells, **_cells(opinion), "nguoi_doc": _names(readers)})
            sources.append(opinion.source)
    shapes = _on_ground(commune, sources)
    return [{**row, "geom": shape} for row, shape in zip(rows, shapes, strict=True)]


def _together(opinions: Sequence[Opinion]) -> Iterable[tuple[Opinion, tuple[str, ...]]]:
    """Each opinion once, with all the readers that share it, in their order."""
    readers: dict[Opinion, tuple[str, ...]] = {}
    for opinion in opinions:
        shared = replace(opinion, reader="machine")
        readers[shared] = (*readers.get(shared, ()), opinion.reader)
    return readers.items()


@functools.cache
def _names(readers: tuple[str, ...]) -> Known:
    return Known(", ".join(READER[reader] for reader in readers))


def _cells(opinion: Opinion) -> Row:
    source = opinion.source
    return {
        "truong": Known(opinion.field),
        "tai_lieu": Known(opinion.document),
        "gia_tri": _told(opinion),
        "xac_suat": opinion.probability,
        **({} if source is None else _place(source)),
    }


def _told(opinion: Opinion) -> Known | str | None:
    """The value as text, known to be public where it is a figure or out of a closed list."""
    value = opinion.value
    if isinstance(value, int | float):
        return Known(f"{value:.10g}")
    if opinion.field == "code":
        return told_code(value)
    return Known(value) if opinion.field == "owner_kind" and value in OWNER_KINDS else value


def _place(source: Source) -> Row:
    sides = () if source.box is None else (round(side, 1) for side in source.box)
    return {
        "tep": (InputFile(source.scan),),
        "trang": source.page,
        **dict(zip(_SIDES, sides, strict=False)),
    }


def _on_ground(commune: Commune, sources: Sequence[Source | None]) -> list[Polygon | None]:
    """The boxes of placed sheets in the commune's zone, metres; None elsewhere."""
    fits = {
        sheet.source.of_page: sheet.fit
        for sheet in commune.sheets
        if isinstance(sheet, MapSheet) and sheet.fit is not None
    }
    by_page: dict[tuple[str, int], list[int]] = {}
    for k, source in enumerate(sources):
        if source is not None and source.box is not None and source.of_page in fits:
            by_page.setdefault(source.of_page, []).append(k)
    shapes: list[Polygon | None] = [None] * len(sources)
    for page, places in by_page.items():
        boxes = np.array([source.box for k in places if (source := sources[k])])
        for k, shape in zip(places, _polygons(boxes, fits[page], commune.epsg), strict=True):
            shapes[k] = shape
    return shapes


def _polygons(boxes: np.ndarray, fit: Fit, epsg: int) -> Iterable[Polygon]:
    """Boxes (n, 4) of a page as polygons in the zone ``epsg``."""
    corners = boxes[:, _CORNERS].reshape(-1, 2)
    world = between(fit.epsg, epsg, to_world(fit, corners)).reshape(-1, 4, 2)
    return [Polygon(ring) for ring in world]
