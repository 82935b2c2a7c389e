from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.delivery import manifest
from pipeline.errors import BusyError, MissingInputError, OutputError, UnknownCommuneError, UsageError
from pipeline.files import hash_file
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
        deliver(out / code, f"{code}.gpkg", "maps/07321_1.tif")
    return raw, out


def deliver(folder: Path, *names: str) -> None:
    """Files as a run delivers them, with their manifest."""
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x" * 20)
    manifest.write(folder / "manifest.json", {"outputs": {name: hash_file(folder / name) for name in names}})


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_everything_made_of_one_commune_goes_and_nothing_else(folders: tuple[Path, Path]) -> None:
    raw, out = folders
    scans, others = everything(raw), everything(out / "07210")
    there = purge(CODE, raw, out)
    assert there.names == (".lock", ".work", f"{CODE}.gpkg", "manifest.json", "maps")
    assert there.files == 5 and there.bytes >= 50 and there.left == 0
    assert not (out / CODE).exists()
    assert everything(raw) == scans and everything(out / "07210") == others


def test_what_a_person_made_or_changed_stays(folders: tuple[Path, Path]) -> None:
    raw, out = folders
    mine = {f"{CODE}.gpkg", "maps/mine.tif", "kept/20260101T000000Z/report.html", "link"}
    for name in mine - {"link"}:
        (out / CODE / name).parent.mkdir(parents=True, exist_ok=True)
        (out / CODE / name).write_text("of a person")
    (out / CODE / "link").symlink_to(raw)
    before = everything(raw)
    assert purge(CODE, raw, out).left == 4
    left = {name for name in everything(out / CODE) if not (out / CODE / name).is_dir() or name == "link"}
    assert left == mine and everything(raw) == before
    assert purge(CODE, raw, out).left == 4


def test_without_a_manifest_only_stage_results_go(folders: tuple[Path, Path]) -> None:
    raw, out = folders
    (out / CODE / "manifest.json").unlink()
    purge(CODE, raw, out)
    assert {path.name for path in (out / CODE).iterdir()} == {f"{CODE}.gpkg", "maps"}


def test_a_delivery_open_elsewhere_stays_whole(folders: tuple[Path, Path]) -> None:
    raw, out = folders
    (out / CODE / f"{CODE}.gpkg-wal").touch()
    before = everything(out / CODE)
    with pytest.raises(OutputError, match="QGIS"):
        purge(CODE, raw, out)
    assert before <= everything(out / CODE)


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
