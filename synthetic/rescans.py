"""The scans of a rendered commune once more: the same paper, worn, scanned and stored otherwise."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from synthetic.commune import Order, extended, make_headings, make_land, save_pages
from synthetic.planted import keep_register
from synthetic.register import draw_register, random_register_style
from synthetic.scanning import save_scan
from synthetic.sheet import draw_sheet
from synthetic.wear import wear


@dataclass(frozen=True, slots=True)
class Again:
    """How the second scans differ: resolution, level of wear, quality of JPEG, and chance."""

    dpi: float = 240.0
    wear_level: int = 1
    quality: int = 55
    seed: int = 1


def render_again(order: Order, again: Again, data_raw: Path) -> None:
    """Write a second scan of every file of an order, below names of their own beside ``render_commune``'s.

    What is drawn follows the order's own chance step by step; only wear and scanner are others.
    """
    land = make_land(order)
    rng, other = land.rng, np.random.default_rng([again.seed, order.seed, int(order.code)])
    titled = order.register == "app15"
    rows, _ = keep_register(land.fabric.plots, land.style, rng, titled=titled)
    headings = make_headings(order, land)
    folder = data_raw / order.code
    for number, frame in land.frames.items():
        whole = extended(frame, number, land.fabric) if land.style.edge == "extended" else frame
        same = copy.deepcopy(rng)
        first = draw_sheet(land.fabric, whole, land.style, headings[number], order.dpi, rng)
        wear(first.pixels, order.wear_level, rng, order.dpi, order.turned)  # as far as chance goes there
        drawn = draw_sheet(land.fabric, whole, land.style, headings[number], again.dpi, same)
        worn = wear(drawn.pixels, again.wear_level, other, again.dpi)
        path = folder / f"maps/lan_2/to_{number:02d}.jpg"
        save_scan(worn.pixels, path, order.kind, again.dpi, again.quality)
    style = replace(random_register_style(order.seed, order.register), hand=order.hand)
    pages = draw_register(rows, style, headings[min(land.frames)], again.dpi, rng)
    level = min(again.wear_level, 2)
    scanned = replace(order, dpi=again.dpi, quality=again.quality)
    save_pages(
        [wear(page, level, other, again.dpi).pixels for page in pages],
        folder / "records/so_muc_ke_lan_2.pdf",
        scanned,
    )
