"""A whole invented commune: scans below ``data_raw/<ma_xa>`` and the truth that they were made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from numpy.random import Generator
from PIL import Image

from synthetic import names
from synthetic.black_and_white import THRESHOLDS, legible
from synthetic.canvas import Pixels
from synthetic.fabric import Fabric, Plan, make_fabric
from synthetic.fading import IN_GREY, faded
from synthetic.frame import STANDARD_M, Frame, sheet_number
from synthetic.handwriting import Hand
from synthetic.margins import Heading
from synthetic.numbering import number_plots
from synthetic.planted import Row, keep_register
from synthetic.register import draw_register, random_register_style
from synthetic.scanning import DATE, save_scan
from synthetic.sheet import draw_sheet
from synthetic.style import SheetStyle, random_style
from synthetic.totals import SheetLine, draw_totals, keep_totals, random_totals_style, sum_of
from synthetic.truth import Truth, placement, write_truth
from synthetic.units import OldUnit, old_units, standard_corner
from synthetic.ways import way_plots
from synthetic.wear import wear

Aged = Literal["", "grey", "two tones"]
_PAGES = 1000  # pages of books age with a chance of their own, after all sheets


@dataclass(frozen=True, slots=True)
class Order:
    """What to render. ``frame_mm`` gives part of a standard sheet, for quick tests.

    ``kind`` of scan: "grey", "colour" or "bilevel"; ``turned`` counts quarter turns counterclockwise;
    ``file`` is the suffix of the map scans. ``style_seed`` draws the same land in another style of the look.
    ``totals``: a table of sheets lies beside the register; ``hand``: who filled the register in with a pen.
    ``plots`` thins or thickens the fabric (1: as usual), ``cover`` is the share of the frames it fills.
    ``columns`` is how many sheets lie side by side. ``aged``: ink of sheets and books has faded unevenly,
    scanned in "grey" or in "two tones".
    """

    code: str
    seed: int = 1
    look: str = "circular2014"
    scale: int = 1000
    dpi: float = 300.0
    wear_level: int = 1
    sheets: int = 2
    register: str = "app15"
    frame_mm: float | None = None
    kind: str = "grey"
    turned: int = 0
    file: str = "tif"
    quality: int = 75
    plots: float = 1.0
    cover: float = 0.85
    style_seed: int | None = None
    totals: bool = False
    hand: Hand | None = None
    columns: int = 2
    aged: Aged = ""

    @property
    def scan_kind(self) -> str:
        """The kind of its scans."""
        return "bilevel" if self.aged == "two tones" else self.kind


@dataclass(frozen=True, slots=True)
class Land:
    """What is there before anything is drawn: the old unit, the style of its sheets, frames by tờ number."""

    unit: OldUnit
    style: SheetStyle
    frames: dict[int, Frame]
    fabric: Fabric
    rng: Generator


def make_land(order: Order) -> Land:
    """The land of an order, parcels numbered. Raises ValueError for bad orders."""
    rng = np.random.default_rng([order.seed, int(order.code)])
    units = old_units(order.code)
    unit = units[int(rng.integers(len(units)))]
    style = random_style(order.seed if order.style_seed is None else order.style_seed, order.look)
    frames = _frames(order, unit, rng)
    fabric = make_fabric(_window(frames), _plan(order, unit), rng)
    ways = way_plots(fabric, frames) if style.numbered_ways else ()
    fabric = replace(fabric, plots=number_plots(fabric.plots + ways, frames))
    return Land(unit, style, frames, fabric, rng)


def render_commune(order: Order, data_raw: Path, truth: Path) -> Path:
    """Render to ``data_raw/<code>`` and ``truth``; returns ``truth``. Raises ValueError for bad orders."""
    land = make_land(order)
    fabric, style, rng = land.fabric, land.style, land.rng
    rows, planted = keep_register(fabric.plots, style, rng, titled=order.register == "app15")
    headings = make_headings(order, land)
    folder = data_raw / order.code
    placements = []
    for number, frame in land.frames.items():
        drawn_frame = extended(frame, number, fabric) if style.edge == "extended" else frame
        drawn = draw_sheet(fabric, drawn_frame, style, headings[number], order.dpi, rng)
        worn = wear(drawn.pixels, order.wear_level, rng, order.dpi, order.turned)
        name = f"maps/to_{number:02d}.{order.file}"
        pixels = _aged(worn.pixels, order, number)
        save_scan(pixels, folder / name, order.scan_kind, order.dpi, order.quality)
        placements.append(placement(number, name, drawn, worn))
    save_register(rows, order, headings[min(land.frames)], folder, rng)
    lines = _save_totals(order, land, headings[min(land.frames)], folder) if order.totals else []
    about: dict[str, str | int] = {"code": order.code, "style": order.look, "scale": order.scale}
    truths = Truth(about, land.unit, style, fabric.plots, land.frames, rows, planted, placements, lines)
    write_truth(truth, truths)
    return truth


def small_commune(folder: Path, seed: int = 1, look: str = "circular2014", wear_level: int = 0) -> Path:
    """A commune of one standard sheet at 200 dpi with some 30 parcels, for tests; returns the truth.

    Scans lie in ``folder/data_raw/07330``, the truth in ``folder/truth/07330``.
    """
    order = Order("07330", seed, look, dpi=200, wear_level=wear_level, sheets=1, plots=0.12, cover=0.7)
    return render_commune(order, folder / "data_raw", folder / "truth" / "07330")


def _frames(order: Order, unit: OldUnit, rng: Generator) -> dict[int, Frame]:
    """Adjoining sheets, row by row, by tờ number."""
    if order.scale not in STANDARD_M:
        raise ValueError(f"scale {order.scale} is none of {sorted(STANDARD_M)}")
    columns = min(order.sheets, order.columns)
    rows = -(-order.sheets // columns)
    west, north = standard_corner(unit, order.scale, columns, rows, rng)
    side = order.frame_mm * order.scale / 1000 if order.frame_mm else STANDARD_M[order.scale]
    first, in_row = int(rng.integers(8, 40)), max(int(rng.integers(5, 9)), columns)
    frames = {}
    for index in range(order.sheets):
        down, right = divmod(index, columns)
        x, y = west + right * STANDARD_M[order.scale], north - down * STANDARD_M[order.scale]
        name = sheet_number(x, y, order.scale)
        frames[first + down * in_row + right] = Frame(x, y, side, side, order.scale, name)
    return frames


def extended(frame: Frame, number: int, fabric: Fabric) -> Frame:
    """The frame extended by 10 or 20 cm on the sides where parcels run over (Art. 16(4))."""
    own = np.array([plot.polygon.bounds for plot in fabric.plots if plot.sheet == number])
    west, south, east, north = frame.ground.bounds
    low, high = own[:, :2].min(axis=0), own[:, 2:].max(axis=0)
    over = np.array([west - low[0], high[1] - north, high[0] - east, south - low[1]]) * 1000 / frame.scale
    sides = [float(min(100 * np.ceil(mm / 100), 200)) if mm > 0.05 else 0.0 for mm in over]
    return frame.extended((sides[0], sides[1], sides[2], sides[3]))


def _window(frames: dict[int, Frame]) -> tuple[float, float, float, float]:
    bounds = np.array([frame.ground.bounds for frame in frames.values()])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _plan(order: Order, unit: OldUnit) -> Plan:
    """Plots grow less than the scale: denser land is surveyed at larger scales (Art. 6(1))."""
    grow = (order.scale / 1000) ** 1.35
    return Plan(
        house_m2=320 * grow * order.plots**-0.3,
        field_m2=1300 * grow / order.plots,
        spacing_m=135 * order.scale / 1000 * min(order.plots**-0.3, 1.3),
        cover=order.cover,
        village=0.45 * min(order.plots, 1.0),
        urban=unit.kind in ("Phường", "Thị trấn"),
    )


def make_headings(order: Order, land: Land) -> dict[int, Heading]:
    """What each sheet says about itself, by tờ number."""
    frames, unit, rng = land.frames, land.unit, land.rng
    in_row = max(frames) - min(frames) if len(frames) > 2 else 6
    total, year = max(frames) + int(rng.integers(4, 15)), int(rng.integers(2014, 2022))
    if order.look != "circular2014":
        year = int(rng.integers(1998, 2014))
    drawer = names.person(rng)[0]
    headings = {}
    for number, frame in frames.items():
        around = [number + down * in_row + right for down in (-1, 0, 1) for right in (-1, 0, 1)]
        count = sum(plot.sheet == number and plot.use != "way" for plot in land.fabric.plots)
        near = tuple(other if 1 <= other <= total else 0 for other in around)
        headings[number] = Heading(
            unit.name, unit.district, unit.province, unit.epsg, number, near, total, count, year, drawer,
            frame.name, frame.scale,
        )  # fmt: skip
    return headings


def save_register(rows: list[Row], order: Order, heading: Heading, folder: Path, rng: Generator) -> None:
    """Write the register of an order below its folder of scans."""
    style = replace(random_register_style(order.seed, order.register), hand=order.hand)
    level = min(order.wear_level, 2)
    drawn = draw_register(rows, style, heading, order.dpi, rng)
    worn = [wear(page, level, rng, order.dpi).pixels for page in drawn]
    aged = [_aged(page, order, _PAGES + place) for place, page in enumerate(worn)]
    save_pages(aged, folder / "records" / "so_muc_ke.pdf", order)


def _aged(pixels: Pixels, order: Order, place: int) -> Pixels:
    """A page as it looks after decades, with a chance of its own: what is drawn stays the same."""
    if not order.aged:
        return pixels
    rng = np.random.default_rng([order.seed, int(order.code), place])
    grey = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    if order.aged == "grey":
        return faded(grey, IN_GREY, order.dpi, rng)
    threshold = THRESHOLDS[int(rng.integers(len(THRESHOLDS)))]
    return legible(grey, threshold, order.dpi, rng)


def _save_totals(order: Order, land: Land, heading: Heading, folder: Path) -> list[SheetLine]:
    """The table of sheets, with its own chance so that nothing else is drawn otherwise."""
    rng = np.random.default_rng([order.seed, int(order.code), 16])
    lines = keep_totals(land.fabric.plots, rng)
    sums = [line.stated for line in lines]
    drawn = draw_totals(sums, sum_of(sums), random_totals_style(order.seed), heading, order.dpi)
    worn = [wear(page, min(order.wear_level, 2), rng, order.dpi).pixels for page in drawn]
    save_pages(worn, folder / "records" / "bang_tong_hop.pdf", order)
    return lines


def save_pages(pages: list[Pixels], path: Path, order: Order) -> None:
    """Write pages as one PDF, at the resolution and quality of the order."""
    images = [Image.fromarray(page) for page in pages]
    how: dict[str, Any] = {"quality": order.quality}
    if order.aged == "two tones":
        images, how = [image.convert("1", dither=Image.Dither.NONE) for image in images], {}
    path.parent.mkdir(parents=True, exist_ok=True)
    images[0].save(
        path,
        "PDF",
        resolution=order.dpi,
        **how,
        save_all=True,
        append_images=images[1:],
        creationDate=DATE,
        modDate=DATE,
    )
