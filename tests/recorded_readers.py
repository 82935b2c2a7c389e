"""Answers of the readers, recorded in the folder that ``READINGS`` names, so that tests need not ask twice.

A recording is found by the reader, by all that it was given, and by the code, weights and programs that
answer; a change of any of them asks the reader anew. Must be called before rooms are imported, which take
their readers from ``pipeline.ocr`` by name.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import pipeline.ocr
import pipeline.tesseract
import pipeline.text
from pipeline import resources

_READERS = (
    "log_likelihoods",
    "read_vietnamese",
    "score_vietnamese",
    "score_lines",
    "score_labels",
    "score_written",
    "read_labels",
    "read_tesseract",
    "find_words",
)


def record(folder: Path) -> None:
    """From now on each reader of ``pipeline.ocr`` answers out of ``folder`` what it answered before."""
    made_by = _made_by()
    for name in _READERS:
        setattr(pipeline.ocr, name, _recorded(name, getattr(pipeline.ocr, name), folder / made_by))
    locate = pipeline.ocr.locate_labels
    located = _recorded("locate_labels", lambda image: next(locate([image])), folder / made_by)
    pipeline.ocr.locate_labels = lambda images: (located(image) for image in images)


def _made_by() -> str:
    folder = Path(str(resources.__file__)).parent
    weights = sorted([*folder.glob("*.npz"), *folder.glob("*.onnx")])
    sources = [Path(str(module.__file__)) for module in (pipeline.ocr, pipeline.text)]
    digest = hashlib.sha256(json.dumps(pipeline.tesseract.versions()).encode())
    for path in (*sources, *weights):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _recorded(name: str, reader: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    @functools.wraps(reader)
    def read(*given: Any, **named: Any) -> Any:
        path = folder / f"{_key(name, given, named)}.pickle"
        if path.is_file():
            return pickle.loads(path.read_bytes())
        answer = reader(*given, **named)
        folder.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}")
        aside.write_bytes(pickle.dumps(answer))
        aside.replace(path)
        return answer

    return read


def _key(reader: str, given: tuple[Any, ...], named: dict[str, Any]) -> str:
    digest = hashlib.sha256(reader.encode())
    for value in (*given, *sorted(named.items())):
        images = value if isinstance(value, (list, tuple)) else [value]
        for image in images:
            if isinstance(image, np.ndarray):
                digest.update(
                    repr((image.shape, image.dtype)).encode() + np.ascontiguousarray(image).tobytes()
                )
            else:
                digest.update(repr(image).encode())
    return digest.hexdigest()
