"""What waits for a person as it looks: pictures of the place on the sheet and of the register row.

They show names, so they lie in the edition for authorised officers alone; as JPEG, which every QGIS shows.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from pipeline import keys
from pipeline.delivery.pictures import MAX_BYTES, as_jpeg
from pipeline.delivery.told import RowsByPlace
from pipeline.delivery.waiting import Pictures, places_of
from pipeline.model import Commune, Known


def picture_rows(commune: Commune, pictures: Pictures) -> list[dict[str, Any]]:
    """The rows of the layer of pictures; ``pictures`` of sheets by their names below ``maps``."""
    shown = [each for each in _shown(commune, pictures) if each[0] and each[2]]
    return [
        {"ma_xa": Known(commune.code), "khoa": Known(key), "loai": Known(kind), "du_lieu": Known(uri)}
        for key, kind, uri in shown
    ]


def _shown(commune: Commune, pictures: Pictures) -> Iterator[tuple[str, str, str]]:
    """Key of the parcel or row, kind of picture, the picture or nothing."""
    waiting = sorted(
        (each for each in commune.parcels if each.status == "can_kiem_tra"),
        key=lambda each: (each.unit_code, each.sheet, each.key),
    )
    places, rows = places_of(waiting, pictures, commune.epsg, MAX_BYTES), RowsByPlace(commune.records)
    for position, parcel in enumerate(waiting):
        yield parcel.key, "cho_tren_to", as_jpeg(_packed(places.get(position, "")))
        row = rows.of_parcel(parcel)
        yield parcel.key, "dong_so", as_jpeg(row.record.picture) if row else ""
    for record in commune.records:
        if record.status == "can_kiem_tra":
            yield keys.of_row(record), "dong_so", as_jpeg(record.record.picture)


def _packed(uri: str) -> bytes:
    return base64.b64decode(uri.partition(",")[2])
