"""Labels of a sheet are known for print or for a hand's by how like their letters are to each other."""

from __future__ import annotations

import dataclasses
from typing import Any

import cv2
import numpy as np
import pytest
from shapely import box

from pipeline import paper
from pipeline.model import Box, Label, MapSheet, Parcel, Reading, SheetParcels, SheetTitle, Source
from pipeline.parcels.labels import hand_lettering
from synthetic.old_sheets.commune import OldOrder, OldSheet, draw_old_sheet


def _labels(sheet: OldSheet) -> list[Label]:
    """The labels where they were drawn."""
    found = []
    for number, placed in sheet.drawn.lettering.own.items():
        ring_mm = np.array(placed.ring.exterior.coords)[:4] + np.array(sheet.drawn.origin_mm)
        ring = sheet.worn.to_worn(ring_mm * sheet.style.dpi / 25.4)
        (x0, y0), (x1, y1) = ring.min(axis=0), ring.max(axis=0)
        found.append(_label(number, (float(x0), float(y0), float(x1), float(y1)), placed.angle_deg))
    return found


def _label(number: int, box_px: Box, angle_deg: float = 0.0) -> Label:
    sure = Reading(number, str(number), 0.99, agreed=True)
    area, code = Reading(100.0, "100.0", 0.99, agreed=True), Reading("LUC", "LUC", 0.4, agreed=True)
    return Label(box_px[:2], box_px, angle_deg, "full", sure, area, code)


@pytest.mark.parametrize(
    ("style", "by_hand"), [("hand_lettered", True), ("fax", False), ("hachured", False), ("blueprint", False)]
)
def test_a_hand_is_told_from_print_and_templates(style: str, by_hand: bool) -> None:
    sheet = draw_old_sheet(OldOrder(style, 8805, frame_mm=200.0))  # type: ignore[arg-type]
    pixels = sheet.worn.pixels
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    grey = 255 - grey if style == "blueprint" else grey
    flat = paper.flatten(np.asarray(grey, np.uint8), sheet.style.dpi)
    labels = _labels(sheet)
    assert hand_lettering.is_seen(flat, sheet.style.dpi, labels) == by_hand
    assert not hand_lettering.is_seen(flat, sheet.style.dpi, labels[:2])  # too few letters to tell


@pytest.mark.parametrize(("every_px", "by_hand"), [(8, False), (300, True)])
def test_letters_that_wear_has_broken_tell_nothing(every_px: int, by_hand: bool) -> None:
    sheet = draw_old_sheet(OldOrder("hand_lettered", 8805, frame_mm=200.0))
    flat = paper.flatten(cv2.cvtColor(sheet.worn.pixels, cv2.COLOR_RGB2GRAY), sheet.style.dpi)
    for row in range(3):
        flat[row::every_px] = 255
    assert hand_lettering.is_seen(flat, sheet.style.dpi, _labels(sheet)) == by_hand


def test_nothing_that_was_lettered_by_hand_is_agreed() -> None:
    none: Reading[Any] = Reading(None)
    source, title = Source("maps/a.tif"), SheetTitle(none, none, none, none, none, none, none)
    sheet = MapSheet(source, (100, 100), 100.0, 0, title, None, 5, "", 1000, np.zeros((4, 2)), None)
    bare = Parcel("07330", 5, "parcel", box(0, 0, 10, 10), None, source)
    own, other = _label(7, (0.0, 0.0, 40.0, 20.0)), _label(8, (50.0, 0.0, 90.0, 20.0))
    parcel = dataclasses.replace(bare, label=own, others=(other,))
    made = hand_lettering.doubted(SheetParcels(sheet, (parcel, bare), (), {"labels": 1}))
    label = made.parcels[0].label
    assert isinstance(label, Label) and made.parcels[1] == bare
    read = [(each.value, each.agreed, each.confidence) for each in (label.number, label.area_m2, label.code)]
    assert read == [(7, False, 0.5), (100.0, False, 0.5), ("LUC", False, 0.4)]
    (beside,) = made.parcels[0].others
    assert (beside.number.value, beside.number.agreed, beside.area_m2.agreed) == (8, False, False)
    assert [finding.code for finding in made.findings] == ["sheet_by_hand"]
    assert made.findings[0].values == {"labels": 1}
