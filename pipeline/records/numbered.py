"""Numbers of parcels and of sheets by their printed names, told from numbers of other things.

These names are short: one letter makes a number of the tax (``Số thuế``) of the parcel's (``Số thửa``), one
mark a group of houses (``Tổ``) of the sheet (``Tờ``). So a name counts as a misreading of ours only where no
name of another thing is nearer to what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.likeness import distance

# As printed, for marks tell what letters do not.
PRINTED: dict[str, tuple[str, ...]] = {
    "sheet": (
        "Tờ bản đồ số",
        "Số tờ bản đồ",
        "Số hiệu tờ bản đồ",
        "Số thứ tự tờ bản đồ",
        "Tờ bản đồ",
        "Tờ số",
        "Số tờ",
    ),
    "number": (
        "Thửa đất số",
        "Số thứ tự thửa đất",
        "Số thứ tự thửa",
        "Số hiệu thửa đất",
        "Số thửa đất",
        "Số thửa",
        "Thửa số",
        "STT thửa",
        "Thửa đất",
    ),
    "parcel_count": ("Tổng số thửa", "Tổng số thửa đất", "Số lượng thửa", "Số lượng thửa đất"),
}
PRINTED_LABELS: dict[str, tuple[str, ...]] = {
    "sheet": ("Tờ", "Tờ bản đồ địa chính số", "Bản đồ số"),
    "number": ("Thửa", "Thửa số"),
}
# What offices number in their tables and is a letter or two from ``thửa``, ``tờ`` or ``bản đồ``. ``Thu``
# (takings) and ``thư`` (letters) are not here: they are ``thửa`` without its last letter, which rules hide.
_OTHER_THINGS = """
    thuế, thuê, thuê bao, thư mời, thầu, thùng, tháng, thụ lý, thưởng, thuốc, thuộc, thương binh, thừa kế,
    thẻ, thợ, thu hồi, thủ tục, chùa, chứng từ, điện thoại, hộ, hộ thuê, lô, ô, tổ, tổ dân phố, sổ, bộ, mộ,
    đo, nhà, kho, xe, cọc, tốp, bản, bản vẽ, bản án, bản sao, đồ án, tờ khai, tờ trình
"""
_NAMED = (
    "{}",
    "Số {}",
    "{} số",
    "Mã số {}",
    "Số hiệu {}",
    "Số thứ tự {}",
    "STT {}",
    "Tổng số {}",
    "Số lượng {}",
)


def of_another_thing(role: str, *texts: str) -> bool:
    """Whether every text, as read, is nearer to the number of another thing than to any name of ``role``.

    Never for a role that is no number. Marks count less than letters: readers lose them.
    """
    own = (*PRINTED.get(role, ()), *PRINTED_LABELS.get(role, ()))
    return bool(own) and all(_nearest(text, own) > _nearest(text, _others()) for text in texts if text)


def _nearest(text: str, names: Sequence[str]) -> float:
    return min(distance(text, name) for name in names)


@cache
def _others() -> tuple[str, ...]:
    return tuple(form.format(thing) for form in _NAMED for thing in _OTHER_THINGS.split(","))
