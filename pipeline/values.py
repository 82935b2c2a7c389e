"""Areas, numbers and land-use codes: parse, or refuse with None. Nothing is guessed here."""

from __future__ import annotations

import functools
import re

from pipeline.model import Known
from pipeline.resources import rows
from pipeline.text import fold

_DECIMAL = re.compile(r"^([0-9]+)[.,]([0-9]{1,2})$")
_GROUPED = re.compile(r"^[0-9]{1,3}([.,\s])[0-9]{3}(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]{1,2})?$")
_COUNT = re.compile(r"[0-9]{1,7}|[0-9]{1,3}(?:([.,\s])[0-9]{3})(?:\1[0-9]{3})*")
_UNIT = re.compile(r"\s*m\s*[²2?°]?\s*$", re.IGNORECASE)
_OLD_NUMBER = re.compile(r"[0-9]{1,5}[A-Z\u0110]{0,2}(?:[./-][0-9]{1,5}[A-Z\u0110]?)?", re.IGNORECASE)
MAX_AREA_M2 = 36_000_000.0  # one whole sheet at 1:10 000 (Art. 5 of the circular)
MAX_NUMBER = 99_999
# Codes of users and managers: statistics circulars 28/2014, 27/2018, 08/2024, and older books.
OWNER_KINDS = frozenset(
    "CDQ CDS CNN CNV CSD GDC NNG TCC TCN TKH TKQ TKT TLD TNG TPQ TSN TTG TVD TVN UBQ UBS VDC VNN".split(  # noqa: SIM905
        " "
    )
)


def area_m2(text: str, most_m2: float = MAX_AREA_M2) -> float | None:
    """Area in m² from its printed form: ``421,1``, ``421.1``, ``1.234,5``, ``1 234,5 m²``, ``421``.

    A decimal mark is a comma or a point. Three digits behind a single mark are thousands, as Vietnamese
    registers write them, because areas carry one decimal (Art. 3(4) of Circular 25/2014). One mark cannot
    do both: ``1.234.5`` is refused.
    """
    plain = _UNIT.sub("", text.strip())
    grouped = _GROUPED.match(plain)
    if grouped:
        plain = plain.replace(grouped.group(1), "")
    decimal = _DECIMAL.match(plain)
    if decimal:
        value = float(f"{decimal.group(1)}.{decimal.group(2)}")
    elif plain.isascii() and plain.isdigit():
        value = float(plain)
    else:
        return None
    return value if 0 < value <= most_m2 else None


def number(text: str) -> int | None:
    """A parcel or sheet number: one to five digits, leading zeros allowed, from 1."""
    plain = text.strip().rstrip(".")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 5):
        return None
    value = int(plain)
    return value if 1 <= value <= MAX_NUMBER else None


def count(text: str) -> int | None:
    """How many there are of something, from 0: ``421``, ``1.153``, ``1 153``."""
    plain = text.strip()
    return int(re.sub(r"[.,\s]", "", plain)) if plain.isascii() and _COUNT.fullmatch(plain) else None


@functools.cache
def land_use_codes() -> frozenset[str]:
    """All single land-use codes that parcels or objects carry on Vietnamese cadastral maps."""
    return frozenset(row["code"] for row in rows("land_use_codes.csv") if row["code"].isalpha())


def told_code(code: str | None) -> Known | str | None:
    """A land-use code for a text, ``ONT+CLN``: known where each part is one of the law's."""
    if code is None or any(part not in land_use_codes() for part in code.split("+")):
        return code
    return Known(code)


def told_number(text: str) -> Known | str:
    """A number of a sheet or parcel as tables write it, ``164E``, ``12-1``; what may be a word is unknown."""
    return Known(text) if _OLD_NUMBER.fullmatch(text) else text


def told_label(number: int | None, code: str | None) -> Known | str:
    """Number and land-use code of a label for a text; known where the code is the law's."""
    text = " ".join(str(part) for part in (number, code) if part is not None) or "?"
    return text if isinstance(told_code(code), str) else Known(text)


@functools.cache
def _names_of_land_uses() -> dict[str, str]:
    return {row["code"]: row["name_vi"] for row in reversed(list(rows("land_use_codes.csv")))}


def land_use_name(code: str) -> str | None:
    """What the law calls a land use, today's law first; None for what is no single code."""
    return _names_of_land_uses().get(code)


@functools.cache
def _land_use_names() -> dict[str, str]:
    """Folded name of a use to its code; a name that two codes share is left out."""
    codes: dict[str, set[str]] = {}
    for row in rows("land_use_codes.csv"):
        if row["used_on_parcels"] == "yes" and row["code"] in land_use_codes() and len(row["code"]) > 2:
            codes.setdefault(fold(row["name_vi"]), set()).add(row["code"])
    return {name: found.pop() for name, found in codes.items() if len(found) == 1}


@functools.cache
def _wordings_of_land_uses() -> dict[str, str]:
    return {fold(row["name_vi"]): row["name_vi"] for row in reversed(list(rows("land_use_codes.csv")))}


def land_use_wording(text: str) -> str | None:
    """The name of a land use as the law spells it that had this name; None for other texts."""
    return _wordings_of_land_uses().get(fold(text))


def land_use_named(text: str) -> str | None:
    """Code of one land use by its name in words, as certificates write it (``Đất trồng cây lâu năm``)."""
    return _land_use_names().get(fold(text))


@functools.cache
def _uses_of_parcels_only() -> frozenset[str]:
    """Agricultural land and land to live on, which always form parcels."""
    return frozenset(row["code"] for row in rows("land_use_codes.csv") if row["group"] == "NNP") | {
        "ONT",
        "ODT",
    }


def object_use(text: str) -> str | None:
    """The land-use code of what forms no parcel: roads, waters, unused land and the like."""
    code = land_use(text)
    return code if code is not None and code.isalpha() and code not in _uses_of_parcels_only() else None


def land_use(text: str) -> str | None:
    """Canonical land-use code: ``ONT+CLN`` for two uses, ``LUC(NTS)`` for a second use on the same ground."""
    plain = re.sub(r"\s+", "", text.upper())
    match = re.fullmatch(r"([A-Z]{2,3})(?:\+([A-Z]{2,3})|\(([A-Z]{2,3})\))?", plain)
    if not match or any(code not in land_use_codes() for code in match.groups() if code):
        return None
    return plain
