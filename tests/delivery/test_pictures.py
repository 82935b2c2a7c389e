from __future__ import annotations

import base64
from pathlib import Path

import cv2
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from pipeline.delivery.pictures import FEW_STEP, in_steps, place_pictures, sheet_picture
from pipeline.model import Commune

PREFIX = "data:image/webp;base64,"


@pytest.fixture
def cog(folder: Path) -> Path:
    """A sheet of 1200 px at 0,1 m with stained paper, its lines and a border without picture."""
    pixels = np.full((1200, 1200), 225, np.uint8)
    pixels[:, 600:] = 190
    pixels[::100] = 40
    pixels[:, :20] = 0
    path = folder / "maps" / "07321_1.tif"
    profile = {"driver": "GTiff", "width": 1200, "height": 1200, "count": 1, "dtype": "uint8", "nodata": 0}
    place = {"crs": "EPSG:9214", "transform": from_origin(411_990, 2_370_010, 0.1, 0.1)}
    with rasterio.open(path, "w", **profile, **place) as dataset:
        dataset.write(pixels, 1)
    return path


def decoded(uri: str | None) -> np.ndarray:
    assert uri is not None and uri.startswith(PREFIX)
    data = np.frombuffer(base64.b64decode(uri.removeprefix(PREFIX)), np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))


def test_parcels_lie_on_the_sheet_in_the_colour_of_their_status(cog: Path, commune: Commune) -> None:
    picture = decoded(sheet_picture(cog, commune.parcels[:16], 9214))
    assert picture.shape == (1100, 1100, 3)
    blue, green, red = (int(v) for v in picture[_row(2_369_980), _column(412_060)])
    assert red > green > blue  # parcel 3 waits for a person: orange
    blue, green, red = (int(v) for v in picture[_row(2_369_980), _column(412_012)])
    assert green > red  # parcel 1 agrees: green
    inside, outside = (picture[_row(2_369_985), _column(east)] for east in (412_092, 412_094))
    assert inside.min() < 220 and outside.min() > 240  # the fourth parcel ends at 412 093


def _column(easting_m: float) -> int:
    return round((easting_m - 411_990) / 120 * 1100)


def _row(northing_m: float) -> int:
    return round((2_370_010 - northing_m) / 120 * 1100)


def test_paper_is_white_in_spite_of_stains_and_where_there_is_no_picture(cog: Path) -> None:
    picture = decoded(sheet_picture(cog, [], 9214))
    assert (
        (picture[50, 5] == 255).all() and (picture[50, 300] > 240).all() and (picture[50, 1000] > 240).all()
    )
    assert picture[:, 300].min() < 120


def test_limit_of_bytes_is_kept_by_a_smaller_picture(cog: Path, commune: Commune) -> None:
    whole = sheet_picture(cog, commune.parcels[:16], 9214)
    small = sheet_picture(cog, commune.parcels[:16], 9214, max_bytes=6_000)
    assert decoded(small).shape[0] < decoded(whole).shape[0]
    assert small is not None and len(small) <= 6_000


def test_a_damaged_picture_is_no_picture(cog: Path) -> None:
    cog.write_bytes(cog.read_bytes()[:300])
    assert sheet_picture(cog, [], 9214) is None
    assert place_pictures(cog, [], 9214) == []


def test_each_parcel_has_a_picture_of_its_place_and_one_off_the_sheet_has_none(
    cog: Path, commune: Commune
) -> None:
    third, beyond = commune.parcels[2], commune.parcels[31]
    uri, nothing = place_pictures(cog, [third, beyond], 9214)
    assert nothing == ""
    data = np.frombuffer(base64.b64decode(uri.partition(",")[2]), np.uint8)
    picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR)).astype(int)
    assert max(picture.shape) == 340 and len(uri) < 60_000
    orange = (picture[..., 2] > 180) & (picture[..., 0] < 110)
    rows, columns = np.nonzero(orange)
    assert orange.sum() > 400
    assert np.ptp(rows) > 150 and np.ptp(columns) > 150  # the outline, with the neighbours around it
    assert rows.min() > 20 and rows.max() < picture.shape[0] - 20


def test_places_are_shown_smaller_where_many_share_the_page(cog: Path, commune: Commune) -> None:
    (whole,), (few,), (small,) = (
        place_pictures(cog, commune.parcels[:1], 9214, limit) for limit in (90_000, 900, 190)
    )
    assert len(small) <= 190 < len(few) <= 900 < len(whole)
    assert decoded(small).shape[0] < decoded(few).shape[0] == decoded(whole).shape[0]
    tones = np.unique(decoded(few).reshape(-1, 3), axis=0)
    assert len(tones) <= 3 + 1  # of the paper, and the outline's one colour: crisp however small


@pytest.mark.parametrize(("dark", "tone"), [(63, 255), (65, 127), (191, 127), (193, 0)])
def test_few_tones_are_paper_pale_and_dark(dark: int, tone: int) -> None:
    assert in_steps(np.full((1, 1), 255 - dark, np.uint8), FEW_STEP).item() == tone


def test_same_parcels_give_the_same_pictures(cog: Path, commune: Commune) -> None:
    parcels = commune.parcels[:4]
    assert place_pictures(cog, parcels, 9214) == place_pictures(cog, parcels, 9214)
