"""Lines of text as the program's own cutter takes them out of register cells: rules, dots, wear and all.

A row of a register is drawn with its neighbours above and below and its rules solid, dashed or dotted, often
so tight that marks under letters and descenders meet the rule; it is worn, flattened and cut like a scan.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.model import FloatArray, PageImage, Pixels, Source
from pipeline.records.cells import cut_cell
from pipeline.records.page import flatten
from synthetic.black_and_white import THRESHOLDS, black_and_white
from synthetic.handwriting import Hand

_MARGIN_MM = 5.0
_CAPITAL_MM = (1.6, 2.9)
_STRUCK, _NO_RULES = 0.03, 0.08
_IN_TWO_TONES = 0.35  # share of scans in black and white
_WRITTEN_ROW_MM, _ROOM_MM = (5.5, 9.0), (0.5, 6.0)
_SQUEEZED = 0.3  # share of written texts that are narrowed to get in


def draw_cells(
    texts: Sequence[str], chance: random.Random, noise: np.random.Generator, faces: list[Path]
) -> list[Pixels | None]:
    """Texts printed below each other in the cells of a column, as each comes out of its cell.

    None where the cutter does not find just one line of text.
    """
    dpi = chance.choice((200, 200, 240, 300, 300, 400))
    px = dpi / 25.4
    capital = chance.uniform(*_CAPITAL_MM) * px
    face = _sized(chance.choice(faces), capital)
    squeeze = chance.choice((1.0, 1.0, 1.0, chance.uniform(0.72, 1.0)))
    row = max(capital * chance.uniform(1.9, 3.6), 4.6 * px)
    margin, room = _MARGIN_MM * px, chance.uniform(1.2, 6.0) * px
    width = squeeze * max(map(face.getlength, texts)) + room
    size = (round(width + 2 * margin), round(len(texts) * row + 2 * margin))
    ink = np.zeros((size[1], size[0]), np.float32)
    drop = chance.uniform(-0.5, 0.5) * max(0.0, row - 1.9 * capital)
    align = chance.choice((0.0, 0.5, 1.0))
    for place, text in enumerate(texts):
        base = margin + (place + 0.5) * row + 0.5 * capital + drop
        free = width - room - squeeze * face.getlength(text)
        left = margin + room * chance.uniform(0.3, 0.7) + align * free
        ink = np.maximum(ink, _text(text, face, squeeze, (left, base), size))
    xs, ys = (margin, margin + width), [margin + place * row for place in range(len(texts) + 1)]
    return _cut_out(ink, (xs, ys), dpi, chance, noise)


def draw_written_column(
    texts: Sequence[str], hand: Hand, chance: random.Random, noise: np.random.Generator
) -> list[Pixels | None]:
    """Texts that a writer filled into the cells of a column, as each comes out of its cell.

    Writers keep less to the middle of a row than print does, and run over its rules.
    """
    dpi = chance.choice((200, 200, 250, 300, 300, 400))
    px = dpi / 25.4
    capital, row = chance.uniform(*_CAPITAL_MM) * px, chance.uniform(*_WRITTEN_ROW_MM) * px
    squeeze = chance.uniform(0.7, 1.0) if chance.random() < _SQUEEZED else 1.0
    written = [_narrowed(*hand.write(text, capital, noise), squeeze) for text in texts]
    margin, room = _MARGIN_MM * px, chance.uniform(*_ROOM_MM) * px
    width = max(mask.shape[1] - 2 * start for mask, (start, _) in written) + room
    ink = np.zeros((round(len(texts) * row + 2 * margin), round(width + 2 * margin)), np.float32)
    align, drop = chance.choice((0.0, 0.5, 0.5, 1.0)), chance.gauss(0, 0.07) * row
    for place, (mask, (start, base)) in enumerate(written):
        free = width - room - (mask.shape[1] - 2 * start)
        left = margin + room * chance.uniform(0.3, 0.7) + align * free
        middle = margin + (place + 0.5) * row
        _lay(ink, mask, (left - start, middle + 0.5 * capital + drop - base))
    xs, ys = (margin, margin + width), [margin + place * row for place in range(len(texts) + 1)]
    return _cut_out(ink, (xs, ys), dpi, chance, noise)


def _narrowed(
    mask: Pixels, begins: tuple[float, float], squeeze: float
) -> tuple[FloatArray, tuple[float, float]]:
    narrow = cv2.resize(mask, None, fx=squeeze, fy=1.0, interpolation=cv2.INTER_AREA)
    return np.asarray(narrow, np.float32) / 255, (begins[0] * squeeze, begins[1])


def _lay(ink: FloatArray, mask: FloatArray, at: tuple[float, float]) -> None:
    """Lay a picture with its upper left corner at (x, y); what is beyond the paper is cut off."""
    left, top = round(at[0]), round(at[1])
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(ink.shape[1], left + mask.shape[1]), min(ink.shape[0], top + mask.shape[0])
    if x0 < x1 and y0 < y1:
        window = ink[y0:y1, x0:x1]
        np.maximum(window, mask[y0 - top : y1 - top, x0 - left : x1 - left], out=window)


def _cut_out(
    ink: FloatArray,
    rules: tuple[tuple[float, float], Sequence[float]],
    dpi: int,
    chance: random.Random,
    noise: np.random.Generator,
) -> list[Pixels | None]:
    """The line of each cell between rules at (xs, ys), worn, flattened and cut like a scan.

    None where the cutter does not find just one line.
    """
    px = dpi / 25.4
    (x0, x1), ys = rules
    grey = _worn(np.maximum(ink, _rules(*rules, ink.shape, px, chance)), px, chance, noise)
    flat = flatten(PageImage(Source("line"), grey, dpi))
    quads = [_quad((x0, top, x1, bottom), px, chance) for top, bottom in itertools.pairwise(ys)]
    cells = [cut_cell(flat, quad, dpi) for quad in quads]
    return [cell.lines[0] if len(cell.lines) == 1 else None for cell in cells]


def _sized(path: Path, capital_px: float) -> ImageFont.FreeTypeFont:
    _, top, _, bottom = ImageFont.truetype(str(path), 1000).getbbox("H")
    return ImageFont.truetype(str(path), capital_px * 1000 / (bottom - top))


def _text(
    text: str,
    face: ImageFont.FreeTypeFont,
    squeeze: float,
    at: tuple[float, float],
    size: tuple[int, int],
) -> FloatArray:
    image = Image.new("L", (round(size[0] / squeeze), size[1]), 0)
    ImageDraw.Draw(image).text((at[0] / squeeze, at[1]), text, font=face, fill=255, anchor="ls")
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), np.float32) / 255


def _rules(
    xs: tuple[float, float], ys: Sequence[float], shape: tuple[int, ...], px: float, chance: random.Random
) -> FloatArray:
    """Rules at these places over the whole picture."""
    image = np.zeros(shape, np.float32)
    if chance.random() < _NO_RULES:
        return image
    thick = max(1, round(chance.uniform(0.1, 0.28) * px))
    strength = chance.uniform(0.35, 1.0)
    for x in xs:
        cv2.line(image, (round(x), 0), (round(x), shape[0]), strength, thick, cv2.LINE_AA)
    kind = chance.choice(("solid", "solid", "dots", "dots", "dashes"))
    for y in ys:
        _rule_across(image, y, kind, thick, strength, px)
    if chance.random() < _STRUCK:
        middle = round((ys[0] + ys[1]) / 2)
        ends = (round(xs[0]), middle), (round(xs[1]), middle + chance.randint(-2, 2))
        cv2.line(image, *ends, 0.7, thick)
    return image


def _rule_across(image: FloatArray, y: float, kind: str, thick: int, strength: float, px: float) -> None:
    width = image.shape[1]
    if kind == "solid":
        cv2.line(image, (0, round(y)), (width, round(y)), strength, thick, cv2.LINE_AA)
        return
    step, length = (0.9 * px, 0.0) if kind == "dots" else (2.0 * px, 1.1 * px)
    for x in np.arange(0.0, width, step):
        ends = (round(8 * float(x)), round(8 * y)), (round(8 * (float(x) + length)), round(8 * y))
        if kind == "dots":
            cv2.circle(image, ends[0], round(8 * 0.12 * px), strength, -1, cv2.LINE_AA, 3)
        else:
            cv2.line(image, ends[0], ends[1], strength, thick, cv2.LINE_AA, 3)


def _worn(ink: FloatArray, px: float, chance: random.Random, noise: np.random.Generator) -> Pixels:
    """Turned a little, blurred, faded, broken, on uneven paper, noisy and compressed."""
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-0.25, 0.25), 1)
    ink = cv2.warpAffine(ink, turn, (width, height))
    if chance.random() < 0.3:  # print that ran or lost its thin strokes
        ink = np.clip((cv2.GaussianBlur(ink, (0, 0), 0.05 * px) - chance.uniform(0.15, 0.4)) / 0.4, 0, 1)
    ink = cv2.GaussianBlur(ink, (0, 0), max(0.3, chance.uniform(0.02, 0.1) * px))
    left = 1 - chance.uniform(0, 0.55) * _patches(ink.shape, 8 * px, noise)
    if chance.random() < 0.4:
        left *= np.where(_patches(ink.shape, 0.5 * px, noise) > chance.uniform(0.8, 1.0), 0.2, 1.0)
    paper = chance.uniform(205, 255) - chance.uniform(0, 25) * _patches(ink.shape, 15 * px, noise)
    grey = (
        paper
        - (paper - chance.uniform(0, 90)) * ink * left
        + noise.normal(0, chance.uniform(0.5, 8), ink.shape)
    )
    grey = np.clip(grey, 0, 255).astype(np.uint8)
    if chance.random() < _IN_TWO_TONES:
        return black_and_white(grey, chance.choice(THRESHOLDS), px * 25.4, noise)
    if chance.random() < 0.8:
        packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, chance.randint(45, 92)])[1]
        grey = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    return np.asarray(grey, np.uint8)


def _patches(shape: tuple[int, ...], step_px: float, noise: np.random.Generator) -> FloatArray:
    """Smooth noise from 0 to 1 with features of ``step_px``."""
    small = noise.random((max(2, round(shape[0] / step_px)), max(2, round(shape[1] / step_px))))
    grown = cv2.resize(small.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(grown)


def _quad(corners: tuple[float, float, float, float], px: float, chance: random.Random) -> FloatArray:
    """The corners as a grid finder would give them, a little off."""
    x0, y0, x1, y1 = corners
    exact = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)
    off = [[chance.gauss(0, 0.12) * px, chance.gauss(0, 0.12) * px] for _ in range(4)]
    return np.asarray(exact + off)
