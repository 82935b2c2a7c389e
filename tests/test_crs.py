"""Every trap that the reference on VN-2000 names, as a test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from pipeline import crs
from pipeline.errors import UsageError

BAC_NINH, BAC_GIANG = 9209, 9214
GEOD = CRS.from_epsg(4326).get_geod()
PLACE = np.array([[556_913.804, 2_342_979.536]])  # in 9209
SAME_PLACE = np.array([[401_158.527, 2_343_177.851]])  # in 9214


def metres(first: np.ndarray, second: np.ndarray) -> float:
    assert GEOD is not None
    return float(GEOD.inv(first[0, 0], first[0, 1], second[0, 0], second[0, 1])[2])


def with_towgs84(parameters: str) -> np.ndarray:
    """What a CRS built from a PROJ string gives for PLACE."""
    text = f"+proj=tmerc +lat_0=0 +lon_0=105.5 +k=0.9999 +x_0=500000 +ellps=WGS84 {parameters}"
    back = Transformer.from_crs(CRS.from_proj4(text), 4326, always_xy=True)
    return np.column_stack(back.transform(PLACE[:, 0], PLACE[:, 1]))


def test_equals_operation_6960_of_the_epsg_data_set() -> None:
    official = Transformer.from_pipeline("urn:ogc:def:coordinateOperation:EPSG::6960")  # latitude first
    geographic = Transformer.from_crs(BAC_NINH, 4756, always_xy=True)
    lon, lat = geographic.transform(PLACE[:, 0], PLACE[:, 1])
    lat, lon = official.transform(lat, lon)[:2]
    assert metres(crs.to_wgs84(BAC_NINH, PLACE), np.column_stack([lon, lat])) < 0.001


def test_correct_towgs84_has_the_rotations_turned_round() -> None:
    good = with_towgs84(
        "+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
    )
    assert metres(crs.to_wgs84(BAC_NINH, PLACE), good) < 0.002


def test_decree_rotations_pasted_unchanged_are_not_used() -> None:
    pasted = with_towgs84(
        "+towgs84=-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278"
    )
    assert metres(crs.to_wgs84(BAC_NINH, PLACE), pasted) == pytest.approx(0.756, abs=0.01)


def test_translations_alone_are_not_used() -> None:
    moved = with_towgs84("+towgs84=-191.90441429,-39.30318279,-111.45032835")
    assert metres(crs.to_wgs84(BAC_NINH, PLACE), moved) == pytest.approx(0.38, abs=0.02)


def test_no_ballpark() -> None:
    nothing = with_towgs84("")
    assert metres(crs.to_wgs84(BAC_NINH, PLACE), nothing) == pytest.approx(224, abs=3)


def test_same_operation_in_the_mekong_delta_where_proj_prefers_5194() -> None:
    place = np.array([[105.0, 10.0]])
    ours = crs.from_wgs84(5897, place)
    theirs = Transformer.from_crs(4326, 5897, always_xy=True)
    chosen = np.column_stack(theirs.transform(place[:, 0], place[:, 1]))
    assert 0.5 < float(np.hypot(*(ours - chosen)[0])) < 1.2
    pinned = Transformer.from_pipeline("urn:ogc:def:coordinateOperation:EPSG::6960")
    lat, lon = pinned.transform(place[:, 1], place[:, 0], direction="INVERSE")[:2]
    grid = Transformer.from_crs(4756, 5897, always_xy=True)
    assert np.abs(ours - np.column_stack(grid.transform(lon, lat))).max() < 0.002


def test_points_are_easting_northing_and_longitude_latitude() -> None:
    lon, lat = crs.to_wgs84(BAC_NINH, PLACE)[0]
    assert 105.9 < lon < 106.4 and 20.9 < lat < 21.4
    axes = [axis.direction for axis in CRS.from_wkt(crs.wkt(BAC_NINH)).axis_info]
    assert axes == ["east", "north"]


def test_two_zones_of_the_province() -> None:
    assert np.abs(crs.between(BAC_NINH, BAC_GIANG, PLACE) - SAME_PLACE).max() < 0.001
    assert np.abs(crs.between(BAC_GIANG, BAC_NINH, SAME_PLACE) - PLACE).max() < 0.001
    assert metres(crs.to_wgs84(BAC_NINH, PLACE), crs.to_wgs84(BAC_GIANG, SAME_PLACE)) < 0.001


def test_wrong_meridian_is_far_away() -> None:
    right = crs.to_wgs84(BAC_NINH, PLACE)
    assert metres(right, crs.to_wgs84(BAC_GIANG, PLACE)) == pytest.approx(155_800, abs=200)
    assert metres(right, crs.to_wgs84(5897, PLACE)) == pytest.approx(51_900, abs=200)


def test_between_same_zone_gives_a_copy() -> None:
    same = crs.between(BAC_NINH, BAC_NINH, PLACE)
    assert np.array_equal(same, PLACE) and same is not PLACE


@pytest.mark.parametrize("epsg", [2044, 2045, 2093, 4147, 4326, 4756, 3405, 32648])
def test_everything_but_a_cadastral_zone_is_refused(epsg: int) -> None:
    for call in (
        lambda: crs.to_wgs84(epsg, PLACE),
        lambda: crs.from_wgs84(epsg, PLACE),
        lambda: crs.between(epsg, BAC_NINH, PLACE),
        lambda: crs.between(epsg, epsg, PLACE),
        lambda: crs.wkt(epsg),
        lambda: crs.central_meridian_text(epsg),
    ):
        with pytest.raises(UsageError, match="HN-72"):
            call()


@pytest.mark.parametrize("epsg", sorted(crs.zones()))
def test_zone_is_the_one_of_the_epsg_data_set(epsg: int) -> None:
    theirs = Transformer.from_crs(epsg, 4756, always_xy=True)
    lon, lat = theirs.transform(PLACE[:, 0], PLACE[:, 1])
    grid = Transformer.from_crs(4756, 9210, always_xy=True)
    expected = np.column_stack(grid.transform(lon, lat))
    assert np.abs(crs.between(epsg, 9210, PLACE) - expected).max() < 0.001


def test_meridian_as_printed() -> None:
    assert crs.central_meridian_text(BAC_NINH) == "105°30′"
    assert crs.central_meridian_text(BAC_GIANG) == "107°00′"
    assert crs.central_meridian_text(5899) == "107°45′"


def test_points_that_cannot_be_are_an_error() -> None:
    with pytest.raises(ValueError, match="outside"):
        crs.to_wgs84(BAC_NINH, np.array([[np.nan, 2_340_000.0]]))


def test_no_points() -> None:
    assert crs.to_wgs84(BAC_NINH, np.zeros((0, 2))).shape == (0, 2)


@given(st.floats(102.2, 109.4), st.floats(8.6, 23.4), st.sampled_from(sorted(crs.zones())))
def test_there_and_back(lon: float, lat: float, epsg: int) -> None:
    place = np.array([[lon, lat]])
    again = crs.to_wgs84(epsg, crs.from_wgs84(epsg, place))
    assert np.abs(again - place).max() < 2e-8  # 2 mm: heights are not carried along


def test_utm_and_a_zone_are_two_projections_of_one_ground() -> None:
    """Both lie on the ellipsoid of VN-2000: on the meridian they differ by their scale factors alone."""
    on_meridian = np.array([[500_000.0, 2_345_000.0]])
    there = crs.from_utm(5897, on_meridian)  # 5897: 105°00'
    assert there[0] == pytest.approx([500_000.0, 2_345_000.0 * 0.9999 / 0.9996], abs=0.001)


@pytest.mark.parametrize(
    ("claim", "meant"),
    [
        ("EPSG:9209", 9209),
        ("EPSG:9214", 9214),
        ("EPSG:3405", crs.UTM_48N),
        ("EPSG:32648", crs.UTM_48N),  # the datum is not looked at
        ("+proj=tmerc +lat_0=0 +lon_0=107 +k=0.9999 +x_0=500000 +y_0=0 +datum=WGS84", 9214),
        (
            "+proj=tmerc +lat_0=0 +lon_0=105 +k=0.9996 +x_0=500000 +y_0=0 +ellps=WGS84 "
            "+towgs84=-191.9,-39.3,-111.4,0.009,0.0198,-0.0043,0.253",
            crs.UTM_48N,
        ),
        ("+proj=tmerc +lat_0=0 +lon_0=107 +k=0.9998 +x_0=500000 +y_0=0 +datum=WGS84", None),
        ("EPSG:4326", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_what_a_file_declares_is_told_by_meridian_and_factor(claim: str, meant: int | None) -> None:
    assert crs.declared(claim) == meant
