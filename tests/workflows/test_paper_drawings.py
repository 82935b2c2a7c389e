"""A survey of one parcel: wherever it is filed, its drawing is placed, shown and no sheet of its number."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import rasterio
from PIL import Image
from readable import everything
from small_archive import CODE, Archive

from pipeline.communes import commune
from pipeline.model import MapSheet, PageImage, Source
from synthetic.canvas import Canvas, Text
from synthetic.fonts import Face
from workflows.stages import page as page_stage
from workflows.stages.given import Given
from workflows.stages.job import ScanSeen

DPI, SCALE = 200.0, 500
SHAPE = np.array([[0.0, 0.0], [13.9, 6.3], [28.4, -18.5], [5.7, -27.8]])  # metres east and north of corner 1


def corners() -> np.ndarray:
    """Corners in the middle of the commune, metres in its zone, to the centimetre."""
    west, south, east, north = commune(CODE).extent_m
    return np.add(SHAPE, (round((west + east) / 2), round((south + north) / 2))).round(2)


def draw() -> np.ndarray:
    """A trích đo: title, frame, crosses, the parcel, its facts and its table of corners."""
    canvas, world = Canvas((297.0, 210.0), (0.0, 0.0), DPI), corners()
    face = Face("tinos")
    look, small = Text(face, 2.6), Text(face, 2.0)
    canvas.text("MẢNH TRÍCH ĐO ĐỊA CHÍNH SỐ 05-2024", (148, 20), Text(face, 3.4), "mm")
    canvas.rectangle((20, 35), (180, 185), 0.3)
    middle = world.mean(axis=0)

    def on_paper(points: np.ndarray) -> np.ndarray:
        return np.asarray((points - middle) * (1000 / SCALE, -1000 / SCALE) + (100.0, 110.0))

    ring = on_paper(world)
    canvas.line(np.vstack([ring, ring[:1]]), 0.2)
    first = np.ceil((middle - 35) / 50) * 50
    for cross in (first, np.add(first, (50.0, 0.0)), np.add(first, (0.0, -50.0))):
        ((x, y),) = on_paper(cross[None])
        canvas.line([(x - 3, y), (x + 3, y)], 0.15)
        canvas.line([(x, y - 3), (x, y + 3)], 0.15)
    x, y = (world - world[0]).T
    area = abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
    facts = (
        "Thửa đất số: 217",
        "Tờ bản đồ số: 41",
        f"Diện tích: {area:.1f} m²".replace(".", ","),
        "Loại đất: ONT",
    )
    for row, fact in enumerate(facts):
        canvas.text(fact, (195, 45 + 9 * row), look)
    for row, line in enumerate([("Điểm", "X (m)", "Y (m)", "Cạnh (m)"), *lines(world)]):
        for column, text in zip((195, 212, 240, 268), line, strict=True):
            canvas.text(text, (column, 95 + 7 * row), small)
    return canvas.flatten()


def lines(world: np.ndarray) -> list[tuple[str, str, str, str]]:
    lengths = np.hypot(*(np.roll(world, -1, axis=0) - world).T)
    return [
        (str(place), f"{north:.2f}", f"{east:.2f}", f"{length:.2f}")
        for place, ((east, north), length) in enumerate(zip(world, lengths, strict=True), 1)
    ]


@pytest.mark.parametrize("name", ["maps/trich do ong Mau.png", "records/trich do ong Mau.png"])
def test_it_is_shown_where_it_lies(archive: Archive, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    stood_in = page_stage._understand

    def understand(seen: ScanSeen, page: int, given: Given) -> object:
        if "trich do" not in seen.scan_job.scan:
            return stood_in(seen, page, given)
        image = PageImage(Source(name), draw(), DPI)
        as_filed = page_stage._as_map if name.startswith("maps") else page_stage._as_paper
        return as_filed(image, seen.scan_job, given)

    monkeypatch.setattr(page_stage, "_understand", understand)
    Image.fromarray(draw()).save(archive.scan(name), dpi=(DPI, DPI))
    archive.run()
    folder = archive.out / CODE
    (row,) = gpd.read_file(folder / f"{CODE}.gpkg", layer="hinh_tren_giay").to_dict("records")
    assert (row["so_hieu_to_ban_do"], row["so_thu_tu_thua"], row["anh"]) == (41, 217, "giay_1.tif")
    assert row["toa_do_chac"] and row["so_mat_luoi"] >= 2
    sheets = gpd.read_file(folder / f"{CODE}.gpkg", layer="to_ban_do")
    assert 41 not in set(sheets["so_hieu_to_ban_do"])
    with rasterio.open(folder / "maps" / "giay_1.tif") as picture:
        east, north = corners()[0]
        line, column = picture.index(east, north)
        seen = picture.read(1)[line - 2 : line + 3, column - 2 : column + 3]
    assert seen.min() < 128  # the first corner is drawn there
    public = folder / f"{CODE}_cong_khai.gpkg"
    assert "hinh_tren_giay" not in set(pyogrio.list_layers(public)[:, 0])
    assert "giay_1" in everything(folder / f"{CODE}.gpkg") and "giay_1" not in everything(public)


def test_a_sheet_that_is_placed_is_not_asked_for_a_table(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does what a person said is a sheet become anything else."""
    sheet = MapSheet.__new__(MapSheet)
    monkeypatch.setattr(page_stage, "_as_sheet", lambda *_: sheet)
    monkeypatch.setattr(page_stage, "_read_paper", lambda *_, **__: pytest.fail("was read as a paper"))
    image = PageImage(Source("maps/a.png"), np.full((8, 8), 255, np.uint8), DPI)
    assert page_stage._as_map(image, None, Given(is_sheet=True)) is sheet  # type: ignore[arg-type]
