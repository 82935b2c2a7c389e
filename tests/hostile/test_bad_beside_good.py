"""The worst cases among the scans of a commune: its good pages are delivered, each bad file is told once.

The good neighbours are pages of a register; a good sheet beside bad files is in tests/workflows.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import pytest
from case import Case
from cases import all_cases

from synthetic.commune import small_commune
from workflows.commune import run_commune

pytestmark = pytest.mark.slow
CODE = "07330"
WORST = {
    "size": ("tiff-65500x65500", "png-2147483647x2147483647", "jpeg-0x0"),
    "bomb": ("png-text", "png-2000000000-frames", "tiff-deflate-less"),
    "directory": ("3000-pages", "entries-beyond-end"),
    "truncated": ("b.tif-0.5",),
    "pixels": ("float-not-a-number",),
    "tree": ("kids-are-itself", "pages-2001"),
    "picture": ("jpeg-torn-0.3",),
    "content": ("forms-eight-deep",),
    "locked": ("standard-3",),
    "disguise": ("vrt-as-tif", "wms-as-png", "xml-entities-as-pdf"),
    "archive": ("nested-zip-as-tif",),
    "special": ("link-to-device", "link-upwards", "pipe"),
    "name": ("markup", "not-utf-8"),
}
# Names that a spreadsheet or a page could run, on files that are refused for what they hold.
NAMES = (
    "=HYPERLINK(1).tif",
    "<img src=x onerror=alert(1)>.png",
    "{{ 7*7 }}.png",
    "a\nb.png",
    "\u202egnp.a.png",
)


def worst_cases() -> list[Case]:
    return [case for case in all_cases() if case.variant in WORST.get(case.family, ())]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """The folder of the delivery, and the counts."""
    folder = tmp_path_factory.mktemp("hostile")
    small_commune(folder, seed=1)
    maps = folder / "data_raw" / CODE / "maps"
    for sheet in maps.iterdir():
        sheet.unlink()
    for case in worst_cases():
        case.place(maps)
    for name in NAMES:
        (maps / name).write_bytes(b"not a picture")
    counts = run_commune(CODE, folder / "data_raw", folder / "out", workers=1)
    return folder / "out" / CODE, counts


def told(out: Path) -> list[str]:
    findings = gpd.read_file(out / f"{CODE}.gpkg", layer="phat_hien")
    return findings[
        findings.ma.isin(["scan_unreadable", "page_failed", "page_unknown", "sheet_unseen"])
    ].nguon.tolist()


def test_good_pages_beside_them_are_delivered(run: tuple[Path, dict[str, int]]) -> None:
    out, counts = run
    assert counts["pages_register"] >= 2
    assert len(gpd.read_file(out / f"{CODE}.gpkg", layer="ho_so")) >= 40


def test_each_bad_file_is_told_exactly_once(run: tuple[Path, dict[str, int]]) -> None:
    out, _ = run
    cases = worst_cases()
    assert len(cases) == sum(map(len, WORST.values()))
    texts = told(out)
    folders = Counter(match.group(1) for text in texts if (match := re.search(r"maps/([^/\n]+)/", text)))
    assert folders == {f"{case.family}-{case.variant}": 1 for case in cases}
    assert len(texts) == len(cases) + len(NAMES)


def test_sums_hold(run: tuple[Path, dict[str, int]]) -> None:
    _, counts = run
    kinds = ("pages_sheet", "pages_register", "pages_unknown", "pages_failed")
    assert counts["pages"] == sum(counts[kind] for kind in kinds)


class _Page(HTMLParser):
    """What stands in a page as markup: its elements and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name) for name, _ in attrs] or [(tag, "")]


def test_names_are_not_in_the_report_and_no_markup(run: tuple[Path, dict[str, int]]) -> None:
    out, _ = run
    text = (out / "report.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert not any(attribute.startswith("on") for _, attribute in page.found)
    assert "alert(1)" not in "".join(re.findall(r"<script.*?</script>", text, re.DOTALL))
    assert "img src=x" not in text and "7*7" not in text


def test_no_cell_of_the_findings_is_a_formula(run: tuple[Path, dict[str, int]]) -> None:
    out, _ = run
    with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len({len(row) for row in rows}) == 1
    texts = [cell for row in rows for cell in row if not re.fullmatch(r"-?[\d.]+", cell)]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in texts)
