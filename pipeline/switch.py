"""From the files of an earlier delivery to those of a new one, in a way that a kill cannot leave half done.

New files are made in a folder of their own beside the earlier ones. When all of them are on the disk, a
journal says which take their places, and only then is anything renamed. After a kill before the journal the
earlier files are whole; after one behind it, whoever next holds the folder completes what the journal says.
What the disk refuses on the way is undone. Every file is replaced by a rename: who holds the earlier one open
keeps it.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.files import hash_entry, inside, output_errors, read_regular, sync

JOURNAL = ".switch.json"
_STAGING = ".staging."  # and some letters of chance: a worker that was given up never writes into a later one
_REPLACED = ".replaced"  # in the staging folder: earlier files, until all new ones are in their places


@dataclass(frozen=True, slots=True)
class Switch:
    """New files in the folder ``staging``, by their paths below the delivery's folder, and what they replace.

    ``waiting``: new files that lie elsewhere below that folder, by the path that they will have.
    ``replaceable``: the hash of each earlier file that may be lost; ``removed``: those that none follows.
    An earlier file of another hash is moved to the folder ``kept``, whatever it is.
    """

    staging: str
    kept: str
    replaceable: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    waiting: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    """``earlier`` goes to ``away``, ``new`` (None: nothing) takes its place."""

    earlier: Path
    away: Path
    new: Path | None


@contextlib.contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Hand out a private folder for new files below ``folder``; on a clean end all of them are on the disk.

    On an error it is taken away. Raises OutputError where the disk is full, read-only or not ours to write.
    """
    staging: Path | None = None
    try:
        with output_errors(folder, folder):
            folder.mkdir(parents=True, exist_ok=True)
            staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
            yield staging
            _sync_all(staging)
    except BaseException:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        raise


def carry_out(folder: Path, switch: Switch) -> None:
    """Let the new files take their places: all of them, or none.

    Raises OutputError where a file is open elsewhere, or the disk refuses; the earlier files are as before.
    """
    staging = folder / switch.staging
    try:
        with output_errors(folder, folder):
            for path, place in switch.waiting.items():
                _make_parent(staging / path)
                (folder / place).replace(staging / path)
            steps = _steps(folder, switch)
            _announce(folder, switch)
            _take_or_undo(folder, steps)
    except BaseException:
        if not (folder / JOURNAL).exists():
            _give_up(folder, switch)
        raise
    _clear(folder)


def complete(folder: Path) -> None:
    """Complete a switch that was cut short and take away what is left of it.

    Only who holds the folder's lock may call it. Raises OutputError where it cannot be completed.
    """
    with output_errors(folder, folder):
        if (folder / JOURNAL).exists():
            _take(_steps(folder, _read(folder / JOURNAL)))
        _clear(folder)


def _read(journal: Path) -> Switch:
    try:
        switch = Switch(**json.loads(read_regular(journal)))
        _check(switch)
    except (ValueError, TypeError, AttributeError, RecursionError) as cause:
        raise OutputError("switch_journal_damaged", {"journal": journal}) from cause
    return switch


def _check(switch: Switch) -> None:
    """Raises ValueError, TypeError or AttributeError for what no run announces."""
    paths = (*switch.removed, *switch.waiting, *switch.waiting.values(), *switch.replaceable, switch.kept)
    texts = (*paths, *switch.replaceable.values(), switch.staging)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("not text")
    leads_out = any(Path(path).is_absolute() or ".." in Path(path).parts for path in paths)
    if leads_out or not switch.staging.startswith(_STAGING) or "/" in switch.staging:
        raise ValueError("not of this folder")


def _announce(folder: Path, switch: Switch) -> None:
    """Write the journal: from here on the new files are the delivery."""
    journal = folder / switch.staging / JOURNAL
    journal.touch(mode=0o600)
    journal.write_text(json.dumps(asdict(switch)), encoding="utf-8")
    _sync_all(folder / switch.staging)
    journal.replace(folder / JOURNAL)
    sync(folder)


def _give_up(folder: Path, switch: Switch) -> None:
    for path, place in switch.waiting.items():
        with contextlib.suppress(OSError):
            (folder / switch.staging / path).replace(folder / place)
    shutil.rmtree(folder / switch.staging, ignore_errors=True)


def _steps(folder: Path, switch: Switch) -> list[_Step]:
    """What is still to be done, the manifest last. Raises OutputError where a file is open elsewhere."""
    staging = folder / switch.staging
    replaced = staging / _REPLACED
    new = {path.relative_to(staging).as_posix(): path for path in _files(staging)}
    steps = []
    for path in (*switch.removed, *sorted(new, key=lambda path: (path == "manifest.json", path))):
        earlier = folder / path
        if replaced in (staging / path).parents:
            continue
        refuse_open(earlier)
        loose = os.path.lexists(earlier) and hash_entry(earlier) != switch.replaceable.get(path, "")
        away = _free(folder / switch.kept / path, earlier) if loose else replaced / path
        for place in (earlier, away):
            inside(folder, place.parent)
        steps.append(_Step(earlier, away, new.get(path)))
    return steps


def _take_or_undo(folder: Path, steps: list[_Step]) -> None:
    try:
        _take(steps)
    except OSError:
        for step in reversed(steps):
            _undo(step)
        (folder / JOURNAL).unlink()
        raise


def _take(steps: list[_Step]) -> None:
    for step in steps:
        _make_parent(step.earlier)
        if os.path.lexists(step.earlier):
            _make_parent(step.away)
            _put_away(step)
        if step.new is not None:
            step.new.replace(step.earlier)
    for parent in {path.parent for step in steps for path in (step.earlier, step.away)}:
        if parent.is_dir():
            sync(parent)


def _put_away(step: _Step) -> None:
    """By a second name where the disk has such, so that the place is never empty."""
    step.away.unlink(missing_ok=True)
    if step.new is not None:
        with contextlib.suppress(OSError):
            os.link(step.earlier, step.away, follow_symlinks=False)
            return
    step.earlier.replace(step.away)


def _undo(step: _Step) -> None:
    if step.new is not None and not step.new.exists() and step.earlier.exists():
        step.earlier.replace(step.new)
    if os.path.lexists(step.away):
        step.away.replace(step.earlier)
        step.away.unlink(missing_ok=True)  # where both were names of one file, the rename did nothing


def _clear(folder: Path) -> None:
    (folder / JOURNAL).unlink(missing_ok=True)
    for staging in folder.glob(f"{_STAGING}*"):
        shutil.rmtree(staging, ignore_errors=True)


def refuse_open(path: Path) -> None:
    """Raises OutputError where a program has a GeoPackage open for writing.

    A side file of SQLite belongs to the earlier file; beside a new one it would be played into that.
    """
    if path.suffix != ".gpkg":
        return
    for side in (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")):
        if side.exists():
            raise OutputError("held_open", {"path": path, "side": side.name})


def _free(path: Path, earlier: Path) -> Path:
    """The path, or one beside it where something else than another name of ``earlier`` has it."""
    places = itertools.chain([path], (path.with_stem(f"{path.stem}-{n}") for n in itertools.count(2)))
    return next(place for place in places if not os.path.lexists(place) or _is_one(place, earlier))


def _is_one(first: Path, second: Path) -> bool:
    return os.path.samestat(first.lstat(), second.lstat())


def _make_parent(path: Path) -> None:
    """The folders on the way, new ones for their owner alone: names of scans and people stand in them."""
    for parent in reversed(path.parents):
        if not parent.exists():
            parent.mkdir(mode=0o700)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _sync_all(folder: Path) -> None:
    for path in (*_files(folder), *(path for path in folder.rglob("*") if path.is_dir()), folder):
        sync(path)
