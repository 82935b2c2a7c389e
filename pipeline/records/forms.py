"""The forms of registers as data: what the words over a column mean, and what a column's content says.

Names of columns: App. 15 of Circular 25/2014, Art. 21 of Circular 26/2024, the forms of 1995, 2004 and 2007,
and plain tables that offices make. Current state wins over papers, and area may stand before or after code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from pipeline import values
from pipeline.records.numbered import PRINTED, PRINTED_LABELS, of_another_thing
from pipeline.text import fold

# Meaning -> names of the column, folded; names with the words of the upper storey come as well.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "sheet": tuple(map(fold, PRINTED["sheet"])),
    "number": tuple(map(fold, PRINTED["number"])),
    "owner": (
        "ten nguoi su dung quan ly dat",
        "ten nguoi su dung dat",
        "nguoi su dung dat",
        "ten chu su dung dat",
        "chu su dung dat",
        "ten chu su dung quan ly",
        "ho va ten",
        "ho ten chu su dung",
        "ho va ten chu su dung dat",
        "ten chu",
        "ten chu su dung dat",
    ),
    "owner_kind": (
        "ma doi tuong su dung quan ly dat",
        "ma doi tuong su dung doi tuong duoc giao quan ly dat",
        "doi tuong su dung quan ly dat",
        "loai doi tuong",
        "ma doi tuong",
        "doi tuong su dung",
        "doi tuong",
    ),
    "area": (
        "hien trang su dung dat dien tich m2",
        "theo hien trang su dung dat dien tich m2",
        "dien tich theo hien trang",
        "dien tich m2",
        "dien tich",
        "dien tich thua dat m2",
        "dien tich su dung rieng m2",
        "dien tich su dung m2",
    ),
    "code": (
        "hien trang su dung dat loai dat",
        "theo hien trang su dung dat loai dat",
        "loai dat theo hien trang",
        "muc dich su dung kiem ke",
        "kiem ke",
        "loai dat",
        "ma loai dat",
        "muc dich su dung",
        "muc dich su dung dat",
    ),
    "paper_area": (
        "giay to phap ly ve quyen su dung dat dien tich m2",
        "theo giay to phap ly ve quyen su dung dat dien tich m2",
        "dien tich theo giay to",
        "dien tich phap ly",
        "dien tich theo gcn",
    ),
    "paper_code": (
        "giay to phap ly ve quyen su dung dat loai dat",
        "theo giay to phap ly ve quyen su dung dat loai dat",
        "loai dat theo giay to",
        "muc dich su dung cap gcn",
        "cap gcn",
        "loai dat phap ly",
    ),
    "place": (
        "dia chi thua dat",
        "dia chi",
        "xu dong",
        "dia danh",
        "dia danh xu dong",
        "vi tri thua dat",
        "ten xu dong",
        "thon xom xu dong",
    ),
    "note": ("ghi chu", "noi dung thay doi", "ghi chu noi dung thay doi", "nhung thay doi"),
    # columns that speak of whole sheets (App. 16 of Circular 25/2014), never of one parcel
    "parcel_count": tuple(map(fold, PRINTED["parcel_count"])),
    "user_count": ("tong so chu su dung dat", "tong so chu su dung", "tong so nguoi su dung dat"),
    "manager_count": ("tong so chu quan ly dat", "tong so chu quan ly", "tong so nguoi quan ly dat"),
    # columns that nothing is taken from, named so that they do not pass for another
    "ordinal": ("stt", "so tt", "tt", "so thu tu"),
    "shared_area": ("dien tich su dung chung m2", "chung"),
    "entry_date": ("ngay thang nam vao so", "ngay vao so"),
    "home": ("dia chi thuong tru", "noi thuong tru", "ho khau thuong tru", "cho o", "dia chi chu su dung"),
    "plan_code": ("quy hoach", "muc dich su dung quy hoach"),
    "detail_code": ("chi tiet", "muc dich su dung chi tiet"),
    "origin": ("nguon goc su dung", "nguon goc", "nguon goc su dung dat"),
    "term": ("thoi han su dung", "thoi han"),
    "certificate": ("so phat hanh gcn", "so vao so cap gcn", "so seri", "so gcn", "ngay cap gcn"),
    "person": ("nam sinh", "so cmnd", "so cccd", "ngay sinh"),
    "rank": ("hang dat",),
    "signature": ("chu ky", "ky ten", "ky nhan"),
}
# Labels that stand on forms about one parcel and over no column (App. 12, 13; certificates since 2004).
LABEL_NAMES: dict[str, tuple[str, ...]] = {
    "number": tuple(map(fold, PRINTED_LABELS["number"])),
    "sheet": tuple(map(fold, PRINTED_LABELS["sheet"])),
    "paper_area": ("dien tich tren giay to", "giay to phap ly", "dien tich theo giay to phap ly"),
    "use_form": ("hinh thuc su dung", "su dung rieng", "su dung chung", "rieng"),
    "area_words": ("bang chu", "viet bang chu", "dien tich bang chu"),
    # a survey of some parcels has a number of its own, which is none of the commune's sheets
    "survey": ("manh trich do dia chinh so", "manh trich do so", "to trich do so", "trich do dia chinh so"),
    # headings of drawings and tables, named so that what follows them passes for no value of a parcel
    "plan": ("so do thua dat", "so do", "ban ve thua dat", "hinh the thua dat", "mat bang thua dat"),
    "edges": ("chieu dai canh thua", "toa do va chieu dai canh thua", "bang liet ke toa do goc ranh"),
    "building": ("dien tich xay dung", "dien tich san", "dien tich san xay dung", "dien tich su dung nha"),
}
# What a head must have to be one of these, however like the rest is: names of numbers are short and share
# what they have ("số thẻ", "số tầng", "số công tơ"). A word, of whose letters one in three may be misread;
# or it is whole what stands here, but for a letter of five.
_TELLING_WORDS = {"number": "thua", "parcel_count": "thua", "sheet": "ban do"}
_TELLING_WHOLE = {"sheet": ("so to", "to so")}
_WORD_TELLS, _WHOLE_TELLS = 66.0, 80.0
_MANY_INTEGERS = 4  # a register has sheet, number and ordinal at most
_PAPERS = re.compile(r"\b(giay to|phap ly|gcn|quy hoach)\b")
# Without a colon a text is a label only where it is one but for a letter in six: phrases of values hold the
# same words (``… thu tiền sử dụng đất``).
_LEAST_ALONE = 0.84
_LEAST = 0.62  # a likeness below this is no match; folded names of different columns stay under 0.6
# Kinds of content that are no value of a key column.
_CANNOT_HOLD = {
    "number": frozenset(["code", "kind", "decimal"]),
    "owner": frozenset(["code", "kind", "decimal", "integer"]),
    "area": frozenset(["code", "kind"]),
    "code": frozenset(["kind", "decimal", "integer"]),
}
KEY_COLUMNS = ("number", "owner", "area", "code")
COUNT_COLUMNS = ("parcel_count", "user_count", "manager_count")
_SUMMED_COLUMNS = ("ordinal", "sheet", *COUNT_COLUMNS)  # App. 16, left of the area

HEAD_WORDS = frozenset(
    word for names in COLUMN_NAMES.values() for name in names for word in name.split() if len(word) > 1
) | {"m2", "va", "cua", "ngay", "thang", "nam"}


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """Words over one column: its own (``leaf``) and those of the storeys above it (``group``)."""

    leaf: str
    group: str = ""


def roles_by_head(heads: Sequence[ColumnHead], kinds: Sequence[str] = ()) -> tuple[str, ...]:
    """Meaning of each column from its head, "" where no name is like it; no meaning is given twice.

    ``kinds`` of what stands in the columns, where known (``kind_of_content``): a meaning that cannot hold it
    is none, however the head was read.
    """
    names = list(COLUMN_NAMES)
    likeness = np.array([_likenesses(head, names) for head in heads])
    for place, kind in enumerate(kinds):
        likeness[place, [kind in _CANNOT_HOLD.get(name, ()) for name in names]] = 0.0
    enough = likeness >= _LEAST
    papers = np.array([name.startswith("paper_") for name in names])
    # Of two alike the left one: the current state comes first, what papers say behind it.
    likeness -= 0.01 * np.arange(len(heads))[:, None] * np.where(papers, 0.5, 1.0)
    # Cubed: one name that fits outweighs two that half fit.
    rows, columns = linear_sum_assignment(-np.where(enough, likeness**3, 0.0))
    roles = [""] * len(heads)
    for row, column in zip(rows, columns, strict=True):
        if enough[row, column]:
            roles[row] = names[column]
    return _with_fallbacks(roles)


def second_table(heads: Sequence[ColumnHead]) -> int | None:
    """Place of the column with which a second table begins: number and owner are named once more."""
    alone = [roles_by_head([head])[0] for head in heads]
    numbers = [place for place, role in enumerate(alone) if role == "number"]
    owners = [place for place, role in enumerate(alone) if role == "owner"]
    if len(numbers) < 2 or len(owners) < 2 or numbers[1] < owners[0]:
        return None
    return numbers[1]


def counts_parcels(roles: Sequence[str]) -> bool:
    """Whether a table's rows speak of many parcels each, so that none of them is a parcel's row.

    One column that seems to count holders, beside those of a register, is a name that was read in part.
    """
    if "parcel_count" in roles:
        return "number" not in roles
    return "code" not in roles and sum(role in COUNT_COLUMNS for role in roles) > 1


def role_of_label(label: str) -> str:
    """Meaning of a label before a colon on a form, by the same names and those of forms alone; "" for none.

    Values by papers and of buildings have meanings of their own: they never pass for the parcel's.
    """
    role = likest(label, _names_of_labels())
    return "" if of_another_thing(role, label) else role


def is_label(text: str) -> bool:
    """Whether a text without a colon is a label all the same."""
    folded = fold(text)
    return any(
        _text_likeness(folded, name) >= _LEAST_ALONE for own in _names_of_labels().values() for name in own
    )


@cache
def _names_of_labels() -> dict[str, tuple[str, ...]]:
    roles = {**COLUMN_NAMES, **LABEL_NAMES}
    return {role: (*COLUMN_NAMES.get(role, ()), *LABEL_NAMES.get(role, ())) for role in roles}


def likest(text: str, names: Mapping[str, Sequence[str]]) -> str:
    """The meaning whose folded names have the one that a text is most like; "" where it is like none."""
    folded = fold(text)
    likeness = {role: max(_text_likeness(folded, known) for known in own) for role, own in names.items()}
    best = max(likeness, key=lambda role: likeness[role])
    return best if likeness[best] >= _LEAST else ""


def _with_fallbacks(roles: list[str]) -> tuple[str, ...]:
    """Columns by papers stand in where the form has none for the current state; a register counts nothing."""
    if not counts_parcels(roles):
        roles = ["" if role in COUNT_COLUMNS else role for role in roles]
    for wanted, instead in (("code", "paper_code"), ("area", "paper_area")):
        if wanted not in roles and instead in roles:
            roles[roles.index(instead)] = wanted
    return tuple(roles)


def _likenesses(head: ColumnHead, names: Sequence[str]) -> list[float]:
    """How like a head is to each of the columns."""
    whole = fold(f"{head.group} {head.leaf}")
    texts = {fold(head.leaf), whole} - {""}
    by_papers = bool(_PAPERS.search(whole))
    return [
        _likeness(texts, name) * (0.6 if by_papers and name in ("area", "code") else 1.0)
        if _is_told(texts, name)
        and not of_another_thing(name, head.leaf, f"{head.group} {head.leaf}".strip())
        else 0.0
        for name in names
    ]


def _is_told(texts: set[str], name: str) -> bool:
    """Whether what a meaning cannot do without stands in one of a head's texts."""
    word = _TELLING_WORDS.get(name)
    return word is None or any(
        fuzz.partial_ratio(word, text) >= _WORD_TELLS
        or any(fuzz.ratio(whole, text) >= _WHOLE_TELLS for whole in _TELLING_WHOLE.get(name, ()))
        for text in texts
    )


def _likeness(texts: set[str], name: str) -> float:
    return max((_text_likeness(text, known) for text in texts for known in COLUMN_NAMES[name]), default=0.0)


def _text_likeness(text: str, known: str) -> float:
    text = text.replace("m 2", "m2")
    return 0.7 * fuzz.ratio(text, known) / 100 + 0.3 * fuzz.token_sort_ratio(text, known) / 100


def is_head_row(cells: Sequence[str]) -> bool:
    """Whether a row's texts are a table's head: most of them consist of words of column names."""
    filled = [text for text in map(fold, cells) if text]
    named = sum(_of_head_words(text) for text in filled)
    return named >= 2 and named >= 0.5 * len(filled)


def _of_head_words(text: str) -> bool:
    parts = [part for part in text.split() if len(part) > 1]
    if not any(part.isalpha() for part in parts):
        return False
    return sum(part in HEAD_WORDS or _near_head_word(part) for part in parts) >= 0.6 * len(parts)


def _near_head_word(part: str) -> bool:
    return len(part) >= 4 and any(len(word) >= 4 and fuzz.ratio(part, word) >= 75 for word in HEAD_WORDS)


def is_number_row(texts: Sequence[str]) -> bool:
    """Whether the cells hold the numbers of the columns, ``(1) (2) …``."""
    filled = [(i + 1, text) for i, text in enumerate(texts) if text]
    right = sum(re.fullmatch(rf"\(?{place}\)?", text) is not None for place, text in filled)
    bracketed = sum(re.fullmatch(r"\(\d{1,2}\)?|\(?\d{1,2}\)", text) is not None for _, text in filled)
    return len(filled) >= 3 and max(right, bracketed) >= 0.6 * len(filled)


def kind_of_content(texts: Sequence[str]) -> str:
    """What a column holds, from some of its cells read as digits and capitals; "" for an empty one."""
    filled = [text for text in texts if text]
    if not filled:
        return ""
    shares = {
        "kind": sum(text in values.OWNER_KINDS for text in filled),
        "code": sum(values.land_use(text) is not None for text in filled),
        "integer": sum(values.number(text) is not None for text in filled),
        "decimal": sum(re.fullmatch(r"[\d.,]+[.,]\d", text) is not None for text in filled),
    }
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= 0.6 * len(filled):
        return best
    figures = sum(re.fullmatch(r"[\d.,]+", text) is not None for text in filled)
    return "figure" if figures >= 0.6 * len(filled) else "text"


def roles_by_content(columns: Sequence[Sequence[str]], widths: Sequence[float]) -> tuple[str, ...]:
    """Meaning of columns of a page without a head, from sample texts (see ``kind_of_content``)."""
    kinds = [kind_of_content(texts) for texts in columns]
    roles = [""] * len(kinds)

    def give(kind: str, names: Sequence[str]) -> None:
        places = [i for i, found in enumerate(kinds) if found == kind and not roles[i]]
        for place, name in zip(places, names, strict=False):
            roles[place] = name

    give("decimal", ("area", "paper_area"))
    give("code", ("code", "paper_code"))
    give("kind", ("owner_kind",))
    counts = [i for i, kind in enumerate(kinds) if kind in ("integer", "figure")]
    if len(counts) >= _MANY_INTEGERS and "code" not in kinds:
        return _roles_of_counts(kinds, counts)
    integers = [i for i, kind in enumerate(kinds) if kind == "integer"]
    constant = [i for i in integers if len(set(filter(None, columns[i]))) == 1 and len(columns[i]) > 2]
    if len(integers) >= 2 and constant and constant[0] == integers[0]:
        roles[integers[0]], roles[integers[1]] = "sheet", "number"
    elif integers:
        roles[integers[0]] = "number"
    texts = [i for i, kind in enumerate(kinds) if kind == "text"]
    if texts:
        owner = max(texts, key=lambda i: widths[i] * (2.0 if i == texts[0] else 1.0))
        roles[owner] = "owner"
        for place, name in zip([i for i in texts if i > owner], ("place", "note"), strict=False):
            roles[place] = name
    return tuple(roles)


def _roles_of_counts(kinds: Sequence[str], counts: Sequence[int]) -> tuple[str, ...]:
    """Columns of a table of sheets; none where they are not those of App. 16 in its order."""
    roles = [""] * len(kinds)
    areas = [i for i, kind in enumerate(kinds) if kind == "decimal"]
    if len(counts) == len(_SUMMED_COLUMNS) and len(areas) == 1 and areas[0] > counts[-1]:
        for place, name in zip((*counts, *areas), (*_SUMMED_COLUMNS, "area"), strict=True):
            roles[place] = name
    return tuple(roles)
