from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pipeline.delivery.references import references
from pipeline.delivery.report import finding_groups, make_report
from pipeline.delivery.templating import decimal
from pipeline.model import Commune, Finding, Reading, Reason, SheetCheck, SheetTotal, Source

_VOID = {"meta", "input", "img", "br", "link"}


class _Balanced(HTMLParser):
    """Holds that every element is closed in its turn; keeps tags and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.anchors: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.anchors |= {str(named["id"])} if named.get("id") else set()
        self.links |= {str(named["href"])} if named.get("href") else set()
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parse(html: str) -> _Balanced:
    parser = _Balanced()
    parser.feed(html)
    assert not parser.open
    return parser


def test_page_is_whole_self_contained_and_without_scripts(commune: Commune, folder: Path) -> None:
    page = make_report(commune, {})
    parser = parse(page)
    assert "script" not in parser.tags and "link" not in parser.tags
    assert not re.search(r"https?://(?!www\.w3\.org)", page)
    inside = {link for link in parser.links if not link.startswith("./#parcel:")}
    assert inside and all(link.startswith("#") and link[1:] in parser.anchors for link in inside)


def test_what_was_read_is_never_markup(commune: Commune, folder: Path) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    finding = Finding("unit_unknown", values={"text": evil})
    parcel = replace(commune.parcels[2], label_code=evil)
    sheet = replace(commune.sheets[0], sheet_code=evil)
    odd = replace(
        commune,
        name=evil,
        findings=(finding,),
        parcels=(parcel,),
        sheets=(sheet, replace(commune.sheets[-1], unplaced_reason=Reason("fault_at", {"kind": evil}))),
    )
    page = make_report(odd, {})
    assert "<script" not in page and "onerror=alert(2)>" not in page.replace("&gt;", "")
    assert "script" not in parse(page).tags


def test_sums_add_up_and_one_that_does_not_is_shown(commune: Commune, folder: Path) -> None:
    assert "không khớp" not in make_report(commune, {}).split('id="so-lieu"')[1].split("</table>")[0]
    lost = replace(commune, counts={**commune.counts, "pages": 7})
    assert "không khớp" in make_report(lost, {}).split('id="so-lieu"')[1].split("</table>")[0]


def test_a_person_sees_the_values_to_decide_between(commune: Commune, folder: Path) -> None:
    page = make_report(commune, {})
    table = page.split('id="kiem-tra"')[1].split("</section>")[0]
    assert "448,0" in table and "ONT+CLN" in table and "Diện tích không khớp" in table
    assert table.count('<article class="place ') == 4


def test_groups_stand_worst_first_with_their_remedy(commune: Commune) -> None:
    groups = finding_groups(commune.findings, references(commune))
    assert [group.level for group in groups] == [
        "loi",
        "loi",
        "loi",
        "canh_bao",
        "canh_bao",
        "canh_bao",
        "ghi_chu",
    ]
    titles = {group.title.vietnamese for group in groups}
    assert {"Diện tích không khớp", "Chưa định vị được tờ bản đồ", "Không đọc được tệp quét"} <= titles
    assert sum(group.count for group in groups) == len(commune.findings)


def test_long_lists_are_cut_and_the_page_says_so(commune: Commune, folder: Path) -> None:
    many = tuple(Finding("row_by_hand", "07321", 1, n) for n in range(1, 501))
    page = make_report(replace(commune, findings=many), {})
    assert page.count("Dòng sổ có ô viết tay") < 100 and ">Còn<" in page and "findings.csv" in page


def test_sheet_beyond_its_tolerance_and_unplaced_sheet_are_named(commune: Commune, folder: Path) -> None:
    tight = replace(commune.sheets[0], tolerance_m=0.001)
    page = make_report(replace(commune, sheets=(tight, commune.sheets[-1])), {})
    table = page.split('id="to"')[1]
    assert "vượt hạn sai" in table and "chỉ tìm được 2 điểm lưới" in table and "only 2 points" in table


def test_a_fit_that_only_keeps_the_points_it_used_is_marked(commune: Commune, folder: Path) -> None:
    first = commune.sheets[0]
    assert first.fit is not None
    bent = replace(first, fit=replace(first.fit, rms_m=0.001, error_m=0.3))
    for sheet, marked in ((first, False), (bent, True)):
        table = make_report(replace(commune, sheets=(sheet,)), {}).split('id="to"')[1].split("</tbody>")[0]
        assert bool(re.search('class="n differs"[^>]*>0,300<', table)) == marked


def test_what_documents_state_of_sheets_stands_beside_them(commune: Commune, folder: Path) -> None:
    def check(document: Any, sheet: int, parcels: int, missing: bool = False) -> SheetCheck:
        area = Reading(7744.5) if document == "table" else Reading(None)
        stated = SheetTotal(document, Source("records/bang.pdf"), Reading(sheet), Reading(parcels), area)
        return SheetCheck("07321", sheet, stated, None, missing, None if missing else parcels == 16, None)

    checks = (check("sheet", 1, 16), check("table", 1, 17), check("table", 12, 1402, missing=True))
    table = make_report(replace(commune, checks=checks), {}).split('id="to"')[1].split("</section>")[0]
    assert '<span class="yes">✓ 16</span>' in table
    assert '<span class="no">✗ 17 · 7.744,5 m²</span>' in table
    assert "Thiếu bản quét của tờ" in table and "<b>12</b>, Thử Nghiệm (07321)" in table and "1.402" in table


def test_empty_commune_has_a_page(empty_commune: Commune, folder: Path) -> None:
    assert "Chưa có tờ nào được định vị" in make_report(empty_commune, {})


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1234.56, 1, "1.234,6"), (None, 1, "–"), (0.1234, 3, "0,123"), (1_000_000, 0, "1.000.000")],
)
def test_numbers_are_written_the_vietnamese_way(value: float | None, digits: int, text: str) -> None:
    assert decimal(value, digits) == text
