"""Stage results on disk, keyed by what they were made from: a run that was cut short goes on where it was.

A result is a pickle of this program's own making in the commune's private work folder; stages name their
version, which is raised whenever the same inputs would give another result.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pipeline import model
from pipeline.files import hash_file, hash_text, written_aside

T = TypeVar("T")
_MAGIC = b"diachinh-result-1\n"
_DIGEST_BYTES = 32
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the work; another ``version`` never finds the results of this one."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Store:
    """Results below ``folder``, one file each; a file under its final name is complete."""

    folder: Path

    def key(self, stage: Stage, inputs: Mapping[str, str | int | float]) -> str:
        """SHA-256 of stage, version, inputs and the records' shape; the order of the inputs does not matter.

        Raises ValueError for a number that is not finite, because it equals nothing, not even itself.
        """
        whole = [stage.name, stage.version, _shape_of_records(), dict(inputs)]
        return hash_text(json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False))

    def get(self, stage: Stage, key: str) -> Any:
        """The stored result. Raises LookupError where there is none, or none that is whole."""
        path = self._path(stage, key)
        try:
            content = path.read_bytes()
        except FileNotFoundError as cause:
            raise LookupError(key) from cause
        except OSError as cause:
            raise _damaged(path) from cause
        head, body = content[: len(_MAGIC) + _DIGEST_BYTES], content[len(_MAGIC) + _DIGEST_BYTES :]
        if head != _MAGIC + hashlib.sha256(body).digest():
            raise _damaged(path)
        return _unpickle(path, body)

    def put(self, stage: Stage, key: str, result: object) -> None:
        """Keep a result. Raises OutputError where the disk does not take it."""
        path = self._path(stage, key)
        body = pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL)
        with written_aside(path, 0o600) as aside, aside.open("wb") as file:
            file.write(_MAGIC + hashlib.sha256(body).digest())
            file.write(body)

    def run(
        self, stage: Stage, inputs: Mapping[str, str | int | float], compute: Callable[[], T]
    ) -> tuple[T, bool]:
        """The result of a stage and whether it was known; ``compute`` is called only where it was not."""
        key = self.key(stage, inputs)
        try:
            return self.get(stage, key), True
        except LookupError:
            result = compute()
        self.put(stage, key, result)
        return result, False

    def _path(self, stage: Stage, key: str) -> Path:
        return self.folder / stage.name / f"{key}.pickle"


@functools.cache
def _shape_of_records() -> str:
    """Changes with model.py: a frozen record is unpickled field by field, by place and not by name."""
    return hash_file(Path(model.__file__))


def _unpickle(path: Path, body: bytes) -> Any:
    try:
        return pickle.loads(body)
    except Exception as cause:
        # Whole bytes that no longer fit the classes of this version: unpickling may raise anything.
        raise _damaged(path) from cause


def _damaged(path: Path) -> LookupError:
    _LOG.warning("stored result is damaged or of another version, made again: %s", path)
    return LookupError(path.stem)
