"""A form filled in by pen is told from one that was typed; marks may be lost to the leaders below."""

from __future__ import annotations

from pathlib import Path

import pytest
from numpy.random import default_rng

from pipeline.model import PageImage, Source
from pipeline.records.certificate_fields import facts_of, said_on
from pipeline.records.sides import Side, stand_up, upright
from synthetic.canvas import Canvas
from synthetic.canvas import Text as Look
from synthetic.fonts import Face
from synthetic.handwriting import Hand

ARIMO = Path("/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf")
FORM = Look(Face("tinos"), 2.6)
PEN = Hand(ARIMO, ARIMO, slant=0.1, size=1.1, unrest=0.035)  # a face of print: unrest alone makes the hand
FILLED = (
    ("Tên người sử dụng đất:", "Ông Nguyễn Văn Bình"),
    ("Địa chỉ thường trú:", "Thôn Đông, xã Đại Bái, huyện Gia Bình"),
    ("Thửa đất số:", "241"),
    ("Tờ bản đồ số:", "17"),
    ("Địa chỉ thửa đất:", "Đồng Sau, xã Đại Bái, huyện Gia Bình"),
    ("Diện tích:", "1364,1 m²"),
    ("Mục đích sử dụng đất:", "Đất chuyên trồng lúa nước"),
    ("Thời hạn sử dụng đất:", "Đến ngày 15/10/2063"),
    ("Nguồn gốc sử dụng đất:", "Nhà nước giao đất có thu tiền sử dụng đất"),
)


def _page(hand: Hand | None, *, leaders: bool = False) -> Side:
    canvas = Canvas((210.0, 150.0), (0.0, 0.0), 200)
    rng = default_rng(3)
    for row, (label, value) in enumerate(FILLED):
        y = 15 + 13 * row
        canvas.text(label, (15, y), FORM)
        if leaders:
            canvas.text("." * 120, (60, y), FORM)
        if hand is None:
            canvas.text(value, (75, y), FORM)
        else:
            mask, origin = hand.write(value, 2.6 * canvas.scale, rng)
            canvas.lay(mask, (75, y), origin, "black")
    return upright(stand_up(PageImage(Source("giay.pdf"), canvas.flatten(), 200.0)))


def test_a_typed_form_is_print_and_a_written_one_is_not() -> None:
    assert not _page(None).by_hand
    assert _page(PEN).by_hand


@pytest.mark.parametrize("leaders", [False, True])
def test_names_on_leaders_are_read_and_not_agreed(leaders: bool) -> None:
    side = _page(None, leaders=leaders)
    facts = facts_of(said_on(side.lines, side.source))
    (holder,) = facts.holders
    assert holder.name.value == "Nguyễn Văn Bình"
    assert holder.name.agreed is not leaders
    assert facts.term.agreed  # figures have no marks
