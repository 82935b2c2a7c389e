"""What results are made by: the code and data files that a module reaches, and all that it runs on.

A file of the program is reached when a reached file names it: a module by an import, at any depth of the
code, or by its dotted name in quotes (it runs as a program of its own); a data file by its name in quotes.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import json
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline import tesseract
from pipeline.errors import MissingToolError
from pipeline.files import hash_file, hash_text

ROOT = Path(__file__).parents[1]
PACKAGES = ("pipeline", "workflows")
_PROJECT = "so-hoa-dia-chinh"
_IMPORT = re.compile(rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+)?import[ \t]+(\([^)]*\)|[^\n#]*)", re.MULTILINE)
_QUOTED = re.compile(rb"[\"']([\w.]+)[\"']")
_NAME = re.compile(rb"[\w.]+")


@functools.cache
def made_by(module: str) -> str:
    """Hash of all that decides what a module's work comes to, beside what the work is given.

    As it was when this process first asked. Raises MissingToolError where a program or library is missing.
    """
    return hash_text(json.dumps([code_hash(module), versions()]))


def program(root: Path = ROOT) -> str:
    """Hash of the whole program and all it runs on: processes that agree in it make the same results.

    As it is now: a program that is replaced while it runs is another one.
    """
    seen = [(path, path.stat()) for path in _files(root)]
    return _program(root, tuple((path, status.st_mtime_ns, status.st_size) for path, status in seen))


@functools.lru_cache(maxsize=1)
def _program(root: Path, seen: tuple[tuple[Path, int, int], ...]) -> str:
    return hash_text(json.dumps([_hash_of({path for path, *_ in seen}, root), versions()]))


def code_hash(module: str, root: Path = ROOT) -> str:
    """Hash of every file below ``root`` that a module reaches."""
    return _hash_of(reached(module, root), root)


def reached(module: str, root: Path = ROOT) -> set[Path]:
    """The program's files that a module reaches, itself among them. Raises LookupError for an unknown one."""
    known = _files_by_name(root)
    found: set[Path] = set()
    todo = [*known[module]]
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += [other for name in _names_in(path) for other in known.get(name, ())]
    return found


def _files(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        for folder, _, names in os.walk(root / package):
            if not folder.endswith("__pycache__"):
                yield from (Path(folder, name) for name in names)


def _files_by_name(root: Path) -> Mapping[str, list[Path]]:
    """Modules by their dotted names, data files by their own."""
    found: dict[str, list[Path]] = {}
    for path in _files(root):
        found.setdefault(_name_of(path, root), []).append(path)
    return found


def _name_of(path: Path, root: Path) -> str:
    if path.suffix != ".py":
        return path.name
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _names_in(path: Path) -> Iterator[str]:
    """What a file may name: what it imports, and every word in quotes; with each its packages."""
    text = path.read_bytes()
    for source, names in _IMPORT.findall(text):
        for name in _NAME.findall(names):
            yield from _with_packages(source + b"." + name if source else name)
    for name in _QUOTED.findall(text):
        yield from _with_packages(name)


def _with_packages(name: bytes) -> Iterator[str]:
    parts = name.decode("utf-8", "replace").split(".")
    yield from itertools.accumulate(parts, "{}.{}".format)


def _hash_of(files: set[Path], root: Path) -> str:
    contents = sorted((path.relative_to(root).as_posix(), hash_file(path)) for path in files)
    return hash_text(json.dumps(contents))


@functools.cache
def versions() -> Mapping[str, str]:
    """Versions of Python, of Tesseract with its languages, and of all libraries, by name."""
    return {"python": platform.python_version(), **tesseract.versions(), **libraries()}


def libraries() -> dict[str, str]:
    """Version of every installed library that the program requires, or that one of those requires, by name.

    Raises MissingToolError where the program itself was never set up.
    """
    found: dict[str, str] = {}
    done: set[str] = set()
    todo = [Requirement(_PROJECT)]
    while todo:
        wanted = todo.pop()
        if str(wanted) in done:
            continue
        done.add(str(wanted))
        with contextlib.suppress(
            metadata.PackageNotFoundError
        ):  # one for other systems, or without which we do
            installed = metadata.distribution(wanted.name).metadata
            found[canonicalize_name(wanted.name)] = installed["Version"]
            todo += _required(installed.get_all("Requires-Dist") or [], wanted.extras)
    if _PROJECT not in found:
        raise MissingToolError("not_set_up")
    return dict(sorted(found.items()))


def _required(lines: Iterable[str], extras: set[str]) -> Iterator[Requirement]:
    for wanted in map(Requirement, lines):
        asked = [{"extra": extra} for extra in ("", *extras)]
        if wanted.marker is None or any(map(wanted.marker.evaluate, asked)):
            yield wanted
