"""Labels without a fraction bar: one line `LUC 20/46,1`, a number alone, a code alone.

Narrow parcels carry number, area and code on one line along the parcel, very small ones the number alone, and
roads, canals and parts of parcels cut by the frame the code alone (Circular 25/2014, Art. 16(4) and 16(6.1),
symbol 8). Names of streets, house marks such as ``b3`` and areas in parentheses, which are areas by papers,
are read too and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt

from pipeline import ocr, values
from pipeline.model import Label, Pixels, Reading, Source
from pipeline.parcels.labels import label_reading, line_ends
from pipeline.parcels.labels.arrangement import one_line
from pipeline.parcels.labels.bars import Bar, Traces, axes, corners_of
from pipeline.parcels.labels.doubts import stands_clear
from pipeline.parcels.labels.face_lines import lines_at

_Bytes = npt.NDArray[np.uint8]
_JOIN_MM = 0.5  # half of a word space
_LEVEL_DEG = 8.0
_PIECE = 0.6
_LOWEST_MM = 1.0
_HIGHEST_MM = 3.8
_LONGEST_MM = 30.0
_WHOLE = 4.5  # length over height: `7 ONT 90`
_READ = 0.6
_LEAST = 0.8  # of a line that has no second part to confirm it
_NO_NUMBER: Reading[int] = Reading(None)
_NO_AREA: Reading[float] = Reading(None)
_NO_CODE: Reading[str] = Reading(None)


@dataclass(frozen=True, slots=True)
class _Sheet:
    grey: Pixels
    traces: Traces
    source: Source


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line of letters as it was scanned, and the kind of label that it may be."""

    line: Bar
    window: Pixels
    text: str
    kind: str

    @property
    def has_figures_and_code(self) -> bool:
        """Whether there is more in the line than either figures or a code."""
        return any(sign.isdecimal() for sign in self.text) and sum(map(str.isupper, self.text)) > 1

    @property
    def views(self) -> list[label_reading.View]:
        """The line as its readers are shown it."""
        return [label_reading.plain_view(self.window)]


def read_wholes(grey: Pixels, traces: Traces, source: Source) -> tuple[list[Label], Traces]:
    """Labels that stand whole on one line, and the traces without their letters."""
    sheet = _Sheet(grey, traces, source)
    long = [line for line in _lines(traces) if line.length >= _WHOLE * 2 * line.height]
    letters, found = traces.letters.copy(), []
    for seen, label in _wholes([_to_its_ends(seen, sheet) for seen in _look(long, sheet)], sheet):
        if label.number.confidence >= _READ and label.area_m2.confidence >= _READ:
            found.append(label)
            corners = corners_of(seen.line, label_reading.line_box(seen.line))
            cv2.fillPoly(letters, [np.round(corners).astype(np.int32)], 0)
    return found, replace(traces, letters=letters)


def read_lines(grey: Pixels, traces: Traces, source: Source) -> list[Label]:
    """Single-line labels among the letters that belong to no bar."""
    sheet = _Sheet(grey, traces, source)
    seen = _look(_lines(traces), sheet)
    return [*_numbers(seen, sheet), *_codes(seen, sheet), *(label for _, label in _wholes(seen, sheet))]


def _look(lines: Sequence[Bar], sheet: _Sheet) -> list[_Seen]:
    return [_read(line, _window(line, sheet), sheet) for line in lines]


def _window(line: Bar, sheet: _Sheet) -> Pixels:
    return label_reading.line_window(sheet.grey, sheet.traces.scale, line)


def _read(line: Bar, window: Pixels, sheet: _Sheet) -> _Seen:
    (text,) = ocr.read_labels([window])
    return _Seen(line, window, text.text, _kind(text.text, line, sheet.traces))


def _to_its_ends(seen: _Seen, sheet: _Sheet) -> _Seen:
    """A line of figures and code with the letters at its ends that have grown together with walls."""
    for side in (-1.0, 1.0) if seen.has_figures_and_code else ():
        seen = _to_its_end(seen, side, sheet)
    return seen


def _to_its_end(seen: _Seen, side: float, sheet: _Sheet) -> _Seen:
    """A line read in ever longer windows until nothing is added; as it was where that makes no label."""
    best, grown = line_ends.to_an_end(seen, partial(_longer, seen, side, sheet), _tells_more, _patience)
    return best if best.kind == "line" and grown < line_ends.STEPS else seen


def _longer(seen: _Seen, side: float, sheet: _Sheet, steps: int) -> _Seen | None:
    """A line that goes on for some steps; None where nothing is drawn there."""
    line = line_ends.longer(seen.line, side, steps)
    window = _window(line, sheet)
    return _read(line, window, sheet) if line_ends.has_ink(line, side, window) else None


def _patience(best: _Seen, grown: int) -> int:
    """A label ends where nothing is added, one that grew a step later; what is none yet never does."""
    return int(grown > 0) if best.kind == "line" else line_ends.STEPS


def _tells_more(longer: _Seen, seen: _Seen) -> bool:
    """Whether a text holds another and more, or is a label where the other was none for a gap in it."""
    is_label = longer.kind == "line" != seen.kind
    return line_ends.is_longer(longer.text, seen.text) or (
        line_ends.holds(longer.text, seen.text) and is_label
    )


def _lines(traces: Traces) -> list[Bar]:
    """Level lines of letters, and turned ones where letters are close together; the middle of each."""
    level = [line.bar for line in lines_at(traces.letters, 0.0, traces.per_mm).lines]
    turned = [line for line in _turned(traces) if abs(line.angle_deg) > _LEVEL_DEG]
    return [*(line for line in level if not any(_is_piece(line, other) for other in turned)), *turned]


def _is_piece(level: Bar, turned: Bar) -> bool:
    """Whether a level line is only a letter or two of a turned one."""
    if level.length > _PIECE * turned.length:
        return False
    way, down = axes(turned)
    step = np.array([level.x - turned.x, level.y - turned.y])
    return bool(abs(step @ way) <= turned.length / 2 and abs(step @ down) <= turned.height)


def _turned(traces: Traces) -> list[Bar]:
    """Groups of letters close together, along the longer side of each."""
    per_mm = traces.per_mm
    reach = max(1, round(_JOIN_MM * per_mm))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(cv2.dilate(traces.letters, disc), connectivity=8)
    found = []
    for part, (x, y, width, height, _) in enumerate(boxes):
        if part == 0 or not _LOWEST_MM * per_mm < max(width, height) < _LONGEST_MM * per_mm:
            continue
        window = np.s_[y : y + height, x : x + width]
        ys, xs = np.nonzero(traces.letters[window] & (parts[window] == part))
        line = _line_through(np.column_stack([xs + x, ys + y]).astype(np.float32), per_mm)
        if line is not None:
            found.append(line)
    return found


def _line_through(points: npt.NDArray[np.float32], per_mm: float) -> Bar | None:
    """The text line along the longer side of the ink; letters that stand alone are level."""
    if len(points) < 5:
        return None
    (x, y), size, angle = cv2.minAreaRect(points)
    if size[0] < size[1]:
        size, angle = (size[1], size[0]), angle - 90
    if size[0] < 1.6 * size[1] or size[0] <= _HIGHEST_MM * per_mm:  # a slender figure alone stands upright
        x0, y0, width, height = cv2.boundingRect(points)
        x, y, size, angle = x0 + (width - 1) / 2, y0 + (height - 1) / 2, (width, height), 0.0
    angle = (angle + 90) % 180 - 90
    if not _LOWEST_MM * per_mm <= size[1] <= _HIGHEST_MM * per_mm or size[0] < 0.25 * size[1]:
        return None
    return Bar(float(x), float(y), float(angle), float(size[0]), size[1] / 2, size[1] / 2, 0.0)


def _kind(text: str, line: Bar, traces: Traces) -> str:
    """What a line may be; a single figure is a number only where nothing is drawn around it."""
    plain = text.strip()
    parts = one_line(plain)
    if parts and (parts[2] or not parts[1].isdigit()):  # without a code and a decimal it may be anything
        return "line"
    if values.number(plain) is not None and plain.isdigit():
        clear = len(plain) > 1 or stands_clear(traces, line, label_reading.line_box(line))
        return "number" if clear else ""
    return "code" if values.land_use(plain) == plain.replace(" ", "") else ""


def _numbers(lines: Sequence[_Seen], sheet: _Sheet) -> list[Label]:
    chosen = [seen for seen in lines if seen.kind == "number" and _has_body(seen.window)]
    views = [seen.views for seen in chosen]
    readings = label_reading.confirm_numbers(label_reading.read_numbers(views, sheet.source), views)
    found: list[Label] = []
    for seen, reading in sorted(zip(chosen, readings, strict=True), key=lambda pair: -pair[1].confidence):
        if reading.value is not None and reading.confidence >= _LEAST and reading.agreed:
            label = _label(seen.line, "number", (reading, _NO_AREA, _NO_CODE), sheet)
            if not any(_is_same(label, other) for other in found):
                found.append(label)
    return found


def _is_same(one: Label, other: Label) -> bool:
    """Whether two labels are one number, seen in two lines of the same letters."""
    return one.number.value == other.number.value and other.covers(one.inside_px)


def _has_body(window: Pixels) -> bool:
    """Whether the ink is wider than a stroke: a dash or a tick alone reads like the figure 1."""
    columns = np.flatnonzero((window < 128).sum(axis=0) > 0)
    return len(columns) > 0 and columns[-1] - columns[0] > 0.28 * window.shape[0]


def _codes(lines: Sequence[_Seen], sheet: _Sheet) -> list[Label]:
    chosen = [seen for seen in lines if seen.kind == "code"]
    readings = label_reading.read_codes([seen.views for seen in chosen], sheet.source)
    return [
        _label(seen.line, "code", (_NO_NUMBER, _NO_AREA, reading), sheet)
        for seen, reading in zip(chosen, readings, strict=True)
        if reading.value is not None and reading.confidence >= _LEAST
    ]


def _wholes(lines: Sequence[_Seen], sheet: _Sheet) -> list[tuple[_Seen, Label]]:
    chosen = [seen for seen in lines if seen.kind == "line"]
    readings = label_reading.read_one_lines([seen.views for seen in chosen], sheet.source)
    return [
        (seen, _label(seen.line, "line", parts, sheet)) for seen, parts in zip(chosen, readings, strict=True)
    ]


def _label(
    line: Bar, form: str, readings: tuple[Reading[int], Reading[float], Reading[str]], sheet: _Sheet
) -> Label:
    scale, source = sheet.traces.scale, sheet.source
    x, y = (line.x + 0.5) / scale - 0.5, (line.y + 0.5) / scale - 0.5
    way, down = axes(line)
    half = (line.length / 2 * np.abs(way) + line.height * np.abs(down)) / scale
    box = (x - half[0], y - half[1], x + half[0], y + half[1])
    number, area, code = (replace(reading, source=replace(source, box=box)) for reading in readings)
    return Label((x, y), box, line.angle_deg, form, number, area, code)  # type: ignore[arg-type]
