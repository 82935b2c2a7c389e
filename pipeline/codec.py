"""Records as bytes and back: data only, so that nothing is run when bytes are read that somebody else wrote.

MessagePack carries numbers, texts, lists and tables of them; its extension types carry what the records hold
beside: the records of ``model`` themselves, tuples, arrays of numbers (and single ones, which keep their
width), geometries, paths. The list is closed: anything else can neither be written nor read.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from pipeline import model

_TUPLE, _RECORD, _ARRAY, _GEOMETRY, _PATH = range(5)
_NUMBERS = "biuf"  # kinds of numpy: truth, whole numbers, floats
_RECORDS: dict[str, type] = {
    name: kind
    for name, kind in vars(model).items()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == model.__name__
}


def encode(value: object) -> bytes:
    """The bytes of a record, or of plain data with records in it. Raises TypeError for what is neither."""
    packed: bytes = msgpack.packb(value, default=_extended, strict_types=True)
    return packed


def decode(packed: bytes) -> Any:
    """What was encoded. Raises ValueError for bytes that nothing was encoded to."""
    try:
        return msgpack.unpackb(packed, ext_hook=_restored)
    except Exception as cause:
        # Strangers' bytes: numpy, GEOS, the constructors of records and recursion raise what they like.
        raise ValueError("not the bytes of a record") from cause


def _extended(value: object) -> msgpack.ExtType:
    if isinstance(value, tuple):
        return msgpack.ExtType(_TUPLE, encode(list(value)))
    if _RECORDS.get(type(value).__name__) is type(value):
        fields = [getattr(value, field.name) for field in dataclasses.fields(value)]  # type: ignore[arg-type]
        return msgpack.ExtType(_RECORD, encode([type(value).__name__, *fields]))
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in _NUMBERS:
        return msgpack.ExtType(_ARRAY, encode([value.dtype.str, list(value.shape), value.tobytes()]))
    if isinstance(value, BaseGeometry):
        return msgpack.ExtType(_GEOMETRY, shapely.to_wkb(value))
    if isinstance(value, Path):
        return msgpack.ExtType(_PATH, os.fsencode(value))
    raise TypeError(f"{type(value).__name__} is no data of a record")


def _restored(kind: int, packed: bytes) -> Any:
    if kind == _GEOMETRY:
        return shapely.from_wkb(packed)
    if kind == _PATH:
        return Path(os.fsdecode(packed))
    content = msgpack.unpackb(packed, ext_hook=_restored)
    if kind == _TUPLE:
        return tuple(content)
    if kind == _RECORD:
        name, *fields = content
        return _RECORDS[name](*fields)
    if kind == _ARRAY:
        return _array(*content)
    raise ValueError(f"extension type {kind}")


def _array(kind: str, shape: list[int], content: bytes) -> npt.NDArray[Any] | np.generic:
    numbers = np.dtype(kind)
    if numbers.kind not in _NUMBERS:
        raise ValueError("an array of something else than numbers")
    array = np.frombuffer(content, numbers).reshape(shape)
    return array.copy() if shape else array[()]
