"""Three witnesses of one parcel: what its label prints, what the register says, how it is drawn.

What map and register truly say against each other is kept as each says it. Only a doubtful reading that
two other witnesses contradict is taken for a slip of the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from pipeline import values
from pipeline.commune import beliefs
from pipeline.commune.entries import Entry
from pipeline.commune.matching import Pair
from pipeline.commune.pieces import Piece
from pipeline.model import Reading

T = TypeVar("T", float, str)
How = Literal["both", "proven", "label", "guess", "none"]
Verdict = Literal["equal", "near", "corrected", "differ", "unread", "missing"]
# Standard errors within which a drawn area agrees with a printed one; beyond the second it contradicts it.
AGREES_SIGMAS = 2.5
NEAR_SIGMAS = 5.0
# A narrow parcel may be off by much of itself within its error of drawing: then it may be another shape.
NEAR_SHARE = 0.1
ROUNDING_M2 = 0.05
# A pair must be this many nats ahead of its rivals (20 times likelier) before it proves a number.
PROOF_MARGIN = 3.0
# How far a number can be trusted that rests on equal areas, or on a likeness alone.
PROVEN = 0.98
LIKELY = 0.9
GUESSED = 0.6
# A code that only the register states stands where the land around makes it so likely.
PLACE_PROVES = 0.995
_DECIMALS = re.compile(r"\d+\.\d")  # areas are printed to 0.1 m² (Circular 25/2014, Art. 3(4))
# Rests of a code that could not be read whole: shorter ones fit several; two slips only in double codes.
_LEAST_LETTERS, _LONG_CODE = 3, 4
_HOMES = ("ONT", "ODT")
# A difference of more than one sign, seen by a reader at least this sure, is no slip of that reader.
READABLE = 0.5


@dataclass(frozen=True, slots=True)
class Number:
    """A parcel's number and how it is known: by both documents, proven by areas, by the label alone."""

    value: int | None
    how: How
    probability: float

    @property
    def identifies(self) -> bool:
        """Good enough to hold label and register row against each other."""
        return self.how in ("both", "proven") or (self.how == "guess" and self.probability >= LIKELY)


@dataclass(frozen=True, slots=True)
class Areas:
    """The three areas in m², how label and register compare, and how far the drawing is from them.

    "near": the register has that of the digital map's plot, which differs by less than what its lines are
    exact to; "corrected": one of the two was misread, the drawing and the other prove it; "unread": they
    differ and a reader may be the cause; "missing": one of them has none. ``stated_surely``: the register's
    as read.
    """

    printed: float | None
    stated: float | None
    drawn: float
    verdict: Verdict
    sigmas: float | None
    stated_surely: bool

    @property
    def reference(self) -> float | None:
        """The printed area, else the stated one."""
        return self.printed if self.printed is not None else self.stated

    @property
    def drawn_agrees(self) -> bool:
        """The drawing shows the printed (else the stated) area."""
        return self.sigmas is not None and self.sigmas <= AGREES_SIGMAS

    @property
    def drawn_is_near(self) -> bool:
        """The drawing does not contradict it, be it by its error or by a share of the area itself."""
        if self.sigmas is None or self.reference is None:
            return False
        alike = abs(self.drawn - self.reference) <= NEAR_SHARE * self.reference
        return self.drawn_agrees or (self.sigmas <= NEAR_SIGMAS and alike)


@dataclass(frozen=True, slots=True)
class Codes:
    """The land-use code that is taken, those of label and register, and how the two compare.

    ``borne_out``: the code taken was read surely where the two agree, else it is the label's and was read
    surely there; or no code is printed and the land around bears out the register's. Readers confuse the
    same codes (ONT and ODT, LUC and LUK) again and again, so two doubtful readings that agree prove little;
    and what the register alone says may be its fault.
    """

    taken: str | None
    printed: str | None
    stated: str | None
    verdict: Verdict
    probability: float
    borne_out: bool


# --- number -------------------------------------------------------------------------------------------


def number_of(piece: Piece, entry: Entry | None, pair: Pair | None, elsewhere: bool = False) -> Number:
    """The parcel's number from its label and from the register entry it was matched with.

    ``elsewhere``: the label's number as read is surely another parcel's, or none that the sheet can have.
    """
    label = piece.number_reading
    if entry is None or pair is None:
        how: How = "none" if label.value is None else "label"
        return Number(label.value, how, beliefs.certainty(label))
    if pair.by_person:
        return Number(entry.number.value if label.value is None else label.value, "both", 1.0)
    if label.value is not None and label.value == entry.number.value:
        doubt = (1 - beliefs.certainty(label)) * (1 - beliefs.certainty(entry.number))
        return Number(label.value, "both", 1 - 0.1 * doubt)
    misread = elsewhere and entry.number_is_sure and _is_one_slip(label, entry.number)
    value, clear = (entry.number.value, True) if misread else _likelier(label, entry)
    likely = clear and (pair.margin >= PROOF_MARGIN or (misread and pair.margin > 0))
    if likely and _same_land(piece, entry):
        return Number(value, "proven", PROVEN)
    return Number(value, "none" if value is None else "guess", LIKELY if likely else GUESSED)


def _is_one_slip(label: Reading[int], number: Reading[int]) -> bool:
    """A line that touches a label is read as a one: 220 as 2201, 193 as 93."""
    if label.value is None or number.value is None:
        return False
    return beliefs.may_be_misread(label.value, number.value)


def _likelier(label: Reading[int], entry: Entry) -> tuple[int | None, bool]:
    """The number that was read better, and whether only one of the two can be trusted."""
    if label.value is None:
        return entry.number.value, entry.number_is_sure
    if entry.number.value is None:
        return label.value, beliefs.sure(label)
    on_map, in_book = beliefs.sure(label), entry.number_is_sure
    if on_map != in_book:
        return (label.value if on_map else entry.number.value), True
    better = beliefs.certainty(label) > beliefs.certainty(entry.number)
    return (label.value if better else entry.number.value), False


def _same_land(piece: Piece, entry: Entry) -> bool:
    """Register and label state one area, and the drawing shows it."""
    printed = piece.printed_area_m2
    stated = any(beliefs.same_area(printed, reading.value) for reading in entry.areas)
    return stated and fits(piece, printed)


# --- area ---------------------------------------------------------------------------------------------


def drawn_sigmas(piece: Piece, area_m2: float | None) -> float | None:
    """Distance of the drawn area from a stated one in standard errors of drawing.

    None where nothing is stated, or where the shape was made up by what is printed: it shows no area itself.
    """
    if area_m2 is None or piece.parcel.by_area:
        return None
    beyond = max(0.0, abs(piece.drawn_area_m2 - area_m2) - ROUNDING_M2)
    return beyond / max(piece.area_error_m2, 1e-6)


def scale_sigmas(piece: Piece, area_m2: float | None) -> float | None:
    """The same by what the scale allows: a document is only called wrong where that is exceeded too."""
    return drawn_sigmas(replace(piece, error_factor=1.0), area_m2)


def fits(piece: Piece, area_m2: float | None) -> bool:
    """True when the drawing shows this area."""
    sigmas = drawn_sigmas(piece, area_m2)
    return sigmas is not None and sigmas <= AGREES_SIGMAS


def areas_of(piece: Piece, entry: Entry | None) -> Areas:
    """The areas of label, register and drawing."""
    label: Reading[float] = Reading(None) if piece.parcel.label is None else piece.parcel.label.area_m2
    label = _as_drawn(piece, label)
    register = _chosen(entry.areas, label.value) if entry is not None else Reading(None)
    if _refuted(piece, label, register):
        label = Reading(None, label.text)
    printed, stated = label.value, register.value
    verdict: Verdict
    if printed is None or stated is None:
        verdict = "missing"
    elif beliefs.same_area(printed, stated):
        verdict = "equal"
    elif register.by == "file":  # the area on paper, in a table of the map: another value, no contradiction
        verdict = "missing"
    elif _is_of_the_plot(label, register):
        verdict = "near"
    elif _is_slip(label, stated) and fits(piece, stated) and not fits(piece, printed):
        printed, verdict = stated, "corrected"
    elif _is_slip(register, printed) and fits(piece, printed) and not fits(piece, stated):
        stated, verdict = printed, "corrected"
    else:
        verdict = "differ" if _areas_contradict(piece, label, register) else "unread"
    reference = printed if printed is not None else stated
    sigmas = drawn_sigmas(piece, reference)
    return Areas(printed, stated, float(piece.polygon.area), verdict, sigmas, beliefs.sure(register))


def _is_of_the_plot(label: Reading[float], register: Reading[float]) -> bool:
    """Whether a digital map's plot on paper prints just what the register states: worked out anew since."""
    if label.by != "file" or not beliefs.sure(register):
        return False
    return any(_equal(value, register.value) for value in beliefs.offers(label))


def _as_drawn(piece: Piece, label: Reading[float]) -> Reading[float]:
    """An area that its own drawing refutes, read anew: one sign apart, the drawing bears out just one value.

    Marks are read as figures and lines as ones (``192,1`` as 19211, ``207,1`` as 1207,1). Never sure.
    """
    if label.value is None or label.by == "person" or piece.label_is_plausible:
        return label
    fitting = {value for text in _one_sign_apart(label.text) if fits(piece, value := values.area_m2(text))}
    if len(fitting) != 1:
        return label
    value = fitting.pop()
    return replace(label, value=value, confidence=READABLE, alternatives=(), agreed=False)


def _refuted(piece: Piece, label: Reading[float], register: Reading[float]) -> bool:
    """The drawing is nowhere near the label's area and shows the register's: the label was not read right."""
    if label.value is None or register.value is None or label.by == "person" or not beliefs.sure(register):
        return False
    if _is_slip(label, register.value):
        return False
    far = (drawn_sigmas(piece, label.value) or 0.0) > 2 * NEAR_SIGMAS
    return far and not piece.label_is_plausible and fits(piece, register.value)


def _one_sign_apart(text: str) -> set[str]:
    """The text with one sign left out, or a decimal mark put in or in place of one; decimals as printed."""
    plain = text.replace(",", ".").strip(" .")
    places = range(len(plain))
    left_out = {plain[:i] + plain[i + 1 :] for i in places}
    marked = {plain[:i] + "." + plain[i + cut :] for i in places for cut in (0, 1) if "." not in plain}
    return {other for other in left_out | marked if _DECIMALS.fullmatch(other)}


def _chosen(readings: Sequence[Reading[T]], printed: T | None) -> Reading[T]:
    """Of the ways to add up an entry's lines, the one that says what the label says."""
    return next((reading for reading in readings if _equal(reading.value, printed)), readings[0])


def _equal(first: float | str | None, second: float | str | None) -> bool:
    if isinstance(first, str) or isinstance(second, str):
        return first == second
    return beliefs.same_area(first, second)


def _is_slip(reading: Reading[T], other: T) -> bool:
    """A doubtful reading whose reader itself offers the other value."""
    offered = any(_equal(value, other) for value in beliefs.offers(reading))
    return offered and not beliefs.sure(reading)


def _areas_contradict(piece: Piece, label: Reading[float], register: Reading[float]) -> bool:
    """Only a label that its own drawing bears out can contradict the register."""
    if label.value is None or register.value is None or _offer_each_other(label, register):
        return False
    sigmas = drawn_sigmas(piece, label.value) or 0.0
    alike = abs(piece.drawn_area_m2 - label.value) <= NEAR_SHARE * label.value
    refuted = sigmas > NEAR_SIGMAS and not alike
    if refuted or (fits(piece, register.value) and not fits(piece, label.value)):
        return False
    if beliefs.may_be_misread(label.value, register.value):
        return False  # two readers slip alike more often than documents differ by one sign
    if beliefs.sure(label) and beliefs.sure(register):
        return True
    confirmed = beliefs.sure(label) or (fits(piece, label.value) and not fits(piece, register.value))
    return (confirmed and _readable(register)) or (beliefs.fair(label) and beliefs.fair(register))


def _offer_each_other(first: Reading[T], second: Reading[T]) -> bool:
    """One reader has the other's value among its own: what looks like a contradiction may be a slip."""
    offered = any(_equal(value, second.value) for value in beliefs.offers(first))
    return offered or any(_equal(value, first.value) for value in beliefs.offers(second))


def _readable(reading: Reading[T]) -> bool:
    return reading.confidence >= READABLE


# --- land use -----------------------------------------------------------------------------------------


def codes_of(piece: Piece, entry: Entry | None, alone: Callable[[str], float]) -> Codes:
    """The land-use codes of label and register; where they differ the sheet's is taken.

    ``alone`` gives the probability that a code is true which the register states and no label contradicts.
    """
    label: Reading[str] = Reading(None) if piece.parcel.label is None else piece.parcel.label.code
    register = _chosen(entry.codes, label.value) if entry is not None else Reading(None)
    printed, stated = label.value, register.value
    on_map, in_book = beliefs.certainty(label), beliefs.certainty(register)
    sure = beliefs.sure(label) or beliefs.sure(register)
    if printed is None and stated is not None:
        probability = in_book * alone(stated)
        proven = not label.text and alone(stated) >= PLACE_PROVES
        if _shows(label.text, stated):
            probability, proven = in_book * PROVEN, True
        return Codes(stated, None, stated, "missing", probability, proven and beliefs.sure(register))
    if printed is None or stated is None:
        return Codes(printed, printed, stated, "missing", on_map, beliefs.sure(label))
    if printed == stated:
        doubt = (0.1 if sure else 1.0) * (1 - on_map) * (1 - in_book)
        return Codes(printed, printed, stated, "equal", 1 - doubt, sure and not _may_be_part(label))
    if _is_slip(label, stated) and beliefs.sure(register):
        return Codes(stated, stated, stated, "corrected", in_book * LIKELY, False)
    if _is_slip(register, printed) and beliefs.sure(label):
        return Codes(printed, printed, printed, "corrected", on_map * PROVEN, True)
    verdict: Verdict = "differ" if _codes_contradict(label, register) else "unread"
    return Codes(printed, printed, stated, verdict, on_map * (1 - in_book / 2), sure)


def _may_be_part(label: Reading[str]) -> bool:
    """Whether one of two uses was read of a label: a register that has just this one bears out nothing."""
    return not beliefs.sure(label) and any(
        label.value in other.split("+") for other in beliefs.offers(label) if other != label.value
    )


def _shows(text: str, code: str) -> bool:
    """What could be read of a label's code is nearer to this code than to any other: ``ODT+CL``, ``BHI``."""
    here = beliefs.slips(text, code)
    if len(text) < _LEAST_LETTERS or here > 1 + (len(text) > _LONG_CODE):
        return False
    single = [other for other in values.land_use_codes() if len(other) >= _LEAST_LETTERS]
    others = [*single, *(f"{home}+{other}" for home in _HOMES for other in single)]
    return all(beliefs.slips(text, other) > here for other in others if other != code)


def _codes_contradict(label: Reading[str], register: Reading[str]) -> bool:
    """A label's code that is part of the register's is no contradiction: ONT + CLN is easily read by half.

    The other way round it is one where the register's readers agree: a cell has room for both uses.
    """
    first, second = label.value or "", register.value or ""
    uses = set(re.findall(r"[A-Z]+", first)), set(re.findall(r"[A-Z]+", second))
    if _offer_each_other(label, register) or uses[0] <= uses[1]:
        return False
    if uses[1] < uses[0] and not beliefs.sure(register):
        return False
    if beliefs.sure(label) and beliefs.sure(register):
        return True
    one_is_sure = beliefs.sure(label) or beliefs.sure(register)
    return (
        one_is_sure and not beliefs.may_be_misread(first, second) and _readable(label) and _readable(register)
    )
