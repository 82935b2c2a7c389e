from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import legacy_text
from pipeline.errors import ScanError
from pipeline.vectors.read import read_map
from pipeline.vectors.sheet import File

HEAD = "|Thửa|Tâm X|Tâm Y|Diện tích|D/tích PL|Loại đất|MDSD2003|Tên chủ sử dụng|Địa chỉ|SHTạm|Xứ đồng|"
ROWS = (
    "|12|2345046.21|553458.82|717.2||ONT|ONT|Giáp Đức Chín|Thôn Đoài||Thôn Đoài|",
    "|13|2345046.05|553438.44|691.9|700.0|LUC|LUC|Đỗ Công Tâm|||Đồng Cửa|",
    "|14|2345046.05|553438.44|10.0||LUC|LUC||||Đồng Cửa|",
)


def _tcvn3(text: str) -> bytes:
    table = {letter: byte for byte, letter in legacy_text._tcvn3().items()}
    return bytes(table.get(letter, ord(letter)) if not letter.isascii() else ord(letter) for letter in text)


def test_rows_that_name_a_holder_are_rows_of_a_register(tmp_path: Path) -> None:
    text = "\n".join(["+--+--+", HEAD, "+--+--+", *ROWS])
    (tmp_path / "dc8.txt").write_bytes(_tcvn3(text))
    (page,) = read_map(tmp_path / "dc8.txt", File.of("vectors/dc8.txt", "09208")).pages
    assert page.sheet.value == 8 and not page.sheet.agreed
    said = [(row.number.value, row.area_m2.value, row.code.value, row.owner.value) for row in page.rows]
    assert said == [(12, 717.2, "ONT", "Giáp Đức Chín"), (13, 700.0, "LUC", "Đỗ Công Tâm")]
    assert page.rows[0].source.place_m == (553458.82, 2345046.21)


@pytest.mark.parametrize("text", ["", "Kính gửi Ủy ban", "|STT|Tên|\n|1|A|"])
def test_any_other_text_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "thu.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ScanError, match="FAMIS"):
        read_map(tmp_path / "thu.txt", File.of("vectors/thu.txt", "09208"))


@pytest.mark.parametrize("rows", [(), (ROWS[0], "|13|2345046.05|"), (ROWS[0], ROWS[1][:-30])])
def test_a_table_that_ends_in_its_head_or_in_a_row_is_cut_short(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    (tmp_path / "dc8.txt").write_bytes(_tcvn3("\n".join(["+--+", HEAD, "+--+", *rows])))
    with pytest.raises(ScanError, match="thiếu phần cuối"):
        read_map(tmp_path / "dc8.txt", File.of("vectors/dc8.txt", "09208"))
