"""The last piece of work: the delivery and its side files, written only where they do not lie there yet."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypedDict

from pipeline.communes import commune
from pipeline.crs import wkt
from pipeline.errors import OutputError
from pipeline.files import hash_file, hash_text, inside, written_aside
from pipeline.model import Commune, Finding
from workflows.control_files import control_path
from workflows.stages import COMMUNE, DELIVERY, PAGE, Job, versions


@dataclass(frozen=True, slots=True)
class Parts:
    """What joins the merged commune in its delivery.

    ``commune`` and ``unplaced`` are keys of results, ``pictures`` the key of each sheet's picture by file
    name; ``findings`` and ``counts`` are those of scans and pages, ``manifest`` what was read and with what.
    """

    commune: str
    unplaced: tuple[str, ...]
    pictures: Mapping[str, str]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    manifest: Mapping[str, object]


class Delivered(TypedDict):
    """A delivery that was written: the counts of the run, and the hash of each file by its path."""

    counts: dict[str, int]
    files: dict[str, str]


def hand_over(job: Job, parts: Parts, seconds: Mapping[str, float]) -> dict[str, int]:
    """Write the delivery, unless it lies there as it was written from the same parts; answers its counts.

    ``seconds`` of each stage go into the manifest and are no reason to write it anew. Raises OutputError.
    """
    key = job.store.key(DELIVERY, {**versions(), "parts": hash_text(json.dumps(asdict(parts)))})
    try:
        known: Delivered | None = job.store.get(DELIVERY, key)
    except LookupError:
        known = None
    if known is not None and all(_is(job.out / name, sha256) for name, sha256 in known["files"].items()):
        return dict(known["counts"])
    for name in (f"{job.code}.gpkg", f"{job.code}_cong_khai.gpkg"):
        _refuse_open(job.out / name)
    delivered = _write(job, parts, seconds)
    job.store.put(DELIVERY, key, delivered)
    return delivered["counts"]


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and hash_file(path) == sha256


def _refuse_open(gpkg: Path) -> None:
    """A side file of SQLite belongs to the earlier file; beside a new one it would be played into that."""
    for side in (gpkg.with_name(f"{gpkg.name}-wal"), gpkg.with_name(f"{gpkg.name}-journal")):
        if side.exists():
            raise OutputError("held_open", {"path": gpkg, "side": side.name})


def _write(job: Job, parts: Parts, seconds: Mapping[str, float]) -> Delivered:
    from pipeline.delivery.deliver import deliver  # noqa: PLC0415

    merged = job.store.get(COMMUNE, parts.commune)
    if not isinstance(merged, Commune):
        raise LookupError(parts.commune)
    findings, counts = (*parts.findings, *merged.findings), {**parts.counts, **merged.counts}
    whole = replace(merged, findings=findings, counts=counts)
    _remove_others(job.out / "maps", "*.tif", [job.out / "maps" / name for name in parts.pictures])
    files = offer_points(job, parts.unplaced)
    target = deliver(whole, job.out, {**parts.manifest, "seconds": dict(seconds)})
    files += list(asdict(target).values())
    return Delivered(
        counts={**counts, "parcels": len(whole.parcels), "findings": len(findings)},
        files={path.relative_to(job.out).as_posix(): hash_file(path) for path in files},
    )


def offer_points(job: Job, unplaced: Sequence[str]) -> list[Path]:
    """Write the points of every unplaced sheet (by key) for QGIS; answers the files.

    They lie as the commune's own ``control`` wants them, so that the folder can be copied there. A file of a
    sheet that is placed by now is taken away.
    """
    from pipeline.sheets.points_file import write_points  # noqa: PLC0415

    sheets = [job.store.get(PAGE, key) for key in unplaced]
    places = [job.out / "control" / control_path(sheet.source.scan, sheet.source.page) for sheet in sheets]
    files = {inside(job.out, path): sheet for path, sheet in zip(places, sheets, strict=True)}
    _remove_others(job.out / "control", "**/*.points", files)
    for target, sheet in files.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        epsg = sheet.unit.epsg if sheet.unit else commune(job.code).epsg
        with written_aside(target, 0o600) as aside:
            write_points(aside, sheet.points, wkt(epsg))
    return list(files)


def _remove_others(folder: Path, pattern: str, kept: Collection[Path]) -> None:
    """Take away what an earlier run made of scans that are gone or are something else by now."""
    for old in folder.glob(pattern):
        if old not in kept:
            old.unlink()
