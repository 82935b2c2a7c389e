from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely.affinity
from commune_inputs import CODES, EPSG, UNIT, grid, page, records_of, sheet_of, sure, unsure
from shapely.geometry import Polygon

from pipeline import communes, crs, findings
from pipeline.commune import ledger
from pipeline.commune.merge import merge_commune
from pipeline.model import Commune, Finding, Outline, ParcelPage, Reading, Reason, Source, Unit

PLOTS = grid()
NUMBER = 7
PLOT = PLOTS[NUMBER - 1]
OTHER = Unit("09202", "Đông Phong", "Xã", "Huyện Yên Phong", "Bắc Ninh", "09208", EPSG)
NOTHING: Reading[str] = Reading(None)


def corners_of(polygon: Polygon) -> np.ndarray:
    return np.array(polygon.exterior.coords)[:-1].round(2)


def paper(**changes: object) -> ParcelPage:
    """An extract of the plot that says what the map says."""
    found = ParcelPage(
        source=Source("records/trich_luc.pdf"),
        form="extract",
        issued="",
        commune=sure("Xã Thụy Hòa"),
        district=sure("Huyện Yên Phong"),
        province=sure("Bắc Ninh"),
        sheet=sure(14),
        number=sure(NUMBER),
        area_m2=sure(round(PLOT.area, 1)),
        code=sure(CODES[NUMBER % 4]),
        outline=None,
        edges_m=(),
        findings=(),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def merged(*papers: ParcelPage, units: tuple[Unit, ...] = (UNIT,)) -> Commune:
    commune = merge_commune("09208", EPSG, [sheet_of(PLOTS)], [page(records_of(PLOTS))], units, papers)
    count = commune.counts
    assert all(count[whole] == sum(count[part] for part in parts) for whole, parts in ledger.BALANCES.items())
    assert count["parcel_pages"] == len(papers)
    assert len(commune.records) == len(PLOTS)  # a paper is no row of the register
    assert all("?" not in findings.describe(each) for each in commune.findings)
    return commune


def codes(commune: Commune) -> list[str]:
    return [finding.code for finding in commune.findings]


def statuses(commune: Commune) -> dict[int | None, str]:
    return {parcel.number: parcel.status for parcel in commune.parcels if parcel.status != "khop"}


def edges(polygon: Polygon) -> tuple[Reading[float], ...]:
    points = np.array(polygon.exterior.coords)
    return tuple(sure(round(float(step), 2)) for step in np.hypot(*np.diff(points, axis=0).T))


def test_a_paper_that_agrees_is_a_note_and_changes_nothing() -> None:
    outline = Outline(corners_of(PLOT), True, 0, ())
    commune = merged(paper(outline=outline, edges_m=edges(PLOT)))
    assert statuses(commune) == {}
    assert commune.counts["parcel_pages_accepted"] == 1
    (told,) = commune.findings
    assert (told.code, findings.level(told), told.number) == ("certificate_agrees", "ghi_chu", NUMBER)
    assert findings.describe(told).endswith("diện tích, loại đất, đường ranh theo tọa độ, chiều dài cạnh")


WIDER = shapely.affinity.scale(PLOT, 1.2, 1.0)
MOVED = shapely.affinity.translate(PLOT, 3.0, 0.0)


@pytest.mark.parametrize(
    ("changes", "what", "shown"),
    [
        ({"area_m2": sure(round(PLOT.area * 1.2, 1))}, "area", "hình vẽ"),
        ({"area_m2": sure(round(PLOT.area + 0.3, 1))}, "area", "hình vẽ"),
        ({"code": sure("NTS")}, "land_use", "sổ BHK"),
        ({"outline": Outline(corners_of(MOVED), True, 0, ())}, "outline_by_corners", "3,00 m"),
        ({"edges_m": edges(WIDER)}, "lengths_of_edges", "chu vi"),
    ],
)
def test_a_sure_paper_that_differs_is_told_and_queues_its_parcel_alone(
    changes: dict[str, object], what: str, shown: str
) -> None:
    commune = merged(paper(**changes))
    before = merged()
    assert statuses(commune) == {NUMBER: "can_kiem_tra"}
    assert commune.counts["parcel_pages_queued"] == 1
    differing = [each for each in commune.findings if each.code == "certificate_differs"]
    assert [each.values["what"] for each in differing] == [Reason(what)]
    assert shown in findings.describe(differing[0])
    (queued,) = [each for each in commune.parcels if each.number == NUMBER]
    (untouched,) = [each for each in before.parcels if each.number == NUMBER]
    assert queued.confidence < untouched.confidence
    own = len(untouched.opinions)
    assert {each.document for each in queued.opinions[own:]} == {"certificate"}
    back = {"status": "khop", "confidence": untouched.confidence, "opinions": queued.opinions[:own]}
    assert replace(queued, **back) == untouched


def test_a_paper_that_was_not_read_surely_waits_and_leaves_its_parcel() -> None:
    commune = merged(paper(area_m2=unsure(999.9)), paper(code=unsure("NTS")))
    assert statuses(commune) == {}
    assert commune.counts["parcel_pages_queued"] == 2
    assert codes(commune).count("value_unread") == 2 and "certificate_differs" not in codes(commune)


def test_an_unsure_number_is_taken_only_where_the_area_proves_it() -> None:
    assert codes(merged(paper(number=unsure(NUMBER)))) == ["certificate_agrees"]
    commune = merged(paper(number=unsure(NUMBER), area_m2=sure(77.7)))
    assert codes(commune) == ["value_unread"] and statuses(commune) == {}


def test_a_whole_area_is_the_same_rounded_and_a_printed_decimal_is_not() -> None:
    whole = float(int(PLOT.area))
    assert codes(merged(paper(area_m2=replace(sure(whole), text=f"{whole:.0f} m²")))) == [
        "certificate_agrees"
    ]
    assert "certificate_differs" in codes(merged(paper(area_m2=replace(sure(whole), text=f"{whole:.1f} m²"))))


def test_land_use_alone_bears_nothing_out() -> None:
    commune = merged(paper(area_m2=Reading(None)))
    assert codes(commune) == ["certificate_agrees", "value_unread"]
    assert commune.counts["parcel_pages_queued"] == 1 and statuses(commune) == {}


def test_a_paper_whose_parcel_is_not_here_is_told() -> None:
    commune = merged(paper(number=sure(888)), paper(sheet=sure(60)))
    assert codes(commune) == ["certificate_without_parcel"] * 2
    assert commune.counts["parcel_pages_refused"] == 2
    assert statuses(commune) == {}


def test_a_paper_of_another_commune_is_refused() -> None:
    elsewhere = paper(commune=sure("Xã Đại Bái"), district=sure("Huyện Gia Bình"), number=sure(888))
    commune = merged(elsewhere)
    assert codes(commune) == ["unit_elsewhere"]
    assert commune.counts["parcel_pages_refused"] == 1


def test_a_paper_of_a_homonym_elsewhere_is_refused_though_its_parcel_is_here() -> None:
    commune = merged(paper(district=sure("Huyện Phúc Thọ"), province=sure("Thành phố Hà Nội")))
    assert codes(commune) == ["unit_elsewhere"]
    assert commune.counts["parcel_pages_refused"] == 1 and statuses(commune) == {}


FAR = shapely.affinity.translate(PLOT, 0.0, -1_100_000.0)


def test_corners_far_away_are_refused_with_the_distance() -> None:
    commune = merged(paper(outline=Outline(corners_of(FAR), True, 0, ()), area_m2=sure(77.7)))
    assert statuses(commune) == {NUMBER: "can_kiem_tra"}  # what else the page says still holds
    outside, _, differs = commune.findings
    assert outside.code == "coordinates_outside" and 1090 < outside.values["distance"] < 1100
    assert (differs.code, differs.values["what"]) == ("certificate_differs", Reason("area"))
    assert commune.counts["parcel_pages_queued"] == 1


def test_a_paper_without_a_name_is_of_the_place_where_its_corners_lie() -> None:
    nameless = paper(commune=NOTHING, district=NOTHING, province=NOTHING)
    commune = merged(replace(nameless, outline=Outline(corners_of(FAR), True, 0, ())))
    assert codes(commune) == ["coordinates_outside"]
    assert commune.counts["parcel_pages_refused"] == 1


@pytest.mark.parametrize(
    ("away_m", "told"), [(1999.0, "certificate_differs"), (2001.0, "coordinates_outside")]
)
def test_corners_may_lie_a_sheet_outside_the_communes_box(away_m: float, told: str) -> None:
    west = communes.commune("09208").extent_m[0]
    moved = shapely.affinity.translate(PLOT, west - away_m - PLOT.bounds[2], 0.0)
    commune = merged(paper(outline=Outline(np.array(moved.exterior.coords)[:-1], True, 0, ())))
    assert told in codes(commune)


def test_a_paper_that_names_no_commune_finds_it_by_sheet_number_and_area() -> None:
    nameless = paper(commune=NOTHING, district=NOTHING, province=NOTHING)
    commune = merged(nameless, units=(UNIT, OTHER))
    assert codes(commune) == ["certificate_agrees"]


def test_doubts_of_the_page_itself_are_told_with_its_parcel() -> None:
    values = {"area": "1.0", "code": "LUC", "corners": "4"}
    doubtful = paper(findings=(Finding("certificate_doubtful", values=values),))
    commune = merged(doubtful)
    (told,) = [each for each in commune.findings if each.code == "certificate_doubtful"]
    assert (told.unit_code, told.sheet, told.number) == (UNIT.code, 14, NUMBER)
    assert commune.counts["parcel_pages_queued"] == 1 and statuses(commune) == {}


def test_an_outline_of_another_zone_is_brought_over() -> None:
    there = crs.between(EPSG, 9214, corners_of(PLOT))
    of_zone = replace(UNIT, epsg=9214)
    commune = merged(paper(outline=Outline(there, True, 0, ())), units=(of_zone,))
    assert codes(commune) == ["certificate_agrees"]


def test_an_unproven_outline_contradicts_nothing() -> None:
    commune = merged(paper(outline=Outline(corners_of(MOVED), False, 0, (1,))))
    assert statuses(commune) == {}
    assert sorted(codes(commune)) == ["certificate_agrees", "value_unread"]
