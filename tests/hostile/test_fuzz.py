"""What people and readers write, at random: an answer that makes sense, or the documented refusal."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import values
from pipeline.communes import former_units, recognise
from pipeline.config import load_settings
from pipeline.errors import ScanError, UsageError
from pipeline.heading import parse_heading, parse_sheet_number, split_kind
from pipeline.model import ControlPoint, Reading
from pipeline.records.outlines import CoordinateTable, outline_of
from pipeline.sheets import points_file

WORDS = st.sampled_from(
    [
        "xã",
        "huyện",
        "tỉnh",
        "TP.",
        "tờ",
        "bản",
        "đồ",
        "số",
        ":",
        "(",
        ")",
        "/",
        "-",
        "\n",
        "12",
        "99999",
        "0",
        "Đại",
        "Bái",
        "mapX",
        "sheet",
        "=",
        "[scan]",
        "٣",
        "²",
    ]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=12).map(" ".join))
METRES = st.floats(-1e6, 1e6).map(lambda value: round(value, 4))
POINTS = st.builds(
    ControlPoint,
    st.just("person"),
    st.floats(0, 20_000),
    st.floats(0, 20_000),
    METRES,
    METRES,
    used=st.booleans(),
)


@given(TEXTS)
def test_headings(text: str) -> None:
    heading = parse_heading(text.split("\n"))
    number = parse_sheet_number(text)
    assert all(found is None or 1 <= found <= 9_999 for found in (heading.sheet, number))
    assert all(isinstance(part, str) for part in split_kind(text))


@given(st.integers(1, 9_999))
def test_sheet_numbers_survive_being_printed(number: int) -> None:
    assert parse_sheet_number(f"TỜ BẢN ĐỒ SỐ: {number}") == number


@settings(max_examples=20, deadline=None)
@given(TEXTS, TEXTS)
def test_names_of_units(name: str, district: str) -> None:
    found = recognise(name, district, "", "07330")
    assert (found.unit is not None) == (found.reason in ("sure", "elsewhere")) and 0 <= found.score <= 1


@pytest.mark.parametrize("text", ["١٢,٣", "1,234,5.6", "1 234\t567", "1e3", "1_0", "−5", "NaN", "∞"])
def test_areas_that_only_look_like_numbers(text: str) -> None:
    assert values.area_m2(text) is None


@given(st.one_of(st.binary(max_size=200), TEXTS.map(str.encode)))
@example(b"mapX,mapY,sourceX,sourceY\n1,2\n")
@example(b"mapX,mapY,sourceX,sourceY\n1,2,nan,-3\n")
@example(b"mapX,mapY\n\0,1\n")
def test_files_of_points(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(ScanError):
        path = Path(folder, "a.points")
        path.write_bytes(data)
        points_file.read_points(path.read_bytes())


@given(st.lists(POINTS, max_size=5))
def test_points_survive_being_written(points: list[ControlPoint]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.points")
        points_file.write_points(path, points, "PROJCRS[]")
        read = points_file.read_points(path.read_bytes())
    assert [point.used for point in read] == [point.used for point in points]
    for one, other in zip(read, points, strict=True):
        assert (one.x_px, one.y_px) == pytest.approx((other.x_px, other.y_px), abs=1e-4)
        assert (one.easting_m, one.northing_m) == pytest.approx((other.easting_m, other.northing_m), abs=1e-4)


@given(st.one_of(st.binary(max_size=200), TEXTS.map(str.encode)))
@example(b"a = " + b"[" * 5_000)
@example(b"a = " + b"9" * 5_000)
@example(b"a = 2020-99-99")
def test_settings_of_a_commune(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(UsageError):
        path = Path(folder, "commune.toml")
        path.write_bytes(data)
        load_settings(path, former_units("07330"), ["a.tif"])


@pytest.mark.parametrize(
    "entry", ["sheet = true", "sheet = 1.0", "sheet = 0", 'former_unit = "٠٧٣٢٤"', "sheet = nan"]
)
def test_settings_that_only_look_right(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "commune.toml"
    path.write_text(f'[scan."a.tif"]\n{entry}\n', encoding="utf-8")
    with pytest.raises(UsageError):
        load_settings(path, former_units("07330"), ["a.tif"])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(METRES, METRES, st.one_of(st.none(), METRES)), max_size=6),
    st.one_of(st.none(), METRES),
)
def test_tables_of_corners_prove_nothing_at_random(rows: list[tuple], area: float | None) -> None:
    norths, easts, edges = (tuple(Reading(row[i]) for row in rows) for i in range(3))
    found = outline_of(CoordinateTable(norths, easts, edges, Reading(area)))
    assert found is None or not found.proven
