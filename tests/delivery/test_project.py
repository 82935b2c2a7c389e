from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.delivery.deliver import deliver
from pipeline.delivery.layers import LAYERS
from pipeline.model import Commune


def project_of(path: Path) -> ElementTree.Element:
    with sqlite3.connect(path) as database:
        ((name, content),) = database.execute("SELECT name, content FROM qgis_projects").fetchall()
    assert name == path.stem
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(content))) as archive:
        (inside,) = archive.namelist()
        return ElementTree.fromstring(archive.read(inside).split(b"\n", 1)[1])


@pytest.fixture
def projects(commune: Commune, folder: Path) -> dict[str, ElementTree.Element]:
    (folder / "maps" / "07321_1.tif").write_bytes(b"stands for a picture")
    delivery = deliver(commune, folder, {})
    return {path.name: project_of(path) for path in (delivery.gpkg, delivery.public_gpkg)}


def test_each_edition_has_a_project_of_its_own_layers(projects: dict[str, ElementTree.Element]) -> None:
    for name, project in projects.items():
        sources = [node.text for node in project.iter("datasource")]
        layers = [f"./{name}|layername={layer.name}" for layer in LAYERS]
        assert sources == [*layers, "./maps/07321_1.tif"]
        tree = [node.get("source") for node in project.iter("layer-tree-layer")]
        assert tree == sources


def test_every_layer_is_styled_and_long_enough_named_for_qgis(
    projects: dict[str, ElementTree.Element],
) -> None:
    for node in projects["07330.gpkg"].iter("maplayer"):
        assert len(node.findtext("id") or "") > 16
        if node.get("type") == "vector":
            assert node.find("aliases") is not None
            assert (node.find("renderer-v2") is None) == (node.get("geometry") == "No geometry")


def test_register_rows_hang_on_their_parcel_by_the_whole_key(
    projects: dict[str, ElementTree.Element],
) -> None:
    fields = [node.get("referencingField") for node in projects["07330.gpkg"].iter("fieldRef")]
    assert fields == ["ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua"]


def test_empty_commune_has_a_project_too(empty_commune: Commune, folder: Path) -> None:
    project = project_of(deliver(empty_commune, folder, {}).gpkg)
    assert len(list(project.iter("maplayer"))) == len(LAYERS) and project.find("mapcanvas/extent") is None
