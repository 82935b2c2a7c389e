"""One sheet of thirty plots and its register; each test spoils one thing and says what must come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import shapely
from commune_inputs import (
    CODES,
    UNIT,
    grid,
    label,
    page,
    piece,
    pieces_of,
    plot,
    record,
    records_of,
    sure,
    sure_label,
    unsure,
)
from shapely import Polygon
from shapely.affinity import scale

from pipeline.commune import reconcile, rows
from pipeline.commune.pieces import Piece, Placed
from pipeline.commune.reconcile import Outcome, SheetFacts
from pipeline.model import Reading, Reason, Record

Reader = Callable[[float], Reading[float]]
PLOTS = grid()
KEY = (UNIT.code, 14)


def _run(
    pieces: Sequence[Piece] | None = None,
    records: Sequence[Record] | None = None,
    facts: SheetFacts | None = None,
) -> Outcome:
    given = pieces_of(PLOTS) if pieces is None else pieces
    placed = rows.place(
        [page(records_of(PLOTS) if records is None else records)], "09208", [UNIT], given
    ).rows
    return reconcile.reconcile(given, placed, {KEY: facts or SheetFacts(len(PLOTS))}, frozenset())


def _found(outcome: Outcome) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.number) for finding in outcome.findings]


def _area(k: int) -> Reading[float]:
    return sure(round(PLOTS[k].area, 1))


def test_three_witnesses_that_agree() -> None:
    outcome = _run()
    assert {parcel.status for parcel in outcome.parcels.values()} == {"khop"}
    assert {row.status for row in outcome.records.values()} == {"khop"}
    assert outcome.findings == []
    assert all(parcel.confidence > 0.95 for parcel in outcome.parcels.values())
    assert outcome.parcels[0].place == "Thôn Đoài"


def test_a_row_that_a_pen_wrote_in_waits_whatever_it_agrees_with() -> None:
    records = records_of(PLOTS)
    records[4] = replace(records[4], by_hand=True)
    outcome = _run(records=records)
    assert [row.status for row in outcome.records.values()].count("can_kiem_tra") == 1
    assert outcome.records[4].status == "can_kiem_tra"
    parcel = outcome.parcels[4]
    assert (parcel.status, parcel.place, outcome.parcels[5].place) == ("khop", None, "Thôn Đoài")


def _by_hand(k: int, number: Reading[int], area: Reading[float], code: Reading[str]) -> list[Record]:
    """The register with the row at place k filled in by hand, its name read by readers of print."""
    records = records_of(PLOTS)
    written = replace(records[k], number=number, area_m2=area, code=code, owner=unsure("Nguyên Vân Mau"))
    records[k] = replace(written, by_hand=True)
    return records


def test_of_a_row_by_hand_that_the_map_bears_out_only_the_name_waits() -> None:
    outcome = _run(records=_by_hand(4, unsure(5), unsure(_area(4).value), unsure(CODES[1])))
    assert outcome.parcels[4].status == "khop"
    assert (outcome.records[4].status, outcome.records[4].proven) == ("can_kiem_tra", True)
    assert [f.values["what"] for f in outcome.findings] == [Reason("holder_in_register")]


def test_a_misread_area_by_hand_is_proven_by_what_its_reader_offered() -> None:
    area = _area(4).value or 0.0
    read = unsure(round(area + 400, 1), (area, 0.2))
    outcome = _run(records=_by_hand(4, unsure(5), read, unsure(CODES[1])))
    assert outcome.parcels[4].status == "chap_nhan" and outcome.records[4].proven
    assert outcome.parcels[4].record_area_m2 == area


def test_a_row_by_hand_that_the_map_does_not_bear_out_waits_as_a_whole() -> None:
    outcome = _run(records=_by_hand(4, unsure(5), unsure(999.9), unsure(CODES[1])))
    assert outcome.parcels[4].status == "can_kiem_tra" and not outcome.records[4].proven
    assert Reason("register_row_by_hand") in [f.values.get("what") for f in outcome.findings]


@pytest.mark.parametrize("read, status", [(sure, "chap_nhan"), (unsure, "can_kiem_tra")])
def test_an_area_that_only_the_register_states_must_be_read_surely(read: Reader, status: str) -> None:
    pieces = pieces_of(PLOTS)
    pieces[4] = piece(PLOTS[4], label(sure(5), Reading(None), sure(CODES[1])))
    records = records_of(PLOTS)
    records[4] = replace(records[4], area_m2=read(_area(4).value or 0.0))
    assert _run(pieces, records).parcels[4].status == status


def _led(polygon: Polygon, number: int) -> Piece:
    """A plot whose label stands elsewhere, with an arrow."""
    return piece(polygon, replace(sure_label(number, polygon), inside_px=(40.0, 40.0)))


def test_labels_with_arrows_that_could_be_exchanged_are_looked_at() -> None:
    polygons = [plot(30 * k, 0, width) for k, width in enumerate((12.0, 12.02, 17.0))]
    records = [record(k, round(polygon.area, 1), CODES[k % 4]) for k, polygon in enumerate(polygons, 1)]
    outcome = _run([_led(polygon, k) for k, polygon in enumerate(polygons, 1)], records, SheetFacts(3))
    assert [outcome.parcels[k].status for k in range(3)] == ["can_kiem_tra", "can_kiem_tra", "khop"]
    assert _found(outcome) == [("value_unread", 1), ("value_unread", 2)]
    assert outcome.findings[0].values == {"what": (Reason("arrow_of_label"),)}


def test_a_shape_made_up_by_its_area_is_not_borne_out_by_it() -> None:
    pieces = pieces_of(PLOTS)
    pieces[4] = replace(pieces[4], parcel=replace(pieces[4].parcel, by_area=True))
    made, drawn = _run(pieces), _run()
    assert _found(made) == [("value_unread", 5)]
    assert made.findings[0].values == {"what": (Reason("joined_parts"),)}
    assert (made.parcels[4].status, drawn.parcels[4].status) == ("can_kiem_tra", "khop")
    assert made.parcels[4].confidence < drawn.parcels[4].confidence


def test_a_changed_area_in_the_register_is_a_contradiction_and_both_are_kept() -> None:
    records = records_of(PLOTS)
    records[4] = record(5, 999.9, CODES[1])
    outcome = _run(records=records)
    assert _found(outcome) == [("area_mismatch", 5)]
    parcel = outcome.parcels[4]
    assert (parcel.label_area_m2, parcel.record_area_m2) == (_area(4).value, 999.9)
    assert parcel.status == outcome.records[4].status == "can_kiem_tra"


@pytest.mark.parametrize("slip", ["last figure", "decimal mark"])
def test_sure_areas_one_slip_apart_are_read_again_by_a_person_and_contradict_nothing(slip: str) -> None:
    """Two readers slip alike more often than documents differ by just one sign."""
    area = _area(4).value or 0.0
    other = round(area + (0.1 if f"{area:.1f}"[-1] != "9" else -0.1), 1)
    records = records_of(PLOTS)
    records[4] = record(5, other if slip == "last figure" else area * 10, CODES[1])
    outcome = _run(records=records)
    assert _found(outcome) == [("value_unread", 5)]
    assert outcome.parcels[4].status == outcome.records[4].status == "can_kiem_tra"


def test_a_changed_code_in_the_register_keeps_the_map_s() -> None:
    records = records_of(PLOTS)
    records[4] = record(5, _area(4).value or 0, "NTS")
    outcome = _run(records=records)
    assert _found(outcome) == [("land_use_mismatch", 5)]
    parcel = outcome.parcels[4]
    assert (parcel.code, parcel.label_code, parcel.record_code) == (CODES[1], CODES[1], "NTS")
    assert parcel.status == "can_kiem_tra"


def test_a_row_that_is_missing() -> None:
    outcome = _run(records=[row for row in records_of(PLOTS) if row.number.value != 8])
    assert _found(outcome) == [("parcel_without_record", 8)]
    assert outcome.parcels[7].status == "can_kiem_tra"


def test_a_missing_page_is_one_finding_and_its_parcels_stand_by_their_labels() -> None:
    outcome = _run(records=records_of(PLOTS)[:12])
    assert _found(outcome) == [("register_page_missing", None)]
    assert outcome.findings[0].values == {"first": 13, "last": 30}
    assert [outcome.parcels[k].status for k in (0, 20)] == ["khop", "chap_nhan"]


@pytest.mark.parametrize(("gone", "told"), [(3, True), (4, False)])
def test_numbers_behind_the_last_are_parts_of_parcels_where_enough_rows_have_lost_theirs(
    gone: int, told: bool
) -> None:
    """Fifteen numbers are of four parcels at least, each of which is in no more than four parts now."""
    rows_of_book = [*records_of(PLOTS)[:15], *(record(k, 900.0 + k, "NTS") for k in range(16 - gone, 16))]
    pieces = [each for k, each in enumerate(pieces_of(PLOTS), 1) if not 16 - gone <= k < 16]
    outcome = _run(pieces, rows_of_book[: 15 - gone] + rows_of_book[15:])
    assert (("register_page_missing", None) in _found(outcome)) is told


def test_a_row_too_many() -> None:
    outcome = _run(records=[*records_of(PLOTS), record(77, 240.0, "LUC")])
    assert _found(outcome) == [("record_without_parcel", 77)]
    assert outcome.records[len(PLOTS)].status == "can_kiem_tra"


def test_two_rows_for_one_parcel() -> None:
    records = records_of(PLOTS)
    records.insert(6, replace(records[5], owner=sure("Trần Thị Thử")))
    outcome = _run(records=records)
    assert _found(outcome) == [("duplicate_record", 6)]
    assert [outcome.records[k].status for k in (5, 6)] == ["can_kiem_tra"] * 2
    assert outcome.parcels[5].status == "khop"


def test_a_row_whose_number_is_another_s_out_of_its_place_was_misread_and_repeats_nothing() -> None:
    records = records_of(PLOTS)
    records[20] = replace(records[20], number=sure(5))  # between 20 and 22
    assert "duplicate_record" not in dict(_found(_run(records=records)))


def test_a_second_holder_s_line_is_no_duplicate() -> None:
    records = records_of(PLOTS)
    nothing: Reading[float] = Reading(None)
    more = replace(records[5], number=Reading(None), area_m2=nothing, code=Reading(None), continues=True)
    records.insert(6, more)
    outcome = _run(records=records)
    assert outcome.findings == []
    assert (outcome.records[6].number, outcome.records[6].status) == (6, "khop")


def test_two_uses_of_one_parcel_add_up() -> None:
    pieces, records = pieces_of(PLOTS), records_of(PLOTS)
    total = _area(5).value or 0.0
    pieces[5] = piece(PLOTS[5], label(sure(6), sure(total), sure("ONT+CLN")))
    second = replace(record(6, round(total - 100.0, 1), "CLN"), number=Reading(None), continues=True)
    records[5:6] = [record(6, 100.0, "ONT"), second]
    outcome = _run(pieces, records)
    assert outcome.findings == []
    assert outcome.parcels[5].status == "khop"


@pytest.mark.parametrize("number", [Reading(None), unsure(3, (8, 0.3)), unsure(86)])
def test_a_misread_number_is_proven_by_two_witnesses(number: Reading[int]) -> None:
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(number, _area(7), sure(CODES[0])))
    outcome = _run(pieces)
    assert (outcome.parcels[7].number, outcome.parcels[7].status) == (8, "khop")
    assert outcome.findings == []


def test_a_misread_number_without_proof_is_queued() -> None:
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(unsure(3, (8, 0.3)), Reading(None), sure(CODES[0])))
    outcome = _run(pieces)
    assert outcome.parcels[7].status == "can_kiem_tra"
    assert "value_unread" in [code for code, _ in _found(outcome)]
    assert not any(code.endswith("mismatch") or "without" in code for code, _ in _found(outcome))


def test_a_misread_area_is_a_slip_where_its_reader_offers_the_register_s() -> None:
    pieces = pieces_of(PLOTS)
    true = _area(7).value or 0.0
    pieces[7] = piece(PLOTS[7], label(sure(8), unsure(true + 300, (true, 0.3)), sure(CODES[0])))
    outcome = _run(pieces)
    assert outcome.parcels[7].label_area_m2 == true
    assert outcome.parcels[7].status == "chap_nhan"
    assert outcome.findings == []


def test_a_doubtful_area_one_sign_away_is_unread_not_contradicted() -> None:
    pieces = pieces_of(PLOTS)
    true = _area(7).value or 0.0
    pieces[7] = piece(PLOTS[7], label(sure(8), unsure(round(true + 0.3, 1)), sure(CODES[0])))
    outcome = _run(pieces)
    assert _found(outcome) == [("value_unread", 8)]
    assert outcome.parcels[7].status == "can_kiem_tra"


def test_two_doubtful_codes_that_agree_prove_little() -> None:
    pieces, records = pieces_of(PLOTS), records_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(sure(8), _area(7), unsure("ODT")))
    records[7] = replace(records[7], code=unsure("ODT"))
    outcome = _run(pieces, records)
    assert outcome.parcels[7].status == "can_kiem_tra"
    assert _found(outcome) == [("value_unread", 8)]


def test_a_drawing_a_little_off_on_a_precise_sheet_does_not_hide_a_contradiction() -> None:
    pieces, records = pieces_of(PLOTS), records_of(PLOTS)
    pieces[7] = replace(pieces[7], polygon=scale(PLOTS[7], 1.0, 1.08), error_factor=0.25)
    records = with_area(records, 7, sure(round(1.6 * PLOTS[7].area, 1)))
    assert ("area_mismatch", 8) in _found(_run(pieces, records))


def test_a_drawing_that_does_not_show_the_area_is_queued() -> None:
    pieces = pieces_of(PLOTS)
    pieces[7] = replace(pieces[7], polygon=scale(PLOTS[7], 1.0, 1.4))
    outcome = _run(pieces)
    assert outcome.parcels[7].status == "can_kiem_tra"
    assert _found(outcome) == [("drawn_area_mismatch", 8)]


def test_a_register_area_that_was_not_read_is_no_agreement() -> None:
    records = records_of(PLOTS)
    records[7] = replace(records[7], area_m2=Reading(None))
    outcome = _run(records=records)
    assert outcome.parcels[7].status == "chap_nhan"
    assert outcome.records[7].status == "can_kiem_tra"
    assert _found(outcome) == [("value_unread", 8)]


def test_one_number_on_two_pieces() -> None:
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(sure(3), Reading(None), sure(CODES[0])))
    outcome = _run(pieces)
    assert ("duplicate_parcel", 3) in _found(outcome)
    assert outcome.parcels[2].status == "khop"
    assert outcome.parcels[7].status == "can_kiem_tra"


def test_an_unsure_name_queues_the_row_and_names_nobody() -> None:
    records = records_of(PLOTS)
    records[7] = replace(records[7], owner=unsure("Lê Văn Nháp"))
    outcome = _run(records=records)
    assert outcome.records[7].status == "can_kiem_tra"
    assert outcome.parcels[7].status == "khop"
    assert _found(outcome) == [("value_unread", 8)]
    assert "Nháp" not in str(outcome.findings)


def test_a_row_that_an_unread_parcel_could_be_is_not_called_missing() -> None:
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], None, "unknown")
    records = records_of(PLOTS)
    records[7] = replace(records[7], area_m2=sure(round(PLOTS[7].area + 20, 1)))
    codes = [code for code, _ in _found(_run(pieces, records))]
    assert "record_without_parcel" not in codes
    assert "value_unread" in codes


def test_a_row_whose_label_heads_no_parcel_is_not_called_missing() -> None:
    """Its number stands on open ground, or second in a piece: the land is there and was not closed."""
    book = [*records_of(PLOTS), record(77, 240.0, "LUC")]
    on_open_ground = _run(records=book, facts=SheetFacts(len(PLOTS), landless=frozenset({77})))
    pieces = pieces_of(PLOTS)
    second = Placed(label(unsure(77), Reading(None), Reading(None)), None)
    pieces[3] = replace(pieces[3], others=(second,))
    for outcome in (on_open_ground, _run(pieces, book)):
        told = [each for each in outcome.findings if each.number == 77]
        assert [(each.code, each.values) for each in told] == [
            ("value_unread", {"what": Reason("land_on_map")})
        ]
        assert outcome.records[len(PLOTS)].status == "can_kiem_tra"


@pytest.mark.parametrize(("number", "share", "told"), [(5, 1.0, False), (5, 1.3, True), (77, 1.0, True)])
def test_a_row_may_lie_in_a_neighbour_that_is_drawn_larger_than_it_is_said_to_be(
    number: int, share: float, told: bool
) -> None:
    """Parcels 4 and 5 are one piece with the label of 4: it has room for 5, not for more or for another."""
    pieces = pieces_of(PLOTS)
    pieces[3] = piece(shapely.union(PLOTS[3], PLOTS[4]), sure_label(4, PLOTS[3]))
    rest = pieces[:4] + pieces[5:]
    book = records_of(PLOTS)
    book[4] = record(number, round(share * PLOTS[4].area, 1), "ONT")
    found = _found(_run(rest, book))
    assert (("record_without_parcel", number) in found) is told


def test_without_any_register_sure_labels_are_accepted_and_doubtful_ones_not() -> None:
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(unsure(8), _area(7), sure(CODES[0])))
    pieces[9] = piece(PLOTS[9], label(sure(10), sure(5000.0), sure(CODES[2])))
    pieces[11] = piece(PLOTS[11], label(sure(712), _area(11), sure(CODES[0])))
    outcome = _run(pieces, [])
    queued = {place for place, parcel in outcome.parcels.items() if parcel.status == "can_kiem_tra"}
    assert queued == {7, 9, 11}
    assert {parcel.status for place, parcel in outcome.parcels.items() if place not in queued} == {
        "chap_nhan"
    }
    reasons = {finding.number for finding in outcome.findings}
    assert reasons == {8, 10, 712}


def test_a_sheet_in_doubt_is_queued_as_a_whole() -> None:
    outcome = _run(facts=SheetFacts(None, in_doubt=True))
    assert {parcel.status for parcel in outcome.parcels.values()} == {"can_kiem_tra"}


def test_rows_of_a_sheet_without_a_map_are_one_finding() -> None:
    elsewhere = [record(k, 100.0 + k, "LUC", 20) for k in range(1, 6)]
    outcome = _run(records=[*records_of(PLOTS), *elsewhere])
    assert _found(outcome) == [("register_without_sheet", None)]
    assert outcome.records[len(PLOTS)].status == "chap_nhan"


def test_a_sheet_without_rows_in_a_commune_with_a_register_is_one_finding() -> None:
    outcome = _run(records=[record(k, 100.0 + k, "LUC", 20) for k in range(1, 6)])
    assert ("sheet_without_register", None) in _found(outcome)
    assert "parcel_without_record" not in [code for code, _ in _found(outcome)]


def test_struck_rows_are_kept_and_match_nothing() -> None:
    records = [*records_of(PLOTS), replace(record(3, 55.0, "LUC"), struck=True)]
    outcome = _run(records=records)
    assert outcome.findings == []
    assert outcome.records[len(PLOTS)].status == "can_kiem_tra"


def test_half_of_the_label_s_code_in_the_register_is_a_contradiction_and_the_other_way_round_is_none() -> (
    None
):
    pieces, records = pieces_of(PLOTS), records_of(PLOTS)
    pieces[4] = piece(PLOTS[4], sure_label(5, PLOTS[4], "ONT+CLN"))
    pieces[9] = piece(PLOTS[9], sure_label(10, PLOTS[9], "CLN"))
    records[4] = record(5, _area(4).value or 0, "CLN")
    records[9] = record(10, _area(9).value or 0, "ONT+CLN")
    assert _found(_run(pieces, records)) == [("land_use_mismatch", 5), ("value_unread", 10)]


def test_a_decimal_mark_read_as_a_figure_is_put_right_by_the_drawing() -> None:
    pieces, records = pieces_of(PLOTS), records_of(PLOTS)
    area = round(PLOTS[4].area, 1)
    text = f"{area:.1f}".replace(".", "1")
    misread = Reading(float(text), text, 0.9, None, (), True)
    own = pieces[4].parcel.label
    assert own is not None
    pieces[4] = piece(PLOTS[4], label(own.number, misread, own.code))
    outcome = _run(pieces, records)
    assert _found(outcome) == []
    assert outcome.parcels[4].label_area_m2 == outcome.parcels[4].record_area_m2 == area
    records[4] = record(5, 2 * area, CODES[1])
    outcome = _run(pieces, records)
    assert ("area_mismatch", 5) in _found(outcome)
    assert (outcome.parcels[4].label_area_m2, outcome.parcels[4].status) == (area, "can_kiem_tra")


def test_a_row_of_a_road_is_its_object_s_and_never_a_parcel_that_lacks() -> None:
    pieces = pieces_of(PLOTS)
    road = piece(PLOTS[-1], sure_label(31, PLOTS[-1], "DGT"), "object")
    rows_given = [*records_of(PLOTS), record(31, 88.8, "DGT"), record(32, 99.9, "DGT")]
    placed = rows.place([page(rows_given)], "09208", [UNIT], pieces).rows
    outcome = reconcile.reconcile(pieces, placed, {KEY: SheetFacts(30)}, frozenset(), [road])
    assert _found(outcome) == [("value_unread", 32)]
    assert (outcome.records[30].status, outcome.records[31].status) == ("chap_nhan", "can_kiem_tra")


def _misread_number(value: int) -> list[Piece]:
    """Plot 20, whose label's number two readers took for another."""
    pieces = pieces_of(PLOTS)
    own = pieces[19].parcel.label
    assert own is not None
    pieces[19] = piece(PLOTS[19], label(sure(value), own.area_m2, own.code))
    return pieces


@pytest.mark.parametrize("value", [201, 2])
def test_a_number_that_the_sheet_cannot_have_twice_or_at_all_is_a_slip(value: int) -> None:
    outcome = _run(_misread_number(value))
    assert outcome.parcels[19].number == 20
    assert outcome.parcels[19].status == "khop"
    assert _found(outcome) == []


def test_a_number_that_the_sheet_could_have_is_a_question() -> None:
    records = [row for row in records_of(PLOTS) if row.number.value != 29]
    outcome = _run(_misread_number(29)[:28], records)
    assert outcome.parcels[19].status == "can_kiem_tra"


@pytest.mark.parametrize(
    ("text", "stated", "status"), [("ONT+CL", "ONT+CLN", "chap_nhan"), ("LUI", "LUC", "can_kiem_tra")]
)
def test_rests_of_a_code_bear_out_the_register_where_they_fit_no_other(
    text: str, stated: str, status: str
) -> None:
    pieces, records = pieces_of(PLOTS), records_of(PLOTS)
    own = pieces[4].parcel.label
    assert own is not None
    pieces[4] = piece(PLOTS[4], label(own.number, own.area_m2, Reading(None, text)))
    records[4] = record(5, _area(4).value or 0, stated)
    assert _run(pieces, records).parcels[4].status == status


def test_a_line_without_a_number_is_part_of_the_parcel_only_by_the_sum_of_areas() -> None:
    records = records_of(PLOTS)
    half = round((_area(4).value or 0) / 2, 1)
    rest = round((_area(4).value or 0) - half, 1)
    further = replace(record(0, rest, CODES[1]), number=Reading(None), continues=True)
    parts = [*records[:4], record(5, half, CODES[1]), further, *records[5:]]
    assert _run(records=parts).records[5].status == "khop"
    faded = [*records[:5], further, *records[5:]]
    assert _run(records=faded).records[5].status == "can_kiem_tra"


def test_a_label_s_area_that_drawing_and_register_refute_is_not_passed_on() -> None:
    pieces = pieces_of(PLOTS)
    own = pieces[7].parcel.label
    assert own is not None
    pieces[7] = piece(PLOTS[7], label(own.number, sure(77777.0), own.code))
    parcel = _run(pieces).parcels[7]
    assert (parcel.label_area_m2, parcel.record_area_m2) == (None, _area(7).value)
    assert parcel.status == "chap_nhan"


def test_a_row_that_was_read_surely_stands_where_its_parcel_s_label_lacks_something() -> None:
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(sure(8), Reading(None), Reading(None)))
    outcome = _run(pieces)
    assert (outcome.parcels[7].status, outcome.records[7].status) == ("can_kiem_tra", "chap_nhan")
    doubtful = with_area(records_of(PLOTS), 7, unsure(_area(7).value))
    assert _run(pieces, doubtful).records[7].status == "can_kiem_tra"


def with_area(records: list[Record], place: int, area: Reading[float]) -> list[Record]:
    return [replace(row, area_m2=area) if k == place else row for k, row in enumerate(records)]


def test_where_no_area_is_printed_a_drawing_far_from_the_register_is_told_as_such() -> None:
    """Outlines without a printed area err more often than registers (``resources/calibration.csv``)."""
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(sure(8), Reading(None), sure(CODES[0])))
    records = with_area(records_of(PLOTS), 7, sure(round(2 * PLOTS[7].area, 1)))
    outcome = _run(pieces, records)
    assert _found(outcome) == [("drawn_area_mismatch", 8)]
    assert outcome.parcels[7].status == outcome.records[7].status == "can_kiem_tra"


@pytest.mark.parametrize(("number", "told"), [(36, True), (37, False)])
def test_a_number_a_fifth_beyond_all_others_lacks_no_row(number: int, told: bool) -> None:
    """Parts of a parcel that was split have numbers beyond the book's; what is farther off was misread."""
    pieces = pieces_of(PLOTS)
    pieces[7] = piece(PLOTS[7], label(sure(number), Reading(None), Reading(None)))
    rows_left = [row for row in records_of(PLOTS) if row.number.value != 8]
    assert (("parcel_without_record", number) in _found(_run(pieces, rows_left))) is told


@pytest.mark.parametrize(("rows_gone", "told"), [(15, True), (14, False)])
def test_a_page_is_missing_from_fifteen_rows_in_a_row_on(rows_gone: int, told: bool) -> None:
    records = records_of(PLOTS)
    outcome = _run(records=[*records[:5], *records[5 + rows_gone :]])
    assert (("register_page_missing", None) in _found(outcome)) == told


@pytest.mark.parametrize(("number", "status"), [(36, "can_kiem_tra"), (37, "khop")])
def test_a_number_a_fifth_beyond_all_others_is_none_that_the_sheet_can_have(number: int, status: str) -> None:
    """A stroke beside the label was read as a figure: 36 may be of a sheet of thirty, 37 is the row's 3."""
    pieces = pieces_of(PLOTS)
    pieces[2] = piece(PLOTS[2], label(sure(number), _area(2), sure(CODES[3])))
    assert _run(pieces=pieces).parcels[2].status == status


@pytest.mark.parametrize(("apart_m", "exchangeable"), [(39.5, True), (40.5, False)])
def test_arrows_reach_four_centimetres_on_paper(apart_m: float, exchangeable: bool) -> None:
    pair = [_led(plot(0, 0), 1), _led(plot(20.0 + apart_m, 0), 2)]
    assert bool(reconcile._exchangeable(pair)) == exchangeable


def _led(polygon: Polygon, number: int) -> Piece:
    """A parcel whose label stands outside, with an arrow into it."""
    return piece(polygon, replace(sure_label(number, polygon), inside_px=(50.0, 50.0)))


@pytest.mark.parametrize(("error_m", "status"), [(0.449, "khop"), (0.451, "can_kiem_tra")])
def test_no_parcel_is_accepted_that_may_lie_farther_off_than_the_law_allows(
    error_m: float, status: str
) -> None:
    first, *others = pieces_of(PLOTS)
    off = replace(first, parcel=replace(first.parcel, position_error_m=error_m))
    outcome = _run([off, *others])
    assert [outcome.parcels[place].status for place in (0, 1)] == [status, "khop"]
    assert {record.status for record in outcome.records.values()} == {"khop"}
    assert outcome.parcels[0].confidence < outcome.parcels[1].confidence


def test_parcels_that_may_lie_off_are_one_finding_of_their_sheet() -> None:
    pieces = [replace(one, parcel=replace(one.parcel, position_error_m=0.8)) for one in pieces_of(PLOTS)]
    (told,) = _run(pieces).findings
    assert (told.code, told.sheet, told.number) == ("parcels_off_place", 14, None)
    assert told.values == {"count": len(PLOTS), "error": 0.8, "tolerance": pytest.approx(0.45), "scale": 1000}
