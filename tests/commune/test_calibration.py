from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from commune_inputs import grid, label, piece, sure, unsure

from pipeline.commune import calibration, witnesses
from pipeline.commune.pieces import Piece


def _sheet(spread: float, stretch: float = 1.0, trusted: bool = True, count: int = 60) -> list[Piece]:
    """Parcels whose labels differ from the drawing by ``spread`` (share of the area, standard deviation)."""
    rng = np.random.default_rng(3)
    reading = sure if trusted else unsure
    pieces = []
    for number, shape in enumerate(grid(10, count // 10), 1):
        printed = round(shape.area * stretch * (1 + rng.normal(0, spread)), 1)
        pieces.append(piece(shape, label(sure(number), reading(printed), sure("LUC"))))
    return pieces


def _with_label_off(pieces: list[Piece], share: float) -> list[Piece]:
    first = pieces[0]
    wrong = label(sure(1), sure(round(first.polygon.area * share, 1)), sure("LUC"))
    return [replace(first, parcel=replace(first.parcel, label=wrong)), *pieces[1:]]


def test_a_precise_sheet_does_not_forgive_what_its_scale_allows() -> None:
    pieces = _with_label_off(_sheet(0.0005), 1.025)
    area = pieces[0].printed_area_m2
    assert witnesses.fits(pieces[0], area)
    assert not witnesses.fits(calibration.calibrated(pieces)[0], area)


def test_a_document_is_not_called_wrong_within_what_the_scale_allows() -> None:
    first = calibration.calibrated(_with_label_off(_sheet(0.0005), 1.025))[0]
    by_sheet, by_scale = (
        f(first, first.printed_area_m2) for f in (witnesses.drawn_sigmas, witnesses.scale_sigmas)
    )
    assert by_sheet is not None and by_scale is not None and by_scale < witnesses.AGREES_SIGMAS < by_sheet


def test_a_sheet_is_never_forgiven_more_than_its_scale_allows() -> None:
    assert all(each.error_factor <= 1.0 for each in calibration.calibrated(_sheet(0.2)))


def test_a_parcel_is_not_judged_by_itself() -> None:
    sheet = _sheet(0.01)
    before, after = (calibration.calibrated(each)[0] for each in (sheet, _with_label_off(sheet, 1.2)))
    assert before.error_factor == after.error_factor and before.area_stretch == after.area_stretch


def test_what_all_labels_share_is_stretch_and_no_error() -> None:
    pieces = calibration.calibrated(_sheet(0.0005, stretch=1.01))
    assert pieces[0].area_stretch == pytest.approx(1.0, abs=0.011) and pieces[0].area_stretch > 1.005
    assert pieces[0].polygon.area != pieces[0].drawn_area_m2


@pytest.mark.parametrize("sheet", [_sheet(0.0005, trusted=False), _sheet(0.0005)[:1]])
def test_without_sure_labels_of_others_the_scale_decides(sheet: list[Piece]) -> None:
    assert calibration.calibrated(sheet)[0].error_factor == 1.0


def test_each_sheet_speaks_for_itself() -> None:
    coarse = [replace(each, sheet_index=99) for each in _sheet(0.03)]
    result = calibration.calibrated([*_sheet(0.0005), *coarse])
    assert result[0].error_factor < result[-1].error_factor


def test_no_pieces() -> None:
    assert calibration.calibrated([]) == []
