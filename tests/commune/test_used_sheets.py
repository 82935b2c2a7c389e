from __future__ import annotations

from dataclasses import replace

from commune_inputs import UNIT, grid, map_sheet, sheet_of, traced

from pipeline.commune.used_sheets import NO_NUMBER, choose
from pipeline.model import ControlPoint, Finding, Reading

WEST, ELSEWHERE = grid(), grid(x=600.0, seed=1)
KEY = (UNIT.code, 14)


def test_of_two_scans_of_one_ground_the_one_with_more_parcels_is_used() -> None:
    poor, rich = sheet_of(WEST[:20], name="cu"), sheet_of(WEST, name="moi")
    used = choose([poor, rich])
    assert [each.sheet.source for each in used.sheets] == [rich.sheet.source] and used.repeated == 1
    assert len(used.sheets[0].parcels) == len(WEST) and used.rescans == {poor.sheet.source}
    assert [(finding.code, finding.source) for finding in used.findings] == [
        ("sheet_scanned_twice", poor.sheet.source)
    ]
    assert not used.facts[KEY].in_doubt


def test_two_grounds_under_one_number_are_both_used_and_in_doubt() -> None:
    used = choose([sheet_of(WEST), sheet_of(ELSEWHERE, 14, "khac")])
    assert len(used.sheets) == 2 and used.repeated == 0
    assert [finding.code for finding in used.findings] == ["sheet_source_conflict"]
    assert used.facts[KEY].in_doubt


def test_sheets_without_a_number_are_one_only_where_they_show_the_same() -> None:
    unread, other = (
        traced([replace(each, sheet=0) for each in sheet_of(plots).parcels], None, name)
        for plots, name in ((WEST, "to"), (ELSEWHERE, "khac"))
    )
    used = choose([unread, other])
    assert len(used.sheets) == 2 and used.facts[(UNIT.code, NO_NUMBER)].in_doubt
    assert [finding.code for finding in used.findings] == ["value_unread"] * 2
    assert len(choose([unread, unread]).sheets) == 1


def test_labels_that_stand_on_open_ground_are_known_with_their_sheet() -> None:
    told = [
        Finding("label_without_face", *KEY, 77),
        Finding("label_without_face", *KEY),
        Finding("several_labels", *KEY, 78),
    ]
    used = choose([replace(sheet_of(WEST), findings=tuple(told))])
    assert used.facts[KEY].landless == {77}


def test_a_sheet_is_unplaced_only_where_no_scan_of_it_was_placed() -> None:
    unplaced = replace(traced([]), sheet=replace(map_sheet(14), fit=None))
    assert choose([unplaced]).unplaced == {KEY}
    assert choose([unplaced, sheet_of(WEST)]).unplaced == frozenset()


def test_a_sheet_whose_place_is_contradicted_is_in_doubt() -> None:
    placed = sheet_of(WEST)
    assert not choose([placed]).facts[KEY].in_doubt
    contradicted = replace(placed, sheet=replace(placed.sheet, contradicted=True))
    used = choose([sheet_of(ELSEWHERE, 15, "khac"), contradicted])
    assert used.facts[KEY].in_doubt and used.contested == {1}


def test_sheets_that_neighbours_put_elsewhere_are_in_doubt_and_told() -> None:
    west = tuple(Reading(15 if cell == 3 else None, "", 0.99) for cell in range(9))
    title = replace(map_sheet(14).title, neighbours=west)
    first, second = (
        replace(sheet, sheet=replace(sheet.sheet, points=(ControlPoint("cross", 0.0, 0.0, east, 0.0),)))
        for sheet, east in ((sheet_of(WEST), 0.0), (sheet_of(ELSEWHERE, 15, "khac"), 9000.0))
    )
    used = choose([replace(first, sheet=replace(first.sheet, title=title)), second])
    assert [finding.code for finding in used.findings] == ["neighbour_elsewhere"]
    assert used.facts[KEY].in_doubt and used.facts[(UNIT.code, 15)].in_doubt and not used.contested
    by_hand = tuple(replace(point, kind="person") for point in second.sheet.points)
    placed = replace(second, sheet=replace(second.sheet, points=by_hand))
    used = choose([replace(first, sheet=replace(first.sheet, title=title)), placed])
    assert not used.facts[KEY].in_doubt and used.contested == {1}
