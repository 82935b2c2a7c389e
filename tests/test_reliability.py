"""What was measured of readers is what the program says; cautious where it was not measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from benchmarks.calibration import diagram, table
from pipeline import reliability, resources
from pipeline.model import Reader, Reading
from pipeline.reliability import BANDS, Count, Level, level_of

HEAD = ("reader", "field", "heard", "from", "kind", "readings", "right")
ROWS = [
    ("pp_ocr", "number", "tesseract", "0.998", "print", "999", "999"),
    ("pp_ocr", "number", "tesseract", "0.998", "faded", "99", "79"),
    ("pp_ocr", "number", "tesseract", "0.998", "pen", "9", "1"),
    ("pp_ocr", "number", "", "0.6", "print", "9", "4"),
    ("hand_head", "area", "doubted", "0.98", "pen", "99", "79"),
    ("label_head", "number", "pp_ocr", "0.9", "print", "19", "15"),
    ("drawing", "shape", "area", "0.95", "print", "999", "999"),
    ("drawing", "shape", "area", "0.0", "print", "9", "6"),
]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No test leaves its table to the next."""
    cached = (reliability._table, reliability._least_right, reliability._no_surer)
    for each in cached:
        each.cache_clear()
    yield
    for each in cached:
        each.cache_clear()


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "rows", lambda _: [dict(zip(HEAD, row, strict=True)) for row in ROWS])


def read(confidence: float, *readers: Reader, agreed: bool = True, value: int | None = 12) -> Reading[int]:
    said: tuple[tuple[Reader, int | None], ...] = tuple((reader, 12) for reader in readers)
    return Reading(value, "12", confidence, agreed=agreed, said=said)


@pytest.mark.parametrize("edge", BANDS[1:])
def test_a_band_begins_at_its_edge(edge: float) -> None:
    here, below = level_of(read(edge, "pp_ocr")), level_of(read(edge - 1e-6, "pp_ocr"))
    assert here is not None and below is not None
    assert (BANDS[here.band], here.band - below.band) == (edge, 1)


def test_a_level_names_the_reader_whose_value_stands_and_who_else_read_it() -> None:
    both = read(0.99, "label_head", "tesseract", "pp_ocr")
    assert level_of(both) == Level("label_head", "number", "pp_ocr+tesseract", 5)
    other: Reading[float] = Reading(9.5, "9.5", 0.99, agreed=True, said=(("pp_ocr", 8.5), ("tesseract", 9.5)))
    assert level_of(other) == Level("tesseract", "area", "proof", 5)
    doubted = level_of(read(0.99, "pp_ocr", "tesseract", agreed=False))
    assert doubted is not None and doubted.heard == "doubted"
    assert level_of(read(0.99)) is None and level_of(Reading(None, "?", said=(("pp_ocr", None),))) is None


@pytest.mark.usefixtures("measured")
def test_the_kind_of_page_on_which_readers_do_worst_counts() -> None:
    everywhere = Count(1098, 1078).share_right
    on_faded = (79 + everywhere) / 100
    assert reliability.probability(read(0.999, "pp_ocr", "tesseract")) == pytest.approx(on_faded)


@pytest.mark.usefixtures("measured")
def test_pages_by_pen_count_where_print_has_no_such_level() -> None:
    written = Level("hand_head", "area", "doubted", 5)
    assert reliability.of_level(written) == pytest.approx(Count(99, 79).share_right)


def test_a_printed_area_that_both_readers_give_is_as_good_as_certain() -> None:
    said: tuple[tuple[Reader, float], ...] = (("pp_ocr", 82.5), ("tesseract", 82.5))
    assert reliability.probability(Reading(82.5, "82,5", 0.999, agreed=True, said=said)) > 0.99


@pytest.mark.usefixtures("measured")
def test_what_was_never_measured_counts_as_the_worst_that_was_as_sure() -> None:
    unmeasured = read(0.95, "hand_head", "pp_ocr")
    assert reliability.probability(unmeasured) == pytest.approx(1079.5 / 1108)
    assert reliability.probability(read(0.7, "hand_head", "pp_ocr")) == pytest.approx(15.5 / 20)
    assert reliability.probability(read(0.7)) == reliability.probability(read(0.7, "hand_head", "pp_ocr"))
    assert reliability.probability(read(0.999, "hand_head", agreed=False)) == pytest.approx(4.5 / 10)
    assert reliability.probability(Reading("LUC", "LUC", 0.9)) == 0.5


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(("support", "chance"), [(0.95, 999.5 / 1000), (0.9499, 6.5 / 10)])
def test_an_outline_counts_less_where_it_lacks_ink(support: float, chance: float) -> None:
    assert reliability.of_shape(True, support) == pytest.approx(chance, abs=1e-4)


def test_counts_never_foretell_certainty() -> None:
    assert 0.0 < Count(5, 0).share_right < Count(5, 5).share_right < Count(5000, 5000).share_right < 1.0


def test_the_programs_table_is_whole() -> None:
    rows = resources.rows("calibration.csv")
    assert all(0 <= int(row["right"]) <= int(row["readings"]) and float(row["from"]) in BANDS for row in rows)
    fields = {(row["kind"], row["field"]) for row in rows}
    for kind in ("print", "faded", "bilevel"):
        assert {(kind, field) for field in ("number", "area", "code", "text", "shape")} <= fields
    assert all(date.fromisoformat(row["measured"]) for row in rows)


def test_agreement_is_worth_more_than_one_reader() -> None:
    agreed = reliability.probability(read(0.999, "pp_ocr", "tesseract"))
    assert agreed > 0.99 > reliability.probability(read(0.7, "pp_ocr", agreed=False))
    assert reliability.of_shape(True, 1.0) > 0.99 > reliability.of_shape(False, 1.0)


def test_the_command_writes_what_the_program_reads_and_how_well_it_foretells() -> None:
    level = Level("pp_ocr", "number", "tesseract", 6)
    count = Counter({("print", level, True): 20, ("print", level, False): 2})
    head, row = table(count)
    assert head[: len(HEAD)] == HEAD
    assert row[:7] == ("pp_ocr", "number", "tesseract", 0.998, "print", 22, 20)
    assert any("| 22 |" in line and "0.9091" in line for line in diagram(count))
