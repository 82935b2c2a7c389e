from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from pipeline import input_files
from pipeline.communes import former_units
from pipeline.config import ScanSettings, Settings, load_settings
from pipeline.errors import UsageError

UNITS = former_units("07330")
CODE = UNITS[0].code
SCANS = ("maps/a.tif", "maps/Tờ số 3.tif")


def load(folder: Path, text: str, scans: tuple[str, ...] = SCANS) -> Settings:
    path = folder / "commune.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, UNITS, scans)


def test_no_file_means_no_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "commune.toml", UNITS, SCANS) == Settings()


def test_scan_has_the_communes_unit_as_its_default(tmp_path: Path) -> None:
    settings = load(tmp_path, f'former_unit = "{CODE}"\n[scan."maps/a.tif"]\nsheet = 12\n')
    assert settings.of_scan("maps/a.tif") == ScanSettings(None, 12, CODE)
    assert settings.of_scan("maps/b.tif") == ScanSettings(None, None, CODE)


@pytest.mark.parametrize("sheet", [1, 9999])
def test_the_first_and_the_last_number_of_a_sheet(tmp_path: Path, sheet: int) -> None:
    assert load(tmp_path, f'[scan."maps/a.tif"]\nsheet = {sheet}').of_scan("maps/a.tif").sheet == sheet


def test_a_digital_map_has_a_zone_and_a_scan_has_none(tmp_path: Path) -> None:
    scans = ("vectors/dc1.dgn", "maps/a.tif")
    settings = load(tmp_path, '[scan."vectors/dc1.dgn"]\nzone = 9209', scans)
    assert settings.of_scan("vectors/dc1.dgn").zone == 9209
    with pytest.raises(UsageError, match="2"):
        load(tmp_path, '[scan."maps/a.tif"]\nzone = 9209', scans)
    with pytest.raises(UsageError, match="9214"):
        load(tmp_path, '[scan."vectors/dc1.dgn"]\nzone = 4326', scans)


@pytest.mark.parametrize(("stated", "on_disk"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_names_are_the_same_in_every_form_of_unicode(tmp_path: Path, stated: str, on_disk: str) -> None:
    scan = unicodedata.normalize(on_disk, SCANS[1])
    text = unicodedata.normalize(stated, f'[scan."{SCANS[1]}"]\nsheet = 3\n')
    assert load(tmp_path, text, (scan,)).of_scan(scan).sheet == 3


@pytest.mark.parametrize("stated", ["NFC", "NFD"])
def test_a_name_of_two_scans_that_differ_in_their_accents_form_alone_is_refused(
    tmp_path: Path, stated: str
) -> None:
    """Nobody sees which of both is meant; what is stated would else be of both."""
    twins = (unicodedata.normalize("NFC", SCANS[1]), unicodedata.normalize("NFD", SCANS[1]))
    text = unicodedata.normalize(stated, f'\n[scan."{SCANS[1]}"]\nsheet = 3\n')
    with pytest.raises(UsageError, match=r"2.*Unicode"):
        load(tmp_path, text, twins)
    other = load(tmp_path, '[scan."maps/a.tif"]\nsheet = 3', (*twins, SCANS[0]))
    assert other.of_scan(twins[0]).sheet is None


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_scan_that_is_named_twice_in_other_forms_of_unicode_is_refused(
    tmp_path: Path, forms: tuple[str, str]
) -> None:
    """Each would else be passed over for the one that comes last."""
    first, second = (unicodedata.normalize(form, SCANS[1]) for form in forms)
    text = f'[scan."{first}"]\nsheet = 3\n\n[scan."{second}"]\nsheet = 4\n'
    for on_disk in forms:
        with pytest.raises(UsageError) as refused:
            load(tmp_path, text, (unicodedata.normalize(on_disk, SCANS[1]),))
        told = refused.value.english
        assert told.startswith("commune.toml: ") and "line 4: line 1 names this scan too" in told
        assert "dòng 4: bản quét này đã có ở dòng 1" in refused.value.vietnamese


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_zone_of_a_scan_is_told_with_its_line_in_every_form_of_unicode(tmp_path: Path, form: str) -> None:
    name = unicodedata.normalize(form, SCANS[1])
    with pytest.raises(UsageError, match="line 4:"):
        load(tmp_path, f'[scan."maps/a.tif"]\nsheet = 1\n[scan."{name}"]\nzone = 9209')


def test_a_file_as_windows_programs_save_it(tmp_path: Path) -> None:
    assert load(tmp_path, '\ufeff[scan."maps/a.tif"]\r\nsheet = 3\r\n').of_scan("maps/a.tif").sheet == 3


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\nformer_unit = 7324", 2, CODE),
        ("former_unit = '09454'", 1, CODE),
        ("former_units = '07324'", 1, "former_unit, scan"),
        ('[scan."maps/a.tif"]\nsheet = 0', 2, "9999"),
        ('[scan."maps/a.tif"]\nsheet = 10000', 2, "9999"),
        ('[scan."maps/a.tif"]\nsheet = true', 2, "9999"),
        ('[scan]\n"maps/a.tif" = {sheet = "3"}', 2, "9999"),
        ('# a\n[scan."maps/a.tif"]\nsheets = [\n1]', 3, "former_unit, sheet"),
        ('former_unit = "' + CODE + '"\n[scan."maps/b.tif"]\nsheet = 1', 2, "maps/…"),
        ("[scan]\nmaps = 3", 2, "maps/…"),
        ("scan = 3", 1, "maps/…"),
        ("former_unit = 'x'\n= broken", 2, "TOML"),
    ],
)
def test_a_faulty_entry_is_told_with_its_line_and_what_may_stand_there(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        load(tmp_path, text)
    for told, place in (
        (refused.value.vietnamese, f"dòng {line}:"),
        (refused.value.english, f"line {line}:"),
    ):
        assert told.startswith("commune.toml: ") and place in told and words in told


def test_all_faults_are_told_at_once_and_no_name_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        load(
            tmp_path,
            'former_unit = 1\n[scan."maps/nguyen a"]\nsheet = 0\n"nguyen b" = 1\n["nguyen c"]\nsheet = 1',
        )
    told = str(refused.value)
    places = [told.index(f"dòng {line}") for line in (1, 2, 3, 4, 5)]
    assert places == sorted(places) and "nguyen" not in told


@pytest.mark.parametrize("data", [b"\xff\xfe=\x00", b"a = " + b"[" * 100_000, b"a = " + b"1" * 10_000])
def test_what_is_no_toml_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "commune.toml"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"commune\.toml"):
        load_settings(path, UNITS, SCANS)


def test_a_link_or_folder_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "commune.toml"
    path.symlink_to(tmp_path / "other.toml")
    with pytest.raises(UsageError, match="liên kết"):
        load_settings(path, UNITS, SCANS)
    path.unlink()
    path.mkdir()
    with pytest.raises(UsageError):
        load_settings(path, UNITS, SCANS)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everywhere")
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "commune.toml"
    path.touch(mode=0)
    with pytest.raises(UsageError, match="quyền đọc"):
        load_settings(path, UNITS, SCANS)


def test_a_file_that_is_no_settings_by_its_size_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_files, "MAX_WHOLE_BYTES", 8)
    with pytest.raises(UsageError, match="lớn hơn"):
        load(tmp_path, 'former_unit = "07324"')
