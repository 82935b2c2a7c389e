from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.delivery.readiness import readiness
from pipeline.delivery.report import make_report
from pipeline.model import Commune


def test_what_is_sure_is_used_and_what_waits_is_corrected_or_done_again(commune: Commune) -> None:
    sure, waiting = commune.parcels[0], commune.parcels[2]
    assert sure.group == replace(sure, status="chap_nhan").group == "usable"
    assert waiting.group == "correct"
    assert replace(waiting, number=None).group == "redo"
    nothing = replace(waiting, label_area_m2=None, record_area_m2=None, label_code=None, record_code=None)
    assert nothing.group == "redo"


def test_every_parcel_is_in_one_group_and_an_unplaced_sheet_is_named(commune: Commune) -> None:
    rows = readiness(commune)
    assert [(row.sheet, row.usable, row.correct, row.redo, row.placed) for row in rows] == [
        (1, 14, 2, 0, True),
        (2, 14, 2, 0, True),
        (9, 0, 0, 0, False),
    ]
    assert sum(row.total for row in rows) == len(commune.parcels)


def test_parcels_of_a_sheet_that_is_not_listed_are_counted_too(commune: Commune) -> None:
    stray = replace(commune.parcels[0], unit_code="07399", sheet=77)
    rows = readiness(replace(commune, parcels=(*commune.parcels, stray)))
    assert rows[-1].unit == "07399" and rows[-1].total == 1
    assert sum(row.total for row in rows) == 33


def test_page_shows_the_groups_with_their_sums(commune: Commune, folder: Path) -> None:
    table = make_report(commune, {}).split('<section id="nhom">')[1].split("</section>")[0]
    foot = table.split("<tfoot>")[1]
    assert ">32<" in foot and ">28<" in foot and ">4<" in foot
    assert "phải làm lại cả tờ" in table
