"""Small pictures of the placed sheets with the traced parcels over them, as WebP data for the report."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window

from pipeline.crs import between
from pipeline.delivery.palette import STATUS_COLOURS
from pipeline.model import CommuneParcel, FloatArray, Pixels

MAX_BYTES = 300_000
# Long side of a picture and its quality, tried in turn until the limit is kept: of a sheet, of one parcel.
_SHEETS = ((1100, 40), (900, 40), (750, 35), (600, 35), (480, 30), (360, 30), (260, 25))
_JPEG_QUALITY = 70
FEW_TONES = 0  # in the place of a quality: see ``data_uri``
_PLACES = ((340, 45), *((side, FEW_TONES) for side in (340, 280, 240, 200, 170, 150)))
_AROUND = 0.3  # of the parcel's size, so that the neighbours are seen
_LARGEST = 2.0  # a scan that is made larger than this shows no more
_GREY_STEP = 32  # fewer greys make a smaller picture
FEW_STEP = 128  # paper, pale and dark
_WITHOUT_LOSS = 101  # what OpenCV takes as a quality for it
_FILL_SHARE = 0.28
_PAPER_REACH_PX = 15  # wider than any line or letter at this size
_INK_GAIN = 1.6  # lines pale when a sheet is made this small


def sheet_picture(
    cog: Path, parcels: Sequence[CommuneParcel], epsg: int, max_bytes: int = MAX_BYTES
) -> str | None:
    """Data URI of the sheet, parcels coloured by status; None where the sheet has no usable picture.

    ``epsg`` is the zone of the parcels. The file's overviews are read, never the full picture.
    """
    picture = _draw(cog, parcels, epsg, _SHEETS[0][0])
    return None if picture is None else _packed(picture, _SHEETS, max_bytes)


def _packed(
    picture: Pixels,
    steps: Sequence[tuple[int, int]],
    max_bytes: int,
    finish: Callable[[Pixels, float], None] | None = None,
) -> str:
    """Data URI of the first step (long side in pixels, quality) that keeps the limit, else of the last.

    ``finish`` draws on each picture, made smaller by the scale that it is told: drawn last, a line stays one
    colour and takes few bytes.
    """
    uri = ""
    for side_px, quality in steps:
        scale = min(1.0, side_px / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        small = in_steps(np.asarray(small, np.uint8), FEW_STEP) if quality == FEW_TONES else small
        if finish is not None:
            finish(np.asarray(small, np.uint8), scale)
        uri = data_uri(np.asarray(small, np.uint8), quality)
        if len(uri) <= max_bytes:
            break
    return uri


def data_uri(picture: Pixels, quality: int) -> str:
    """A picture of BGR bytes as WebP that stands in a page by itself.

    ``quality`` is from 1 to 100, or ``FEW_TONES``: packed without loss, which makes a picture of a few plain
    colours smaller than any quality does, and leaves it crisp.
    """
    packing = [cv2.IMWRITE_WEBP_QUALITY, _WITHOUT_LOSS if quality == FEW_TONES else quality]
    packed = cv2.imencode(".webp", picture, packing)[1].tobytes()
    return "data:image/webp;base64," + base64.b64encode(packed).decode("ascii")


def in_steps(picture: Pixels, step: int) -> Pixels:
    """The picture with fewer tones, white and multiples of ``step`` below it."""
    dark = np.rint((255 - picture.astype(np.int16)) / step) * step
    return np.asarray(255 - np.minimum(255, dark), np.uint8)


def as_jpeg(packed: bytes) -> str:
    """A picture of any form as JPEG that stands in a text by itself, for programs that know no other form.

    Empty for what is no picture.
    """
    seen = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR) if packed else None
    if seen is None:
        return ""
    jpeg = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def place_pictures(
    cog: Path, parcels: Sequence[CommuneParcel], epsg: int, max_bytes: int = MAX_BYTES
) -> list[str]:
    """Data URIs of the place of each parcel on the sheet, with its outline; nothing for a damaged file.

    A parcel off the picture gives an empty text, so that the order stays that of ``parcels``. Each is at
    most ``max_bytes`` long, or as short as a picture that still shows something is.
    """
    try:
        with rasterio.open(cog, driver="GTiff") as dataset:
            return [_place(dataset, parcel, epsg, max_bytes) for parcel in parcels]
    except RasterioError:
        return []


def _place(dataset: rasterio.DatasetReader, parcel: CommuneParcel, epsg: int, max_bytes: int) -> str:
    shape = shapely.transform(parcel.geometry, _to_pixels(dataset, epsg))
    low, high = np.reshape(shapely.bounds(shape), (2, 2))
    reach = max(float((high - low).max()) * _AROUND, _PLACES[0][0] / 4)
    size = np.array([dataset.width, dataset.height])
    corner, end = np.clip(np.rint([low - reach, high + reach]).astype(int), 0, size)
    if np.any(end - corner < 2):
        return ""
    scale = min(_PLACES[0][0] / max(end - corner), _LARGEST)
    width, height = np.maximum(1, np.rint((end - corner) * scale)).astype(int)
    paper = _read(dataset, (int(width), int(height)), Window(*corner, *(end - corner)))

    def outline(small: Pixels, smaller: float) -> None:
        drawn = _rings(shapely.transform(shape, lambda place: (place - corner) * scale * smaller))
        for colour, wide in (((255, 255, 255), 5), (_bgr(STATUS_COLOURS[parcel.status]), 2)):
            cv2.polylines(small, drawn, isClosed=True, color=colour, thickness=wide)

    return _packed(paper, _PLACES, max_bytes, outline)


def _to_pixels(dataset: rasterio.DatasetReader, epsg: int) -> Callable[[FloatArray], FloatArray]:
    """From metres in the zone ``epsg`` to pixels of the full picture."""
    to_pixel = np.array(~dataset.transform, np.float64).reshape(3, 3)
    zone = dataset.crs.to_epsg() if dataset.crs else epsg
    return lambda world_m: np.asarray(
        between(epsg, zone, world_m) @ to_pixel[:2, :2].T + to_pixel[:2, 2], np.float64
    )


def _draw(cog: Path, parcels: Sequence[CommuneParcel], epsg: int, side_px: int) -> Pixels | None:
    try:
        with rasterio.open(cog, driver="GTiff") as dataset:
            scale = min(1.0, side_px / max(dataset.width, dataset.height))
            size_px = (max(1, round(dataset.width * scale)), max(1, round(dataset.height * scale)))
            paper = _read(dataset, size_px)
            to_pixels = _to_pixels(dataset, epsg)
    except RasterioError:
        return None
    shapes = [shapely.transform(parcel.geometry, to_pixels) for parcel in parcels]
    small = [shapely.transform(shape, lambda place: place * scale) for shape in shapes]
    return _with_parcels(paper, [(p.status, shape) for p, shape in zip(parcels, small, strict=True)])


def _read(dataset: rasterio.DatasetReader, size_px: tuple[int, int], window: Window | None = None) -> Pixels:
    """BGR bytes (H, W, 3) at the given size, paper made white; white where the sheet has no picture."""
    shape = (size_px[1], size_px[0])
    bands = [3, 2, 1] if dataset.count >= 3 else [1, 1, 1]
    colour = np.moveaxis(
        dataset.read(bands, window=window, out_shape=(3, *shape), resampling=Resampling.average), 0, -1
    )
    covered = dataset.dataset_mask(window=window, out_shape=shape)[..., None] > 0
    gain = _INK_GAIN if window is None else 1.0
    return _white_paper(np.ascontiguousarray(np.where(covered, colour, 255), np.uint8), gain)


def _white_paper(picture: Pixels, gain: float) -> Pixels:
    """Stains and shades of the paper taken out, and few greys kept: it reads better and packs smaller."""
    reach = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_PAPER_REACH_PX, _PAPER_REACH_PX))
    paper = cv2.blur(cv2.morphologyEx(picture, cv2.MORPH_CLOSE, reach), (_PAPER_REACH_PX, _PAPER_REACH_PX))
    even = cv2.divide(picture, paper, scale=255.0)
    dark = 255 - np.minimum(255, (255 - even.astype(np.int16)) * gain)
    return np.asarray(np.minimum(255, np.rint(dark / _GREY_STEP) * _GREY_STEP), np.uint8)


def _with_parcels(paper: Pixels, shapes: Sequence[tuple[str, shapely.Geometry]]) -> Pixels:
    filled = paper.copy()
    for status, shape in shapes:
        cv2.fillPoly(filled, _rings(shape), _bgr(STATUS_COLOURS[status]))
    mixed = cv2.addWeighted(filled, _FILL_SHARE, paper, 1 - _FILL_SHARE, 0)
    for status, shape in shapes:
        cv2.polylines(mixed, _rings(shape), isClosed=True, color=_bgr(STATUS_COLOURS[status]))
    return np.asarray(mixed, np.uint8)


def _rings(shape: shapely.Geometry) -> list[npt.NDArray[np.int32]]:
    parts = shapely.get_parts(shape)
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return [np.rint(shapely.get_coordinates(ring)).astype(np.int32) for ring in rings]


def _bgr(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return (blue, green, red)
