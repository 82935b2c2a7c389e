from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import BusyError, MissingInputError, UnknownCommuneError, UsageError
from workflows.__main__ import main
from workflows.journal import last_entries
from workflows.lock import locked
from workflows.purge import made, purge

CODE = "07330"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of scans and deliveries of two communes."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    for code in (CODE, "07210"):
        for path in (raw / code / "maps" / "a.tif", raw / code / "review" / "decisions.jsonl"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("kept")
        (out / code / ".work" / "page").mkdir(parents=True)
        (out / code / ".work" / "page" / "key.result").write_text("x" * 10)
        (out / code / f"{code}.gpkg").write_text("x" * 20)
    return raw, out


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_everything_made_of_one_commune_goes_and_nothing_else(folders: tuple[Path, Path]) -> None:
    raw, out = folders
    scans, others = everything(raw), everything(out / "07210")
    (out / CODE / "link").symlink_to(raw)
    there = purge(CODE, raw, out)
    assert there.names == (".work", f"{CODE}.gpkg", "link") and there.files == 3 and there.bytes >= 30
    assert not (out / CODE).exists()
    assert everything(raw) == scans and everything(out / "07210") == others


def test_without_yes_it_only_says_what_would_go(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    raw, out = folders
    given = ["--data-raw", str(raw), "--data-out", str(out)]
    assert main(["purge", CODE, *given]) == UsageError.exit_code
    assert f"{CODE}.gpkg" in capsys.readouterr().err and (out / CODE / f"{CODE}.gpkg").is_file()
    assert main(["purge", CODE, "--yes", *given]) == 0
    assert not (out / CODE).exists()
    assert "xóa" in last_entries(out)[CODE].message
    assert main(["purge", CODE, "--yes", *given]) == MissingInputError.exit_code


def test_a_commune_that_is_being_written_stays(folders: tuple[Path, Path]) -> None:
    raw, out = folders
    with locked(out / CODE), pytest.raises(BusyError):
        purge(CODE, raw, out)
    assert (out / CODE / f"{CODE}.gpkg").is_file()


@pytest.mark.parametrize("linked", ["", ".work"])
def test_links_are_not_followed(folders: tuple[Path, Path], tmp_path: Path, linked: str) -> None:
    raw, out = folders
    (out / CODE / linked).rename(tmp_path / "elsewhere")
    (out / CODE / linked).symlink_to(tmp_path / "elsewhere")
    before = everything(tmp_path)
    with pytest.raises(UsageError, match="liên kết"):
        purge(CODE, raw, out)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("code", ["", ".", "..", "../raw", "00000", "/etc"])
def test_only_a_commune_can_be_purged(folders: tuple[Path, Path], code: str) -> None:
    with pytest.raises(UnknownCommuneError):
        made(code, *folders)


def test_scans_in_the_output_folder_are_never_removed(folders: tuple[Path, Path]) -> None:
    raw, out = folders
    with pytest.raises(UsageError, match="bản quét"):
        purge(CODE, out, out)
    with pytest.raises(UsageError, match="bản quét"):
        purge(CODE, raw, raw)
    (out / CODE / "scans").mkdir()
    (raw / CODE).rename(out / CODE / "scans" / CODE)
    with pytest.raises(UsageError, match="bản quét"):
        purge(CODE, out / CODE / "scans", out)
