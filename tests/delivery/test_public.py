from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readable import everything

from pipeline.catalogue import FINDINGS
from pipeline.delivery.deliver import deliver
from pipeline.delivery.layers import LAYERS
from pipeline.delivery.public import public_tables
from pipeline.delivery.references import references
from pipeline.delivery.report import make_report
from pipeline.delivery.tables import layer_rows, tables
from pipeline.model import (
    CertificateFacts,
    Commune,
    Finding,
    Holder,
    InputFile,
    Reading,
    Reason,
    SheetNumbers,
    Source,
    Value,
)

SCAN_NAMED_AFTER_A_PERSON = "Lê Thị Giấu"


@pytest.fixture
def delivered(commune: Commune, folder: Path) -> Path:
    deliver(commune, folder, {})
    return folder


def test_private_edition_holds_the_names_that_are_looked_for(
    delivered: Path, personal: tuple[str, ...]
) -> None:
    text = everything(delivered / "07330.gpkg")
    assert all(name in text for name in (*personal, SCAN_NAMED_AFTER_A_PERSON))


def test_public_edition_holds_no_personal_data_anywhere(delivered: Path, personal: tuple[str, ...]) -> None:
    text = everything(delivered / "07330_cong_khai.gpkg")
    words = [word for name in personal for word in (name, name.upper(), " ".join(name.split()[-2:]))]
    words += [word.encode("utf-16-le").decode("utf-8", "replace") for word in personal]
    assert not [word for word in (*words, SCAN_NAMED_AFTER_A_PERSON, "so_muc_ke") if word in text]
    assert "ten_chu" not in text and "dia_chi" not in text


def test_public_edition_names_no_personal_column(delivered: Path) -> None:
    with sqlite3.connect(delivered / "07330_cong_khai.gpkg") as database:
        for layer in LAYERS:
            held = {row[1] for row in database.execute(f'PRAGMA table_info("{layer.name}")')}
            described = {
                row[0]
                for row in database.execute(
                    "SELECT column_name FROM gpkg_data_columns WHERE table_name = ?", (layer.name,)
                )
            }
            assert not {column.name for column in layer.columns if column.personal} & (held | described)


def test_public_edition_has_the_same_rows_and_all_layers_but_those_that_are_personal(delivered: Path) -> None:
    private, public = delivered / "07330.gpkg", delivered / "07330_cong_khai.gpkg"
    assert [layer.name for layer in LAYERS if layer.personal] == ["anh", "hinh_tren_giay", "giay_chung_nhan"]
    assert "giay_chung_nhan" not in everything(public)
    for layer in (layer for layer in LAYERS if not layer.personal):
        count = f'SELECT count(*) FROM "{layer.name}"'
        with sqlite3.connect(private) as one, sqlite3.connect(public) as other:
            assert one.execute(count).fetchone() == other.execute(count).fetchone()


def test_sources_are_told_by_kind_and_number(delivered: Path) -> None:
    with sqlite3.connect(delivered / "07330_cong_khai.gpkg") as database:
        sources = {row[0] for row in database.execute("SELECT DISTINCT nguon FROM thua_dat")}
        (told,) = database.execute("SELECT mo_ta, nguon FROM phat_hien WHERE ma = 'scan_unreadable'")
    register = "bản quét hồ sơ 2, trang 3 [5 6 7 8]"
    assert sources == {f"bản quét bản đồ {n}, trang 1 [1 2 3 4]; {register}" for n in (1, 2)}
    assert told == ("Không đọc được tệp quét (bản quét hồ sơ 1): PDF hỏng", "bản quét hồ sơ 1, trang 1")


def test_files_of_the_page_hold_no_holder_and_the_page_no_name_of_a_scan(
    delivered: Path, personal: tuple[str, ...]
) -> None:
    for name in ("report.html", "findings.csv"):
        text = (delivered / name).read_text(encoding="utf-8-sig")
        assert not [word for word in personal if word in text], name
    assert SCAN_NAMED_AFTER_A_PERSON not in (delivered / "report.html").read_text(encoding="utf-8")


# --- hostile names in every place -----------------------------------------------------------------------

MARK = "Bímật7"
odd_texts = st.text(max_size=12) | st.sampled_from(
    [
        "#",
        "#1 ",
        "\n",
        "; maps/a.tif",
        "records/",
        "maps/to_1.tif#1 ",
        "<img src=x>",
        "[% env('HOME') %]",
        "{page}",
        "=1+",
    ]
)
names = st.builds(
    "{}/{}{}{}".format,
    st.sampled_from(["maps", "records", "control", "vectors", "maps/records", "ở ngoài", ""]),
    odd_texts,
    st.just(MARK),
    odd_texts,
)


def hostile(commune: Commune, name: str, also: str) -> Commune:
    """The commune with a name wherever a file can be named, and wherever something can be read."""
    page, other = Source(name, 2, (1, 2, 3, 4)), Source(also)
    said: dict[str, Value] = {
        "file": InputFile(name),
        "page": page,
        "first": other,
        "second": Path(name),
        "what": (Reason("read_on", {"what": MARK, "page": page}), Reason("area")),
        "text": also,
        "unit": also,
        "reason": Reason("on_page", {"page": 2, "reason": Reason("fault_at", {"kind": name, "where": also})}),
    }
    unread = Reading(MARK, MARK)
    odd_facts = CertificateFacts(serial=unread, changes=unread, holders=(Holder(unread, unread),))
    rows = [
        replace(row, record=replace(row.record, source=page, owner_kind=unread)) for row in commune.records
    ]
    return replace(
        commune,
        sheets=tuple(
            replace(sheet, source=page, sheet_code=also, unplaced_reason=Reason("on_page", said))
            for sheet in commune.sheets
        ),
        parcels=tuple(replace(each, sources=(page, other), label_code=MARK) for each in commune.parcels),
        numbers=SheetNumbers((), ((1, 7, MARK, MARK),), name),
        objects=tuple(replace(each, sources=(other,), code=MARK) for each in commune.objects),
        records=tuple(rows),
        findings=tuple(Finding(code, values=said, source=page) for code in FINDINGS),
        certificates=tuple(
            replace(each, pages=(page, other), code=MARK, facts=odd_facts) for each in commune.certificates
        ),
    )


def cells_of(frames: dict[str, pd.DataFrame]) -> list[str]:
    """Every cell, shapes as their text."""
    return [str(cell) for frame in frames.values() for column in frame.columns for cell in frame[column]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names, names)
def test_no_name_and_nothing_read_reaches_a_public_table(commune: Commune, name: str, also: str) -> None:
    odd = hostile(commune, name, also)
    public = public_tables(layer_rows(odd), odd.epsg, references(odd))
    assert not [cell for cell in cells_of(public) if MARK in cell]
    whole = tables(odd)
    assert all(MARK in cell for cell in whole["phat_hien"].nguon)  # what is looked for is there
    assert MARK in set(whole["thua_dat"].so_hieu_to_cu.dropna())
    assert list(whole["giay_chung_nhan"].so_phat_hanh) == [MARK] and "giay_chung_nhan" not in public
    assert len(public["phat_hien"]) == len(FINDINGS) and public["phat_hien"].mo_ta.notna().all()


def test_the_page_of_the_officer_names_no_file_and_quotes_nothing_in_findings(commune: Commune) -> None:
    odd = hostile(commune, f"maps/GCN #1 {MARK}.pdf", f"records/<b>{MARK}</b>.tif")
    sheets = tuple(replace(sheet, sheet_code="") for sheet in odd.sheets)  # what a sheet says is shown there
    page = make_report(replace(odd, sheets=sheets, parcels=commune.parcels, objects=commune.objects), {})
    assert MARK not in page and "bản quét bản đồ 1, trang 2" in page


def test_no_name_reaches_a_public_file(commune: Commune, folder: Path) -> None:
    deliver(hostile(commune, f"maps/GCN #1 {MARK}\n.pdf", f"records/<b>{MARK}</b>.tif"), folder, {})
    assert MARK in everything(folder / "07330.gpkg")
    assert MARK not in everything(folder / "07330_cong_khai.gpkg")
    parquet = pd.read_parquet(folder / "07330_quoc_gia.parquet")
    assert not [cell for cell in cells_of({"": parquet}) if MARK in cell]
    assert MARK.encode() not in (folder / "07330_quoc_gia.parquet").read_bytes()


def test_an_officer_reads_of_a_file_by_number_and_finds_its_name_beside(commune: Commune) -> None:
    found = tables(commune)["phat_hien"].set_index("ma").loc["scan_unreadable"]
    assert SCAN_NAMED_AFTER_A_PERSON not in found.mo_ta and SCAN_NAMED_AFTER_A_PERSON in found.nguon
