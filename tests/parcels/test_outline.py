"""Coverage, half pixels, straight edges, corners, ponds."""

import cv2
import numpy as np
import shapely

from pipeline.parcels.faces import Held, Merger, find_borders, find_faces, join_open
from pipeline.parcels.outline import outlines

DPI = 300.0
SHIFT = 8


def drawn(lines: list[np.ndarray], size=(900, 1000)) -> np.ndarray:
    """White page with anti-aliased lines of 0.25 mm whose centres are known exactly."""
    page = np.full(size, 255, np.uint8)
    for line in lines:
        points = np.round(np.asarray(line) * SHIFT).astype(np.int32)
        cv2.polylines(page, [points], False, 30, 3, cv2.LINE_AA, 3)
    return page


CORNERS = np.array([[100.3, 120.7], [520.1, 90.2], [860.6, 150.4], [820.2, 700.9], [130.8, 760.5]])
WALL = np.array([[520.1, 90.2], [480.4, 420.3], [500.2, 728.6]])
ANGLES = np.linspace(0, 2 * np.pi, 25)
POND = np.column_stack([650 + 60 * np.cos(ANGLES), 400 + 60 * np.sin(ANGLES)])


def trace(page: np.ndarray) -> tuple[dict[int, shapely.Polygon], np.ndarray]:
    ink = (page < 200)[: page.shape[0] // 2 * 2, : page.shape[1] // 2 * 2]
    half = ink.reshape(ink.shape[0] // 2, 2, -1, 2).any(axis=(1, 3))
    faces, _ = find_faces(half, np.zeros_like(half), DPI / 2)
    merger = Merger(find_borders(faces, half), np.bincount(faces.ravel()))
    inside = [int(faces[y // 2, x // 2]) for x, y in ((300, 400), (600, 250), (650, 400))]
    join_open(merger, Held(dict.fromkeys([*inside, int(faces[0, 0])], np.inf)), None, DPI / 2)
    faces = merger.numbers()[faces]
    faces[faces == faces[0, 0]] = 0
    return outlines(faces, 2.0, page, DPI), faces


def at(found: dict[int, shapely.Polygon], x: float, y: float) -> shapely.Polygon:
    return next(polygon for polygon in found.values() if polygon.covers(shapely.Point(x, y)))


def test_neighbours_form_a_valid_coverage_with_a_hole_for_the_pond():
    found, _ = trace(drawn([np.vstack([CORNERS, CORNERS[:1]]), WALL, POND]))
    assert len(found) == 3
    assert shapely.coverage_is_valid(np.array(list(found.values())))
    right, pond = at(found, 600, 250), at(found, 650, 400)
    assert len(right.interiors) == 1
    assert abs(shapely.Polygon(right.interiors[0]).area - pond.area) < 1e-6
    assert abs(pond.area / shapely.Polygon(POND).area - 1) < 0.02


def test_edges_lie_on_the_middle_of_the_ink():
    found, _ = trace(drawn([np.vstack([CORNERS, CORNERS[:1]]), WALL]))
    truth = shapely.union_all([shapely.LinearRing(CORNERS), shapely.LineString(WALL)])
    for polygon in found.values():
        around = shapely.points(shapely.get_coordinates(shapely.segmentize(polygon.exterior, 5.0)))
        distance = shapely.distance(around, truth)
        assert distance.mean() < 0.35
        assert distance.max() < 2.0


def test_corners_are_sharp_and_few():
    found, _ = trace(drawn([np.vstack([CORNERS, CORNERS[:1]]), WALL]))
    left = at(found, 300, 400)
    corners = np.vstack([CORNERS[[0, 4]], WALL])
    assert len(left.exterior.coords) - 1 <= 7
    vertices = shapely.MultiPoint(left.exterior.coords)
    assert (
        max(vertices.distance(shapely.Point(corner)) for corner in corners) < 3.0
    )  # the bend in the wall is shallow


def test_area_is_right_to_a_third_of_a_percent():
    found, _ = trace(drawn([np.vstack([CORNERS, CORNERS[:1]]), WALL]))
    whole = sum(polygon.area for polygon in found.values())
    assert abs(whole / shapely.Polygon(CORNERS).area - 1) < 0.003


def test_outline_without_ink_stays_where_the_pixels_are():
    faces = np.zeros((100, 100), np.int32)
    faces[20:60, 30:80] = 7
    found = outlines(faces, 1.0, np.full((100, 100), 255, np.uint8), DPI)
    assert found[7].bounds == (29.5, 19.5, 79.5, 59.5)
