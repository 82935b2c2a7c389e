"""What can be done from a row in QGIS: go to its parcel, find all land of its holder, print that.

The actions are Python of QGIS that gets nothing but the number of a row: what was read never stands in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.delivery.layers import PARCELS, RECORDS, Layer

LAYER_PREFIX = "layer_of_commune_"  # QGIS replaces identifiers of few letters by its own
HOLDER_SHEET = "Phiếu chủ sử dụng"
# Rows are compared here: an expression of a hundred parcels is too deep for SQLite, and would find none.
_START = f"""from qgis.core import QgsProject
from qgis.utils import iface
project = QgsProject.instance()
parcels = project.mapLayer('{LAYER_PREFIX}{PARCELS.name}')
records = project.mapLayer('{LAYER_PREFIX}{RECORDS.name}')
here = project.mapLayer('[% @layer_id %]')
row = here.getFeature([% $id %])
def key(one):
    return tuple(str(one[name]) for name in ('ma_xa_cu', 'so_hieu_to_ban_do', 'so_thu_tu_thua'))
def show(rows):
    wanted = {{key(each) for each in rows if each['so_thu_tu_thua']}}
    parcels.selectByIds([each.id() for each in parcels.getFeatures() if key(each) in wanted])
    iface.mapCanvas().zoomToSelected(parcels)
"""
_TO_PARCEL = f"{_START}show([row])\n"
_ROWS = """listed = list(records.getFeatures())
rows = [row] if here == records else [each for each in listed if key(each) == key(row)]
names = {each['ten_chu'] for each in rows if each['ten_chu']}
own = [each for each in listed if each['ten_chu'] in names]
"""
_ALL_LAND = f"{_START}{_ROWS}show(own)\n"
_SHEET = f"""{_START}{_ROWS}layout = project.layoutManager().layoutByName('{HOLDER_SHEET}')
designer = iface.openLayoutDesigner(layout)
if own:
    designer.setAtlasPreviewEnabled(True)
    designer.setAtlasFeature(min(own, key=lambda each: each.id()))
"""


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a row; ``id`` is a UUID, by which QGIS knows it; ``code`` is Python."""

    id: str
    title: str
    code: str


def actions_of(layer: Layer, frames: Mapping[str, pd.DataFrame]) -> list[Action]:
    """The actions of a layer's rows; those about holders only where holders are delivered."""
    actions = []
    if layer == RECORDS:
        actions.append(Action("{6f1d0c9e-0001-4c1a-9b5e-7a2f00000001}", "Đến thửa trên bản đồ", _TO_PARCEL))
    if layer in (PARCELS, RECORDS) and "ten_chu" in frames[RECORDS.name]:
        actions.append(Action("{6f1d0c9e-0002-4c1a-9b5e-7a2f00000002}", "Mọi thửa của chủ này", _ALL_LAND))
        actions.append(Action("{6f1d0c9e-0003-4c1a-9b5e-7a2f00000003}", "Phiếu của chủ này (PDF)", _SHEET))
    return actions
