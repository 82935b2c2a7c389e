"""The line of an area taken for a number: its decimal mark is small and easily lost."""

from __future__ import annotations

import re

from pipeline.model import Reading

# Of the drawn area, before the outline is refined.
_FITS = 0.06
# Areas are printed to 0.1 m² (Circular 25/2014, Art. 16(10)): without its mark one is ten times as large.
_WITHOUT_MARK = 10


def is_figures_of(number: Reading[int], area: Reading[float]) -> bool:
    """Whether a number is but the figures of an area that was read: all, or those before the mark."""
    figures = "".join(sign for sign in area.text if sign.isdecimal())
    whole = re.split("[.,]", area.text)[0]
    return number.value is not None and str(number.value) in (figures, whole)


def fits(printed_m2: float, drawn_m2: float) -> bool:
    """Whether a printed area is that of a face whose outline is not refined yet."""
    return abs(printed_m2 - drawn_m2) <= _FITS * drawn_m2


def is_of_face(number: Reading[int], drawn_m2: float) -> bool:
    """Whether a number that was read without an area is the area of its face, with its mark or without."""
    value = number.value
    return value is not None and (fits(value, drawn_m2) or fits(value / _WITHOUT_MARK, drawn_m2))
