from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import ScanSettings
from pipeline.model import InputFile
from workflows.stages.job import Job, PageKind, PageSeen, ScanJob, ScanSeen
from workflows.unheeded import unheeded

JOB = Job("07330", Path("raw"), Path("out"))
OF_COMMUNE = ScanSettings(None, None, "07324")
STATED = ScanSettings(None, 7, "07324")


def seen(settings: ScanSettings = OF_COMMUNE, **points: str) -> ScanSeen:
    by_page = {int(page[1:]): file for page, file in points.items()}
    return ScanSeen(ScanJob(JOB, "maps/a.pdf", "sheet", settings, by_page), "0", 2)


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (("sheet",), False),
        (("register", "sheet"), False),
        (("failed", "unknown"), False),
        (("register", "parcel"), True),
        (("unknown",), True),
        (("digital",), True),
    ],
)
def test_settings_of_what_is_no_sheet_are_told(kinds: tuple[PageKind, ...], told: bool) -> None:
    scan = seen(STATED)
    pages = [PageSeen(scan.scan_job, page, kind) for page, kind in enumerate(kinds, 1)]
    found = unheeded([scan], pages)
    assert [(each.code, each.values) for each in found] == (
        [("setting_unheeded", {"file": InputFile("maps/a.pdf")})] if told else []
    )
    assert not unheeded([seen()], pages)  # what is stated of the whole commune is no statement of a scan


def test_points_of_a_page_that_is_not_there_are_told() -> None:
    scan = seen(p2="control/a.pdf.2.points", p3="control/a.pdf.3.points")
    (told,) = unheeded([scan], [PageSeen(scan.scan_job, page, "sheet") for page in (1, 2)])
    assert (told.code, told.values) == ("points_without_scan", {"file": InputFile("control/a.pdf.3.points")})
