"""Which digital map a seed draws: kind and what is hard about it by turns, all else at random."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np

from pipeline.communes import all_communes
from synthetic.commune import Order
from synthetic.digital_commune import DigitalOrder
from synthetic.file_numbers import random_declared

Play = Literal["alone", "beside_scans", "namesakes", "hostile"]


class Case(NamedTuple):
    """What is drawn and how it is shown to the program."""

    name: str
    wanted: DigitalOrder
    play: Play


_DGN: dict[str, Any] = {"kind": "dgn"}
_FRACTIONS: dict[str, Any] = {"kind": "dxf", "release": "R2018", "letters": "unicode", "lettering": "mtext"}
_DXF: dict[str, Any] = {"kind": "dxf"}
_GPKG: dict[str, Any] = {"kind": "gpkg", "family": "national", "letters": "unicode"}
VARIETIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("dgn", _DGN | {"famis": True}),
    ("dgn heavy", _DGN | {"care": "heavy"}),
    ("dgn clean", _DGN | {"care": "clean"}),
    ("dgn cells, shapes", _DGN | {"care": "heavy", "lettering": "cells", "shapes": True}),
    ("dgn odd levels, VNI", _DGN | {"layering": "odd", "letters": "vni"}),
    ("dgn one line", _DGN | {"form": "line", "mark": ","}),
    ("dgn leaders", _DGN | {"leaders": True, "form": "stack"}),
    ("dgn whole", _DGN | {"whole": True}),
    ("dgn other zone", _DGN | {"numbers": "other-zone"}),
    ("dgn swapped", _DGN | {"numbers": "swapped"}),
    ("dgn HN-72", _DGN | {"numbers": "hn72"}),
    ("dxf R12, VNI", _DXF | {"release": "R12", "letters": "vni", "layering": "named_levels"}),
    ("dxf 1258", _DXF | {"code_page": "ANSI_1258", "letters": "unicode", "layering": "words"}),
    ("dxf fractions", _FRACTIONS | {"layering": "words"}),
    ("dxf blocks, whole", _DXF | {"release": "R2004", "lettering": "block", "whole": True}),
    ("dxf mm", _DXF | {"numbers": "mm", "layering": "named_levels"}),
    ("dxf UTM", _DXF | {"numbers": "utm", "care": "heavy"}),
    ("dxf local", _DXF | {"numbers": "local"}),
    ("shp ViLIS", {"kind": "shp"}),
    ("shp ten letters", {"kind": "shp", "family": "national10", "letters": "unicode", "whole": True}),
    ("shp office, swapped", {"kind": "shp", "family": "office", "letters": "vni", "numbers": "swapped"}),
    ("tab national, other zone", {"kind": "tab", "family": "national", "numbers": "other-zone"}),
    ("mif office", {"kind": "mif", "family": "office", "letters": "vni", "whole": True}),
    ("gpkg UTM", _GPKG | {"numbers": "utm", "declared": "mixed_signs"}),
    ("geojson", {"kind": "geojson", "family": "office", "letters": "unicode"}),
    ("shp namesakes", {"kind": "shp", "family": "office"}),
    ("dgn namesakes", _DGN),
    ("dgn beside its scan", _DGN),
    ("shp newer than the scan", {"kind": "shp", "newer": 0.15, "whole": True}),
    ("dgn newer than the scan", _DGN | {"newer": 0.15}),
    ("dgn hostile", _DGN),
    ("shp hostile", {"kind": "shp"}),
)  # fmt: skip


def case_of(seed: int, name: str | None = None) -> Case:
    """The case that a seed draws, of its own kind or of a named one. Raises KeyError for no kind."""
    name = VARIETIES[seed % len(VARIETIES)][0] if name is None else name
    features = dict(VARIETIES)[name]
    rng = np.random.default_rng([seed, 22])
    plays: dict[str, Play] = {"namesakes": "namesakes", "scan": "beside_scans", "hostile": "hostile"}
    play = next((plays[word] for word in name.split() if word in plays), "alone")
    codes = [info.code for info in all_communes()]
    order = Order(
        str(rng.choice(codes)),
        seed,
        scale=int(rng.choice([500, 1000, 1000, 2000])),
        dpi=200,
        sheets=2,
        plots=float(rng.choice([0.3, 0.5])),
        cover=0.8,
    )
    if play == "beside_scans":
        order = replace(order, scale=1000, sheets=1, plots=0.2)
    chosen = {
        "letters": str(rng.choice(["tcvn3", "tcvn3", "vni"])),
        "declared": random_declared(rng),
        "form": str(rng.choice(["fraction", "fraction", "stack"])),
        "mark": str(rng.choice([".", ","])),
    }
    return Case(name, DigitalOrder(order, **(chosen | features)), play)
