"""A placed sheet as a Cloud Optimized GeoTIFF in VN-2000, north up.

The picture is for looking at: parcels are traced on the scan itself and brought over as lines, because
resampling blurs thin ink.
"""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from rasterio.transform import from_origin

from pipeline.model import Drawing, Fit, FloatArray, MapSheet, PageImage, Pixels
from pipeline.sheets import control, strip

_STRIP_MM = 12.0  # shown around the neatline: the strip with its labels, and what is drawn over the frame
_TILE = 1024
_STEP = 32  # positions are computed every so many pixels; in between a spline bends by less than 0.01 px
_NODATA = 0
_MAX_SIDE = 30_000


def write_cog(image: PageImage, sheet: MapSheet | Drawing, path: Path) -> None:
    """Write the placed sheet, or drawing of a parcel, with overviews.

    0 is "no data", outside the strip around the neatline, or around what shows the drawing.
    Pixels are as large as the scan's, rounded to two figures. Raises ValueError for a sheet without fit.
    """
    fit = sheet.fit
    if fit is None:
        raise ValueError("the sheet is not placed")
    pixel_m = _rounded(fit.metres_per_px)
    ring = control.to_world(fit, _outline(sheet))
    west, south = np.floor(ring.min(axis=0) / pixel_m) * pixel_m
    east, north = np.ceil(ring.max(axis=0) / pixel_m) * pixel_m
    width, height = round((east - west) / pixel_m), round((north - south) / pixel_m)
    if max(width, height) > _MAX_SIDE:
        raise ValueError(f"the picture would be {width} by {height} pixels")
    # the corner of the first pixel is at (west, north), its centre half a pixel inside
    first_m = np.array([west + pixel_m / 2, north - pixel_m / 2])
    pixels = _resampled(image.pixels, fit, first_m, pixel_m, (width, height))
    _mask_outside(pixels, (ring - first_m) / (pixel_m, -pixel_m))
    _write(path, pixels, fit.epsg, (float(west), float(north)), pixel_m)


def _rounded(metres: float) -> float:
    """Two figures: 0.0847 becomes 0.085."""
    digits = 1 - math.floor(math.log10(metres))
    return float(round(metres, digits))


def _outline(sheet: MapSheet | Drawing) -> FloatArray:
    """Pixels along the neatline moved out by the strip, kept on the page; dense, for the sides are bowed."""
    corners = np.asarray(sheet.frame_px, np.float64)
    middle = corners.mean(axis=0)
    half = np.hypot(*(corners - middle).T).mean()
    grown = middle + (corners - middle) * (1 + strip.mm(_STRIP_MM, sheet.dpi) * math.sqrt(2) / half)
    sides = [
        grown[i] + np.linspace(0, 1, 50, endpoint=False)[:, None] * (grown[(i + 1) % 4] - grown[i])
        for i in range(4)
    ]
    limit = np.array(sheet.size_px, np.float64) - 1
    return np.asarray(np.clip(np.concatenate(sides), 0, limit), np.float64)


def _resampled(
    pixels: Pixels, fit: Fit, first_m: FloatArray, pixel_m: float, size: tuple[int, int]
) -> Pixels:
    width, height = size
    out = np.zeros((height, width, *pixels.shape[2:]), np.uint8)
    for top in range(0, height, _TILE):
        for left in range(0, width, _TILE):
            shape = (min(_TILE, height - top), min(_TILE, width - left))
            x, y = _positions(fit, first_m, pixel_m, (left, top), shape)
            tile = cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
            # black ink is 1, so that 0 is left for what is not on the page
            inside = (x >= -0.5) & (y >= -0.5) & (x <= pixels.shape[1] - 0.5) & (y <= pixels.shape[0] - 0.5)
            out[top : top + shape[0], left : left + shape[1]] = np.where(
                inside.reshape(*inside.shape, *[1] * (pixels.ndim - 2)), np.maximum(tile, 1), _NODATA
            )
    return out


def _positions(
    fit: Fit, first_m: FloatArray, pixel_m: float, start: tuple[int, int], shape: tuple[int, int]
) -> tuple[FloatArray, FloatArray]:
    """Page pixels (float32 maps) of a tile: exact on a coarse grid, straight in between."""
    rows, columns = (np.arange(0, length + _STEP, _STEP).astype(np.float64) for length in shape)
    east = first_m[0] + (start[0] + columns) * pixel_m
    north = first_m[1] - (start[1] + rows) * pixel_m
    coarse = control.to_pixel(fit, np.column_stack([a.ravel() for a in np.meshgrid(east, north)]))
    grid_xy = coarse.reshape(len(rows), len(columns), 2).astype(np.float32)
    fine_x, fine_y = np.meshgrid(
        np.arange(shape[1], dtype=np.float32) / _STEP, np.arange(shape[0], dtype=np.float32) / _STEP
    )
    fine = cv2.remap(grid_xy, fine_x, fine_y, cv2.INTER_LINEAR)
    return fine[..., 0], fine[..., 1]


def _mask_outside(pixels: Pixels, ring: FloatArray) -> None:
    mask = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(ring).astype(np.int32)], 1)
    pixels[mask == 0] = _NODATA


def _write(path: Path, pixels: Pixels, epsg: int, corner_m: tuple[float, float], pixel_m: float) -> None:
    bands = 1 if pixels.ndim == 2 else 3
    with rasterio.open(
        path, "w", driver="COG", width=pixels.shape[1], height=pixels.shape[0], count=bands, dtype="uint8",
        crs=CRS.from_epsg(epsg), transform=from_origin(*corner_m, pixel_m, pixel_m), nodata=_NODATA,
        compress="DEFLATE", predictor="YES", level=6, blocksize=512, overview_resampling="average",
        bigtiff="IF_SAFER", num_threads="1",
    ) as target:  # fmt: skip
        if bands == 1:
            target.write(pixels, 1)
            target.colorinterp = [ColorInterp.gray]
        else:
            for band in range(3):
                target.write(np.ascontiguousarray(pixels[..., band]), band + 1)
