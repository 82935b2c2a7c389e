from __future__ import annotations

import errno
import io
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import ScanError, ScanInaccessibleError
from pipeline.files import hash_file
from pipeline.model import PageImage
from pipeline.scans import inspect, load_page, pdf_process, rasters


def pages_of(path: Path) -> int:
    return inspect(path)[1]


def load(path: Path, number: int) -> PageImage:
    return load_page(path, number, path.name, hash_file(path) if path.exists() else "")


def page(width: int = 300, height: int = 200) -> Image.Image:
    ramp = np.tile(np.linspace(0, 255, width, dtype=np.uint8), (height, 1))
    return Image.fromarray(ramp)


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("a.png", "L", {}),
        ("a.tif", "1", {"compression": "group4"}),
        ("a.tif", "P", {}),
        ("a.tif", "CMYK", {}),
        ("a.jpg", "RGB", {"quality": 95}),
        ("a.jpg", "CMYK", {"quality": 95}),
        ("a.png", "RGBA", {}),
        ("a.png", "LA", {}),
        ("a.tif", "I;16", {}),
    ],
)
def test_every_kind_of_raster_opens_dark_to_light(
    tmp_path: Path, name: str, mode: str, options: dict
) -> None:
    path = tmp_path / name
    image = page() if mode != "I;16" else Image.fromarray(np.asarray(page(), np.uint16) * 257)
    (image if mode == "I;16" else image.convert(mode)).save(path, **options)
    pixels = load(path, 1).pixels
    grey = pixels if pixels.ndim == 2 else pixels.min(axis=2)
    assert grey.shape == (200, 300) and grey.dtype == np.uint8
    assert grey[:, :40].mean() < 60 and grey[:, -40:].mean() > 190


def test_resolution_is_told_and_nonsense_is_not_believed(tmp_path: Path) -> None:
    page().save(tmp_path / "a.tif", dpi=(300, 300))
    page().save(tmp_path / "b.tif", dpi=(1, 1))
    assert load(tmp_path / "a.tif", 1).dpi == pytest.approx(300)
    assert load(tmp_path / "b.tif", 1).dpi is None


def test_every_page_of_a_tiff_and_of_a_pdf(tmp_path: Path) -> None:
    frames = [page(300, 200), page(400, 100)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "a.pdf", save_all=True, append_images=frames[1:], resolution=150)
    for name in ("a.tif", "a.pdf"):
        assert pages_of(tmp_path / name) == 2
        shapes = [load(tmp_path / name, number).pixels.shape for number in (1, 2)]
        assert shapes == [(200, 300), (100, 400)]
    assert load(tmp_path / "a.pdf", 1).dpi == pytest.approx(150)


def test_exif_turn_is_obeyed(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    page(300, 200).save(tmp_path / "a.jpg", exif=exif)
    assert load(tmp_path / "a.jpg", 1).pixels.shape == (300, 200)


def truncated_tiff() -> bytes:
    buffer = io.BytesIO()
    page(2000, 2000).save(buffer, "TIFF", compression="tiff_lzw")
    return buffer.getvalue()[:4000]


def locked_pdf() -> bytes:
    return b"%PDF-1.4\ntrailer<</Root 1 0 R/Encrypt 2 0 R>>\n%%EOF"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.tif", b""),
        ("text.tif", b"not a picture"),
        ("half.tif", truncated_tiff()),
        ("broken.pdf", b"%PDF-1.4\nnothing"),
        ("locked.pdf", locked_pdf()),
        ("map.vrt", b"<VRTDataset/>"),
        ("vrt.tif", b"<VRTDataset rasterXSize='10' rasterYSize='10'/>"),
        ("gif.png", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ScanError) as refused:
        pages_of(path)
        load(path, 1)
    assert refused.value.vietnamese and name not in refused.value.english


def test_absurd_size_is_refused_before_decoding(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    page().save(path)
    data = bytearray(path.read_bytes())
    data[16:24] = (200_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    path.write_bytes(bytes(data))
    with pytest.raises(ScanError, match="200000"):
        load(path, 1)


@pytest.mark.parametrize("name", ["a.tif", "a.pdf"])
def test_a_bad_page_costs_no_other(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    page().save(path, save_all=True, append_images=[page(20, 20), page()], resolution=150)
    assert pages_of(path) == 3
    with pytest.raises(ScanError, match="20 × 20"):
        load(path, 2)
    assert load(path, 1).pixels.shape == load(path, 3).pixels.shape == (200, 300)


def test_pages_before_a_torn_directory_are_kept_and_the_next_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    page().save(path, save_all=True, append_images=[page(), page()])
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 5])
    pages = pages_of(path)
    assert pages in (2, 3) and load(path, 1).pixels.shape == (200, 300)
    with pytest.raises(ScanError):
        load(path, pages)


def test_a_pdf_that_ends_its_reader_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page().save(tmp_path / "a.pdf", resolution=150)
    dying = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGABRT)"]
    monkeypatch.setattr(pdf_process, "_COMMAND", dying)
    with pytest.raises(ScanError, match="ends the reader"):
        load(tmp_path / "a.pdf", 1)


def test_link_is_refused(tmp_path: Path) -> None:
    page().save(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    with pytest.raises(ScanError):
        pages_of(tmp_path / "b.png")


def test_what_the_system_refuses_is_the_places_fault_and_what_the_decoder_refuses_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page().save(tmp_path / "a.tif")
    for number, kind in ((errno.EIO, ScanInaccessibleError), (errno.EINVAL, ScanError)):

        def fail(*_: object, number: int = number) -> None:
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patch, pytest.raises(ScanError) as refused:
            patch.setattr(Image.Image, "load", fail)
            load(tmp_path / "a.tif", 1)
        assert type(refused.value) is kind


@pytest.mark.parametrize("name", ["a.tif", "a.pdf"])
def test_a_file_that_is_gone_cannot_be_reached(tmp_path: Path, name: str) -> None:
    for work in (inspect, lambda path: load(path, 1)):
        with pytest.raises(ScanInaccessibleError, match="không còn ở đó"):
            work(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everywhere")
@pytest.mark.parametrize("name", ["a.tif", "a.pdf"])
def test_a_file_without_read_rights_cannot_be_reached(tmp_path: Path, name: str) -> None:
    page().save(tmp_path / name)
    (tmp_path / name).chmod(0)
    with pytest.raises(ScanInaccessibleError, match="quyền đọc"):
        pages_of(tmp_path / name)


def file_of(path: Path, *pages: Image.Image) -> bytes:
    pages[0].save(path, save_all=True, append_images=list(pages[1:]), resolution=150)
    return path.read_bytes()


@pytest.mark.parametrize("name", ["a.tif", "a.pdf"])
def test_a_page_of_another_file_than_was_inspected_is_not_handed_out(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    content = file_of(path, page(), page())
    sha256, pages = inspect(path)
    assert (sha256, pages) == (hash_file(path), 2)
    file_of(path, page(400))
    for other in (1, 2):  # the second is not there any more: that is no damage of the scan
        with pytest.raises(ScanInaccessibleError, match="during the run"):
            load_page(path, other, name, sha256)
    path.write_bytes(content)
    assert load_page(path, 2, name, sha256).pixels.shape == (200, 300)


@pytest.mark.parametrize("name", ["a.tif", "a.pdf"])
@pytest.mark.parametrize("work", ["count_pages", "decode_page"])
def test_a_file_that_is_replaced_while_it_is_read_is_read_to_its_end_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, work: str
) -> None:
    path, other = tmp_path / name, tmp_path / f"other_{name}"
    file_of(other, page(400))
    file_of(path, page(), page())
    seen = inspect(path)
    before_it(monkeypatch, work, lambda: other.replace(path))
    if work == "count_pages":
        assert inspect(path) == seen
    else:
        assert load_page(path, 1, name, seen[0]).pixels.shape == (200, 300)
    assert hash_file(path) != seen[0]


@pytest.mark.parametrize("name", ["a.tif", "a.pdf"])
@pytest.mark.parametrize("work", ["count_pages", "decode_page"])
def test_a_file_that_is_written_to_while_it_is_read_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, work: str
) -> None:
    path = tmp_path / name
    longer = file_of(path, page(), page())
    file_of(path, page())
    sha256, _ = inspect(path)
    before_it(monkeypatch, work, lambda: path.write_bytes(longer))
    with pytest.raises(ScanInaccessibleError, match="during the run"):
        inspect(path) if work == "count_pages" else load_page(path, 1, name, sha256)


def before_it(monkeypatch: pytest.MonkeyPatch, work: str, harm: Callable[[], object]) -> None:
    """Let something be done to the file when it is open already and about to be read."""
    for reader in (rasters, pdf_process):
        real = getattr(reader, work)

        def harmed(*given: Any, real: Callable[..., Any] = real) -> Any:
            harm()
            return real(*given)

        monkeypatch.setattr(reader, work, harmed)
