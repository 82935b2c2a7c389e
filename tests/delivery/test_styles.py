from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from pipeline.delivery.gpkg import Style
from pipeline.delivery.layers import LAYERS
from pipeline.delivery.palette import land_use_colour, land_use_name, land_use_names, main_use
from pipeline.delivery.styles import layer_styles
from pipeline.delivery.tables import tables
from pipeline.model import Commune
from pipeline.values import land_use_codes


@pytest.fixture
def styles(commune: Commune) -> list[Style]:
    return layer_styles(tables(commune))


def parsed(style: Style) -> ElementTree.Element:
    return ElementTree.fromstring(style.qml.split("\n", 1)[1])


def test_every_layer_has_one_default_style_that_is_well_formed(styles: list[Style]) -> None:
    assert sorted(style.layer for style in styles if style.default) == sorted(layer.name for layer in LAYERS)
    for style in styles:
        assert parsed(style).tag == "qgis"


def test_every_column_has_its_name_for_people(styles: list[Style]) -> None:
    by_layer = {style.layer: parsed(style) for style in styles if style.default}
    for layer in LAYERS:
        names = {node.get("field"): node.get("name") for node in by_layer[layer.name].iter("alias")}
        assert names == {column.name: column.title for column in layer.columns}


def test_parcels_have_a_class_for_each_use_that_occurs_and_one_for_the_rest(styles: list[Style]) -> None:
    style = next(style for style in styles if style.layer == "thua_dat" and style.default)
    categories = [node.get("value") for node in parsed(style).iter("category")]
    assert categories == ["LUC", "ONT", ""]
    assert len(list(parsed(style).iter("symbol"))) == 3


def test_tips_show_every_value_as_text(styles: list[Style]) -> None:
    shown = [each for style in styles for each in re.findall(r"\[%(.*?)%\]", tip_of(style))]
    escaped = re.compile(r" replace\([^,]+,map\('&','&amp;','<','&lt;','>','&gt;'\)\) ")
    assert len(shown) > 20 and all(escaped.fullmatch(each) for each in shown)


def tip_of(style: Style) -> str:
    return "".join(node.text or "" for node in parsed(style).iter("mapTip"))


def test_forms_are_no_wider_than_a_window_and_show_long_texts_whole(styles: list[Style]) -> None:
    for style in styles:
        fields = {node.get("name"): node for node in parsed(style).iterfind("fieldConfiguration/field")}
        titles = [option.get("name", "") for node in fields.values() for option in node.iter("Option")]
        assert max(map(len, titles), default=0) <= 36  # uses are cut at 32; a way of fitting is the longest
        hidden = fields["fid"].find("editWidget")
        assert hidden is not None and hidden.get("type") == "Hidden"
        lines = {
            name for name, node in fields.items() if node.find(".//Option[@name='IsMultiline']") is not None
        }
        assert lines == ({"mo_ta", "viec_can_lam"} if style.layer == "phat_hien" else lines & {"ly_do"})


def test_values_are_chosen_from_lists(styles: list[Style]) -> None:
    style = next(style for style in styles if style.layer == "thua_dat" and style.default)
    fields = {node.get("name"): node for node in parsed(style).iterfind("fieldConfiguration/field")}
    widget = fields["trang_thai"].find("editWidget")
    assert widget is not None and widget.get("type") == "ValueMap"
    values = {node.get("value") for node in widget.iter("Option")} - {None}
    assert values == {"khop", "chap_nhan", "can_kiem_tra"}
    uses = {node.get("value") for node in fields["loai_dat"].iter("Option")}
    assert {"LUC", "ONT", "DGT"} <= uses
    assert "ONT+CLN" in uses  # two uses on one parcel: not in any list, but in the commune


def test_land_use_of_two_codes_takes_the_first_for_its_colour() -> None:
    assert main_use("ONT+CLN") == main_use("ONT(NTS)") == "ONT"
    assert land_use_colour("ONT+CLN") == land_use_colour("ONT") == "#ffd0ff"
    assert land_use_name("ONT+CLN") == "Đất ở tại nông thôn + Đất trồng cây lâu năm"
    assert land_use_name("LUC(NTS)") == "Đất chuyên trồng lúa nước + Đất nuôi trồng thủy sản"


def test_every_code_of_2014_has_a_name_and_a_colour_of_its_own_kind() -> None:
    names = land_use_names()
    assert len(names) > 60 and set(names) <= land_use_codes()
    assert not [code for code in names if land_use_colour(code) == "#e0e0e0"]


def test_a_row_is_found_by_its_holder_where_names_are_delivered(commune: Commune) -> None:
    frames = tables(commune)
    without = {name: frame.drop(columns="tim_kiem", errors="ignore") for name, frame in frames.items()}
    for given, named in ((frames, True), (without, False)):
        found = {
            style.layer: parsed(style).findtext("previewExpression") or "" for style in layer_styles(given)
        }
        for layer in ("thua_dat", "ho_so"):
            assert ("tim_kiem" in found[layer]) == named
            assert "so_thua_cu" in found[layer] and "'/'" in found[layer]
            assert "'Tờ '" in found[layer] and "' · to '" in found[layer] and "' thua '" in found[layer]
