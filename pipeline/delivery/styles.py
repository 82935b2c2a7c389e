"""How QGIS shows the layers: colours, labels, names of columns, lists of values, tips. Made without QGIS.

A style lies in the file's table ``layer_styles`` and is loaded by itself when the layer is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from pipeline.delivery import layers
from pipeline.delivery.actions import actions_of
from pipeline.delivery.forms import fields_of, tabs_of
from pipeline.delivery.gpkg import Style
from pipeline.delivery.layers import Layer
from pipeline.delivery.palette import (
    LEVEL_COLOURS,
    OTHER_USE,
    STATUS_COLOURS,
    land_use_colour,
    land_use_name,
    main_use,
)
from pipeline.delivery.templating import render

# Styles by the names that themes and print layouts choose them by; a layer's first is its default.
BY_USE, BY_STATUS, TO_CHECK, OUTLINES, EXTRACT = (
    "Loại đất",
    "Trạng thái",
    "Kiểm tra",
    "Ranh giới",
    "Trích lục",
)
_SEARCHED = (layers.PARCELS, layers.RECORDS)
_PARCEL_LABELS = 5000  # the smallest scale of a cadastral sheet with parcels (TT 25/2014, Art. 6)
_DARK = "60,60,60,255"
_BLUE = "21,101,192,255"
_NUMBER = '"so_thu_tu_thua"'
_MAIN_USE = "regexp_substr(\"loai_dat\",'^([A-Z]+)')"


# Corners of a parcel are counted clockwise from the one farthest to the north-west (rings are stored the
# other way round). An expression of @ring, its @count of corners, and the place of the @first; the place of a
# corner tells its number and its number its place by the same sum.
CORNERS = (
    "with_variable('ring',exterior_ring(geometry_n($geometry,1)),"
    "with_variable('count',num_points(@ring)-1,"
    "with_variable('first',with_variable('west',array_foreach(generate_series(1,@count),"
    "x(point_n(@ring,@element))-y(point_n(@ring,@element))),array_find(@west,array_min(@west))+1),"
)
CORNER_OF = "((@first-{0}+@count)%@count)+1"


@dataclass(frozen=True, slots=True)
class _Symbol:
    """``computed``: options that a QGIS expression gives for each shape."""

    kind: str
    drawn: str
    options: Mapping[str, str]
    computed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Category:
    """``corners`` is drawn at each corner of a shape."""

    value: str
    title: str
    symbol: _Symbol
    corners: _Symbol | None = None


@dataclass(frozen=True, slots=True)
class _Label:
    """``from_scale``: denominator from which on it is shown; ``size`` in points; not ``centred``: beside.

    Not ``whole``: in the middle of that part of the shape that is seen.
    """

    expression: str
    from_scale: int
    size: float
    colour: str = "20,20,20,255"
    centred: bool = True
    below_mm: float = 0.0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Look:
    """All that is drawn for a layer. ``classify`` is a QGIS expression that gives a category's value."""

    classify: str = ""
    categories: tuple[_Category, ...] = ()
    label: _Label | None = None
    display: str = ""
    tip: str = ""


def layer_styles(frames: Mapping[str, pd.DataFrame]) -> list[Style]:
    """The styles of all layers; land-use classes are those that occur, so that legends stay short."""
    uses = _land_use_categories(frames[layers.PARCELS.name]["loai_dat"])
    objects = _land_use_categories(frames[layers.OBJECTS.name]["loai_dat"])
    looks = [
        (layers.PARCELS, BY_USE, _parcels(_MAIN_USE, uses, _Label(_coded_fraction(), _PARCEL_LABELS, 6.5))),
        (layers.PARCELS, BY_STATUS, _parcels('"trang_thai"', _statuses())),
        (layers.PARCELS, TO_CHECK, _to_check()),
        (layers.PARCELS, OUTLINES, _outlines()),
        (layers.PARCELS, EXTRACT, _extract()),
        (layers.OBJECTS, "Đối tượng", _objects(objects)),
        (layers.SHEETS, "Khung tờ", _sheets()),
        (layers.POINTS, "Điểm khống chế", _points()),
        (layers.ORIGINS, "Chỗ đọc", _origins()),
        (layers.FINDINGS, "Mức độ", _findings()),
        (layers.FINDINGS, TO_CHECK, _open_findings()),
        (layers.RECORDS, "Hồ sơ", _Look()),
        (layers.CERTIFICATES, "Giấy chứng nhận", _certificates()),
        (layers.PAPER_OUTLINES, "Hình trên giấy", _paper_outlines()),
        (layers.PICTURES, "Ảnh", _Look(display='concat(represent_value("loai"),\' \',"khoa")')),
    ]
    looks = [each for each in looks if each[0].name in frames]
    first = {layer: name for layer, name, _ in reversed(looks)}
    return [
        replace(_style(layer, name, look, frames), default=name == first[layer])
        for layer, name, look in looks
    ]


def _style(layer: Layer, name: str, look: _Look, frames: Mapping[str, pd.DataFrame]) -> Style:
    frame = frames[layer.name]
    body = render(
        "layer_body.qml",
        classify=look.classify,
        categories=look.categories,
        label=look.label,
        display=_found_by(frame) if layer in _SEARCHED else look.display,
        tip=look.tip,
        columns=fields_of(layer, frame),
        tabs=tabs_of(layer, frames),
        actions=actions_of(layer, frames),
    )
    labelled = look.label is not None
    qml = render("layer.qml", body=body, labelled=labelled)
    return Style(layer.name, name, qml, body, labelled, default=False)


def _found_by(frame: pd.DataFrame) -> str:
    """What a search looks at: sheet and number as people write them, old numbers, holders and places."""
    old = "if(\"so_thua_cu\" is null,'',concat(' · cũ ',\"so_hieu_to_cu\",'/',\"so_thua_cu\"))"
    names = ",coalesce(concat(' – ',\"tim_kiem\"),'')" if "tim_kiem" in frame else ""
    sheet, number = '"so_hieu_to_ban_do"', f"coalesce({_NUMBER},'?')"
    written = f"'Tờ ',{sheet},' thửa ',{number},' · ',{sheet},'/',{number}"
    return f"concat({written},{old}{names},' · to ',{sheet},' thua ',{number})"


def _rgb(colour: str, alpha: int = 255) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + f",{alpha}"


def _fill(colour: str, alpha: int = 200, outline: str = _DARK, width_mm: float = 0.15) -> _Symbol:
    options = {
        "color": _rgb(colour, alpha),
        "style": "solid" if alpha else "no",
        "outline_color": outline,
        "outline_style": "solid",
        "outline_width": str(width_mm),
        "outline_width_unit": "MM",
        "joinstyle": "miter",
    }
    return _Symbol("fill", "SimpleFill", options)


def _marker(colour: str, name: str, size_mm: float) -> _Symbol:
    options = {
        "color": _rgb(colour),
        "name": name,
        "size": str(size_mm),
        "size_unit": "MM",
        "outline_color": _rgb(colour) if name == "cross" else "255,255,255,255",
        "outline_width": "0.4" if name == "cross" else "0.25",
    }
    return _Symbol("marker", "SimpleMarker", options)


def _land_use_categories(codes: Iterable[str | None]) -> tuple[_Category, ...]:
    present = sorted({main_use(code) for code in codes if isinstance(code, str)})
    known = [_Category(use, f"{use} – {land_use_name(use)}", _fill(land_use_colour(use))) for use in present]
    return (*known, _Category("", "Chưa rõ loại đất", _fill(OTHER_USE)))


def _shown(column: str) -> str:
    """A column's value in the HTML of a tip: as text, whatever it says."""
    return _as_text(f'"{column}"')


def _named(column: str) -> str:
    """The name for people of a column's code in the HTML of a tip."""
    return _as_text(f'represent_value("{column}")')


def _as_text(expression: str) -> str:
    return f"[% replace({expression},map('&','&amp;','<','&lt;','>','&gt;')) %]"  # in the order of the keys


def _statuses() -> tuple[_Category, ...]:
    return tuple(
        _Category(value, title, _fill(STATUS_COLOURS[value], 130)) for value, title in layers.STATUS.items()
    )


def _parcels(classify: str, categories: tuple[_Category, ...], label: _Label | None = None) -> _Look:
    return _Look(
        classify,
        categories,
        label or _Label(_fraction(), from_scale=_PARCEL_LABELS, size=6.5),
        tip=(
            f"<b>Thửa {_shown('so_thu_tu_thua')}</b>, tờ {_shown('so_hieu_to_ban_do')} ({_shown('ma_xa_cu')})"
            f"<br>Loại đất: {_shown('loai_dat')}<br>Hình: {_shown('dien_tich')} m²"
            f" · nhãn: {_shown('dien_tich_ban_do')} m² · sổ: {_shown('dien_tich_phap_ly')} m²"
            f"<br>Trạng thái: {_named('trang_thai')}"
        ),
    )


def _fraction() -> str:
    """Number over area, as the circular writes a parcel's label (App. 01, symbol 59)."""
    area = 'format_number(coalesce("dien_tich_ban_do","dien_tich"),1,\'vi\')'
    bar = f"rpad('',max(length({_NUMBER}),length({area})),'―')"
    return f"concat(coalesce({_NUMBER},'?'),'\\n',{bar},'\\n',{area})"


def _coded_fraction() -> str:
    """The land-use code before number over area, as on the sheet itself."""
    return f"concat(coalesce(nullif(concat(\"loai_dat\",' '),' '),''),{_fraction()})"


def _to_check() -> _Look:
    """Only parcels that wait for a person are filled, over the scan; each says what is read differently."""
    area = _difference("dien_tich_ban_do", "dien_tich_phap_ly", "format_number({},1,'vi')")
    code = _difference("loai_dat_ban_do", "loai_dat_ho_so", "{}")
    text = f"if(\"trang_thai\"='can_kiem_tra',concat('Thửa ',coalesce({_NUMBER},'?'),{area},{code}),'')"
    thin = _fill("#ffffff", 0, "90,90,90,160", 0.1)
    waiting = _fill(STATUS_COLOURS["can_kiem_tra"], 50, _rgb(STATUS_COLOURS["can_kiem_tra"]), 0.6)
    return _parcels(
        '"trang_thai"',
        tuple(
            _Category(value, title, waiting if value == "can_kiem_tra" else thin)
            for value, title in layers.STATUS.items()
        ),
        _Label(text, from_scale=_PARCEL_LABELS, size=7.5, colour="150,60,0,255", below_mm=4.0),
    )


def _difference(sheet: str, register: str, shown: str) -> str:
    """A line with both values where they differ, a dash for one that is missing; ``shown`` writes a value."""
    sides = (f"coalesce({shown.format(column)},'–')" for column in (f'"{sheet}"', f'"{register}"'))
    line = "concat('\\nnhãn ',{},' ≠ sổ ',{})".format(*sides)
    return f'if("{sheet}" is not "{register}",{line},\'\')'


def _outlines() -> _Look:
    """What was traced, in red over the scan."""
    line = _Category("", "Ranh giới đã vẽ", _fill("#ffffff", 0, "211,47,47,255", 0.3))
    label = _Label(f"coalesce({_NUMBER},'?')", from_scale=_PARCEL_LABELS, size=7, colour="211,47,47,255")
    return _parcels("''", (line,), label)


def _extract() -> _Look:
    """The parcel of an extract with numbered corners, its neighbours thin."""
    corner = f"{CORNERS} if(@geometry_point_num<=@count,{CORNER_OF.format('@geometry_point_num')},''))))"
    corners = _Symbol(
        "marker",
        "FontMarker",
        {"font": "DejaVu Sans", "chr": "1", "size": "2.6", "color": _rgb("#b71c1c"), "offset": "1.5,-1.3"},
        {"char": corner},
    )
    return _parcels(
        "if($id=@atlas_featureid,'thua','ke')",
        (
            _Category("thua", "Thửa trích lục", _fill("#fff8e1", 160, "0,0,0,255", 0.5), corners),
            _Category("ke", "Thửa liền kề", _fill("#ffffff", 0, _DARK, 0.15)),
        ),
        _Label(_coded_fraction(), from_scale=10_000, size=7.5, whole=False),
    )


def _objects(categories: tuple[_Category, ...]) -> _Look:
    return _Look(
        _MAIN_USE,
        categories,
        _Label('"loai_dat"', from_scale=5000, size=6.5, colour="0,80,140,255"),
        display='"loai_dat"',
        tip=f"<b>{_named('loai_dat')}</b><br>{_shown('dien_tich')} m²",
    )


def _sheets() -> _Look:
    return _Look(
        "if(\"trong_han_sai\",'dat','vuot')",
        (
            _Category("dat", "Trong hạn sai", _fill("#ffffff", 0, "30,70,140,255", 0.5)),
            _Category("vuot", "Vượt hạn sai", _fill("#ffffff", 0, "211,47,47,255", 0.7)),
        ),
        _Label("concat('Tờ ',\"so_hieu_to_ban_do\")", from_scale=40_000, size=11, colour="30,70,140,255"),
        display="concat('Tờ ',\"so_hieu_to_ban_do\",' (',\"ma_xa_cu\",')')",
        tip=(
            f"<b>Tờ {_shown('so_hieu_to_ban_do')}</b> ({_shown('ma_xa_cu')}), 1:{_shown('ty_le')}<br>"
            f"Sai số kiểm tra {_shown('sai_so_kiem_tra_m')} m, hạn sai {_shown('han_sai_m')} m"
        ),
    )


def _points() -> _Look:
    return _Look(
        "if(\"su_dung\",'co','khong')",
        (
            _Category("co", "Được dùng", _marker("#1b5e20", "cross", 2.6)),
            _Category("khong", "Bị loại", _marker("#d32f2f", "cross", 2.6)),
        ),
        _Label('"sai_so_m"', from_scale=1000, size=6, centred=False),
        display="concat(\"loai\",' ',\"sai_so_m\",' m')",
        tip=f"{_named('loai')}: {_shown('sai_so_m')} m",
    )


def _origins() -> _Look:
    return _Look(
        "'khung'",
        (_Category("khung", "Khung chữ", _fill("#ffffff", 0, "123,31,162,255", 0.3)),),
        display='concat(represent_value("truong"),\': \',"gia_tri",\' – \',"nguoi_doc")',
        tip=f"<b>{_named('truong')}: {_shown('gia_tri')}</b><br>{_named('tai_lieu')}, {_shown('nguoi_doc')}",
    )


def _findings() -> _Look:
    sizes = {"chan": 4.0, "loi": 3.4, "canh_bao": 2.8, "ghi_chu": 2.0}
    return _Look(
        '"muc"',
        tuple(
            _Category(value, title, _marker(LEVEL_COLOURS[value], "circle", sizes[value]))
            for value, title in layers.LEVEL.items()
        ),
        display='"mo_ta"',
        tip=f"<b>{_named('muc')}</b>: {_shown('mo_ta')}<br><i>{_shown('viec_can_lam')}</i>",
    )


def _certificates() -> _Look:
    """A certificate is found by its serial number and its parcel."""
    return _Look(display=f"concat(\"so_phat_hanh\",' – tờ ',\"so_hieu_to_ban_do\",' thửa ',{_NUMBER})")


def _paper_outlines() -> _Look:
    """What papers say, in blue beside what was traced; dashed where that waits for a person."""
    solid, dashed = (_fill("#ffffff", 0, _BLUE, 0.4) for _ in range(2))
    dashed = replace(dashed, options={**dashed.options, "outline_style": "dash"})
    return _Look(
        '"trang_thai"',
        (_Category("khop", "Khớp bản đồ", solid), _Category("can_kiem_tra", "Cần kiểm tra", dashed)),
        _Label(f"coalesce({_NUMBER},'?')", from_scale=_PARCEL_LABELS, size=7, colour=_BLUE),
        display=f"concat(represent_value(\"loai_giay\"),' – tờ ',\"so_hieu_to_ban_do\",' thửa ',{_NUMBER})",
        tip=f"<b>{_named('loai_giay')}</b><br>{_shown('dien_tich')} m²",
    )


def _open_findings() -> _Look:
    """Findings that ask for a decision. Notes have no class: a theme would switch on one that is off."""
    look = _findings()
    asking = tuple(category for category in look.categories if category.value != "ghi_chu")
    return replace(look, categories=asking)
