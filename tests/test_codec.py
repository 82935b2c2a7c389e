from __future__ import annotations

import os
import pickle
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from pipeline.codec import decode, encode
from pipeline.model import (
    CommuneParcel,
    Finding,
    Fit,
    InputFile,
    Known,
    Outline,
    Reading,
    Reason,
    Source,
)

SOURCE = Source("records/sổ.pdf", 3, (0.5, 1.0, 2.0, 4.0))
SQUARE = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)]])
MOVED = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [0.1, float("nan"), 1.0]])
RECORDS = [
    SOURCE,
    Reading(421.1, "421,1", 0.875, SOURCE, ((427.1, 0.1), (121.1, 0.01)), agreed=True),
    Finding(
        "area_mismatch",
        "07321",
        20,
        values={
            "file": InputFile("maps/a.tif"),
            "why": (Reason("on_page", {"page": 3, "where": SOURCE}), Reason("empty_file")),
            "folder": Path("/x/ổ đĩa"),
            "unit": Known("Xã Thử"),
            "none": None,
        },
        place=(414_000.25, 2_366_000.5),
    ),
    Fit("affine", 9205, (1.0, 2.0), (3.0, 4.0), 5.0, MOVED, None, np.zeros((0, 2)), 0.1, 0.2, 0.3),
    Outline(np.array([[1.0, 2.0], [3.0, 4.0]]), True, 1, (-1, 2)),
    CommuneParcel(
        "07321", 1, 2, MultiPolygon([SQUARE]), 81.0, None, "ONT", None, None, None, "khop", 0.9, (SOURCE,)
    ),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_as_it_was(record: Any) -> None:
    back = decode(encode(record))
    assert type(back) is type(record)
    np.testing.assert_equal(asdict(back), asdict(record))


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


@given(plain)
def test_plain_data_comes_back_with_its_kinds(value: Any) -> None:
    assert repr(decode(encode(value))) == repr(value)


@pytest.mark.parametrize("number", [np.float64(0.1), np.float32(0.1), np.int64(7), np.bool_(True)])
def test_a_number_keeps_its_width(number: np.generic) -> None:
    back = decode(encode((number,)))[0]
    assert type(back) is type(number) and back == number


def test_an_array_may_be_written_to() -> None:
    array = decode(encode(np.arange(6, dtype=np.uint8).reshape(2, 3)))
    array[0, 0] = 9
    assert array.tolist() == [[9, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("value", [{1, 2}, os.system, object(), np.array([object()]), 2**70, os.stat_result])
def test_what_is_no_data_is_not_written(value: object) -> None:
    with pytest.raises((TypeError, OverflowError)):
        encode(value)


class Planted:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("ran",)


def extension(kind: int, *content: object) -> bytes:
    return bytes(msgpack.packb(msgpack.ExtType(kind, msgpack.packb(content))))


FORGED = {
    "pickle": pickle.dumps(Planted()),
    "record of another module": extension(1, "Popen", "touch ran"),
    "record by a name of the module": extension(1, "TypeVar", "T"),
    "record with more fields": extension(1, "Known", "a", "more"),
    "record without a name": extension(1),
    "array of objects": extension(2, "|O", [1], b"12345678"),
    "array of another size": extension(2, "<f8", [1000], b"12345678"),
    "array of records": extension(2, "f8,i4", [1], b"123456789012"),
    "no geometry": bytes(msgpack.packb(msgpack.ExtType(3, b"\x01\x03\x00\x00\x00\xff\xff\xff\xff"))),
    "unknown extension": extension(99, "a"),
    "endless lists": b"\x91" * 100_000,
    "endless tuples": b"\xc7\xff\x00" * 100_000,
    "a length that is not there": b"\xdd\xff\xff\xff\xff",
    "more than one": b"\x01\x01",
    "nothing": b"",
}


@pytest.mark.parametrize("name", sorted(FORGED))
def test_forged_bytes_are_refused_and_run_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="not the bytes"):
        decode(FORGED[name])
    assert not list(tmp_path.iterdir())


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_data(content: bytes) -> None:
    try:
        encode(decode(content))
    except ValueError as error:
        assert "not the bytes" in str(error)
