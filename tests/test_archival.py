"""Pages of scans as PDF/A, opened by programs that did not write them."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image
from pypdfium2 import PdfDocument

from pipeline.files import hash_file
from pipeline.scans.archival import PageOut, is_signed, write_archival

RNG = np.random.default_rng(3)
GREY = RNG.integers(0, 255, (300, 200), np.uint8)


def scan(folder: Path, name: str, pixels: np.ndarray = GREY) -> Path:
    path = folder / name
    Image.fromarray(pixels).save(path, dpi=(200, 200))
    return path


def archival(path: Path, page: int = 1, text: bytes = b"") -> Path:
    target = path.with_name(f"{path.stem}_a.pdf")
    write_archival([PageOut(path, path.name, page, hash_file(path), text)], target, "GT 1")
    return target


def picture(pdf: Pdf) -> pikepdf.PdfImage:
    (image,) = pdf.pages[0].get_images(recursive=False).values()
    return pikepdf.PdfImage(image)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jpg", "a.pdf"])
def test_every_form_becomes_a_file_of_the_norm(tmp_path: Path, name: str) -> None:
    path = archival(scan(tmp_path, name))
    with Pdf.open(path) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert pdf.check_pdf_syntax() == []
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1" and len(intent.DestOutputProfile.read_bytes()) > 300
        assert not pdf.is_encrypted and "/ID" in pdf.trailer
    if (program := shutil.which("qpdf")) is not None:
        assert subprocess.run([program, "--check", path], capture_output=True, check=False).returncode == 0


def test_a_jpeg_is_taken_over_byte_for_byte(tmp_path: Path) -> None:
    path = scan(tmp_path, "a.jpg")
    with Pdf.open(archival(path)) as pdf:
        assert picture(pdf).obj.read_raw_bytes() == path.read_bytes()


def test_a_page_of_a_pdf_keeps_its_picture_as_it_is(tmp_path: Path) -> None:
    path = scan(tmp_path, "a.pdf")
    with Pdf.open(archival(path)) as pdf, Pdf.open(path) as before:
        assert picture(pdf).obj.read_raw_bytes() == picture(before).obj.read_raw_bytes()


@pytest.mark.parametrize("pixels", [GREY, np.where(GREY > 99, 255, 0).astype(np.uint8)])
def test_other_pixels_are_stored_without_loss_and_as_large_as_they_are(
    tmp_path: Path, pixels: np.ndarray
) -> None:
    with Pdf.open(archival(scan(tmp_path, "a.png", pixels))) as pdf:
        assert np.array_equal(np.asarray(picture(pdf).as_pil_image().convert("L")), pixels)
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx([72, 108])


def test_a_turned_photo_is_stored_as_it_is_read(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    Image.fromarray(GREY).save(path, exif=exif)
    with Pdf.open(archival(path)) as pdf:
        assert picture(pdf).as_pil_image().size == (300, 200)


def with_text(folder: Path) -> Path:
    """A page that draws text in a font that it does not bring along."""
    path = folder / "b.pdf"
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].Resources = Dictionary(Font=Dictionary(F=font))
        pdf.pages[0].Contents = pdf.make_stream(b"BT /F 40 Tf 20 90 Td (THUA) Tj ET")
        pdf.save(path)
    return path


def test_what_the_norm_does_not_allow_is_stored_as_a_picture(tmp_path: Path) -> None:
    with Pdf.open(archival(with_text(tmp_path))) as pdf:
        assert Name.Font not in pdf.pages[0].Resources
        assert np.asarray(picture(pdf).as_pil_image()).min() == 0


def test_actions_and_notes_of_a_page_are_left_out(tmp_path: Path) -> None:
    path = scan(tmp_path, "a.pdf")
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))
        pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Text, Rect=[0, 0, 9, 9])])
        pdf.save(path)
    with Pdf.open(archival(path)) as pdf:
        assert Name.AA not in pdf.pages[0] and Name.Annots not in pdf.pages[0]


def test_text_can_be_searched_and_is_not_seen(tmp_path: Path) -> None:
    from pipeline.handin.pages import text_layer  # noqa: PLC0415

    white = np.full((300, 200), 255, np.uint8)
    text = text_layer((200, 300), [("Nguyễn Văn Thử", (20, 30, 180, 60))], 200)
    with PdfDocument(archival(scan(tmp_path, "a.png", white), text=text)) as document:
        words = document[0].get_textpage()
        assert "Nguyễn Văn Thử" in words.get_text_bounded()
        assert document[0].render().to_numpy().min() == 255
        left, bottom, right, top = words.get_rect(0) if words.count_rects() else (0, 0, 0, 0)
    assert (left, right) == (pytest.approx(20 * 0.36, abs=3), pytest.approx(180 * 0.36, abs=3))
    assert 108 - 60 * 0.36 - 4 <= bottom < top <= 108 - 30 * 0.36 + 4


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    path = scan(tmp_path, "a.png")
    first = archival(path).read_bytes()
    assert archival(path).read_bytes() == first


def test_a_signature_is_seen(tmp_path: Path) -> None:
    path = scan(tmp_path, "a.pdf")
    assert not is_signed(path) and not is_signed(scan(tmp_path, "a.png"))
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        value = Dictionary(Type=Name.Sig, Contents=b"0" * 20)
        field = Dictionary(FT=Name.Sig, V=pdf.make_indirect(value), T="ky")
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), SigFlags=3)
        pdf.save(path)
    assert is_signed(path)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert not is_signed(tmp_path / "broken.pdf")


def test_many_pages_stand_in_their_order(tmp_path: Path) -> None:
    paths = [scan(tmp_path, f"{shade}.png", np.full((100, 100), shade, np.uint8)) for shade in (10, 90, 200)]
    target = tmp_path / "all.pdf"
    write_archival([PageOut(p, p.name, 1, hash_file(p)) for p in paths], target, "x")
    with PdfDocument(io.BytesIO(target.read_bytes())) as document:
        assert [int(page.render().to_numpy()[9, 9, 0]) for page in document] == [10, 90, 200]
