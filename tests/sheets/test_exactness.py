from __future__ import annotations

import dataclasses

import pytest

from pipeline.sheets import exactness
from tests.sheets.bent_sheet import sheet

PLACED = sheet(0.0)
assert PLACED.fit is not None
FIT = PLACED.fit


@pytest.mark.parametrize(("error_m", "codes"), [(0.15, []), (0.151, ["sheet_beyond_tolerance"])])
def test_a_sheet_off_by_more_than_the_law_allows_is_told(error_m: float, codes: list[str]) -> None:
    judged = exactness.judged(dataclasses.replace(PLACED, fit=dataclasses.replace(FIT, error_m=error_m)))
    assert [finding.code for finding in judged.findings] == codes


def test_a_finding_goes_away_with_its_cause() -> None:
    bad = exactness.judged(dataclasses.replace(PLACED, fit=dataclasses.replace(FIT, error_m=0.5)))
    assert exactness.judged(dataclasses.replace(bad, fit=FIT)).findings == ()
