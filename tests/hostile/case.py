"""What a hostile case is: a file under a name, and whether the program should take it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Case:
    """``make`` puts the file at a path; ``good`` says that it is in truth usable, None: either."""

    family: str
    variant: str
    name: str
    make: Callable[[Path], None]
    good: bool | None = False

    def place(self, folder: Path) -> None:
        """Put the case into a folder of its own below ``folder``."""
        home = folder / f"{self.family}-{self.variant}"
        home.mkdir(parents=True)
        self.make(home / self.name)


def holding(family: str, variant: str, name: str, data: bytes, good: bool = False) -> Case:
    """A case that is a file with this content."""
    return Case(family, variant, name, lambda path: _write(path, data), good)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def drawing(width: int = 120, height: int = 90) -> Image.Image:
    """A small grey picture whose content does not compress to nothing."""
    noise = np.random.default_rng(1).integers(0, 256, (height, width), dtype=np.uint8)
    return Image.fromarray(noise)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file of this kind."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
