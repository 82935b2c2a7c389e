"""A bad night does not replace a good delivery."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_archive import CODE, Archive

from pipeline.delivery import manifest
from pipeline.errors import ScanInaccessibleError, ShrinkError
from pipeline.files import hash_file
from workflows import batch, intake
from workflows.commune import digitize
from workflows.preparation import prepare


def out(archive: Archive) -> Path:
    return archive.out / CODE


def damage(path: Path) -> None:
    path.write_bytes(b"torn")


@pytest.mark.parametrize("harm", [Path.unlink, damage], ids=["gone", "damaged"])
def test_a_scan_that_is_lost_leaves_the_delivery_as_it_is(
    archive: Archive, harm: Callable[[Path], None]
) -> None:
    archive.run()
    before = archive.delivered()
    scan = archive.raw / CODE / "maps" / "to_2.png"
    content = scan.read_bytes()
    harm(scan)
    with pytest.raises(ShrinkError, match="1 tờ đã định vị") as refused:
        archive.run()
    assert "to_2" not in str(refused.value), "names of scans may name a person"
    listed = out(archive) / ".work" / "lost_inputs.csv"
    assert "maps/to_2.png" in listed.read_text(encoding="utf-8-sig")
    assert listed.stat().st_mode & 0o077 == 0
    assert archive.delivered() == before
    scan.write_bytes(content)
    archive.run()
    assert archive.delivered() == before


def test_scans_that_cannot_be_reached(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.run()
    before = archive.delivered()

    def unreached(path: Path) -> tuple[str, int]:
        raise ScanInaccessibleError("no_right_to_read")

    with monkeypatch.context() as patch:
        patch.setattr("workflows.stages.scan.inspect", unreached)
        with pytest.raises(ShrinkError, match="2 tệp trong maps: không có quyền đọc"):
            archive.run()
    assert archive.delivered() == before
    assert archive.run() == {}


def test_who_insists_gets_less_and_is_told(archive: Archive) -> None:
    archive.run()
    (archive.raw / CODE / "maps" / "to_2.png").unlink()
    archive.run(allow_shrink=True)
    assert manifest.read(out(archive)).content["counts"]["shrunk_sheets_placed"] == 1
    assert "Ít hơn lần giao trước" in (out(archive) / "report.html").read_text(encoding="utf-8")
    before = archive.delivered()
    assert archive.run() == {}, "what was delivered is what the next one is held against"
    (out(archive) / "report.html").unlink()
    archive.run()
    assert {name: file for name, (_, file) in archive.delivered().items() if name != "manifest.json"} == {
        name: file for name, (_, file) in before.items() if name != "manifest.json"
    }


def test_what_shrinks_for_another_reason_is_delivered_and_told(archive: Archive) -> None:
    archive.run()
    settings = archive.raw / CODE / "commune.toml"
    settings.write_text('[scan."maps/to_2.png"]\nsheet = 7\n')
    archive.run()
    counts = manifest.read(out(archive)).content["counts"]
    assert counts["shrunk_sheets_placed"] == 1, "sheet 2 is none any more"


def test_a_scan_that_was_renamed_or_replaced_is_not_lost(archive: Archive) -> None:
    archive.run()
    folder = archive.raw / CODE / "maps"
    (folder / "to_2.png").rename(folder / "again_2.png")
    archive.run()
    (folder / "to_1.png").unlink()
    archive.scan("maps/to_1.png")
    archive.run()
    assert "shrunk_sheets_placed" not in manifest.read(out(archive)).content["counts"]


def test_nothing_lost_where_nothing_is_less(archive: Archive) -> None:
    archive.run()
    (archive.raw / CODE / "records" / "so_1.png").unlink()  # gave no row
    archive.run()
    assert not (out(archive) / ".work" / "lost_inputs.csv").exists()


def test_batch_and_intake_refuse_alike_and_try_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one(code: str, raw: Path, out: Path, client: object, *, allow_shrink: bool) -> dict[str, int]:
        return digitize(prepare(code, raw, out), archive.client, allow_shrink=allow_shrink)

    monkeypatch.setattr(batch, "_one", one)
    archive.run()
    hashes = {path: hash_file(path) for path in out(archive).glob("*.gpkg")}
    (archive.raw / CODE / "maps" / "to_2.png").unlink()
    monkeypatch.setattr(intake, "SETTLE_SECONDS", 0)
    for _ in range(2):
        _, (entry,) = intake.run_intake(archive.raw, archive.out, workers=1)
        assert entry.exit_code == ShrinkError.exit_code and "1 tờ đã định vị" in entry.message
    assert {path: hash_file(path) for path in out(archive).glob("*.gpkg")} == hashes
    _, (entry,) = intake.run_intake(archive.raw, archive.out, workers=1, allow_shrink=True)
    assert entry.exit_code == 0
    assert intake.look(archive.raw, archive.out).changed == ()


def test_a_persons_word_that_is_lost_leaves_the_delivery_as_it_is(archive: Archive) -> None:
    settings = archive.raw / CODE / "commune.toml"
    archive.run()
    settings.write_text('[scan."records/so_1.png"]\n')
    archive.run()
    settings.unlink()
    archive.run()
    settings.write_text('[scan."records/so_1.png"]\n')
    archive.run()
    before = archive.delivered()
    settings.rename(settings.with_suffix(".toml.old"))
    (archive.raw / CODE / "maps" / "to_2.png").unlink()
    with pytest.raises(ShrinkError, match=r"1 tệp trong \.: không còn ở đó"):
        archive.run()
    assert archive.delivered() == before
