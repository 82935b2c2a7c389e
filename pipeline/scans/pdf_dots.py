"""Pictures of a PDF page laid exactly on the dots that it is rendered to.

pdfium takes the whole dots that a picture touches: one that ends a thousandth of a dot beyond its last is
drawn over one dot more, all of it a little stretched. Coordinates are rounded in every file, so edges that
lie on the limit of a dot but for that are laid just within it.
"""

from __future__ import annotations

import math

import pypdfium2

from pipeline.scans.matrices import PLAIN, Matrix, corners, inverse, times

_ROUNDED = 0.1  # dots: coordinates of pages are rounded to hundredths of a point, forms may scale them up
_WITHIN = 0.01  # dots: more than single precision loses at 25 000
_UPRIGHT = 1e-4  # of a side: less of a slant moves no dot


def lay_on_dots(page: pypdfium2.PdfPage, pictures: list[pypdfium2.PdfImage], size: tuple[int, int]) -> None:
    """Move edges of pictures on a page that is rendered to ``size`` (width, height) dots."""
    to_dots = _to_dots(page, size)
    for picture in pictures:
        outside = times(_of_containers(picture), to_dots)
        placed = times(_matrix(picture), outside)
        laid = _laid(placed)
        if laid != placed:
            picture.set_matrix(pypdfium2.PdfMatrix(*times(laid, inverse(outside))))


def _to_dots(page: pypdfium2.PdfPage, size: tuple[int, int]) -> Matrix:
    """From the page's units to dots, y down, turned as the page is shown."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    unit: Matrix = (1 / width, 0.0, 0.0, -1 / height, -left / width, top / height)
    turns: dict[int, Matrix] = {
        0: PLAIN,
        90: (0.0, 1.0, -1.0, 0.0, 1.0, 0.0),
        180: (-1.0, 0.0, 0.0, -1.0, 1.0, 1.0),
        270: (0.0, -1.0, 1.0, 0.0, 0.0, 1.0),
    }
    dots: Matrix = (float(size[0]), 0.0, 0.0, float(size[1]), 0.0, 0.0)
    return times(times(unit, turns[page.get_rotation()]), dots)


def _of_containers(picture: pypdfium2.PdfImage) -> Matrix:
    matrix, form = PLAIN, picture.container
    while form is not None:
        matrix, form = times(matrix, _matrix(form)), form.container
    return matrix


def _matrix(thing: pypdfium2.PdfObject) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in thing.get_matrix().get())
    return a, b, c, d, e, f


def _laid(placed: Matrix) -> Matrix:
    """The matrix with the edges moved; as it is where the picture stands askew or is thinner than a dot."""
    a, b, c, d, _, _ = placed
    askew = min(math.hypot(b, c), math.hypot(a, d)) > _UPRIGHT * max(map(abs, (a, b, c, d)))
    xs, ys = corners(placed)
    before = min(xs), min(ys), max(xs), max(ys)
    if askew or before[2] - before[0] < 1 or before[3] - before[1] < 1:
        return placed
    low = [_edge(value, _WITHIN) for value in before[:2]]
    high = [_edge(value, -_WITHIN) for value in before[2:]]
    wide, tall = ((high[k] - low[k]) / (before[k + 2] - before[k]) for k in (0, 1))
    return times(placed, (wide, 0.0, 0.0, tall, low[0] - before[0] * wide, low[1] - before[1] * tall))


def _edge(value: float, within: float) -> float:
    whole = round(value)
    return whole + within if abs(value - whole) < _ROUNDED else value
