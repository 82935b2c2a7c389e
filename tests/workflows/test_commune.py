"""A whole small commune through the graph, with bad files beside the good ones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image

from pipeline.communes import commune
from synthetic.certificate import draw_form, random_extract, random_extract_style
from synthetic.commune import small_commune
from workflows.__main__ import main
from workflows.commune import run_commune

pytestmark = pytest.mark.slow
CODE = "07330"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, int]]:
    """Folders of scans and delivery, and the counts of one run over good and bad files."""
    folder = tmp_path_factory.mktemp("commune")
    small_commune(folder, seed=1)
    maps = folder / "data_raw" / CODE / "maps"
    (maps / "empty.tif").touch()
    (maps / "letter.png").write_bytes(b"not a picture")
    (maps / "drawing.dwg").write_bytes(b"AC1032")
    (maps / "link.tif").symlink_to("/etc/hostname")
    (maps.parent / "vectors").mkdir()
    (maps.parent / "vectors" / "to_1.dgn").write_bytes(b"x")
    (maps.parent / "tham_chieu_to.csv").write_text("to_cu,to_moi\n", encoding="utf-8")
    for copy in (maps / "to_9.tif", maps.parent / "to_1.tif"):
        copy.write_bytes(next(maps.glob("to_*.tif")).read_bytes())
    _extract_of_a_lost_parcel(folder / "data_raw" / CODE / "records" / "trich_luc.png")
    counts = run_commune(CODE, folder / "data_raw", folder / "out", workers=1)
    return folder / "data_raw" / CODE, folder / "out" / CODE, counts


def _extract_of_a_lost_parcel(path: Path) -> None:
    rng = np.random.default_rng(5)
    extract = replace(random_extract(rng), sheet=1, number=888)
    drawn = draw_form("app13", extract, random_extract_style(rng), 200, rng)
    Image.fromarray(drawn).save(path, dpi=(200, 200))


def test_every_file_of_the_contract_is_delivered(run: tuple[Path, Path, dict[str, int]]) -> None:
    _, out, _ = run
    names = {f"{CODE}.gpkg", f"{CODE}_cong_khai.gpkg", "report.html", "findings.csv", "manifest.json"}
    assert names <= {path.name for path in out.iterdir()}
    assert len(list((out / "maps").glob("*.tif"))) == 1
    assert (out / f"{CODE}.gpkg").stat().st_mode & 0o077 == 0


def test_parcels_lie_in_the_commune_and_form_a_coverage(run: tuple[Path, Path, dict[str, int]]) -> None:
    _, out, _ = run
    parcels = gpd.read_file(out / f"{CODE}.gpkg", layer="thua_dat")
    info = commune(CODE)
    assert parcels.crs.to_epsg() == info.epsg and len(parcels) >= 15
    assert parcels.is_valid.all()
    west, south, east, north = info.extent_m
    assert parcels.cx[west:east, south:north].shape == parcels.shape


def test_bad_files_cost_nothing_and_are_told_once_each(run: tuple[Path, Path, dict[str, int]]) -> None:
    _, out, counts = run
    findings = gpd.read_file(out / f"{CODE}.gpkg", layer="phat_hien")
    told = findings[findings.ma == "scan_unreadable"].nguon
    for name in ("empty.tif", "letter.png", "drawing.dwg", "link.tif", "to_1.dgn"):
        assert told.str.contains(name).sum() == 1
    codes = findings.ma.value_counts()
    assert codes["duplicate_file"] == codes["file_misplaced"] == codes["renumbering_refused"] == 1
    assert counts["sheets_placed"] == 1


def test_files_add_up_from_those_that_are_there(run: tuple[Path, Path, dict[str, int]]) -> None:
    raw, _, counts = run
    assert counts["files"] == sum(1 for path in raw.rglob("*") if not path.is_dir())
    for whole in ("files", "scans"):
        assert counts[whole] == sum(count for name, count in counts.items() if name.startswith(f"{whole}_"))
    assert counts["scans_duplicate"] == counts["files_misplaced"] == counts["files_numbers"] == 1


def test_pages_add_up(run: tuple[Path, Path, dict[str, int]]) -> None:
    _, out, counts = run
    kinds = ("pages_sheet", "pages_register", "pages_parcel", "pages_unknown", "pages_failed")
    assert counts["pages"] == sum(counts[kind] for kind in kinds)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert sum(len(scan["pages"]) for scan in manifest["inputs"]) == counts["pages"]


def test_an_extract_is_held_against_the_map_and_adds_no_row(run: tuple[Path, Path, dict[str, int]]) -> None:
    _, out, counts = run
    assert counts["pages_parcel"] == counts["parcel_pages"] == counts["parcel_pages_refused"] == 1
    findings = gpd.read_file(out / f"{CODE}.gpkg", layer="phat_hien")
    (told,) = findings[findings.ma == "certificate_without_parcel"].itertuples()
    assert (told.so_hieu_to_ban_do, told.so_thu_tu_thua, told.muc) == (1, 888, "canh_bao")
    records = gpd.read_file(out / f"{CODE}.gpkg", layer="ho_so")
    assert not (records.so_thu_tu_thua == 888).any()


def test_nothing_is_written_among_the_scans(run: tuple[Path, Path, dict[str, int]]) -> None:
    raw, _, _ = run
    assert {path.parent.name for path in raw.rglob("*") if path.is_file()} == {
        "07330",
        "maps",
        "records",
        "vectors",
    }


def test_second_run_gives_the_same_bytes_from_stored_results(run: tuple[Path, Path, dict[str, int]]) -> None:
    raw, out, counts = run
    before = {path.name: path.read_bytes() for path in out.glob("*.gpkg")}
    made = {path: path.stat().st_mtime_ns for path in (out / ".work").rglob("*.result")}
    assert run_commune(CODE, raw.parent, out.parent, workers=1) == counts
    assert {path.name: path.read_bytes() for path in out.glob("*.gpkg")} == before
    assert {path: path.stat().st_mtime_ns for path in (out / ".work").rglob("*.result")} == made


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "07331"], 3, "07330"),
        (["run", "07330", "--data-raw", "/nowhere"], 4, "/nowhere"),
        (["run", "07330", "--scheduler", "tcp://127.0.0.1:1"], 7, "tcp://127.0.0.1:1"),
    ],
)
def test_errors_have_their_code_and_say_what_to_do(
    arguments: list[str], code: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scans = tmp_path / "raw" / CODE / "maps"
    scans.mkdir(parents=True)
    (scans / "a.tif").write_bytes(b"x")
    given = ["--data-raw", str(tmp_path / "raw")] if "--data-raw" not in arguments else []
    assert main([*arguments, *given, "--data-out", str(tmp_path / "out")]) == code
    assert words in capsys.readouterr().err


def test_folder_without_scans_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw" / CODE / "maps").mkdir(parents=True)
    assert main(["run", CODE, "--data-raw", str(tmp_path / "raw"), "--data-out", str(tmp_path / "out")]) == 4
    assert "maps" in capsys.readouterr().err
