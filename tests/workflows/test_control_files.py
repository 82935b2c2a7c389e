from __future__ import annotations

import unicodedata

import pytest

from pipeline.model import InputFile
from workflows.control_files import control_path, match_control

SCANS = (
    "maps/xaA/to_1.tif",
    "maps/xaB/to_1.tif",
    "maps/to_2.tif",
    "records/so.pdf",
    "maps/xaA/to_3.jpg",
    "vectors/dc14.dgn",
)


def control(*files: str) -> list[str]:
    return [f"control/{file}.points" for file in files]


@pytest.mark.parametrize(
    ("file", "page"),
    [
        ("xaA/to_1.tif", ("maps/xaA/to_1.tif", 1)),
        ("xaA/to_1", ("maps/xaA/to_1.tif", 1)),
        ("xaB/to_1.tif.1", ("maps/xaB/to_1.tif", 1)),
        ("xaB/to_1.tif.12", ("maps/xaB/to_1.tif", 12)),
        ("to_2", ("maps/to_2.tif", 1)),
        ("to_3.jpg", ("maps/xaA/to_3.jpg", 1)),
        ("to_3.2", ("maps/xaA/to_3.jpg", 2)),
        ("records/so.pdf", ("records/so.pdf", 1)),
        ("so.pdf.4", ("records/so.pdf", 4)),
        ("vectors/dc14.dgn", ("vectors/dc14.dgn", 1)),
        ("dc14", ("vectors/dc14.dgn", 1)),
    ],
)
def test_a_file_is_for_the_scan_at_its_path_or_of_its_name(file: str, page: tuple[str, int]) -> None:
    assert match_control(SCANS, control(file)) == ({page: control(file)[0]}, [])


@pytest.mark.parametrize("file", ["to_1.tif", "to_1", "to_1.tif.2"])
def test_a_bare_name_of_two_scans_is_used_for_none(file: str) -> None:
    used, (finding,) = match_control(SCANS, control(file))
    assert not used and finding.code == "points_ambiguous"
    assert finding.values == {"file": InputFile(control(file)[0]), "count": 2}


@pytest.mark.parametrize(
    "file", ["to_9.tif", "xaC/to_1.tif", "maps/xaA/to_1.tif", "to_2.tif.x", "xaA/to_1.tif.0"]
)
def test_a_file_of_no_scan_is_told(file: str) -> None:
    used, (finding,) = match_control(SCANS, control(file))
    assert not used and (finding.code, finding.values) == (
        "points_without_scan",
        {"file": InputFile(control(file)[0])},
    )


def test_a_scan_at_the_path_goes_before_scans_of_the_name() -> None:
    scans = (*SCANS, "maps/to_1.tif")
    assert match_control(scans, control("to_1.tif"))[0] == {("maps/to_1.tif", 1): "control/to_1.tif.points"}


def test_a_scan_named_like_a_page_is_itself() -> None:
    scans = ("maps/to_2.tif", "maps/to_2.3.tif")
    assert match_control(scans, control("to_2.3"))[0] == {("maps/to_2.3.tif", 1): "control/to_2.3.points"}


def test_of_two_files_for_a_page_the_nearer_is_used_and_the_other_told() -> None:
    used, (finding,) = match_control(SCANS, control("to_3.jpg", "xaA/to_3.jpg", "to_2.tif"))
    assert used[("maps/xaA/to_3.jpg", 1)] == "control/xaA/to_3.jpg.points" and len(used) == 2
    assert finding.code == "points_surplus" and finding.values["file"] == InputFile("control/to_3.jpg.points")


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
def test_names_are_the_same_in_every_form_of_unicode(forms: tuple[str, str]) -> None:
    scan, file = (unicodedata.normalize(form, "xã/Tờ số 3.tif") for form in forms)
    used, findings = match_control([f"maps/{scan}"], control(file))
    assert used == {(f"maps/{scan}", 1): f"control/{file}.points"} and not findings


@pytest.mark.parametrize(
    "scan", ["maps/to 1.tif", "maps/xã A/tờ #1*.tif", "records/to_1.tif", "maps/" + "ổ" * 80 + ".tif"]
)
@pytest.mark.parametrize("page", [1, 3])
def test_what_is_offered_can_be_copied_back(scan: str, page: int) -> None:
    offered = control_path(scan, page)
    assert len(offered.name.encode()) < 140
    others = ("maps/xã A/tờ _1_.tif", "maps/xaB/to_1.tif")
    used, findings = match_control((scan, *others), [f"control/{offered}"])
    assert used == {(scan, page): f"control/{offered}"} and not findings
