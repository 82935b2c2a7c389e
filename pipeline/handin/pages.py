"""PDF pages as this room draws them: millimetres from the upper left corner, one family of letters, embedded.

The same content gives the same bytes. The family is Times-like and holds every Vietnamese letter.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import MissingToolError
from pipeline.model import Box

mm = 72 / 25.4  # points
Place = tuple[float, float]
_UNKNOWN_DPI = 200.0  # any will do: the layer is stretched over its page
_LETTERS_OF_BOX = 0.7  # of a box round a line of print, from its base line up
_NOT_DRAWN = 3  # rendering mode of PDF, 9.3.6 of ISO 32000-1
REGULAR, BOLD, ITALIC = "HandInRegular", "HandInBold", "HandInItalic"
_FOLDER = Path("/usr/share/fonts")
# Families of the packages that the set-up installs, each with its file names.
_FAMILIES = (
    ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf"),
    ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf"),
)


@functools.cache
def _register_fonts() -> None:
    there = {path.name: path for path in sorted(_FOLDER.rglob("*.ttf"))}
    family = next((names for names in _FAMILIES if all(name in there for name in names)), None)
    if family is None:
        raise MissingToolError("no_fonts")
    for name, file in zip((REGULAR, BOLD, ITALIC), family, strict=True):
        pdfmetrics.registerFont(TTFont(name, there[file]))


class Page:
    """A document that is drawn page by page; places are (mm from the left, mm from the top)."""

    def __init__(self, path: Path, size_mm: tuple[float, float], title: str) -> None:
        """Raises MissingToolError where the fonts are not installed."""
        _register_fonts()
        self.size_mm = size_mm
        size = (size_mm[0] * mm, size_mm[1] * mm)
        self._canvas = Canvas(str(path), pagesize=size, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)

    def next(self) -> None:
        """End the page; what is drawn next stands on a new one."""
        self._canvas.showPage()

    def close(self) -> None:
        """End the last page and write the file. Raises OSError."""
        self._canvas.showPage()
        self._canvas.save()

    def text(self, at_mm: Place, text: str, size_pt: float = 11, font: str = REGULAR) -> None:
        """A line of text that begins at a place, on its base line."""
        self._canvas.setFont(font, size_pt)
        self._canvas.drawString(at_mm[0] * mm, self._up(at_mm[1]), text)

    def centred(self, at_mm: Place, text: str, size_pt: float = 11, font: str = REGULAR) -> None:
        """A line of text about a place."""
        self.text((at_mm[0] - width_mm(text, size_pt, font) / 2, at_mm[1]), text, size_pt, font)

    def right(self, at_mm: Place, text: str, size_pt: float = 11, font: str = REGULAR) -> None:
        """A line of text that ends at a place."""
        self.text((at_mm[0] - width_mm(text, size_pt, font), at_mm[1]), text, size_pt, font)

    def turned(self, at_mm: Place, angle_deg: float, text: str, size_pt: float, grey: float = 0.0) -> None:
        """A line of text about a place, turned counter-clockwise; ``grey`` 0 is black."""
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(at_mm[0] * mm, self._up(at_mm[1]))
        canvas.rotate(angle_deg)
        canvas.setFillGray(grey)
        canvas.setFont(BOLD, size_pt)
        canvas.drawCentredString(0, 0, text)
        canvas.restoreState()

    def line(self, *points_mm: Place, width_pt: float = 0.5, grey: float = 0.0) -> None:
        """A line through places; ``grey`` 0 is black."""
        path = self._canvas.beginPath()
        path.moveTo(points_mm[0][0] * mm, self._up(points_mm[0][1]))
        for x, y in points_mm[1:]:
            path.lineTo(x * mm, self._up(y))
        self._canvas.setLineWidth(width_pt)
        self._canvas.setStrokeGray(grey)
        self._canvas.drawPath(path, stroke=1, fill=0)

    def box(self, at_mm: Place, size_mm: tuple[float, float], fill: str = "") -> None:
        """A rectangle by its upper left corner, filled with a colour or empty."""
        canvas = self._canvas
        canvas.setLineWidth(0.4)
        canvas.setStrokeGray(0.0)
        if fill:
            canvas.setFillColor(fill)
        place = (at_mm[0] * mm, self._up(at_mm[1] + size_mm[1]), size_mm[0] * mm, size_mm[1] * mm)
        canvas.rect(*place, stroke=1, fill=bool(fill))
        canvas.setFillGray(0.0)

    def dot(self, at_mm: Place, radius_mm: float = 0.5) -> None:
        """A small open circle."""
        self._canvas.setLineWidth(0.4)
        self._canvas.setFillGray(1.0)
        self._canvas.circle(at_mm[0] * mm, self._up(at_mm[1]), radius_mm * mm, stroke=1, fill=1)
        self._canvas.setFillGray(0.0)

    def _up(self, down_mm: float) -> float:
        return (self.size_mm[1] - down_mm) * mm


def text_layer(size_px: tuple[int, int], texts: Sequence[tuple[str, Box]], dpi: float | None) -> bytes:
    """A page of PDF with texts that are not drawn, each over its box in pixels; nothing without texts.

    The page is as large as one of ``size_px`` at ``dpi``; laid over another size, it is stretched to it.
    """
    if not texts or min(size_px) < 1:
        return b""
    _register_fonts()
    made = io.BytesIO()
    scale = 72 / (dpi or _UNKNOWN_DPI)
    canvas = Canvas(made, pagesize=(size_px[0] * scale, size_px[1] * scale), invariant=1)
    for text, (x0, y0, x1, y1) in texts:
        height_pt = max((y1 - y0) * scale * _LETTERS_OF_BOX, 1.0)
        wide = pdfmetrics.stringWidth(text, REGULAR, height_pt) or 1.0
        line = canvas.beginText(x0 * scale, (size_px[1] - y1) * scale)
        line.setFont(REGULAR, height_pt)
        line.setTextRenderMode(_NOT_DRAWN)
        line.setHorizScale(100 * max(x1 - x0, 1.0) * scale / wide)
        line.textOut(f"{text} ")  # cells lie side by side: who searches must not find two as one word
        canvas.drawText(line)
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def width_mm(text: str, size_pt: float, font: str = REGULAR) -> float:
    """How wide a line of text is."""
    _register_fonts()
    return float(pdfmetrics.stringWidth(text, font, size_pt)) / mm


def wrapped(text: str, width: float, size_pt: float, font: str = REGULAR) -> list[str]:
    """The text in lines that are at most ``width`` millimetres wide; a longer word is cut."""

    def fit(part: str) -> bool:
        return width_mm(part, size_pt, font) <= width

    lines = [""]
    for word in text.split():
        rest = word
        while not fit(rest) and len(rest) > 1:
            fits = next(
                n for n in range(len(rest) - 1, 0, -1) if n == 1 or width_mm(rest[:n], size_pt, font) <= width
            )
            lines.append(rest[:fits])
            rest = rest[fits:]
        longer = f"{lines[-1]} {rest}".strip()
        if fit(longer):
            lines[-1] = longer
        else:
            lines.append(rest)
    return [line for line in lines if line] or [""]
