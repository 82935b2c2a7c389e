"""Files that people hand in: which may be read, and whether the bad file or the bad place is at fault."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TypeGuard

from pipeline.errors import ScanError, ScanInaccessibleError

ANNOTATION = ".json"  # of IIIF's georeference extension, beside a scan
GEOREFERENCES = (".tfw", ".tifw", ".jgw", ".jpgw", ".pgw", ".pngw", ".wld", ANNOTATION)
SCANS = (".tif", ".tiff", ".jpg", ".jpeg", ".png", ".pdf")

# Files that are read whole: the text of 200,000 rows (``spreadsheets.MAX_ROWS``) with 300 bytes each.
MAX_WHOLE_BYTES = 64 << 20

_UNREACHED = {
    errno.EACCES: "no_right_to_read",
    errno.EPERM: "no_right_to_read",
    errno.EIO: "disk_failed",
    errno.EREMOTEIO: "disk_failed",
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR), "no_longer_there"),
    **dict.fromkeys((errno.EBUSY, errno.ETXTBSY, errno.EAGAIN), "held_by_another_program"),
    **dict.fromkeys((errno.ESTALE, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ETIMEDOUT), "drive_lost"),
    **dict.fromkeys((errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ENETUNREACH), "drive_lost"),
    **dict.fromkeys((errno.ECONNRESET, errno.ECONNABORTED, errno.ESHUTDOWN), "drive_lost"),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "too_many_files_open"),
}


def is_unreached(error: Exception) -> TypeGuard[OSError]:
    """Whether the system says that a place cannot be reached: another try may find the file sound."""
    return isinstance(error, OSError) and error.errno in _UNREACHED


def inaccessible(error: OSError) -> ScanInaccessibleError:
    """The error of a file or folder that cannot be reached: rights, a failing disk, a lost network drive."""
    return ScanInaccessibleError(_UNREACHED.get(error.errno or 0, "reading_failed"))


def changed() -> ScanInaccessibleError:
    """The error of a file that is no longer what it was when the run first saw it."""
    return ScanInaccessibleError("changed_meanwhile")


def read_whole(path: Path) -> bytes:
    """The bytes of a settings file, a table, points, decisions: small ones, whoever wrote them.

    Raises ScanError for a file that is larger than any such is, and OSError.
    """
    with path.open("rb") as file:
        content = file.read(MAX_WHOLE_BYTES + 1)
    if len(content) > MAX_WHOLE_BYTES:
        raise ScanError("file_too_large", {"most": MAX_WHOLE_BYTES >> 20})
    return content


def list_input_files(folder: Path) -> tuple[list[Path], list[tuple[Path, ScanError]]]:
    """Regular files below ``folder`` that may be read, sorted, and the rest with the reason.

    Refused paths are for people to read: bytes that are no UTF-8 are replaced in them. Of a folder that is
    refused nothing else is told.

    Links are refused because they can point at anything on the machine; pipes and devices because reading
    them may never end; names that are no UTF-8 because no table or page could carry them.
    """
    files: list[Path] = []
    refused: list[tuple[Path, ScanError]] = []

    def unread(error: OSError) -> None:
        refused.append((_readable(Path(error.filename)), inaccessible(error)))

    for parent, folders, names in os.walk(folder, onerror=unread):
        for name in (*folders, *names):
            path = Path(parent, name)
            reason = refusal_of(path)
            if reason is not None:
                refused.append((_readable(path), reason))
                if name in folders:
                    folders.remove(name)
            elif name in names:
                files.append(path)
    return sorted(files), sorted(refused, key=lambda entry: entry[0])


def refusal_of(path: Path) -> ScanError | None:
    """Why a path may not be read or gone into, or nothing."""
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return inaccessible(error)
    if stat.S_ISLNK(mode):
        return ScanError("is_link")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return ScanError("no_regular_file")
    if _readable(path).name != path.name:
        return ScanError("name_not_utf8")
    if stat.S_ISREG(mode) and not os.access(path, os.R_OK):
        return ScanInaccessibleError("no_right_to_read")
    return None


def _readable(path: Path) -> Path:
    return Path(os.fsencode(path).decode("utf-8", "replace"))
