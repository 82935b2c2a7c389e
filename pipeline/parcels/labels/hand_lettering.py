"""Labels that were lettered by hand: readers of print agree on them, and are wrong, far more often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.letter_likeness import LETTER_DPI, is_written, letter_shapes, unlikeness
from pipeline.model import Finding, Label, Parcel, Pixels, SheetParcels, unit_code_of
from pipeline.parcels.labels.bars import Bar, cut

_LARGEST_MM = 5.0  # figures of labels are up to 3.5 mm high (Circular 25/2014, App. 01.II): more is linework
_AROUND_MM = 0.5
_FEW = 30  # letters: too few to have their likes
_MOST = 1500  # letters that are compared: each with each
# Half of the letters of printed labels are no more unlike to their likes: 0.0011 at the most (two tones, 240
# dpi); lettered by hand they have 0.0025 and more, less than on pages as more letters are alike.
_PRINT = 0.0018
# Of the letters read: where fewer stand whole, pieces of broken print have no like. Worn print that was taken
# for lettering had 0.27 of them (250 dpi, faded), sheets lettered by hand 0.99.
_WHOLE = 0.5
_WORTH = 0.5  # as of pages that were filled in by hand


def is_seen(flat: Pixels, dpi: float, labels: Sequence[Label]) -> bool:
    """Whether the labels of a sheet are no print; ``flat`` (H, W) has even paper, boxes are in its pixels.

    Where wear has broken most letters nothing can be told, and they count as print.
    """
    shapes = [shape for label in labels for shape in letter_shapes(_level(flat, dpi, label), _LARGEST_MM)]
    if len(shapes) < max(_FEW, _WHOLE * sum(map(_letters_of, labels))):
        return False
    return is_written(unlikeness(shapes[:: 1 + len(shapes) // _MOST]), _PRINT)


def _letters_of(label: Label) -> int:
    """How many letters and figures were read in a label."""
    texts = (label.number.text, label.area_m2.text, label.code.text)
    return sum(map(str.isalnum, "".join(texts)))


def _level(flat: Pixels, dpi: float, label: Label) -> Pixels:
    """The label's box turned level, at the resolution of letters that are compared."""
    x0, y0, x1, y1 = label.box_px
    across, down = (x1 - x0) / 2, (y1 - y0) / 2
    bar = Bar((x0 + x1) / 2, (y0 + y1) / 2, label.angle_deg, x1 - x0, down, down, 0.0)
    more = _AROUND_MM / 25.4 * dpi
    window = (-across - more, -down - more, across + more, down + more)
    return cut(flat, bar, window, 1.0, LETTER_DPI / dpi)


def doubted(made: SheetParcels) -> SheetParcels:
    """A sheet whose labels are by hand: none of them is agreed, and a person is told once."""
    sheet, labels = made.sheet, made.counts["labels"]
    told = Finding(
        "sheet_by_hand",
        unit_code_of(sheet.unit),
        sheet.number,
        values={"labels": labels},
        source=sheet.source,
    )
    parcels = tuple(map(_doubted, made.parcels))
    return replace(made, parcels=parcels, findings=(*made.findings, told))


def _doubted(parcel: Parcel) -> Parcel:
    others = tuple(each.doubted(_WORTH) for each in parcel.others)
    own = parcel.label.doubted(_WORTH) if isinstance(parcel.label, Label) else parcel.label
    return replace(parcel, label=own, others=others)
