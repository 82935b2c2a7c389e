"""The hand-in of a commune, made of its last delivery and switched to like a delivery; see ``handover``."""

from __future__ import annotations

from pathlib import Path

from pipeline.communes import commune
from pipeline.delivery import manifest
from pipeline.delivery.edits import look, new_folder
from pipeline.errors import MissingInputError
from pipeline.files import hash_entry, hash_file
from pipeline.model import Commune
from pipeline.store import Stage
from pipeline.switch import Switch, carry_out, staged
from workflows.folders import input_folder, output_folder
from workflows.lock import locked
from workflows.stages.job import DELIVERED, HAND_IN, Job

_STAGE = Stage(HAND_IN, __name__)


def hand_in_of(code: str, data_raw: Path, data_out: Path) -> Path:
    """Make the hand-in of a commune's last delivery, unless it lies there; answers its folder.

    Raises MissingInputError where nothing was delivered by this version of the program, BusyError while a run
    writes the commune, OutputError where the disk refuses; the earlier hand-in stays then.
    """
    commune(code)
    job = Job(code, input_folder(data_raw, code), output_folder(data_raw, data_out, code))
    with locked(job.out):
        return hand_in(job)


def hand_in(job: Job) -> Path:
    """As ``hand_in_of``, for who holds the commune's lock."""
    delivery = manifest.read(job.out).content.get("key", "")
    folder, last = job.hand_in, manifest.read(job.hand_in)
    key = job.store.key(_STAGE, {"delivery": delivery})
    if last.content.get("key") == key and _lies_there(folder, last):
        return folder
    switch = _made_ready(job, _delivered(job, delivery), last, key)
    carry_out(folder, switch)
    return folder


def _delivered(job: Job, key: str) -> Commune:
    try:
        delivered: Commune = job.store.get(DELIVERED, key)
    except LookupError as cause:
        raise MissingInputError("nothing_delivered", {"commune": job.code}) from cause
    return delivered


def _lies_there(folder: Path, last: manifest.Manifest) -> bool:
    return all(hash_entry(folder / path) == sha256 for path, sha256 in last.outputs.items())


def _made_ready(job: Job, delivered: Commune, last: manifest.Manifest, key: str) -> Switch:
    """Write all products aside; what a person changed in the earlier ones will be kept."""
    from pipeline.handin.hand_in import Inputs, write_hand_in  # noqa: PLC0415

    folder = job.hand_in
    with staged(folder) as staging:
        write_hand_in(Inputs(delivered, job.raw), staging)
        new = {
            path.relative_to(staging).as_posix(): hash_file(path)
            for path in sorted(staging.rglob("*"))
            if path.is_file()
        }
        manifest.write(staging / manifest.NAME, {"ma_xa": job.code, "key": key, "outputs": new})
    earlier = look(folder, last, {**new, manifest.NAME: None}, lambda _: None)
    removed = tuple(sorted(last.outputs.keys() - new.keys() - {manifest.NAME}))
    return Switch(staging.name, new_folder(folder), earlier.replaceable, removed)
