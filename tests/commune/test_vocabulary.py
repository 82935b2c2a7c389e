from __future__ import annotations

from dataclasses import replace

import pytest
from commune_inputs import page, record

from pipeline.commune.vocabulary import DOUBTED, SURE, Slips, Vocabulary, weighed
from pipeline.model import Finding, Reading, Record, RegisterPage


def _agreed(text: str) -> Reading[str]:
    return Reading(text, text, 0.99, agreed=True, said=(("name_head", text), ("tesseract", text)))


def _disputed(first: str, second: str) -> Reading[str]:
    return Reading(first, first, 0.4, said=(("name_head", first), ("tesseract", second)))


NOTHING: Reading[str] = Reading(None)
HAMLETS = [_agreed("Thôn Đoài")] * 12 + [_agreed("Thôn Trung")] * 9
PEOPLE = [
    _agreed(f"{family} Văn {given}")
    for family in ("Nguyễn", "Trần", "Lê", "Thân")
    for given in ("Bình", "Cường", "Hải", "Minh", "Tâm")
]


def _settled(reading: Reading[str], known: list[Reading[str]]) -> Reading[str]:
    return Vocabulary.of([*known, reading]).settle(reading)


def test_of_two_readings_the_one_that_the_archive_has_stands_and_is_agreed() -> None:
    found = _settled(_disputed("Thôn Đoái", "Thôn Đoài"), HAMLETS)
    assert (found.value, found.agreed) == ("Thôn Đoài", True)
    assert found.confidence >= SURE


def test_what_no_reader_read_whole_is_proposed_and_never_agreed() -> None:
    found = _settled(_disputed("Thấn Văn Hải", "Thàn Văn Hải"), PEOPLE)
    assert (found.value, found.agreed) == ("Thân Văn Hải", False)


def test_words_that_the_archive_has_nowhere_are_not_borne_out() -> None:
    found = _settled(_disputed("Thôn Đoài dirt", "Thôn Đoài đá"), HAMLETS)
    assert not found.agreed


def test_a_text_one_mark_from_what_the_archive_repeats_is_taken_for_it_in_doubt() -> None:
    slips = [_disputed(f"Thôn Đoài {k}", f"Thôn Đoái {k}") for k in range(8)]
    found = _settled(_agreed("Thôn Đoái"), [*HAMLETS, *slips])
    assert (found.value, found.agreed) == ("Thôn Đoài", False)
    assert found.confidence >= DOUBTED
    assert {text for _, text in found.said} == {"Thôn Đoái"}


def test_a_rare_name_is_not_doubted_where_readers_never_slip() -> None:
    clean = HAMLETS * 20
    assert _settled(_agreed("Thôn Ngọc Trì"), clean).agreed
    assert _settled(_agreed("Thôn Đông"), clean).agreed


def test_a_text_that_the_archive_repeats_is_surer_than_its_least_sure_letter() -> None:
    pale = replace(_agreed("Thôn Đoài"), confidence=0.6)
    assert _settled(pale, HAMLETS).confidence >= SURE
    alone = replace(_agreed("Thôn Bình"), confidence=0.6)
    assert _settled(alone, HAMLETS).confidence == 0.6


def test_of_two_texts_a_mark_apart_that_the_archive_repeats_alike_none_is_lifted() -> None:
    slips = [_disputed(f"Thôn Đoài {k}", f"Thôn Đoái {k}") for k in range(8)]
    pale = replace(_agreed("Thôn Thủy"), confidence=0.6)
    known = [*slips, *[_agreed("Thôn Thủy")] * 9, *[_agreed("Thôn Thúy")] * 9]
    assert _settled(pale, known).confidence == 0.6


def test_another_text_than_the_readers_own_stands_only_where_it_is_likelier_than_all_others() -> None:
    rare, other = _disputed("Trần Văn Tỵ", "Trần Văn Ty"), [_agreed("Nguyễn Văn Tô")] * 3
    kept, exchanged = (_settled(rare, [*PEOPLE * often, *other]) for often in (30, 10))
    assert kept.value == "Trần Văn Tỵ" and kept.alternatives[0][0] == "Trần Văn Tô"
    assert kept.alternatives[0][1] < DOUBTED < exchanged.confidence
    assert (exchanged.value, exchanged.agreed) == ("Trần Văn Tô", False)


def test_an_archive_that_has_nothing_changes_nothing() -> None:
    for reading in (_disputed("Lê Ngọc Mười", "Lê Nrọc Mười"), _disputed("Ngô Hữu Quân", "Ngỏ Hừu Quân")):
        assert Vocabulary.of([reading]).settle(reading).value == reading.value


def test_faded_pages_tell_what_the_archive_has_and_no_name_of_theirs_is_agreed() -> None:
    faded = [replace(reading, agreed=False) for reading in HAMLETS]
    rows = [replace(record(k, 100.0, "LUC"), owner=reading) for k, reading in enumerate(faded, 1)]
    rows.append(replace(record(50, 100.0, "LUC"), owner=_disputed("Thôn Đoái", "Thôn Đoài")))
    told = replace(_page(rows), findings=(Finding("page_faded"),))
    assert [row.owner.agreed for row in weighed([told])[0].rows] == [False] * len(rows)
    assert weighed([told])[0].rows[-1].owner.value == "Thôn Đoài"
    assert weighed([_page(rows)])[0].rows[-1].owner.agreed


def test_a_text_does_not_bear_out_itself() -> None:
    slips = [_disputed(f"Thôn Đoài {k}", f"Thôn Đoái {k}") for k in range(8)]
    once = Vocabulary.of([*HAMLETS, *slips, _agreed("Thôn Đoái")])
    often = Vocabulary.of([*HAMLETS, *slips, *[_agreed("Thôn Đoái")] * 12])
    assert not once.settle(_agreed("Thôn Đoái")).agreed
    assert often.settle(_agreed("Thôn Đoái")).agreed


def test_slips_are_counted_between_readers_of_one_cell_only() -> None:
    assert Slips.of([_agreed("Thôn Đoài")]).marks == pytest.approx(1 / 11)
    one = Slips.of([_disputed("Thôn Đoái", "Thôn Đoài")])
    assert (one.letters, one.marks) == (pytest.approx(1 / 11), pytest.approx(1.5 / 11))
    assert Slips.of([_disputed("Thôn Đoài", "Nguyễn Văn Hải")]) == Slips.of([])


def test_a_person_an_empty_cell_and_one_reader_alone_are_left_as_they_are() -> None:
    for reading in (
        Reading("Thôn Đoái", by="person", said=(("name_head", "Thôn Đoái"),)),
        NOTHING,
        Reading("Thôn Đoái", "Thôn Đoái", 0.5, said=(("name_head", "Thôn Đoái"), ("tesseract", None))),
    ):
        (row,) = weighed([_page([replace(record(1, 100.0, "LUC"), place=reading)])])[0].rows
        assert row.place == reading


def test_rows_by_hand_are_read_with_the_vocabulary_and_stay_in_doubt() -> None:
    rows = [replace(record(k, 100.0, "LUC"), place=reading) for k, reading in enumerate(HAMLETS, 1)]
    pen = replace(record(50, 100.0, "LUC"), place=_disputed("Thôn Đoái", "Thôn Đoài"), by_hand=True)
    found = weighed([_page([*rows, pen])])[0].rows[-1]
    assert (found.place.value, found.place.agreed) == ("Thôn Đoài", False)


def _page(rows: list[Record]) -> RegisterPage:
    return page(rows)
