"""Names that people gave to files reach nothing that others may read, wherever the files lie."""

from __future__ import annotations

import contextlib
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from readable import everything
from small_archive import CODE, Archive, placed_sheet

from pipeline.model import MapSheet, Reason, RegisterPage, Source
from workflows.__main__ import main
from workflows.stages import page as page_stage
from workflows.stages.given import Given
from workflows.stages.job import ScanSeen

MARK = "Zẩn7danh"
NAMES = (
    f"ong #1 {MARK}",
    f"ho\n{MARK}",
    f"[/x][red]{MARK}",
    f"<img src=x onerror={MARK}>",
    f" {MARK} ",
    f"{MARK}{'x' * 200}",
    unicodedata.normalize("NFD", f"Nguyễn {MARK}"),
    f"\"{MARK}' OR 1=1; --",
    f"=HYPERLINK({MARK})",
    f"[% env('HOME') %]{MARK}",
    f"{{page}} {{reason}} {MARK}",
    f"\udcff\x1b[2J{MARK}",
)
PLACES = ("maps", "records", "control", "vectors", "review", "", "ngoai")
SUFFIXES = (".pdf", ".dxf", ".dgn", ".dwg", ".shp", ".txt", ".xlsx", ".points", ".filepart", "")
FORMS = {unicodedata.normalize(form, MARK) for form in ("NFC", "NFD")}


def written(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def picture(path: Path, shade: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((160, 160), shade, np.uint8)).save(path, format="PNG")


def lay(raw: Path) -> None:
    """Files of all sorts under hostile names in every folder and beside them; sheets and registers too."""
    for number, name in enumerate(NAMES):
        picture(raw / "maps" / f"{name}.png", 10 + number)
        picture(raw / "records" / name / "so.png", 70 + number)
        picture(raw / "records" / f"ban sao {name}.png", 70 + number)
        written(raw / "control" / f"{name}.png.points", b"mapX,mapY\n1,x\n")
        for shift, place in enumerate(PLACES):
            suffix = SUFFIXES[(number + shift) % len(SUFFIXES)]
            written(raw / place / f"x {name}{suffix}", f"{suffix} {number}".encode())
        (raw / "maps" / f"x {name}.tif").symlink_to(raw / "records" / name)


@pytest.fixture
def hostile(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """The small archive with files under hostile names: sheets without place or number, pages that fail."""
    understand = page_stage._understand

    def seen(scan: ScanSeen, page: int, given: Given) -> MapSheet | RegisterPage:
        name = scan.scan_job.scan
        if not tells(name):
            return understand(scan, page, given)
        if scan.scan_job.expected == "register":
            raise ValueError(name)
        sheet = replace(placed_sheet(Source(name, page), 7), number=None)
        if NAMES[0] in name:
            return sheet
        reason = Reason("on_page", {"page": page, "reason": Reason("two_grids")})
        return replace(sheet, fit=None, unit=None, unplaced_reason=reason)

    monkeypatch.setattr(page_stage, "_understand", seen)
    monkeypatch.setattr("workflows.batch.connect", lambda *_: contextlib.nullcontext(archive.client))
    lay(archive.raw / CODE)
    return archive


Told = Callable[[str], str]


@pytest.fixture
def told(hostile: Archive, capfd: pytest.CaptureFixture[str]) -> Told:
    """What a command says and logs; that of the program alone, whatever goes wrong."""

    def run(verb: str) -> str:
        capfd.readouterr()
        main([verb, "--data-raw", str(hostile.raw), "--data-out", str(hostile.out)])
        journal = hostile.out / "journal.jsonl"
        return "\n".join([*capfd.readouterr(), journal.read_text(encoding="utf-8")])

    return run


def tells(text: str) -> bool:
    return any(form in text for form in FORMS)


def seen_by_others(folder: Path) -> Iterator[Path]:
    """Every file and folder below one whose name others may see."""
    for path in folder.iterdir():
        yield path
        if path.is_dir() and path.stat().st_mode & (stat.S_IXOTH | stat.S_IROTH):
            yield from seen_by_others(path)


def assert_private(out: Path) -> None:
    """No name in what others may see, in pictures of sheets, or in the page for officers."""
    seen = list(seen_by_others(out))
    assert not [path for path in seen if tells(str(path))]
    readable = [path for path in seen if path.is_file() and path.stat().st_mode & stat.S_IROTH]
    assert {path.name for path in readable} >= {f"{CODE}_cong_khai.gpkg", f"{CODE}_quoc_gia.parquet"}
    for path in (*readable, *(out / "maps").iterdir(), out / "report.html"):
        assert not tells(path.name + everything(path)), path.name


def test_no_name_of_a_file_reaches_what_others_may_read(hostile: Archive, told: Told) -> None:
    said, out = told("batch"), hostile.out / CODE
    assert "Phúc Hòa" in said and not tells(said)
    assert tells(everything(out / f"{CODE}.gpkg")) and tells(str(list((out / "control").rglob("*"))))
    assert (out / "maps" / "chuaro_1.tif").exists()
    assert_private(out)
    tables = (
        gpd.read_file(out / f"{CODE}.gpkg", layer="phat_hien"),
        pd.read_csv(out / "findings.csv", dtype=str),
    )
    for table in tables:
        assert len(table) > len(NAMES) * len(PLACES)
        assert {name for name in table.columns if tells(table[name].to_csv())} == {"nguon"}


def test_nor_does_it_where_a_person_or_the_disk_changed_something(hostile: Archive, told: Told) -> None:
    told("batch")
    out, raw = hostile.out / CODE, hostile.raw / CODE
    for path in (out / "control").rglob("*.points"):
        path.write_text("of a person")
    for path in (*raw.glob("maps/to_*.png"), *raw.glob("records/so_*.png")):
        path.rename(path.with_name(f"{MARK} {path.name}"))
    assert not tells(told("batch"))
    assert tells(str(list((out / "kept").rglob("*"))))
    assert_private(out)


@pytest.mark.parametrize(
    "settings",
    [
        f'["maps/{MARK}.tif"]\nsheet = 1',
        f'[scan."maps/{MARK}.tif"]\nsheet = 1',
        f'[scan."maps/to_1.png"]\n"{MARK}" = 1\nformer_unit = "{MARK}"',
        f'former_unit = "{MARK}',
    ],
)
def test_nor_what_is_typed_in_settings(hostile: Archive, told: Told, settings: str) -> None:
    (hostile.raw / CODE / "commune.toml").write_text(settings, encoding="utf-8")
    said = told("batch")
    assert "commune.toml" in said and not tells(said)


def test_nor_names_of_what_is_lost_or_lies_beside_the_communes(hostile: Archive, told: Told) -> None:
    told("batch")
    for number, name in enumerate(NAMES):
        written(hostile.raw / f"{number} {name}", b"x")
    for path in (hostile.raw / CODE / "maps").glob("to_*.png"):
        path.unlink()
    said = told("batch")
    assert "12 mục" in said and "ALLOW_SHRINK" in said and not tells(said)


def test_nor_names_of_files_of_decisions(hostile: Archive, told: Told) -> None:
    for name in NAMES[:2]:
        written(hostile.raw / CODE / "review" / f"{name}.jsonl", f'{{"id": "{MARK}"}}\n'.encode())
    said = told("batch")
    assert "dòng 1" in said and not tells(said)
