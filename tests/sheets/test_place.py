from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from drawn_sheet import Drawing

from pipeline.communes import former_units
from pipeline.model import (
    Box,
    ControlPoint,
    Georeference,
    Known,
    MapSheet,
    PageImage,
    Reading,
    Reason,
    SheetTitle,
    Source,
)
from pipeline.sheets import control, grid, look, place

EXTENT = (550_000.0, 2_340_000.0, 560_000.0, 2_350_000.0)
COMMUNE = "09208"
SKEWED = Drawing(skew_deg=1.2, bend_px=2.0, margin_mm=36.0)


@dataclasses.dataclass
class _Title:
    """Stands in for the reader of titles: an upright page is known by its pixels."""

    upright: np.ndarray
    code: str = "346551-3-c"
    scale: int | None = 1000
    commune: str = "Xã Thụy Hòa"
    district: str = "Huyện Yên Phong"
    agreed: bool = False
    blind: bool = False
    number: int | None = 14

    def read_title(self, page: np.ndarray, dpi: float, frame_px: np.ndarray, source: Source) -> SheetTitle:
        del page, dpi, frame_px
        nothing: Reading[str] = Reading(None)
        code: Reading[str] = Reading(self.code or None, self.code, 0.9, agreed=self.agreed)
        commune = Reading(self.commune, self.commune, 0.9, source)
        district = Reading(self.district)
        return SheetTitle(
            commune, district, nothing, Reading(self.number), code, Reading(self.scale), Reading(None)
        )  # fmt: skip

    def orientation_score(self, page: np.ndarray, dpi: float, frame_px: np.ndarray) -> float:
        del dpi, frame_px
        if self.blind or page.shape != self.upright.shape:
            return 0.0
        return 40.0 if np.array_equal(page[::97, ::89], self.upright[::97, ::89]) else 0.0


def _place(
    monkeypatch: pytest.MonkeyPatch,
    page: np.ndarray,
    turned: int = 0,
    dpi: float | None = 200.0,
    extent_m: Box | None = EXTENT,
    given: tuple[ControlPoint, ...] = (),
    claims: tuple[Georeference, ...] = (),
    **title: object,
) -> MapSheet | None:
    monkeypatch.setattr(look, "title", _Title(page, **title))  # type: ignore[arg-type]
    delivered = np.ascontiguousarray(np.rot90(page, turned))
    image = PageImage(Source("maps/to.tif"), delivered, dpi, claims)
    units = former_units(COMMUNE)
    return place.place_sheet(image, units, COMMUNE, extent_m, given)


def _errors_m(sheet: MapSheet, drawing: Drawing, turned: int = 0) -> np.ndarray:
    """Distance of the fit from the truth over the whole frame."""
    assert sheet.fit is not None, sheet.unplaced_reason
    share = np.random.default_rng(4).uniform(0, 1, (200, 2))
    size = drawing.step_m * np.array([drawing.columns, drawing.rows])
    world = np.column_stack([drawing.west_m + share[:, 0] * size[0], drawing.north_m - share[:, 1] * size[1]])
    upright = drawing.world_to_px(world)
    delivered = grid.turn(upright, -turned, drawing.size_px)
    return np.asarray(np.hypot(*(control.to_world(sheet.fit, delivered) - world).T))


def test_a_bent_sheet_is_placed_to_a_fraction_of_a_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = _place(monkeypatch, SKEWED.draw())
    assert sheet is not None and sheet.fit is not None
    assert np.sqrt((_errors_m(sheet, SKEWED) ** 2).mean()) < 0.8 * sheet.fit.metres_per_px
    assert (sheet.scale, sheet.number, sheet.sheet_code, sheet.turned) == (1000, 14, "346551-3-c", 0)
    assert sheet.unit is not None and sheet.unit.name == "Thụy Hòa"
    assert sheet.tolerance_m == 0.15
    assert sheet.findings == ()
    corners = [(0, 0), (3, 0), (3, 3), (0, 3)]
    true = SKEWED.page_px(np.array([SKEWED.flat_px(*corner) for corner in corners]))
    assert np.abs(sheet.frame_px - true).max() < 0.6
    assert all(point.residual_m is not None for point in sheet.points)


@pytest.mark.parametrize("turned", [1, 2, 3])
def test_turned_pages_keep_their_own_pixels(monkeypatch: pytest.MonkeyPatch, turned: int) -> None:
    sheet = _place(monkeypatch, SKEWED.draw(), turned)
    assert sheet is not None and sheet.turned == turned
    assert _errors_m(sheet, SKEWED, turned).max() < 0.3
    first = SKEWED.page_px(np.array([SKEWED.flat_px(0, 0)]))
    delivered = grid.turn(first, -turned, SKEWED.size_px)[0]
    assert np.abs(sheet.frame_px[0] - delivered).max() < 0.6  # north-west of the map, wherever it lies


def test_labels_tell_which_way_is_up_where_no_title_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = _place(monkeypatch, SKEWED.draw(), 1, blind=True)
    assert sheet is not None and sheet.turned == 1
    assert _errors_m(sheet, SKEWED, 1).max() < 0.3


def test_a_page_of_unknown_orientation_is_not_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    page = dataclasses.replace(SKEWED, labels="").draw()
    sheet = _place(monkeypatch, page, blind=True, agreed=True)
    assert sheet is not None and sheet.fit is None and sheet.unplaced_reason


def test_wrong_and_missing_resolution_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    page = SKEWED.draw()
    for dpi in (None, 300.0):
        sheet = _place(monkeypatch, page, dpi=dpi)
        assert sheet is not None
        assert sheet.dpi == pytest.approx(200.0, rel=0.005)
        assert _errors_m(sheet, SKEWED).max() < 0.3


def test_a_sheet_at_another_scale_cut_off_at_one_side(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = Drawing(
        columns=4, scale=500, west_m=553_000.0, north_m=2_345_250.0, labels="metres", margin_mm=36.0
    )
    page = np.ascontiguousarray(drawing.draw()[:, : round(drawing.flat_px(3.5, 0)[0])])
    sheet = _place(monkeypatch, page, code="346551-3-(13)", scale=500)
    assert sheet is not None and sheet.fit is not None, sheet and sheet.unplaced_reason
    inside = np.array([(553_020.0, 2_345_200.0), (553_150.0, 2_345_110.0)])
    off = control.to_world(sheet.fit, drawing.world_to_px(inside)) - inside
    assert np.abs(off).max() < 0.05


def test_sources_that_differ_leave_the_sheet_unplaced_with_its_best_guess(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = _place(monkeypatch, SKEWED.draw(), code="346551-3-b")
    assert sheet is not None and sheet.fit is None
    assert sheet.unplaced_reason
    assert {finding.code for finding in sheet.findings} == {"sheet_unplaced", "sheet_source_conflict"}
    crosses = [point for point in sheet.points if point.kind == "cross"]
    assert {(p.easting_m, p.northing_m) for p in crosses} == {
        (553_000.0 + 100 * i, 2_345_500.0 - 100 * j) for i in (1, 2) for j in (1, 2)
    }


def test_a_place_outside_the_commune_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = _place(monkeypatch, SKEWED.draw(), extent_m=(390_000.0, 2_360_000.0, 400_000.0, 2_370_000.0))
    assert sheet is not None and sheet.fit is None


def test_a_persons_points_win(monkeypatch: pytest.MonkeyPatch) -> None:
    places = np.array([(0, 0), (3000, 0), (3000, 3000), (0, 3000)], float)
    given = tuple(
        ControlPoint("person", x, y, 400_000.0 + x * 0.1, 2_300_000.0 - y * 0.1) for x, y in places.tolist()
    )
    sheet = _place(monkeypatch, SKEWED.draw(), given=given)
    assert sheet is not None and sheet.fit is not None
    assert sheet.points[0].kind == "person" and len(sheet.points) == 4
    assert np.allclose(control.to_world(sheet.fit, [(1500, 1500)]), (400_150.0, 2_299_850.0))


BARE = dataclasses.replace(SKEWED, labels="")


def _given(*corners: tuple[float, float], off_m: float = 0.0) -> tuple[ControlPoint, ...]:
    """A technician's points at lattice indices of the bare sheet."""
    world = np.array([(BARE.west_m + 100 * i, BARE.north_m - 100 * j) for i, j in corners])
    pixels = BARE.world_to_px(world)
    return tuple(
        ControlPoint("person", float(x), float(y), float(e) + off_m, float(n))
        for (x, y), (e, n) in zip(pixels, world, strict=True)
    )


@pytest.mark.parametrize(("given", "scale"), [(_given((1, 2)), 1000), (_given((0, 0), (3, 1)), None)])
def test_a_half_filled_file_of_points_settles_the_sheets_own_marks(
    monkeypatch: pytest.MonkeyPatch, given: tuple[ControlPoint, ...], scale: int | None
) -> None:
    page = BARE.draw()
    before = _place(monkeypatch, page, code="", scale=scale)
    assert before is not None and before.fit is None
    sheet = _place(monkeypatch, page, given=given, code="", scale=scale)
    assert sheet is not None and sheet.scale == 1000
    assert _errors_m(sheet, BARE).max() < 0.3
    assert sum(point.kind == "person" for point in sheet.points) == len(given)
    assert sum(point.kind == "cross" for point in sheet.points) == 4


def test_a_persons_point_outweighs_what_the_sheet_says(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = _place(monkeypatch, SKEWED.draw(), given=_given((1, 1), off_m=2000.0))
    assert sheet is not None and sheet.fit is not None
    assert np.allclose(_errors_m(sheet, SKEWED), 2000.0, atol=0.5)
    assert "sheet_source_conflict" in [finding.code for finding in sheet.findings] and sheet.contradicted


CORNERS = ((0, 0), (3, 0), (3, 3), (0, 3))


@pytest.mark.parametrize(("off_m", "contradicted"), [(0.0, False), (7.0, True), (2000.0, True)])
def test_points_of_a_person_are_held_against_the_sheet(
    monkeypatch: pytest.MonkeyPatch, off_m: float, contradicted: bool
) -> None:
    sheet = _place(monkeypatch, SKEWED.draw(), given=_given(*CORNERS, off_m=off_m))
    assert sheet is not None and sheet.fit is not None
    assert np.allclose(_errors_m(sheet, SKEWED), off_m, atol=1.0)
    told = "sheet_source_conflict" in [finding.code for finding in sheet.findings]
    assert sheet.contradicted == told == contradicted


def test_a_sheet_of_another_system_contradicts_no_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_other_system", lambda *_: Reason("two_grids"))
    sheet = _place(monkeypatch, SKEWED.draw(), given=_given(*CORNERS, off_m=170.0))
    assert sheet is not None and sheet.fit is not None and not sheet.contradicted


def test_points_beyond_the_commune_are_contradicted_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    far = [dataclasses.replace(p, easting_m=(p.easting_m or 0.0) + 50_037.0) for p in _given(*CORNERS)]
    sheet = _place(monkeypatch, BARE.draw(), given=tuple(far), code="")
    assert sheet is not None and sheet.fit is not None and sheet.contradicted


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_a_page_that_shows_no_sheet_is_one_where_a_person_gave_points(
    monkeypatch: pytest.MonkeyPatch, turned: int
) -> None:
    size = 1500
    page = np.full((size, size), 250, np.uint8)
    page[300:1200, 400:404] = page[700:704, 200:1300] = 0  # lines of land, no frame
    places = np.array([(200.0, 200.0), (1300.0, 250.0), (1200.0, 1300.0), (240.0, 1250.0)])
    world = np.array([550_500.0, 2_345_500.0]) + places * (0.127, -0.127)  # 1:1000 at 200 dpi
    delivered = grid.turn(places, -turned, (size, size))
    given = tuple(
        ControlPoint("person", *px, *ground)
        for px, ground in zip(delivered.tolist(), world.tolist(), strict=True)
    )
    assert _place(monkeypatch, page, turned, code="", scale=None, number=None) is None
    sheet = _place(monkeypatch, page, turned, given=given, code="", scale=None, number=None)
    assert sheet is not None and sheet.fit is not None and sheet.turned == turned
    assert np.allclose(control.to_world(sheet.fit, delivered), world, atol=0.01)
    assert sheet.scale == 1000 and sheet.number is None and not sheet.contradicted
    assert np.ptp(sheet.frame_px, axis=0).tolist() == [size - 1, size - 1]


def test_too_few_points_of_a_page_that_shows_no_sheet_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = np.full((1500, 1200), 250, np.uint8)
    sheet = _place(monkeypatch, blank, given=_given((1, 1), off_m=37.0), code="", scale=None, number=None)
    assert sheet is not None and sheet.fit is None
    assert {"sheet_unplaced", "control_points_unused"} <= {finding.code for finding in sheet.findings}


def test_too_few_points_off_the_grid_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = _place(monkeypatch, BARE.draw(), given=_given((1, 1), off_m=37.0), code="")
    assert sheet is not None and sheet.fit is None
    assert "control_points_unused" in [finding.code for finding in sheet.findings]


def test_a_slip_of_the_person_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given = _given((0, 0), (3, 0), (3, 3), (0, 3), (1, 1), (2, 1), (2, 2))
    wrong = dataclasses.replace(given[4], easting_m=(given[4].easting_m or 0) + 3.0)
    sheet = _place(monkeypatch, BARE.draw(), given=(*given[:4], wrong, *given[5:]), code="")
    assert sheet is not None and sheet.fit is not None
    told = [f.values["point"] for f in sheet.findings if f.code == "control_point_off"]
    assert 5 in told


def test_names_that_are_not_of_the_commune_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = _place(monkeypatch, SKEWED.draw(), commune="")
    assert sheet is not None and sheet.unit is None
    assert [finding.code for finding in sheet.findings] == ["unit_unknown"]


def test_a_sheet_of_another_place_is_not_placed_unless_a_person_says_whose_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = SKEWED.draw()
    sheet = _place(monkeypatch, page, commune="Xã Đại Bái", district="Huyện Gia Bình")
    assert sheet is not None and sheet.fit is None and sheet.unit is None and sheet.unplaced_reason
    (told,) = sheet.findings
    known = Known("Xã Đại Bái, Huyện Gia Bình, Bắc Ninh")
    assert (told.code, told.values["unit"]) == ("unit_elsewhere", known)
    units = former_units(COMMUNE)
    image = PageImage(Source("maps/to.tif"), page, 200.0)
    stated = place.place_sheet(image, units, COMMUNE, EXTENT, stated=units[0])
    assert stated is not None and stated.fit is not None and stated.unit == units[0]


def test_a_page_without_a_map_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _place(monkeypatch, np.full((1500, 1200), 250, np.uint8)) is None


def test_colour_pages_are_placed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    page = SKEWED.draw()
    monkeypatch.setattr(look, "title", _Title(page))
    coloured = np.repeat(page[..., None], 3, axis=2)
    image = PageImage(Source("maps/to.tif"), coloured, 200.0)
    sheet = place.place_sheet(image, former_units(COMMUNE), COMMUNE, EXTENT)
    assert sheet is not None and sheet.fit is not None


def _claim(
    off_m: float = 0.0, system: str = f"EPSG:{former_units(COMMUNE)[0].epsg}"
) -> tuple[Georeference, ...]:
    """What another program says of the bare sheet: places off the lattice, moved to the east."""
    places = [
        (point.x_px, point.y_px, (point.easting_m or 0.0) + off_m, point.northing_m or 0.0)
        for point in _given((0.3, 0.2), (2.6, 0.7), (1.4, 2.9))
    ]
    return (Georeference("maps/to.tfw", tuple(places), system),)


def _codes(sheet: MapSheet | None) -> set[str]:
    assert sheet is not None
    return {finding.code for finding in sheet.findings}


@pytest.mark.parametrize("off_m", [0.0, 4.9])
def test_a_georeference_that_suits_the_lattice_names_its_marks(
    monkeypatch: pytest.MonkeyPatch, off_m: float
) -> None:
    sheet = _place(monkeypatch, BARE.draw(), claims=_claim(off_m), code="")
    assert sheet is not None and _errors_m(sheet, BARE).max() < 0.3  # by the sheet's marks, not by the claim
    assert {point.kind for point in sheet.points} == {"cross", "tick", "corner"}
    assert ("sheet_by_georeference" in _codes(sheet)) == (off_m <= 1.0)


@pytest.mark.parametrize(
    "claims",
    [
        _claim(5.1),  # more than 5 mm on paper off a whole step
        _claim(system="EPSG:4326"),
        _claim(2_000_000.0),  # on whole steps, far beyond the commune
    ],
)
def test_a_georeference_that_does_not_suit_places_nothing(
    monkeypatch: pytest.MonkeyPatch, claims: tuple[Georeference, ...]
) -> None:
    sheet = _place(monkeypatch, BARE.draw(), claims=claims, code="")
    assert sheet is not None and sheet.fit is None
    assert _codes(sheet) == {"sheet_unplaced", "georeference_unused"}


@pytest.mark.parametrize(("off_m", "told"), [(0.9, False), (1.1, True), (100.0, True)])
def test_what_a_sheet_says_is_not_outweighed_by_a_georeference(
    monkeypatch: pytest.MonkeyPatch, off_m: float, told: bool
) -> None:
    sheet = _place(monkeypatch, SKEWED.draw(), claims=_claim(off_m))
    assert sheet is not None and _errors_m(sheet, SKEWED).max() < 0.3 and not sheet.contradicted
    assert _codes(sheet) == ({"georeference_differs"} if told else set())


def test_a_line_of_the_land_beyond_the_frame_makes_no_frame_of_whole_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawing = Drawing(columns=2, rows=2, outer=False, margin_mm=36.0, arm_mm=0.0)
    page = drawing.draw().copy()
    (west, north), (east, _) = drawing.flat_px(0, 0), drawing.flat_px(2, 0)
    beyond = round(north - drawing.mm(11.0))
    page[beyond : beyond + 4, round(west) : round(east)] = 20
    for x in (west, east):
        page[beyond : round(north), round(x) - 1 : round(x) + 2] = 20
    sheet = _place(monkeypatch, page)
    assert sheet is not None
    assert np.allclose(sheet.frame_px[0], (west, north), atol=2.0)
