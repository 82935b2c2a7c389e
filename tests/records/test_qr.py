from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.records.qr import read_qr
from synthetic.canvas import Canvas
from synthetic.parcel_forms import draw_qr

TEXT = "AA 00000000\nSố thửa: 241\nTờ bản đồ số: 7"


@pytest.mark.parametrize(("dpi", "turns"), [(150, 0), (300, 1)])
def test_a_code_on_a_page_is_read(dpi: float, turns: int) -> None:
    canvas = Canvas((210.0, 297.0), (0, 0), dpi)
    draw_qr(canvas, TEXT, (170.0, 12.0))
    page = np.ascontiguousarray(np.rot90(cv2.GaussianBlur(canvas.flatten(), (0, 0), 1.0), turns))
    assert read_qr(page, dpi) == TEXT


def test_a_page_without_a_code_gives_nothing() -> None:
    assert read_qr(np.full((300, 200), 250, np.uint8), 100.0) == ""
    assert read_qr(np.random.default_rng(1).integers(0, 255, (300, 200)).astype(np.uint8), 100.0) == ""
