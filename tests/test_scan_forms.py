"""One page in the forms that scanners and office programs write: as the eye sees it, or a true refusal."""

from __future__ import annotations

import io
import itertools
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
import tifffile
from PIL import Image

from pipeline.errors import ScanError
from pipeline.scans import inspect, limits, load_page
from pipeline.scans.pdf_layout import read_layout

WIDTH, HEIGHT, DPI = 320, 240, 200
PAGE = np.add.outer(np.arange(HEIGHT) * 3, np.arange(WIDTH) * 2).astype(np.uint8)
COLOUR = np.dstack([PAGE, 255 - PAGE, PAGE // 2])


def loaded(path: Path, page: int = 1) -> np.ndarray:
    return load_page(path, page, path.name, inspect(path)[0]).pixels


def tiff(path: Path, pixels: np.ndarray, **options: object) -> Path:
    tifffile.imwrite(path, pixels, resolution=(DPI, DPI), resolutionunit=2, **options)
    return path


@pytest.mark.parametrize(
    ("bits", "negative", "compression", "rows", "order"),
    list(itertools.product((1, 8, 16), (False, True), (None, "zlib", "lzw"), (None, 16), ("<", ">"))),
)
def test_a_grey_tiff_looks_as_a_second_decoder_shows_it(
    tmp_path: Path, bits: int, negative: bool, compression: str | None, rows: int | None, order: str
) -> None:
    shown = {1: PAGE > 127, 8: PAGE, 16: PAGE.astype(np.uint16) * 257}[bits]
    most = {1: True, 8: 255, 16: 65535}[bits]
    stored = (~shown if bits == 1 else most - shown) if negative else shown
    path = tiff(
        tmp_path / "a.tif",
        stored,
        photometric="miniswhite" if negative else "minisblack",
        compression=compression,
        rowsperstrip=rows,
        byteorder=order,
    )
    if (bits, negative, order) == (16, True, ">"):
        with pytest.raises(ScanError, match="16 bit"):
            loaded(path)
        return
    wanted = shown * 255 if bits == 1 else (shown / 257 if bits == 16 else shown)
    assert np.abs(loaded(path).astype(int) - wanted).max() <= 1


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("tile", [None, (64, 64)])
@pytest.mark.parametrize("compression", [None, "lzw"])
def test_a_colour_tiff_looks_as_it_was_written(
    tmp_path: Path, planar: str, tile: tuple[int, int] | None, compression: str | None
) -> None:
    stored = COLOUR if planar == "contig" else np.moveaxis(COLOUR, 2, 0)
    path = tiff(
        tmp_path / "a.tif", stored, photometric="rgb", planarconfig=planar, tile=tile, compression=compression
    )
    assert np.array_equal(loaded(path), COLOUR)


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize("bits", [1, 8])
def test_a_page_is_upright_as_its_tag_says(tmp_path: Path, turned: int, bits: int) -> None:
    image = Image.fromarray(PAGE)
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = np.asarray(image.transpose(back[turned]) if turned in back else image)
    stored = stored > 127 if bits == 1 else stored
    path = tiff(tmp_path / "a.tif", stored, photometric="minisblack", extratags=[(274, 3, 1, turned, True)])
    assert np.array_equal(loaded(path), (PAGE > 127) * np.uint8(255) if bits == 1 else PAGE)


@pytest.mark.parametrize("subfile", [1, 4, 5])
def test_overviews_thumbnails_and_masks_are_no_pages(tmp_path: Path, subfile: int) -> None:
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(PAGE[::4, ::4], photometric="minisblack", subfiletype=1)
        writer.write(PAGE, photometric="minisblack", resolution=(DPI, DPI), resolutionunit=2)
        writer.write(PAGE[::2, ::2] > 9, photometric="minisblack", subfiletype=subfile)
        writer.write(255 - PAGE, photometric="minisblack", resolution=(DPI, DPI), resolutionunit=2)
    assert inspect(path)[1] == 2
    assert np.array_equal(loaded(path), PAGE) and np.array_equal(loaded(path, 2), 255 - PAGE)


def test_a_second_picture_behind_a_photo_is_no_page(tmp_path: Path) -> None:
    small = Image.fromarray(COLOUR[::4, ::4])
    Image.fromarray(COLOUR).save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[small])
    assert inspect(tmp_path / "a.jpg")[1] == 1
    assert loaded(tmp_path / "a.jpg").shape[:2] == (HEIGHT, WIDTH)


@pytest.mark.parametrize(
    ("dpi", "shape", "told"),
    [
        ((400, 200), (HEIGHT * 2, WIDTH), 400),
        ((200, 100), (HEIGHT * 2, WIDTH), 200),
        ((204, 98), (round(HEIGHT * 204 / 98), WIDTH), 204),  # a plain fax
        ((300, 100), (HEIGHT, WIDTH), None),  # no scanner is so unequal
        ((200, 200.4), (HEIGHT, WIDTH), 200.4),
        ((200.0000052, 200.0000052), (HEIGHT, WIDTH), 200),
    ],
)
def test_a_page_has_as_many_dots_along_as_across(
    tmp_path: Path, dpi: tuple[float, float], shape: tuple[int, int], told: float
) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PAGE, resolution=dpi, resolutionunit=2, photometric="minisblack")
    page = load_page(path, 1, "a.tif")
    assert page.pixels.shape == shape
    assert page.dpi == (told if told is None else pytest.approx(told, abs=0.001))


@pytest.mark.parametrize("turned", [1, 6])
def test_the_shape_of_a_dot_counts_where_its_size_is_not_told(tmp_path: Path, turned: int) -> None:
    exif = Image.Exif()
    exif[274] = turned
    Image.fromarray(PAGE).save(tmp_path / "a.jpg", quality=95, exif=exif)
    data = bytearray((tmp_path / "a.jpg").read_bytes())
    frame = data.find(b"JFIF\0")
    data[frame + 7 : frame + 12] = b"\0\0\2\0\1"  # no unit, two dots across for one along
    (tmp_path / "a.jpg").write_bytes(bytes(data))
    page = load_page(tmp_path / "a.jpg", 1, "a.jpg")
    upright = (2 * HEIGHT, WIDTH)
    assert page.pixels.shape == (upright if turned == 1 else upright[::-1]) and page.dpi is None


@pytest.mark.parametrize(
    ("tag", "words"),
    [(34887, "LERC"), (50001, "WebP"), (34712, "JPEG 2000"), (50002, "JPEG XL"), (34933, "PNG")],
)
def test_a_compression_that_is_not_opened_is_named(tmp_path: Path, tag: int, words: str) -> None:
    path = tiff(tmp_path / "a.tif", PAGE, photometric="minisblack")
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["Compression"].overwrite(tag)
    with pytest.raises(ScanError, match=f"nén kiểu {words}.*lưu lại"):
        loaded(path)


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_deep_colour_in_planes_is_read(tmp_path: Path, compression: str | None) -> None:
    stored = np.moveaxis(COLOUR, 2, 0).astype(np.uint16) * 257
    path = tiff(
        tmp_path / "a.tif", stored, photometric="rgb", planarconfig="separate", compression=compression
    )
    assert np.array_equal(loaded(path), COLOUR)


@pytest.mark.parametrize("stored", [PAGE.astype(np.uint32) * 16843009, PAGE.astype(np.float64)])
def test_values_too_deep_for_a_scanner_are_refused_as_what_they_are(
    tmp_path: Path, stored: np.ndarray
) -> None:
    path = tiff(tmp_path / "a.tif", stored, photometric="minisblack")
    with pytest.raises(ScanError, match=f"{stored.itemsize * 8} bit.*8 bits a channel"):
        loaded(path)


@pytest.mark.parametrize("bits", [10, 12, 14])
def test_values_at_the_low_end_of_16_bits_are_as_light_as_they_were_made(tmp_path: Path, bits: int) -> None:
    dots = PAGE // 2 + 127  # a page without black: its lightest dot decides the depth, its darkest nothing
    path = tiff(tmp_path / "a.tif", np.rint(dots * ((2**bits - 1) / 255)).astype(np.uint16))
    assert np.abs(loaded(path).astype(int) - dots).max() <= 1


def test_a_page_that_is_not_opened_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as writer:
        for _ in range(3):
            writer.write(PAGE, photometric="minisblack", contiguous=False)
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["Compression"].overwrite(34887)
        file.pages[1].tags["BitsPerSample"].overwrite(7)
    assert inspect(path)[1] == 3 and np.array_equal(loaded(path, 3), PAGE)
    for page, words in ((1, "LERC"), (2, "7 bit")):
        with pytest.raises(ScanError, match=words):
            loaded(path, page)


def test_a_picture_that_alone_is_called_an_overview_is_a_page(tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", PAGE, photometric="minisblack", subfiletype=1)
    assert inspect(path)[1] == 1 and np.array_equal(loaded(path), PAGE)


@pytest.mark.parametrize(("mode", "deep"), [("RGBA", 8), ("LA", 8), ("L", 16)])
def test_what_is_decoded_is_limited_and_not_what_the_file_measures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, deep: int
) -> None:
    dots = {"RGBA": np.dstack([COLOUR, PAGE]), "LA": np.dstack([PAGE, PAGE])}.get(
        mode, PAGE.astype(np.uint16)
    )
    Image.fromarray(dots).save(tmp_path / "a.png")
    needed = WIDTH * HEIGHT * len(mode) * deep // 8
    monkeypatch.setattr(limits, "MAX_DECODED_BYTES", needed)
    assert loaded(tmp_path / "a.png").shape[:2] == PAGE.shape
    monkeypatch.setattr(limits, "MAX_DECODED_BYTES", needed - 1)
    with pytest.raises(ScanError, match=f"{WIDTH} × {HEIGHT}"):
        loaded(tmp_path / "a.png")


def test_a_page_that_would_be_wholly_transparent_is_shown(tmp_path: Path) -> None:
    Image.fromarray(np.dstack([COLOUR, np.zeros_like(PAGE)]), "RGBA").save(tmp_path / "a.png")
    assert np.array_equal(loaded(tmp_path / "a.png"), COLOUR)


# --- PDF --------------------------------------------------------------------------------------------------

W, H = WIDTH * 72 / DPI, HEIGHT * 72 / DPI
WHOLE = f"q {W} 0 0 {H} 0 0 cm /I Do Q"


class Drawn:
    """A PDF of one page under way."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()

    def image(
        self, data: bytes, width: int = WIDTH, height: int = HEIGHT, **entries: object
    ) -> pikepdf.Object:
        stream = pikepdf.Stream(self.pdf, zlib.compress(data))
        plain = {"Type": "/XObject", "Subtype": "/Image", "Filter": "/FlateDecode"}
        for name, value in {**plain, "Width": width, "Height": height, **entries}.items():
            stream[f"/{name}"] = pikepdf.Name(value) if isinstance(value, str) else value
        return self.pdf.make_indirect(stream)

    def grey(self, pixels: np.ndarray = PAGE, bits: int = 8, data: bytes | None = None) -> pikepdf.Object:
        height, width = pixels.shape
        return self.image(
            pixels.tobytes() if data is None else data,
            width,
            height,
            BitsPerComponent=bits,
            ColorSpace="/DeviceGray",
        )

    def save(
        self, path: Path, content: str, size: tuple[float, float] = (W, H), **drawn: pikepdf.Object
    ) -> Path:
        page = self.pdf.add_blank_page(page_size=size)
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(**drawn))
        page.obj.Contents = self.pdf.make_stream(content.encode())
        self.pdf.save(path)
        return path


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_pictures_of_all_depths_are_read(tmp_path: Path, bits: int) -> None:
    if bits == 16:
        data, shown = (PAGE.astype(">u2") * 257).tobytes(), PAGE.astype(float)
    else:
        levels = (PAGE >> (8 - bits)).astype(np.uint8)
        spread = (levels[..., None] >> np.arange(bits)[::-1]) & 1
        data = np.packbits(spread.reshape(HEIGHT, -1), axis=1).tobytes()
        shown = levels * (255.0 / (2**bits - 1))
    drawn = Drawn()
    path = drawn.save(tmp_path / "a.pdf", WHOLE, I=drawn.grey(bits=bits, data=data))
    assert np.abs(loaded(path) - shown).mean() < 1
    half = Drawn()
    with pytest.raises(ScanError):
        loaded(half.save(tmp_path / "b.pdf", WHOLE, I=half.grey(bits=bits, data=data[: len(data) // 2])))


@pytest.mark.parametrize("coarser", [2, 4, 8])
@pytest.mark.parametrize("how", ["stencil", "mask", "soft mask"])
def test_a_compact_page_is_as_fine_as_its_writing(tmp_path: Path, coarser: int, how: str) -> None:
    ink = np.random.default_rng(7).random((HEIGHT, WIDTH)) < 0.3
    drawn = Drawn()
    ground = drawn.grey(np.full((HEIGHT // coarser, WIDTH // coarser), 255, np.uint8))
    bits = np.packbits(~ink, axis=1).tobytes()
    if how == "stencil":
        front = drawn.image(bits, BitsPerComponent=1, ImageMask=True)
    else:
        front = drawn.grey(np.zeros((HEIGHT // 8, WIDTH // 8), np.uint8))
        if how == "mask":
            front.Mask = drawn.image(bits, BitsPerComponent=1, ImageMask=True)
        else:
            front.SMask = drawn.grey((ink * 255).astype(np.uint8))
    content = f"q {W} 0 0 {H} 0 0 cm /G Do Q 0 g q {W} 0 0 {H} 0 0 cm /I Do Q"
    path = drawn.save(tmp_path / "a.pdf", content, G=ground, I=front)
    page = load_page(path, 1, "a.pdf")
    assert page.pixels.shape == (HEIGHT, WIDTH) and page.dpi == DPI
    assert ((page.pixels < 128) == ink).mean() > 0.999


@pytest.mark.parametrize("scale", [1.0, 72 / DPI, 10.0])
def test_a_picture_inside_a_scaled_form_keeps_its_dots(tmp_path: Path, scale: float) -> None:
    drawn = Drawn()
    form = drawn.pdf.make_stream(f"q {W / scale} 0 0 {H / scale} 0 0 cm /I Do Q".encode())
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, W / scale, H / scale])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=drawn.grey()))
    page = load_page(drawn.save(tmp_path / "a.pdf", f"q {scale} 0 0 {scale} 0 0 cm /F Do Q", F=form), 1, "a")
    assert page.pixels.shape == (HEIGHT, WIDTH) and page.dpi == DPI


def test_the_unit_of_a_page_may_be_larger_than_a_point(tmp_path: Path) -> None:
    drawn = Drawn()
    drawn.save(tmp_path / "a.pdf", f"q {W / 2} 0 0 {H / 2} 0 0 cm /I Do Q", (W / 2, H / 2), I=drawn.grey())
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.UserUnit = 2
        pdf.save(tmp_path / "a.pdf")
    page = load_page(tmp_path / "a.pdf", 1, "a.pdf")
    assert page.dpi == DPI and np.array_equal(page.pixels, PAGE)


def test_a_speck_that_is_stretched_over_the_page_decides_nothing(tmp_path: Path) -> None:
    drawn = Drawn()
    speck = drawn.grey(np.full((1, 1), 255, np.uint8))
    content = f"q {W} 0 0 {H} 0 0 cm /S Do /I Do Q"
    assert np.array_equal(loaded(drawn.save(tmp_path / "a.pdf", content, S=speck, I=drawn.grey())), PAGE)


def test_a_drawn_page_over_a_coarse_picture_is_rendered_fine(tmp_path: Path) -> None:
    drawn = Drawn()
    coarse = drawn.grey(np.full((HEIGHT // 8, WIDTH // 8), 255, np.uint8))
    page = load_page(drawn.save(tmp_path / "a.pdf", f"{WHOLE} 0 0 20 20 re f", I=coarse), 1, "a.pdf")
    assert page.dpi == 300 and page.pixels.shape == (round(H / 72 * 300), round(W / 72 * 300))


@pytest.mark.parametrize("strips", [2, 7, 60])
def test_strips_of_a_page_meet_without_a_seam(tmp_path: Path, strips: int) -> None:
    drawn, edges = Drawn(), np.linspace(0, HEIGHT, strips + 1).astype(int)
    named, content = {}, ""
    for k, (top, bottom) in enumerate(itertools.pairwise(edges)):
        named[f"S{k}"] = drawn.grey(PAGE[top:bottom])
        place = f"{W} 0 0 {(bottom - top) * 72 / DPI:.2f} 0 {(HEIGHT - bottom) * 72 / DPI:.2f}"
        content += f"q {place} cm /S{k} Do Q "
    page = load_page(drawn.save(tmp_path / "a.pdf", content, **named), 1, "a.pdf")
    assert page.dpi == DPI and np.array_equal(page.pixels, PAGE)


def test_a_box_of_whole_points_stretches_no_dot(tmp_path: Path) -> None:
    drawn, size = Drawn(), (round(W), round(H))
    content = f"q {size[0]} 0 0 {size[1]} 0 0 cm /I Do Q"
    page = load_page(drawn.save(tmp_path / "a.pdf", content, size, I=drawn.grey()), 1, "a.pdf")
    assert page.dpi == pytest.approx(DPI, rel=0.005) and np.array_equal(page.pixels, PAGE)


@pytest.mark.parametrize(("share", "dpi"), [(0.2, 300), (0.6, 600)])
def test_a_fine_stamp_does_not_make_its_page_as_fine_but_a_fine_scan_does(
    tmp_path: Path, share: float, dpi: float
) -> None:
    drawn = Drawn()
    wide, high = W * share**0.5, H * share**0.5
    stamp = drawn.grey(np.full((round(high / 72 * 600), round(wide / 72 * 600)), 99, np.uint8))
    content = f"{WHOLE} q {wide} 0 0 {high} 0 0 cm /S Do Q"
    assert load_page(drawn.save(tmp_path / "a.pdf", content, I=drawn.grey(), S=stamp), 1, "a").dpi == dpi


@pytest.mark.parametrize("how", ["pattern", "soft mask of the state"])
def test_writing_in_a_pattern_or_through_a_soft_mask_of_the_state_counts(tmp_path: Path, how: str) -> None:
    ink = np.random.default_rng(7).random((HEIGHT, WIDTH)) < 0.3
    drawn = Drawn()
    coarse = drawn.grey(np.full((HEIGHT // 8, WIDTH // 8), 255, np.uint8))
    inner = drawn.pdf.make_stream(WHOLE.encode())
    inner.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(I=drawn.grey((~ink * 255).astype(np.uint8)))
    )
    inner.BBox = pikepdf.Array([0, 0, W, H])
    path = drawn.save(
        tmp_path / "a.pdf",
        f"q {W} 0 0 {H} 0 0 cm /G Do Q /P gs /Pattern cs /P scn 0 0 {W} {H} re f",
        G=coarse,
    )
    resources = drawn.pdf.pages[0].obj.Resources
    if how == "pattern":
        inner.PatternType, inner.PaintType, inner.TilingType, inner.XStep, inner.YStep = 1, 1, 1, W, H
        resources.Pattern = pikepdf.Dictionary(P=inner)
    else:
        inner.Type, inner.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        inner.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray)
        mask = pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=inner)
        resources.ExtGState = pikepdf.Dictionary(P=pikepdf.Dictionary(SMask=mask))
    drawn.pdf.save(path)
    assert read_layout(path.open("rb"), 1).grid_dpi == pytest.approx((DPI, DPI))


def test_a_rare_coding_of_a_jpeg_is_named(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(PAGE).save(buffer, "JPEG")
    data = bytearray(buffer.getvalue())
    frame = data.find(b"\xff\xc0")
    data[frame + 1] = 0xC3
    (tmp_path / "a.jpg").write_bytes(bytes(data))
    with pytest.raises(ScanError, match="lossless JPEG"):
        loaded(tmp_path / "a.jpg")
