from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.commune.verdicts import owner_is_sure
from pipeline.model import PageImage, Reading, Record, RegisterPage, Source
from pipeline.records.coarse import without_sure_names

SOURCE = Source("records/so.pdf")
NAME: Reading[str] = Reading("Vũ Thị Mẫu", "Vũ Thị Mẫu", 0.99, None, (), True)
NO_NUMBER: Reading[int] = Reading(None)
NOTHING: Reading[str] = Reading(None)


def _page() -> RegisterPage:
    row = Record(SOURCE, NO_NUMBER, NO_NUMBER, NAME, NOTHING, Reading(None), NOTHING, NOTHING, NOTHING)
    return RegisterPage(SOURCE, "app15", NOTHING, NOTHING, NOTHING, NO_NUMBER, (row,), (), {})


def _image(dpi: float) -> PageImage:
    rng = np.random.default_rng(3)
    pixels = np.full((1500, 1200), 235, np.uint8)
    for line in range(30):
        cv2.putText(pixels, "123 LUC 4567,8 ONT", (30, 45 + 48 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 2)
    noisy = np.clip(pixels + rng.normal(0, 5, pixels.shape), 0, 255).astype(np.uint8)
    return PageImage(SOURCE, noisy, dpi)


@pytest.mark.parametrize(("dpi", "coarse"), [(100.0, True), (300.0, False)])
def test_names_of_a_coarse_page_wait_and_the_page_is_told(dpi: float, coarse: bool) -> None:
    found = without_sure_names(_page(), _image(dpi))
    assert owner_is_sure(found.rows[0].owner) is not coarse
    assert [finding.code for finding in found.findings] == (["page_coarse"] if coarse else [])
    assert found.rows[0].owner.value == "Vũ Thị Mẫu"
    assert replace(found, rows=(), findings=()) == replace(_page(), rows=())
