"""Titles drawn by the test itself in the orders and shapes that sheets use."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.model import SheetTitle, Source
from pipeline.sheets import title
from pipeline.sheets.margin import bounds, cut_strip, find_lines, page_box
from pipeline.sheets.title import orientation_score, read_title
from pipeline.text import fold

DPI = 200
WIDTH_MM, HEIGHT_MM, LEFT_MM, TOP_MM = 220.0, 60.0, 30.0, 50.0
FONTS = Path("/usr/share/fonts/truetype")
SANS = FONTS / "croscore" / "Arimo-Bold.ttf"
SERIF = FONTS / "croscore" / "Tinos-Regular.ttf"
pytestmark = pytest.mark.skipif(not SANS.is_file(), reason="fonts-croscore is not installed")

# (text, x and y of the middle of its baseline in mm from the north-west corner, height of capitals in mm)
Text = tuple[str, float, float, float]
CIRCULAR: list[Text] = [
    ("TP. HÀ NỘI - HUYỆN ĐAN PHƯỢNG", 35, -17, 3.0),
    ("XÃ TRUNG CHÂU", 110, -26, 7.0),
    ("340 564-8-C TỜ SỐ 20", 120, -17, 3.75),
    ("TỶ LỆ 1:1000", 110, HEIGHT_MM + 18, 3.75),
    ("1 cm trên bản đồ bằng 10 m trên thực địa", 110, HEIGHT_MM + 23, 2.5),
    ("THÀNH 30 TỜ", 195, HEIGHT_MM + 17, 2.5),
    ("TỜ SỐ 20", 195, HEIGHT_MM + 22, 2.5),
    ("Tổng số thửa : 115", 195, HEIGHT_MM + 27, 2.5),
]
OLDER: list[Text] = [
    ("BẢN ĐỒ ĐỊA CHÍNH", 110, -30, 6.0),
    ("Xã Thụy Hòa - Huyện Yên Phong - Tỉnh Bắc Ninh", 110, -22, 3.2),
    ("Tờ bản đồ số: 14   (346551-3-c)", 110, -15, 3.2),
    ("Hệ tọa độ VN-2000, kinh tuyến trục 105°30'", 50, HEIGHT_MM + 18, 2.5),
    ("Tỷ lệ 1/1000", 140, HEIGHT_MM + 18, 3.2),
]
BELOW: list[Text] = [
    ("Phường Suối Hoa - Thành phố Bắc Ninh - Tỉnh Bắc Ninh", 60, HEIGHT_MM + 18, 3.2),
    ("Bản đồ địa chính tờ số 7", 60, HEIGHT_MM + 25, 3.2),
    ("Tỉ lệ 1:500", 180, HEIGHT_MM + 18, 3.2),
    ("340564-8-(11)", 180, HEIGHT_MM + 25, 3.2),
]


def px(mm: float) -> float:
    return mm / 25.4 * DPI


def draw(texts: list[Text], font: Path = SANS, outer_mm: float = 10.0, side: str = "") -> np.ndarray:
    """A page with inner and outer frame and the texts around it."""
    size = (round(px(WIDTH_MM + 2 * LEFT_MM)), round(px(HEIGHT_MM + 2 * TOP_MM)))
    image = Image.new("L", size, 235)
    pen = ImageDraw.Draw(image)
    left, top = px(LEFT_MM), px(TOP_MM)
    right, bottom = left + px(WIDTH_MM), top + px(HEIGHT_MM)
    out = px(outer_mm)
    pen.rectangle((left, top, right, bottom), outline=30, width=2)
    pen.rectangle((left - out, top - out, right + out, bottom + out), outline=30, width=8)
    for text, x, y, height in texts:
        pen.text((left + px(x), top + px(y)), text, 30, letters(font, height), anchor="ms")
    if side:
        strip = Image.new("L", (round(px(HEIGHT_MM)), round(px(8))), 235)
        ImageDraw.Draw(strip).text((px(30), px(6)), side, 30, letters(font, 2.5), anchor="ms")
        image.paste(strip.rotate(90, expand=True), (round(right + out + px(4)), round(top)))
    return np.asarray(image)


def letters(font: Path, capitals_mm: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(font), round(px(capitals_mm) / 0.716)
    )  # capitals of Arial, share of the size


def corners() -> np.ndarray:
    left, top = px(LEFT_MM), px(TOP_MM)
    right, bottom = left + px(WIDTH_MM), top + px(HEIGHT_MM)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def read(page: np.ndarray) -> SheetTitle:
    return read_title(page, DPI, corners(), Source("maps/a.tif", 2))


def test_form_of_the_circular() -> None:
    title = read(draw(CIRCULAR, side="XÃ TRUNG CHÂU - TỜ SỐ 20"))
    assert (title.commune.value or "").casefold() == "xã trung châu"
    assert title.district.value == "Huyện ĐAN PHƯỢNG"
    assert title.province.value == "Thành phố HÀ NỘI"
    assert (title.number.value, title.number.agreed) == (20, True)
    assert title.number.confidence > 0.9
    assert (title.sheet_code.value, title.sheet_code.agreed) == ("340564-8-c", True)
    assert (title.scale.value, title.scale.agreed) == (1000, True)
    assert (title.parcel_count.value, title.parcel_count.agreed) == (115, True)
    assert title.crs_text == ""


def test_older_form_in_another_type() -> None:
    title = read(draw(OLDER, SERIF, outer_mm=6.0))
    assert title.commune.value == "Xã Thụy Hòa"
    assert title.district.value == "Huyện Yên Phong"
    assert title.province.value == "Tỉnh Bắc Ninh"
    assert title.number.value == 14
    assert title.sheet_code.value == "346551-3-c"
    assert title.scale.value == 1000
    assert title.parcel_count.value is None
    assert "VN-2000" in title.crs_text


def test_title_below_the_frame_and_scale_that_tells_1_500_from_1_200() -> None:
    title = read(draw(BELOW))
    assert title.commune.value == "Phường Suối Hoa"
    assert title.district.value == "Thành phố Bắc Ninh"
    assert title.number.value == 7
    assert title.scale.value == 500
    assert title.sheet_code.value == "340564-8-(11)"


def test_a_number_that_runs_into_the_edge_of_the_page_is_not_read() -> None:
    page = draw([("TỜ SỐ 39", 100, -17, 3.75), ("TỶ LỆ 1:1000", 60, HEIGHT_MM + 18, 3.75)])
    assert read(page).number.value == 39
    ink = np.flatnonzero((page[: round(px(TOP_MM - 12)), :] < 128).any(axis=0))
    cut = page[:, : ink[-1] - round(px(2.0))]  # through the 9
    assert read(np.ascontiguousarray(cut)).number.value is None


def test_a_title_close_below_the_edge_of_the_page_is_read() -> None:
    page = draw([("XÃ TRUNG CHÂU", 110, -26, 7.0), ("TỜ SỐ 39", 100, -14, 3.75)])
    top = int(np.flatnonzero((page < 128).any(axis=1))[0])
    close = np.ascontiguousarray(page[top - 4 :])
    read = read_title(close, DPI, corners() - (0, top - 4), Source("maps/a.tif"))
    assert (read.commune.value or "").casefold() == "xã trung châu"
    cut = np.ascontiguousarray(page[top + 25 :])
    assert read_title(cut, DPI, corners() - (0, top + 25), Source("maps/a.tif")).commune.value is None


def test_specks_between_the_lines_of_a_title_join_none_of_them() -> None:
    page, rng = draw(OLDER, SERIF, outer_mm=6.0).copy(), np.random.default_rng(4)
    for y, x in zip(rng.integers(0, page.shape[0], 2500), rng.integers(0, page.shape[1], 2500), strict=True):
        page[y : y + 2, x : x + 2] = 30
    title = read(page)
    assert title.commune.value == "Xã Thụy Hòa"
    assert (title.number.value, title.sheet_code.value, title.scale.value) == (14, "346551-3-c", 1000)


def test_box_of_a_reading_lies_on_the_page_where_the_text_stands() -> None:
    number = read(draw(CIRCULAR)).parcel_count
    assert number.source is not None
    assert (number.source.scan, number.source.page) == ("maps/a.tif", 2)
    assert number.source.box is not None
    x0, y0, x1, y1 = number.source.box
    assert px(LEFT_MM + 195) < (x0 + x1) / 2 < px(LEFT_MM + 215)
    assert px(TOP_MM + HEIGHT_MM + 23) < (y0 + y1) / 2 < px(TOP_MM + HEIGHT_MM + 28)


def test_side_text_alone_gives_commune_and_number() -> None:
    title = read(draw([], side="XÃ TRUNG CHÂU - TỜ SỐ 20"))
    assert title.commune.value == "Xã TRUNG CHÂU"
    assert title.number.value == 20


def test_places_that_contradict_each_other_are_not_agreed() -> None:
    one, other = ("TỜ SỐ 20", 60.0, -20.0, 3.75), ("TỜ SỐ 26", 160.0, HEIGHT_MM + 20, 3.75)
    number = read(draw([one, other])).number
    assert not number.agreed
    assert number.confidence < 0.7
    assert {number.value, *(value for value, _ in number.alternatives)} == {20, 26}


def test_blank_margins_give_nothing() -> None:
    title = read(draw([]))
    for reading in (title.commune, title.number, title.sheet_code, title.scale, title.parcel_count):
        assert (reading.value, reading.confidence, reading.agreed) == (None, 0.0, False)


def test_skewed_and_shaded_page() -> None:
    page = draw(CIRCULAR)
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 2.0, 1.0)
    shade = np.linspace(0.6, 1.0, width)[None, :]
    turned = (cv2.warpAffine(page, turn, (width, height), borderValue=235) * shade).astype(np.uint8)
    found = corners() @ turn[:, :2].T + turn[:, 2]
    title = read_title(turned, DPI, found, Source("a.tif"))
    assert (title.number.value, title.sheet_code.value, title.scale.value) == (20, "340564-8-c", 1000)


def _worn(page: np.ndarray, left: float) -> np.ndarray:
    """Ink fades from the right edge to ``left`` of its strength at the middle and comes back; grain."""
    share = left + (1 - left) * np.abs(np.linspace(-1, 1, page.shape[1]))[None, :]
    grain = np.random.default_rng(3).normal(0, 4, page.shape)
    return np.clip(235 - (235.0 - page) * share + grain, 0, 255).astype(np.uint8)


def test_print_that_faded_along_its_line_is_read_as_what_did_not() -> None:
    title = read(_worn(draw(OLDER, SERIF, outer_mm=6.0), 0.2))
    for reading, expected in (
        (title.commune, "Xã Thụy Hòa"),
        (title.district, "Huyện Yên Phong"),
        (title.province, "Tỉnh Bắc Ninh"),
        (title.number, 14),
        (title.sheet_code, "346551-3-c"),
    ):
        assert (reading.value, reading.agreed) == (expected, True)


def test_a_fold_through_a_title_hides_nothing_of_it() -> None:
    page = _worn(draw(OLDER, SERIF, outer_mm=6.0), 0.6).astype(np.int16)
    for middle_mm in (104.0, 131.0):  # through the names, and through the sheet number
        at = round(px(LEFT_MM + middle_mm))
        page[:, at : at + 3] -= 60
    title = read(np.clip(page, 0, 255).astype(np.uint8))
    assert (title.commune.value, title.number.value) == ("Xã Thụy Hòa", 14)
    assert (title.sheet_code.value, title.sheet_code.agreed) == ("346551-3-c", True)


def test_a_scale_whose_words_are_gone_is_known_by_its_mark() -> None:
    assert read(draw([("1:500", 110, HEIGHT_MM + 18, 3.75)])).scale.value == 500
    assert read(draw([("1 500", 110, HEIGHT_MM + 18, 3.75)])).scale.value is None


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("I:200o", 2000),
        ("l : 5OO", 500),
        ("1:1000", 1000),
        ("I:2o", None),
        ("Lo I:200o", None),
        ("IoOo", None),
    ],
)
def test_a_scale_alone_may_be_lettered_with_letters_like_figures(text: str, scale: int | None) -> None:
    assert title._bare_ratio(text) == scale


def test_orientation_score_is_highest_upright() -> None:
    page = draw(CIRCULAR)
    upright = orientation_score(page, DPI, corners())
    upside_down = np.array([[page.shape[1], page.shape[0]]]) - 1 - corners()
    turned = orientation_score(np.ascontiguousarray(page[::-1, ::-1]), DPI, np.roll(upside_down, 2, axis=0))
    assert upright > 20
    assert turned < 0.3 * upright


def test_outer_frame_and_what_lies_inside_it_are_cut_off() -> None:
    inside = [("2337", 20.0, -3.0, 2.5), ("XÃ TRUNG CHÂU", 110.0, -20.0, 5.0)]
    strip = cut_strip(draw(inside), DPI, corners(), "above")
    assert [fold(line.text) for line in find_lines(strip)] == ["xa trung chau"]


def test_page_box_turns_the_right_margin_back() -> None:
    strip = cut_strip(draw([], side="XÃ TRUNG CHÂU"), DPI, corners(), "right")
    line = find_lines(strip)[0]
    x0, y0, x1, y1 = page_box(strip, bounds(line.words))
    assert px(LEFT_MM + WIDTH_MM + 10) < x0 < x1 < px(LEFT_MM + WIDTH_MM + 22)
    assert y1 - y0 > 3 * (x1 - x0)


BLOCK = [
    ("Xã", "Xã Đại Lai"),
    ("Huyện", "Gia Bình"),
    ("Tờ số", "34"),
    ("Mảnh", "334569-5"),
    ("Tỷ lệ", "1:2000"),
]


def in_a_block(page: np.ndarray, x_mm: float, y_mm: float) -> np.ndarray:
    """A title in a ruled block of two columns, its upper left corner so far from that of the frame."""
    image = Image.fromarray(page)
    pen = ImageDraw.Draw(image)
    left, top = px(LEFT_MM + x_mm), px(TOP_MM + y_mm)
    for row, texts in enumerate(BLOCK):
        high = top + px(8) * row
        for text, x, width in zip(texts, (0, 25), (25, 70), strict=True):
            pen.rectangle((left + px(x), high, left + px(x + width), high + px(8)), outline=30, width=2)
            pen.text((left + px(x + 2), high + px(5.5)), text, 30, letters(SANS, 3.0), anchor="ls")
    return np.asarray(image)


@pytest.mark.parametrize("place", ["below", "beside"])
def test_a_title_in_a_block_far_from_the_frame(place: str) -> None:
    page = draw([])
    wide = np.pad(page, ((0, round(px(100))), (0, round(px(120)))), constant_values=235)
    drawn = in_a_block(wide, 100, HEIGHT_MM + 75) if place == "below" else in_a_block(wide, WIDTH_MM + 30, 5)
    title = read(drawn)
    assert (title.commune.value, title.district.value) == ("Xã Đại Lai", "Huyện Gia Bình")
    assert (title.number.value, title.sheet_code.value, title.scale.value) == (34, "334569-5", 2000)


def test_a_scale_with_the_sheet_number_behind_it() -> None:
    title = read(draw([("Tỷ lệ 1:2000  Mảnh 334572-4", 110, HEIGHT_MM + 20, 3.5)]))
    assert (title.scale.value, title.sheet_code.value) == (2000, "334572-4")
