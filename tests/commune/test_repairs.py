from __future__ import annotations

from commune_inputs import piece, plot, sure_label

from pipeline.commune import coverage, repairs
from pipeline.commune.coverage import Coverage, Repair


def _pieces() -> list:
    return [piece(plot(20 * k, 0), sure_label(k + 1, plot(20 * k, 0))) for k in range(3)]


def _told(done: list[Repair]) -> list[tuple[str, int | None, object]]:
    pieces = _pieces()
    cleaned = Coverage([each.polygon for each in pieces], done, 1, 1)
    found = repairs.findings(cleaned, pieces)
    return [(finding.code, finding.number, finding.values["area"]) for finding in found]


def test_small_repairs_are_one_finding_a_sheet() -> None:
    done = [Repair("gap", 0.5, (0.0, 0.0), 0, None), Repair("gap", 1.0, (0.0, 0.0), 1, None)]
    assert _told(done) == [("gap_repaired", None, 1.5)]


def test_a_large_repair_stands_alone_with_its_parcel() -> None:
    done = [Repair("overlap", 0.5, (0.0, 0.0), 0, 1), Repair("overlap", 90.0, (0.0, 0.0), 1, 2)]
    assert _told(done) == [("overlap_repaired", None, 0.5), ("overlap_repaired", 2, 90.0)]


def test_areas_before_and_after_are_said() -> None:
    pieces = _pieces()
    shrunk = plot(0, 0, 17, 30)
    cleaned = Coverage(
        [shrunk, *(each.polygon for each in pieces[1:])], [Repair("overlap", 90.0, (0.0, 0.0), 0)], 1, 1
    )
    values = repairs.findings(cleaned, pieces)[0].values
    assert (values["before"], values["after"]) == (600.0, 510.0)


def test_lost_land_is_told_one_by_one() -> None:
    done = [Repair("lost", 600.0, (0.0, 0.0), 0), Repair("lost", 9.0, (0.0, 0.0), 1)]
    assert _told(done) == [("parcel_lost", 1, 600.0), ("parcel_lost", 2, 9.0)]


def test_a_missing_parcel_stays_open() -> None:
    pieces = [plot(20 * i, 30 * j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    result = coverage.clean(pieces, [0] * 8, [0.6] * 8)
    assert not result.repairs
    assert all(a.equals_exact(b, 0.0) for a, b in zip(pieces, result.polygons, strict=True))
