#!/usr/bin/python3
"""Open a delivery in real QGIS without a screen, the way a land officer does, and say what is wrong.

    /usr/bin/python3 tools/check_qgis.py data_out/07330/07330.gpkg pictures/

Runs with the system's Python that has QGIS (Debian: apt-get install python3-qgis qgis-providers). Layers are
checked by themselves with their default styles, then the project inside the file: groups, styles, relations,
themes, bookmarks, print layouts. Draws a PNG of each theme and the two layouts as PDF into the folder.
Prints one JSON line; exit status 0 when everything holds.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())

import qgis.utils
from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsLayoutExporter,
    QgsLayoutItemAttributeTable,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm, QgsGui
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import QPushButton, QTabWidget
from qgis_window import Tools, Window

DRAWN = {
    "thua_dat": True,
    "doi_tuong_chiem_dat": True,
    "to_ban_do": True,
    "diem_khong_che": True,
    "phat_hien": True,
}
LABELLED = ("thua_dat", "doi_tuong_chiem_dat", "to_ban_do", "diem_khong_che")
LAYERS = (*DRAWN, "ho_so")
THEMES = {"Loại đất", "Trạng thái", "Kiểm tra", "Đối chiếu bản quét", "Trích lục", "Tờ bản đồ"}
LAYOUTS = {"Trích lục", "Tờ bản đồ"}
HOLDER_LAYOUT = "Phiếu chủ sử dụng"  # where holders are delivered
ACTIONS = ["Mọi thửa của chủ này", "Phiếu của chủ này (PDF)"]
TABS = ["Thửa", "Sổ", "Giấy tờ", "Phát hiện", "Ảnh", "Nguồn gốc"]
PROTECTED_TABS = {"Giấy tờ", "Ảnh"}
RELATIONS = {"Hồ sơ của thửa", "Phát hiện của thửa", "Nguồn gốc của thửa"}
# Not in the public edition, whose rows have no key and which has no papers of persons.
PROTECTED = {"Nguồn gốc của dòng sổ", "Giấy chứng nhận của thửa", "Hình trên giấy của thửa"}
GROUPS = ["Kiểm tra", "Định vị", "Nguồn gốc", "Giấy tờ có hình", "Bản đồ địa chính", "Sổ sách"]
PROTECTED_GROUPS = {"Giấy tờ có hình"}
SIZE_PX = (1100, 850)
LEAST_COLOURS = 8  # a picture with fewer shows nothing


class Check:
    """What was found wrong, and facts worth printing."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.facts: dict[str, object] = {}

    def hold(self, condition: bool, what: str) -> None:
        """Note ``what`` where the condition does not hold."""
        if not condition:
            self.wrong.append(what)


def check_layer(check: Check, path: Path, name: str) -> None:
    """A layer opened alone: its default style brings renderer, labels, names of columns, value lists."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    check.hold(layer.isValid(), f"{name}: does not open")
    if not layer.isValid():
        return
    fields = [field.name() for field in layer.fields()]
    named = sum(bool(layer.attributeAlias(index)) for index in range(len(fields)))
    check.hold(named == len(fields) - 1, f"{name}: {named} of {len(fields) - 1} columns have a name")
    check.hold(bool(layer.displayExpression()), f"{name}: no display name")
    if name in DRAWN:
        check.hold(layer.renderer().type() == "categorizedSymbol", f"{name}: no style")
        check.hold(bool(layer.mapTipTemplate()), f"{name}: no map tip")
        check.hold(
            layer.hasSpatialIndex() == QgsFeatureSource.SpatialIndexPresent, f"{name}: no spatial index"
        )
        check.hold(layer.crs().isValid(), f"{name}: no reference system")
    check.hold(layer.labelsEnabled() == (name in LABELLED), f"{name}: labels")
    for index, field in enumerate(fields):
        if field in ("trang_thai", "muc", "loai_dat"):
            check.hold(layer.editorWidgetSetup(index).type() == "ValueMap", f"{name}.{field}: no list")


PEOPLES = {
    "thua_dat": {"so_thu_tu_thua", "dien_tich_ban_do", "loai_dat", "loai_dat_ban_do", "trang_thai"},
    "doi_tuong_chiem_dat": {"loai_dat"},
}


def check_form(check: Check, layer: QgsVectorLayer) -> None:
    """What people decide can be edited, what is computed cannot; saving accepts."""
    config, fields = layer.editFormConfig(), layer.fields()
    open_ = {field.name() for index, field in enumerate(fields) if not config.readOnly(index)}
    name = layer.dataProvider().uri().table() or layer.source().partition("layername=")[2]
    check.hold(open_ - {"fid"} == PEOPLES[name], f"{name}: {sorted(open_)} can be edited")
    if name == "thua_dat":
        saved = layer.defaultValueDefinition(fields.indexOf("trang_thai"))
        check.hold(saved.applyOnUpdate() and "chap_nhan" in saved.expression(), "status is not set on save")
        check.hold(bool(layer.constraintExpression(fields.indexOf("so_thu_tu_thua"))), "no rule for numbers")


def check_project(check: Check, project: QgsProject) -> None:
    """The project's parts, all there and valid."""
    root = project.layerTreeRoot()
    groups = [group.name() for group in root.findGroups()]
    expected = [group for group in GROUPS if group not in PROTECTED_GROUPS or names_holders(project)]
    check.hold(groups[: len(expected)] == expected, f"groups: {groups}")
    for layer in project.mapLayers().values():
        check.hold(layer.isValid(), f"project: {layer.name()} does not open")
    relations = {
        relation.name(): relation.isValid() for relation in project.relationManager().relations().values()
    }
    rows = project.mapLayersByName("Hồ sơ")[0]
    named = RELATIONS | (PROTECTED if "khoa" in rows.fields().names() else set())
    check.hold(relations == dict.fromkeys(named, True), f"relations: {relations}")
    check.hold(set(project.mapThemeCollection().mapThemes()) == THEMES, "themes")
    check.hold(layouts_of(project) == expected_layouts(project), f"layouts: {layouts_of(project)}")
    sheets = project.mapLayersByName("Tờ bản đồ")[0]
    placed = sum(feature.hasGeometry() for feature in sheets.getFeatures())
    marks = project.bookmarkManager().bookmarks()
    check.hold(len(marks) == placed, f"bookmarks: {len(marks)} of {placed}")
    parcels = project.mapLayersByName("Thửa đất")[0]
    for layer in (parcels, project.mapLayersByName("Đối tượng chiếm đất")[0]):
        check_form(check, layer)
    protected = {layer.name() for layer in project.mapLayers().values() if getattr(layer, "readOnly", bool)()}
    check.hold({"Phát hiện", "Tờ bản đồ", "Nguồn gốc"} <= protected, f"protected layers: {protected}")
    check.facts |= {
        "layers": len(project.mapLayers()),
        "parcels": parcels.featureCount(),
        "bookmarks": len(marks),
    }
    names = parcels.styleManager().styles()
    check.hold({"Loại đất", "Trạng thái", "Kiểm tra", "Trích lục"} <= set(names), f"styles: {names}")


def layouts_of(project: QgsProject) -> set[str]:
    """The names of the project's print layouts."""
    return {layout.name() for layout in project.layoutManager().printLayouts()}


def names_holders(project: QgsProject) -> bool:
    """Whether this edition has holders."""
    return "ten_chu" in project.mapLayersByName("Hồ sơ")[0].fields().names()


def expected_layouts(project: QgsProject) -> set[str]:
    """The layouts of this edition."""
    return LAYOUTS | ({HOLDER_LAYOUT} if names_holders(project) else set())


def open_form(check: Check, project: QgsProject, folder: Path) -> None:
    """The form of a parcel, as it opens on a click, with its register rows and findings in tabs."""
    parcels = project.mapLayersByName("Thửa đất")[0]
    queued = QgsFeatureRequest().setFilterExpression("\"trang_thai\"='can_kiem_tra'")
    feature = next(parcels.getFeatures(queued), None) or next(parcels.getFeatures(), None)
    if feature is None:
        return
    QgsGui.editorWidgetRegistry().initEditors()
    tools, context = Tools(), QgsAttributeEditorContext()
    context.setVectorLayerTools(tools)
    form = QgsAttributeForm(parcels, feature, context)
    form.resize(760, 900)
    form.show()
    (tabs, *_) = form.findChildren(QTabWidget)
    titles = [tabs.tabText(place) for place in range(tabs.count())]
    wanted = [tab for tab in TABS if tab not in PROTECTED_TABS or names_holders(project)]
    check.hold(titles == wanted, f"form: {titles}")
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        QgsApplication.processEvents()
        form.grab().save(str(folder / f"form_{place + 1}.png"))
    buttons = {button.text() for button in form.findChildren(QPushButton)}
    check.hold(not names_holders(project) or set(ACTIONS) <= buttons, f"form: buttons {sorted(buttons)}")
    config = parcels.editFormConfig()
    listed = [part for tab in config.tabs()[1:] for part in tab.children()]
    lists = [part for part in listed if hasattr(part, "relation")]
    check.hold(lists and all(part.relation().isValid() for part in lists), "form: lists are empty")


def search(check: Check, project: QgsProject) -> None:
    """A parcel and a row are found by what people type, with and without accents."""
    for name in ("Thửa đất", "Hồ sơ"):
        layer = project.mapLayersByName(name)[0]
        row = next((each for each in layer.getFeatures() if each["so_thu_tu_thua"]), None)
        if row is None:
            continue
        sheet, number = row["so_hieu_to_ban_do"], row["so_thu_tu_thua"]
        typed = [f"{sheet}/{number}", f"Tờ {sheet} thửa {number}", f"to {sheet} thua {number}"]
        if names_holders(project) and row["tim_kiem"]:
            typed += row["tim_kiem"].split(" · ")
        for text in typed:
            found = found_by(layer, text)
            check.hold(row.id() in found, f"{name}: {text!r} is not found")


def found_by(layer: QgsVectorLayer, text: str) -> set[int]:
    """The rows that QGIS's search offers for a text, by the layer's display expression."""
    pattern = QgsExpression.quotedString(f"%{text}%")
    request = QgsFeatureRequest().setFilterExpression(f"({layer.displayExpression()}) ilike {pattern}")
    return {feature.id() for feature in layer.getFeatures(request)}


def act(check: Check, project: QgsProject) -> None:
    """What a row's buttons do: the land of its holder is selected on the map, its sheet is opened.

    Of the holder of the most land, who is the one that an expression may not hold.
    """
    parcels, records = (project.mapLayersByName(name)[0] for name in ("Thửa đất", "Hồ sơ"))
    actions = {action.name(): action.command() for action in records.actions().actions()}
    wanted = ["Đến thửa trên bản đồ", *(ACTIONS if names_holders(project) else [])]
    check.hold(sorted(actions) == sorted(wanted), f"actions: {sorted(actions)}")
    keys = {key_of(parcel) for parcel in parcels.getFeatures()}
    on_map = [each for each in records.getFeatures() if key_of(each) in keys]
    if not on_map:
        return
    holders = Counter(each["ten_chu"] for each in on_map) if names_holders(project) else Counter()
    row = max(on_map, key=lambda each: holders[each["ten_chu"]] if holders else 0)
    window = qgis.utils.iface = Window()
    for name, command in actions.items():
        scopes = QgsExpressionContextUtils.globalProjectLayerScopes(records)
        context = QgsExpressionContext(scopes)
        context.setFeature(row)
        exec(QgsExpression.replaceExpressionText(command, context), {})  # noqa: S102  as QGIS does
        if name == "Đến thửa trên bản đồ":
            shown = [key_of(parcel) for parcel in parcels.selectedFeatures()]
            check.hold(shown == [key_of(row)], f"{name}: {shown}")
        elif name == ACTIONS[0]:
            own = {key_of(each) for each in records.getFeatures() if each["ten_chu"] == row["ten_chu"]}
            shown = {key_of(parcel) for parcel in parcels.selectedFeatures()}
            check.hold(shown == own & keys, f"{name}: {shown}")
    if names_holders(project):
        check.hold(window.opened == [HOLDER_LAYOUT, row["ten_chu"]], f"holder's sheet: {window.opened}")


def key_of(row: object) -> tuple[object, ...]:
    """By which parcels and rows belong together."""
    return tuple(row[name] for name in ("ma_xa_cu", "so_hieu_to_ban_do", "so_thu_tu_thua"))


def draw_themes(check: Check, project: QgsProject, folder: Path) -> None:
    """A picture of each theme: the whole commune, and a place near its middle with labels."""
    parcels = project.mapLayersByName("Thửa đất")[0]
    whole = QgsRectangle(parcels.extent())
    if whole.isEmpty():
        return
    # Sheets may lie apart, so the middle of all may show nothing.
    shapes = [parcel.geometry() for parcel in parcels.getFeatures()]
    middle = min((shape.centroid().asPoint() for shape in shapes), key=whole.center().distance)
    near = QgsRectangle.fromCenterAndSize(middle, 200, 155)
    for theme in sorted(THEMES):
        for name, extent in (("whole", whole), ("near", near)):
            path = folder / f"theme_{theme.replace(' ', '_')}_{name}.png"
            draw(check, project, theme, extent, path)


def draw(check: Check, project: QgsProject, theme: str, extent: QgsRectangle, path: Path) -> None:
    """Render one theme into a file."""
    collection = project.mapThemeCollection()
    settings = QgsMapSettings()
    settings.setLayers(ordered(project, collection.mapThemeVisibleLayers(theme)))
    settings.setLayerStyleOverrides(collection.mapThemeStyleOverrides(theme))
    settings.setDestinationCrs(project.crs())
    settings.setOutputSize(QSize(*SIZE_PX))
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    picture.save(str(path))
    check.hold(not job.errors(), f"theme {theme}: {[error.message for error in job.errors()]}")
    seen = {picture.pixel(x, y) for x in range(0, SIZE_PX[0], 7) for y in range(0, SIZE_PX[1], 7)}
    check.hold(len(seen) >= LEAST_COLOURS, f"theme {theme}: {len(seen)} colours in {path.name}")


def ordered(project: QgsProject, layers: list) -> list:
    """Layers from top to bottom as the tree has them."""
    shown = {layer.id() for layer in layers}
    return [layer for layer in project.layerTreeRoot().layerOrder() if layer.id() in shown]


def print_layout(check: Check, project: QgsProject, name: str, folder: Path) -> None:
    """One page of the layout's atlas as PDF; scales are those of the project, as in the layout window."""
    layout = project.layoutManager().layoutByName(name)
    if layout is None:
        return
    layout.renderContext().setPredefinedScales(project.viewSettings().mapScales())
    atlas = layout.atlas()
    pages = atlas.updateFeatures() if hasattr(atlas, "updateFeatures") else atlas.count()
    check.facts[f"pages_{name}"] = pages
    check.hold(pages > 0 or check.facts.get("parcels") == 0, f"layout {name}: no pages")
    if pages <= 0:
        return
    atlas.beginRender()
    atlas.seekTo(pages // 2)
    atlas.refreshCurrentFeature()
    if name == "Trích lục":
        check_edges(check, layout)
        check_use(check, layout)
    if name == HOLDER_LAYOUT:
        check_rows(check, layout)
    path = folder / f"{name.replace(' ', '_')}.pdf"
    done = QgsLayoutExporter(layout).exportToPdf(str(path), QgsLayoutExporter.PdfExportSettings())
    atlas.endRender()
    check.hold(done == QgsLayoutExporter.Success, f"layout {name}: not printed")


def check_edges(check: Check, layout: QgsPrintLayout) -> None:
    """The first edge of an extract's table begins at the corner in the north-west and goes clockwise."""
    shape = layout.atlas().coverageLayer().getFeature(layout.reportContext().feature().id()).geometry()
    ring = shape.asMultiPolygon()[0][0][:-1]
    if sum(a.x() * b.y() - b.x() * a.y() for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) > 0:
        ring = ring[::-1]
    first = min(range(len(ring)), key=lambda place: ring[place].x() - ring[place].y())
    length = ring[first].distance(ring[(first + 1) % len(ring)])
    told = layout.itemById("trich_luc_canh").currentText().splitlines()[3].replace("│", " ").split()
    said = float(told[-1].replace(".", "").replace(",", "."))
    check.hold(told[:3] == ["1", "-", "2"] and abs(said - length) < 0.006, f"edges: {told}, {length}")


def check_use(check: Check, layout: QgsPrintLayout) -> None:
    """Paper has the whole name of a land use, where lists have what fits into a form."""
    use = layout.reportContext().feature()["loai_dat"]
    text = layout.itemById("trich_luc_noi_dung").currentText()
    (line,) = (each for each in text.splitlines() if each.startswith("3. "))
    check.hold(not use or (f": {use} – " in line and "…" not in line), f"land use: {line}")


def check_rows(check: Check, layout: QgsPrintLayout) -> None:
    """A holder's sheet lists all rows of its name."""
    records, holder = layout.atlas().coverageLayer(), layout.reportContext().feature()["ten_chu"]
    own = [row for row in records.getFeatures() if row["ten_chu"] == holder]
    tables = [each for each in layout.multiFrames() if isinstance(each, QgsLayoutItemAttributeTable)]
    listed = [len(table.contents()) for table in tables]
    check.hold(listed == [len(own)], f"holder's sheet: {listed} of {len(own)} rows")


def copied(path: Path) -> Path:
    """A copy elsewhere beside the scans: QGIS writes into what it opens, and a delivery may be moved."""
    folder = Path(tempfile.mkdtemp())
    if (path.parent / "maps").is_dir():
        (folder / "maps").symlink_to(path.parent / "maps")
    return Path(shutil.copy(path, folder))


def main() -> int:
    """Check the file named first, draw into the folder named second."""
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    path = copied(Path(sys.argv[1]).resolve())
    application = QgsApplication([], True)
    application.initQgis()
    check = Check()
    for name in LAYERS:
        check_layer(check, path, name)
    project = QgsProject.instance()
    read = project.read(f"geopackage:{path}?projectName={path.stem}")
    check.hold(read, f"project: {project.error()}")
    if read:
        check_project(check, project)
        open_form(check, project, folder)
        search(check, project)
        act(check, project)
        draw_themes(check, project, folder)
        for name in sorted(expected_layouts(project)):
            print_layout(check, project, name, folder)
    print(json.dumps({"wrong": check.wrong, **check.facts}, ensure_ascii=False))
    sys.stdout.flush()
    return 1 if check.wrong else 0


if __name__ == "__main__":
    os._exit(main())  # QGIS may crash while it is taken down, after all is done
