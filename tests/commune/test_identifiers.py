from __future__ import annotations

from commune_inputs import EPSG, grid, plot
from shapely.geometry import MultiPolygon

from pipeline.commune import identifiers


def test_every_parcel_of_a_commune_has_its_own() -> None:
    codes = identifiers.identify(grid(), EPSG)
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 12 for code in codes)
    assert len({code[:5] for code in codes}) == 1


def test_it_depends_on_the_ground_alone_and_on_the_largest_part() -> None:
    first, small = plot(0, 0), plot(100, 0, 2, 2)
    assert identifiers.identify([first], EPSG) == identifiers.identify([MultiPolygon([first, small])], EPSG)


def test_two_parcels_on_one_place_do_not_share_an_identifier() -> None:
    assert identifiers.identify([plot(0, 0), plot(0, 0)], EPSG)[1] == ""


def test_no_parcels_no_identifiers() -> None:
    assert identifiers.identify([], EPSG) == []
