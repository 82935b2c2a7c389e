"""What a commune hands in, made of its last delivery and switched to like a delivery; see ``handover``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.communes import commune, former_units, unit_of_today
from pipeline.delivery import manifest
from pipeline.delivery.edits import look, new_folder
from pipeline.delivery.layers import SHEETS
from pipeline.errors import MissingInputError, UsageError
from pipeline.files import hash_entry, hash_file, hash_text
from pipeline.handin import mapping
from pipeline.handin.mapping import Letters
from pipeline.model import NO_NUMBERS, Commune, Reason, SheetNumbers, Unit
from pipeline.sheet_numbers import read_sheet_numbers
from pipeline.store import Stage
from pipeline.switch import Switch, carry_out, staged
from workflows.folders import input_folder, output_folder
from workflows.inventory import NUMBER_TABLES
from workflows.lock import locked
from workflows.stages.job import DELIVERED, HAND_IN, Job

_STAGE = Stage(HAND_IN, __name__)
_PARCEL = re.compile(r"([0-9]{1,5})[/-]([0-9]{1,5})")
Write = Callable[[Commune, Path], None]


def hand_in_of(code: str, data_raw: Path, data_out: Path, letters: Letters = "unicode") -> Path:
    """Make the hand-in of a commune's last delivery, unless it lies there; answers its folder.

    ``letters``: of the texts of its maps; a hand-in that is renewed keeps those it was made with.

    Raises MissingInputError where nothing was delivered by this version of the program, BusyError while a run
    writes the commune, OutputError where the disk refuses; the earlier hand-in stays then.
    """
    job = _job(code, data_raw, data_out)
    with locked(job.out):
        _make(job, job.hand_in, letters, partial(_write, job, letters))
    return job.hand_in


def renew(job: Job) -> Reason | None:
    """Make a hand-in that lies there anew after another delivery; answers what is to be told of it.

    One in which a person worked stays, and is told to be of the delivery before. Only who holds the commune's
    lock may call it. Raises OutputError where the disk refuses; the earlier hand-in stays then.
    """
    last = manifest.read(job.hand_in)
    if not last.outputs or last.content.get("key") == _key(job):
        return None
    if not _lies_there(job.hand_in, last):
        return Reason("hand_in_outdated", {"folder": job.hand_in, "commune": job.code})
    letters: Letters = "tcvn3" if last.content.get("which") == "tcvn3" else "unicode"
    _make(job, job.hand_in, letters, partial(_write, job, letters))
    return Reason("handed_in", {"folder": job.hand_in})


def _write(job: Job, letters: Letters, delivered: Commune, folder: Path) -> None:
    from pipeline.handin.hand_in import Inputs, write_hand_in  # noqa: PLC0415

    write_hand_in(Inputs(delivered, job.raw), folder, letters)


def extracts_of(code: str, data_raw: Path, data_out: Path, parcels: Sequence[str] = ()) -> Path:
    """Make extracts of ``parcels`` (``12/45``; none: of all); earlier ones of others stay. As ``hand_in_of``.

    Raises UsageError for a parcel that is not understood, MissingInputError where there is none of them.
    """
    job = _job(code, data_raw, data_out)
    wanted = _wanted(parcels)

    def write(delivered: Commune, folder: Path) -> None:
        from pipeline.handin.hand_in import Inputs, write_extracts  # noqa: PLC0415

        write_extracts(Inputs(delivered, job.raw), folder, wanted)

    with locked(job.out):
        _make(job, job.extracts, " ".join(parcels), write, added=bool(parcels))
    return job.extracts


def renumbering_of(code: str, data_raw: Path, data_out: Path) -> Path:
    """Propose numbers of today for the sheets that the office's table does not name; answers the table.

    It lies beside the hand-in and does nothing until a person puts it into the commune's folder. Raises as
    ``hand_in_of``, MissingInputError where nothing can be proposed, ScanError for the reasons why the
    office's own table is refused.
    """
    job = _job(code, data_raw, data_out)
    office = _office_numbers(job)
    name = f"{code}_de_xuat_tham_chieu_to.xlsx"

    def write(delivered: Commune, folder: Path) -> None:
        from pipeline.handin.hand_in import Inputs  # noqa: PLC0415
        from pipeline.handin.renumbering import proposed, write_proposal  # noqa: PLC0415

        under_old = replace(delivered, numbers=NO_NUMBERS)
        rows = Inputs(under_old, job.raw).rows(SHEETS)
        made = proposed(under_old, rows, office)
        write_proposal(folder / name, made, rows, office)
        read_sheet_numbers(folder / name, _units(code))  # it must be a table that a run would take
        (folder / name).chmod(0o600)

    with locked(job.out):
        _make(job, job.renumbering, hash_text(repr(office)), write)
    return job.renumbering / name


def _office_numbers(job: Job) -> SheetNumbers:
    """What the office's own table says; nothing where there is none."""
    tables = filter(Path.exists, (job.raw / name for name in NUMBER_TABLES))
    table = next(tables, None)
    return NO_NUMBERS if table is None else read_sheet_numbers(table, _units(job.code))


def _units(code: str) -> tuple[Unit, ...]:
    """Units that a table may name, today's own among them."""
    return (*former_units(code), unit_of_today(commune(code)))


def _job(code: str, data_raw: Path, data_out: Path) -> Job:
    commune(code)
    return Job(code, input_folder(data_raw, code), output_folder(data_raw, data_out, code))


def _wanted(parcels: Sequence[str]) -> set[tuple[int, int]] | None:
    found = [_PARCEL.fullmatch(each) for each in parcels]
    if not all(found):
        raise UsageError("no_such_parcels", {"parcels": " ".join(parcels)})
    return {(int(each[1]), int(each[2])) for each in found if each} or None


def _make(job: Job, folder: Path, which: str, write: Write, added: bool = False) -> None:
    """Make the files of a folder anew, unless they are as they were made of the same delivery.

    ``which``: what was asked for of them; with ``added`` files of another question stay as long as the
    delivery does.
    """
    last, key = manifest.read(folder), _key(job)
    same = last.content.get("key") == key
    if same and last.content.get("which") == which and _lies_there(folder, last):
        return
    delivered = _delivered(job)
    with staged(folder) as staging:
        write(delivered, staging)
        new = {
            path.relative_to(staging).as_posix(): hash_file(path)
            for path in sorted(staging.rglob("*"))
            if path.is_file()
        }
        if not new:
            raise MissingInputError("nothing_to_hand_in", {"commune": job.code})
        stays = {path: sha256 for path, sha256 in last.outputs.items() if added and same and path not in new}
        stays.pop(manifest.NAME, None)
        said = {"ma_xa": job.code, "key": key, "which": which, "outputs": stays | new}
        manifest.write(staging / manifest.NAME, said)
    carry_out(folder, _switch(folder, staging.name, last, {**stays, **new}))


def _key(job: Job) -> str:
    return job.store.key(_STAGE, {"delivery": _delivery(job), "forms": mapping.hash_of_forms()})


def _delivery(job: Job) -> str:
    return str(manifest.read(job.out).content.get("key", ""))


def _delivered(job: Job) -> Commune:
    try:
        delivered: Commune = job.store.get(DELIVERED, _delivery(job))
    except LookupError as cause:
        raise MissingInputError("nothing_delivered", {"commune": job.code}) from cause
    return delivered


def _lies_there(folder: Path, last: manifest.Manifest) -> bool:
    return all(hash_entry(folder / path) == sha256 for path, sha256 in last.outputs.items())


def _switch(folder: Path, staging: str, last: manifest.Manifest, outputs: Mapping[str, str]) -> Switch:
    """What a person changed in the earlier files will be kept."""
    earlier = look(folder, last, {**outputs, manifest.NAME: None}, lambda _: None)
    removed = tuple(sorted(last.outputs.keys() - outputs.keys() - {manifest.NAME}))
    return Switch(staging, new_folder(folder), earlier.replaceable, removed)
