"""What a scan may be: kinds, sizes, numbers of pages; and what becomes of what a decoder raises."""

from __future__ import annotations

import contextlib
import os
import stat
import warnings
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from PIL import ImageFile

from pipeline.errors import ScanError
from pipeline.input_files import SCANS, changed, inaccessible, is_unreached

MAX_PIXELS = 250_000_000  # an A0 sheet at 400 dpi
MIN_SIDE = 50  # half an inch of a page at the coarsest plausible resolution
MAX_DECODED_BYTES = 500_000_000  # an A0 sheet at 300 dpi in colour; the work takes up to three times as many
MAX_PAGES = 2_000
MAX_BYTES = 2_000_000_000


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """The scan, open; refused where it is no regular file, or too large, or has another suffix.

    What was read of it holds only where it was not written to meanwhile, which is asked at the end. Raises
    ScanError, and ScanInaccessibleError where the file cannot be reached or was written to.
    """
    try:
        with _open(path) as file:
            before = os.fstat(file.fileno())
            _check(path, before)
            yield file
            after = os.fstat(file.fileno())
    except OSError as cause:
        if is_unreached(cause):
            raise inaccessible(cause) from cause
        raise
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise changed()


def _open(path: Path) -> BufferedReader:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # told as what it is, not by how opening it fails
            raise ScanError("no_regular_file")
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    except OSError as cause:
        raise inaccessible(cause) from cause


def _check(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ScanError("no_regular_file")
    if status.st_size == 0:
        raise ScanError("empty_file")
    if status.st_size > MAX_BYTES:
        raise ScanError("file_too_large", {"most": MAX_BYTES // 10**6})
    if path.suffix.lower() not in SCANS:
        raise ScanError("no_scan_format")


def check_size(width_px: int, height_px: int, bytes_of_a_dot: int = 1) -> None:
    """Refuse a page that is too large to decode or too small to be one. Raises ScanError."""
    check_decoded(width_px, height_px, width_px * height_px * bytes_of_a_dot)
    if min(width_px, height_px) < MIN_SIDE:
        raise ScanError("unusable_size", {"width": width_px, "height": height_px})


def check_decoded(width_px: int, height_px: int, decoded_bytes: int) -> None:
    """Refuse a picture that is too large to decode. Raises ScanError.

    What is decoded counts, not what the file measures: channels and their depth.
    """
    if width_px * height_px > MAX_PIXELS or decoded_bytes > MAX_DECODED_BYTES:
        raise ScanError("unusable_size", {"width": width_px, "height": height_px})


def plausible_dpi(value: object) -> float | None:
    """A resolution a scanner may have, else None."""
    try:
        dpi = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return round(dpi, 2) if 100 <= dpi <= 1300 else None  # 200.0000052 is what 200 became in inches


@contextlib.contextmanager
def decoding(refusal: str = "damaged_pixels") -> Iterator[None]:
    """Whatever a decoder raises on a stranger's file, and Pillow keeps no list of it, is the file's fault.

    What the system raises is the place's.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ScanError:
        raise
    except Exception as cause:
        if is_unreached(cause):
            raise inaccessible(cause) from cause
        raise ScanError(refusal) from cause
