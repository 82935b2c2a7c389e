from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from small_archive import CODE, UNIT, Archive

from pipeline.delivery import manifest
from pipeline.errors import MissingInputError, UsageError
from workflows.__main__ import main
from workflows.hand_in import extracts_of, hand_in_of
from workflows.purge import made, purge


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    there = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes()) for path in there}


def hand_in(archive: Archive) -> Path:
    return hand_in_of(CODE, archive.raw, archive.out)


@pytest.fixture
def handed(archive: Archive) -> Path:
    archive.run()
    return hand_in(archive)


def test_all_products_lie_there_for_their_owner_alone(handed: Path) -> None:
    told = manifest.read(handed)
    assert {f"{CODE}_bieu_01.xlsx", "manifest.json"} <= told.outputs.keys() == files(handed).keys()
    assert not [path for path in handed.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]


def test_a_hand_in_of_the_same_delivery_touches_nothing(handed: Path, archive: Archive) -> None:
    before = files(handed)
    hand_in(archive)
    assert files(handed) == before


def test_what_a_person_changed_is_kept(handed: Path, archive: Archive) -> None:
    table = handed / f"{CODE}_bieu_01.xlsx"
    delivered = table.read_bytes()
    table.write_bytes(b"with a term of use")
    hand_in(archive)
    assert table.read_bytes() == delivered
    (kept,) = (handed / "kept").rglob("*.xlsx")
    assert kept.read_bytes() == b"with a term of use"


def test_a_run_makes_the_hand_in_of_its_delivery_where_one_lies_there(
    handed: Path, archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(handed)
    archive.run()
    assert files(handed) == before
    archive.scan("maps/to_3.png")
    archive.run()
    renewed = files(handed)
    assert renewed != before and f": {handed} / " in capsys.readouterr().err
    hand_in(archive)
    assert files(handed) == renewed


def test_a_hand_in_in_which_a_person_worked_stays_and_is_told_to_be_old(
    handed: Path, archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    table = handed / f"{CODE}_bieu_01.xlsx"
    table.write_bytes(b"with a term of use")
    before = files(handed)
    archive.scan("maps/to_3.png")
    archive.run()
    assert files(handed) == before
    assert f"make handin commune={CODE}" in capsys.readouterr().err


def test_maps_keep_the_letters_that_were_asked_for(archive: Archive) -> None:
    archive.run()
    given = [CODE, "--data-raw", str(archive.raw), "--data-out", str(archive.out)]
    assert main(["handin", *given, "--letters", "tcvn3"]) == 0
    folder = archive.out / CODE / "handin"
    assert manifest.read(folder).content["which"] == "tcvn3"
    archive.scan("maps/to_3.png")
    archive.run()
    assert manifest.read(folder).content["which"] == "tcvn3"
    assert main(["handin", *given]) == 0
    assert manifest.read(folder).content["which"] == "unicode"


def test_a_run_makes_no_hand_in_that_nobody_asked_for(archive: Archive) -> None:
    archive.run()
    assert not (archive.out / CODE / "handin").exists()


def test_without_a_delivery_a_person_is_told_what_to_run(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["handin", CODE, "--data-raw", str(archive.raw), "--data-out", str(archive.out)]
    assert main(given) == 4
    assert f"make commune={CODE}" in capsys.readouterr().err
    archive.run()
    assert main(given) == 0


def test_purge_takes_the_hand_in_and_leaves_what_was_changed(handed: Path, archive: Archive) -> None:
    (handed / "note.txt").write_text("of a person")
    there = made(CODE, archive.raw, archive.out)
    assert f"handin/{CODE}_bieu_01.xlsx" in there.delivered and there.left == 1
    purge(CODE, archive.raw, archive.out)
    assert [path.name for path in (archive.out / CODE).rglob("*")] == ["handin", "note.txt"]


def one_extract(inputs: object, folder: Path, wanted: set[tuple[int, int]] | None) -> None:
    for sheet, number in wanted or {(1, 1)}:
        (folder / f"{sheet}-{number}.pdf").write_bytes(b"%PDF")


def test_extracts_are_made_beside_and_purged_with_the_rest(
    handed: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.handin.hand_in.write_extracts", one_extract)
    folder = extracts_of(CODE, archive.raw, archive.out, ["2/3"])
    extracts_of(CODE, archive.raw, archive.out, ["4/5"])
    assert {path.name for path in folder.iterdir()} == {"2-3.pdf", "4-5.pdf", "manifest.json"}
    hand_in(archive)
    extracts_of(CODE, archive.raw, archive.out)
    assert {path.name for path in folder.iterdir()} == {"1-1.pdf", "manifest.json"}
    purge(CODE, archive.raw, archive.out)
    assert not (archive.out / CODE).exists()


@pytest.fixture
def in_its_unit(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """The invented unit of its sheets is one of those that the commune was made of."""
    for module in ("hand_in", "preparation"):
        monkeypatch.setattr(f"workflows.{module}.former_units", lambda _: (UNIT,))
    return archive


def test_proposed_numbers_lie_there_and_count_where_a_person_puts_them(
    in_its_unit: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = in_its_unit
    archive.run()
    given = ["renumber", CODE, "--data-raw", str(archive.raw), "--data-out", str(archive.out)]
    assert main(given) == 0
    assert "tham_chieu_to.xlsx" in capsys.readouterr().err
    (table,) = (archive.out / CODE / "handin" / "so_to_moi").glob("*.xlsx")
    assert table.stat().st_mode & 0o077 == 0
    archive.run()
    layers = gpd.read_file(archive.out / CODE / f"{CODE}.gpkg", layer="to_ban_do")
    assert layers["so_hieu_to_cu"].isna().all()  # nobody confirmed it yet
    (archive.raw / CODE / "tham_chieu_to.xlsx").write_bytes(table.read_bytes())
    archive.run()
    layers = gpd.read_file(archive.out / CODE / f"{CODE}.gpkg", layer="to_ban_do")
    assert sorted(layers["so_hieu_to_ban_do"]) == list(range(1, len(layers) + 1))
    assert layers["so_hieu_to_cu"].notna().all()
    assert main(given) == 4
    assert "tham_chieu_to" in capsys.readouterr().err


def test_an_office_table_that_is_refused_is_mended_before_anything_is_proposed(
    in_its_unit: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = in_its_unit
    archive.run()
    (archive.raw / CODE / "tham_chieu_to.csv").write_text("ma_xa_cu,to_cu,to_moi\n07321,1,1\n07321,2,1\n")
    given = ["renumber", CODE, "--data-raw", str(archive.raw), "--data-out", str(archive.out)]
    assert main(given) == 8
    assert "số tờ mới 1" in capsys.readouterr().err
    assert not (archive.out / CODE / "handin" / "so_to_moi").exists()


def test_without_such_a_parcel_nothing_is_made(handed: Path, archive: Archive) -> None:
    with pytest.raises(MissingInputError):
        extracts_of(CODE, archive.raw, archive.out, ["2/3"])
    assert not (handed / "trich_luc" / "manifest.json").exists()


def test_a_parcel_that_is_not_understood_is_told(handed: Path, archive: Archive) -> None:
    with pytest.raises(UsageError) as refused:
        extracts_of(CODE, archive.raw, archive.out, ["12.45"])
    assert "12/45" in refused.value.vietnamese
