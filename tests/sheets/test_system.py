from __future__ import annotations

import pytest

from pipeline.sheets.system import PrintedSystem, parse_system


@pytest.mark.parametrize(
    ("text", "kind", "meridian"),
    [
        ("Hệ tọa độ VN-2000, kinh tuyến trục 105°30', múi chiếu 3°", "vn2000", 105.5),
        ("HỆ TOẠ ĐỘ VN 2000 - KINH TUYẾN TRỤC 107°00′", "vn2000", 107.0),
        ("Hệ tọa độ HN-72", "hn72", None),
        ("Hệ Hà Nội 1972", "hn72", None),
        ("HỆ TỌA ĐỘ TỰ DO, KHU VỰC THÔN ĐÔNG", "free", None),
        ("Độc lập - Tự do - Hạnh phúc", None, None),
        ("Lưới HN-72 chuyển sang VN-2000", None, None),
        ("kinh tuyến 105°30 hay 107°00", None, None),
        ("", None, None),
    ],
)
def test_what_a_sheet_says(text: str, kind: str | None, meridian: float | None) -> None:
    read = parse_system(text)
    assert read.kind == kind
    assert read.meridian_deg == meridian if "hay" not in text else True


def test_two_meridians_are_none() -> None:
    text = "kinh tuyến trục 105°30, kinh tuyến trục 107°00"
    assert parse_system(text).meridian_deg is None


@pytest.mark.parametrize(
    ("said", "epsg", "refused"),
    [
        (PrintedSystem("vn2000", 105.5), 9209, False),
        (PrintedSystem("vn2000", 105.5), 9214, True),  # 105°30′ taken for 107°00′ is 156 km off
        (PrintedSystem("hn72"), 9209, True),
        (PrintedSystem("free"), 9209, True),
        (PrintedSystem(), 9214, False),
    ],
)
def test_a_sheet_of_another_system_is_refused(said: PrintedSystem, epsg: int, refused: bool) -> None:
    assert bool(said.refusal(epsg)) == refused
