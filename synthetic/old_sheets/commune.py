"""One old sheet from a seed: its scan below ``data_raw/<ma_xa>`` with a register, and its truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator

from synthetic import commune, planted
from synthetic.canvas import Pixels
from synthetic.old_sheets.blueprint import on_blueprint
from synthetic.old_sheets.fax import in_grey, in_two_tones
from synthetic.old_sheets.land import OldLand, make_old_land
from synthetic.old_sheets.paper import old_paper, on_paper, print_paper
from synthetic.old_sheets.sheet import Inked, draw_inked
from synthetic.old_sheets.styles import NAMES, Name, OldStyle, old_style
from synthetic.scanning import save_scan
from synthetic.sheet import DrawnSheet, Lettering
from synthetic.truth import Truth, placement, write_truth
from synthetic.wear import Worn, bent

_BENT = (1, 1, 2)  # levels of wear by which old paper is skewed and warped


@dataclass(frozen=True, slots=True)
class OldOrder:
    """What to draw; ``frame_mm`` is the side of the inner frame, 500 for a whole standard sheet."""

    style: Name
    seed: int
    code: str = "07330"
    frame_mm: float = 500.0


@dataclass(frozen=True, slots=True)
class OldSheet:
    """A drawn and scanned sheet with what it was drawn from; pixels are grey (H, W) or RGB."""

    land: OldLand
    style: OldStyle
    drawn: DrawnSheet
    worn: Worn


def draw_old_sheet(order: OldOrder) -> OldSheet:
    """Draw and scan a sheet; the same order gives the same pixels."""
    rng = np.random.default_rng([order.seed, int(order.code), NAMES.index(order.style)])
    style = old_style(order.style, order.seed)
    land = make_old_land(order.code, style, order.frame_mm, rng)
    inked = draw_inked(land, style, rng)
    page = _copied(inked, style, rng)
    worn = bent(page, int(rng.choice(_BENT)), rng, style.dpi)
    worn = replace(worn, pixels=_scanned(worn.pixels, style, rng))
    own = {number: one.placed for number, one in inked.written.items()}
    drawn = DrawnSheet(
        page, land.frame, style.dpi, inked.origin_mm, Lettering(own, (), inked.missing), inked.crosses_mm
    )
    return OldSheet(land, style, drawn, worn)


def _copied(inked: Inked, style: OldStyle, rng: Generator) -> Pixels:
    """The drawing on the paper of its style, flat."""
    if style.name == "blueprint":
        return on_blueprint(inked.canvas, rng)
    if style.name == "fax":
        return in_grey(inked.canvas)
    paper = old_paper(rng) if style.name == "hand_lettered" else print_paper(rng)
    places = inked.canvas.to_px(inked.rubbed_mm) if inked.rubbed_mm else np.zeros((0, 2))
    return on_paper(inked.canvas, paper, places, rng)


def _scanned(pixels: Pixels, style: OldStyle, rng: Generator) -> Pixels:
    """What the scanner, or the machine that copies in two tones, keeps of the paper."""
    if style.scan == "bilevel":
        return in_two_tones(pixels, style.dpi, rng)
    if style.scan == "colour":
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def render_old_commune(order: OldOrder, data_raw: Path, truth: Path) -> OldSheet:
    """Draw to ``data_raw/<code>`` and write the truth folder."""
    sheet = draw_old_sheet(order)
    land, style, heading = sheet.land, sheet.style, sheet.land.heading
    rng = np.random.default_rng([order.seed, int(order.code), len(NAMES)])
    rows, errors = planted.keep_register(land.fabric.plots, style.base, rng)
    folder, name = data_raw / order.code, f"maps/to_{heading.number:02d}.tif"
    save_scan(sheet.worn.pixels, folder / name, style.scan, style.dpi, 80)
    commune.save_register(rows, commune.Order(order.code, order.seed), heading, folder, rng)
    about: dict[str, str | int] = {"code": order.code, "style": style.name, "scale": style.scale}
    frames = {heading.number: land.frame}
    placements = [placement(heading.number, name, sheet.drawn, sheet.worn)]
    write_truth(
        truth, Truth(about, land.unit, style.base, land.fabric.plots, frames, rows, errors, placements, [])
    )
    return sheet
