"""The manifest: what was read, with what, and every file that was delivered with its hash.

It is the program's memory of its last delivery: only what it lists, with the hash that it lists, is ever
replaced or removed. A seal over its own content tells whether it is as it was written.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.delivery.gathered import gathered
from pipeline.files import hash_file, hash_text, remembered
from pipeline.model import Commune

NAME = "manifest.json"
_SEAL = "seal"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A delivery's manifest; ``outputs``: the hash of each delivered file by its path, its own among them."""

    content: Mapping[str, Any]
    outputs: Mapping[str, str]


NONE = Manifest({}, {})


def read(folder: Path) -> Manifest:
    """The manifest of the delivery that lies in a folder.

    ``NONE`` where there is none, or where it was changed since it was written: nobody knows what still holds.
    Of one that never had a seal (0.3.0 and before) only the listed hashes hold: each proves its own file.
    """
    path = folder / NAME
    content = remembered(path)
    outputs, seal = content.get("outputs"), content.pop(_SEAL, None)
    if not isinstance(outputs, dict):
        return NONE
    if seal is None:
        content, outputs = {}, _listed_without_seal(outputs)
    elif seal != _seal_of(content):
        return NONE
    return Manifest(content, {**outputs, NAME: hash_file(path)}) if outputs else NONE


def written_at(folder: Path) -> datetime:
    """When the delivery that lies in a folder was written. Raises OSError where there is none."""
    return datetime.fromtimestamp((folder / NAME).stat().st_mtime, UTC)


def _listed_without_seal(outputs: Mapping[str, Any]) -> Mapping[str, str]:
    """The hashes of files beside the manifest, which is all that was listed; nothing where one is no hash."""
    whole = all("/" not in name and _HASH.fullmatch(str(sha256)) for name, sha256 in outputs.items())
    return outputs if whole else {}


def write(path: Path, content: Mapping[str, object]) -> None:
    """Write the manifest with its seal, for its owner alone. Raises OSError."""
    whole = {**content, _SEAL: _seal_of(content)}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path.chmod(0o600)  # it names scans


def _seal_of(content: Mapping[str, object]) -> str:
    return hash_text(json.dumps(content, ensure_ascii=False, sort_keys=True))


def counts_of(commune: Commune) -> dict[str, int]:
    """The sums of a delivery: what the run counted, and the rows of each kind."""
    return {
        **commune.counts,
        **_tally("parcels", [parcel.status for parcel in commune.parcels]),
        **_tally("records", [record.status for record in commune.records]),
        **_tally("findings", [finding.code for finding in gathered(commune.findings)]),
        "objects": len(commune.objects),
    }


def _tally(name: str, values: Iterable[str]) -> dict[str, int]:
    """The number of rows, and of each kind; both so that anybody can check the sum."""
    kinds = Counter(values)
    return {name: kinds.total()} | {f"{name}_{value}": n for value, n in sorted(kinds.items())}
