"""Where the lattice of a sheet lies in the world, decided by sources that are independent of each other.

Sources: the sheet number (mã hiệu mảnh), the coordinate labels in the strip, the printed scale, the size of
the frame, and the commune's extent as a plausibility box. A sheet is anchored when at least two of them
settle the same place and none contradicts; otherwise the best guess is kept with the reason.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import sheet_code
from pipeline.communes import AROUND_M
from pipeline.model import Box, Known, Reason, SheetTitle, Values
from pipeline.sheets import coordinates
from pipeline.sheets.lattice import Lattice
from pipeline.sheets.numerals import Numeral

_EXTENSIONS = (0, 1, 2)  # cells by which a frame reaches over its standard square (Art. 5(2))
_WITNESSES = 2  # numbers that must bear out the sheet number on each axis


@dataclass(frozen=True, slots=True)
class Anchor:
    """World of lattice index (0, 0), metres; ``scale`` may be known where the place is not.

    ``sources`` are codes of the catalogue. ``refusal`` is None when they settle the place; ``conflict``
    are the values of ``sheet_source_conflict``: what differs, and what its first and second source say.
    """

    scale: int | None
    west_m: float | None
    north_m: float | None
    code: str
    sources: tuple[str, ...]
    refusal: Reason | None = None
    conflict: Values | None = None

    @property
    def step_m(self) -> float:
        """Metres between lattice lines; 0 where the scale is not known."""
        return sheet_code.GRID_STEP_M[self.scale] if self.scale else 0.0

    def world(self, column: float, row: float) -> tuple[float, float] | None:
        """(easting, northing) of a lattice index, by the best guess, or None."""
        if self.west_m is None or self.north_m is None or not self.scale:
            return None
        return self.west_m + column * self.step_m, self.north_m - row * self.step_m


@dataclass(frozen=True, slots=True)
class _Scale:
    value: int | None
    sources: tuple[str, ...]
    conflict: Values | None


def find_anchor(
    title: SheetTitle, numerals: Sequence[Numeral], lattice: Lattice, extent_m: Box | None
) -> Anchor:
    """Decide scale and place of the lattice. ``extent_m`` is (west, south, east, north) of the commune."""
    scale = _decide_scale(title, numerals)
    if scale.value is None:
        code = sheet_code.parse(title.sheet_code.text or (title.sheet_code.value or ""))
        return Anchor(None, None, None, str(code or ""), (), Reason("scale_unknown"), scale.conflict)
    step = sheet_code.GRID_STEP_M[scale.value]
    axes = (coordinates.read_axis(numerals, 0, step), coordinates.read_axis(numerals, 1, step))
    found = _best(title, scale, axes, lattice, extent_m)
    if scale.conflict:
        return _refused(found, "scale_contradicted", scale.conflict)
    if not found.refusal and not _plausible(found, lattice, extent_m):
        return _refused(found, "outside_commune", None)
    return found


def _best(
    title: SheetTitle,
    scale: _Scale,
    axes: tuple[coordinates.Axis, coordinates.Axis],
    lattice: Lattice,
    extent_m: Box | None,
) -> Anchor:
    """By the first reading of the sheet number that other sources bear out, the likeliest, or the labels."""
    hint = _northing_hint(axes[1], extent_m)
    agreed = title.sheet_code.agreed
    codes, by_labels = _codes(title, scale.value), _by_labels(scale, axes, lattice)
    if hint is None:
        # nothing tells the thousands of the northing, which no sheet number prints
        return dataclasses.replace(by_labels, code=str(codes[0]) if codes else "")
    squares = [(str(code), sheet_code.frame(code, hint)) for code in codes]
    options = [
        _decide_place(scale, axes, square, code, lattice, agreed)
        for code, square in squares
        if agreed or _reaches(square, extent_m)
    ]
    proven = [option for option in options if not option.refusal]
    return (proven or options or [by_labels])[0]


def _codes(title: SheetTitle, scale: int | None) -> list[sheet_code.SheetCode]:
    """What the sheet number may be, likeliest first; only one where two readers agreed."""
    read = title.sheet_code
    texts = [
        read.text or (read.value or ""),
        *(() if read.agreed else [value for value, _ in read.alternatives]),
    ]
    found = [sheet_code.parse(text, scale) for text in texts]
    return list(dict.fromkeys(code for code in found if code is not None))


def _reaches(square: sheet_code.SheetFrame, extent_m: Box | None) -> bool:
    """Whether a sheet reaches into the commune: kilometres read as a sheet number never do."""
    return extent_m is None or overlaps(
        square.west_m, square.north_m, square.east_m, square.south_m, extent_m
    )


def _refused(anchor: Anchor, reason: str, conflict: Values | None) -> Anchor:
    return dataclasses.replace(anchor, refusal=Reason(reason), conflict=conflict or anchor.conflict)


def _decide_scale(title: SheetTitle, numerals: Sequence[Numeral]) -> _Scale:
    """The scale that is printed, that the labels' step means, and that the sheet number has."""
    printed = title.scale.value if title.scale.value in sheet_code.SCALES else None
    stepped = coordinates.labelled_scale(numerals)
    code = sheet_code.parse(title.sheet_code.text or (title.sheet_code.value or ""))
    votes = {
        "printed_scale": printed,
        "coordinate_labels": stepped,
        "sheet_code": code.scale if code else None,
    }
    told = {name: value for name, value in votes.items() if value is not None}
    if not told:
        return _Scale(None, (), None)
    values = list(told.values())
    best = max(set(values), key=lambda value: (values.count(value), value == stepped, value == printed))
    # kilometres of a coordinate label look like the number of a 1:5000 sheet to one reader
    weighty = {name for name in told if name != "sheet_code" or title.sheet_code.agreed}
    against = next((name for name in told if name in weighty and told[name] != best), None)
    agreeing = tuple(name for name, value in told.items() if value == best)
    if against is None or len(agreeing) >= 2:
        return _Scale(best, agreeing, None)
    first, second = _says(agreeing[0], best), _says(against, told[against])
    return _Scale(best, agreeing, {"what": Reason("scale"), "first": first, "second": second})


def _says(source: str, scale: int) -> Reason:
    return Reason("source_says_scale", {"source": Reason(source), "scale": scale})


def _northing_hint(axis: coordinates.Axis, extent_m: Box | None) -> float | None:
    if extent_m is not None:
        return (extent_m[1] + extent_m[3]) / 2
    return axis.origin_m


def _decide_place(
    scale: _Scale,
    axes: tuple[coordinates.Axis, coordinates.Axis],
    square: sheet_code.SheetFrame,
    code: str,
    lattice: Lattice,
    code_agreed: bool,
) -> Anchor:
    east, north = axes
    places = _square_places(square, lattice)
    fitting = [place for place in places if _support(axes, place) is not None]
    if not fitting:
        conflict: Values = {
            "what": Reason("place_of_sheet"),
            "first": Reason("sheet_code_is", {"code": Known(code)}),
            "second": Reason("coordinate_labels"),
        }
        reason = Reason("code_against_labels")
        return Anchor(scale.value, east.origin_m, north.origin_m, code, (), reason, conflict)
    west, north_m = max(fitting, key=lambda place: _support(axes, place) or 0)
    witnesses = _support(axes, (west, north_m)) or 0
    whole = (west in east.origins and north_m in north.origins) or code_agreed
    if len(fitting) == 1 and witnesses >= _WITNESSES and whole:
        return Anchor(scale.value, west, north_m, code, ("sheet_code", "coordinate_labels"))
    if (
        len(places) == 1
        and code_agreed
        and "printed_scale" in scale.sources
        and not east.witnesses + north.witnesses
    ):
        return Anchor(scale.value, west, north_m, code, ("sheet_code", "printed_scale", "frame_size"))
    return Anchor(scale.value, west, north_m, code, ("sheet_code",), Reason("code_alone"))


def _support(axes: tuple[coordinates.Axis, coordinates.Axis], place: tuple[float, float]) -> int | None:
    """Numbers that fit a place of index (0, 0) on the weaker axis; None when an axis contradicts it."""
    counts = [axis.supports(value) for axis, value in zip(axes, place, strict=True)]
    return None if counts[0] is None or counts[1] is None else min(counts[0], counts[1])


def _by_labels(scale: _Scale, axes: tuple[coordinates.Axis, coordinates.Axis], lattice: Lattice) -> Anchor:
    """The labels alone: enough of them, on both axes, and a second source for their step or their place."""
    west, north = axes[0].origin_m, axes[1].origin_m
    if west is None or north is None:
        return Anchor(scale.value, west, north, "", (), Reason("neither_code_nor_labels"))
    printed = "printed_scale" in scale.sources
    settled = axes[0].settled and axes[1].settled and "coordinate_labels" in scale.sources
    if settled and (printed or _is_standard(scale.value, west, north, lattice)):
        sources = ("coordinate_labels", "printed_scale" if printed else "standard_frame")
        return Anchor(scale.value, west, north, "", sources)
    return Anchor(scale.value, west, north, "", ("coordinate_labels",), Reason("labels_alone"))


def _is_standard(scale: int | None, west_m: float, north_m: float, lattice: Lattice) -> bool:
    """Whether the drawn frame is a whole square of the division (Art. 5(5)) by the labels' coordinates."""
    if scale is None:
        return False
    step = sheet_code.GRID_STEP_M[scale]
    middle = (west_m + lattice.columns * step / 2, north_m - lattice.rows * step / 2)
    squares = [sheet_code.frame(code, north_m) for code in sheet_code.codes_at(*middle, scale)]
    size = (lattice.columns * step, lattice.rows * step)
    return any(
        (square.west_m, square.north_m) == (west_m, north_m) and size == (square.side_m, square.side_m)
        for square in squares
    )


def _square_places(square: sheet_code.SheetFrame, lattice: Lattice) -> list[tuple[float, float]]:
    """Every place of index (0, 0) at which the drawn frame is the standard one, extended, or a part of it."""
    step = sheet_code.GRID_STEP_M[square.scale]
    cells = round(square.side_m / step)
    return [
        (square.west_m - left * step, square.north_m + up * step)
        for left in _spare(lattice.columns - cells)
        for up in _spare(lattice.rows - cells)
    ]


def _spare(extra: int) -> list[int]:
    """Cells before the standard square when ``extra`` are spread over both ends; negative for a cut-out."""
    if extra < 0:
        return list(range(extra, 1))
    return [before for before in _EXTENSIONS if extra - before in _EXTENSIONS]


def _plausible(anchor: Anchor, lattice: Lattice, extent_m: Box | None) -> bool:
    corner, other = anchor.world(0, 0), anchor.world(lattice.columns, lattice.rows)
    if extent_m is None or corner is None or other is None:
        return extent_m is None
    return overlaps(*corner, *other, extent_m)


def overlaps(west: float, north: float, east: float, south: float, extent_m: Box) -> bool:
    """Whether ground, metres, reaches a commune (west, south, east, north) or its surroundings."""
    left, bottom, right, top = extent_m
    return (
        left - AROUND_M <= east and west <= right + AROUND_M
        and bottom - AROUND_M <= north and south <= top + AROUND_M
    )  # fmt: skip
