"""What other programs say of a delivery, where they are installed: QGIS and GDAL's own validator."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.delivery.deliver import deliver
from pipeline.delivery.rows import RowChanges, row_changes, rows_of
from pipeline.model import Commune, Finding, Reading

SYSTEM_PYTHON = "/usr/bin/python3"
CHECK = Path(__file__).parents[2] / "tools" / "check_qgis.py"


def run(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The system's Python: what it has must not mix with the libraries of this environment."""
    clean = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        [SYSTEM_PYTHON, *words], capture_output=True, text=True, env=clean, timeout=300, check=False
    )


def need(module: str, folder: Path) -> None:
    if not Path(SYSTEM_PYTHON).exists() or run("-c", f"import {module}", folder=folder).returncode:
        pytest.skip(f"the system's Python has no {module}")


QGIS_EDIT = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=thua_dat", "thua_dat", "ogr")
first = next(layer.getFeatures())
field = layer.fields().indexOf("loai_dat")
for value in sys.argv[2:]:
    assert layer.startEditing()
    if value:
        layer.changeAttributeValue(first.id(), field, value)
    assert layer.commitChanges()
del layer
application.exitQgis()
"""


QGIS_TIP = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsExpression, QgsVectorLayer
from qgis.core import QgsExpressionContext, QgsExpressionContextUtils
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=phat_hien", "phat_hien", "ogr")
layer.loadDefaultStyle()
context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
for feature in layer.getFeatures():
    context.setFeature(feature)
    print(QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context))
del layer
application.exitQgis()
"""


@pytest.fixture
def editions(commune: Commune, folder: Path) -> list[Path]:
    """Of a commune in which one holder has more than a hundred rows, as the people's committee has."""
    holder = Reading("Ủy ban nhân dân xã")
    rows = [replace(row, record=replace(row.record, owner=holder)) for row in commune.records]
    delivery = deliver(replace(commune, records=tuple(rows * 4)), folder, {})
    return [delivery.gpkg, delivery.public_gpkg]


def test_gdal_finds_nothing_against_the_standard(editions: list[Path], tmp_path: Path) -> None:
    need("osgeo_utils.samples.validate_gpkg", tmp_path)
    for path in editions:
        done = run("-m", "osgeo_utils.samples.validate_gpkg", "--extra", path, folder=tmp_path)
        assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr


def test_qgis_shows_every_edition_as_it_should(editions: list[Path], tmp_path: Path) -> None:
    need("qgis.core", tmp_path)
    for path in editions:
        before = path.read_bytes()
        done = run(CHECK, path, tmp_path / path.stem, folder=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert path.read_bytes() == before
        assert (tmp_path / path.stem / "Trích_lục.pdf").stat().st_size > 10_000


def test_a_tip_in_qgis_shows_markup_and_expressions_as_text(commune: Commune, folder: Path) -> None:
    need("qgis.core", folder)
    finding = Finding("value_unread", "07321", 1, 3, {"what": "<img src=x>&lt;[% 1 + 1 %]"})
    delivery = deliver(replace(commune, findings=(finding,)), folder, {})
    done = run("-c", QGIS_TIP, delivery.gpkg, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "<b>Cảnh báo</b>: " in done.stdout and "&lt;img src=x&gt;&amp;lt;[% 1 + 1 %]" in done.stdout


@pytest.mark.parametrize(
    ("values", "expected"),
    [([""], []), (["ODT"], [RowChanges("thua_dat", 1, 0, 0)])],
    ids=["edit mode on and off", "a value changed"],
)
def test_what_qgis_writes_is_an_edit_where_a_value_differs(
    editions: list[Path], tmp_path: Path, values: list[str], expected: list[RowChanges]
) -> None:
    need("qgis.core", tmp_path)
    path = editions[0]
    before, content = rows_of(path), path.read_bytes()
    done = run("-c", QGIS_EDIT, path, *values, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert path.read_bytes() != content and row_changes(before, rows_of(path)) == expected
