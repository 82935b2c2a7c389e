"""Ink of a straight page told apart: rules, dotted leaders and drawings on one side, print on the other."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Box, FloatArray, Pixels
from pipeline.records.cells import CELL_DPI, INK
from pipeline.records.page import VIEW_DPI, View, warped
from pipeline.specks import LETTER_MM

PX_PER_MM = CELL_DPI / 25.4
_RULE_MM = (
    8.0  # no stroke of a letter is so long: capitals of the largest titles are 7.0 (TT 25/2014, App. 01)
)
_FRAME_MM = 1.3  # frames are drawn up to 1.0 thick (App. 01.III.1), and a scan spreads them
_LETTER_MM = (LETTER_MM, 14.0)  # letters without their accents, and titles of 7 mm with theirs
_DOT_MM = 0.9  # a full stop of a leader is smaller either way
_DOTS_APART_MM = 2.2  # leaders: full stops, or dots drawn 1 mm apart
_LEAST_DOTS = 5  # an ellipsis has three
_FOOT, _BENEATH_MM = 0.4, 1.0  # where a dot beneath a letter stands: of the text's height, and under it
_BESIDE_MM = 5.0  # how near beside a text the leader on which it stands goes on
_SOFT_PX = 2  # how far the grey edge of ink reaches

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of print on an upright page at ``CELL_DPI``.

    ``pixels``: the page without rules, leaders and drawings. ``labels``: the piece of each pixel, 0 for none.
    ``boxes`` (n, 4): x0, y0, x1, y1 of each piece, from number 1 on; ``small``: accents, dots, hyphens.
    ``rules``: ink of rules across the page, and of those down it; ``leaders`` (n, 2): middles of the dots of
    leaders.
    """

    pixels: Pixels
    labels: npt.NDArray[np.int32]
    boxes: FloatArray
    small: Mask
    rules: tuple[Mask, Mask]
    leaders: FloatArray

    @property
    def turned(self) -> Pieces:
        """The same after a quarter turn clockwise; its pixels are not those of the page any more."""
        height = self.labels.shape[0]
        x0, y0, x1, y1 = self.boxes.T
        boxes = np.column_stack([height - y1, x0, height - y0, x1])
        return Pieces(
            np.rot90(self.pixels, -1).copy(),
            np.rot90(self.labels, -1).copy(),
            boxes,
            self.small,
            (np.rot90(self.rules[1], -1).copy(), np.rot90(self.rules[0], -1).copy()),
            np.column_stack([height - self.leaders[:, 1], self.leaders[:, 0]]),
        )

    def on_leader(self, box: Box) -> bool:
        """Whether a leader runs beneath the letters in a box: a mark of these may be one of its dots.

        It is seen beside them at the least; the dots between letters are too few to be told from marks.
        """
        x0, y0, x1, y1 = box
        x, y = self.leaders.T
        foot = y1 - _FOOT * (y1 - y0)
        near = (x > x0 - mm(_BESIDE_MM)) & (x < x1 + mm(_BESIDE_MM))
        return bool((near & (y > foot) & (y < y1 + mm(_BENEATH_MM))).any())

    def walled(self, left: float, right: float, y: float) -> bool:
        """Whether a rule down the page stands between two places of a line."""
        return bool(self.rules[1][int(y), int(left) : int(right) + 1].any())


def mm(length: float) -> int:
    """A length on paper in whole pixels, at least one."""
    return max(1, round(length * PX_PER_MM))


def on_view_px(box: Box) -> Box:
    """A box of this picture in pixels of the view."""
    x0, y0, x1, y1 = ((side + 0.5) * VIEW_DPI / CELL_DPI - 0.5 for side in box)
    return (x0, y0, x1, y1)


def find_pieces(flat: Pixels, view: View) -> Pieces:
    """The print of a flattened page, upright as the view has it."""
    pixels = _enlarged(flat, view)
    ink = (pixels < INK).astype(np.uint8)
    across, down = _rules(ink), np.ascontiguousarray(_rules(np.ascontiguousarray(ink.T)).T)
    rules = across | down
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink & (1 - rules.astype(np.uint8)))
    dots = _leaders(stats)
    gone = _drawn(stats) | dots
    gone[0] = False
    left = np.flatnonzero(~gone[1:]) + 1
    renamed = np.zeros(count, np.int32)
    renamed[left] = np.arange(1, len(left) + 1)
    kept = renamed[labels]
    corners = stats[left, :2]
    boxes = np.hstack([corners, corners + stats[left, 2:4]]).astype(np.float64)
    small = stats[left, cv2.CC_STAT_HEIGHT] < mm(_LETTER_MM[0])
    clean = _cleaned(pixels, rules | gone[labels], kept > 0)
    dots[0] = False
    middles = stats[dots, :2] + stats[dots, 2:4] / 2
    return Pieces(clean, kept, boxes, np.asarray(small), (across, down), np.asarray(middles, np.float64))


def _enlarged(flat: Pixels, view: View) -> Pixels:
    """The view again from the page itself, at ``CELL_DPI``."""
    share = VIEW_DPI / CELL_DPI
    height, width = (round(side / share) for side in view.pixels.shape)
    # pixel centres at whole numbers: u of this picture is (u + 0.5) * share - 0.5 of the view
    to_view = np.array([[share, 0, 0.5 * share - 0.5], [0, share, 0.5 * share - 0.5], [0, 0, 1]])
    pixels = warped(flat, view.to_page @ to_view, (width, height))
    return pixels if view.bend is None else view.bend.scaled(1 / share).level(pixels)


def _rules(ink: Pixels) -> Mask:
    """Long thin ink along x, which may step by a pixel; where print stands on it, the print is left."""
    stepped = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    run = cv2.morphologyEx(stepped, cv2.MORPH_OPEN, np.ones((1, mm(_RULE_MM)), np.uint8))
    if not run.any():
        return np.zeros(ink.shape, np.bool_)
    along = ink & run
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((mm(_FRAME_MM), 1), np.uint8))
    return np.asarray((along > 0) & (thick == 0))


def _drawn(stats: npt.NDArray[np.int32]) -> Mask:
    """Pieces too large for letters: lines of drawings, seals, folds."""
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    return np.asarray((height > mm(_LETTER_MM[1])) | (width > mm(3 * _LETTER_MM[1])))


def _leaders(stats: npt.NDArray[np.int32]) -> Mask:
    """Dots in a row of several at even height and close together."""
    found = np.zeros(len(stats), np.bool_)
    dots = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) <= mm(_DOT_MM)
    dots[0] = False
    places = np.flatnonzero(dots)
    foot = stats[places, 1] + stats[places, 3] / 2
    order = places[np.lexsort((stats[places, 0], np.round(foot / mm(0.5))))]
    chain: list[int] = []
    for place in order.tolist():
        if chain and not _next_dot(stats, chain[-1], place):
            found[chain if len(chain) >= _LEAST_DOTS else []] = True
            chain = []
        chain.append(place)
    found[chain if len(chain) >= _LEAST_DOTS else []] = True
    return found


def _next_dot(stats: npt.NDArray[np.int32], last: int, place: int) -> bool:
    apart = int(stats[place, 0] - stats[last, 0])
    level = abs(int(stats[place, 1] + stats[place, 3]) - int(stats[last, 1] + stats[last, 3]))
    return 0 < apart <= mm(_DOTS_APART_MM) and level <= mm(0.35)


def _cleaned(pixels: Pixels, gone: Mask, kept: Mask) -> Pixels:
    """Everything that is no print painted white, with its soft edges."""
    kernel = np.ones((2 * _SOFT_PX + 1, 2 * _SOFT_PX + 1), np.uint8)
    wide = cv2.dilate(gone.astype(np.uint8), kernel) > 0
    near = cv2.dilate(kept.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    clean = pixels.copy()
    clean[wide & ~near] = 255
    return np.asarray(clean)
