"""Sheet by sheet: parcels and register rows brought together, and what is left on either side."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import shapely

from pipeline.commune import beliefs, disputes, matching, missing_pages, successors, verdicts, witnesses
from pipeline.commune.entries import Entry, entries_of
from pipeline.commune.matching import Pair
from pipeline.commune.pieces import Piece
from pipeline.commune.rows import Row
from pipeline.commune.surroundings import Surroundings
from pipeline.commune.verdicts import Case
from pipeline.commune.witnesses import Number
from pipeline.model import CommuneParcel, CommuneRecord, Finding, Reason, Values
from pipeline.ways import WAY_CODES

Key = tuple[str, int]
_Around = tuple[Case, Sequence[int | None]]
# Numbers go a little beyond the count where parcels were split or merged (Art. 17(1.5)).
SPARE_NUMBERS = 1.2
# On paper an arrow with its label reaches so far, and so far apart may two parcels lie that exchange theirs.
ARROW_REACH_MM = 40.0


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the title says of a sheet: ``parcel_count`` or None; ``in_doubt`` queues all its parcels;
    ``superseded``: numbers of parcels that a scan shows, with those of the several that the sheet has;
    ``landless``: numbers of labels that stand on it where no land is closed."""

    parcel_count: int | None = None
    in_doubt: bool = False
    superseded: Mapping[int, frozenset[int]] = field(default_factory=dict)
    landless: frozenset[int] = frozenset()


@dataclass(slots=True)
class Outcome:
    """Parcels in the order of the pieces, records in the order of the rows, and findings.

    ``row_beside``: the place of the one row that stands beside a parcel, by the parcel's.
    """

    parcels: dict[int, CommuneParcel] = field(default_factory=dict)
    records: dict[int, CommuneRecord] = field(default_factory=dict)
    row_beside: dict[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def reconcile(
    pieces: Sequence[Piece],
    rows: Sequence[Row],
    facts: Mapping[Key, SheetFacts],
    unplaced: frozenset[Key],
    objects: Sequence[Piece] = (),
    links: Mapping[int, int] | None = None,
) -> Outcome:
    """Judges every piece and every row. ``facts`` has the placed sheets, ``unplaced`` those without a fit.

    ``objects`` are roads, canals and the like: rows may speak of those too (Circular 25/2014, App. 15).
    ``links``: places of pieces that a person put beside rows, by the rows' places.
    """
    outcome = Outcome()
    by_sheet: dict[Key, list[int]] = {key: [] for key in facts}
    for place, piece in enumerate(pieces):
        by_sheet.setdefault((piece.parcel.unit_code, piece.parcel.sheet), []).append(place)
    by_book: dict[tuple[str, int | None], list[int]] = {}
    for place, row in enumerate(rows):
        by_book.setdefault(row.key, []).append(place)
    for key, places in by_sheet.items():
        numbers = frozenset(
            piece.number for piece in objects if (piece.parcel.unit_code, piece.parcel.sheet) == key
        )
        mine = [pieces[k] for k in places]
        known, around = facts.get(key, SheetFacts(None, True)), matching.neighbours(mine)
        sheet = _Sheet(key, places, mine, known, numbers, links or {}, around)
        _judge_sheet(sheet, rows, by_book.pop(key, []), bool(rows), outcome)
    for book, places in by_book.items():
        _judge_rows_without_map(book, rows, places, book in unplaced, outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class _Sheet:
    key: Key
    places: list[int]
    pieces: list[Piece]
    facts: SheetFacts
    objects: frozenset[int | None]
    links: Mapping[int, int]
    around: Sequence[Sequence[int]]  # places of the neighbours of each piece, as they are in ``pieces``

    def linked(self, given: Sequence[Entry]) -> dict[int, int]:
        """Entries that a person put beside a parcel of the sheet, by the parcel's place on it."""
        ours = {place: position for position, place in enumerate(self.places)}
        pairs = ((self.links.get(entry.place), k) for k, entry in enumerate(given))
        return {ours[place]: k for place, k in pairs if place is not None and place in ours}

    @property
    def landless(self) -> frozenset[int | None]:
        """Numbers of labels that head no parcel: on open ground, or beside another in one piece."""
        beside = (each.label for piece in self.pieces for each in piece.others)
        return self.facts.landless.union(label.number.value for label in beside if label is not None)

    def has_object(self, entry: Entry) -> bool:
        """Whether the entry is of a road, canal or the like that is drawn with its number."""
        return _is_object(entry) and entry.number.value is not None and entry.number.value in self.objects


def _is_object(entry: Entry) -> bool:
    return entry.codes[0].value in WAY_CODES


def _judge_sheet(
    sheet: _Sheet, rows: Sequence[Row], places: Sequence[int], any_register: bool, outcome: Outcome
) -> None:
    given = entries_of(rows, places)
    pairs = matching.match(sheet.pieces, given, sheet.linked(given))
    missing = missing_pages.stretches(sheet.pieces, given, len(given) - len(pairs))
    cases = _cases(sheet, given, pairs, missing)
    by_entry = {pair.entry: cases[pair.piece] for pair in pairs}
    alone = (pair for pair in pairs if not given[pair.entry].continued)
    outcome.row_beside |= {sheet.places[pair.piece]: given[pair.entry].place for pair in alone}
    doubles = _duplicate_entries(given, by_entry)
    left = [k for k, e in enumerate(given) if not (k in by_entry or k in doubles or sheet.has_object(e))]
    splits = _splits(sheet, given, left, cases)
    wholes = {part: given[entry] for entry, parts in splits.items() for part in parts}
    cases = [replace(case, whole=wholes.get(k)) for k, case in enumerate(cases)]
    outcome.findings += [missing_pages.finding(sheet.key, numbers) for numbers in missing]
    if any_register and not given and any(case.number.value is not None for case in cases):
        outcome.findings.append(Finding("sheet_without_register", sheet.key[0], sheet.key[1]))
    for place, case in zip(sheet.places, cases, strict=True):
        status = verdicts.status_of(case)
        outcome.parcels[place] = verdicts.parcel_of(case, status, verdicts.confidence_of(case))
        outcome.findings += verdicts.findings_of(case, status)
    outcome.findings += [
        *_duplicate_parcels(sheet, cases),
        *verdicts.off_their_place(sheet.key, sheet.pieces),
    ]
    told = {k: parts for k, parts in splits.items() if given[k].number.value not in sheet.facts.superseded}
    outcome.findings += [
        *_duplicate_findings(sheet.key, given, doubles),
        *_rows_left(sheet, given, left, cases),
        *successors.findings(sheet.key, sheet.pieces, given, told),
    ]
    _judge_rows(sheet, rows, places, given, by_entry, doubles, outcome)


# --- parcels ------------------------------------------------------------------------------------------


def _cases(
    sheet: _Sheet, given: Sequence[Entry], pairs: Sequence[Pair], missing: Sequence[range]
) -> list[Case]:
    by_piece = {pair.piece: pair for pair in pairs}
    numbers = _numbers(sheet, given, by_piece)
    count = Counter(number.value for number in numbers if number.value is not None)
    suits = _in_sequence(sheet, numbers, given)
    land = Surroundings(sheet.pieces, sheet.around)
    exchangeable, largest = _exchangeable(sheet.pieces), _largest_number(sheet, given)
    cases = []
    for place, piece in enumerate(sheet.pieces):
        pair = by_piece.get(place)
        entry = given[pair.entry] if pair is not None else None
        number = numbers[place]
        areas = witnesses.areas_of(piece, entry)
        codes = witnesses.codes_of(piece, entry, partial(land.certainty, place))
        # The copy that register and drawing both bear out is the true bearer of a number read twice.
        proven = entry is not None and areas.verdict == "equal" and areas.drawn_agrees
        alone = number.value is None or count[number.value] <= 1
        unique = alone or (proven and number.how in ("both", "proven"))
        listed = bool(given) and not any(number.value in numbers for numbers in missing)
        suit, doubt = bool(suits[place]), sheet.facts.in_doubt
        cases.append(
            Case(
                piece,
                entry,
                number,
                areas,
                codes,
                unique,
                listed,
                suit,
                doubt,
                place in exchangeable,
                (number.value or 0) <= largest,
            )
        )
    return cases


def _exchangeable(pieces: Sequence[Piece]) -> set[int]:
    """Parcels to which an arrow led a label, where the label of another such parcel nearby fits as well.

    Where parcels are too small for their labels, arrows lie side by side, and one may be taken for the other.
    """
    led = [place for place, piece in enumerate(pieces) if piece.is_led]
    return {
        here
        for here, other in itertools.permutations(led, 2)
        if witnesses.fits(pieces[here], pieces[other].printed_area_m2)
        and pieces[here].polygon.distance(pieces[other].polygon) <= ARROW_REACH_MM / 1000 * pieces[here].scale
    }


def _numbers(sheet: _Sheet, given: Sequence[Entry], by_piece: Mapping[int, Pair]) -> list[Number]:
    """The number of each piece; a label's that another parcel bears, or that is too large, is no rival."""
    stated = {entry.number.value for entry in given if entry.number.value is not None}
    held = Counter(
        sheet.pieces[pair.piece].number
        for pair in by_piece.values()
        if sheet.pieces[pair.piece].number == given[pair.entry].number.value
    )
    limit = _largest_number(sheet, given)
    found = []
    for place, piece in enumerate(sheet.pieces):
        pair = by_piece.get(place)
        entry = given[pair.entry] if pair is not None else None
        too_large = piece.number is not None and piece.number not in stated and piece.number > limit
        elsewhere = too_large or (entry is not None and held[piece.number] > 0)
        found.append(witnesses.number_of(piece, entry, pair, elsewhere))
    return found


def _largest_number(sheet: _Sheet, given: Sequence[Entry]) -> float:
    """The largest number that the sheet can have, by its count and its rows."""
    stated = (entry.number.value for entry in given if entry.number.value is not None)
    return SPARE_NUMBERS * max(sheet.facts.parcel_count or 0, max(stated, default=0))


def _in_sequence(sheet: _Sheet, numbers: Sequence[Number], given: Sequence[Entry]) -> list[bool]:
    """Whether each number suits the sheet's count and its neighbours, or is the one the register lacks."""
    values = [number.value for number in numbers]
    known = [value for value in values if value is not None]
    stated = [entry.number.value for entry in given if entry.number.value is not None]
    limit = sheet.facts.parcel_count or SPARE_NUMBERS * (len(known) + 5)
    near = _near_a_neighbour(sheet.around, values)
    lacking = {value for value in known if value not in stated and {value - 1, value + 1} <= set(stated)}
    return [
        value is not None and (value in lacking or (value <= limit and close))
        for value, close in zip(values, near, strict=True)
    ]


def _near_a_neighbour(around: Sequence[Sequence[int]], values: Sequence[int | None]) -> list[bool]:
    """True where a touching parcel has a near number, or nothing that touches has any."""
    result = []
    for place, near in enumerate(around):
        here = values[place]
        steps = [abs(there - here) for k in near if (there := values[k]) is not None and here is not None]
        result.append(min(steps, default=0) <= matching.NEAR_NUMBER)
    return result


def _duplicate_parcels(sheet: _Sheet, cases: Sequence[Case]) -> list[Finding]:
    count = Counter(case.number.value for case in cases if case.number.value is not None)
    findings = []
    for value, times in count.items():
        if times > 1:
            place = shapely.point_on_surface(next(c.piece.polygon for c in cases if c.number.value == value))
            values = {"count": times}
            findings.append(Finding("duplicate_parcel", *sheet.key, value, values, (place.x, place.y)))
    return findings


# --- rows ---------------------------------------------------------------------------------------------


def _duplicate_entries(given: Sequence[Entry], by_entry: Mapping[int, Case]) -> dict[int, int]:
    """Places of entries that repeat another's number, with how often that number stands in the book.

    A number that one doubtful reader saw twice is a slip, unless the area says that it is the same parcel.
    """
    groups: dict[int, list[int]] = {}
    for place, entry in enumerate(given):
        case = by_entry.get(place)
        number = entry.number.value if case is None or case.number.how != "proven" else case.number.value
        if number is not None:
            groups.setdefault(number, []).append(place)
    doubles: dict[int, int] = {}
    for places in groups.values():
        alike = [place for place in places if _repeats(place, places, given)]
        if len(alike) > 1:
            doubles.update(dict.fromkeys(alike, len(alike)))
    return doubles


def _repeats(place: int, group: Sequence[int], given: Sequence[Entry]) -> bool:
    others = [given[other] for other in group if other != place]
    entry = given[place]
    area = entry.areas[0].value
    if any(beliefs.same_area(area, other.areas[0].value) for other in others):
        return True
    return _is_where_it_belongs(entry) and any(map(_is_where_it_belongs, others))


def _is_where_it_belongs(entry: Entry) -> bool:
    """Its number was read surely and is the next to a neighbour's row: in any other place it was misread."""
    return beliefs.sure(entry.number) and entry.in_sequence


def _duplicate_findings(key: Key, given: Sequence[Entry], doubles: Mapping[int, int]) -> list[Finding]:
    findings: dict[int, Finding] = {}
    for place, count in doubles.items():
        number = given[place].number.value
        if number is not None:
            values = {"count": count}
            source = given[place].row.record.source
            findings.setdefault(number, Finding("duplicate_record", *key, number, values, None, source))
    return list(findings.values())


def _splits(
    sheet: _Sheet, given: Sequence[Entry], left: Sequence[int], cases: Sequence[Case]
) -> dict[int, frozenset[int]]:
    """Places of entries whose parcel is several now, with the places of those."""
    alone = [k for k, case in enumerate(cases) if case.entry is None and case.unique and not case.doubt]
    shown = successors.shown_by_scan(sheet.pieces, given, (left, alone), sheet.facts.superseded)
    taken = frozenset().union(*shown.values())
    rest = [k for k in left if k not in shown], [k for k in alone if k not in taken]
    return shown | successors.splits(sheet.pieces, given, rest, sheet.around)


def _rows_left(
    sheet: _Sheet, given: Sequence[Entry], left: Sequence[int], cases: Sequence[Case]
) -> list[Finding]:
    """Rows that found no parcel: truly without one, or only as something could not be read or traced."""
    around = [
        (case, [cases[k].number.value for k in near]) for case, near in zip(cases, sheet.around, strict=True)
    ]
    open_cases = [(case, near) for case, near in around if case.entry is None and not _number_stands(case)]
    landless = sheet.landless
    findings = []
    for entry in (given[place] for place in left):
        number, source = entry.number.value, entry.row.record.source
        what = _kept_apart_by(entry, around, open_cases, landless)
        if what is None:
            findings.append(Finding("record_without_parcel", *sheet.key, number, {}, None, source))
        else:
            values: Values = {"what": Reason(what)}
            findings.append(Finding("value_unread", *sheet.key, number, values, None, source))
    return findings


def _kept_apart_by(
    entry: Entry, around: Sequence[_Around], open_cases: Sequence[_Around], landless: frozenset[int | None]
) -> str | None:
    """What may keep an entry from its parcel; None where the sheet has none for it.

    ``around``: all cases with the numbers beside them, ``open_cases`` those that may be another row's.
    """
    if not entry.number_is_sure and not beliefs.fair(entry.number):
        return "parcel_number"
    if _is_object(entry) or any(_could_be(case, near, entry) for case, near in open_cases):
        return "label_on_map"
    if entry.number.value in landless or any(_may_hold(case, near, entry) for case, near in around):
        return "land_on_map"
    return None


def _number_stands(case: Case) -> bool:
    """The parcel's own number is beyond doubt, so it is not the parcel of another row."""
    return beliefs.sure(case.piece.number_reading) and case.unique


def _could_be(case: Case, near: Sequence[int | None], entry: Entry) -> bool:
    """The drawing shows the entry's area, or the number is one slip away, or the next to a neighbour's."""
    sigmas = witnesses.scale_sigmas(case.piece, entry.areas[0].value)
    if sigmas is None or sigmas <= witnesses.AGREES_SIGMAS:
        return True
    stated, printed = entry.number.value, case.number.value
    if printed is None and stated is not None and {stated - 1, stated + 1} & set(near):
        return True
    alike = stated is None or printed is None or beliefs.may_be_misread(stated, printed)
    return alike and sigmas <= witnesses.NEAR_SIGMAS


def _may_hold(case: Case, near: Sequence[int | None], entry: Entry) -> bool:
    """Its number is the next to one here, and more is drawn than belongs to that one: room for both."""
    number, area_m2 = entry.number.value, entry.areas[0].value
    own = case.areas.reference
    if number is None or area_m2 is None or own is None:
        return False
    beside = {number - 1, number + 1} & {case.number.value, *near}
    spare_m2 = case.areas.drawn - own
    return bool(beside) and spare_m2 + witnesses.AGREES_SIGMAS * case.piece.area_error_m2 >= area_m2


def _judge_rows(
    sheet: _Sheet,
    rows: Sequence[Row],
    places: Sequence[int],
    given: Sequence[Entry],
    by_entry: Mapping[int, Case],
    doubles: Mapping[int, int],
    outcome: Outcome,
) -> None:
    entry_of = {k: place for place, entry in enumerate(given) for k in (entry.place, *entry.continued)}
    for place in places:
        row, entry_place = rows[place], entry_of.get(place)
        case = by_entry.get(entry_place) if entry_place is not None else None
        entry = given[entry_place] if entry_place is not None else None
        by_itself = case is None and entry is not None and sheet.has_object(entry)
        status = verdicts.record_status(row, case, has_map=not by_itself)
        if entry_place in doubles or _is_loose(row, entry, case):
            status = "can_kiem_tra"
        number = _row_number(row, entry, case)
        proven = case is not None and verdicts.is_proven(case)
        outcome.records[place] = verdicts.record_of(row, number, status, proven)
        outcome.findings += _row_findings(row, number, proven)


def _is_loose(row: Row, entry: Entry | None, case: Case | None) -> bool:
    """A line without a number that states an area, which the parcel's sum does not need.

    It may be a row of its own whose number faded.
    """
    if row.head is None or row.record.area_m2.value is None or entry is None or case is None:
        return False
    return len(entry.areas) < 2 or not beliefs.same_area(case.areas.stated, entry.areas[1].value)


def _row_number(row: Row, entry: Entry | None, case: Case | None) -> int | None:
    if case is not None and case.number.how == "proven":
        return case.number.value
    return row.number if entry is None else entry.number.value


def _row_findings(row: Row, number: int | None, proven: bool) -> list[Finding]:
    """What a person has to look at in the row itself."""
    key = (row.unit_code, row.sheet, number)
    disputed = disputes.findings(disputes.of_record(row.record), key, None, row.record.source)
    return [*disputed, *_owner_findings(row, number, proven)]


def _owner_findings(row: Row, number: int | None, proven: bool) -> list[Finding]:
    """Names have no second witness: an unsure one is listed. The finding names the row, not the person.

    Of a row by hand that the map bears out only the name is left to look at, of any other all of it.
    """
    if row.record.struck or verdicts.owner_is_sure(row.record.owner):
        return []
    written = row.record.by_hand and not proven
    values = {"what": Reason("register_row_by_hand" if written else "holder_in_register")}
    return [Finding("value_unread", row.unit_code, row.sheet, number, values, None, row.record.source)]


def _judge_rows_without_map(
    book: tuple[str, int | None], rows: Sequence[Row], places: Sequence[int], unplaced: bool, outcome: Outcome
) -> None:
    """Rows of a sheet that was not scanned, or not placed: one finding for all, not one for each."""
    if not unplaced:
        values = {"count": len(places), "sheet": book[1]}
        source = rows[places[0]].record.source
        outcome.findings.append(Finding("register_without_sheet", *book, None, values, None, source))
    given = entries_of(rows, places)
    doubles = _duplicate_entries(given, {})
    if book[1] is not None:
        outcome.findings += _duplicate_findings((book[0], book[1]), given, doubles)
    repeated = {given[k].place for k in doubles}
    entry_of = {k: entry for entry in given for k in (entry.place, *entry.continued)}
    for place in places:
        row = rows[place]
        status = verdicts.record_status(row, None, has_map=False)
        status = "can_kiem_tra" if place in repeated or row.head in repeated else status
        number = entry_of[place].number.value if place in entry_of else row.number
        outcome.records[place] = verdicts.record_of(row, number, status)
        outcome.findings += _row_findings(row, number, proven=False)
