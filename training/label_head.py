"""Trains the head that reads parcel labels: figures and codes among walls, bars, dashes and folds.

    python -m training.label_head [windows] [epochs]

It stands on the PP-OCRv6 trunk (from the rapidocr wheel), which stays as it is, and is trained on windows cut
by the program's own cutter out of worn sheets of the project's renderer: every look, scale and wear, numbers
of up to four figures, every code of the circulars. Windows of empty land and of arrows teach it that a stroke
is no figure 1, and lines of other text that a road's name is no code (written without marks: it need not be
read). Needs torch beside the program's own packages; about 25 minutes on one core and 80 kB of memory a
window. Writes ``label_head.npz`` in half precision to the current folder; it belongs into
``pipeline/resources`` when ``benchmarks.tracing`` says so.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import shapely
import torch
from numpy.random import Generator

from pipeline import ocr
from pipeline.model import Pixels
from pipeline.parcels.labels.bars import Bar, cut
from pipeline.parcels.labels.label_reading import listed_codes, stretch
from synthetic.canvas import MM_PER_INCH, Canvas
from synthetic.fabric import Fabric, Plan, make_fabric
from synthetic.fonts import SANS, SERIF, Face
from synthetic.frame import Frame
from synthetic.labels import Placed
from synthetic.margins import Heading
from synthetic.numbering import number_plots
from synthetic.sheet import DrawnSheet, draw_sheet
from synthetic.style import LOOKS, SheetStyle, random_style
from synthetic.wear import Worn, wear
from training.head import Head, features_of, train
from training.phrases import phrase
from training.vietnamese_head import draw, fonts

SEED = 71_000
RESULT = Path("label_head.npz")
HELD_OUT_FONTS = ("adventor", "schola")  # the head is judged on type that it never saw
FRAME_MM = 200.0
_SHEET = 1
_OFTEN = 2  # windows cut out of one piece of text
_EMPTY = 0.2  # share of windows tried for land with nothing to read
_OTHER = 0.08  # share of windows with other text
_CLUTTERED = 0.35  # windows that get a line more than their sheet has
_OTHER_CODES = 0.5  # plots that bear any code of the circulars
_Window = tuple[Pixels, str]


def windows(rng: Generator) -> Iterator[_Window]:
    """Windows and what they say, sheet after sheet, without end."""
    faces = fonts()
    while True:
        look, dpi = str(rng.choice(LOOKS[:5])), float(rng.choice([200, 250, 300, 300, 300]))
        style = _style(random_style(int(rng.integers(1 << 30)), look), rng)
        drawn, fabric = _draw(style, dpi, rng)
        worn = wear(drawn.pixels, int(rng.integers(0, 4)), rng, dpi)
        grey = _scanned(worn.pixels, rng)
        labels = [*drawn.lettering.own.values(), *(label for _, _, label in drawn.lettering.parts)]
        sizes = Canvas((1.0, 1.0), (0.0, 0.0), dpi)
        for label in labels:
            for text, offset, anchor in label.block.pieces:
                width, height = sizes.text_size(text, label.block.look)
                middle = offset[0] + {"m": 0.0, "l": width / 2, "r": -width / 2}[anchor[0]]
                for _ in range(_OFTEN):
                    window = _cut(grey, drawn, worn, label, ((middle, offset[1]), (width, height)), rng)
                    yield _cluttered(window, rng), text.strip()
        for _ in range(round(_EMPTY * _OFTEN * 3 * len(labels))):
            empty = _empty(grey, drawn, worn, (fabric, labels), rng)
            if empty is not None:
                yield _cluttered(empty, rng), ""
        for label in labels:
            if label.form == "outside":
                yield _arrow(grey, drawn, worn, label, rng), ""
        chance = random.Random(int(rng.integers(1 << 30)))
        for _ in range(round(_OTHER * _OFTEN * 3 * len(labels))):
            text = phrase(chance)
            yield _cluttered(stretch(draw(text, chance, rng, faces)), rng), _plain(text)


def _style(style: SheetStyle, rng: Generator) -> SheetStyle:
    """The style with a face that is not held out and more kinds of areas."""
    families = [family for family in (*SANS, *SERIF) if family not in HELD_OUT_FONTS]
    face = Face(str(rng.choice(families)), bool(rng.random() < 0.4), bool(rng.random() < 0.08))
    houses = "dashed" if rng.random() < 0.5 else style.houses
    decimals = int(rng.choice([0, 1, 1, 1, 2]))
    return replace(style, label_face=face, houses=houses, decimals=decimals, stamps=False)


def _draw(style: SheetStyle, dpi: float, rng: Generator) -> tuple[DrawnSheet, Fabric]:
    scale = int(rng.choice([500, 1000, 2000]))
    side = FRAME_MM * scale / 1000
    frame = Frame(550_000.0, 2_346_000.0, side, side, scale, "")
    grow = (scale / 1000) ** 1.35
    plan = Plan(house_m2=320 * grow, field_m2=1300 * grow, spacing_m=135 * scale / 1000)
    x0, y0, x1, y1 = frame.ground.bounds
    fabric = make_fabric((x0, y0, x1 + side, y1), plan, rng)
    frames = {_SHEET: frame, _SHEET + 1: replace(frame, west=frame.west + side)}
    first = int(rng.choice([0, 0, rng.integers(1500)]))
    codes = listed_codes()
    plots = [
        replace(
            plot,
            number=plot.number + first,
            code=str(rng.choice(codes)) if rng.random() < _OTHER_CODES else plot.code,
        )
        for plot in number_plots(fabric.plots, frames)
    ]
    fabric = replace(fabric, plots=tuple(plots))
    heading = Heading("Xã Thử", "Huyện Thử", "Tỉnh Thử", 9209, _SHEET, (0,) * 9, 20, 0, 2012, "Lê Văn A")
    return draw_sheet(fabric, frame, style, heading, dpi, rng), fabric


def _scanned(pixels: Pixels, rng: Generator) -> Pixels:
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 96))])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def _cut(
    grey: Pixels,
    drawn: DrawnSheet,
    worn: Worn,
    label: Placed,
    piece: tuple[tuple[float, float], tuple[float, float]],
    rng: Generator,
) -> Pixels:
    """A window about a piece of text, as roughly placed as the program places it."""
    (x, y), (width, _) = piece
    turn = np.radians(label.angle_deg)
    along, down = np.array([np.cos(turn), -np.sin(turn)]), np.array([np.sin(turn), np.cos(turn)])
    middle = np.asarray(label.centre) + x * along + y * down
    px = worn.to_worn(drawn.mm_to_px(np.array([middle, middle + along])))
    per_mm = float(np.hypot(*(px[1] - px[0])))
    angle = float(np.degrees(np.arctan2(*(px[1] - px[0])[::-1]))) + rng.normal(0, 1.5)
    return _window(grey, px[0], angle, (width * per_mm, label.block.look.height_mm * per_mm), rng)


def _window(
    grey: Pixels, middle: np.ndarray, angle: float, size: tuple[float, float], rng: Generator
) -> Pixels:
    """A window about a text of ``size`` (width, height), px, cut and stretched like the program's."""
    width, height = size
    bar = Bar(float(middle[0]), float(middle[1]), angle, width, height / 2, height / 2, 0.0)
    left, right = width / 2 + height * rng.uniform(0.0, 0.6, 2)
    top, foot = height * rng.uniform(0.55, 0.85, 2)
    zoom = 48.0 / (top + foot)
    return stretch(cut(grey, bar, (-left, -top, right, foot), 1.0, zoom))


def _empty(
    grey: Pixels,
    drawn: DrawnSheet,
    worn: Worn,
    land: tuple[Fabric, list[Placed]],
    rng: Generator,
) -> Pixels | None:
    """A window of a parcel in which no label stands; None where one does."""
    fabric, labels = land
    plot = fabric.plots[int(rng.integers(len(fabric.plots)))].polygon
    x0, y0, x1, y1 = plot.bounds
    point = shapely.Point(rng.uniform(x0, x1), rng.uniform(y0, y1))
    middle = drawn.frame.to_mm(np.array([[point.x, point.y]]))[0]
    height, width = rng.uniform(1.4, 2.6), rng.uniform(1.0, 7.0)
    spot = shapely.Point(*middle).buffer(width / 2 + 1.2 * height)
    if not plot.contains(point) or any(spot.intersects(label.ring) for label in labels):
        return None
    px = worn.to_worn(drawn.mm_to_px(middle[None]))[0]
    if not (60 < px[0] < grey.shape[1] - 60 and 60 < px[1] < grey.shape[0] - 60):
        return None
    per_mm = drawn.dpi / MM_PER_INCH
    return _window(grey, px, float(rng.uniform(-90, 90)), (width * per_mm, height * per_mm), rng)


def _arrow(grey: Pixels, drawn: DrawnSheet, worn: Worn, label: Placed, rng: Generator) -> Pixels:
    """A window about a piece of an arrow's shaft, however it lies."""
    head, tail = np.asarray(label.inside), np.asarray(label.centre)
    share = rng.uniform(0.0, 0.3)
    middle = worn.to_worn(drawn.mm_to_px((head + share * (tail - head))[None]))[0]
    per_mm = drawn.dpi / MM_PER_INCH
    size = (rng.uniform(0.3, 3.0) * per_mm, rng.uniform(1.4, 2.6) * per_mm)
    return _window(grey, middle, float(rng.choice([0.0, rng.uniform(-90, 90)])), size, rng)


def _plain(text: str) -> str:
    """Vietnamese text without its marks."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _cluttered(window: Pixels, rng: Generator) -> Pixels:
    """Some windows with one more line through them: a dashed wall, a fold, a boundary, an arrow's shaft."""
    if rng.random() > _CLUTTERED:
        return window
    height, width = window.shape
    middle = np.array([rng.uniform(0, width), rng.uniform(0, height)])
    turn = rng.uniform(0, np.pi)
    way = np.array([np.cos(turn), np.sin(turn)])
    ink = np.zeros(window.shape, np.uint8)
    dash, gap = (200.0, 0.0) if rng.random() < 0.4 else (rng.uniform(15, 45), rng.uniform(8, 25))
    start = -200.0 - rng.uniform(0, dash + gap)
    while start < 200.0:
        ends = middle + np.array([[start], [min(start + dash, 200.0)]]) * way
        cv2.line(ink, *np.round(ends * 8).astype(int).tolist(), 255, int(rng.integers(1, 4)), cv2.LINE_AA, 3)
        start += dash + gap
    soft = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.5, 1.4)).astype(np.float32) / 255
    return np.asarray(window * (1 - rng.uniform(0.5, 1.0) * soft), np.uint8)


if __name__ == "__main__":
    torch.set_num_threads(1)
    count, rounds = (int(value) for value in (sys.argv[1:3] + ["70000", "7"][len(sys.argv) - 1 :]))
    found = features_of(windows(np.random.default_rng(SEED)), ocr.LABEL_LETTERS, count)
    train(Head(len(ocr.LABEL_LETTERS)), *found, rounds, RESULT, SEED)
