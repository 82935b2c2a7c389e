from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.delivery.deliver import deliver
from pipeline.delivery.layers import LAYERS, PARCELS
from pipeline.model import Commune

PREFIX = "layer_of_commune_"


def project_of(path: Path) -> ElementTree.Element:
    with sqlite3.connect(path) as database:
        ((name, content),) = database.execute("SELECT name, content FROM qgis_projects").fetchall()
    assert name == path.stem
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(content))) as archive:
        (inside,) = archive.namelist()
        return ElementTree.fromstring(archive.read(inside).split(b"\n", 1)[1])


@pytest.fixture
def projects(commune: Commune, folder: Path) -> dict[str, ElementTree.Element]:
    picture = folder / "maps" / "07321_1.tif"
    picture.write_bytes(b"stands for a picture")
    (folder / "maps" / "of_a_person.tif").write_bytes(b"is no sheet's")
    delivery = deliver(commune, folder, {picture.name: picture})
    return {path.name: project_of(path) for path in (delivery.gpkg, delivery.public_gpkg)}


def names(project: ElementTree.Element, tag: str) -> list[str]:
    return [node.get("name", "") for node in project.iter(tag)]


def test_each_edition_has_a_project_of_its_own_layers(projects: dict[str, ElementTree.Element]) -> None:
    for name, project in projects.items():
        sources = [node.text for node in project.iter("datasource")]
        held = [layer for layer in LAYERS if not (layer.personal and "cong_khai" in name)]
        layers = [f"./{name}|layername={layer.name}" for layer in held]
        assert sources == [*layers, "./maps/07321_1.tif"]
        tree = project.find("layer-tree-group")
        assert tree is not None
        assert [node.get("source") for node in tree.iter("layer-tree-layer")] == sources
        assert all(f"./{name}|" in str(node.get("coverageLayerSource")) for node in project.iter("Atlas"))


def test_groups_follow_what_people_look_for(projects: dict[str, ElementTree.Element]) -> None:
    groups = [name for name in names(projects["07330.gpkg"], "layer-tree-group") if name]
    assert groups == [
        "Kiểm tra",
        "Định vị",
        "Nguồn gốc",
        "Giấy tờ có hình",
        "Bản đồ địa chính",
        "Sổ sách",
        "Bản quét đã nắn",
    ]


def test_no_group_is_empty(projects: dict[str, ElementTree.Element]) -> None:
    public = projects["07330_cong_khai.gpkg"]
    assert "Giấy tờ có hình" not in names(public, "layer-tree-group")
    for project in projects.values():
        groups = [group for group in project.iter("layer-tree-group") if group.get("name")]
        assert all(len(group.findall("layer-tree-layer")) for group in groups)


def test_every_layer_is_styled_and_long_enough_named_for_qgis(
    projects: dict[str, ElementTree.Element],
) -> None:
    for node in projects["07330.gpkg"].iter("maplayer"):
        assert len(node.findtext("id") or "") > 16
        if node.get("type") == "vector":
            assert node.find("aliases") is not None
            assert (node.find("renderer-v2") is None) == (node.get("geometry") == "No geometry")


def test_rows_and_findings_hang_on_their_parcel_by_the_whole_key(
    projects: dict[str, ElementTree.Element],
) -> None:
    relations = list(projects["07330.gpkg"].iter("relation"))
    hanging = [
        (str(node.get("referencingLayer")), str(node.get("referencedLayer")), fields_of(node))
        for node in relations
    ]
    whole = ["ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua"]
    wanted = [
        (name, "thua_dat", whole) for name in ("ho_so", "giay_chung_nhan", "hinh_tren_giay", "phat_hien")
    ]
    wanted += [("nguon_goc", "thua_dat", ["khoa"]), ("nguon_goc", "ho_so", ["khoa"])]
    assert [
        (one.removeprefix(PREFIX), other.removeprefix(PREFIX), fields) for one, other, fields in hanging
    ] == wanted


def fields_of(relation: ElementTree.Element) -> list[str]:
    return [str(node.get("referencingField")) for node in relation.iter("fieldRef")]


def test_opinions_hang_on_rows_only_where_rows_have_keys(projects: dict[str, ElementTree.Element]) -> None:
    """The key of a row is made of a file's path, so the public edition has none."""
    assert "nguon_goc_cua_dong" not in [
        node.get("id") for node in projects["07330_cong_khai.gpkg"].iter("relation")
    ]
    assert "nguon_goc_cua_thua" in [
        node.get("id") for node in projects["07330_cong_khai.gpkg"].iter("relation")
    ]


def test_themes_name_layers_and_styles_that_are_there(projects: dict[str, ElementTree.Element]) -> None:
    for project in projects.values():
        styles = {
            node.findtext("id"): set(names(node, "map-layer-style")) for node in project.iter("maplayer")
        }
        themes = list(project.iter("visibility-preset"))
        assert {"Kiểm tra", "Trích lục"} <= {theme.get("name") for theme in themes}
        for layer in (layer for theme in themes for layer in theme.iter("layer")):
            shown = styles[layer.get("id")]
            assert layer.get("style") is None or layer.get("style") in shown
        layouts = [node.get("followPresetName") for node in project.iter("LayoutItem")]
        assert {name for name in layouts if name} <= {theme.get("name") for theme in themes}


def test_theme_for_checking_shows_no_note_and_fills_only_what_waits(
    projects: dict[str, ElementTree.Element],
) -> None:
    layers = {
        str(node.findtext("id")).rpartition("commune_")[2]: node
        for node in projects["07330.gpkg"].iter("maplayer")
    }

    def style(layer: str) -> ElementTree.Element:
        (found,) = (n for n in layers[layer].iter("map-layer-style") if n.get("name") == "Kiểm tra")
        return found

    shown = [node.get("value") for node in style("phat_hien").iter("category")]
    assert shown == ["chan", "loi", "canh_bao"]
    fills = [node.get("value") for node in style("thua_dat").iter("Option") if node.get("name") == "style"]
    order = [node.get("value") for node in style("thua_dat").iter("category")]
    assert {value for value, fill in zip(order, fills, strict=True) if fill == "solid"} == {"can_kiem_tra"}


def test_placed_sheets_have_a_bookmark(projects: dict[str, ElementTree.Element]) -> None:
    marks = list(projects["07330.gpkg"].iter("Bookmark"))
    assert [(mark.get("name"), mark.get("group")) for mark in marks] == [
        ("Tờ 1", "xã Thử Nghiệm (07321)"),
        ("Tờ 2", "xã Thử Nghiệm (07321)"),
    ]


def test_print_layouts_turn_over_parcels_and_sheets(projects: dict[str, ElementTree.Element]) -> None:
    for name, project in projects.items():
        public = "cong_khai" in name
        holders = [] if public else ["Phiếu chủ sử dụng"]
        assert names(project, "Layout") == ["Trích lục", *holders, "Tờ bản đồ"]
        text = "".join(node.get("labelText", "") for node in project.iter("LayoutItem"))
        assert ("ten_chu" in text) == ("cong_khai" not in name)
        assert "CHƯA ĐƯỢC KIỂM TRA" in text
        assert "\n" in text and text.count("[%") == text.count("%]")
        assert "do_tin_cay" not in text, "no probability on paper"
        assert len(list(project.iter("ComposerMapGrid"))) == 1
        assert all('"ma_xa_cu"' in str(node.get("sortKey")) for node in sheets_and_parcels(project))
        assert '"nguon"' not in text, "what goes out of the house on paper names no file of a scan"


def test_forms_have_tabs_with_every_column_that_a_person_needs_and_no_number_of_the_file(
    projects: dict[str, ElementTree.Element],
) -> None:
    for name, project in projects.items():
        form = next(
            node.find("attributeEditorForm")
            for node in project.iter("maplayer")
            if node.findtext("id") == PREFIX + "thua_dat"
        )
        assert form is not None
        tabs = [node.get("name") for node in form]
        personal = {"Giấy tờ", "Ảnh"} if "cong_khai" in name else set()
        every = ["Thửa", "Sổ", "Giấy tờ", "Phát hiện", "Ảnh", "Nguồn gốc"]
        assert tabs == [tab for tab in every if tab not in personal]
        shown = names(form, "attributeEditorField")
        assert "fid" not in shown and len(shown) == len(set(shown))
        held = {column.name for column in PARCELS.columns if not (column.personal and "cong_khai" in name)}
        assert set(shown) == held - {"ma_xa", "tim_kiem"}
        relations = {node.get("id") for node in project.iter("relation")}
        assert {node.get("relation") for node in form.iter("attributeEditorRelation")} <= relations


def test_buttons_of_a_row_know_it_by_its_number_alone(projects: dict[str, ElementTree.Element]) -> None:
    """What was read must never stand in code that is run."""
    for name, project in projects.items():
        codes = {node.get("name"): node.get("action", "") for node in project.iter("actionsetting")}
        assert len(codes) == (1 if "cong_khai" in name else 3)
        for code in codes.values():
            assert set(re.findall(r"\[%(.*?)%\]", code)) == {" @layer_id ", " $id "}
            compile(re.sub(r"\[%.*?%\]", "0", code), "action", "exec")


def sheets_and_parcels(project: ElementTree.Element) -> list[ElementTree.Element]:
    """The atlases over land, whose pages of two old communes must not mix."""
    return [node for node in project.iter("Atlas") if not str(node.get("coverageLayer")).endswith("ho_so")]


def test_empty_commune_has_a_project_too(empty_commune: Commune, folder: Path) -> None:
    project = project_of(deliver(empty_commune, folder, {}).gpkg)
    assert len(list(project.iter("maplayer"))) == len(LAYERS) and project.find("mapcanvas/extent") is None
