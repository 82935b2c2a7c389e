"""A commune whose maps are digital: files below ``vectors/``, beside scans where wanted, and the truth."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import shapely
from numpy.random import Generator

from synthetic.boundary_lines import boundary_lines
from synthetic.commune import Land, Order, make_headings, make_land, render_commune
from synthetic.dgn import DgnFile, line_element, text_element
from synthetic.dxf_drawing import CODE_PAGE_1258, DxfForm, Lettering, save_dxf
from synthetic.fabric import Plot
from synthetic.famis_table import save_famis_table
from synthetic.file_numbers import Declared, Move, Numbers, Placing, placing, told_codes
from synthetic.legacy_bytes import Letters, stored_text
from synthetic.line_flaws import Care, Flaw, flawed, missing_edges
from synthetic.map_drawing import (
    Drawing,
    Form,
    frame_and_title,
    leader_lines,
    parcel_labels,
    surroundings,
)  # fmt: skip
from synthetic.map_layers import LAYERINGS, Layering
from synthetic.margins import Heading
from synthetic.parcel_tables import Family, Suffix, TableForm, save_table
from synthetic.planted import Planted
from synthetic.splits import Split, planted_by, split_plots
from synthetic.truth import Truth, write_truth

Kind = Literal["dgn", "dxf", "shp", "tab", "mif", "gpkg", "geojson"]
DRAWN = ("dgn", "dxf")


@dataclass(frozen=True, slots=True)
class DigitalOrder:
    """What to write: the land of ``order`` as files of a kind, and how.

    ``lettering`` of DGN labels may be "cells", of DXF labels "mtext" or "block"; ``shapes`` draws the parcels
    on level 53 besides; ``famis`` writes a parcel table beside each drawing; ``whole`` puts all sheets in one
    file; ``scanned`` keeps the paper maps and the register, of which a ``newer`` share is split since.
    """

    order: Order
    kind: Kind
    care: Care = "light"
    letters: Letters = "tcvn3"
    numbers: Numbers = "own"
    declared: Declared = "right"
    layering: Layering = "circular"
    form: Form = "fraction"
    lettering: Lettering | Literal["cells"] = "texts"
    release: str = "R2000"
    code_page: str = "ANSI_1252"
    family: Family = "vilis"
    mark: str = "."
    leaders: bool = False
    shapes: bool = False
    famis: bool = False
    whole: bool = False
    scanned: bool = False
    newer: float = 0.0


def render_digital(wanted: DigitalOrder, data_raw: Path, truth: Path) -> Path:
    """Write ``data_raw/<code>`` and ``truth``; returns ``truth``."""
    land = make_land(wanted.order)
    headings = make_headings(wanted.order, land)
    write_land(wanted, (land, headings), data_raw / wanted.order.code / "vectors", truth)
    return truth


def render_beside_scans(wanted: DigitalOrder, data_raw: Path, truth: Path) -> Path:
    """Scans and register of the land as it was, digital maps of the land as it is."""
    render_commune(wanted.order, data_raw, truth)
    rows = (truth / "records.csv").read_bytes()
    planted = [Planted(**error) for error in json.loads((truth / "planted.json").read_text(encoding="utf-8"))]
    land = make_land(wanted.order)
    headings = make_headings(wanted.order, land)
    rng = np.random.default_rng([wanted.order.seed, 22])
    listed = [(int(row["sheet"]), int(row["number"])) for row in csv.DictReader(rows.decode().splitlines())]
    plots, splits = split_plots(land.fabric.plots, wanted.newer, rng, listed)
    newer = replace(land, fabric=replace(land.fabric, plots=plots))
    write_land(wanted, (newer, headings), data_raw / wanted.order.code / "vectors", truth)
    (truth / "records.csv").write_bytes(rows)
    gone = {(split.sheet, split.number) for split in splits}
    kept = [error for error in planted if (error.sheet, error.number) not in gone]
    _write(truth / "planted.json", [asdict(error) for error in kept + planted_by(splits)])
    _tell_splits(truth, splits)
    return truth


def render_namesakes(wanted: DigitalOrder, lands: Iterable[Land], data_raw: Path, truth: Path) -> list[Path]:
    """Old communes with the same sheet numbers, a folder each; returns their truths."""
    written = []
    for land in lands:
        headings = make_headings(wanted.order, land)
        folder = data_raw / wanted.order.code / "vectors" / land.unit.code
        write_land(wanted, (land, headings), folder, truth / land.unit.code)
        written.append(truth / land.unit.code)
    return written


def write_land(
    wanted: DigitalOrder, drawn: tuple[Land, dict[int, Heading]], folder: Path, truth: Path
) -> None:
    """The files of one old commune and its truth."""
    land = drawn[0]
    rng = np.random.default_rng([wanted.order.seed, 8400])
    place = placing(wanted.numbers, wanted.declared, land.unit.epsg)
    if wanted.kind in DRAWN:
        flaws, missing = _write_drawings(wanted, drawn, place, folder, rng)
    else:
        flaws, missing = _write_tables(wanted, land, place, folder, rng), []
    if wanted.famis:
        for sheet in land.frames:
            mine = [plot for plot in land.fabric.plots if plot.sheet == sheet]
            save_famis_table(mine, sheet, folder / f"dc{sheet}.txt")
    about: dict[str, str | int] = {
        "code": wanted.order.code, "style": wanted.kind, "scale": wanted.order.scale,
    }  # fmt: skip
    style = replace(land.style, decimals=1)
    write_truth(truth, Truth(about, land.unit, style, land.fabric.plots, land.frames, [], [], [], []))
    _write(truth / "flaws.json", [flaw._asdict() for flaw in flaws])
    _write(truth / "missing.json", missing)
    told = told_codes(wanted.numbers, wanted.declared, wanted.kind)
    expected = {"placed": place.is_placed, "encoding": wanted.letters, "splits": [], "told": told}
    _write(truth / "expect.json", expected)


# --- drawings -----------------------------------------------------------------------------------------


def _write_drawings(
    wanted: DigitalOrder, drawn: tuple[Land, dict[int, Heading]], place: Placing, folder: Path, rng: Generator
) -> tuple[list[Flaw], list[list[tuple[int, int]]]]:
    land, headings = drawn
    flaws: list[Flaw] = []
    missing: list[list[tuple[int, int]]] = []
    drawings = {}
    for sheet, frame in land.frames.items():
        mine = tuple(plot for plot in land.fabric.plots if plot.sheet == sheet)
        without, pairs = missing_edges(mine, wanted.care, rng)
        lines, made = flawed(boundary_lines(mine, land.fabric, without, rng), wanted.care, frame.scale, rng)
        drawing = Drawing(lines=lines)
        drawing.labels = parcel_labels(list(mine), frame.scale, wanted.mark, wanted.leaders, rng)
        drawing.lines += leader_lines(drawing.labels)
        surroundings(drawing, land.fabric, list(mine), frame, rng)
        frame_and_title(drawing, frame, headings[sheet], place.system)
        if wanted.shapes:
            drawing.shapes = [shapely.get_coordinates(plot.polygon.exterior) for plot in mine]
        drawings[sheet] = _placed(drawing, place.place)
        flaws += made
        missing += [[(plot.sheet, plot.number) for plot in pair] for pair in pairs]
    _save_drawings(wanted, drawings, folder)
    return flaws, missing


def _placed(drawing: Drawing, place: Move) -> Drawing:
    """The drawing in the numbers of its file; heights of letters follow the unit."""

    def point(at: tuple[float, float]) -> tuple[float, float]:
        x, y = place(np.array([at]))[0]
        return float(x), float(y)

    a, b = place(np.array([drawing.texts[0].at, np.add(drawing.texts[0].at, (1, 0))]))
    unit = round(float(np.hypot(*(b - a))), 1)
    lines = [line._replace(points=place(line.points)) for line in drawing.lines]
    texts = [replace(t, at=point(t.at), height_m=t.height_m * unit) for t in drawing.texts]
    labels = [replace(o, middle=point(o.middle), height_m=o.height_m * unit) for o in drawing.labels]
    return Drawing(lines, texts, labels, [place(ring) for ring in drawing.shapes])


def _save_drawings(wanted: DigitalOrder, drawings: dict[int, Drawing], folder: Path) -> None:
    files = {f"dc{sheet}": [drawing] for sheet, drawing in drawings.items()}
    if wanted.whole:
        files = {"ban_do_dia_chinh": list(drawings.values())}
    for name, parts in files.items():
        if wanted.kind == "dgn":
            _save_dgn(wanted, parts, folder / f"{name}.dgn")
        else:
            lettering = wanted.lettering if wanted.lettering != "cells" else "texts"
            letters = wanted.letters if wanted.code_page != CODE_PAGE_1258 else "unicode"
            layers = LAYERINGS[wanted.layering]
            form = DxfForm(wanted.release, letters, layers, wanted.form, lettering, wanted.code_page)
            save_dxf(parts, form, folder / f"{name}.dxf")


def _save_dgn(wanted: DigitalOrder, drawings: list[Drawing], path: Path) -> None:
    file = DgnFile()
    levels = {level: int(name) for level, name in LAYERINGS[wanted.layering].items()}

    def letters(text: str) -> bytes:
        return stored_text(text, wanted.letters).encode("latin-1")

    for drawing in drawings:
        for line in drawing.lines:
            file.add_line(line.points, levels[line.level])
        for ring in drawing.shapes:
            if len(ring) <= 101:
                file.add_shape(ring, levels[53])
        for text in drawing.texts:
            file.add_text(letters(text.text), text.at, text.height_m, levels[text.level])
        for group, label in enumerate(drawing.labels, 1):
            texts, bars = label.pieces(wanted.form)
            number = group if wanted.lettering == "texts" else 0
            members = [
                text_element(letters(t.text), t.at, t.height_m, levels[t.level], group=number) for t in texts
            ] + [line_element(bar.points, levels[bar.level], number) for bar in bars]
            if wanted.lettering == "cells":
                file.add_cell("NHAN", members, label.middle)
            else:
                file.elements += members
    file.save(path)


# --- tables -------------------------------------------------------------------------------------------


def _write_tables(
    wanted: DigitalOrder, land: Land, place: Placing, folder: Path, rng: Generator
) -> list[Flaw]:
    plots = [plot for plot in land.fabric.plots if plot.use != "way"]
    if wanted.family == "office":  # its fields say nothing of the unit
        folder = folder / land.unit.name
    suffix: Suffix = wanted.kind  # type: ignore[assignment]
    form = TableForm(suffix, wanted.family, wanted.letters, wanted.care, place.declared, land.unit.code)
    if wanted.whole:
        return save_table(plots, form, place.place, folder / f"thua_dat.{suffix}", rng)
    flaws = []
    for sheet in land.frames:
        mine = [plot for plot in plots if plot.sheet == sheet]
        flaws += save_table(mine, form, place.place, folder / f"thua_{sheet}.{suffix}", rng)
    return flaws


# --- truth --------------------------------------------------------------------------------------------


def _tell_splits(truth: Path, splits: list[Split]) -> None:
    path = truth / "expect.json"
    expected = json.loads(path.read_text(encoding="utf-8"))
    expected["splits"] = [[split.sheet, split.number, list(split.parts)] for split in splits]
    _write(path, expected)


def namesakes(order: Order) -> tuple[Land, Land]:
    """Two old communes of today's commune, apart from each other, whose sheets have the same numbers.

    Raises ValueError where the commune was one before.
    """
    first = make_land(order)
    for seed in range(order.seed + 1000, order.seed + 1200):
        second = make_land(replace(order, seed=seed))
        apart = shapely.union_all([f.ground for f in first.frames.values()]).distance(
            shapely.union_all([f.ground for f in second.frames.values()])
        )
        if second.unit.code != first.unit.code and apart > 100:
            return first, _renumbered(second, tuple(first.frames))
    raise ValueError(f"{order.code} has no two old communes with room for sheets")


def _renumbered(land: Land, sheets: tuple[int, ...]) -> Land:
    new = dict(zip(land.frames, sheets, strict=True))
    plots: tuple[Plot, ...] = tuple(replace(plot, sheet=new[plot.sheet]) for plot in land.fabric.plots)
    frames = {new[sheet]: frame for sheet, frame in land.frames.items()}
    return replace(land, frames=frames, fabric=replace(land.fabric, plots=plots))


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
