"""Trains the Vietnamese reading head that ``pipeline/ocr.py`` puts on the PP-OCRv6 trunk.

    python -m training.vietnamese_head [lines] [epochs]

The trunk (from the rapidocr wheel) stays as it is; the head, begun at the weights that are shipped, is
trained on rendered lines: most of them cut out of register cells by the program's own cutter, the rest as
loose lines. Needs torch beside the program's own packages; about 45 minutes on one core, and 250 kB of
memory a line. Writes ``vietnamese_head.npz`` in half precision to the current folder; it belongs into
``pipeline/resources`` when ``benchmarks.registers`` says so.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from pipeline import ocr
from training.cells import draw_cells
from training.head import Head, features_of, train
from training.phrases import phrase

SEED = 20260
RESULT = Path("vietnamese_head.npz")
LETTERS = ocr.VIETNAMESE_LETTERS
IN_CELLS = 0.75  # share of lines that are drawn in register cells
AT_ONCE = 3  # lines on one scrap of paper
LONGEST = 18  # widths of a line in its heights
# FreeSerif and TeX Gyre Adventor are left out: the head is judged on type that it never saw.
_FONT_NAMES = (
    "croscore/Tinos-*.ttf", "croscore/Arimo-*.ttf", "croscore/Cousine-Regular.ttf",
    "liberation2/Liberation*.ttf", "dejavu/DejaVuS*.ttf", "freefont/FreeSans*.ttf",
)  # fmt: skip
_TEX_FONTS = (
    "texgyretermes-*", "texgyreheros*", "texgyrepagella-*", "texgyreschola-*", "texgyrebonum-*",
)  # fmt: skip


def fonts() -> list[Path]:
    """Faces that hold every letter of the head, as installed on Debian."""
    found = [p for name in _FONT_NAMES for p in Path("/usr/share/fonts/truetype").glob(name)]
    found += [p for n in _TEX_FONTS for p in Path("/usr/share/texmf/fonts/opentype").rglob(n + ".otf")]
    found += [p for n in _TEX_FONTS for p in Path("/usr/share/fonts/opentype").rglob(n + ".otf")]
    return sorted(p for p in found if "Oblique" not in p.name and _holds_all(p))


def _holds_all(path: Path) -> bool:
    face = ImageFont.truetype(str(path), 30)
    missing = face.getmask("\uf8ff").getbbox(), bytes(face.getmask("\uf8ff"))
    return all((face.getmask(c).getbbox(), bytes(face.getmask(c))) != missing for c in "ạệỗữửĐ")


def draw(text: str, chance: random.Random, noise: np.random.Generator, faces: list[Path]) -> np.ndarray:
    """One line as a cleaned register cell shows it: cropped closely, blurred, faded, noisy, compressed."""
    face = ImageFont.truetype(str(chance.choice(faces)), chance.randint(40, 60))
    left, top, right, bottom = face.getbbox(text)
    size = (int(right - left) + 60, int(bottom - top) + 60)
    image = Image.new("L", size, 0)
    ImageDraw.Draw(image).text((30 - left, 30 - top), text, font=face, fill=255)
    ink = np.asarray(image, np.float32) / 255
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), chance.uniform(-0.8, 0.8), 1)
    ink = cv2.warpAffine(ink, turn, size)
    ink = np.clip(
        (cv2.GaussianBlur(ink, (0, 0), chance.uniform(0.5, 2.0)) - chance.uniform(0.2, 0.42)) / 0.4, 0, 1
    )
    ink = _crop(ink, chance)
    ink = _leave_rules(ink, chance)
    height = chance.uniform(16, 50)
    ratio = height / ink.shape[0]
    ink = cv2.resize(ink, None, fx=ratio * chance.uniform(0.86, 1.14), fy=ratio, interpolation=cv2.INTER_AREA)
    return _as_scanned(ink, chance, noise)


def _crop(ink: np.ndarray, chance: random.Random) -> np.ndarray:
    rows, columns = np.where(ink > 0.3)
    y0, y1, x0, x1 = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    reach = (y1 - y0) * 0.22
    cut = [int(chance.uniform(0.02, 1) * reach) for _ in range(4)]
    return ink[max(0, y0 - cut[0]) : y1 + cut[1], max(0, x0 - cut[2]) : x1 + cut[3]].copy()


def _leave_rules(ink: np.ndarray, chance: random.Random) -> np.ndarray:
    """Remains of the table's rules at the edge of a crop, solid or dashed."""
    if chance.random() < 0.15:
        thick, strength = chance.randint(1, 3), chance.uniform(0.3, 0.9)
        row = slice(0, thick) if chance.random() < 0.5 else slice(-thick, None)
        period = chance.choice((1, 9, 14))
        mask = (np.arange(ink.shape[1]) % period) <= period // 2
        ink[row, mask] = strength
    return ink


def _as_scanned(ink: np.ndarray, chance: random.Random, noise: np.random.Generator) -> np.ndarray:
    fade = np.interp(np.arange(ink.shape[1]), *_fading(ink.shape[1], chance)).astype(np.float32)
    paper, dark = chance.uniform(215, 255), chance.uniform(0, 110)
    grey = paper - (paper - dark) * ink * fade[None, :]
    grey = cv2.GaussianBlur(grey, (0, 0), chance.uniform(0.2, 0.95))
    grey = np.clip(grey + noise.normal(0, chance.uniform(0, 9), ink.shape), 0, 255).astype(np.uint8)
    if chance.random() < 0.5:
        packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, chance.randint(35, 85)])[1]
        grey = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    if chance.random() < 0.7:
        low, high = np.percentile(grey, 2), np.percentile(grey, 85)
        grey = np.clip((grey.astype(np.float32) - low) * 255 / max(30.0, high - low), 0, 255).astype(np.uint8)
    return grey


def _fading(width: int, chance: random.Random) -> tuple[list[float], list[float]]:
    if chance.random() < 0.6:
        return [0, width], [1.0, 1.0]
    knots = sorted(chance.uniform(0, width) for _ in range(3))
    return [0, *knots, width], [chance.uniform(0.45, 1.0) for _ in range(5)]


def lines() -> Iterator[tuple[np.ndarray, str]]:
    """Pictures and what they say, without end."""
    chance, noise, faces = random.Random(SEED), np.random.default_rng(SEED), fonts()
    print(len(faces), "fonts", flush=True)
    while True:
        for image, text in drawn([phrase(chance) for _ in range(AT_ONCE)], chance, noise, faces):
            if image.shape[1] < LONGEST * image.shape[0]:
                yield image, text


def drawn(
    texts: list[str], chance: random.Random, noise: np.random.Generator, faces: list[Path]
) -> Iterator[tuple[np.ndarray, str]]:
    """Pictures and what they say; without those that were not found in their cells."""
    if chance.random() < IN_CELLS:
        images = draw_cells(texts, chance, noise, faces)
        yield from ((image, text) for image, text in zip(images, texts, strict=True) if image is not None)
    else:
        yield from ((draw(text, chance, noise, faces), text) for text in texts)


def _shipped() -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(values) for name, values in ocr.head("vietnamese").items()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    count, rounds = (int(value) for value in (sys.argv[1:3] + ["36000", "6"][len(sys.argv) - 1 :]))
    begun = Head(len(LETTERS))
    begun.load_state_dict(_shipped(), strict=False)
    train(begun, *features_of(lines(), LETTERS, count), rounds, RESULT, SEED)
