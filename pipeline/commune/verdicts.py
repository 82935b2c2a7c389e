"""From the witnesses to what is delivered: status, confidence, and the reason where a person must look.

``khop``: independent sources agree. ``chap_nhan``: fewer sources, but readers that are very sure.
``can_kiem_tra``: all else, never without a finding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline import reliability
from pipeline.commune import beliefs, disputes, opinions, tolerance
from pipeline.commune.entries import Entry
from pipeline.commune.pieces import Piece
from pipeline.commune.rows import Row
from pipeline.commune.witnesses import Areas, Codes, Number
from pipeline.geometries import point_in
from pipeline.model import CommuneParcel, CommuneRecord, Finding, Reading, Reason, Record, Status, Values
from pipeline.values import told_code

# Owners' names have no second witness: beside the two readers' agreement no other letter may be likely. Of
# 1,500 names on rendered pages that two readers gave alike two were wrong, at 0.74 and 0.94; nineteen in
# twenty are above this (docs/registers.md).
OWNER_CONFIDENCE = 0.95
_ALIKE = ("equal", "near", "corrected")  # what two documents say of one thing


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one parcel. ``unique``: no other piece of the sheet has the number;
    ``has_register``: there are rows of its sheet; ``in_sequence``: the number suits its neighbours and the
    sheet's count; ``doubt``: the sheet itself is in doubt (number unread, two scans claim it, or its place is
    contradicted); ``exchangeable``: an arrow led its label here, and another label with an arrow would fit
    as well. ``possible``: the sheet can have such a number, by its count and its rows. ``whole``: the entry
    of the parcel of which it is a part since the book was written.
    """

    piece: Piece
    entry: Entry | None
    number: Number
    areas: Areas
    codes: Codes
    unique: bool
    has_register: bool
    in_sequence: bool
    doubt: bool
    exchangeable: bool = False
    possible: bool = True
    whole: Entry | None = None

    @property
    def key(self) -> tuple[str, int, int | None]:
        """Unit, sheet and number, as findings carry them."""
        return self.piece.parcel.unit_code, self.piece.parcel.sheet, self.number.value


def status_of(case: Case) -> Status:
    """How far the parcel can be used without a person: not where it may lie too far off."""
    return _status_as_read(case) if case.piece.lies_exactly else "can_kiem_tra"


def _status_as_read(case: Case) -> Status:
    """By what stands in it, in the register and in its shape, wherever it lies."""
    if case.doubt or case.number.value is None or not case.unique or case.number.how == "guess":
        return "can_kiem_tra"
    if case.exchangeable or _is_disputed(case):
        return "can_kiem_tra"
    if case.entry is not None:
        return _status_with_register(case)
    if case.has_register and not _is_sound_part(case):
        return "can_kiem_tra"
    return "chap_nhan" if _stands_alone(case) else "can_kiem_tra"


def _is_disputed(case: Case) -> bool:
    """Whether two scans of the sheet, or of the row's page, say different things of it.

    A number that others prove does not rest on what either scan has: one alone was overruled as well.
    """
    entry = case.entry
    of_label = set(disputes.of_label(case.piece.parcel.label))
    if case.number.how == "proven":
        of_label -= {disputes.NUMBER}
    return bool(of_label or (entry and disputes.of_record(entry.row.record)))


def _status_with_register(case: Case) -> Status:
    if case.number.how not in ("both", "proven") or not case.areas.drawn_is_near:
        return "can_kiem_tra"
    agrees, code = case.areas.drawn_agrees, _code_stands(case)
    if case.areas.verdict == "equal" and agrees and case.codes.verdict == "equal" and code:
        return "chap_nhan" if _is_the_maps_own(case.entry) else "khop"
    if not code or not _number_is_sure(case) or _area_is_doubtful(case):
        return "can_kiem_tra"
    if agrees:
        return "chap_nhan" if case.areas.verdict in (*_ALIKE, "missing") else "can_kiem_tra"
    label = case.piece.parcel.label
    readers_sure = label is not None and beliefs.sure(label.area_m2) and beliefs.sure(label.code)
    all_equal = case.areas.verdict == "equal" and case.codes.verdict == "equal"
    return "chap_nhan" if all_equal and readers_sure else "can_kiem_tra"


def _is_the_maps_own(entry: Entry | None) -> bool:
    """A table that was made from the digital map itself: what it says again proves nothing."""
    return entry is not None and entry.row.record.number.by == "file"


def _number_is_sure(case: Case) -> bool:
    label, entry = case.piece.parcel.label, case.entry
    if label is None or entry is None:
        return False
    return (
        case.number.how == "proven" or beliefs.sure(case.piece.number_reading) or beliefs.sure(entry.number)
    )


def _area_is_doubtful(case: Case) -> bool:
    """Only the register states it, not read surely: the drawing does not show a last figure misread."""
    return case.areas.printed is None and not case.areas.stated_surely


def _code_stands(case: Case) -> bool:
    """Both documents name one land use and one was read surely; or only one of them names it.

    Where that one is the register, label and register must be of one area, so that they are of one parcel.
    """
    if case.codes.printed is None and case.areas.verdict != "equal":
        return False
    return case.codes.borne_out and case.codes.verdict in ("equal", "corrected", "missing")


def _is_sound_part(case: Case) -> bool:
    """Why the register lacks it is known: it has the whole, of the areas of all parts and of its use."""
    whole = None if case.whole is None else case.whole.codes[0]
    return whole is not None and beliefs.sure(whole) and whole.value == case.codes.printed


def _stands_alone(case: Case) -> bool:
    """No register: a label that two readers read alike, and a drawing that shows its area."""
    label = case.piece.parcel.label
    if label is None or not case.areas.drawn_agrees:
        return False
    if not case.in_sequence and label.number.by != "file":  # text of a file is never misread
        return False
    return (
        beliefs.sure(case.piece.number_reading) and beliefs.sure(label.code) and beliefs.fair(label.area_m2)
    )


def confidence_of(case: Case) -> float:
    """Probability that key, code and shape are right, taking the three as independent.

    Where two things claim one number, one sheet or one label, either may be right.
    """
    agrees = None if case.areas.sigmas is None else case.areas.drawn_agrees
    shape = reliability.of_shape(agrees, case.piece.parcel.support)
    claims = 1 + (not case.unique) + case.doubt + case.exchangeable
    right = case.number.probability * case.codes.probability * shape
    return round(right / claims * _place_probability(case.piece), 4)


def _place_probability(piece: Piece) -> float:
    """That it lies within the law's limit: errors east and north are normal and equal (Rayleigh)."""
    error_m = piece.parcel.position_error_m
    if not error_m:
        return 1.0
    return 1.0 - math.exp(-((tolerance.position_tolerance_m(piece.scale) / error_m) ** 2))


def findings_of(case: Case, status: Status) -> list[Finding]:
    """Contradictions, and for a queued parcel at least one reason.

    A face in which nothing could be read has its own finding, made where the faces are sorted.
    """
    if case.number.value is None and not case.piece.is_numbered:
        return []
    found = [*_contradictions(case), *_missing_row(case), *_disputes(case)]
    unread = _unread(case)
    if unread:
        found.append(_finding(case, "value_unread", {"what": unread}))
    if status == "can_kiem_tra" and _waits_for_itself(case) and not found:
        found.append(_finding(case, "value_unread", {"what": Reason("sure_label")}))
    return found


def _waits_for_itself(case: Case) -> bool:
    """Whether a finding of its own says why; a doubt of its sheet, number or place has another."""
    return case.unique and not case.doubt and case.piece.lies_exactly


def off_their_place(key: tuple[str, int], pieces: Sequence[Piece]) -> list[Finding]:
    """One finding of a sheet for all its parcels that may lie farther off than the law allows."""
    off = [piece for piece in pieces if not piece.lies_exactly]
    if not off:
        return []
    first = off[0]
    values: Values = {
        "count": len(off),
        "error": max(piece.parcel.position_error_m or 0.0 for piece in off),
        "tolerance": tolerance.position_tolerance_m(first.scale),
        "scale": first.scale,
    }
    return [Finding("parcels_off_place", *key, None, values, None, replace(first.parcel.source, box=None))]


def _contradictions(case: Case) -> list[Finding]:
    found = []
    areas, codes = case.areas, case.codes
    if areas.verdict == "differ" and case.number.identifies:
        values: Values = {"map": areas.printed, "record": areas.stated, "drawn": areas.drawn}
        found.append(_finding(case, "area_mismatch", values))
    if codes.verdict == "differ" and case.number.identifies:
        both = {"map": told_code(codes.printed), "record": told_code(codes.stated)}
        found.append(_finding(case, "land_use_mismatch", both))
    reference = areas.printed if areas.printed is not None else areas.stated
    if areas.sigmas is not None and not areas.drawn_agrees and reference is not None:
        found.append(_finding(case, "drawn_area_mismatch", {"drawn": areas.drawn, "printed": reference}))
    return found


def _disputes(case: Case) -> list[Finding]:
    place = point_in(case.piece.polygon)
    return disputes.findings(
        disputes.of_label(case.piece.parcel.label), case.key, place, case.piece.parcel.source
    )


def _missing_row(case: Case) -> list[Finding]:
    """A row is lacking only for a number that the sheet can have: any other was misread."""
    if case.entry is not None or not case.has_register or case.number.value is None or case.doubt:
        return []
    read = beliefs.sure(case.piece.number_reading) and case.possible
    known = case.piece.parcel.label is not None and (read or case.in_sequence)
    return [_finding(case, "parcel_without_record", {})] if known and case.unique else []


def _unread(case: Case) -> tuple[Reason, ...]:
    """What a person has to read again."""
    what = []
    if case.number.how in ("none", "guess") or _doubtful_number(case):
        what.append("parcel_number")
    if case.areas.verdict == "unread" or _area_is_doubtful(case):
        what.append("area")
    elif case.entry is not None and case.areas.stated is None:
        what.append("register_area")
    if case.codes.verdict == "unread" or not case.codes.borne_out:
        what.append("land_use")
    if case.exchangeable:
        what.append("arrow_of_label")
    if case.piece.parcel.by_area:
        what.append("joined_parts")
    return tuple(map(Reason, what))


def _doubtful_number(case: Case) -> bool:
    return case.number.how == "label" and not beliefs.sure(case.piece.number_reading)


def _finding(case: Case, code: str, values: Values) -> Finding:
    place = point_in(case.piece.polygon)
    unit, sheet, number = case.key
    return Finding(code, unit, sheet, number, values, place, case.piece.parcel.source)


def parcel_of(case: Case, status: Status, confidence: float) -> CommuneParcel:
    """The row of ``thua_dat``; its geometry and identifier are set when the commune is put together."""
    record = None if case.entry is None else case.entry.row.record
    place = None if record is None or record.by_hand else record.place.value
    return CommuneParcel(
        unit_code=case.piece.parcel.unit_code,
        sheet=case.piece.parcel.sheet,
        number=case.number.value,
        geometry=case.piece.polygon,
        label_area_m2=case.areas.printed,
        record_area_m2=case.areas.stated,
        code=case.codes.taken,
        label_code=case.codes.printed,
        record_code=case.codes.stated,
        place=place,
        status=status,
        confidence=confidence,
        sources=(case.piece.parcel.source, *case.piece.also),
        key=case.piece.key,
        opinions=opinions.of_piece(case.piece) + (opinions.of_entry(case.entry) if case.entry else ()),
    )


# --- register rows ------------------------------------------------------------------------------------


def record_status(row: Row, case: Case | None, has_map: bool) -> Status:
    """A row agrees with its parcel; or it was read surely and nothing on the map speaks against it.

    One that a pen wrote in waits for a person, whatever it agrees with: nothing bears out the name.
    """
    record = row.record
    if is_doubtful(record):
        return "can_kiem_tra"
    read = beliefs.sure(record.number) and beliefs.sure(record.area_m2) and beliefs.sure(record.code)
    if case is not None:
        if _agrees(case):
            return "chap_nhan" if _is_the_maps_own(case.entry) else "khop"
        return "chap_nhan" if read and _is_borne_out(case) else "can_kiem_tra"
    if has_map or row.sheet is None or not row.unit_code:
        return "can_kiem_tra"
    return "chap_nhan" if read and row.sheet_read else "can_kiem_tra"


def is_doubtful(record: Record) -> bool:
    """Whether something in the row itself waits for a person, whatever its parcel says."""
    unsure = record.by_hand or not owner_is_sure(record.owner)
    return record.struck or unsure or bool(disputes.of_record(record))


def _agrees(case: Case) -> bool:
    same = case.number.how == "both" and case.areas.verdict == "equal" and case.codes.verdict == "equal"
    return same and case.unique and not case.doubt


def _is_borne_out(case: Case) -> bool:
    """The label lacks something, contradicts nothing, and the drawing shows the row's area."""
    fitting = (*_ALIKE, "missing")
    consistent = case.areas.verdict in fitting and case.codes.verdict in fitting
    known = case.number.how in ("both", "proven") and case.unique and not case.doubt
    return known and consistent and case.areas.drawn_agrees


def owner_is_sure(owner: Reading[str]) -> bool:
    """Two readers agreed on the name and hardly doubted it, or a person typed it."""
    if owner.value is None:
        return False
    return owner.by == "person" or (owner.agreed and owner.confidence >= OWNER_CONFIDENCE)


def is_proven(case: Case) -> bool:
    """The map bears out the row's number, area and code, or shows how they were misread."""
    accepted = _status_as_read(case) != "can_kiem_tra"
    return accepted and case.areas.verdict in _ALIKE and case.codes.verdict in _ALIKE


def record_of(row: Row, number: int | None, status: Status, proven: bool = False) -> CommuneRecord:
    """The row of ``ho_so``."""
    told = opinions.of_record(row.record)
    return CommuneRecord(row.unit_code, row.sheet, number, row.record, status, proven, told)
