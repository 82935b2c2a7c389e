"""The drawing of a parcel on its page, found by the corners that the page's table lists.

A table says what shape the parcel has, a drawing beside it shows that shape at some scale: the one closed
line of the page that has it is the parcel, and its corners are points known on paper and on the ground.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import KDTree
from shapely.geometry import Polygon

from pipeline.model import ControlPoint, FloatArray, Outline, Pixels
from pipeline.records.cells import INK
from pipeline.records.page import PX_PER_MM, View
from pipeline.similarity import similarity_of

_LEAST_MM = 10.0  # along both sides: smaller ones are letters and boxes to tick (titles: 7 mm, App. 01)
_GAPS_MM = (0.3, 1.0)  # in lines that a scan has broken; wide ones are closed only where that is needed
# Half of the smallest letters (1.5 mm, Circular 25/2014, App. 01): what touches a line is no further off it.
_OFF_MM = 0.75
# Of an outline's length that lies at the side of a closed line, and on ink: 0.98 and more of the drawing of
# the parcel, 0.84 and less of other lines (32 drawn survey sheets, seeds 7700 and 7701, shapes of three).
_OUTLINED = 0.9
_MOSTLY = 0.75  # of an outline that is followed while it is laid over a line, whatever hides the rest
_SAMPLE_MM = 0.5
_SEARCH_MM = 1.0  # either side of where an edge should be: the pen and what paper bends over a drawing
_CORNER = float(np.sin(np.radians(15.0)))  # edges that meet straighter tell nothing along them
_FEWEST = 3
_ROUNDS = 4  # a shape laid over a line moves by less than a pixel after two
_STEP_PX = 0.25


def corners_on_page(view: View, outline: Outline) -> tuple[ControlPoint, ...]:
    """Corners of the outline where they are drawn, in pixels of the page; nothing where that is not clear.

    ``view`` is the upright page: north is up on it. The shape must be that of one closed line alone, and no
    rectangle along the page, which frames and cells of tables are too.
    """
    shape = outline.points * (1.0, -1.0)
    edges_m = np.hypot(*(np.roll(shape, -1, axis=0) - shape).T)
    if not Polygon(shape).area or not edges_m.all():
        return ()  # encloses nothing, or lists a corner twice
    found = next(filter(None, (_laid_over(shape, view.pixels, gap_mm) for gap_mm in _GAPS_MM)), [])
    if len(found) != 1 or _is_upright_box(found[0]):
        return ()
    drawn = _drawn_corners(view.pixels, found[0])
    known = [place for place, corner in enumerate(drawn) if corner is not None]
    if len(known) < _FEWEST:
        return ()
    pixels = view.page_points(np.array([drawn[place] for place in known]))
    return tuple(
        ControlPoint("corner", float(x), float(y), float(east), float(north))
        for (x, y), (east, north) in zip(pixels, outline.points[known], strict=True)
    )


def _laid_over(shape: FloatArray, pixels: Pixels, gap_mm: float) -> list[FloatArray]:
    """The shape's corners (n, 2) as they lie over each closed line that has it."""
    found = []
    for line in _closed_lines(pixels, gap_mm):
        laid = _fitted(shape, line)
        if laid is not None and _inked(pixels, laid) >= _OUTLINED:
            found.append(laid)
    return found


def _closed_lines(pixels: Pixels, gap_mm: float) -> Iterator[FloatArray]:
    """Inner sides of closed lines, as points (n, 2) at even steps, in pixels of the view."""
    reach = max(1, round(gap_mm * PX_PER_MM / 2))
    ball = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    ink = cv2.dilate((pixels < INK).astype(np.uint8), ball)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - ink, connectivity=4)
    least, step = _LEAST_MM * PX_PER_MM, max(1, round(_SAMPLE_MM * PX_PER_MM))
    height, width = pixels.shape
    for label in range(1, count):
        x, y, wide, high, _ = stats[label]
        at_rim = x == 0 or y == 0 or x + wide == width or y + high == height
        if at_rim or min(wide, high) < least:
            continue
        mask = (labels[y : y + high, x : x + wide] == label).astype(np.uint8)
        mask = cv2.dilate(np.pad(mask, reach), ball)  # the ball rolls up to the line
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        widest = max(contours, key=cv2.contourArea)
        yield np.add(widest[::step, 0], (x - reach, y - reach), dtype=np.float64)


def _fitted(shape: FloatArray, line: FloatArray) -> FloatArray | None:
    """Corners (n, 2) of the shape laid over a closed line; None where they are not alike."""
    seen, wanted = Polygon(line), Polygon(shape)
    middle, centre = (shapely.get_coordinates(each.centroid) for each in (seen, wanted))
    laid = (shape - centre) * np.sqrt(seen.area / wanted.area) + middle
    nearest, off = KDTree(line), _OFF_MM * PX_PER_MM
    for _ in range(_ROUNDS):
        samples, _ = _along(laid)
        away, places = nearest.query(samples)
        kept = away <= max(off, float(np.quantile(away, _MOSTLY)))
        moved = similarity_of(samples[kept], line[places[kept]])
        if moved is None:
            return None
        laid = moved(laid)
    away, _ = nearest.query(_along(laid)[0])
    return laid if float((away <= off).mean()) >= _OUTLINED else None


def _along(ring: FloatArray) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """Points (m, 2) at even steps along a ring, and the edge that each is on."""
    steps = np.roll(ring, -1, axis=0) - ring
    counts = np.maximum(2, np.ceil(np.hypot(*steps.T) / (_SAMPLE_MM * PX_PER_MM)).astype(int))
    edges = np.repeat(np.arange(len(ring), dtype=np.intp), counts)
    shares = np.concatenate([(np.arange(count) + 0.5) / count for count in counts])
    return ring[edges] + shares[:, None] * steps[edges], edges


def _is_upright_box(ring: FloatArray) -> bool:
    """Whether the ring is no more than the rectangle about it, which every frame is."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    samples, _ = _along(ring)
    off = np.minimum(np.abs(samples - low), np.abs(samples - high)).min(axis=1)
    return float((off <= _OFF_MM * PX_PER_MM).mean()) >= _OUTLINED


def _inked(pixels: Pixels, ring: FloatArray) -> float:
    """The share of a ring's length beside which there is ink."""
    samples, edges = _along(ring)
    parts = [_across(pixels, samples[edges == edge], _OFF_MM)[1] for edge in range(len(ring))]
    return float(np.concatenate([dark.max(axis=1) > 255 - INK for dark in parts]).mean())


def _across(pixels: Pixels, samples: FloatArray, reach_mm: float) -> tuple[FloatArray, FloatArray]:
    """Steps across an edge to both sides of its samples (n, 2), and how dark (n, m) the page is there."""
    way = (samples[-1] - samples[0]) / np.hypot(*(samples[-1] - samples[0]))
    reach = np.arange(-reach_mm * PX_PER_MM, reach_mm * PX_PER_MM + _STEP_PX, _STEP_PX)
    places = (samples[:, None] + reach[:, None] * (-way[1], way[0])).astype(np.float32)
    seen = cv2.remap(pixels, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderValue=255)
    return reach, 255.0 - seen


def _drawn_corners(pixels: Pixels, laid: FloatArray) -> list[FloatArray | None]:
    """Where the lines drawn along the edges meet; None where that cannot be said.

    Lines that are found beside their edges meet no farther from the corner than the sharpest angle lets them.
    """
    samples, edges = _along(laid)
    lines = [_drawn_line(pixels, samples[edges == edge]) for edge in range(len(laid))]
    met = [_meeting(lines[place - 1], lines[place]) for place in range(len(laid))]
    most_px = _SEARCH_MM * PX_PER_MM / _CORNER
    return [
        corner if corner is not None and np.hypot(*(corner - wanted)) <= most_px else None
        for corner, wanted in zip(met, laid, strict=True)
    ]


_Line = tuple[FloatArray, FloatArray]


def _drawn_line(pixels: Pixels, samples: FloatArray) -> _Line | None:
    """A point of the line drawn near samples (n, 2) of an edge, and its direction; None without one."""
    way = (samples[-1] - samples[0]) / np.hypot(*(samples[-1] - samples[0]))
    reach, dark = _across(pixels, samples, _SEARCH_MM)
    inked = dark.max(axis=1) > 255 - INK
    if inked.sum() < max(_FEWEST, len(samples) / 2):
        return None
    off = reach[dark.argmax(axis=1)]
    at = (samples - samples[0]) @ way
    kept = inked
    for _ in range(3):
        slope, start = np.polyfit(at[kept], off[kept], 1)
        away = np.abs(off - start - slope * at)
        kept = inked & (away <= max(1.0, 2.0 * float(np.median(away[kept]))))
        if kept.sum() < _FEWEST:
            return None
    across = np.array([-way[1], way[0]])
    direction = way + slope * across
    return samples[0] + start * across, direction / np.hypot(*direction)


def _meeting(one: _Line | None, other: _Line | None) -> FloatArray | None:
    if one is None or other is None:
        return None
    (start, way), (end, direction) = one, other
    turn = way[0] * direction[1] - way[1] * direction[0]
    if abs(turn) < _CORNER:
        return None
    apart = end - start
    return np.asarray(start + way * (apart[0] * direction[1] - apart[1] * direction[0]) / turn)
