"""Every moment at which a switch can be killed or refused leaves the earlier files or the new ones, whole."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from killed import killed_everywhere

from pipeline.errors import OutputError
from pipeline.files import hash_file
from pipeline.switch import JOURNAL, Switch, carry_out, complete, staged

EARLIER = {"a.gpkg": "earlier a", "report.html": "earlier report", "maps/1.tif": "1", "maps/2.tif": "2"}
NEW = {"a.gpkg": "new a", "report.html": "new report", "maps/3.tif": "3", "manifest.json": "new"}
FOREIGN = {"maps/mine.tif": "of a person", ".work/page/key": "a result"}


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def laid(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


def prepared(folder: Path, removed: tuple[str, ...] = ("maps/2.tif",)) -> Switch:
    """An earlier delivery with what others laid beside it, and a new one that waits in its folder."""
    lay(folder, {**EARLIER, **FOREIGN, ".work/drawn/4.tif": "4"})
    hashes = {name: hash_file(folder / name) for name in EARLIER}
    with staged(folder) as staging:
        lay(staging, NEW)
    return Switch(staging.name, "kept/now", hashes, removed, {"maps/4.tif": ".work/drawn/4.tif"})


AFTER = {**EARLIER, **NEW, **FOREIGN, "maps/4.tif": "4"}
del AFTER["maps/2.tif"]


def test_new_files_take_the_places_of_the_earlier_ones_and_nothing_else_is_touched(tmp_path: Path) -> None:
    switch = prepared(tmp_path)
    carry_out(tmp_path, switch)
    assert laid(tmp_path) == AFTER


def test_a_file_that_may_not_be_lost_is_kept(tmp_path: Path) -> None:
    switch = prepared(tmp_path, removed=("maps/1.tif", "maps/2.tif"))
    lay(tmp_path, {"a.gpkg": "of a person", "maps/1.tif": "of a person", "maps/3.tif": "unknown"})
    (tmp_path / "report.html").unlink()
    (tmp_path / "report.html").symlink_to("a.gpkg")
    carry_out(tmp_path, switch)
    kept = {path.name: path for path in (tmp_path / "kept" / "now").rglob("*") if not path.is_dir()}
    assert kept.keys() == {"a.gpkg", "1.tif", "3.tif", "report.html"} and kept["report.html"].is_symlink()
    assert kept["a.gpkg"].read_text() == kept["1.tif"].read_text() == "of a person"
    now = {name: text for name, text in laid(tmp_path).items() if not name.startswith("kept")}
    assert now == {name: text for name, text in AFTER.items() if name != "maps/1.tif"}


def test_new_folders_and_the_journal_are_their_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = prepared(tmp_path)
    lay(tmp_path / switch.staging, {"control/cua ong A/1.tif.points": "new"})
    lay(tmp_path, {"a.gpkg": "of a person"})
    journals, replace = [], Path.replace

    def seen(path: Path, target: Path) -> Path:
        if path.name == JOURNAL:
            journals.append(path.stat().st_mode & 0o077)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", seen)
    carry_out(tmp_path, switch)
    for folder in ("control", "control/cua ong A", "kept", "kept/now"):
        assert (tmp_path / folder).stat().st_mode & 0o077 == 0
    assert journals == [0]


def test_who_holds_an_earlier_file_open_keeps_it(tmp_path: Path) -> None:
    switch = prepared(tmp_path)
    with (tmp_path / "a.gpkg").open() as reader:
        carry_out(tmp_path, switch)
        assert reader.read() == "earlier a"


@pytest.mark.parametrize("side", ["a.gpkg-wal", "a.gpkg-journal"])
def test_a_file_open_elsewhere_stays_and_so_do_all_others(tmp_path: Path, side: str) -> None:
    switch = prepared(tmp_path)
    (tmp_path / side).touch()
    before = {**EARLIER, **FOREIGN, side: "", ".work/drawn/4.tif": "4"}
    with pytest.raises(OutputError, match="QGIS"):
        carry_out(tmp_path, switch)
    assert laid(tmp_path) == before


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    switch = prepared(out)
    (out / "maps").rename(elsewhere)
    (out / "maps").symlink_to(elsewhere)
    before = laid(elsewhere)
    with pytest.raises(OutputError, match=f"{out / 'maps'}: liên kết"):
        carry_out(out, switch)
    assert laid(elsewhere) == before and (out / "a.gpkg").read_text() == "earlier a"


@pytest.mark.parametrize("number", range(8))
def test_what_the_disk_refuses_on_the_way_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    switch = prepared(tmp_path)
    (tmp_path / "report.html").write_text("of a person")
    before = {name: text for name, text in laid(tmp_path).items() if not name.startswith(".staging")}
    calls, replace = iter(range(1000)), Path.replace

    def held(path: Path, target: Path) -> Path:
        if next(calls) == number:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))
        return replace(path, target)

    with monkeypatch.context() as patch, pytest.raises(OutputError, match="đang giữ tệp"):
        patch.setattr(Path, "replace", held)
        carry_out(tmp_path, switch)
    assert laid(tmp_path) == before


def test_a_kill_leaves_the_earlier_files_or_the_new_ones(tmp_path: Path) -> None:
    out = tmp_path / "out"
    switch = prepared(out)
    (out / "report.html").write_text("of a person")
    before = {**EARLIER, **FOREIGN, "report.html": "of a person"}
    after = {**AFTER, "kept/now/report.html": "of a person"}

    def whole(place: Path) -> bool:
        complete(place)
        return {n: text for n, text in laid(place).items() if "drawn" not in n} in (before, after)

    killed = killed_everywhere(out, switch)
    announced = [place for place in killed if (place / JOURNAL).exists()]
    assert len(announced) > 10
    for place in announced[::7]:  # killed once more while it is completed
        assert all(map(whole, killed_everywhere(place, None)))
    assert all(map(whole, killed))


def test_what_a_person_does_between_kill_and_completion_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    switch = prepared(out)
    kept = set()
    for place in killed_everywhere(out, switch):
        if not (place / JOURNAL).exists():
            continue
        (place / "a.gpkg").unlink(missing_ok=True)
        (place / "a.gpkg").write_text("saved just now")
        complete(place)
        texts = {path.relative_to(place).as_posix(): path.read_text() for path in place.rglob("a*.gpkg")}
        assert "saved just now" in texts.values()
        kept |= texts.keys()
    assert "kept/now/a.gpkg" in kept


@pytest.mark.parametrize(
    "text",
    [
        '{"staging"',
        "[]",
        '{"staging": 5, "kept": "kept/now"}',
        '{"staging": ".staging.x", "kept": "kept/now", "replaceable": []}',
        '{"staging": ".staging.x", "kept": "kept/now", "removed": [1]}',
        '{"staging": ".staging.x", "kept": "../elsewhere"}',
        '{"staging": ".staging.x", "kept": "kept/now", "removed": ["/elsewhere/a.gpkg"]}',
        '{"staging": "../elsewhere", "kept": "kept/now"}',
    ],
)
def test_a_journal_that_is_damaged_is_told(tmp_path: Path, text: str) -> None:
    prepared(tmp_path)
    (tmp_path / JOURNAL).write_text(text)
    with pytest.raises(OutputError, match=JOURNAL):
        complete(tmp_path)


def test_what_is_no_journal_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / JOURNAL)
    with pytest.raises(OutputError, match=JOURNAL):
        complete(tmp_path)
