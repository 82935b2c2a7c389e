"""Three decisions which register row is a parcel's, as waterfalls of what each comparison weighs.

    python -m benchmarks.decisions docs/decisions.svg

A sheet of thirty invented plots and its register; of three parcels the weights (nats) of the row that is
theirs are drawn one after the other, and below them the sum of the next best row. Prints the same as a table.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Polygon

from benchmarks.tables import Table
from pipeline.commune.comparisons import Chance, compared
from pipeline.commune.entries import Entry, entries_of
from pipeline.commune.pieces import Piece
from pipeline.commune.rows import Row
from pipeline.model import Label, Parcel, Reading, Record, Source

PLOTS, COLUMNS, SEED = 30, 6, 8400
CODES = ("LUC", "ONT", "CLN", "BHK")
_NAT_PX, _ROW_PX, _LEFT_PX, _WIDTH_PX, _HEAD_PX = 26, 22, 110, 560, 34
_GAIN, _LOSS, _SUM, _RIVAL = "#2b7a4b", "#b23a2e", "#34506b", "#9aa7b1"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, the weights of the parcel's own row, and the sum of the next best row."""

    title: str
    weights: Mapping[str, float]
    rival: float

    @property
    def total(self) -> float:
        """All comparisons together."""
        return sum(self.weights.values())


def main() -> None:
    """Draw the picture and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("picture", type=Path)
    given = parser.parse_args()
    found = decisions()
    given.picture.write_text(draw(found), encoding="utf-8")
    with Table("decision", "number", "area", "code", "sum", "next best") as table:
        for each in found:
            figures = [*each.weights.values(), each.total, each.rival]
            table.line(each.title, *(f"{figure:+.1f}" for figure in figures))


def decisions() -> list[Decision]:
    """All readers agree; a doubtful number that is another row's; an area that is not the register's."""
    plots = _plots(np.random.default_rng(SEED))
    rows = [_row(place, plot.area) for place, plot in enumerate(plots)]
    cases = {
        "all three witnesses agree": _piece(plots[7], _sure(8), plots[7].area),
        "number read with doubt, as another row's": _piece(plots[7], Reading(3, "3", 0.7), plots[7].area),
        "register's area is a half more": _piece(plots[11], _sure(12), plots[11].area),
    }
    rows[11] = _row(11, 1.5 * plots[11].area)
    given = entries_of(rows, range(len(rows)))
    return [_decision(title, piece, given) for title, piece in cases.items()]


def _decision(title: str, piece: Piece, given: Sequence[Entry]) -> Decision:
    chance = Chance(given)
    weighed = sorted(
        (compared(piece, entry, chance) for entry in given), key=lambda each: -sum(each.values())
    )
    return Decision(title, weighed[0], sum(weighed[1].values()))


def _plots(rng: np.random.Generator) -> list[Polygon]:
    wide = np.concatenate([[0.0], np.cumsum(rng.uniform(14, 30, COLUMNS))])
    high = np.concatenate([[0.0], np.cumsum(rng.uniform(18, 36, PLOTS // COLUMNS))])
    return [
        shapely.box(wide[i], high[j], wide[i + 1], high[j + 1])
        for j in range(len(high) - 1)
        for i in range(COLUMNS)
    ]


def _sure(value: int) -> Reading[int]:
    said = (("label_head", value), ("pp_ocr", value))
    return Reading(value, str(value), 0.999, agreed=True, said=said)  # type: ignore[arg-type]


def _area(value: float) -> Reading[float]:
    area = round(value, 1)
    return Reading(area, f"{area}", 0.999, agreed=True, said=(("pp_ocr", area), ("tesseract", area)))


def _code(place: int) -> Reading[str]:
    code = CODES[place % len(CODES)]
    return Reading(code, code, 0.999, agreed=True, said=(("pp_ocr", code), ("tesseract", code)))


def _piece(plot: Polygon, number: Reading[int], area_m2: float) -> Piece:
    place = 7 if number.value != 12 else 11
    label = Label((0.0, 0.0), (0.0, 0.0, 1.0, 1.0), 0.0, "full", number, _area(area_m2), _code(place))
    parcel = Parcel("", 1, "parcel", plot, label, Source("to.tif"))
    return Piece(parcel, plot, 1000, 0)


def _row(place: int, area_m2: float) -> Row:
    nothing: Reading[str] = Reading(None)
    number = Reading(
        place + 1, str(place + 1), 0.999, agreed=True, said=(("pp_ocr", place + 1), ("tesseract", place + 1))
    )
    record = Record(
        Source("so.pdf"), Reading(1), number, nothing, nothing, _area(area_m2), _code(place), nothing, nothing
    )
    return Row("", 1, True, record, None)


def draw(found: Sequence[Decision]) -> str:
    """The waterfalls as one SVG."""
    height = sum(_HEAD_PX + _ROW_PX * (len(each.weights) + 2) + 14 for each in found)
    lowest = min(0.0, *(each.rival for each in found))
    parts: list[str] = []
    top = 0.0
    for each in found:
        parts += _waterfall(each, top, _LEFT_PX - lowest * _NAT_PX)
        top += _HEAD_PX + _ROW_PX * (len(each.weights) + 2) + 14
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH_PX} {height:.0f}"'
    paper = '<rect width="100%" height="100%" fill="#fff"/>'
    return "\n".join([f'{head} font-family="sans-serif" font-size="12">', paper, *parts, "</svg>", ""])


def _waterfall(each: Decision, top: float, zero: float) -> Iterator[str]:
    yield f'<text x="12" y="{top + 22:.0f}" font-weight="bold">{each.title}</text>'
    begin, y = 0.0, top + _HEAD_PX
    for name, weight in each.weights.items():
        yield from _bar(name, (begin, begin + weight), y, zero, _GAIN if weight >= 0 else _LOSS)
        begin, y = begin + weight, y + _ROW_PX
    yield from _bar("sum", (0.0, each.total), y, zero, _SUM)
    yield from _bar("next best row", (0.0, each.rival), y + _ROW_PX, zero, _RIVAL)


def _bar(name: str, ends: tuple[float, float], y: float, zero: float, colour: str) -> Iterator[str]:
    left, right = (zero + end * _NAT_PX for end in sorted(ends))
    yield f'<text x="12" y="{y + 13:.0f}">{name}</text>'
    yield f'<rect x="{left:.1f}" y="{y:.0f}" width="{right - left:.1f}" height="16" fill="{colour}"/>'
    yield f'<text x="{right + 6:.1f}" y="{y + 13:.0f}">{ends[1] - ends[0]:+.1f}</text>'


if __name__ == "__main__":
    main()
