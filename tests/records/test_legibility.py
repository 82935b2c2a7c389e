from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.commune.verdicts import owner_is_sure
from pipeline.model import PageImage, Reading, Record, RegisterPage, Source
from pipeline.records.layout import Table
from pipeline.records.legibility import FADED, as_legible
from pipeline.records.page import View
from pipeline.records.tables import Grid

SOURCE = Source("records/so.pdf")
NAME: Reading[str] = Reading("Vũ Thị Mẫu", "Vũ Thị Mẫu", 0.99, None, (), True)
NO_NUMBER: Reading[int] = Reading(None)
NOTHING: Reading[str] = Reading(None)


def _page() -> RegisterPage:
    number, area = Reading(7, "7", 0.99, None, (), True), Reading(70.5, "70,5", 0.99, None, (), True)
    code = Reading("LUC", "LUC", 0.99, None, (), True)
    row = Record(SOURCE, NO_NUMBER, number, NAME, NOTHING, area, code, NOTHING, NOTHING)
    return RegisterPage(SOURCE, "app15", NOTHING, NOTHING, NOTHING, NO_NUMBER, (row,), (), {})


def _table(solid: float) -> Table:
    empty = np.zeros((1, 1), np.uint8)
    grid = Grid(np.zeros((2, 2, 2)), (), empty, empty, solid)
    return Table(empty, 300.0, View(empty, np.eye(3)), grid, ("number",), 1, "head")


def _image(dpi: float) -> PageImage:
    rng = np.random.default_rng(3)
    pixels = np.full((1500, 1200), 235, np.uint8)
    for line in range(30):
        cv2.putText(pixels, "123 LUC 4567,8 ONT", (30, 45 + 48 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 2)
    noisy = np.clip(pixels + rng.normal(0, 5, pixels.shape), 0, 255).astype(np.uint8)
    return PageImage(SOURCE, noisy, dpi)


@pytest.mark.parametrize(("dpi", "coarse"), [(100.0, True), (300.0, False)])
def test_names_of_a_coarse_page_wait_and_the_page_is_told(dpi: float, coarse: bool) -> None:
    found = as_legible(_page(), _image(dpi), [])
    assert owner_is_sure(found.rows[0].owner) is not coarse
    assert [finding.code for finding in found.findings] == (["page_coarse"] if coarse else [])
    assert found.rows[0].owner.value == "Vũ Thị Mẫu"
    assert replace(found, rows=(), findings=()) == replace(_page(), rows=())


@pytest.mark.parametrize(("solid", "faded"), [(FADED - 0.01, True), (FADED, False)])
def test_nothing_of_a_faded_page_is_sure_by_reading_alone(solid: float, faded: bool) -> None:
    found = as_legible(_page(), _image(300.0), [_table(solid)])
    assert [finding.code for finding in found.findings] == (["page_faded"] if faded else [])
    row = found.rows[0]
    assert all(reading.agreed is not faded for reading in (row.owner, row.number, row.area_m2, row.code))
