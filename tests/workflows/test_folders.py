from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import MissingInputError, OutputError, UsageError
from workflows.folders import check_reached, input_folder, keep_apart, output_folder

CODE = "07330"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw" / CODE / "maps").mkdir(parents=True)
    return tmp_path / "raw"


def test_folders_beside_each_other_are_apart(raw: Path) -> None:
    keep_apart(raw, raw.parent / "out")
    keep_apart(raw, raw.with_name("raw_out") / "deep" / "new")


@pytest.mark.parametrize("place", [".", "..", "out", f"{CODE}/out", "../raw/../raw/new/deep"])
def test_one_folder_or_one_in_the_other_is_refused(raw: Path, place: str) -> None:
    with pytest.raises(UsageError, match="DATA_RAW"):
        keep_apart(raw, raw / place)


def test_links_hide_nothing(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(raw)
    for place in (tmp_path / "link", tmp_path / "link" / "new"):
        with pytest.raises(UsageError):
            keep_apart(raw, place)
        with pytest.raises(UsageError):
            keep_apart(place, raw)


@pytest.mark.parametrize(("link", "target"), [(CODE, CODE), (CODE, ""), (f"{CODE}/maps", f"{CODE}/maps")])
def test_a_link_in_the_output_that_leads_to_scans_is_refused(
    raw: Path, tmp_path: Path, link: str, target: str
) -> None:
    path = tmp_path / "out" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(raw / target)
    with pytest.raises(UsageError):
        output_folder(raw, tmp_path / "out", CODE)
    assert [path.name for path in (raw / CODE).iterdir()] == ["maps"]


def test_output_is_made(raw: Path, tmp_path: Path) -> None:
    folder = output_folder(raw, tmp_path / "out", CODE)
    assert folder == (tmp_path / "out" / CODE).resolve() and (folder / ".work").stat().st_mode & 0o077 == 0


def test_output_in_the_place_of_a_file_is_told(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(OutputError):
        output_folder(raw, tmp_path / "out", CODE)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_output_is_told_with_its_remedy(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / CODE / "maps").mkdir(parents=True)
    (tmp_path / "out" / CODE / ".work").mkdir()
    (tmp_path / "out" / CODE).chmod(0o500)
    with pytest.raises(OutputError, match="Kiểm tra quyền ghi"):
        output_folder(raw, tmp_path / "out", CODE)


def test_the_folder_of_a_commune_is_no_link_and_no_file(raw: Path, tmp_path: Path) -> None:
    assert input_folder(raw, CODE) == (raw / CODE).resolve()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / CODE).symlink_to(raw / CODE)
    with pytest.raises(UsageError, match="liên kết"):
        input_folder(tmp_path / "other", CODE)
    (raw / "07210").touch()
    for code in ("07210", "09208"):
        with pytest.raises(MissingInputError):
            input_folder(raw, code)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everywhere")
def test_a_folder_that_may_not_be_read_is_told_with_its_remedy(raw: Path) -> None:
    (raw / CODE).chmod(0)
    with pytest.raises(MissingInputError, match="không có quyền đọc"):
        input_folder(raw, CODE)
    (raw / CODE).chmod(0o700)


def test_links_that_go_round_are_no_other_folder(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to(tmp_path / "round")
    keep_apart(raw, tmp_path / "round" / "out")
    keep_apart(tmp_path / "round", raw)
    with pytest.raises(MissingInputError):
        input_folder(tmp_path / "round", CODE)


def test_deliveries_that_cannot_be_looked_at_are_not_taken_for_none(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    check_reached(tmp_path / "out")
    check_reached(tmp_path / "none")
    (tmp_path / "out" / CODE).symlink_to(tmp_path / "out" / CODE)
    with pytest.raises(OutputError, match="Không truy cập được"):
        check_reached(tmp_path / "out" / CODE)
    with pytest.raises(OutputError, match="Không truy cập được"):
        output_folder(raw, tmp_path / "out", CODE)
