from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline import ctc, ocr

FONTS = ("croscore/Arimo-Regular.ttf", "croscore/Tinos-Regular.ttf", "dejavu/DejaVuSans.ttf")


def line(text: str, font: str = FONTS[0], height: int = 40) -> np.ndarray:
    """One line of text, black on white, with a little room around it."""
    face = ImageFont.truetype(f"/usr/share/fonts/truetype/{font}", height)
    left, top, right, bottom = face.getbbox(text)
    image = Image.new("L", (int(right - left) + 24, int(bottom - top) + 16), 255)
    ImageDraw.Draw(image).text((12 - left, 8 - top), text, font=face, fill=20)
    return np.asarray(image)


@pytest.mark.parametrize("font", FONTS)
def test_digits_are_read_by_two_independent_readers(font: str) -> None:
    numbers = ["213", "1284.6", "90,5", "4077"]
    images = [line(number, font) for number in numbers]
    assert [t.text for t in ocr.read_limited(images, ocr.AREA_LETTERS)] == numbers
    assert [t.text for t in ocr.read_tesseract(images, "eng", ocr.AREA_LETTERS)] == numbers


def test_limited_reader_writes_only_its_alphabet() -> None:
    text = ocr.read_limited([line("LUC 20")], ocr.DIGITS)[0].text
    assert set(text) <= set(ocr.DIGITS)


def test_alternatives_come_with_falling_probabilities() -> None:
    read = ocr.read_limited([line("1284")], ocr.DIGITS, beams=4)[0]
    shares = [share for _, share in read.alternatives]
    assert read.text == "1284" and shares == sorted(shares, reverse=True) and len(shares) == 3


def test_closed_list_picks_the_right_code() -> None:
    ranked = ocr.score_words([line("CLN"), line("ONT+CLN")], ["CLN", "LUC", "ONT", "ONT+CLN"])
    assert [best[0][0] for best in ranked] == ["CLN", "ONT+CLN"]
    assert all(sum(share for _, share in best) == pytest.approx(1.0) for best in ranked)


def test_the_head_for_handwriting_runs_beside_the_other_reading() -> None:
    own, other = ocr.score_written([line("213")], ocr.DIGITS)[0]
    assert own.shape[1] == len(ocr.HAND_LETTERS) + 1 and other.shape[1] == len(ocr.DIGITS) + 1
    assert ctc.beam_search(own, ocr.HAND_LETTERS, 1)[0][0] == "213"
    assert ocr.score_written([], ocr.DIGITS) == []


def test_vietnamese_names_are_read() -> None:
    names = ["Nguyễn Thị Hương", "Đặng Văn Quyết", "UBND xã"]
    assert [t.text for t in ocr.read_vietnamese([line(name, FONTS[1], 44) for name in names])] == names


def test_words_come_with_boxes_in_pixels() -> None:
    image = np.full((200, 900), 255, np.uint8)
    drawn = line("Huyện Gia Bình")
    image[60 : 60 + drawn.shape[0], 100 : 100 + drawn.shape[1]] = drawn
    words = ocr.find_words(image, "vie", "block")
    assert [word.text for word in words] == ["Huyện", "Gia", "Bình"]
    assert all(word.box[0] >= 95 and word.box[3] <= 130 for word in words)


@pytest.mark.parametrize("mode", ["sparse", "block", "page"])
def test_white_page_has_no_words(mode: str) -> None:
    assert ocr.find_words(np.full((300, 400), 255, np.uint8), mode=mode) == []


def test_a_window_that_is_asked_for_again_is_not_read_again() -> None:
    window, again = line("2035"), line("2035")
    ocr.read_labels([window])
    before = ocr._read_line.cache_info()
    ((_, told),) = ocr.score_labels([again], ocr.DIGITS)
    after = ocr._read_line.cache_info()
    assert told.text == "2035" and (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_no_images_no_answers() -> None:
    assert ocr.read_limited([], ocr.DIGITS) == [] and ocr.read_vietnamese([]) == []


def test_program_reads_where_the_library_is_not_installed(monkeypatch) -> None:
    monkeypatch.setattr(ocr, "is_in_process", lambda: False)
    image = np.pad(line("213"), 20, constant_values=255)
    assert ocr.read_tesseract([image], "eng", ocr.DIGITS)[0].text == "213"


def _scores(steps: list[dict[str, float]]) -> np.ndarray:
    """Log-probabilities of the Vietnamese head; what is left of each step is for the blank."""
    found = np.full((len(steps), len(ocr.VIETNAMESE_LETTERS) + 1), 1e-6)
    for row, step in zip(found, steps, strict=True):
        for letter, share in step.items():
            row[ocr.VIETNAMESE_LETTERS.index(letter) + 1] = share
        row[0] = max(1e-6, 1.0 - sum(step.values()))
    return np.log(found).astype(np.float32)


def test_a_name_is_as_sure_as_its_least_sure_letter() -> None:
    """Where one letter passes into the next both are likely; a letter with another tone is a rival."""
    sure = ocr.text_of(_scores([{"T": 0.99}, {"T": 0.5, "y": 0.5}, {"y": 0.98}, {}]))
    torn = ocr.text_of(_scores([{"T": 0.99}, {"T": 0.5, "y": 0.5}, {"y": 0.7, "ỵ": 0.28}, {}]))
    lost = ocr.text_of(_scores([{"T": 0.99}, {}, {"h": 0.4}, {}, {"y": 0.98}, {}]))
    assert (sure.text, torn.text, lost.text) == ("Ty", "Ty", "Ty")
    assert sure.confidence > 0.99
    assert torn.confidence == pytest.approx(0.72, abs=0.01)
    assert lost.confidence == pytest.approx(0.6, abs=0.01)
    assert ocr.text_of(_scores([{}])).confidence == 0.0
