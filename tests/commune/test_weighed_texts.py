from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from commune_inputs import page, record

from pipeline import ocr, text_evidence
from pipeline.commune.vocabulary import Vocabulary
from pipeline.commune.weighed_texts import DOUBTED, SURE, despite_specks, settled, weighed
from pipeline.ctc import Scores
from pipeline.model import Finding, Reading, Record, RegisterPage, TextEvidence

LETTERS = ocr.VIETNAMESE_LETTERS


def _seen(*texts: tuple[str, float]) -> Scores:
    """Scores of a network to which each letter of texts of one length looks as their shares say."""
    scores = np.full((2 * len(texts[0][0]), 1 + len(LETTERS)), 1e-6)
    scores[1::2, 0] = 1.0
    for text, share in texts:
        for i, letter in enumerate(text):
            scores[2 * i, LETTERS.index(letter) + 1] += share
    return np.asarray(np.log(scores / scores.sum(axis=1, keepdims=True)), np.float32)


def _read(first: str, share: float, second: str, by_tesseract: str) -> Reading[str]:
    """Both networks read the first text, and see the second as well."""
    scores = text_evidence.kept([_seen((first, share), (second, 1.0 - share))], LETTERS)
    said = (("name_head", first), ("line_reader", first), ("tesseract", by_tesseract))
    agreed, evidence = first == by_tesseract, TextEvidence(scores, scores, by_tesseract)
    return Reading(first, first, 0.6, None, ((second, 0.3),), agreed, said=said, evidence=evidence)


def _clear(text: str) -> Reading[str]:
    return replace(_read(text, 1.0, text, text), confidence=0.99, alternatives=(), evidence=None)


def _agreed(text: str, beside: str) -> Reading[str]:
    return _read(text, 0.7, beside, text)


def _disputed(first: str, second: str) -> Reading[str]:
    return _read(first, 0.55, second, second)


NOTHING: Reading[str] = Reading(None)
HAMLETS = [_clear("Thôn Đoài")] * 12 + [_clear("Thôn Trung")] * 9
PEOPLE = [
    _clear(f"{family} Văn {given}")
    for family in ("Nguyễn", "Trần", "Lê", "Thân")
    for given in ("Bình", "Cường", "Hải", "Minh", "Tâm")
]


def _settled(reading: Reading[str], known: list[Reading[str]]) -> Reading[str]:
    return settled(reading, Vocabulary.of(str(one.value) for one in known))


def test_of_two_readings_the_one_that_the_archive_has_stands_and_is_agreed() -> None:
    found = _settled(_disputed("Thôn Đoái", "Thôn Đoài"), HAMLETS)
    assert (found.value, found.agreed) == ("Thôn Đoài", True)
    assert found.confidence >= SURE


def test_what_no_reader_read_whole_is_proposed_and_never_agreed() -> None:
    found = _settled(_disputed("Thấn Văn Hài", "Thàn Văn Hải"), PEOPLE)
    assert found.value != "Thân Văn Hải"  # no reader saw the â
    seen = _seen(("Thấn Văn Hải", 0.5), ("Thàn Văn Hải", 0.3), ("Thân Văn Hải", 0.2))
    scores = text_evidence.kept([seen], LETTERS)
    doubtful = replace(
        _disputed("Thấn Văn Hải", "Thàn Văn Hải"), evidence=TextEvidence(scores, scores, "Thàn Văn Hải")
    )
    found = _settled(doubtful, PEOPLE)
    assert (found.value, found.agreed) == ("Thân Văn Hải", False)


def test_words_that_the_archive_has_nowhere_are_not_borne_out() -> None:
    assert not _settled(_disputed("Thôn Đoài dirt", "Thôn Đoài dâng"), HAMLETS).agreed


def test_ink_that_is_hardly_doubtful_stands_against_a_usual_name() -> None:
    people = [*PEOPLE, *[_clear("Vũ Thị Xuân")] * 3]  # none is called Quân
    likely, doubtful = (_read("Lê Văn Quân", share, "Lê Văn Xuân", "Lê Văn Quân") for share in (0.9999, 0.6))
    assert _settled(likely, people).value == "Lê Văn Quân"
    assert _settled(doubtful, people).value == "Lê Văn Xuân"


def test_a_family_name_is_looked_for_where_family_names_stand() -> None:
    people = [*PEOPLE, *[_clear("Lê Bá Hải")] * 5, *[_clear("Bùi Văn Tâm")] * 2]
    found = _settled(_disputed("Bói Văn Hải", "Bùi Văn Hải"), people)
    assert found.value == "Bùi Văn Hải"
    found = _settled(_disputed("Lê Bú Hải", "Lê Bá Hải"), people)
    assert found.value == "Lê Bá Hải"


def test_a_text_that_looks_like_what_the_archive_repeats_is_taken_for_it_in_doubt() -> None:
    found = _settled(_agreed("Thôn Đoái", "Thôn Đoài"), HAMLETS)
    assert (found.value, found.agreed) == ("Thôn Đoài", False)
    assert found.confidence >= DOUBTED
    assert {text for _, text in found.said} == {"Thôn Đoái"}


def test_what_is_clear_stands_whatever_the_archive_has() -> None:
    reading = _clear("Thôn Đoái")
    assert _settled(reading, HAMLETS * 20) is reading


def test_what_is_sure_enough_stands_where_its_words_stand_elsewhere() -> None:
    sure, less = (replace(_agreed("Thôn Đoái", "Thôn Đoài"), confidence=share) for share in (0.95, 0.949))
    known = [*HAMLETS * 20, _clear("Xóm Đoái")]
    assert _settled(sure, known) is sure
    assert _settled(less, known).value == "Thôn Đoài"
    assert _settled(sure, HAMLETS * 20).value == "Thôn Đoài"


def test_a_text_that_the_archive_repeats_is_surer_than_its_least_sure_letter() -> None:
    assert _settled(_agreed("Thôn Đoài", "Thôn Đoái"), HAMLETS).confidence >= SURE
    assert _settled(_agreed("Thôn Bình", "Thôn Bính"), HAMLETS).confidence == 0.6


def test_of_two_texts_that_the_archive_repeats_alike_none_is_lifted() -> None:
    known = [*[_clear("Thôn Thủy")] * 9, *[_clear("Thôn Thúy")] * 9]
    assert _settled(_agreed("Thôn Thủy", "Thôn Thúy"), known).confidence == 0.6


def test_an_archive_that_has_nothing_changes_nothing() -> None:
    for reading in (_disputed("Lê Ngọc Mười", "Lê Nrọc Mười"), _disputed("Ngô Hữu Quân", "Ngỏ Hừu Quân")):
        assert _settled(reading, [reading]).value == reading.value


def test_faded_pages_tell_what_the_archive_has_and_no_name_of_theirs_is_agreed() -> None:
    faded = [replace(reading, agreed=False) for reading in HAMLETS]
    rows = [replace(record(k, 100.0, "LUC"), owner=reading) for k, reading in enumerate(faded, 1)]
    rows.append(replace(record(50, 100.0, "LUC"), owner=_disputed("Thôn Đoái", "Thôn Đoài")))
    told = replace(_page(rows), findings=(Finding("page_faded"),))
    assert [row.owner.agreed for row in weighed([told])[0].rows] == [False] * len(rows)
    assert weighed([told])[0].rows[-1].owner.value == "Thôn Đoài"
    assert weighed([_page(rows)])[0].rows[-1].owner.agreed


def test_a_text_does_not_bear_out_itself() -> None:
    doubtful = _agreed("Thôn Đoái", "Thôn Đoài")
    assert not _settled(doubtful, [*HAMLETS, doubtful]).agreed
    assert _settled(doubtful, [*HAMLETS, *[doubtful] * 13]).agreed


def test_a_person_and_an_empty_cell_are_left_as_they_are() -> None:
    for reading in (
        Reading("Thôn Đoái", by="person", said=(("name_head", "Thôn Đoái"),)),
        NOTHING,
    ):
        (row,) = weighed([_page([replace(record(1, 100.0, "LUC"), place=reading)])])[0].rows
        assert row.place == reading


def test_no_evidence_is_kept_once_it_was_heard() -> None:
    readings = [*HAMLETS, _disputed("Thôn Đoái", "Thôn Đoài"), _agreed("Thôn Đoài", "Thôn Đoái")]
    rows = [replace(record(k, 100.0, "LUC"), place=reading) for k, reading in enumerate(readings, 1)]
    assert [row.place.evidence for row in weighed([_page(rows)])[0].rows] == [None] * len(rows)


def test_rows_by_hand_are_read_with_the_vocabulary_and_stay_in_doubt() -> None:
    rows = [replace(record(k, 100.0, "LUC"), place=reading) for k, reading in enumerate(HAMLETS, 1)]
    pen = replace(record(50, 100.0, "LUC"), place=_disputed("Thôn Đoái", "Thôn Đoài"), by_hand=True)
    found = weighed([_page([*rows, pen])])[0].rows[-1]
    assert (found.place.value, found.place.agreed) == ("Thôn Đoài", False)


def _page(rows: list[Record]) -> RegisterPage:
    return page(rows)


def _despite(text: str, others: list[Reading[str]], specks_per_mm2: float) -> Reading[str]:
    return despite_specks(_clear(text), Vocabulary.of(str(one.value) for one in others), specks_per_mm2)


@pytest.mark.parametrize(("specks_per_mm2", "agreed"), [(0.0, True), (1e-9, True), (0.02, False)])
def test_a_mark_that_a_speck_may_have_made_is_doubted_where_the_archive_has_the_word_without(
    specks_per_mm2: float, agreed: bool
) -> None:
    known = [_clear("Trịnh Thanh Thảo")] * 3 + [_clear("Trịnh Thanh Mai")] * 9
    found = _despite("Trịnh Thạnh Thảo", known, specks_per_mm2)
    assert (found.value, found.agreed) == ("Trịnh Thạnh Thảo", agreed)
    assert ("Trịnh Thanh Thảo" in dict(found.alternatives)) is not agreed


@pytest.mark.parametrize(("text", "usual"), [("Trịnh Thanh Thảo", "Thạnh"), ("Trịnh Thanh Thảo", "Thang")])
def test_a_speck_takes_no_mark_away_and_makes_no_other_letter(text: str, usual: str) -> None:
    assert _despite(text, [_clear(f"Trịnh {usual} Mai")] * 20, 0.03).agreed


def test_names_of_a_specked_page_are_held_against_the_whole_archive() -> None:
    rows = [replace(record(k, 100.0, "LUC"), owner=_clear("Trịnh Thanh Mai")) for k in range(1, 20)]
    rows.append(replace(record(50, 100.0, "LUC"), owner=_clear("Trịnh Thạnh Thảo")))
    assert weighed([_page(rows)])[0].rows[-1].owner.agreed
    (found,) = weighed([replace(_page(rows), specks_per_mm2=0.02)])
    assert [row.owner.agreed for row in found.rows] == [True] * 19 + [False]
