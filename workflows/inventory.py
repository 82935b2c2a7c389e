"""One inventory of everything below a commune's folder: each file is used, refused or named as passed over.

What a kind of file is, and where it lies, stands in one table.
"""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.errors import ScanError, ScanInaccessibleError
from pipeline.input_files import GEOREFERENCES, SCANS, list_input_files
from pipeline.map_files import COMPANIONS, FAMIS, MAPS
from pipeline.model import Finding, InputFile, Known, Source
from workflows.failures import unusable

Use = Literal[
    "sheet", "register", "digital", "companion", "georeference", "points", "settings", "numbers", "decisions"
]
Fate = Literal[
    "sheet", "register", "digital", "companion", "georeference", "points", "settings", "numbers", "decisions",
    "misplaced", "refused", "inaccessible", "ignored",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What lies in a folder, or in one file at the top.

    ``suffixes`` tell the kind; files with others are no such thing, unless there are none. ``telling``: so do
    they where the file lies elsewhere.
    """

    place: str
    use: Use
    suffixes: tuple[str, ...] = ()
    telling: bool = True

    @property
    def any_suffix(self) -> bool:
        """Whether a file is of the kind by its place alone."""
        return not self.suffixes


NUMBER_TABLES = ("tham_chieu_to.csv", "tham_chieu_to.xlsx")  # the first that is there counts
KINDS = (
    Kind("maps", "sheet", SCANS),
    Kind("maps", "georeference", GEOREFERENCES, telling=False),
    Kind("records", "register", SCANS),
    Kind("control", "points", (".points",)),
    Kind("vectors", "digital", MAPS),
    Kind("vectors", "digital", (FAMIS,), telling=False),
    Kind("vectors", "companion", COMPANIONS, telling=False),
    Kind("review", "decisions", (".jsonl",)),
    *(Kind(table, "numbers") for table in NUMBER_TABLES),
    Kind("commune.toml", "settings"),
)
_NO_MAPS = {".dwg": "is_dwg"}
# what operating systems, file servers and office programs leave behind
_SYSTEM_FILES = ("thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", ".directory", "._*", ".nfs*", "~$*")
_SYSTEM_FOLDERS = ("@eadir", "#recycle", "$recycle.bin", "system volume information", "__macosx", ".trash*")
# what people keep beside scans and nobody takes for one
_DOCUMENTS = (".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", ".csv", ".txt", ".md", ".rtf", ".lnk", ".url")
_HALF_COPIED = re.compile(r".*\.(filepart|part|partial|crdownload|tmp)|\..+\.[a-z0-9]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One file by its path below the commune's folder, what becomes of it, and what is to be said of it.

    ``changed_ns``: when its entry changed last, seen before anything in it was read; 0 where that is unknown.
    """

    name: str
    fate: Fate
    finding: Finding | None = None
    changed_ns: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that lies below a commune's folder, in the order of the names."""

    items: tuple[Item, ...]

    def of(self, use: Use) -> list[str]:
        """Files of one use."""
        return [item.name for item in self.items if item.fate == use]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the files, system files in one finding."""
        told = [item.finding for item in self.items if item.finding is not None]
        ignored = Counter(_system_name(item.name) for item in self.items if item.fate == "ignored")
        if ignored:
            names = ", ".join(f"{name} ({count})" for name, count in sorted(ignored.items()))
            told.append(Finding("files_ignored", values={"count": ignored.total(), "names": Known(names)}))
        return tuple(told)

    @property
    def others(self) -> dict[str, str]:
        """What became of each file that is no scan, by name."""
        return {item.name: item.fate for item in self.items if item.fate not in ("sheet", "register")}


def take_inventory(folder: Path) -> Inventory:
    """Look at every file below a commune's folder; none is opened."""
    files, refused = list_input_files(folder)
    items = [_item(path.relative_to(folder).as_posix()) for path in files]
    items += [_refused(path.relative_to(folder).as_posix(), error) for path, error in refused]
    return Inventory(tuple(replace(item, changed_ns=_changed_ns(folder / item.name)) for item in items))


def _changed_ns(path: Path) -> int:
    try:
        return path.lstat().st_ctime_ns
    except OSError:
        return 0


def is_half_copied(name: str) -> bool:
    """Whether a program that copies or downloads gave the file its name until it is whole."""
    return _HALF_COPIED.fullmatch(PurePosixPath(name).name) is not None


def _item(name: str) -> Item:
    if _system_name(name):
        return Item(name, "ignored")
    if is_half_copied(name):
        return Item(name, "refused", _finding("file_half_copied", name))
    kinds, suffix = _kinds(name), PurePosixPath(name).suffix.lower()
    kind = next((kind for kind in kinds if kind.any_suffix or suffix in kind.suffixes), None)
    if kind is not None:
        return Item(name, kind.use)
    return _out_of_place(name, kinds, suffix)


def _out_of_place(name: str, kinds: Sequence[Kind], suffix: str) -> Item:
    """A file that is none of the kinds that lie where it lies."""
    homes = [f"{other.place}/" for other in KINDS if other.telling and suffix in other.suffixes]
    if homes:
        return Item(name, "misplaced", _finding("file_misplaced", name, places=Known(", ".join(homes))))
    if any(kind.suffixes == SCANS for kind in kinds):
        if suffix in _DOCUMENTS:
            return Item(name, "refused", _finding("document_beside", name))
        return Item(name, "refused", unusable(name, ScanError("no_scan_format")))
    if any(kind.use == "digital" for kind in kinds):
        return Item(name, "refused", unusable(name, ScanError(_NO_MAPS.get(suffix, "no_map_format"))))
    return Item(name, "refused", _finding("file_unknown", name))


def _refused(name: str, error: ScanError) -> Item:
    if _system_name(name):
        return Item(name, "ignored")
    fate: Fate = "inaccessible" if isinstance(error, ScanInaccessibleError) else "refused"
    return Item(name, fate, unusable(name, error))


def _kinds(name: str) -> list[Kind]:
    """The kinds by the folder at the top, or by the name of a file there."""
    place = unicodedata.normalize("NFC", PurePosixPath(name).parts[0])
    is_file = place == name
    return [kind for kind in KINDS if kind.place == place and is_file == ("." in place)]


def _finding(code: str, name: str, **values: Known) -> Finding:
    return Finding(code, values={"file": InputFile(name), **values}, source=Source(name))


def _system_name(name: str) -> str:
    """The pattern of a system's own file or folder that the path is or lies in, or nothing."""
    parts = PurePosixPath(name.lower()).parts or (name,)
    known = [(part, pattern) for part in parts for pattern in _SYSTEM_FOLDERS]
    known += [(parts[-1], pattern) for pattern in _SYSTEM_FILES]
    return next((pattern for part, pattern in known if fnmatch.fnmatchcase(part, pattern)), "")
