"""The edition without personal data. It is built of values known to be public, never made by masking text,
and written anew: nothing is deleted from a file that held a name, because deleted rows stay readable in
SQLite's free pages.

Layers and columns marked personal in ``layers`` are not in it. Of the others numbers, shapes and codes are;
text only where it comes out of the program's own tables and lists; files and pages by kind and number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.delivery.frames import Row, framed
from pipeline.delivery.layers import Layer
from pipeline.delivery.references import References


def public_tables(
    rows: Mapping[Layer, Sequence[Row]], epsg: int, named: References
) -> dict[str, pd.DataFrame]:
    """The layers in the zone ``epsg`` without personal columns, by name."""
    frames = framed({layer: own for layer, own in rows.items() if not layer.personal}, epsg, named.openly)
    return {
        layer.name: frames[layer.name].drop(columns=[each.name for each in layer.columns if each.personal])
        for layer in rows
        if layer.name in frames
    }
