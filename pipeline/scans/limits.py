"""What a scan may be: kinds, sizes, numbers of pages; and how a refusal is worded."""

from __future__ import annotations

import contextlib
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import ImageFile

from pipeline.errors import ScanError, ScanInaccessibleError
from pipeline.files import unreached

SUFFIXES = (".tif", ".tiff", ".jpg", ".jpeg", ".png", ".pdf")
MAX_PIXELS = 250_000_000  # twice an A0 sheet at 400 dpi
MAX_PAGES = 2_000
MAX_BYTES = 2_000_000_000


def refusal(path: Path, vietnamese: str, english: str) -> ScanError:
    """The error of a scan; the English text is headed by the file's name."""
    return ScanError(vietnamese, f"{path.name} {english}")


def inaccessible(path: Path, error: OSError) -> ScanInaccessibleError:
    """The error of a scan that cannot be reached: another try, at a better time, may find it sound."""
    vietnamese, english = unreached(error) or ("lỗi khi đọc tệp", "reading failed")
    return ScanInaccessibleError(vietnamese, f"{path.name} cannot be reached: {english}")


def check_file(path: Path) -> None:
    """Refuse what is no regular file, or too large, or has another suffix.

    Raises ScanError, and ScanInaccessibleError where the file cannot be reached.
    """
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise refusal(path, "không phải là tệp thường", "is not a regular file")
        with path.open("rb") as file:
            file.read(1)
    except OSError as cause:
        raise inaccessible(path, cause) from cause
    size = status.st_size
    if size == 0:
        raise refusal(path, "tệp rỗng", "is empty")
    if size > MAX_BYTES:
        raise refusal(path, f"lớn hơn {MAX_BYTES // 10**6} MB", f"is larger than {MAX_BYTES // 10**6} MB")
    if path.suffix.lower() not in SUFFIXES:
        raise refusal(path, "không phải TIFF, JPEG, PNG hoặc PDF", "is not TIFF, JPEG, PNG or PDF")


def check_size(path: Path, width_px: int, height_px: int) -> None:
    """Refuse a page that is too large to decode or too small to be one. Raises ScanError."""
    if width_px * height_px > MAX_PIXELS or width_px < 50 or height_px < 50:
        raise refusal(
            path,
            f"kích thước {width_px} × {height_px} điểm ảnh không dùng được",
            f"measures {width_px} × {height_px} pixels, which cannot be used",
        )


def plausible_dpi(value: object) -> float | None:
    """A resolution a scanner may have, else None."""
    try:
        dpi = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return dpi if 100 <= dpi <= 1300 else None


@contextlib.contextmanager
def decoding(
    path: Path,
    vietnamese: str = "dữ liệu ảnh hỏng hoặc thiếu",
    english: str = "holds damaged or truncated image data",
) -> Iterator[None]:
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
        if isinstance(cause, OSError) and unreached(cause):
            raise inaccessible(path, cause) from cause
        raise refusal(path, vietnamese, english) from cause
