from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdfium2 import PdfDocument

from pipeline.delivery.tables import tables
from pipeline.files import hash_file
from pipeline.handin.dossiers import dossiers
from pipeline.handin.mapping import scan_names
from pipeline.handin.scan_sets import Plan, plan, write_index, write_scan_sets
from pipeline.model import Commune, Opinion, PageLook, ScannedPage, Source

NAMES = scan_names()
BOOK, PAPER, COVER = "records/so.png", "records/gcn.png", "records/bia.png"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw" / "records").mkdir(parents=True)
    for shade, name in enumerate((BOOK, PAPER, COVER), 200):
        Image.fromarray(np.full((300, 200), shade, np.uint8)).save(tmp_path / "raw" / name, dpi=(200, 200))
    return tmp_path / "raw"


@pytest.fixture
def scanned(commune: Commune, raw: Path) -> Commune:
    """Rows 1.1 and 1.2 stand on one page of a book; a certificate speaks of 1.1; the cover of nothing."""
    rows = []
    for line, record in enumerate(commune.records[:2]):
        box = (10.0, 20.0 + 30 * line, 190.0, 40.0 + 30 * line)
        owner = replace(record.record.owner, source=Source(BOOK, 1, box))
        rows.append(replace(record, record=replace(record.record, source=Source(BOOK, 1, box), owner=owner)))
    told = Opinion("area", "certificate", "machine", 484.0, 0.9, Source(PAPER, 1))
    parcels = [replace(commune.parcels[0], opinions=(told,)), *commune.parcels[1:]]
    kinds = {BOOK: "register", PAPER: "parcel", COVER: "register"}
    look = PageLook((200, 300), 200.0)
    pages = [ScannedPage(Source(name), kind, hash_file(raw / name), look) for name, kind in kinds.items()]
    return replace(commune, records=tuple(rows), parcels=tuple(parcels), pages=tuple(pages))


def planned(commune: Commune, raw: Path) -> Plan:
    return plan(commune, dossiers(tables(commune)), NAMES, raw)


def written(commune: Commune, raw: Path, folder: Path) -> Plan:
    folder.mkdir()
    made = planned(commune, raw)
    assert write_scan_sets(folder, made, commune, raw) == []
    return made


def test_papers_are_a_file_a_parcel_and_a_page_of_a_book_is_one_for_all_its_rows(
    scanned: Commune, raw: Path
) -> None:
    made = planned(scanned, raw)
    assert {each.name: each.lands for each in made.sets} == {
        "07330_GT_07321_1-1.pdf": (("07321", 1, 1),),
        "07330_PT_SO_00001.pdf": (("07321", 1, 1), ("07321", 1, 2)),
    }
    assert [page.source.scan for page in made.loose] == [COVER]


def test_no_file_without_a_row_and_no_name_without_a_file(
    scanned: Commune, raw: Path, tmp_path: Path
) -> None:
    made = written(scanned, raw, tmp_path / "out")
    named = {name for names in made.of_land().values() for name in names}
    assert {path.name for path in (tmp_path / "out").iterdir()} == named
    assert made.of_land()["07321", 1, 1] == ("07330_GT_07321_1-1.pdf", "07330_PT_SO_00001.pdf")


def test_what_was_read_can_be_searched_where_it_stands(scanned: Commune, raw: Path, tmp_path: Path) -> None:
    written(scanned, raw, tmp_path / "out")
    with PdfDocument(tmp_path / "out" / "07330_PT_SO_00001.pdf") as document:
        assert document[0].get_textpage().get_text_bounded().count("Nguyễn Văn Thử") == 2


def test_a_scan_that_is_another_by_now_gives_no_file(scanned: Commune, raw: Path, tmp_path: Path) -> None:
    Image.fromarray(np.zeros((300, 200), np.uint8)).save(raw / PAPER)
    (tmp_path / "out").mkdir()
    (lost,) = write_scan_sets(tmp_path / "out", planned(scanned, raw), scanned, raw)
    assert lost.name == "07330_GT_07321_1-1.pdf" and not (tmp_path / "out" / lost.name).exists()


def test_a_signed_file_is_copied_byte_for_byte(
    scanned: Commune, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.handin.scan_sets.is_signed", lambda path: path.name == "gcn.png")
    made = written(scanned, raw, tmp_path / "out")
    (signed,) = [each for each in made.sets if each.signed]
    assert (tmp_path / "out" / signed.name).read_bytes() == (raw / PAPER).read_bytes()
    assert signed.lands == (("07321", 1, 1),)


def test_the_index_tells_both_ways(scanned: Commune, raw: Path, tmp_path: Path) -> None:
    write_index(tmp_path / "index.xlsx", planned(scanned, raw), NAMES)
    book = load_workbook(tmp_path / "index.xlsx")
    links = [row[:4] for row in book[NAMES.links_sheet].iter_rows(min_row=2, values_only=True)]
    assert ("07330_PT_SO_00001.pdf", "07321", 1, 2) in links and len(links) == 3
    (loose,) = book[NAMES.loose_sheet].iter_rows(min_row=2, values_only=True)
    assert loose == (COVER, 1, "register")
