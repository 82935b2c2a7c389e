from __future__ import annotations

import pytest
import shapely
from commune_inputs import label, piece, plot, sure, sure_label, unsure
from shapely.affinity import translate
from shapely.geometry import Polygon

from benchmarks.untidy_land import fabric
from pipeline.commune import coverage, edges
from pipeline.commune.pieces import Piece
from pipeline.model import Label, Reading


def _code_alone(code: str) -> Label:
    return label(Reading(None), Reading(None), sure(code))


def _halves(gap_m: float = 0.1) -> tuple[Polygon, Polygon, Polygon]:
    """A plot cut at x = 12, its halves ``gap_m`` apart."""
    whole = plot(0, 0)
    west, east = whole.intersection(plot(0, 0, 12, 30)), whole.intersection(plot(12, 0, 8, 30))
    return whole, west, translate(east, gap_m, 0.05)


def test_of_two_drawings_the_numbered_one_stays_and_names_both_scans() -> None:
    here, there = plot(0, 0), translate(plot(0, 0), 0.2, 0.1)
    result = edges.settle([piece(there, None, "unknown", 15), piece(here, sure_label(40, here), sheet=14)])
    assert [(kept.number, kept.parcel.sheet) for kept in result.pieces] == [(40, 14)]
    assert [str(source) for source in result.pieces[0].also] == ["maps/to_15.tif#1 [0 0 9 9]"]
    assert len(result.removed) == 1


def test_of_two_numbered_drawings_the_sheet_with_the_larger_part_wins() -> None:
    shape = plot(0, 0)
    on_14 = piece(shape, sure_label(40, shape), sheet=14, inside=0.2)
    on_15 = piece(shape, sure_label(7, shape), sheet=15, inside=0.8)
    assert [kept.number for kept in edges.settle([on_14, on_15]).pieces] == [7]


def test_two_numbers_on_one_sheet_are_two_parcels() -> None:
    shape = plot(0, 0)
    pieces = [piece(shape, sure_label(40, shape)), piece(shape, sure_label(41, shape))]
    assert len(edges.settle(pieces).pieces) == 2


def test_unread_ground_that_another_sheet_shows_as_parcels_goes() -> None:
    parcels = [plot(0, 0), plot(20, 0), plot(40, 0)]
    numbered = [piece(p, sure_label(i, p), sheet=14) for i, p in enumerate(parcels, 1)]
    blank = piece(plot(1, 1, 58, 28), None, "unknown", 15)
    assert len(edges.settle([*numbered, blank]).pieces) == 3


def test_neighbours_of_two_sheets_that_merely_touch_stay() -> None:
    pieces = [
        piece(plot(0, 0), sure_label(1, plot(0, 0))),
        piece(plot(19.8, 0), sure_label(1, plot(0, 0)), sheet=15),
    ]
    assert len(edges.settle(pieces).pieces) == 2


@pytest.mark.parametrize("text", [None, _code_alone("LUC")])
def test_a_cut_parcel_is_one_again(text: Label | None) -> None:
    whole, west, east = _halves()
    pieces = [piece(west, sure_label(4, whole)), piece(east, text, "part", 15)]
    result = edges.settle(pieces)
    assert result.parts_joined == 1
    joined = result.pieces[0]
    assert (joined.number, joined.parcel.sheet) == (4, 14)
    assert joined.polygon.geom_type == "Polygon"
    assert joined.polygon.area == pytest.approx(whole.area, rel=0.01)


def test_each_joint_is_told_with_areas_and_place() -> None:
    whole, west, east = _halves()
    pieces = [piece(west, sure_label(7, whole)), piece(east, None, "part", 15)]
    (joint,) = edges.settle(pieces).findings
    assert (joint.code, joint.sheet, joint.number) == ("part_joined", 14, 7)
    assert joint.values["part"] == east.area and joint.values["other"] == 15
    assert joint.values["before"] == west.area
    assert joint.values["after"] == pytest.approx(whole.area, rel=0.01)
    assert joint.place is not None and east.covers(shapely.Point(joint.place))


def test_the_weld_keeps_the_far_corners() -> None:
    whole, west, east = _halves()
    joined = edges.settle([piece(west, sure_label(4, whole)), piece(east, None, "part", 15)]).pieces[0]
    corners = {tuple(xy) for xy in shapely.get_coordinates(joined.polygon)}
    assert set(west.exterior.coords) & corners >= {west.exterior.coords[2], west.exterior.coords[3]}


def test_overlapping_halves_are_joined_too() -> None:
    whole, west, east = _halves(gap_m=-0.2)
    result = edges.settle([piece(west, sure_label(4, whole)), piece(east, None, "part", 15)])
    assert result.parts_joined == 1


def test_a_parcel_cut_in_three_takes_both_parts() -> None:
    whole = plot(0, 0, 30, 30)
    parts = [plot(0, 0, 16, 30), plot(16, 0, 14, 14), plot(16, 14, 14, 16)]
    pieces = [
        piece(parts[0], sure_label(4, whole)),
        piece(parts[1], None, "part", 15),
        piece(parts[2], None, "part", 16),
    ]
    result = edges.settle(pieces)
    assert result.parts_joined == 2
    assert result.pieces[0].polygon.area == pytest.approx(900, rel=0.01)


def test_at_a_corner_of_four_sheets_a_part_reaches_its_parcel_through_another_part() -> None:
    whole = plot(0, 0, 30, 30)
    parts = [plot(0, 0, 20, 20), plot(20, 0, 10, 20), plot(0, 20, 20, 10), plot(20, 20, 10, 10)]
    pieces = [piece(parts[0], sure_label(4, whole))]
    pieces += [piece(part, None, "part", sheet) for sheet, part in enumerate(parts[1:], 15)]
    result = edges.settle(pieces)
    assert result.parts_joined == 3
    assert result.pieces[0].polygon.area == pytest.approx(900, rel=0.01)


def test_a_parcel_that_has_its_ground_takes_no_more() -> None:
    _, west, east = _halves()
    result = edges.settle([piece(west, sure_label(4, west)), piece(east, None, "part", 15)])
    assert result.parts_joined == 0


def test_a_part_of_another_land_use_is_another_parcel() -> None:
    whole, west, east = _halves()
    pieces = [piece(west, sure_label(4, whole, "LUC")), piece(east, _code_alone("ONT"), "part", 15)]
    assert edges.settle(pieces).parts_joined == 0


def test_a_doubtful_code_does_not_keep_halves_apart() -> None:
    whole, west, east = _halves()
    doubtful = label(Reading(None), Reading(None), unsure("LUK"))
    pieces = [piece(west, sure_label(4, whole, "LUC")), piece(east, doubtful, "part", 15)]
    assert edges.settle(pieces).parts_joined == 1


def test_a_part_on_the_same_sheet_or_out_of_reach_stays() -> None:
    whole, west, east = _halves()
    numbered = piece(west, sure_label(4, whole))
    assert edges.settle([numbered, piece(east, None, "part", 14)]).parts_joined == 0
    assert edges.settle([numbered, piece(translate(east, 3, 0), None, "part", 15)]).parts_joined == 0


def test_each_part_goes_to_the_target_that_it_faces() -> None:
    """Two parcels, one over the other, both cut at the same edge."""
    lower, upper = plot(0, 0, 20, 20), plot(0, 20, 20, 20)
    pieces = []
    for number, whole in ((1, lower), (2, upper)):
        west, east = whole.intersection(plot(0, 0, 12, 60)), whole.intersection(plot(12, 0, 12, 60))
        pieces += [piece(west, sure_label(number, whole)), piece(east, None, "part", 15)]
    result = edges.settle(pieces)
    assert sorted(round(kept.polygon.area) for kept in result.pieces) == [400, 400]


def _ditch(west: float, east: float, north: float = 0.0) -> Polygon:
    return plot(west, north, east - west, 1.0)


def test_two_drawings_of_a_ditch_with_one_label_are_one_where_noise_leaves_them_a_half() -> None:
    here, there = _ditch(0, 80), translate(_ditch(0, 80), 0, 0.4)
    same = [piece(here, sure_label(4, here)), piece(there, sure_label(4, here), sheet=15)]
    assert len(edges.settle(same).pieces) == 1
    other = [piece(here, sure_label(4, here)), piece(there, sure_label(5, there), sheet=15)]
    assert len(edges.settle(other).pieces) == 2


def _along_the_edge() -> tuple[Polygon, Polygon, Polygon, list[Piece]]:
    """A ditch along the edge: the whole, its two parts, and the fields of the other sheet beside each."""
    texts = [sure_label(i, plot(0, 0), "LUC") for i in range(6)]
    fields = [piece(plot(20 * i, 1), text, sheet=15 if i < 3 else 14) for i, text in enumerate(texts)]
    return _ditch(0, 120), _ditch(0, 60), _ditch(60, 120), fields


def test_a_ditch_along_the_edge_takes_the_part_that_it_lacks() -> None:
    whole, west, east, fields = _along_the_edge()
    main = piece(west, sure_label(9, whole, "DTL"))
    part = piece(east, _code_alone("DTL"), "part", 15)
    result = edges.settle([*fields, main, part])
    joined = next(kept for kept in result.pieces if kept.number == 9)
    assert joined.polygon.area == pytest.approx(whole.area, rel=0.01)


def test_a_part_that_two_ditches_may_have_lost_stays_and_is_no_guess() -> None:
    _, west, part, fields = _along_the_edge()
    crossing = plot(120, -40, 1, 80)
    ditches = [piece(west, sure_label(8, west, "DTL")), piece(crossing, sure_label(9, crossing, "DTL"))]
    result = edges.settle([*fields, *ditches, piece(part, _code_alone("DTL"), "part", 15)])
    assert result.parts_joined == 0


def test_a_bent_strip_that_the_edge_cuts_twice_is_one_parcel() -> None:
    west, middle, east = plot(0, 0, 30, 4), plot(30, 0, 30, 4), plot(60, 0, 30, 4)
    text = sure_label(3, plot(0, 0, 90, 4), "DTL")
    pieces = [piece(west, text), piece(east, text), piece(middle, _code_alone("DTL"), "part", 15)]
    result = edges.settle(pieces)
    assert [kept.number for kept in result.pieces] == [3]
    assert result.pieces[0].polygon.area == pytest.approx(360, rel=0.01)


def test_no_pieces() -> None:
    assert edges.settle([]).pieces == []


def test_clean_land_with_ditches_paths_and_graves_keeps_every_vertex() -> None:
    faces = [face for face in fabric(400, seed=5) if face.kind != "path"]
    pieces = [piece(face.polygon, sure_label(n, face.polygon)) for n, face in enumerate(faces, 1)]
    settled = edges.settle(pieces)
    result = coverage.clean([each.polygon for each in settled.pieces], [0] * len(pieces), [0.6] * len(pieces))
    assert settled.findings == []
    assert all(
        after is not None and after.equals_exact(before.polygon, 0.0)
        for before, after in zip(pieces, result.polygons, strict=True)
    )
