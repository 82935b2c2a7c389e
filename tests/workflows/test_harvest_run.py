"""A delivery edited in QGIS: the next run takes the edits, the one after still holds them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from PIL import Image
from small_archive import CODE, SIDE_PX, UNIT, Archive, placed_sheet

import pipeline.parcels.trace
from pipeline.decisions import Decision
from pipeline.model import Label, MapSheet, PageImage, Parcel, Reading, SheetParcels, Source
from pipeline.sheets.control import to_pixel
from workflows.__main__ import main
from workflows.review import decisions_of

SYSTEM_PYTHON = "/usr/bin/python3"
PLOTS = [
    shapely.box(x, y, x + 30, y + 45)
    for y in (2_369_935.0, 2_369_890.0)
    for x in (412_120.0, 412_150, 412_180)
]
# What a technician does in QGIS 3.22: values, a vertex, a split, a merge, a deletion, a parcel drawn anew.
QGIS_EDITS = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=thua_dat", "thua_dat", "ogr")
columns = layer.fields()
by_number = {feature["so_thu_tu_thua"]: feature for feature in layer.getFeatures()}
assert layer.startEditing()
one = by_number[1].id()
layer.changeAttributeValue(one, columns.indexOf("loai_dat"), "NTS")
layer.changeAttributeValue(one, columns.indexOf("trang_thai"), "chap_nhan")
corner = by_number[2].geometry().boundingBox()
nearest = by_number[2].geometry().closestVertex(QgsPointXY(corner.xMaximum(), corner.yMinimum()))
assert layer.moveVertex(nearest[0].x() + 1, nearest[0].y() - 1, by_number[2].id(), nearest[1])
layer.selectByIds([by_number[4].id()])
box = by_number[4].geometry().boundingBox()
middle = box.center().y() + 4
across = [QgsPointXY(x, middle) for x in (box.xMinimum() - 5, box.xMaximum() + 5)]
assert layer.splitFeatures(across) == 0
both = by_number[5].geometry().combine(by_number[6].geometry())
both.convertToMultiType()
layer.changeGeometry(by_number[5].id(), both)
layer.deleteFeature(by_number[6].id())
layer.deleteFeature(by_number[3].id())
new = QgsFeature(columns)
new.setGeometry(QgsGeometry.fromRect(by_number[3].geometry().boundingBox().buffered(-6)))
new.setAttribute("so_thu_tu_thua", 33)
new.setAttribute("loai_dat", "CLN")
new.setAttribute("trang_thai", "chap_nhan")
assert layer.addFeature(new)
assert layer.commitChanges(), layer.commitErrors()
del layer
application.exitQgis()
"""


def sure(value: Any) -> Reading[Any]:
    return Reading(value, str(value), 0.98, None, (), True)


@pytest.fixture
def land(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """The archive with six parcels on its first sheet, whose lines each trace moves a little, and run."""
    traces: list[int] = []

    def trace(image: PageImage, sheet: MapSheet) -> SheetParcels:
        assert sheet.fit is not None
        archive.done[f"parcels {sheet.source.scan}"] += 1
        traces.append(1)
        off = 0.1 * len(traces)
        plots = [shapely.transform(plot, lambda points: points + off) for plot in PLOTS]
        return SheetParcels(
            sheet, tuple(map(parcel, plots, range(1, 7))) if sheet.number == 1 else (), (), {}
        )

    def parcel(plot: shapely.Polygon, number: int) -> Parcel:
        fit = placed_sheet(Source("maps/to_1.png"), 1).fit
        assert fit is not None
        x, y = to_pixel(fit, np.array([plot.centroid.coords[0]]))[0]
        at = (float(x), float(y))
        readings = sure(number), sure(round(plot.area, 1)), sure("LUC")
        label = Label(at, (at[0] - 2, at[1] - 2, at[0] + 2, at[1] + 2), 0.0, "full", *readings)
        return Parcel(UNIT.code, 1, "parcel", plot, label, Source("maps/to_1.png", 1, (0.0, 0.0, 9.0, 9.0)))

    monkeypatch.setattr(pipeline.parcels.trace, "trace_sheet", trace)
    archive.run()
    return archive


def gpkg(archive: Archive) -> Path:
    return archive.out / CODE / f"{CODE}.gpkg"


def delivered(archive: Archive) -> Any:
    return pyogrio.read_dataframe(gpkg(archive), layer="thua_dat").set_index("khoa")


def findings(archive: Archive) -> list[str]:
    return list(pyogrio.read_dataframe(gpkg(archive), layer="phat_hien")["ma"])


def known(archive: Archive) -> list[Decision]:
    return decisions_of(CODE, archive.raw)[1]


def edit(archive: Archive, sql: str) -> None:
    with sqlite3.connect(gpkg(archive)) as database:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):  # named by triggers
            database.create_function(name, 1, lambda _: 0)
        database.execute(sql)
    database.close()


def qgis(path: Path, folder: Path) -> None:
    clean = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}
    if (
        not Path(SYSTEM_PYTHON).exists()
        or subprocess.run(
            [SYSTEM_PYTHON, "-c", "import qgis.core"], env=clean, capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("the system's Python has no qgis.core")
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", QGIS_EDITS, path], env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_kind_of_edit_in_qgis_is_delivered_and_holds_after_a_rescan(
    land: Archive, tmp_path: Path
) -> None:
    before = delivered(land).reset_index().set_index("so_thu_tu_thua")
    qgis(gpkg(land), tmp_path)
    edited = pyogrio.read_dataframe(gpkg(land), layer="thua_dat")
    land.run()
    told = findings(land)
    assert "edit_not_harvested" not in told and "decision_stale" not in told and "delivery_edited" in told
    first = delivered(land)
    assert first.loc[before.loc[1].khoa, ["loai_dat", "trang_thai"]].tolist() == ["NTS", "chap_nhan"]
    assert before.loc[6].khoa not in first.index and before.loc[3].khoa not in first.index
    assert sorted(first["so_thu_tu_thua"].dropna()) == [1, 2, 4, 5, 33], "the other part of a split has none"
    holds(first, edited)
    Image.fromarray(np.full((SIDE_PX, SIDE_PX), 250, np.uint8)).save(land.raw / CODE / "maps" / "to_1.png")
    assert land.run()["parcels maps/to_1.png"] == 1
    assert "decision_stale" not in findings(land)
    second = delivered(land)
    assert list(second.index) == list(first.index)
    holds(second, edited)


def holds(frame: Any, edited: Any) -> None:
    """Every outline as a technician left it, but where a neighbour's moved corner changed it; all clean."""
    assert len(frame) == len(edited) and shapely.coverage_is_valid(list(frame.geometry))
    for shape in edited.geometry:
        off_m2 = frame.geometry.symmetric_difference(shape).area.min()
        assert off_m2 < 40, "a shape that was edited is not there"
    exact = sum(frame.geometry.symmetric_difference(shape).area.min() < 0.1 for shape in edited.geometry)
    assert exact >= len(edited) - 2


def test_edits_are_taken_by_the_verb_once(land: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--data-raw", str(land.raw), "--data-out", str(land.out)]
    edit(land, "UPDATE thua_dat SET loai_dat = 'NTS', ma_dinh_danh = 'x' WHERE so_thu_tu_thua = 1")
    assert main(["harvest", CODE, *folders]) == 0
    assert main(["harvest", CODE, *folders]) == 0
    said = capsys.readouterr()
    assert "1 new decisions are in the journal, 1 edits became none" in said.err
    assert "0 new decisions" in said.err and "Mã định danh" in said.out
    assert [(each.field, each.value) for each in known(land)] == [("code", "NTS")]
    land.run()
    assert len(known(land)) == 1 and "edit_not_harvested" in findings(land)


def test_a_copy_of_another_delivery_is_refused(
    land: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Path(shutil.copy(gpkg(land), tmp_path / "copy.gpkg"))
    folders = ["--data-raw", str(land.raw), "--data-out", str(land.out)]
    edit(land, "UPDATE thua_dat SET loai_dat = 'NTS' WHERE so_thu_tu_thua = 1")
    land.run()
    assert main(["harvest", CODE, "--file", str(copy), *folders]) == 2
    assert "is not of the last delivery" in capsys.readouterr().err
    assert len(known(land)) == 1


@pytest.mark.parametrize("harm", ["results", "file"])
def test_edits_that_cannot_be_known_are_kept_and_told(land: Archive, harm: str) -> None:
    edit(land, "UPDATE thua_dat SET loai_dat = 'NTS' WHERE so_thu_tu_thua = 1")
    if harm == "results":
        shutil.rmtree(land.out / CODE / ".work" / "delivered")
    else:
        gpkg(land).write_bytes(b"of a person")
    land.run()
    assert not known(land) and {"edit_not_harvested", "delivery_edited"} <= set(findings(land))
    assert len(list((land.out / CODE / "kept").glob(f"*/{CODE}.gpkg"))) == 1


def test_a_geopackage_that_no_manifest_tells_of_is_kept_and_told(land: Archive) -> None:
    shutil.rmtree(land.out / CODE)
    gpkg(land).parent.mkdir(parents=True)
    gpkg(land).write_bytes(b"somebody's")
    land.run()
    (kept,) = (land.out / CODE / "kept").rglob(gpkg(land).name)
    assert kept.read_bytes() == b"somebody's"
    assert len(delivered(land)) == len(PLOTS)


def test_a_journal_that_cannot_be_written_costs_no_edit(land: Archive) -> None:
    edit(land, "UPDATE thua_dat SET loai_dat = 'NTS' WHERE so_thu_tu_thua = 1")
    (land.raw / CODE / "review").write_text("a file where the folder belongs")
    land.run()
    assert {"edit_not_harvested", "delivery_edited"} <= set(findings(land))
