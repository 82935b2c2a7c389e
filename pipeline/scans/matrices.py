"""Matrices as PDF writes them: (a, b, c, d, e, f) carries (x, y) to (ax + cy + e, bx + dy + f)."""

from __future__ import annotations

Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(first: Matrix, second: Matrix) -> Matrix:
    """First ``first``, then ``second``."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def inverse(matrix: Matrix) -> Matrix:
    """What undoes it. Raises ZeroDivisionError for one that makes all flat."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    return d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size


def corners(matrix: Matrix) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where the corners of the unit square come to lie: all x, all y."""
    a, b, c, d, e, f = matrix
    return (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
