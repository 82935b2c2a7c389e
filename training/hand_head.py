"""Trains the head that reads figures and land-use codes written by hand.

    python -m training.hand_head WRITERS [lines] [epochs]

``WRITERS`` is a folder made by ``python -m training.hands``. The head stands on the PP-OCRv6 trunk (from the
rapidocr wheel), which stays as it is, and is trained on lines cut out of register cells by the program's own
cutter, filled in by writers of the part "train" alone: faces, digits people wrote, and signs drawn by
strokes. It begins at the weights of the head for labels. Needs torch beside the program's own packages; about
half an hour on a shared core and 75 kB of memory a line. Writes ``hand_head.npz`` in half precision to the
current folder; it belongs into ``pipeline/resources`` when ``benchmarks.handwriting`` says so.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.random import Generator

from pipeline import ocr, values
from pipeline.model import Pixels
from pipeline.parcels.labels.label_reading import listed_codes
from pipeline.values import OWNER_KINDS
from synthetic.handwriting import Hand
from training.cells import draw_written_column
from training.hands import random_hand, with_pen
from training.head import Head, features_of, train
from training.strokes import Part, signs

SEED = 82_000
RESULT = Path("hand_head.npz")
_WITH_PEN = 0.5  # share of writers who draw stroke by stroke
_ALL_BY_PEN, _MARKS = 0.6, '.,-"m²'  # share of these who draw all signs; the rest only marks
_OF_ONE_HAND, _ROWS = 12, 4  # lines, and how many of them stand on one piece of paper
_FIGURES = (0.12, 0.27, 0.4, 0.16, 0.05)  # numbers of one to five figures
_DITTOS = ("-nt-", "nt", "-n-", '"')
_DITTO, _NUMBER, _AREA = 0.03, 0.36, 0.76  # of the kinds of texts each up to here; the rest are codes
_LOG_AREA = 5.9, 1.2
_OFTEN = ("LUC", "LUK", "BHK", "CLN", "ONT", "ODT", "NTS", "RSX", "ONT+CLN", "GDC") * 4
_DROPPED = 0.2  # without, it learned its writers by heart
_LONGEST = 18  # times as wide as high


@dataclass(frozen=True, slots=True)
class _AreaForm:
    """How a writer writes areas: the mark, decimals, whether thousands are parted, the unit behind."""

    mark: str
    decimals: int
    parted: bool
    unit: str

    @classmethod
    def random(cls, rng: Generator) -> _AreaForm:
        """One of the ways that registers show."""
        mark = str(rng.choice([",", "."]))
        unit = str(rng.choice(["", " m²", "m²", " m2"], p=[0.88, 0.06, 0.04, 0.02]))
        return cls(mark, int(rng.choice([0, 1, 2], p=[0.2, 0.65, 0.15])), bool(rng.random() < 0.3), unit)

    def write(self, area: float) -> str:
        """The area as this writer writes it."""
        whole, _, rest = f"{area:.{self.decimals}f}".partition(".")
        if self.parted and len(whole) > 3:
            whole = f"{whole[:-3]}{'.' if self.mark == ',' else ','}{whole[-3:]}"
        return whole + (self.mark + rest if rest else "") + self.unit


def lines(folder: Path, part: Part, rng: Generator) -> Iterator[tuple[Pixels, str]]:
    """Pictures and what they say, without end."""
    chance = random.Random(int(rng.integers(1 << 30)))
    while True:
        hand, form = writer(folder, part, rng), _AreaForm.random(rng)
        for _ in range(_OF_ONE_HAND // _ROWS):
            texts = [_text(form, rng) for _ in range(_ROWS)]
            for picture, text in zip(draw_written_column(texts, hand, chance, rng), texts, strict=True):
                if picture is not None and picture.shape[1] < _LONGEST * picture.shape[0]:
                    yield picture, text.replace(" ", "")


def writer(folder: Path, part: Part, rng: Generator) -> Hand:
    """A writer of more kinds than ``random_hand`` knows: letters that touch, lean, and are large or pale."""
    hand = replace(
        random_hand(folder, part, rng),
        slant=float(rng.normal(0.08, 0.17)),
        stroke=float(rng.choice([-0.02, 0.0, 0.0, 0.03, 0.06])),
        size=float(rng.uniform(0.85, 1.7)),
        spacing=float(rng.uniform(0.8, 1.2)),
        unrest=float(rng.uniform(0.01, 0.07)),
        pale=float(rng.uniform(0.0, 0.6)),
    )
    if rng.random() >= _WITH_PEN:
        return hand
    by_pen = signs() if rng.random() < _ALL_BY_PEN else _MARKS
    return replace(with_pen(hand, part, rng, by_pen), stroke=0.0)


def _text(form: _AreaForm, rng: Generator) -> str:
    kind = rng.random()
    if kind < _DITTO:
        return str(rng.choice(_DITTOS))
    if kind < _NUMBER:
        figures = 1 + int(rng.choice(len(_FIGURES), p=_FIGURES))
        return str(int(rng.integers(10 ** (figures - 1), 10**figures)))
    if kind < _AREA:
        return form.write(float(np.exp(rng.normal(*_LOG_AREA))))
    return str(rng.choice(_words()))


@cache
def _words() -> list[str]:
    """Codes of land uses, alone and by two, and of holders."""
    single = sorted(values.land_use_codes())
    double = [f"{home}+{other}" for home in ("ONT", "ODT") for other in ("CLN", "NTS", "BHK", "LUC", "LNK")]
    return [*single, *listed_codes(), *double, "LUC(NTS)", "CLN(NTS)", *sorted(OWNER_KINDS), *_OFTEN]


def _label_head() -> dict[str, torch.Tensor]:
    """The head for labels without its last layer: it knows figures and codes already."""
    own = ocr.head("label").items()
    return {name: torch.from_numpy(tensor) for name, tensor in own if not name.startswith("out.")}


if __name__ == "__main__":
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    count, rounds = (int(value) for value in (sys.argv[2:4] + ["40000", "7"][len(sys.argv) - 2 :]))
    drawn = lines(Path(sys.argv[1]), "train", np.random.default_rng(SEED))
    begun = Head(len(ocr.HAND_LETTERS), _DROPPED)
    begun.load_state_dict(_label_head(), strict=False)
    train(begun, *features_of(drawn, ocr.HAND_LETTERS, count), rounds, RESULT, SEED)
