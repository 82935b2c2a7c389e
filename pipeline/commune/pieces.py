"""Traced faces on their way into the commune: pieces in one zone, with the scale they were drawn at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline import crs, keys
from pipeline.commune import tolerance
from pipeline.model import (
    DigitalLabel,
    DigitalSheet,
    Fit,
    FloatArray,
    Label,
    Parcel,
    Reading,
    Sheet,
    SheetParcels,
    Source,
)

# Two boundary points of one survey: 0.2 mm on the map (Circular 25/2014, Art. 7(5)); a digitized paper
# sheet keeps about the same (0.2 to 0.3 mm), so it serves as the standard error of a traced line.
LINE_ERROR_MM = 0.2
# Paper bent between the crosses: 0.2 to 0.3 mm over 10 cm stay each way (docs/placing.md), in any area.
BENT_SHARE = 0.0025 * 2**0.5
# A label whose area is so far from the drawing was put together wrongly, or stands for another piece:
# then its number is doubtful too, however well its figures were read.
IMPLAUSIBLE_SIGMAS = 10.0
IMPLAUSIBLE_SHARE = 0.3
IMPLAUSIBLE = 0.5


@dataclass(frozen=True, slots=True)
class Traced:
    """Land before people's outlines changed it: its key, and its outline, empty where people drew it."""

    key: str
    polygon: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and where it stands (easting, northing), metres in the commune's zone; None where not known."""

    label: Label | DigitalLabel | None
    place_m: tuple[float, float] | None


@dataclass(frozen=True)
class Piece:
    """One face in the commune's zone. ``sheet_index`` tells scans apart that claim the same number.

    ``inside`` is the share of it that lies within the neatline of its own sheet; ``also`` names the other
    faces that were joined to it or that show the same ground. ``error_factor`` (of the error that the scale
    allows) and ``area_stretch`` (printed over drawn area) are what the other labels of its sheet show.
    ``exactness_m`` is the standard error of lines that were surveyed and not traced from paper.
    ``label_m`` (easting, northing) is where its label stands, or an arrow led it, in the commune's zone.
    ``traced``: what it was before people's outlines changed it. ``others``: further labels in it, with their
    places.
    """

    parcel: Parcel
    polygon: Polygon | MultiPolygon
    scale: int
    sheet_index: int
    inside: float = 1.0
    also: tuple[Source, ...] = ()
    error_factor: float = 1.0
    area_stretch: float = 1.0
    exactness_m: float | None = None
    label_m: tuple[float, float] | None = None
    traced: Traced | None = None
    others: tuple[Placed, ...] = ()

    @cached_property
    def key(self) -> str:
        """What names it for people's decisions, whatever is read in it."""
        if self.traced is not None:
            return self.traced.key
        sheet = self.parcel.unit_code, self.parcel.sheet
        return keys.of_land(sheet, self.polygon, keys.reach_m(self.scale), self.label_m)

    @property
    def labels(self) -> tuple[Placed, ...]:
        """All labels that stand in it, its own first."""
        return (Placed(self.parcel.label, self.label_m), *self.others)

    @property
    def number(self) -> int | None:
        """The number printed in it, or None."""
        return self.parcel.number

    @property
    def is_led(self) -> bool:
        """Whether its label stands elsewhere and an arrow leads here."""
        return self.parcel.label is not None and self.parcel.label.points_elsewhere

    @cached_property
    def label_is_plausible(self) -> bool:
        """False where the printed area is far from the drawn one; True where there is nothing to compare."""
        printed, drawn = self.printed_area_m2, self.drawn_area_m2
        if printed is None:
            return True
        return abs(printed - drawn) <= max(IMPLAUSIBLE_SIGMAS * self.area_error_m2, IMPLAUSIBLE_SHARE * drawn)

    @cached_property
    def number_reading(self) -> Reading[int]:
        """The number as read; no longer sure where the drawing shows that the label was not read right."""
        label = self.parcel.label
        if label is None:
            return Reading(None)
        if self.label_is_plausible or label.number.by == "person":
            return label.number
        return label.number.doubted(IMPLAUSIBLE)

    @property
    def printed_area_m2(self) -> float | None:
        """The area printed in it, or None."""
        label = self.parcel.label
        return None if label is None else label.area_m2.value

    @property
    def code(self) -> str | None:
        """The land-use code printed in it, or None."""
        label = self.parcel.label
        return None if label is None else label.code.value

    def shows_label_of(self, other: Piece) -> bool:
        """Number and printed area are the same, and both could be read."""
        mine, theirs = (self.number, self.printed_area_m2), (other.number, other.printed_area_m2)
        return mine == theirs and None not in mine

    @property
    def is_numbered(self) -> bool:
        """A parcel of its own: traced as one, or with a number that could be read."""
        return self.parcel.kind == "parcel" or (self.parcel.kind != "object" and self.number is not None)

    @cached_property
    def drawn_area_m2(self) -> float:
        """The drawn area as the sheet's other labels would print it: to be compared, not to be delivered."""
        if self.exactness_m is not None and self._is_as_surveyed:
            return float(self.parcel.polygon.area)
        return (float(self.polygon.area) - (self.parcel.pulled_m2 or 0.0)) * self.area_stretch

    @property
    def _is_as_surveyed(self) -> bool:
        """Whether the coverage changed no more of it than what its lines are exact to."""
        own, now = self.parcel.polygon, self.polygon
        return abs(own.area - now.area) <= (self.exactness_m or 0.0) * own.length

    @property
    def lies_exactly(self) -> bool:
        """Whether the marks of its sheet tell its place as well as the law wants of the scale."""
        error_m = self.parcel.position_error_m
        return error_m is None or error_m <= tolerance.position_tolerance_m(self.scale)

    @property
    def line_error_m(self) -> float:
        """Standard error of a line, metres on the ground."""
        return LINE_ERROR_MM * self.scale / 1000 if self.exactness_m is None else self.exactness_m

    @property
    def bent_share(self) -> float:
        """Share of its area by which bent paper may change it."""
        return BENT_SHARE if self.exactness_m is None else 0.0

    @cached_property
    def area_error_m2(self) -> float:
        """Standard error of the drawn area, m²."""
        lines = self.error_factor * area_error_m2(self.polygon, self.line_error_m)
        return float(np.hypot(lines, self.bent_share * self.polygon.area))


def area_error_m2(polygon: Polygon | MultiPolygon, line_error_m: float) -> float:
    """Standard error of an area whose outline is off by ``line_error_m``.

    Four independent corners of a rectangle a x b give ``error * sqrt(a² + b²)``; traced outlines have
    many dependent vertices, so the smallest rectangle around the outline stands for its corners.
    """
    corners = shapely.get_coordinates(shapely.oriented_envelope(polygon))
    if len(corners) < 4:
        return float(line_error_m * shapely.length(polygon) / 2)
    return float(line_error_m * np.hypot(*(corners[2] - corners[0])))


def from_sheets(sheets: Sequence[SheetParcels], epsg: int) -> list[Piece]:
    """All faces of the placed sheets, brought to the zone ``epsg``."""
    pieces = []
    for index, traced in enumerate(sheets):
        scale = traced.sheet.scale or keys.DEFAULT_SCALE
        frame, exactness_m = frame_of(traced.sheet), _exactness_m(traced.sheet)
        for parcel in traced.parcels:
            inside = _share_inside(parcel.polygon, frame)
            polygon = to_zone(parcel.polygon, traced.sheet, epsg)
            label_m = _place_of(parcel.label, traced.sheet, epsg)
            others = tuple(Placed(each, _place_of(each, traced.sheet, epsg)) for each in parcel.others)
            pieces.append(
                Piece(
                    parcel, polygon, scale, index, inside, exactness_m=exactness_m, label_m=label_m,
                    others=others,
                )
            )  # fmt: skip
    return pieces


def _place_of(label: Label | DigitalLabel | None, sheet: Sheet, epsg: int) -> tuple[float, float] | None:
    """Where a label on paper stands, metres in the zone ``epsg``."""
    if not isinstance(label, Label) or isinstance(sheet, DigitalSheet) or sheet.fit is None:
        return None
    place = _by_plane(sheet.fit, np.array([label.inside_px]))
    easting, northing = crs.between(sheet.fit.epsg, epsg, place)[0]
    return float(easting), float(northing)


def _exactness_m(sheet: Sheet) -> float | None:
    return sheet.exactness_m if isinstance(sheet, DigitalSheet) else None


def to_zone(polygon: Polygon, sheet: Sheet, epsg: int) -> Polygon:
    """The polygon in the zone ``epsg``; unchanged where the sheet lies in it already."""
    source = sheet.epsg
    if source is None or source == epsg:
        return polygon

    def move(points: FloatArray) -> FloatArray:
        return crs.between(source, epsg, points)

    return shapely.transform(polygon, move)


def frame_of(sheet: Sheet) -> Polygon | None:
    """The neatline in the sheet's own zone; of a scan to the decimetre: the plane part of the fit alone."""
    if isinstance(sheet, DigitalSheet):
        return sheet.frame
    fit = sheet.fit
    if fit is None:
        return None
    frame = Polygon(_by_plane(fit, np.asarray(sheet.frame_px, np.float64)))
    return frame if frame.is_valid and frame.area > 0 else None


def _by_plane(fit: Fit, points_px: FloatArray) -> FloatArray:
    """Pixels (n, 2) to metres by the plane part of a fit alone: to the decimetre."""
    unit = (points_px - fit.centre_px) / fit.unit_px
    lifted = np.column_stack([unit, np.ones(len(unit))]) @ fit.matrix.T
    return np.asarray(lifted[:, :2] / lifted[:, 2:] + fit.centre_m, np.float64)


def _share_inside(polygon: Polygon, frame: Polygon | None) -> float:
    """1 where it cannot be told."""
    if frame is None or not polygon.is_valid or polygon.area <= 0:
        return 1.0
    return float(polygon.intersection(frame).area / polygon.area)
