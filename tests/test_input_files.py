from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipeline import input_files
from pipeline.errors import ScanError, ScanInaccessibleError
from pipeline.input_files import inaccessible, is_unreached, list_input_files, read_whole


def test_input_files_are_sorted_and_every_odd_one_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.tif", "b/1.tif", "a.tif"):
        (tmp_path / name).write_text("x")
    (tmp_path / "link.tif").symlink_to(tmp_path / "a.tif")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.tif")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.tif")).write_text("x")
    files, refused = list_input_files(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in files] == ["a.tif", "b/1.tif", "b/2.tif"]
    assert len(refused) == 4 and all(type(error) is ScanError for _, error in refused)
    assert {path.name for path, _ in refused} >= {"link.tif", "loop", "pipe.tif"}


def test_names_that_are_no_utf_8_are_told_in_letters_and_hide_what_lies_below(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/\xff"
    Path(os.fsdecode(folder)).mkdir()
    Path(os.fsdecode(folder + b"/a.tif")).write_bytes(b"x")
    files, refused = list_input_files(tmp_path)
    assert files == [] and [path.name for path, _ in refused] == ["\ufffd"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everywhere")
def test_what_may_not_be_read_is_the_places_fault(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "b.tif").touch()
    (tmp_path / "a.tif").touch(mode=0)
    (tmp_path / "closed").chmod(0)
    files, refused = list_input_files(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert files == [] and [path.name for path, _ in refused] == ["a.tif", "closed"]
    assert all(isinstance(error, ScanInaccessibleError) for _, error in refused)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    ((path, error),) = list_input_files(tmp_path / "gone")[1]
    assert path.name == "gone" and "không còn ở đó" in error.vietnamese


@pytest.mark.parametrize(
    "number",
    [
        *(errno.EACCES, errno.EPERM, errno.EIO, errno.ENOENT, errno.ENOTDIR, errno.EBUSY, errno.ESTALE),
        *(errno.ENODEV, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ECONNRESET, errno.EMFILE),
    ],
)
def test_what_a_place_refuses_is_told_by_its_reason(number: int) -> None:
    refused = OSError(number, os.strerror(number))
    assert is_unreached(refused) and inaccessible(refused).reason.code != "reading_failed"


def test_a_lost_drive_is_told_from_a_bad_file() -> None:
    assert "mất kết nối" in inaccessible(OSError(errno.ESTALE, "")).vietnamese
    assert is_unreached(OSError(errno.EIO, "")) and not is_unreached(OSError(errno.EINVAL, ""))
    assert not is_unreached(OSError("image file is truncated")) and not is_unreached(ValueError())


@pytest.mark.parametrize(("size", "is_read"), [(8, True), (9, False)])
def test_a_file_that_is_read_whole_has_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, is_read: bool
) -> None:
    monkeypatch.setattr(input_files, "MAX_WHOLE_BYTES", 8)
    (tmp_path / "a").write_bytes(bytes(size))
    if is_read:
        assert read_whole(tmp_path / "a") == bytes(size)
        return
    with pytest.raises(ScanError) as refused:
        read_whole(tmp_path / "a")
    assert refused.value.reason.code == "file_too_large"
