"""How near a letter a speck must lie to be read as its mark: the room of ``pipeline.commune.weighed_texts``.

    OMP_THREAD_LIMIT=1 python -m training.specks [lines] [seed]

Names are printed in cells, scanned and cut as for training the readers. Those that are read right and alike
get specks as large as the dot of a letter, strewn by chance; counted is how often all is read alike again,
with a mark more than was printed or with another one.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from pipeline.model import Pixels, Reading, Source
from pipeline.records.cells import CELL_DPI, Cell
from pipeline.records.names import read_names
from pipeline.text import count_marks, fold
from synthetic.names import person
from training.cells import draw_cells

LINES, SEED = 6000, 7200  # of no training and no test
_COLUMN = 25
_PER_MM2 = 0.03  # specks: as many as on the dirtiest pages of ``synthetic.black_and_white``
_SIDE_MM = (0.25, 0.4)  # dots of letters of 9 to 13 points
_FONTS = Path("/usr/share/fonts/truetype")
_SOURCE = Source("specks", 1)


def printed(lines: int, seed: int) -> Iterator[tuple[Pixels, str]]:
    """Lines as they come out of their cells, and the names that they show."""
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    faces = [path for path in sorted(_FONTS.glob("*/*-Regular.ttf")) if "Mono" not in path.name]
    for _ in range(lines // _COLUMN):
        names = [person(noise)[0] for _ in range(_COLUMN)]
        pictures = draw_cells(names, chance, noise, faces)
        yield from (
            (picture, name) for picture, name in zip(pictures, names, strict=True) if picture is not None
        )


def specked(picture: Pixels, noise: np.random.Generator) -> Pixels:
    """The line with specks strewn over it."""
    px_per_mm = CELL_DPI / 25.4
    specks = picture.copy()
    for _ in range(noise.poisson(_PER_MM2 * picture.size / px_per_mm**2)):
        side = max(2, round(noise.uniform(*_SIDE_MM) * px_per_mm))
        y, x = (int(noise.integers(0, max(1, length - side))) for length in picture.shape)
        specks[y : y + side, x : x + side] = 0
    return specks


def _alike(pictures: list[Pixels]) -> list[Reading[str]]:
    return read_names([Cell((0, 0, 1, 1), (picture,)) for picture in pictures], _SOURCE)


def misread(column: list[tuple[Pixels, str]], noise: np.random.Generator) -> tuple[int, Counter[int]]:
    """How many words of clear names got specks, and of those that readers agree on wrongly, how many have so
    many marks more than were printed.
    """
    read = zip(column, _alike([picture for picture, _ in column]), strict=True)
    clear = [line for line, reading in read if reading.agreed and reading.value == line[1]]
    again = _alike([specked(picture, noise) for picture, _ in clear])
    found = [
        (name, str(reading.value)) for (_, name), reading in zip(clear, again, strict=True) if reading.agreed
    ]
    more = Counter(
        count_marks(value) - count_marks(name)
        for name, value in found
        if value != name and fold(value) == fold(name)
    )
    return sum(len(name.split()) for _, name in clear), more


def main() -> None:
    """Print counts and the room in square millimetres, for each word of a name."""
    given = [int(word) for word in sys.argv[1:3]]
    lines, seed = given + [LINES, SEED][len(given) :]
    noise, drawn = np.random.default_rng(seed + 1), printed(lines, seed)
    words, more = 0, Counter[int]()
    while column := list(itertools.islice(drawn, _COLUMN)):
        seen, found = misread(column, noise)
        words, more = words + seen, more + found
    for marks, count in sorted(more.items()):
        print(f"{marks:+} marks: {count} of {words} words, {count / words / _PER_MM2:.3f} mm2")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
