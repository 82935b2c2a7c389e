"""Which traced sheets are scans of one sheet, and what their labels say together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import shapely
from commune_inputs import (
    EPSG,
    UNIT,
    changed,
    grid,
    map_sheet,
    page,
    parcel,
    records_of,
    sheet_of,
    sure,
    sure_label,
    traced,
    unsure,
)
from shapely.geometry import Polygon

from pipeline import findings
from pipeline.commune.merge import merge_commune
from pipeline.commune.rescanned_sheets import once
from pipeline.model import Commune, Finding, Parcel, RegisterPage, SheetParcels

PLOTS = grid()
OTHER = replace(UNIT, code="09211", name="Yên Phụ")


def scan_of(parcels: Sequence[Parcel], name: str = "moi", number: int | None = 14) -> SheetParcels:
    return traced(parcels, number, name, len(PLOTS))


def numbered(polygons: Sequence[Polygon], number: int = 14) -> list[Parcel]:
    return [parcel(polygon, sure_label(i, polygon), sheet=number) for i, polygon in enumerate(polygons, 1)]


def wobbly(polygons: Sequence[Polygon]) -> list[Polygon]:
    """The same plots as another scan has them: their lines are traced a few centimetres off."""
    return [shapely.affinity.translate(polygon, 0.06, -0.04) for polygon in polygons]


def with_label(plots: list[Parcel], number: int, change: Callable[[Parcel], Parcel]) -> list[Parcel]:
    return changed(plots, number - 1, change)


def relabelled(**readings: object) -> Callable[[Parcel], Parcel]:
    return lambda each: replace(each, label=replace(each.label, **readings))  # type: ignore[type-var, arg-type]


def merged(*sheets: SheetParcels, registers: Sequence[RegisterPage] | None = None) -> Commune:
    pages = [page(records_of(PLOTS))] if registers is None else registers
    commune = merge_commune("09208", EPSG, sheets, pages, [UNIT])
    assert all("?" not in findings.describe(each) for each in commune.findings)
    return commune


def codes(commune: Commune) -> list[str]:
    return [finding.code for finding in commune.findings]


def waiting(commune: Commune) -> list[int | None]:
    return [each.number for each in commune.parcels if each.status == "can_kiem_tra"]


def test_a_sheet_scanned_twice_gives_its_parcels_once_and_one_note() -> None:
    commune = merged(scan_of(numbered(PLOTS), "cu"), scan_of(numbered(wobbly(PLOTS))))
    assert len(commune.parcels) == len(PLOTS) and waiting(commune) == []
    (told,) = commune.findings
    assert (told.code, findings.level(told), told.sheet) == ("sheet_scanned_twice", "ghi_chu", 14)
    assert (told.values["alike"], told.values["differing"]) == (3 * len(PLOTS), 0)
    assert (commune.counts["sheets_used"], commune.counts["sheets_repeated"]) == (1, 1)


def test_the_scan_with_more_sure_labels_is_used() -> None:
    worn = [replace(each, label=replace(each.label, code=unsure("LUC"))) for each in numbered(PLOTS)]  # type: ignore[type-var]
    found = once([scan_of(worn, "cu"), scan_of(numbered(PLOTS))])
    assert found.rescans == {map_sheet(14, "cu").source}
    assert found.findings[0].values["first"] == map_sheet(14, "moi").source


def test_of_two_that_were_read_alike_the_one_that_lies_better_is_used() -> None:
    coarse, fine = scan_of(numbered(PLOTS), "cu"), scan_of(numbered(PLOTS))
    fit = replace(fine.sheet.fit, error_m=0.02)  # type: ignore[type-var, union-attr]
    fine = replace(fine, sheet=replace(fine.sheet, fit=fit))  # type: ignore[type-var]
    assert once([coarse, fine]).rescans == {coarse.sheet.source}


def test_what_one_scan_lost_or_doubts_the_other_supplies() -> None:
    first = with_label(numbered(PLOTS), 3, lambda each: replace(each, label=None, kind="unknown"))
    first = with_label(first, 9, relabelled(number=unsure(8)))
    second = with_label(numbered(wobbly(PLOTS)), 20, relabelled(code=unsure("NTS")))
    commune = merged(scan_of(first, "cu"), scan_of(second))
    assert codes(commune) == ["sheet_scanned_twice"] and waiting(commune) == []
    assert sorted(each.number for each in commune.parcels if each.number) == list(range(1, len(PLOTS) + 1))


@pytest.mark.parametrize(
    ("readings", "what"),
    [
        ({"number": sure(77)}, "parcel_number"),
        ({"area_m2": sure(999.9)}, "area"),
        ({"code": sure("NTS")}, "land_use"),
    ],
)
def test_sure_labels_that_differ_queue_their_parcel_and_are_told(
    readings: dict[str, object], what: str
) -> None:
    other = with_label(numbered(wobbly(PLOTS)), 9, relabelled(**readings))
    commune = merged(scan_of(numbered(PLOTS), "cu"), scan_of(other))
    assert waiting(commune) == [9]
    (told,) = [finding for finding in commune.findings if finding.code == "scans_differ"]
    assert told.number == 9 and told.place is not None
    assert told.values["what"].code == what  # type: ignore[union-attr]


def test_parcels_that_the_better_scan_cut_off_are_added() -> None:
    whole = [replace(each, label=replace(each.label, code=unsure("LUC"))) for each in numbered(PLOTS)]  # type: ignore[type-var]
    cut = numbered(wobbly(PLOTS))
    found = once([scan_of(cut[:28], "cu"), scan_of(whole)])
    assert len(found.sheets[0].parcels) == len(PLOTS)
    found = once([scan_of(numbered(PLOTS), "cu"), scan_of(cut[6:])])
    assert [
        each.polygon for each in found.sheets[0].parcels
    ] == PLOTS  # nothing is added on ground that is shown


def test_a_sheet_whose_number_one_scan_lost_is_known_by_its_content() -> None:
    nameless = scan_of([replace(each, sheet=0) for each in numbered(wobbly(PLOTS))], number=None)
    nameless = replace(nameless, sheet=replace(nameless.sheet, unit=None))  # type: ignore[arg-type]
    for sheets in ((nameless, scan_of(numbered(PLOTS), "cu")), (scan_of(numbered(PLOTS), "cu"), nameless)):
        commune = merged(*sheets)
        assert codes(commune) == ["sheet_scanned_twice"] and waiting(commune) == []


def test_what_was_said_of_the_scan_that_is_not_used_is_not_told_again() -> None:
    said = Finding("several_labels", UNIT.code, 14, values={"count": 2})
    first, second = (replace(scan_of(numbered(PLOTS), name), findings=(said,)) for name in ("cu", "moi"))
    assert codes(merged(first, second)).count("several_labels") == 1


@pytest.mark.parametrize(("labels", "poor"), [(0, True), (15, True), (16, False)])
def test_a_scan_with_half_the_labels_or_less_is_a_poor_scan_of_its_sheet(labels: int, poor: bool) -> None:
    odd = numbered(grid(columns=5, rows=6, seed=3))[:labels]
    commune = merged(scan_of(numbered(PLOTS), "cu"), scan_of(odd))
    assert (codes(commune) == ["sheet_scanned_twice"] and waiting(commune) == []) is poor
    assert ("duplicate_sheet" in codes(commune)) is not poor


# --- sheets that are not one --------------------------------------------------------------------------


def test_another_map_of_the_same_ground_and_number_leaves_all_in_doubt() -> None:
    anew = numbered(grid(columns=5, rows=6, seed=3))
    commune = merged(scan_of(numbered(PLOTS), "cu"), scan_of(anew), registers=[])
    assert codes(commune).count("duplicate_sheet") == 1
    assert len(waiting(commune)) == len(commune.parcels)


@pytest.mark.parametrize("change", [{"unit": OTHER}, {"number": 15}])
def test_sheets_of_other_communes_or_numbers_are_never_one(change: dict[str, object]) -> None:
    other = scan_of(numbered(PLOTS), "khac")
    other = replace(other, sheet=replace(other.sheet, **change))  # type: ignore[arg-type, type-var]
    assert len(once([scan_of(numbered(PLOTS)), other]).sheets) == 2


@pytest.mark.parametrize(("alike", "sheets"), [(15, 1), (14, 2)])
def test_half_of_the_numbers_must_be_the_same(alike: int, sheets: int) -> None:
    other = [
        each if k < alike else replace(each, label=replace(each.label, number=sure(500 + k)))  # type: ignore[type-var]
        for k, each in enumerate(numbered(PLOTS))
    ]
    assert len(once([scan_of(numbered(PLOTS), "cu"), scan_of(other)]).sheets) == sheets


def test_neighbours_of_one_commune_stay_two() -> None:
    commune = merged(sheet_of(PLOTS), sheet_of(grid(x=600.0, seed=1), 15), registers=[])
    assert commune.counts["sheets_used"] == 2 and commune.findings == ()
