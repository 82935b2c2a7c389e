from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from pipeline.model import ControlPoint, MapSheet, Parcel, Reading, SheetParcels, SheetTitle, Source
from pipeline.sheets import control, seams

PX_M = 0.1  # 1:1000 at 254 dpi
SIZE = (5400, 5400)
MARGIN = 200.0
WEST, NORTH = 553_000.0, 2_345_500.0
NOTHING: Reading[str] = Reading(None)
TITLE = SheetTitle(NOTHING, NOTHING, NOTHING, Reading(1), NOTHING, Reading(1000), Reading(None))


def _wave(northing: np.ndarray, height_m: float) -> np.ndarray:
    """How far the paper is drawn out of place along the edge, metres; nothing at the lines of the grid."""
    return height_m * np.sin(np.pi * (NORTH - northing) / 100)


def _sheet(number: int, west: float) -> MapSheet:
    points = []
    for i in range(6):
        for j in range(6):
            x, y = MARGIN + 1000 * i, MARGIN + 1000 * j
            points.append(ControlPoint("cross", x, y, west + 100 * i, NORTH - 100 * j))
    fit = control.fit(points, 9209, SIZE)
    low, high = MARGIN, MARGIN + 5000
    frame = np.array([(low, low), (high, low), (high, high), (low, high)])
    return MapSheet(
        Source(f"maps/{number}.tif"), SIZE, 254.0, 0, TITLE, None, number, "", 1000, frame, fit, tuple(points)
    )


def _traced(number: int, west: float, height_m: float, edge: float, noise_m: float = 0.0) -> SheetParcels:
    """Strips that end on the common edge, moved along it as the paper is, and by chance."""
    sheet = _sheet(number, west)
    lines = np.arange(NORTH - 490, NORTH - 5, 17.0)
    chance = np.random.default_rng(number).normal(0, noise_m, len(lines))
    ends = lines + _wave(lines, height_m) + chance
    parcels = tuple(
        Parcel(
            "", number, "parcel",
            Polygon([(west + 250, lines[i]), *((edge, end) for end in ends[i : i + 2]), (west + 250, top)]),
            None, sheet.source,
        )
        for i, top in enumerate(lines[1:])
    )  # fmt: skip
    return SheetParcels(sheet, parcels, (), {})


EDGE = WEST + 500.0
BENT = [_traced(1, WEST, 0.4, EDGE), _traced(2, EDGE, -0.4, EDGE)]


def test_ends_of_lines_are_paired_on_the_common_edge() -> None:
    (seam,) = seams.find_seams(BENT)
    assert (seam.first, seam.second, seam.axis) == (0, 1, 0)
    assert seam.at_m == pytest.approx(EDGE, abs=1e-3)
    assert len(seam.ends_m) >= 25
    assert seam.apart_m() == pytest.approx(0.8 / np.sqrt(2), rel=0.1)


def test_what_both_sheets_show_brings_them_together() -> None:
    moved, findings = seams.adjust(BENT)
    (before,), (after,) = seams.find_seams(BENT), seams.find_seams(moved)
    assert after.apart_m() < 0.2 * before.apart_m()
    # halfway between, and not one sheet to the other
    middle = before.ends_m.mean(axis=1)
    assert np.abs(after.ends_m - middle[:, None]).max() < 0.15
    assert [finding.code for finding in findings] == ["sheet_seam"]
    assert findings[0].values["after"] < findings[0].values["before"]


def test_far_from_the_edge_nothing_moves() -> None:
    moved, _ = seams.adjust(BENT)
    corner = box(WEST + 20, NORTH - 300, WEST + 40, NORTH - 280)
    here = control.to_pixel(BENT[0].sheet.fit, np.array(corner.exterior.coords))
    there = control.to_world(moved[0].sheet.fit, here)
    assert np.abs(there - np.array(corner.exterior.coords)).max() < 0.05


def test_ends_that_tell_nothing_about_each_other_move_no_sheet() -> None:
    noisy = [_traced(1, WEST, 0.0, EDGE, 0.2), _traced(2, EDGE, 0.0, EDGE, 0.2)]
    moved, findings = seams.adjust(noisy)
    assert findings[0].values["before"] == findings[0].values["after"] > 0.005
    assert all(new.sheet.fit is old.sheet.fit for new, old in zip(moved, noisy, strict=True))


@pytest.mark.parametrize(
    "other",
    [
        _traced(2, EDGE + 100.0, 0.0, EDGE + 100.0),  # not adjoining
        dataclasses.replace(BENT[1], sheet=dataclasses.replace(BENT[1].sheet, scale=2000)),
        dataclasses.replace(BENT[1], sheet=dataclasses.replace(BENT[1].sheet, fit=None)),
        dataclasses.replace(BENT[1], parcels=()),
    ],
)
def test_sheets_without_a_common_edge_stay_as_they_are(other: SheetParcels) -> None:
    sheets = [BENT[0], other]
    assert seams.adjust(sheets) == (sheets, [])
