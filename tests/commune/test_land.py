from __future__ import annotations

import pytest
import shapely
from commune_inputs import EPSG, grid, parcel, plot, sheet_of, sure_label, traced

from pipeline.commune.land import Land, sort_out
from pipeline.commune.pieces import from_sheets
from pipeline.model import Parcel

WEST = grid()


def sorted_out(*more: Parcel) -> Land:
    """A sheet of thirty parcels and some more faces."""
    return sort_out(from_sheets([traced([*sheet_of(WEST).parcels, *more])], EPSG))


def test_a_part_that_nobody_claims_is_a_parcel_and_said() -> None:
    land = sorted_out(parcel(plot(300, 0), None, "part"))
    assert [piece.number for piece in land.parcels if not piece.is_numbered] == [None]
    assert [finding.code for finding in land.findings] == ["part_without_parcel"]


def test_unread_faces_are_parcels_or_objects_by_their_shape() -> None:
    plausible, road = (
        parcel(plot(300, 0), None, "unknown"),
        parcel(plot(300, 60, 150, 4), None, "unknown"),
    )
    land = sorted_out(plausible, road)
    assert len(land.parcels) == 31 and len(land.objects) == 1
    assert [finding.code for finding in land.findings] == ["face_without_label"]


def test_a_road_gives_way_to_the_parcels_beside_it() -> None:
    around = shapely.union_all(WEST).envelope.buffer(5, join_style="mitre")
    land = sorted_out(parcel(around, None, "object"))
    areas = [piece.polygon.area for piece in land.parcels]
    assert areas == pytest.approx([each.area for each in WEST], abs=0.01)
    assert len(land.objects) == 1


def test_a_road_into_which_a_label_fell_is_an_object_and_said() -> None:
    land = sorted_out(parcel(plot(300, 60, 150, 4), sure_label(99, plot(0, 0, 50, 30))))
    assert [piece.number for piece in land.objects] == [99]
    assert [(finding.code, finding.number) for finding in land.findings] == [("value_unread", 99)]


def test_a_crumb_is_neither_and_counted() -> None:
    land = sorted_out(parcel(plot(300, 0, 1.1, 1.1), None, "unknown"))
    assert len(land.parcels) == 30 and not land.objects
    assert land.gone.without_ground == 1


def test_a_contested_sheet_has_the_ground_that_others_leave_and_changes_nothing_of_theirs() -> None:
    """Its parcels lie half a plot over the others': some are cut, none of the others is."""
    own = sheet_of(WEST)
    moved = [shapely.affinity.translate(each, 12.0, 7.0) for each in WEST]
    whole = plot(40, 40, 10, 10)  # all of it on the others' ground
    other = sheet_of([*moved, whole], 15, "khac")
    alone = sort_out(from_sheets([own], EPSG))
    both = from_sheets([own, other], EPSG)
    land = sort_out(both, {1})
    of_own = [piece for piece in land.parcels if piece.sheet_index == 0]
    assert [piece.polygon for piece in of_own] == [piece.polygon for piece in alone.parcels]
    rest = [piece.polygon for piece in land.parcels if piece.sheet_index == 1]
    ground = shapely.union_all([piece.polygon for piece in of_own])
    assert rest and shapely.union_all(rest).intersection(ground).area < 0.1
    gone = land.gone
    counted = len(land.parcels) + len(land.objects) + gone.joined + gone.drawn_twice + gone.without_ground
    assert counted + gone.slivers == len(both)
    lost = [finding for finding in land.findings if finding.code == "parcel_lost"]
    assert gone.without_ground >= len(lost) >= 1
    equal = sort_out(both)  # as if nothing were known against it
    assert sum(piece.polygon.area for piece in equal.parcels if piece.sheet_index == 0) < ground.area - 100
