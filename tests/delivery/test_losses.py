from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.delivery.losses import (
    MEASURES,
    LostInput,
    Shrunk,
    lost_inputs,
    refusal,
    sheets_of,
    shrunk,
    totals,
    unread_in,
)
from pipeline.model import Commune, Finding, InputFile, Reason, Source


def sheet(number: int, **sums: int) -> dict[str, Any]:
    return {"ma_xa_cu": "07321", "so_hieu_to_ban_do": number, **dict.fromkeys(MEASURES, 0), **sums}


def content(*inputs: tuple[str, str, list[str]], unread: str = "") -> dict[str, Any]:
    listed = [{"scan": scan, "sha256": sha256, "pages": pages} for scan, sha256, pages in inputs]
    return {"inputs": listed, "unread": dict.fromkeys(unread.split(), 1), "other_files": {}}


def test_sheets_are_summed_one_by_one(commune: Commune) -> None:
    sums = {each["so_hieu_to_ban_do"]: each for each in sheets_of(commune)}
    assert sums[1]["parcels"] == 16 and sums[1]["parcels_accepted"] == 14
    assert sums[1]["rows"] == sums[1]["rows_accepted"] == 15
    assert [sums[number]["sheets_placed"] for number in (1, 2, 9)] == [1, 1, 0]
    assert sums[None]["rows"] == 1 and sums[None]["rows_accepted"] == 0
    twice = replace(commune, sheets=(*commune.sheets, commune.sheets[0]))
    assert sheets_of(twice) == sheets_of(commune), "scanned twice, it is one sheet"


def test_a_gain_on_one_sheet_hides_no_loss_on_another() -> None:
    before = {"sheets": [sheet(1, parcels=5, rows=2), sheet(2, parcels=1), sheet(3, rows=4)]}
    after = {"sheets": [sheet(1, parcels=4, rows=2), sheet(2, parcels=9)]}
    falls = shrunk(before, after)
    assert falls == [Shrunk("07321", 1, "parcels", 5, 4), Shrunk("07321", 3, "rows", 4, 0)]
    assert totals(falls) == {"parcels": 1, "rows": 4}
    assert shrunk(after, after) == shrunk({}, after) == []


BEFORE = content(("maps/a.tif", "A", ["sheet"]), ("records/b.pdf", "B", ["register"] * 2))


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        (content(("maps/a.tif", "A", ["sheet"]), ("records/b.pdf", "B", ["register"] * 2)), []),
        (content(("maps/a.tif", "A", ["sheet"])), ["records/b.pdf"]),
        (content(("maps/renamed.tif", "A", ["sheet"]), ("records/b.pdf", "B", ["register"])), []),
        (content(("maps/a.tif", "rescanned", ["sheet"]), ("records/b.pdf", "B", ["register"])), []),
        (content(("maps/a.tif", "", []), ("records/b.pdf", "B", ["register"])), ["maps/a.tif"]),
        (
            content(("maps/a.tif", "A", ["failed"]), ("records/b.pdf", "B", [""]), unread="maps/a.tif"),
            ["maps/a.tif"],
        ),
    ],
    ids=["all there", "gone", "renamed", "scanned again", "not read", "a page failed"],
)
def test_a_file_is_lost_where_nothing_gives_its_pages(after: dict[str, Any], lost: list[str]) -> None:
    assert [each.file for each in lost_inputs(BEFORE, after, ())] == lost


def test_a_page_that_failed_before_too_costs_nothing_new() -> None:
    same = content(("maps/a.tif", "A", ["sheet", "failed"]), unread="maps/a.tif")
    assert lost_inputs(same, same, ()) == []


def test_a_file_that_never_gave_a_page_is_not_lost() -> None:
    before = content(("maps/a.tif", "A", ["unknown", "failed"]), ("maps/b.tif", "", []))
    assert lost_inputs(before, content(), ()) == []


def told(code: str, file: str, reason: str) -> Finding:
    return Finding(code, values={"file": InputFile(file), "reason": Reason(reason)}, source=Source(file))


def test_the_reason_is_that_of_the_file_or_of_a_folder_above_it() -> None:
    findings = (
        told("page_unknown", "maps/a.tif", "nothing_known_on_page"),
        told("scan_inaccessible", "maps", "drive_lost"),
        told("scan_unreadable", "records/b.pdf", "pdf_damaged"),
    )
    assert unread_in(findings) == {"maps": 1, "records/b.pdf": 1}
    lost = lost_inputs(BEFORE, content(), findings)
    assert [each.reason.code for each in lost] == ["drive_lost", "pdf_damaged"]
    assert [each.reason.code for each in lost_inputs(BEFORE, content(), ())] == ["no_longer_there"] * 2


def test_the_refusal_names_counts_places_and_reasons_and_no_file() -> None:
    lost = [LostInput(f"records/ong A {n}.pdf", Reason("no_right_to_read")) for n in (1, 2)]
    lost.append(LostInput("maps/b.tif", Reason("no_longer_there")))
    lost += [LostInput(name, Reason("no_longer_there")) for name in ("ong A.tif", "cua ong A/1.tif", "maps")]
    error = refusal([Shrunk("07321", 1, "parcels_accepted", 9, 2)], lost, Path("out/list.csv"))
    for text in (error.vietnamese, error.english):
        assert "ong A" not in text and "ALLOW_SHRINK=1" in text and "out/list.csv" in text
    assert "2 tệp trong records: không có quyền đọc, 1 tệp trong maps: không còn ở đó" in error.vietnamese
    assert "3 tệp trong .: không còn ở đó" in error.vietnamese
    assert "7 thửa đã chấp nhận" in error.vietnamese


def test_what_was_given_beside_scans_is_lost_where_it_is_not_used_any_more() -> None:
    given = {"control/to_1.tif.points": "points", "commune.toml": "settings", "note.docx": "refused"}
    before, after = {**BEFORE, "other_files": given}, {**BEFORE, "other_files": {"control": "inaccessible"}}
    found = lost_inputs(before, after, [told("scan_inaccessible", "control", "no_right_to_read")])
    assert [(each.file, each.reason.code) for each in found] == [
        ("control/to_1.tif.points", "no_right_to_read"),
        ("commune.toml", "no_longer_there"),
    ]
    assert lost_inputs(before, before, ()) == []
    maps = {**content(("vectors/a.dxf", "A", ["digital"])), "other_files": {"vectors/a.dxf": "digital"}}
    renamed = {**content(("vectors/b.dxf", "A", ["digital"])), "other_files": {"vectors/b.dxf": "digital"}}
    assert lost_inputs(maps, renamed, ()) == [], "a digital map is known by its bytes"
