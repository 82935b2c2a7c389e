"""The report in a browser: filters, every screen, every reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from pipeline.delivery.report import make_report
from pipeline.model import Commune, Reading

SHOWN = "[...document.querySelectorAll('.place')].filter(each => each.offsetHeight).length"


@pytest.fixture
def report(commune: Commune, folder: Path) -> str:
    """The address of the report of a commune whose rows of one place are of two holders."""
    first, *rest = commune.records
    other = replace(first, record=replace(first.record, owner=Reading("Lê Thị Khác")))
    path = folder / "report.html"
    path.write_text(make_report(replace(commune, records=(other, *rest)), {}), encoding="utf-8")
    return path.as_uri()


def test_the_queue_is_filtered_by_kind_sheet_and_hamlet_without_a_script(browser: Any, report: str) -> None:
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(report)
    assert page.evaluate(SHOWN) == 4
    for choices, left in (
        ({"#loc-to": "1"}, 2),
        ({"#loc-to": "1", "#loc-loai": "0"}, 0),
        ({"#loc-to": "0", "#loc-loai": "0"}, 1),
        ({"#loc-xu": "0"}, 4),
    ):
        page.locator(".filters button").click()
        for which, value in choices.items():
            page.select_option(which, value)
        assert page.evaluate(SHOWN) == left, choices
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious_hinders_anybody_and_no_table_is_cut(
    browser: Any, report: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(report)
    found = Axe().run(page).response["violations"]
    assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cells = "[...document.querySelectorAll('table, td, th')]"
    cut = f"{cells}.filter(each => each.scrollWidth > each.clientWidth + 1)"
    assert page.evaluate(f"{cut}.map(each => each.outerHTML.slice(0, 90))") == []
    context.close()


def test_a_report_opened_alone_leads_nowhere_and_says_how(browser: Any, report: str) -> None:
    page = browser.new_page()
    page.goto(report)
    assert page.locator("a.go").first.is_hidden()
    assert "make review commune=07330" in page.locator("#kiem-tra").inner_text()
    page.close()


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("vi", ["Loại đất", "Trên tờ", "Trong sổ", "Hình vẽ"]),
        ("en", ["Land use", "On the sheet", "In the register", "As drawn"]),
    ],
)
def test_the_rows_of_a_card_have_names(browser: Any, report: str, language: str, names: list[str]) -> None:
    page = browser.new_page()
    page.goto(report)
    page.locator(f".switch label[for={language}]").click()
    heads = "[...document.querySelector('.place').querySelectorAll('th')].slice(1)"
    before = page.evaluate(f"{heads}.map(each => getComputedStyle(each, '::before').content)")
    sizes = page.evaluate(f"{heads}.map(each => getComputedStyle(each).fontSize)")
    own = page.evaluate(f"{heads}.map(each => each.textContent)")
    told = own if language == "vi" else [content.strip('"') for content in before]
    assert told == names and ({"0px"} == set(sizes)) == (language == "en")
    page.close()


def test_on_paper_stands_all_that_waits_and_nothing_that_is_pressed(browser: Any, report: str) -> None:
    page = browser.new_page()
    page.goto(report)
    page.select_option("#loc-to", "1")
    page.locator(".filters button").click()
    page.emulate_media(media="print")
    assert page.evaluate(SHOWN) == 4 and page.locator("h1").is_visible()
    assert page.locator(".filters").is_hidden() and page.locator("nav").is_hidden()
    assert page.locator("span.alone").first.is_hidden()
    page.close()
