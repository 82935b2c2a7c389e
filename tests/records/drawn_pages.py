"""Drawn pages about one parcel, as pictures."""

from __future__ import annotations

import numpy as np
from numpy.random import default_rng

from pipeline.model import PageImage, Source
from synthetic.canvas import Pixels
from synthetic.certificate import Extract, ExtractStyle, draw_extract, draw_form
from synthetic.fonts import Face

EXTRACT = Extract(
    7,
    241,
    1190.1,
    "ONT+CLN",
    "Nguyễn Văn Bình",
    "Thôn Đông",
    np.array(
        [[553210.45, 2345678.12], [553241.07, 2345671.93], [553249.88, 2345640.31], [553222.16, 2345629.7]]
    ),
    2,
)
PLACE = "xã Thụy Hòa, huyện Yên Phong, tỉnh Bắc Ninh"


def style(ruled: bool = True, closing: bool = True) -> ExtractStyle:
    title = "TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH"
    return ExtractStyle(Face("tinos"), 2.4, 5.6, 0.2, ruled, closing, closing, ".", title)


def image_of(drawn: Pixels, turns: int = 0) -> PageImage:
    return PageImage(Source("records/trich_luc.pdf"), np.ascontiguousarray(np.rot90(drawn, turns)), 200.0)


def with_corners(ruled: bool = True, closing: bool = True, turns: int = 0) -> PageImage:
    return image_of(draw_extract(EXTRACT, style(ruled, closing), 200), turns)


def of_form(name: str, turns: int = 0, ruled: bool = True) -> PageImage:
    return image_of(draw_form(name, EXTRACT, style(ruled), 200, default_rng(4), PLACE), turns)
