"""What a parcel's probability is made of, and the edges of what is believed of a name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from commune_inputs import UNIT, label, piece, plot, record, sure

from pipeline import reliability
from pipeline.commune import verdicts, witnesses
from pipeline.commune.entries import entries_of
from pipeline.commune.rows import Row
from pipeline.commune.verdicts import Case
from pipeline.commune.witnesses import How, Number
from pipeline.model import DigitalLabel, Reading

PLOT = plot(0, 0, 22.0, 22.0)


def case(with_area: bool = True, with_row: bool = True, support: float = 1.0) -> Case:
    """A parcel on which label, drawing and register agree; its number and code are as sure as can be."""
    area: Reading[float] = sure(484.0) if with_area else Reading(None)
    own = piece(PLOT, label(sure(12), area, sure("LUC")))
    own = replace(own, parcel=replace(own.parcel, support=support))
    rows = [Row(UNIT.code, 14, True, record(12, 484.0, "LUC"), None)]
    entry = entries_of(rows, [0])[0] if with_row else None
    codes = replace(witnesses.codes_of(own, entry, lambda _: 1.0), probability=1.0)
    number = Number(12, "both", 1.0)
    return Case(own, entry, number, witnesses.areas_of(own, entry), codes, True, True, True, False)


def test_a_shape_is_as_likely_right_as_outlines_like_it_were_found_right() -> None:
    whole, off = case(), case()
    off = replace(off, areas=replace(off.areas, sigmas=witnesses.AGREES_SIGMAS + 2.0))
    untested = replace(case(False, False), has_register=False)
    chances = [verdicts.confidence_of(each) for each in (whole, untested, off, case(support=0.6))]
    assert chances[0] == pytest.approx(reliability.of_shape(True, 1.0), abs=1e-4)
    assert chances[0] > 0.99 > max(chances[1:])


@pytest.mark.parametrize("change", [{"unique": False}, {"doubt": True}, {"exchangeable": True}])
def test_of_two_claims_to_one_thing_either_may_be_true(change: dict[str, bool]) -> None:
    claimed = replace(case(), **change)  # type: ignore[arg-type]
    assert verdicts.confidence_of(claimed) == pytest.approx(verdicts.confidence_of(case()) / 2, abs=1e-4)
    assert verdicts.status_of(claimed) == "can_kiem_tra"


@pytest.mark.parametrize(
    ("how", "disputed", "status"),
    [
        ("proven", "number", "khop"),
        ("both", "number", "can_kiem_tra"),
        ("proven", "area_m2", "can_kiem_tra"),
        ("proven", "code", "can_kiem_tra"),
    ],
)
def test_a_number_that_others_prove_does_not_rest_on_scans_that_dispute_it(
    how: How, disputed: str, status: str
) -> None:
    made = case()
    own = made.piece.parcel.label
    assert own is not None
    differing = replace(getattr(own, disputed), agreed=False, confidence=0.5, disputed=True)
    own = replace(own, **{disputed: differing})  # type: ignore[arg-type]
    piece = replace(made.piece, parcel=replace(made.piece.parcel, label=own))
    assert verdicts.status_of(replace(made, piece=piece, number=Number(12, how, 0.98))) == status


@pytest.mark.parametrize(
    ("plotted", "stated", "verdict", "status"),
    [(483.8, 483.8, "near", "chap_nhan"), (483.8, 483.7, "differ", "can_kiem_tra")],
)
def test_a_register_that_has_the_area_of_the_maps_plot_is_of_one_land_with_it(
    plotted: float, stated: float, verdict: str, status: str
) -> None:
    """The digital map says 484.0 now; the last digit of a register alone may have been misread."""
    made = case()
    area = replace(sure(484.0), by="file", alternatives=((plotted, 0.99),))
    numbers = DigitalLabel(replace(sure(12), by="file"), area, replace(sure("LUC"), by="file"))
    own = replace(made.piece, parcel=replace(made.piece.parcel, label=numbers))
    entry = entries_of([Row(UNIT.code, 14, True, record(12, stated, "LUC"), None)], [0])[0]
    areas = witnesses.areas_of(own, entry)
    made = replace(made, piece=own, entry=entry, areas=areas)
    assert areas.verdict == verdict and verdicts.status_of(made) == status


@pytest.mark.parametrize(("confidence", "sure_of"), [(0.9499, False), (0.95, True)])
def test_a_name_is_sure_from_its_measured_confidence_on(confidence: float, sure_of: bool) -> None:
    name = Reading("Lê Thử", "Lê Thử", confidence, agreed=True)
    assert verdicts.owner_is_sure(name) == sure_of
    assert not verdicts.owner_is_sure(replace(name, agreed=False))
    assert verdicts.owner_is_sure(replace(name, by="person", agreed=False))
