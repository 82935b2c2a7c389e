from __future__ import annotations

import base64
import sqlite3
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from pipeline.delivery.cuttings import picture_rows
from pipeline.delivery.deliver import deliver
from pipeline.delivery.pictures import as_jpeg
from pipeline.delivery.stamp import read_stamp, stamp_of
from pipeline.delivery.tables import tables
from pipeline.model import Commune, CommuneRecord

ROW = cv2.imencode(".webp", np.full((20, 300), 200, np.uint8))[1].tobytes()


def seen(record: CommuneRecord) -> CommuneRecord:
    return replace(record, record=replace(record.record, picture=ROW))


def with_pictures(commune: Commune) -> Commune:
    return replace(commune, records=tuple(map(seen, commune.records)))


def test_only_what_waits_is_shown_under_its_key(commune: Commune) -> None:
    rows = picture_rows(with_pictures(commune), {})
    waiting = {parcel.key for parcel in commune.parcels if parcel.status == "can_kiem_tra"}
    assert {row["loai"].text for row in rows} == {"dong_so"}
    shown = {row["khoa"].text for row in rows}
    assert waiting <= shown and len(shown - waiting) == 1  # and the row that waits


def test_pictures_are_jpeg_as_every_qgis_shows_it() -> None:
    uri = as_jpeg(ROW)
    assert uri.startswith("data:image/jpeg;base64,")
    packed = base64.b64decode(uri.partition(",")[2])
    assert packed[:3] == b"\xff\xd8\xff"
    assert cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_GRAYSCALE).shape == (20, 300)


def test_what_is_no_picture_is_left_out(commune: Commune) -> None:
    assert as_jpeg(b"") == as_jpeg(b"no picture") == ""
    assert picture_rows(commune, {}) == []


def test_no_picture_of_a_row_reaches_the_public_edition(commune: Commune, folder: Path) -> None:
    delivery = deliver(with_pictures(commune), folder, {})
    with sqlite3.connect(delivery.gpkg) as database:
        ((count,),) = database.execute("SELECT count(*) FROM anh").fetchall()
    assert count == 5
    assert b"image/jpeg" not in delivery.public_gpkg.read_bytes()


def test_a_delivery_with_pictures_is_known_again_by_what_its_layers_say(
    commune: Commune, folder: Path
) -> None:
    """So that what is edited in it becomes decisions."""
    whole = with_pictures(commune)
    assert picture_rows(whole, {})
    assert read_stamp(deliver(whole, folder, {}).gpkg) == stamp_of(tables(whole))
