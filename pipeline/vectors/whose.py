"""Whose a digital map is: old commune and tờ number, by what stands on it, in its folder and in its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pipeline import communes, sheet_code
from pipeline.heading import parse_heading, parse_sheet_number
from pipeline.model import Unit
from pipeline.text import fold

_SCALE = re.compile(r"1\s*[:/]\s*(\d{3,5})\b")
_COUNT = re.compile(r"tong so thua\D*(\d{1,5})\b")
# ``dc14``, ``to 09``, ``thua_17``, ``T7``: the figures behind a word of a sheet, or the only figures of the
# name.
_NAMED = re.compile(r"(?:^|[^a-z])(?:dc|to|tobd|tbd|bd|thua|t|sheet)[ _-]*0*(\d{1,3})(?!\d)")
_FIGURES = re.compile(r"(?<!\d)0*(\d{1,3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a sheet; ``elsewhere`` names a unit that is not of this commune.

    ``number_on_map``: the number stands on the map itself, not only in the name of its file.
    """

    unit: Unit | None = None
    number: int | None = None
    number_on_map: bool = False
    code: str = ""
    scale: int | None = None
    parcel_count: int | None = None
    elsewhere: str = ""


def identify(texts: Sequence[str], path: str, commune: str) -> Identity:
    """The identity that texts of one sheet state, the rest out of ``path`` (below the commune's folder)."""
    heading = parse_heading(texts)
    numbers = {found for text in texts if (found := parse_sheet_number(text)) is not None}
    code, scale = _code_and_scale(texts)
    unit, elsewhere = _unit(heading.commune, heading.district, heading.province, commune)
    counts = {int(match[1]) for text in texts if (match := _COUNT.search(fold(text)))}
    number = numbers.pop() if len(numbers) == 1 else None
    return Identity(
        unit or (None if elsewhere else unit_of_path(path, commune)),
        number or number_of_name(path, commune),
        number is not None,
        code,
        scale,
        counts.pop() if len(counts) == 1 else None,
        elsewhere,
    )


def _code_and_scale(texts: Sequence[str]) -> tuple[str, int | None]:
    scales = {int(match[1]) for text in texts if (match := _SCALE.search(text))} & set(sheet_code.SCALES)
    scale = scales.pop() if len(scales) == 1 else None
    codes = {found for text in texts if "-" in text and (found := sheet_code.parse(text, scale)) is not None}
    code = codes.pop() if len(codes) == 1 else None
    return (str(code), scale or code.scale) if code is not None else ("", scale)


def _unit(name: str, district: str, province: str, commune: str) -> tuple[Unit | None, str]:
    if not name:
        return None, ""
    found = communes.recognise(name, district, province, commune)
    if found.reason == "sure":
        return found.unit, ""
    return None, name if found.reason == "elsewhere" else ""


def unit_of_path(path: str, commune: str) -> Unit | None:
    """The old unit that folders or the file's name give by code or name; the only one there is otherwise."""
    units = communes.former_units(commune)
    words = f" {fold(path)} "
    named = {unit for unit in units if re.search(rf"(?<!\d){unit.code}(?!\d)", path)}
    for called in (lambda unit: f"{unit.kind} {unit.name}", lambda unit: unit.name):
        named = named or {unit for unit in units if f" {fold(called(unit))} " in words}
    if len({unit.code for unit in named}) == 1:
        return next(iter(named))
    return units[0] if len({unit.code for unit in units}) == 1 else None


def number_of_name(path: str, commune: str) -> int | None:
    """The tờ number in a file's name."""
    codes = [unit.code for unit in communes.former_units(commune)] + [commune]
    name = fold(PurePath(path).stem.replace("_", " "))
    for code in codes:
        name = name.replace(code, " ")
    found = _NAMED.findall(name) or _FIGURES.findall(name)
    different = {int(each) for each in found} - {0}
    return different.pop() if len(different) == 1 else None
