"""What people decided wins in the merge, or is told: nothing of it is lost or applied to another thing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from commune_inputs import CODES, parcel, sure, sure_label, unsure
from decided_inputs import PLOTS, at, decide, fates, merged, parcels, row_at, rows, told

from pipeline import keys

UNREAD = {"p7": (unsure(None), unsure(None), unsure(None))}
KEY_7 = at(merged(parcels(), []), 7).key
AREA_7 = round(PLOTS[6].area, 1)


# --- values -------------------------------------------------------------------------------------------


def test_a_number_that_a_person_gave_finds_its_row_and_clears_what_was_told() -> None:
    odd = {"p7": (sure(28), sure(AREA_7), sure(CODES[3]))}
    book = rows()
    before = merged(parcels(**odd), book)
    assert at(before, 7).status == "can_kiem_tra" or at(before, 7).number == 7
    after = merged(parcels(**odd), book, decide("parcel", KEY_7, "number", 7, seen={"state": {"number": 28}}))
    parcel_7 = at(after, 7)
    assert (parcel_7.number, parcel_7.status) == (7, "chap_nhan")
    assert parcel_7.decided is not None and parcel_7.decided.by == "nguoi"
    assert not told(after, "duplicate_parcel") and fates(after) == {"applied": 1}


def test_values_of_a_label_that_nobody_could_read() -> None:
    given = [
        decide("parcel", KEY_7, "number", 7, order=1),
        decide("parcel", KEY_7, "area_m2", AREA_7, order=2),
        decide("parcel", KEY_7, "code", CODES[3], order=3),
    ]
    assert at(merged(parcels(**UNREAD), []), 7).status == "can_kiem_tra"
    found = at(merged(parcels(**UNREAD), [], *given), 7)
    assert (found.number, found.label_area_m2, found.code) == (7, AREA_7, CODES[3])
    assert found.status == "chap_nhan"


def test_a_decision_holds_when_the_machine_reads_the_same_later() -> None:
    given = decide("parcel", KEY_7, "number", 7)
    after = merged(parcels(), rows(), given)
    assert fates(after) == {"already_true": 1} and at(after, 7).number == 7


def test_what_the_machine_reads_surely_now_and_nobody_saw_is_told() -> None:
    given = decide("parcel", KEY_7, "code", "NTS", seen={"offered": ({"by": "a", "value": "LUK"},)})
    after = merged(parcels(), rows(), given)
    assert fates(after) == {"stale": 1}
    assert at(after, 7).status == "can_kiem_tra" and at(after, 7).code == CODES[3]
    assert "NTS" in told(after, "decision_stale")[0] and CODES[3] in told(after, "decision_stale")[0]


def test_what_a_person_saw_and_overruled_stays_overruled() -> None:
    given = decide("parcel", KEY_7, "code", "NTS", seen={"offered": ({"by": "a", "value": CODES[3]},)})
    after = merged(parcels(), [], given)
    assert at(after, 7).code == "NTS" and fates(after) == {"applied": 1}


def test_two_people_who_differ_are_told_and_neither_holds() -> None:
    given = [
        decide("parcel", KEY_7, "code", "NTS", order=1, who="An"),
        decide("parcel", KEY_7, "code", "LUK", order=2, who="Bình"),
    ]
    after = merged(parcels(), rows(), *given)
    found = at(after, 7)
    assert found.status == "can_kiem_tra" and found.code == CODES[3] and fates(after) == {"conflict": 2}
    assert found.decided is not None and found.decided.by == "nguoi_mau_thuan"
    (text,) = told(after, "decision_conflict")
    assert "An" not in text and "NTS" in text and "LUK" in text


# --- places -------------------------------------------------------------------------------------------


def test_lines_traced_anew_keep_the_decision() -> None:
    moved = [shapely.transform(plot, lambda points: points + np.array([0.3, -0.2])) for plot in PLOTS]
    anew = [replace(each, polygon=plot) for each, plot in zip(parcels(**UNREAD), moved, strict=True)]
    after = merged(anew, rows(), decide("parcel", KEY_7, "number", 7, same_scan=False))
    assert at(after, 7).number == 7 and fates(after) == {"applied": 1}


def test_a_place_that_is_gone_is_told_and_nothing_else_changes() -> None:
    without = [each for place, each in enumerate(parcels(), 1) if place != 7]
    after = merged(without, rows(), decide("parcel", KEY_7, "number", 99))
    assert fates(after) == {"stale": 1} and len(told(after, "decision_stale")) == 1
    assert all(each.number != 99 for each in after.parcels)
    no_key = merged(parcels(), [], decide("parcel", "typed by hand", "number", 99))
    assert fates(no_key) == {"stale": 1}


def test_a_shape_that_became_another_is_told() -> None:
    """Its neighbour was joined to it: who decided did not see this."""
    both = shapely.union_all(PLOTS[6:8])
    joined = [each for place, each in enumerate(parcels(), 1) if place not in (7, 8)]
    joined.append(parcel(both, sure_label(7, both)))
    seen = {"state": {"drawn_m2": AREA_7}}
    after = merged(joined, [], decide("parcel", KEY_7, "number", 99, seen=seen))
    assert fates(after) == {"stale": 1} and at(after, 7).number == 7


# --- the whole parcel ---------------------------------------------------------------------------------

STATE_7 = {
    "number": 7,
    "area_m2": AREA_7,
    "code": CODES[3],
    "register_area_m2": AREA_7,
    "register_code": "NTS",
    "drawn_m2": AREA_7,
}


def test_documents_that_truly_differ_are_accepted_with_the_one_that_holds() -> None:
    book = rows(7, code=sure("NTS"))
    assert at(merged(parcels(), book), 7).status == "can_kiem_tra"
    for value, code in (("both", CODES[3]), ("sheet", CODES[3]), ("register", "NTS")):
        after = merged(parcels(), book, decide("parcel", KEY_7, "accepted", value, seen={"state": STATE_7}))
        found = at(after, 7)
        assert (found.status, found.code) == ("chap_nhan", code)
        assert (found.label_code, found.record_code) == (CODES[3], "NTS")  # what paper says stays
        assert told(after, "land_use_mismatch") and fates(after) == {"applied": 1}


def test_what_was_accepted_with_other_values_waits_again() -> None:
    book = rows(7, code=sure("LUK"))
    given = decide("parcel", KEY_7, "accepted", "both", seen={"state": STATE_7})
    after = merged(parcels(), book, given)
    assert at(after, 7).status == "can_kiem_tra" and fates(after) == {"stale": 1}
    agreeing = merged(parcels(), rows(), given)  # the register was misread, and says what the sheet says
    assert fates(agreeing) == {"applied": 1} and at(agreeing, 7).status == "chap_nhan"


def test_a_code_that_only_the_register_states_is_accepted_as_it_was_shown() -> None:
    odd = {"p7": (sure(7), sure(AREA_7), unsure(None))}
    assert at(merged(parcels(**odd), rows()), 7).status == "can_kiem_tra"
    state = {**STATE_7, "register_code": CODES[3]}
    after = merged(parcels(**odd), rows(), decide("parcel", KEY_7, "accepted", "both", seen={"state": state}))
    assert at(after, 7).status == "chap_nhan" and at(after, 7).code == CODES[3]


def test_land_that_is_no_parcel_becomes_an_object_and_back() -> None:
    after = merged(parcels(**UNREAD), [], decide("parcel", KEY_7, "object", "DGT"))
    assert [each.code for each in after.objects] == ["DGT"] and len(after.parcels) == len(PLOTS) - 1
    road = [replace(each, kind="object") if k == 6 else each for k, each in enumerate(parcels(**UNREAD))]
    back = merged(road, [], decide("parcel", KEY_7, "number", 7))
    assert not back.objects and at(back, 7).number == 7


# --- rows ---------------------------------------------------------------------------------------------


def key_of_row(place: int) -> str:
    return keys.of_row(row_at(merged(parcels(), rows()), place))


def test_a_holder_s_name_that_a_person_typed_is_sure() -> None:
    book = rows(7, owner=unsure("Nguyễn Van Mẫu"))
    assert row_at(merged(parcels(), book), 7).status == "can_kiem_tra"
    after = merged(parcels(), book, decide("row", key_of_row(7), "holder", "Nguyễn Văn Mẫu"))
    found = row_at(after, 7)
    assert (found.record.owner.value, found.status) == ("Nguyễn Văn Mẫu", "chap_nhan")
    assert found.decided is not None and found.decided.by == "nguoi"


def test_a_row_s_values_match_it_to_its_parcel() -> None:
    book = rows(7, number=unsure(1), area_m2=unsure(11.0))
    given = [
        decide("row", key_of_row(7), "number", 7, order=1, seen={"state": {"number": 1}}),
        decide("row", key_of_row(7), "area_m2", AREA_7, order=2, seen={"state": {"area_m2": 11.0}}),
    ]
    after = merged(parcels(), book, *given)
    assert at(after, 7).status == "khop" and row_at(after, 7).number == 7


def test_a_row_beside_the_parcel_that_a_person_named() -> None:
    """Both documents are sure of different numbers and areas; the person knows that they are one land."""
    book = rows(7, number=sure(77), area_m2=sure(AREA_7 + 40))
    before = merged(parcels(), book)
    assert at(before, 7).record_area_m2 is None
    after = merged(parcels(), book, decide("row", key_of_row(7), "parcel", KEY_7))
    assert at(after, 7).record_area_m2 == AREA_7 + 40 and at(after, 7).number == 7
    assert row_at(after, 7).number == 77 and fates(after) == {"applied": 1}
    lost = merged(parcels(), book, decide("row", key_of_row(7), "parcel", "09208_14_1.0_1.0"))
    assert fates(lost) == {"stale": 1}


def test_a_row_in_the_same_place_of_another_scan_is_not_taken_for_the_one_seen() -> None:
    seen = {"state": {"number": 7, "area_m2": AREA_7, "code": CODES[3], "holder": "Nguyễn Văn Mẫu"}}
    given = decide("row", key_of_row(7), "holder", "Trần Thị Mẫu", seen=seen, same_scan=False)
    assert fates(merged(parcels(), rows(), given)) == {"applied": 1}
    other = rows(7, number=sure(8), area_m2=sure(1.0))
    after = merged(parcels(), other, given)
    assert fates(after) == {"stale": 1} and row_at(after, 7).record.owner.value == "Nguyễn Văn Mẫu"
    assert all("Trần" not in text for text in told(after, "decision_stale"))


def test_a_whole_row_that_a_person_accepted() -> None:
    book = rows(7, owner=unsure("Nguyễn Văn Mẫu"), by_hand=True)
    seen = {"state": {"number": 7, "holder": "Nguyễn Văn Mẫu"}}
    given = decide("row", key_of_row(7), "accepted", "both", seen=seen)
    after = merged(parcels(), book, given)
    assert row_at(after, 7).status == "chap_nhan"
    source = row_at(after, 7).record.source
    assert not [f for f in after.findings if f.code == "value_unread" and f.source == source]
    changed_since = merged(parcels(), rows(7, owner=unsure("Nguyễn Văn Mẫn"), by_hand=True), given)
    assert row_at(changed_since, 7).status == "can_kiem_tra" and fates(changed_since) == {"stale": 1}


def test_a_row_that_truly_differs_from_its_accepted_parcel_is_no_question_of_its_own() -> None:
    other = "NTS" if CODES[3] != "NTS" else "LUC"
    seen = {"number": 7, "area_m2": AREA_7, "code": CODES[3]}
    seen |= {"register_area_m2": AREA_7, "register_code": other}
    given = decide("parcel", KEY_7, "accepted", "sheet", seen={"state": seen})
    before = merged(parcels(), rows(7, code=sure(other)))
    assert row_at(before, 7).status == at(before, 7).status == "can_kiem_tra"
    after = merged(parcels(), rows(7, code=sure(other)), given)
    assert (at(after, 7).status, row_at(after, 7).status) == ("chap_nhan", "chap_nhan")
    assert row_at(after, 7).decided == at(after, 7).decided is not None
    doubted = merged(parcels(), rows(7, code=sure(other), owner=unsure("Nguyễn Văn Mẫu")), given)
    assert (at(doubted, 7).status, row_at(doubted, 7).status) == ("chap_nhan", "can_kiem_tra")
    changed_since = merged(parcels(), rows(7, code=sure("LUK")), given)
    assert row_at(changed_since, 7).status == "can_kiem_tra"


def test_of_two_rows_of_a_parcel_one_does_not_hold() -> None:
    """The last row is a second one of parcel 7."""
    last = len(PLOTS)
    book = rows(last, number=sure(7), area_m2=sure(AREA_7))
    before = merged(parcels(), book)
    assert told(before, "duplicate_record") and row_at(before, 7).status == "can_kiem_tra"
    seen = {"state": {"area_m2": AREA_7, "number": 7, "sheet": 14}}
    void = decide("row", key_of_row(last), "accepted", "nothing", seen=seen)
    after = merged(parcels(), book, void)
    assert fates(after) == {"applied": 1} and not told(after, "duplicate_record")
    assert row_at(after, last).record.struck and row_at(after, last).decided is not None
    assert (at(after, 7).status, row_at(after, 7).status) == ("khop", "khop")
    changed_since = merged(parcels(), rows(last, number=sure(7), area_m2=sure(AREA_7 + 60)), void)
    assert fates(changed_since) == {"stale": 1} and not row_at(changed_since, last).record.struck


def test_a_thing_that_two_keys_mean_is_one_and_the_later_word_holds() -> None:
    """Its key changed with its shape; both keys lie in it."""
    other_key = KEY_7.replace("553012.0", "553013.0")
    assert other_key != KEY_7
    given = [
        decide("parcel", KEY_7, "code", "NTS", order=1, seen={"state": {"code": CODES[3]}}),
        decide("parcel", other_key, "code", "LUK", order=2, seen={"state": {"code": CODES[3]}}),
        decide("parcel", other_key, "area_m2", AREA_7, order=3),
    ]
    after = merged(parcels(), [], *given)
    assert at(after, 7).code == "LUK" and after.counts["decisions_superseded"] == 1
