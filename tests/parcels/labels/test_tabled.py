"""Labels completed by the small-parcel table."""

from pipeline.model import Label, Reading
from pipeline.parcels.labels.small_table import TableEntry
from pipeline.parcels.labels.tabled import areas, complete, unclaimed


def label(number: Reading[int], area: Reading[float] | None = None) -> Label:
    return Label((0, 0), (0, 0, 1, 1), 0.0, "number", number, area or Reading(None), Reading(None))


def entry(number: int, area: float, code: str) -> TableEntry:
    return TableEntry(
        Reading(number, "", 1.0), Reading(area, "", 1.0, agreed=True), Reading(code, "", 1.0, agreed=True)
    )


TABLE = (entry(21, 45.5, "ODT"), entry(22, 31.0, "CLN"))


def test_number_is_the_key():
    (found,) = complete([label(Reading(21, "21", 0.99, agreed=True))], TABLE)
    assert (found.form, found.area_m2.value, found.code.value) == ("table", 45.5, "ODT")
    assert found.area_m2.agreed and found.number.agreed


def test_other_reading_of_a_number_finds_its_row_but_nothing_is_sure():
    (found,) = complete([label(Reading(27, "27", 0.6, alternatives=((22, 0.4),)))], TABLE)
    assert found.number.value == 22 and found.area_m2.value == 31.0
    assert not (found.number.agreed or found.area_m2.agreed or found.code.agreed)
    assert (27, 0.6) in found.number.alternatives


def test_row_is_not_shared_and_an_area_in_the_label_stays():
    twice = [label(Reading(21, "21", 0.9)), label(Reading(21, "21", 0.9))]
    assert complete(twice, TABLE) == tuple(twice)
    whole = label(Reading(21, "21", 0.9), Reading(350.6, "350,6", 0.9))
    assert complete([whole], TABLE) == (whole,)


def test_a_row_belongs_to_the_label_that_shows_its_number_before_one_that_might():
    shown, other = label(Reading(22, "22", 0.9)), label(Reading(27, "27", 0.6, alternatives=((22, 0.4),)))
    first, second = complete([shown, other], TABLE)
    assert first.area_m2.value == 31.0 and second == other


def test_a_reading_that_is_hardly_likely_finds_no_row():
    sure = label(Reading(92, "92", 0.96, agreed=True, alternatives=((22, 0.003),)))
    assert complete([sure], TABLE) == (sure,)


def test_areas_by_number_are_those_that_were_read_surely():
    twice, faint = (
        entry(23, 12.5, "CLN"),
        TableEntry(Reading(24, "", 1.0), Reading(9.5, "", 0.6), Reading("CLN")),
    )
    assert areas((*TABLE, twice, twice, faint)) == {21: 45.5, 22: 31.0}


def unread(area: float) -> TableEntry:
    return TableEntry(Reading(1, "1", 0.4), Reading(area, "", 1.0, agreed=True), Reading("ONT", "ONT", 1.0))


def number_alone(number: int) -> Label:
    return label(Reading(number, str(number), 0.99, agreed=True))


def test_a_row_whose_number_was_not_read_is_told_by_its_place():
    rows = (entry(21, 45.5, "ODT"), unread(31.0), entry(27, 50.0, "ODT"), unread(12.5))
    labels = [number_alone(number) for number in (21, 24, 27, 30)]
    assert [one.area_m2.value for one in complete(labels, rows)] == [45.5, 31.0, 50.0, 12.5]


def test_a_row_that_two_numbers_may_have_is_nobodys():
    rows = (entry(21, 45.5, "ODT"), unread(31.0), entry(27, 50.0, "ODT"))
    found = complete([number_alone(number) for number in (21, 24, 25, 27)], rows)
    assert [one.area_m2.value for one in found] == [45.5, None, None, 50.0]


def test_rows_that_no_label_claims_are_those_that_are_left():
    rows = (entry(21, 45.5, "ODT"), unread(31.0), entry(27, 50.0, "ODT"), entry(30, 12.5, "CLN"))
    labels = complete([number_alone(number) for number in (21, 24, 27)], rows)
    assert [row.number.value for row in unclaimed(labels, rows)] == [30]
    assert [row.area_m2.value for row in unclaimed(labels[:1], rows)] == [31.0, 50.0, 12.5]


def test_a_row_whose_number_was_guessed_is_not_claimed_by_the_label_that_bears_it():
    whole = label(Reading(1, "1", 0.99, agreed=True), Reading(350.6, "350,6", 0.9))
    rows = (unread(31.0),)
    assert unclaimed([whole], rows) == list(rows)
