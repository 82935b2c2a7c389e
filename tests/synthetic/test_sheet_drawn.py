from dataclasses import replace

import numpy as np
import pytest
import shapely

from synthetic.content import readable
from synthetic.fabric import Plan, make_fabric
from synthetic.frame import Frame
from synthetic.margins import Heading
from synthetic.numbering import number_plots
from synthetic.sheet import draw_sheet
from synthetic.style import LOOKS, random_style
from synthetic.ways import way_plots

WEST = Frame(413_000, 2_365_200, 200, 200, 1000, "367413-4-b")
EAST = Frame(413_200, 2_365_200, 200, 200, 1000, "367413-5-a")
PLAN = Plan(house_m2=300, field_m2=1500, village=0.3)


def heading(number):
    names = ("Xã Hợp Đức", "Huyện Tân Yên", "Tỉnh Bắc Giang")
    return Heading(
        *names, 9214, number, (1, 2, 3, 4, 5, 6, 7, 8, 9), 20, 60, 2015, "Thân Văn Định", "367413-4-d", 1000
    )


@pytest.fixture(scope="module")
def fabric():
    land = make_fabric((413_000, 2_365_000, 413_400, 2_365_200), PLAN, np.random.default_rng(2))
    return replace(land, plots=number_plots(land.plots, {5: WEST, 6: EAST}))


def draw(fabric, style, frame=WEST, number=5, dpi=100):
    return draw_sheet(fabric, frame, style, heading(number), dpi, np.random.default_rng(1))


@pytest.mark.parametrize("look", LOOKS)
def test_every_own_parcel_is_labelled_once_or_told(fabric, look):
    drawn = draw(fabric, random_style(3, look))
    own = {plot.number for plot in fabric.plots if plot.sheet == 5}
    assert set(drawn.lettering.own) | set(drawn.lettering.missing) == own
    assert len(drawn.lettering.missing) <= 0.1 * len(own)


def test_labels_lie_in_their_parcels_and_do_not_touch(fabric):
    drawn = draw(fabric, random_style(2))
    plots = {plot.number: plot for plot in fabric.plots if plot.sheet == 5}
    rings = []
    for number, label in drawn.lettering.own.items():
        parcel = shapely.transform(plots[number].polygon, WEST.to_mm)
        assert parcel.contains(shapely.Point(label.inside))
        if label.form != "outside":
            assert parcel.buffer(0.01).contains(label.ring)
        rings.append(label.ring)
    hits = shapely.STRtree(rings).query(rings, predicate="overlaps")
    assert hits.shape[1] == 0


def test_label_ink_is_where_the_truth_says(fabric):
    drawn = draw(fabric, random_style(2), dpi=200)
    for label in drawn.lettering.own.values():
        x0, y0, x1, y1 = drawn.mm_to_px(np.array(label.ring.bounds).reshape(2, 2)).ravel().round().astype(int)
        assert (drawn.pixels[y0 : y1 + 1, x0 : x1 + 1] < 90).any()


def test_cut_parcels_carry_their_code_on_the_other_sheet(fabric):
    style = replace(random_style(2), edge="cut")
    sheets = {5: draw(fabric, style), 6: draw(fabric, style, EAST, 6)}
    crossing = [
        p
        for p in fabric.plots
        if p.polygon.intersection(WEST.ground).area > 5 and p.polygon.intersection(EAST.ground).area > 5
    ]
    assert crossing
    told = {(sheet, number) for drawn in sheets.values() for sheet, number, _ in drawn.lettering.parts}
    assert told and told <= {(plot.sheet, plot.number) for plot in crossing}


def test_extended_frame_keeps_the_grid(fabric):
    wide = WEST.extended((0, 0, 100, 0))
    assert wide.size_mm == (300, 200)
    assert wide.standard_ground.equals(WEST.ground)
    drawn = draw(fabric, replace(random_style(2), edge="extended"), wide)
    assert (
        drawn.pixels.shape[1] - draw(fabric, random_style(2)).pixels.shape[1]
    ) * 25.4 / 100 == pytest.approx(100, abs=1)
    assert not drawn.lettering.parts
    assert len(drawn.crosses_mm) == 2


def test_ways_fill_the_rest_of_the_land(fabric):
    ways = way_plots(fabric, {5: WEST, 6: EAST})
    assert {way.code for way in ways} <= {"DGT", "DTL"}
    total = sum(way.polygon.area for way in ways)
    assert total == pytest.approx(fabric.open_land.area, rel=0.03)
    whole = replace(fabric, plots=number_plots(fabric.plots + ways, {5: WEST, 6: EAST}))
    drawn = draw(whole, random_style(2))
    numbers = {plot.number for plot in whole.plots if plot.sheet == 5 and plot.use == "way"}
    assert numbers & set(drawn.lettering.own)


def test_pixels_of_a_known_point(fabric):
    drawn = draw(fabric, random_style(2), dpi=254)
    x, y = drawn.to_px(np.array([(413_000.0, 2_365_200.0)]))[0]
    assert (x, y) == pytest.approx((drawn.origin_mm[0] * 10 - 0.5, drawn.origin_mm[1] * 10 - 0.5))
    assert drawn.pixels[round(y) + 300, round(x) - 1 : round(x) + 3].min() < 120  # the inner frame


@pytest.mark.parametrize(
    ("direction", "angle"), [((1, 0), 0), ((1, -1), 45), ((-1, 1), 45), ((0, 1), -90), ((1, 1), -45)]
)
def test_text_is_never_upside_down(direction, angle):
    assert readable(*direction) == pytest.approx(angle)


def test_corrections_are_red_strokes_over_what_is_cancelled(fabric):
    plain = draw(fabric, random_style(2), dpi=200)
    drawn = draw(fabric, replace(random_style(2), corrections=True), dpi=200)
    assert drawn.lettering.own.keys() == plain.lettering.own.keys()
    rgb = drawn.pixels.astype(int)
    red = rgb[..., 0] - rgb[..., 1:].max(axis=2) > 60
    lines = shapely.union_all([plot.polygon.boundary for plot in fabric.plots if plot.sheet == 5])
    rows, columns = np.nonzero(red)
    per_m = drawn.to_px(np.array([[WEST.west + 1.0, WEST.north], [WEST.west, WEST.north]]))
    step = abs(per_m[0, 0] - per_m[1, 0])
    origin = drawn.to_px(np.array([[WEST.west, WEST.north]]))[0]
    ground = np.column_stack(
        [WEST.west + (columns - origin[0]) / step, WEST.north - (rows - origin[1]) / step]
    )
    off = shapely.distance(shapely.points(ground), lines)
    assert (off < 0.5).any(), "new boundaries lie on those of the plots"
    assert (off > 3.0).any(), "old boundaries and labels lie inside the plots"
