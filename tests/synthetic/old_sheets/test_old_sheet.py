from dataclasses import replace

import numpy as np
import pytest
import shapely

from synthetic.old_sheets.land import make_old_land
from synthetic.old_sheets.sheet import draw_inked
from synthetic.old_sheets.styles import NAMES, old_style

FRAME_MM = 90.0


def drawn_at(name, edge="cut", dpi=120.0, **changes):
    style = old_style(name, 8801)
    style = replace(style, dpi=dpi, scale=1000, base=replace(style.base, edge=edge), **changes)
    land = make_old_land("07330", style, FRAME_MM, np.random.default_rng(4))
    return land, style, draw_inked(land, style, np.random.default_rng(5))


@pytest.fixture(scope="module", params=list(zip(NAMES, ("cut", "over", "over", "cut"), strict=True)))
def drawn(request):
    return drawn_at(*request.param)


def cover(inked):
    return np.max(list(inked.canvas.layers.values()), axis=0)


def test_truth_is_valid_land_without_overlaps(drawn):
    land, style, _ = drawn
    shapes = [plot.polygon for plot in land.fabric.plots]
    assert len(shapes) > 8
    assert all(shape.is_valid and shape.geom_type == "Polygon" for shape in shapes)
    assert shapely.union_all(shapes).area == pytest.approx(sum(shape.area for shape in shapes), abs=0.5)
    if style.base.edge == "cut":
        assert all(land.frame.ground.buffer(0.02).contains(shape) for shape in shapes)
    else:
        inside = [shape.intersection(land.frame.ground).area / shape.area for shape in shapes]
        assert min(inside) > 0.5 and min(inside) < 0.999
    numbers = [plot.number for plot in land.fabric.plots]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_labels_lie_in_their_parcels_and_do_not_touch(drawn):
    land, _, inked = drawn
    plots = {plot.number: plot for plot in land.fabric.plots}
    assert set(inked.written) | set(inked.missing) == set(plots)
    assert len(inked.missing) <= 0.12 * len(plots)
    rings = []
    for number, one in inked.written.items():
        parcel = shapely.transform(plots[number].polygon, land.frame.to_mm)
        assert parcel.contains(shapely.Point(one.placed.inside))
        if one.placed.form != "outside":
            assert parcel.buffer(0.01).contains(one.placed.ring)
        assert one.label.texts[0][0].split("/")[0].split()[-1] == str(number)
        rings.append(one.placed.ring)
    hits = shapely.STRtree(rings).query(rings, predicate="overlaps")
    assert hits.shape[1] == 0


def test_labels_are_written_and_the_land_round_them_is_not_covered(drawn):
    land, _, inked = drawn
    ink = cover(inked) > 127
    for one in inked.written.values():
        corners = np.array(one.placed.ring.bounds).reshape(2, 2)
        x0, y0, x1, y1 = inked.canvas.to_px(corners).ravel().astype(int)
        assert 0.03 < ink[y0 : y1 + 1, x0 : x1 + 1].mean() < 0.6
    for plot in land.fabric.plots:
        parcel = shapely.transform(plot.polygon, land.frame.to_mm)
        points = shapely.get_coordinates(parcel.buffer(-0.7).segmentize(1.0))
        if len(points) > 20:
            x, y = inked.canvas.to_px(points).round().astype(int).T
            assert ink[y, x].mean() < 0.5, plot.number


def test_boundaries_are_drawn_where_the_truth_has_them():
    land, _, inked = drawn_at("hand_lettered", dpi=200.0)
    shapes = [shapely.transform(plot.polygon, land.frame.to_mm) for plot in land.fabric.plots]
    sides = shapely.union_all(shapely.boundary(shapes))
    points = shapely.get_coordinates(shapely.segmentize(sides, 1.0))
    seen = cover(inked)
    x, y = inked.canvas.to_px(points).round().astype(int).T
    near = np.max([seen[y + dy, x + dx] for dy in (-2, 0, 2) for dx in (-2, 0, 2)], axis=0)
    assert (near > 60).mean() > 0.97


def test_the_same_seed_draws_the_same_ink():
    first, second = (cover(drawn_at("hand_lettered")[2]) for _ in "ab")
    assert (first == second).all()


def test_small_parcels_are_listed_beside_the_frame():
    land, _, inked = drawn_at("fax", number_only=True, form="stack", number_mm=6.0, small_mm=6.0)
    listed = [number for number, one in inked.written.items() if one.placed.form == "table"]
    assert listed
    plain = drawn_at("fax", number_only=False)[2]
    assert inked.canvas.width_px > plain.canvas.width_px
    right = int(inked.canvas.to_px([(land.frame.size_mm[0] + 18, 0)])[0, 0])
    assert (cover(inked)[:, right:] > 127).any()


def test_what_was_rubbed_out_is_in_an_ink_of_its_own():
    _, _, inked = drawn_at("hand_lettered", rubbed=6)
    assert len(inked.rubbed_mm) == 6
    assert inked.canvas.layers["ghost"].any()
    assert not drawn_at("hand_lettered", rubbed=0)[2].rubbed_mm


def test_former_numbers_are_struck_through_in_red():
    _, _, inked = drawn_at("hand_lettered", struck=1.0, red_lines=0.0, front="same")
    assert inked.canvas.layers["red"].any()
    assert "red" not in drawn_at("hand_lettered", struck=0.0, red_lines=0.0, front="same")[2].canvas.layers


def test_no_ground_between_parcels_and_neatline_is_left_without_a_parcel():
    for seed in range(4):
        style = replace(old_style("fax", seed), scale=1000)
        style = replace(style, base=replace(style.base, edge="cut"))
        land = make_old_land("07330", style, 200.0, np.random.default_rng(seed))
        shapes = [plot.polygon for plot in land.fabric.plots]
        rims = shapely.union_all([*shapely.boundary(shapes), land.frame.ground.boundary], grid_size=0.01)
        faces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(rims))))
        bare = [f for f in faces if not shapely.union_all(shapes).buffer(0.1).contains(f)]
        roads = shapely.union_all([way.axis.buffer(way.width_m / 2) for way in land.fabric.corridors])
        inside = [f for f in bare if land.fabric.outline.buffer(-1).contains(f)]
        assert all(f.intersection(roads).area > 0.3 * f.area for f in inside)
