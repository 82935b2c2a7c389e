"""System fonts that hold every Vietnamese letter, by family; sized by the height of their capitals."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

# Families by their own names; fonts-liberation 1 lacks letters with two marks and is left out.
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"), Path("/usr/local/share/fonts"))
_FACES = {
    "arimo": ("Arimo-Regular.ttf", "Arimo-Italic.ttf", "Arimo-Bold.ttf", "Arimo-BoldItalic.ttf"),
    "tinos": ("Tinos-Regular.ttf", "Tinos-Italic.ttf", "Tinos-Bold.ttf", "Tinos-BoldItalic.ttf"),
    "cousine": ("Cousine-Regular.ttf", "Cousine-Italic.ttf", "Cousine-Bold.ttf", "Cousine-BoldItalic.ttf"),
    "liberation sans": (
        "liberation2/LiberationSans-Regular.ttf",
        "liberation2/LiberationSans-Italic.ttf",
        "liberation2/LiberationSans-Bold.ttf",
        "liberation2/LiberationSans-BoldItalic.ttf",
    ),
    "liberation serif": (
        "liberation2/LiberationSerif-Regular.ttf",
        "liberation2/LiberationSerif-Italic.ttf",
        "liberation2/LiberationSerif-Bold.ttf",
        "liberation2/LiberationSerif-BoldItalic.ttf",
    ),
    "heros": (
        "texgyreheros-regular.otf",
        "texgyreheros-italic.otf",
        "texgyreheros-bold.otf",
        "texgyreheros-bolditalic.otf",
    ),
    "heros narrow": (
        "texgyreheroscn-regular.otf",
        "texgyreheroscn-italic.otf",
        "texgyreheroscn-bold.otf",
        "texgyreheroscn-bolditalic.otf",
    ),
    "termes": (
        "texgyretermes-regular.otf",
        "texgyretermes-italic.otf",
        "texgyretermes-bold.otf",
        "texgyretermes-bolditalic.otf",
    ),
    "schola": (
        "texgyreschola-regular.otf",
        "texgyreschola-italic.otf",
        "texgyreschola-bold.otf",
        "texgyreschola-bolditalic.otf",
    ),
    "adventor": (
        "texgyreadventor-regular.otf",
        "texgyreadventor-italic.otf",
        "texgyreadventor-bold.otf",
        "texgyreadventor-bolditalic.otf",
    ),
    "free sans": ("FreeSans.ttf", "FreeSansOblique.ttf", "FreeSansBold.ttf", "FreeSansBoldOblique.ttf"),
    "free serif": ("FreeSerif.ttf", "FreeSerifItalic.ttf", "FreeSerifBold.ttf", "FreeSerifBoldItalic.ttf"),
    "dejavu": (
        "DejaVuSans.ttf",
        "DejaVuSans-Oblique.ttf",
        "DejaVuSans-Bold.ttf",
        "DejaVuSans-BoldOblique.ttf",
    ),
    "dejavu narrow": (
        "DejaVuSansCondensed.ttf",
        "DejaVuSansCondensed-Oblique.ttf",
        "DejaVuSansCondensed-Bold.ttf",
        "DejaVuSansCondensed-BoldOblique.ttf",
    ),
}
SANS = (
    "arimo",
    "liberation sans",
    "heros",
    "heros narrow",
    "free sans",
    "dejavu narrow",
    "dejavu",
    "adventor",
)
SERIF = ("tinos", "liberation serif", "termes", "schola", "free serif")
_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_BASES = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"


class FontMissingError(RuntimeError):
    """None of the wanted families is installed with all Vietnamese letters."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a family."""

    family: str
    italic: bool = False
    bold: bool = False


def families(wanted: tuple[str, ...]) -> list[str]:
    """Those of the wanted families that are installed and complete; raises FontMissingError if none is."""
    found = [family for family in wanted if _path(Face(family)) is not None]
    if not found:
        raise FontMissingError(
            f"none of {', '.join(wanted)}: apt-get install fonts-croscore fonts-liberation2"
        )
    return found


@functools.lru_cache(maxsize=512)
def load(face: Face, capital_px: float) -> ImageFont.FreeTypeFont:
    """The face at the size at which its capital H is ``capital_px`` high."""
    path = _path(face)
    if path is None:
        raise FontMissingError(f"font {face.family} is not installed")
    return ImageFont.truetype(
        str(path), capital_px / _capital_share(path), layout_engine=ImageFont.Layout.BASIC
    )


@functools.cache
def _capital_share(path: Path) -> float:
    _, top, _, bottom = ImageFont.truetype(str(path), 1000).getbbox("H")
    return float(bottom - top) / 1000.0


@functools.cache
def _path(face: Face) -> Path | None:
    name = _FACES[face.family][2 * face.bold + face.italic]
    for folder in _FOLDERS:
        for path in sorted(folder.rglob(Path(name).name)):
            if str(path).endswith(name) and _complete(path):
                return path
    return None


@functools.cache
def _complete(path: Path) -> bool:
    """Whether every Vietnamese letter has a glyph of its own."""
    font = ImageFont.truetype(str(path), 40, layout_engine=ImageFont.Layout.BASIC)
    absent = bytes(font.getmask("\uffff"))
    letters = [unicodedata.normalize("NFC", base + mark) for base in _BASES for mark in _MARKS]
    return all(len(letter) == 1 and bytes(font.getmask(letter)) != absent for letter in [*letters, *"đĐ²"])
