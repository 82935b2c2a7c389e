"""Stage results on disk, keyed by what they were made from: a run that was cut short goes on where it was.

A result is data that runs nothing when it is read, in a folder that nobody but this user can write into.
Its key holds everything that it was made of and by: no result of other code, weights, libraries or tools is
ever taken for one of today.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import stat
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pipeline.codec import decode, encode
from pipeline.errors import OutputError
from pipeline.files import hash_text, open_no_link, written_aside
from pipeline.fingerprint import made_by

T = TypeVar("T")
Inputs = Mapping[str, str | int | float]
WORK = ".work"  # the folder of results, and of what waits for a delivery, in a commune's output folder
_MAGIC = b"diachinh-result-2\n"
_DIGEST_BYTES = 32
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the work by its name, and the ``module`` whose code, with all it reaches, does it."""

    name: str
    module: str


@dataclass(frozen=True, slots=True)
class Store:
    """Results below ``folder``, one file each; a file under its final name is complete."""

    folder: Path

    def make_private(self) -> None:
        """Make the folder, or take away what others may do in one that is ours.

        Ours is what belongs to whom a file belongs that we write there: some drives give all to one user.
        Raises OutputError where it is another user's or stays open to others; OSError.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.folder.lstat()
        with tempfile.TemporaryFile(dir=self.folder) as probe:
            ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.fstat(probe.fileno()).st_uid
        if ours and found.st_mode & _OTHERS_WRITE:
            with contextlib.suppress(OSError):
                self.folder.chmod(0o700)
            found = self.folder.lstat()
        if not ours or found.st_mode & _OTHERS_WRITE:
            raise OutputError("work_folder_not_ours", {"folder": self.folder})

    def key(self, stage: Stage, inputs: Inputs) -> str:
        """SHA-256 of stage, inputs and what the stage is made by; the order of the inputs does not matter.

        Raises ValueError for a number that is not finite, because it equals nothing, not even itself.
        """
        whole = [stage.name, made_by(stage.module), dict(inputs)]
        return hash_text(json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False))

    def get(self, stage: str, key: str) -> Any:
        """A stage's result. Raises LookupError where there is none, or none that is whole and ours."""
        path = self._path(stage, key)
        try:
            content = self._read(path)
            head, body = content[: len(_MAGIC) + _DIGEST_BYTES], content[len(_MAGIC) + _DIGEST_BYTES :]
            if head != _head(path, body):
                raise ValueError("not the bytes that were written under this name")
            return decode(body)
        except FileNotFoundError as cause:
            raise LookupError(key) from cause
        except (OSError, ValueError) as cause:
            _LOG.warning("stored result is damaged or not ours, made again: %s", path)
            raise LookupError(key) from cause

    def need(self, stage: str, key: str) -> Any:
        """A result that this run has made or found. Raises OutputError where it was taken away meanwhile."""
        try:
            return self.get(stage, key)
        except LookupError as cause:
            raise OutputError("result_taken_away", {"folder": self.folder}) from cause

    def put(self, stage: str, key: str, result: object) -> None:
        """Keep a result. Raises OutputError where the disk does not take it."""
        path = self._path(stage, key)
        body = encode(result)
        with written_aside(path, 0o600) as aside, aside.open("wb") as file:
            file.write(_head(path, body))
            file.write(body)

    def run(self, stage: Stage, inputs: Inputs, compute: Callable[[], T]) -> tuple[str, T]:
        """The key and the result of a stage; ``compute`` is called only where the result is not known."""
        key = self.key(stage, inputs)
        try:
            return key, self.get(stage.name, key)
        except LookupError:
            result = compute()
        self.put(stage.name, key, result)
        return key, result

    def keep_only(self, stage: str, keys: Collection[str]) -> None:
        """Take away a stage's results under other keys, and what else lies among them. Raises OSError."""
        kept = {self._path(stage, key) for key in keys}
        for path in (self.folder / stage).glob("*"):
            if path.is_file() and path not in kept:
                path.unlink()

    def _path(self, stage: str, key: str) -> Path:
        return self.folder / stage / f"{key}.result"

    def _read(self, path: Path) -> bytes:
        """A file's bytes. Raises OSError, PermissionError where another user owns it or may write it."""
        with open(path, "rb", opener=open_no_link) as file:
            found = os.fstat(file.fileno())
            private = stat.S_ISREG(found.st_mode) and not found.st_mode & _OTHERS_WRITE
            if not private or found.st_uid != self.folder.stat().st_uid:
                raise PermissionError(path)
            return file.read()


def _head(path: Path, body: bytes) -> bytes:
    """What stands before a result: its hash together with its name, so that none passes for another."""
    name = f"{path.parent.name}/{path.stem}\n".encode()
    return _MAGIC + hashlib.sha256(name + body).digest()
