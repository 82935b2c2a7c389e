"""The last piece of work: a delivery is made ready beside the earlier one, then takes its place at once."""

from __future__ import annotations

import contextlib
import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.communes import commune
from pipeline.crs import wkt
from pipeline.delivery import manifest, numbering, rows
from pipeline.delivery.delivered_files import delivery_in
from pipeline.delivery.edits import Earlier, Kept, findings_of, kept_of, look, new_folder, still_kept
from pipeline.delivery.losses import (
    LostInput,
    Shrunk,
    lost_inputs,
    refusal,
    sheets_of,
    shrunk,
    totals,
    unread_in,
)
from pipeline.delivery.references import references
from pipeline.delivery.rows import Rows, rows_of
from pipeline.delivery.safe_cells import safe_cell
from pipeline.files import hash_entry, hash_file, hash_text, written_aside
from pipeline.model import NO_NUMBERS, Commune, ControlPoint, Finding, MapSheet, ScannedPage, SheetNumbers
from pipeline.store import Stage, Store
from pipeline.switch import Switch, carry_out, refuse_open, staged
from pipeline.wording import say
from workflows.control_files import control_path
from workflows.stages.job import COMMUNE, DELIVERED, DELIVERY, PAGE, PICTURE, Job

UNSEEN = "sheet_unseen"
ROWS = "rows"  # of GeoPackages as they were delivered, by the hash of the file
_STAGE = Stage(DELIVERY, __name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What joins the merged commune in its delivery.

    ``commune`` and ``unplaced`` are keys of results, ``pictures`` the key of each sheet's picture by file
    name; ``findings`` and ``counts`` are those of scans and pages, ``manifest`` what was read and with what,
    ``numbers`` what the office calls sheets today, ``pages`` all that were read.
    """

    commune: str
    unplaced: tuple[str, ...]
    pictures: Mapping[str, str]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    manifest: Mapping[str, object]
    numbers: SheetNumbers = NO_NUMBERS
    pages: tuple[ScannedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery that can take its place (``switch`` None: it lies there as it is), and its counts."""

    counts: Mapping[str, int]
    switch: Switch | None = None


@dataclass(frozen=True, slots=True)
class _Picture:
    """A sheet's picture: where it lies below the commune's folder, and its hash."""

    place: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Offer:
    """Points found on a page that is not placed, in the zone ``epsg``."""

    points: tuple[ControlPoint, ...]
    epsg: int


@dataclass(frozen=True, slots=True)
class _Sides:
    """What lies beside the delivery's own files, by path: pictures of sheets, points of unplaced ones."""

    pictures: Mapping[str, _Picture]
    points: Mapping[str, _Offer]


def make_ready(job: Job, parts: Parts, seconds: Mapping[str, float], allow_shrink: bool = False) -> Ready:
    """Make the delivery ready, unless it lies there as it was made of the same parts; no file is touched yet.

    ``seconds`` of each stage go into the manifest and are no reason to make it anew. Raises OutputError, and
    ShrinkError where files that are missing or unread would cost what the delivery before has, unless
    ``allow_shrink``.
    """
    last = manifest.read(job.out)
    kept = still_kept(job.out, last.content.get("kept", ()))
    sides = _Sides(_pictures(job, parts), _points_files(job, parts))
    same = last.content.get("key") == _key(job, parts, kept)
    if same and _lies_there(job, last, sides.pictures) and _is_remembered(job, _key(job, parts, kept)):
        return Ready(last.content["counts"])
    merged = _merged(job, parts)
    said = {**parts.manifest, "sheets": sheets_of(merged), "unread": unread_in(parts.findings)}
    falls = shrunk(last.content, said)
    if falls and not allow_shrink:
        _refuse_losses(job, falls, lost_inputs(last.content, said, parts.findings))
    if same:  # made again: it tells what it told
        falls = [Shrunk(**each) for each in last.content["shrunk"]]
    new = _new_paths(job.code, sides)
    earlier = _earlier(job, last, new)
    put_aside = new_folder(job.out)
    kept += kept_of(earlier.edited, put_aside)
    whole = _whole(merged, parts, kept, falls)
    counts = manifest.counts_of(whole)
    said |= {"seconds": dict(seconds), "key": _key(job, parts, kept), "counts": counts}
    said |= {"kept": [asdict(each) for each in kept], "shrunk": [asdict(each) for each in falls]}
    said |= {"public_names": {path: say(name) for path, name in references(whole).names.items()}}
    job.store.put(DELIVERED, _key(job, parts, kept), whole)
    staging = _write(job, whole, sides, said, falls)
    waiting = {path: each.place for path, each in sides.pictures.items() if each.place != path}
    removed = tuple(sorted(last.outputs.keys() - new.keys()))
    return Ready(counts, Switch(staging, put_aside, earlier.replaceable, removed, waiting))


def hand_over(job: Job, ready: Ready) -> dict[str, int]:
    """Let the delivery take its place; answers its counts. Raises OutputError, and the earlier one stays."""
    if ready.switch is not None:
        carry_out(job.out, ready.switch)
        with contextlib.suppress(OSError):  # it is delivered, whatever is left behind
            _clean_up(job)
    return dict(ready.counts)


def _clean_up(job: Job) -> None:
    """Take away what only the earlier delivery needed."""
    shutil.rmtree(job.drawn, ignore_errors=True)  # pictures of sheets that became something else
    job.lost_inputs.unlink(missing_ok=True)
    outputs = manifest.read(job.out).outputs.values()
    job.store.keep_only(ROWS, {_rows_key(sha256) for sha256 in outputs})
    job.store.keep_only(DELIVERED, {manifest.read(job.out).content["key"]})


def _is_remembered(job: Job, key: str) -> bool:
    try:
        job.store.get(DELIVERED, key)
    except LookupError:
        return False
    return True


def _key(job: Job, parts: Parts, kept: Sequence[Kept]) -> str:
    made_of = json.dumps([asdict(parts), *map(asdict, kept)], default=str)
    return job.store.key(_STAGE, {"parts": hash_text(made_of)})


def _pictures(job: Job, parts: Parts) -> dict[str, _Picture]:
    """Each sheet's picture by its path in the delivery; it lies there, or was drawn just now and waits."""
    found = {}
    for name, key in parts.pictures.items():
        sha256, path = job.store.need(PICTURE, key), f"maps/{name}"
        waits = hash_entry(job.drawn / name) == sha256
        found[path] = _Picture((job.drawn / name).relative_to(job.out).as_posix() if waits else path, sha256)
    return found


def _lies_there(job: Job, last: manifest.Manifest, pictures: Mapping[str, _Picture]) -> bool:
    """Whether all files are as the manifest says; pictures that do not wait were looked at when drawn."""
    others = last.outputs.keys() - pictures.keys()
    waits = any(path != picture.place for path, picture in pictures.items())
    return bool(others) and not waits and all(hash_entry(job.out / p) == last.outputs[p] for p in others)


def _refuse_losses(job: Job, falls: Sequence[Shrunk], lost: Sequence[LostInput]) -> None:
    """Raises ShrinkError where files were lost, and lists them."""
    if not lost:
        return
    with (
        written_aside(job.lost_inputs, 0o600) as aside,
        aside.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        csv.writer(file).writerows((safe_cell(each.file), say(each.reason)) for each in lost)
    raise refusal(falls, lost, job.lost_inputs)


def _new_paths(code: str, sides: _Sides) -> dict[str, str | None]:
    """Every path of the new delivery, with the hashes that are known before it is written."""
    files = asdict(delivery_in(Path(), code)).values()
    paths: dict[str, str | None] = dict.fromkeys([manifest.NAME, *map(str, files), *sides.points])
    return paths | {path: picture.sha256 for path, picture in sides.pictures.items()}


def _write(
    job: Job, whole: Commune, sides: _Sides, said: Mapping[str, object], falls: Sequence[Shrunk]
) -> str:
    """Write all new files but the pictures, which are there; answers the name of their folder."""
    from pipeline.delivery.deliver import deliver  # noqa: PLC0415

    pictures = {Path(path).name: job.out / each.place for path, each in sides.pictures.items()}
    with staged(job.out) as staging:
        deliver(whole, staging, pictures, falls)
        for path, offered in sides.points.items():
            _write_offer(staging / path, offered)
        outputs = _hashes(job, staging) | {path: each.sha256 for path, each in sides.pictures.items()}
        manifest.write(staging / manifest.NAME, {**said, "outputs": outputs})
    return staging.name


def _earlier(job: Job, last: manifest.Manifest, new: Mapping[str, str | None]) -> Earlier:
    for path in new:
        refuse_open(job.out / path)
    return look(job.out, last, new, partial(rows_as_delivered, job.store))


def rows_as_delivered(store: Store, sha256: str) -> Rows | None:
    """The rows of a GeoPackage of that hash as this program wrote it; None where nobody knows them now."""
    try:
        known: Rows = store.get(ROWS, _rows_key(sha256))
    except LookupError:
        return None
    return known


def _merged(job: Job, parts: Parts) -> Commune:
    merged: Commune = job.store.need(COMMUNE, parts.commune)
    return merged


def _rows_key(sha256: str) -> str:
    """Rows that were hashed by other rules cannot be compared."""
    return hash_text(f"{hash_file(Path(rows.__file__))} {sha256}")


def _whole(merged: Commune, parts: Parts, kept: Sequence[Kept], falls: Sequence[Shrunk]) -> Commune:
    """The merged commune with what else was found and counted: of its files, and of the delivery before."""
    numbers, unnamed = numbering.settled(merged, parts.numbers)
    findings = (*parts.findings, *merged.findings, *findings_of(kept), *unnamed)
    counts = {**parts.counts, **merged.counts}
    counts |= {f"shrunk_{measure}": count for measure, count in totals(falls).items()}
    if kept:
        counts["files_kept"] = sum(each.count for each in kept)
    return replace(merged, findings=findings, counts=counts, numbers=numbers, pages=parts.pages)


def _hashes(job: Job, staging: Path) -> dict[str, str]:
    """The hash of each new file by its path; what the rows of GeoPackages say is kept for the next time."""
    hashes = {}
    for path in sorted(path for path in staging.rglob("*") if path.is_file()):
        hashes[path.relative_to(staging).as_posix()] = sha256 = hash_file(path)
        if path.suffix == ".gpkg" and rows_as_delivered(job.store, sha256) is None:
            job.store.put(ROWS, _rows_key(sha256), rows_of(path))
    return hashes


def _points_files(job: Job, parts: Parts) -> dict[str, _Offer]:
    """The points offered for each sheet that is not placed, and for pages among maps on which none was seen.

    They lie as the commune's own ``control`` wants them, so that the folder can be copied there.
    """
    here = commune(job.code).epsg
    sheets: list[MapSheet] = [job.store.need(PAGE, key) for key in parts.unplaced]
    offers = {sheet.source: _Offer(sheet.points, sheet.unit.epsg if sheet.unit else here) for sheet in sheets}
    for finding in parts.findings:
        if finding.code == UNSEEN and finding.source:
            offers[finding.source] = _Offer((), here)
    return {f"control/{control_path(source.scan, source.page)}": offer for source, offer in offers.items()}


def _write_offer(path: Path, offered: _Offer) -> None:
    """Write points for QGIS; without any, still the zone and the place for a person's own."""
    from pipeline.sheets.points_file import write_points  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    write_points(path, offered.points, wkt(offered.epsg))
    path.chmod(0o600)
