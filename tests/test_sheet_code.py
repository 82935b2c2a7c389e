from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sheet_code import GRID_STEP_M, SCALES, TOLERANCE_M, SheetCode, codes_at, frame, parse, places

# (printed, scale, northing of south and north, easting of west and east, in km): Circular 25/2014, App. 03,
# and the specimen sheet on p. 42.
OFFICIAL = [
    ("10 - 728 494", 10_000, 1722, 1728, 494, 500),
    ("725 497", 5000, 1722, 1725, 497, 500),
    ("725 500 - 6", 2000, 1723, 1724, 502, 503),
    ("725 500 - 6 - d", 1000, 1723.0, 1723.5, 502.5, 503.0),
    ("725 500 - 6 - (11)", 500, 1723.25, 1723.5, 502.5, 502.75),
    ("725 500 - 6 - 25", 200, 1723.7, 1723.8, 502.4, 502.5),
    ("340 564-8-C", 1000, 2337.0, 2337.5, 565.0, 565.5),
    ("728494-9-d", 1000, 1725.0, 1725.5, 496.5, 497.0),
]


@pytest.mark.parametrize(("text", "scale", "south", "north", "west", "east"), OFFICIAL)
def test_official_pairs(text: str, scale: int, south: float, north: float, west: float, east: float) -> None:
    code = parse(text, scale)
    assert code is not None
    ground = frame(code, south * 1000)
    assert (ground.south_m, ground.north_m) == pytest.approx((south * 1000, north * 1000))
    assert (ground.west_m, ground.east_m) == pytest.approx((west * 1000, east * 1000))
    assert ground.scale == scale


def test_all_scales_over_one_point() -> None:
    texts = [str(codes_at(556_913.8, 2_342_979.5, scale)[0]) for scale in reversed(SCALES)]
    assert texts == [
        "10-346554",
        "343554",
        "343554-3",
        "343554-3-b",
        "343554-3-(4)",
        "343554-3-10",
    ]


def test_specimen_uses_the_other_anchor() -> None:
    texts = [str(code) for code in codes_at(565_250.0, 2_337_250.0, 1000)]
    assert texts == ["340563-9-c", "340564-8-c"]


def test_thousands_of_northing_come_from_the_hint() -> None:
    code = SheetCode(1, 500, 5000)
    assert frame(code, 1_999_000).north_m == 2_001_000
    assert frame(code, 1_100_000).north_m == 1_001_000
    assert frame(SheetCode(999, 500, 5000), 2_001_000).north_m == 1_999_000


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("340564-8-C", "340564-8-c"),
        ("340 564 - 8 - c", "340564-8-c"),
        ("340 564–8–C TỜ SỐ 20", "340564-8-c"),
        ("TỜ SỐ 20  340564-8-C", "340564-8-c"),
        ("(346551-3-c)", "346551-3-c"),
        ("Tờ bản đồ số: 14 (346551-3-c)", "346551-3-c"),
        ("654011 - 5", "654011-5"),
        ("725 500-6-(11)", "725500-6-(11)"),
        ("725500-6-( 11 )", "725500-6-(11)"),
        ("725500-6-(11", "725500-6-(11)"),
        ("725500-6-25", "725500-6-25"),
        ("10 - 728 494", "10-728494"),
        ("10–728494", "10-728494"),
        ("340564 - TỜ SỐ 20", "340564"),
    ],
)
def test_print_variants(text: str, canonical: str) -> None:
    code = parse(text)
    assert code is not None
    assert str(code) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TỜ SỐ 20",
        "725500-6-11",
        "725500-6-0",
        "725500-6-(17)",
        "7255001",
        "725500-6-x",
        "725500-6-e",
        "725500-x",
    ],
)
def test_nothing_or_two_meanings_is_none(text: str) -> None:
    assert parse(text) is None


def test_scale_decides_between_1_500_and_1_200() -> None:
    assert str(parse("725500-6-11", 500)) == "725500-6-(11)"
    assert str(parse("725500-6-11", 200)) == "725500-6-11"
    assert parse("725500-6-(11)", 200) is None


def test_number_that_contradicts_the_scale_is_none() -> None:
    assert parse("725500-6-d", 500) is None
    assert parse("725500", 1000) is None


def test_two_numbers_are_none_and_one_twice_is_one() -> None:
    assert parse("725500-6-d 725500-7-d") is None
    assert str(parse("725500-6-d TỜ SỐ 3 (725 500 - 6 - D)")) == "725500-6-d"


def test_places_of_numbers_in_a_text() -> None:
    text = "Tờ bản đồ số: 14 (346551-3-c), giáp 346551-3-d"
    assert [text[start:end] for start, end in places(text)] == ["346551-3-c", "346551-3-d"]
    assert places("725500-6-0") == []


def test_tables_cover_every_scale() -> None:
    assert set(GRID_STEP_M) == set(TOLERANCE_M) == set(SCALES)


@given(
    st.floats(380_000, 720_000),
    st.floats(900_000, 2_600_000),
    st.sampled_from(SCALES),
    st.sampled_from([0, 1]),
)
def test_point_to_number_and_back(easting: float, northing: float, scale: int, anchor: int) -> None:
    code = codes_at(easting, northing, scale)[-anchor]
    ground = frame(code, northing)
    assert ground.south_m <= northing <= ground.north_m
    assert ground.west_m <= easting <= ground.east_m
    again = parse(str(code), scale)
    assert again == code


@given(st.floats(380_000, 720_000), st.floats(900_000, 2_600_000), st.sampled_from(SCALES))
def test_centre_of_the_frame_has_the_number(easting: float, northing: float, scale: int) -> None:
    for code in codes_at(easting, northing, scale):
        ground = frame(code, northing)
        half = ground.side_m / 2
        assert code in codes_at(ground.west_m + half, ground.south_m + half, scale)
