"""The ruled grid of a register page, found in its view even where rules are curved, dotted or broken.

Rules are thin ridges of ink, long or with nothing beside them: of a faded rule only short pieces are left.
Their positions are summed band by band, each band shifted against its neighbour so that a curved page adds
up, and every rule is then followed on its own through the bands. What tells a rule from rows and stems of
print is that it has ink where no print is near.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import FloatArray, Pixels
from pipeline.records.courses import Courses
from pipeline.records.faded_rules import with_faded
from pipeline.records.frames import without_frames
from pipeline.records.page import PX_PER_MM
from pipeline.records.strays import MOST_FOLDS, RULE_HALF_MM, part_folds, without_strikes

# summing along a rule lifts it out of noise; down the page stems of letters must not grow into rules
_BLUR_ACROSS_MM, _BLUR_DOWN_MM = 1.5, 0.8
_GAP_MM = 1.3  # widest gap of a dotted or dashed rule
_RUN_MM = 4.0  # shortest piece of a rule that counts; stems of letters are shorter
_RIDGE = 0.10  # contrast of a rule to both its sides, of 1
_DOTTED_MM = 10.0  # dots 0.15 mm wide every 0.9 mm darken this length by a few percent
_DOTTED = 0.035
_BAND_ACROSS_MM = 12.0
_BAND_DOWN_MM = 6.0  # a row of a form filled in by pen: a head with two rows is three bands high
_MIN_ROW_MM, _MIN_COLUMN_MM = 3.0, 4.0
_ROW_COVER, _COLUMN_COVER = 0.4, 0.2  # of its bands in which half a rule is seen; print comes to a fifth
# A fold goes from edge to edge of the page, less a band or two; a table ends at margins of 6 mm and more.
_PAGE_LONG, _FOLD_APART_MM = 0.93, 1.5
_MOST_STRAYS = 4  # lines along the page that are no rules of the table: both edges of the scan, folds
_ENOUGH_COLUMNS = 5  # rules down the page; fewer may be strays alone
# Rules of one page fade alike, but the less ink is left the more they differ: from where rules usually have
# ink on _FADED of their way to where they are solid, each has at least so much of that (first, last). On
# faded pages in black and white rules have 0.74 and more of it, stems below each other 0.36 at most.
_FADED, _LIKE_OTHERS = 0.6, (0.4, 0.65)
_SOLID_ROWS, _SOLID_COLUMNS = 0.9, 0.8  # the way of columns begins and ends beside the table
# Ink on the way without print of even a rule that is almost gone; specks and stems have half of it.
_MIN_SOLID = 0.1
_AWAY_FROM_PRINT = 0.8  # a rule has as much ink away from print as near it; stems of letters have half
_INSIDE = 0.25  # of the usual ink of the column rules, between two rules of the table
_OUTER = 3  # rules down: with fewer, those inside are too few to tell
_LEAST_FREE = 0.15  # of a rule's way without print; where there is less, all of it counts
_PRINT_MM, _LONGEST_WORD_MM = (0.5, 6.0), 12.0  # heights of print; of a faded letter pieces are left
_NEAR_ACROSS_MM, _NEAR_DOWN_MM = 6.0, 2.0  # print so near beside, or above and below, may pass for a rule
_NARROW_MM = 0.4  # letters are wider than the pieces of a rule
_BESIDE_MM = (0.35, 1.1)  # where a letter has its other strokes: nothing stands there beside a lone piece
_EMPTY = 0.08  # darkness, of 1, of paper with a speck
_DRIFT_MM = 0.5  # a rule's largest step from band to band beyond what it did before
_REACH_MM = 0.9  # how far from the common course a single rule is looked for

Ridge = npt.NDArray[np.float32]
_NO_FOLDS = Courses(np.zeros(1), np.zeros((0, 1)))


@dataclass(frozen=True, slots=True)
class _Ink:
    """Mask of rule ink along x, and of the places that have print near."""

    rules: Pixels
    print_near: Pixels

    @property
    def turned(self) -> _Ink:
        """The same with x and y exchanged."""
        return _Ink(np.ascontiguousarray(self.rules.T), np.ascontiguousarray(self.print_near.T))


@dataclass(frozen=True, slots=True)
class Grid:
    """Rules of one table in pixels of the view.

    ``nodes`` (rows + 1, columns + 1, 2): crossings, x then y. ``struck``: for each row whether a line runs
    through its text. ``across`` and ``down``: masks of the ink that was taken for rules. ``solid``: share of
    its way on which a rule down the page usually has ink; low where they are faded. ``folds``: courses of
    lines down the page that were left out, since they go on beyond the table or run through its print.
    """

    nodes: FloatArray
    struck: tuple[bool, ...]
    across: Pixels
    down: Pixels
    solid: float = 1.0
    folds: tuple[Courses, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self.nodes.shape[0] - 1, self.nodes.shape[1] - 1

    def quad(self, row: int, column: int) -> FloatArray:
        """Corners (4, 2) of a cell: upper left, upper right, lower right, lower left."""
        node = self.nodes
        return np.array(
            [node[row, column], node[row, column + 1], node[row + 1, column + 1], node[row + 1, column]]
        )

    def folds_through(self, row: int, column: int) -> list[FloatArray]:
        """Where folds enter and leave a cell: two points (2, 2) each, x then y."""
        quad = self.quad(row, column)
        left, right = quad[[0, 3], 0], quad[[1, 2], 0]
        y = quad[[0, 3], 1]
        lines = [np.interp(y, course.along, line) for course in self.folds for line in course.across]
        return [np.stack([x, y], axis=1) for x in lines if ((left < x) & (x < right)).any()]


def rule_ink(view: Pixels) -> Pixels:
    """Mask of the ink of solid rules that run across a straight view."""
    return _long_pieces(_ridges((255.0 - view.astype(np.float32)) / 255.0, _BLUR_ACROSS_MM)[0])


def find_grid(view: Pixels, *, on_folds: bool = False) -> Grid | None:
    """The table of a straight view (200 dpi, print dark on 255), or None where there is none.

    ``on_folds``: a line that goes on beyond the table, which else is a fold, lies on a rule of it.
    """
    view = without_frames(view)
    dark = (255.0 - view.astype(np.float32)) / 255.0
    across = _rule_mask(dark, _BLUR_ACROSS_MM) | _dotted_mask(dark)
    down = np.ascontiguousarray(_rule_mask(np.ascontiguousarray(dark.T), _BLUR_DOWN_MM).T)
    beside, above = _near_print(view, across | down)
    upright, level = _Ink(down, beside).turned, _Ink(across, above)
    long = _NO_FOLDS if on_folds else _page_long(upright)
    found = _columns(upright, long)
    if found is None:
        return None
    columns, candidates = found
    rows = _rows(across, columns)
    if rows is None:
        return None
    ends = columns.across[0].mean(), columns.across[-1].mean()
    rows = _solid(rows, level, ends, _SOLID_ROWS)
    wide = cv2.dilate(down, np.ones((1, 7), np.uint8))
    rows = None if rows is None else _within(rows, wide, columns)
    if rows is None:
        return None
    height = rows.across[0].mean(), rows.across[-1].mean()  # folds run on beyond the table
    solid = float(np.median(_shares(columns, upright, height)[0]))
    columns = with_faded(columns, candidates, rows, view, wide)
    kept, folds = part_folds(view, wide, columns, rows, on_folds=on_folds)
    rows, struck = without_strikes(view, across, rows, kept)
    folded = tuple(course for course in (long, folds) if len(course.across))
    return Grid(_crossings(rows, kept), struck, across, down, solid, folded)


def _mm(length: float) -> int:
    return max(1, round(length * PX_PER_MM))


def _rule_mask(dark: Ridge, blur_mm: float) -> Pixels:
    """Ink that runs along x in thin long pieces, or in short ones that stand alone."""
    ridges, along = _ridges(dark, blur_mm)
    near, far = _mm(_BESIDE_MM[0]), _mm(_BESIDE_MM[1])
    sides = np.ones((2 * far + 1, 1), np.uint8)
    sides[far - near + 1 : far + near] = 0
    alone = cv2.dilate(along, sides) < _EMPTY
    return np.asarray(_long_pieces(ridges) | (ridges & alone.astype(np.uint8)))


def _ridges(dark: Ridge, blur_mm: float) -> tuple[Pixels, Ridge]:
    """Mask of thin ink along x, and the darkness summed along x that it was found in."""
    along = cv2.blur(dark, (_mm(blur_mm), 1))
    thick = cv2.dilate(along, np.ones((3, 1), np.uint8))  # a rule may step by a pixel
    reach = _mm(RULE_HALF_MM) + 1
    beside = np.maximum(np.roll(along, reach, axis=0), np.roll(along, -reach, axis=0))
    return ((thick - beside) > _RIDGE).astype(np.uint8), np.asarray(along, np.float32)


def _long_pieces(ridges: Pixels) -> Pixels:
    closed = cv2.morphologyEx(ridges, cv2.MORPH_CLOSE, np.ones((1, _mm(_GAP_MM)), np.uint8))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, _mm(_RUN_MM)), np.uint8)))


def _near_print(view: Pixels, rules: Pixels) -> tuple[Pixels, Pixels]:
    """Masks of what has print near on the left or right, and of what has print near above or below."""
    ink = ((view < 128) & (rules == 0)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    letters = (height >= _mm(_PRINT_MM[0])) & (height <= _mm(_PRINT_MM[1]))
    letters &= (width >= _mm(_NARROW_MM)) & (width <= _mm(_LONGEST_WORD_MM))
    letters[0] = False
    mask = letters[labels].astype(np.uint8)
    beside = cv2.dilate(mask, np.ones((3, 2 * _mm(_NEAR_ACROSS_MM) + 1), np.uint8))
    above = cv2.dilate(mask, np.ones((2 * _mm(_NEAR_DOWN_MM) + 1, 3), np.uint8))
    return np.asarray(beside), np.asarray(above)


def _dotted_mask(dark: Ridge) -> Pixels:
    """Rows of sparse dots: faint ridges that only show when summed over a long way."""
    along = cv2.blur(dark, (_mm(_DOTTED_MM), 1))
    thick = cv2.dilate(along, np.ones((3, 1), np.uint8))
    reach = _mm(RULE_HALF_MM) + 1
    beside = np.maximum(np.roll(along, reach, axis=0), np.roll(along, -reach, axis=0))
    ridge = (((thick - beside) > _DOTTED) & (beside < _DOTTED)).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(ridge, cv2.MORPH_OPEN, np.ones((1, _mm(_DOTTED_MM)), np.uint8)))


def _columns(upright: _Ink, folds: Courses) -> tuple[Courses, Courses] | None:
    """Courses of the vertical rules, as functions of y, over the table's own height, and of all candidates.

    ``folds``: lines that are none. Other folds and the dark edge of a scan run on beyond a short
    table: its height is that in which there are more.
    """
    profiles, centres = _profiles(upright.rules, _BAND_DOWN_MM)
    places = np.arange(profiles.shape[1])
    for fold in folds.across:
        profiles[np.abs(places - fold[:, None]) <= RULE_HALF_MM * PX_PER_MM] = 0.0
    best: tuple[Courses, Courses] | None = None
    for strays in range(_MOST_STRAYS + 1):
        active = _longest_run(_strongest(profiles, strays) > 0.35)
        if active is None:
            continue
        columns = _rules(profiles[active], centres[active], _MIN_COLUMN_MM, _COLUMN_COVER)
        if columns is None:
            continue
        solid = _solid(columns, upright, (columns.along[0], columns.along[-1]), _SOLID_COLUMNS)
        if solid is not None and (best is None or len(solid.across) > len(best[0].across)):
            best = solid, columns
        if best is not None and len(best[0].across) >= _ENOUGH_COLUMNS:
            break
    return best


def _page_long(upright: _Ink) -> Courses:
    """Lines from edge to edge of the page, be they folds: beside one a rule would not be found.

    Where many go so far, it is the table that does.
    """
    profiles, centres = _profiles(upright.rules, _BAND_DOWN_MM)
    long = _follow(profiles, _FOLD_APART_MM, _PAGE_LONG)
    most = len(_follow(profiles, _FOLD_APART_MM, _COLUMN_COVER)) // MOST_FOLDS if long else 0
    return Courses(centres, np.array(long)) if 0 < len(long) <= most else _NO_FOLDS


def _strongest(profiles: FloatArray, beside: int) -> FloatArray:
    """The ink of the strongest rule in each band, beside so many that are stronger."""
    places = np.arange(profiles.shape[1])
    for _ in range(beside):
        apart = np.abs(places - profiles.argmax(axis=1)[:, None]) > _MIN_COLUMN_MM * PX_PER_MM
        profiles = np.where(apart, profiles, 0.0)
    return np.asarray(profiles.max(axis=1), np.float64)


def _rows(across: Pixels, columns: Courses) -> Courses | None:
    """Courses of the horizontal rules between the outer columns, inside the height that columns have."""
    x0, x1 = int(columns.across[0].min()), int(columns.across[-1].max()) + 1
    x0, x1 = max(0, x0), min(across.shape[1], x1)
    reach = _BAND_ACROSS_MM * PX_PER_MM
    top, bottom = max(0, int(columns.along[0] - reach)), int(columns.along[-1] + reach)
    profiles, centres = _profiles(across[:, x0:x1], _BAND_ACROSS_MM)
    profiles[:, :top] = 0.0
    profiles[:, bottom:] = 0.0
    return _rules(profiles, centres + x0, _MIN_ROW_MM, _ROW_COVER)


def _profiles(mask: Pixels, band_mm: float) -> tuple[FloatArray, FloatArray]:
    """Share of rule ink (bands, length across) in bands along x, and the bands' centres."""
    count = max(4, round(mask.shape[1] / (band_mm * PX_PER_MM)))
    edges = np.linspace(0, mask.shape[1], count + 1).astype(int)
    shares = [mask[:, a:b].mean(axis=1) for a, b in itertools.pairwise(edges)]
    return np.array(shares, np.float64), (edges[:-1] + edges[1:] - 1) / 2


def _longest_run(flags: npt.NDArray[np.bool_]) -> slice | None:
    """Longest run of true bands, a single false one inside allowed; None when shorter than three."""
    best, start, misses = slice(0, 0), None, 0
    for i, flag in enumerate([*flags.tolist(), False, False]):
        if flag:
            start, misses = (i if start is None else start), 0
            if i + 1 - start > best.stop - best.start:
                best = slice(start, i + 1)
        elif start is not None:
            misses += 1
            start = None if misses > 1 else start
    return best if best.stop - best.start >= 3 else None


def _rules(profiles: FloatArray, centres: FloatArray, apart_mm: float, least_cover: float) -> Courses | None:
    """The lines of a table: two at least."""
    courses = _follow(profiles, apart_mm, least_cover)
    return Courses(centres, np.array(courses)) if len(courses) >= 2 else None


def _follow(profiles: FloatArray, apart_mm: float, least_cover: float) -> list[FloatArray]:
    """Where lines that have ink on so much of their way run, band by band."""
    shifts = _align(profiles)
    level = np.stack([np.roll(band, -shift) for band, shift in zip(profiles, shifts, strict=True)])
    wide = cv2.GaussianBlur(cv2.dilate(level, np.ones((1, 3))), (5, 1), 1.0)
    cover = np.minimum(1.0, wide / 0.5).mean(axis=0)
    courses: list[FloatArray] = []
    for position in _peaks(cover, apart_mm * PX_PER_MM, least_cover):
        course = _course(profiles, position + shifts)
        if not any(_are_one(course, other) for other in courses):
            courses.append(course)
    return courses


def _are_one(course: FloatArray, other: FloatArray) -> bool:
    """Whether two courses follow one line, which leans so much that it was found at two places."""
    return float(np.median(np.abs(course - other))) <= RULE_HALF_MM * PX_PER_MM


def _align(profiles: FloatArray) -> npt.NDArray[np.int_]:
    """Shift of each band in pixels against the fullest one, following the page's curve."""
    count = len(profiles)
    soft = np.stack([cv2.GaussianBlur(band[:, None], (1, 9), 1.5)[:, 0] for band in profiles])
    weight = np.convolve(soft.sum(axis=1), np.ones(3), "same")
    start = int(weight.argmax())
    shifts = np.zeros(count, int)
    step = _mm(_DRIFT_MM)
    for order in (range(start + 1, count), range(start - 1, -1, -1)):
        reference, last, speed = soft[start].copy(), 0, 0.0
        for band in order:
            guess = round(last + speed)
            near = soft[band].take(np.arange(-step, len(reference) + step) + guess, mode="wrap")
            scores = np.correlate(near, reference, "valid") * (1 - 0.01 * np.abs(np.arange(-step, step + 1)))
            shift = guess - step + int(scores.argmax()) if scores.max() > 0 else guess
            speed = 0.6 * speed + 0.4 * (shift - last)
            last = shifts[band] = shift
            reference = 0.7 * reference + 0.3 * np.roll(soft[band], -shift)
    return shifts


def _peaks(cover: FloatArray, apart_px: float, least: float) -> list[int]:
    chosen: list[int] = []
    for i in np.argsort(-cover):
        if cover[i] < least:
            break
        if all(abs(int(i) - other) > apart_px for other in chosen):
            chosen.append(int(i))
    return sorted(chosen)


def _course(profiles: FloatArray, expected: npt.NDArray[np.int_]) -> FloatArray:
    """One line through the bands: the ink's centre near the expected place, smoothed by a cubic.

    What leans otherwise than the table's rules, as folds do, is followed as far as it has ink.
    """
    bands = np.linspace(-1, 1, len(expected))
    departure, seen = _departure(profiles, expected, expected)
    while (fit := _smoothed(bands, departure, seen, 1)) is not None:
        again, more = _departure(profiles, expected, expected + np.rint(fit).astype(int))
        if more.sum() <= seen.sum():
            break
        departure, seen = again, more
    # the common course carries the shape; the rule's own departure from it is smooth
    fit = _smoothed(bands, departure, seen, 3)
    return np.asarray(expected if fit is None else expected + fit, np.float64)


def _departure(
    profiles: FloatArray, expected: npt.NDArray[np.int_], near: npt.NDArray[np.int_]
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """How far beside the expected place the ink near a place lies in each band, and where there is any."""
    reach = _mm(_REACH_MM)
    offsets = np.arange(-reach, reach + 1)
    index = np.clip(near[:, None] + offsets, 0, profiles.shape[1] - 1)
    ink = np.take_along_axis(profiles, index, axis=1) * (1 - 0.5 * np.abs(offsets) / reach)
    weight = ink.sum(axis=1)
    return near - expected + (ink @ offsets) / np.maximum(weight, 1e-9), weight > 0.2


def _smoothed(
    bands: FloatArray, departure: FloatArray, seen: npt.NDArray[np.bool_], degree: int
) -> FloatArray | None:
    """The departure at all bands by a polynomial through what is seen, strays left out; None without any."""
    seen = seen.copy()
    for _ in range(2):
        if not seen.any():
            return None
        highest = min(degree, int(seen.sum()) - 1)
        fit = np.polynomial.Polynomial.fit(bands[seen], departure[seen], highest, domain=[-1, 1])
        seen &= np.abs(departure - fit(bands)) < max(1.5, _mm(_REACH_MM) / 3)
    return np.asarray(fit(bands), np.float64)


def _solid(rules: Courses, ink: _Ink, ends: tuple[float, float], solid: float) -> Courses | None:
    """Without rows and stems of print that look like rules: a rule runs on where cells are empty.

    ``solid``: share of its way on which a rule that is not faded has ink.
    """
    away, everywhere = _shares(rules, ink, ends)
    usual = float(np.percentile(away, 75))  # most of the candidates may be print
    kept = away >= max(_MIN_SOLID, usual * float(np.interp(usual, (_FADED, solid), _LIKE_OTHERS)))
    kept &= away >= _AWAY_FROM_PRINT * everywhere
    return Courses(rules.along, rules.across[kept]) if kept.sum() >= 2 else None


def _shares(rules: Courses, ink: _Ink, ends: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """Share of each rule's way between the ends that has ink: where no print is near, and everywhere."""
    thick = cv2.dilate(ink.rules, np.ones((5, 1), np.uint8))
    x = np.arange(max(0, int(ends[0])), min(thick.shape[1], int(ends[1])))
    away, everywhere = [], []
    for course in rules.across:
        y = np.clip(np.interp(x, rules.along, course).round().astype(int), 0, thick.shape[0] - 1)
        inked, free = thick[y, x] > 0, ink.print_near[y, x] == 0
        everywhere.append(float(inked.mean()))
        away.append(float(inked[free].mean()) if free.mean() >= _LEAST_FREE else everywhere[-1])
    return np.array(away), np.array(everywhere)


def _within(rows: Courses, wide: Pixels, columns: Courses) -> Courses | None:
    """Rules from the first to the last row that the column rules run through as they do elsewhere.

    The outer ones tell nothing where a frame goes on beside the table, around leaders of other texts.
    """
    middle = float(columns.across.mean())
    heights = [rows.at(rule, middle) for rule in range(len(rows.across))]
    inner = columns.across[1:-1] if len(columns.across) > _OUTER else columns.across
    shares = []
    for top, bottom in itertools.pairwise(heights):
        y = np.arange(max(0, int(top) + 2), min(wide.shape[0], int(bottom) - 1))
        x = np.array([np.interp(y, columns.along, course) for course in inner]).round().astype(int)
        shares.append(float(wide[y[None, :], np.clip(x, 0, wide.shape[1] - 1)].mean()) if len(y) else 0.0)
    usual = float(np.percentile(shares, 75))  # most of the lines may be leaders
    inside = [share >= _INSIDE * max(_MIN_SOLID, usual) for share in shares]
    if not any(inside):
        return None
    first, last = inside.index(True), len(inside) - inside[::-1].index(True)
    return Courses(rows.along, rows.across[first : last + 1])


def _crossings(rows: Courses, columns: Courses) -> FloatArray:
    nodes = np.zeros((len(rows.across), len(columns.across), 2))
    for i in range(len(rows.across)):
        for j in range(len(columns.across)):
            x, y = float(columns.across[j].mean()), float(rows.across[i].mean())
            for _ in range(3):
                x, y = columns.at(j, y), rows.at(i, x)
            nodes[i, j] = x, y
    return nodes
