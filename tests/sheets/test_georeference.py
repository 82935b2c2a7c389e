"""World files and annotations are read as their makers define them, and anything else is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pipeline import crs
from pipeline.errors import ScanError
from pipeline.model import Georeference
from pipeline.sheets.georeference import in_zone, read_annotation, read_world_file

EPSG = 9208
HERE = np.array([[553_010.0, 2_345_020.0], [553_310.0, 2_345_020.0], [553_310.0, 2_344_720.0]])
PIXELS = [(100, 200), (3100, 200), (3100, 3200)]


def annotation(key: str = "resourceCoords", page: bool = False) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {key: [x + 0.5, y + 0.5]},
            "geometry": {"type": "Point", "coordinates": place},
        }
        for (x, y), place in zip(PIXELS, crs.to_wgs84(EPSG, HERE).tolist(), strict=True)
    ]
    one = {"type": "Annotation", "body": {"type": "FeatureCollection", "features": features}}
    return json.dumps({"type": "AnnotationPage", "items": [one]} if page else one).encode()


def test_a_world_file_is_an_affine_transformation_of_pixel_centres() -> None:
    claim = read_world_file(b"0.1\n0.01\n0.02\n-0.1\n553000.5\n2345000.25\n", "maps/to.tfw")
    assert claim.system == "" and claim.places[0] == (0.0, 0.0, 553_000.5, 2_345_000.25)
    assert claim.places[2] == pytest.approx((1000.0, 1000.0, 553_120.5, 2_344_910.25))


@pytest.mark.parametrize(("key", "page"), [("resourceCoords", False), ("pixelCoords", True)])
def test_an_annotation_names_places_in_wgs84(key: str, page: bool) -> None:
    points = in_zone(read_annotation(annotation(key, page), "maps/to.json"), EPSG)
    assert [(point.x_px, point.y_px) for point in points] == PIXELS
    world = [(point.easting_m, point.northing_m) for point in points]
    assert np.allclose(np.array(world, float), HERE, atol=0.001)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"{" * 5000, b'{"type": "FeatureCollection", "features": []}', b"\xff\xfe"],
)
def test_what_is_no_annotation_is_refused(content: bytes) -> None:
    with pytest.raises(ScanError):
        read_annotation(content, "maps/to.json")


@pytest.mark.parametrize("content", [b"", b"1 2 3 4 5", b"1 2 3 4 5 nan", b"1 2 3 4 5 x", b"\xff", b"1 " * 7])
def test_what_is_no_world_file_is_refused(content: bytes) -> None:
    with pytest.raises(ScanError):
        read_world_file(content, "maps/to.tfw")


@pytest.mark.parametrize(("system", "known"), [("", True), ("EPSG:9209", True), ("EPSG:3857", False)])
def test_systems_that_are_not_known_give_no_points(system: str, known: bool) -> None:
    claim = Georeference("a", ((0.0, 0.0, 553_000.0, 2_345_000.0),) * 3, system)
    assert bool(in_zone(claim, EPSG)) == known


def test_another_zone_is_brought_to_the_sheets() -> None:
    there = crs.between(EPSG, 9209, HERE)
    claim = Georeference("a", tuple((0.0, 0.0, *place) for place in there.tolist()), "EPSG:9209")
    world = [(point.easting_m, point.northing_m) for point in in_zone(claim, EPSG)]
    assert np.allclose(np.array(world, float), HERE, atol=0.001)
