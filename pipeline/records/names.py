"""Names, places and notes: two readers of Vietnamese, and what the column itself repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline import ocr
from pipeline.model import Reading, Source
from pipeline.ocr import Text
from pipeline.records.cells import Cell
from pipeline.text import normalise

_DIFFER = 0.5


def read_texts(cells: Sequence[Cell], source: Source) -> list[Reading[str]]:
    """Vietnamese text of each cell, its lines joined by a blank."""
    pictures = [picture for cell in cells for picture in cell.lines]
    first = ocr.read_vietnamese(pictures)
    second = ocr.read_tesseract(pictures, "vie")
    readings, start = [], 0
    for cell in cells:
        stop = start + len(cell.lines)
        place = replace(source, box=cell.box)
        readings.append(_merge(_joined(first[start:stop]), _joined(second[start:stop]), place))
        start = stop
    return readings


def _joined(lines: Sequence[Text]) -> Text:
    if not lines:
        return Text("", 0.0)
    return Text(normalise(" ".join(line.text for line in lines)), min(line.confidence for line in lines))


def _merge(first: Text, second: Text, place: Source) -> Reading[str]:
    if not first.text and not second.text:
        return Reading(None, source=place)
    if first.text == second.text:
        confidence = 1.0 - (1.0 - first.confidence) * (1.0 - second.confidence)
        return Reading(first.text, first.text, confidence, place, agreed=True)
    chosen, other = (first, second) if first.text else (second, first)
    rest = ((other.text, other.confidence * _DIFFER),) if other.text else ()
    return Reading(chosen.text, chosen.text, chosen.confidence * _DIFFER, place, rest)
