from __future__ import annotations

import pytest

from pipeline import geohash


@pytest.mark.parametrize(
    ("longitude", "latitude", "length", "text"),
    [(-5.6, 42.6, 5, "ezs42"), (10.40744, 57.64911, 11, "u4pruydqqvj"), (112.5584, 37.8324, 9, "ww8p1r4t8")],
)
def test_known_geohashes(longitude: float, latitude: float, length: int, text: str) -> None:
    assert geohash.encode(longitude, latitude, length) == text
    assert geohash.encode(*geohash.decode(text), length) == text


def test_the_middle_of_a_cell_is_within_half_of_it() -> None:
    longitude, latitude = geohash.decode(geohash.encode(106.1234567, 21.7654321))
    assert longitude == pytest.approx(106.1234567, abs=360 / 2**31)
    assert latitude == pytest.approx(21.7654321, abs=180 / 2**31)


def test_letters_of_no_geohash_are_refused() -> None:
    with pytest.raises(ValueError, match="substring not found"):
        geohash.decode("a")
