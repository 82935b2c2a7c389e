"""What a technician may state in ``commune.toml``; everything in it is optional.

# every scan whose title names no unit belongs to this former unit
former_unit = "07324"

[scan."maps/to_12.tif"]     # one scan, path below the commune's folder
former_unit = "07330"
sheet = 12

[scan."vectors/dc14.dgn"]   # a digital map; its zone too (EPSG), where its coordinates do not tell
zone = 9209

It is held against what the program knows: a fault stops the run, for a statement that is passed over would
make the delivery another one than was asked for.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from pipeline import crs
from pipeline.errors import ScanError, UsageError
from pipeline.input_files import inaccessible, read_whole, refusal_of
from pipeline.model import Known, Reason, Unit

_LAST_SHEET = 9999  # headings of registers write up to four figures
_ALIKE = "scans_alike"
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """What a person stated of one scan; None where nothing was stated.

    ``zone`` (EPSG) is that of a digital map; ``default_unit`` is stated of the whole commune, for sheets
    that name no unit.
    """

    former_unit: str | None = None
    sheet: int | None = None
    default_unit: str | None = None
    zone: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The commune's settings; ``scans`` by path below the commune's folder, in NFC."""

    former_unit: str | None = None
    scans: Mapping[str, ScanSettings] = field(default_factory=dict)

    def of_scan(self, scan: str) -> ScanSettings:
        """Settings of one scan, with the commune's; its name may be in any form of Unicode."""
        stated = self.scans.get(_nfc(scan), ScanSettings())
        return replace(stated, default_unit=self.former_unit)


# --- what may stand in the file -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What the statements are held against: former units of the commune, how many scans a path (NFC) has."""

    units: Mapping[str, str]
    scans: Counter[str]


def _known(info: ValidationInfo) -> _Known:
    known: _Known = info.context  # type: ignore[assignment]
    return known


def _of_the_commune(code: str, info: ValidationInfo) -> str:
    if code not in _known(info).units:
        raise ValueError("no former unit of this commune")
    return code


def _that_is_there(scan: str, info: ValidationInfo) -> str:
    count = _known(info).scans[_nfc(scan)]
    if count > 1:
        raise PydanticCustomError(_ALIKE, "several scans", {"count": count})
    if not count:
        raise ValueError("no such scan")
    return _nfc(scan)


def _a_zone(epsg: int) -> int:
    if epsg not in (*crs.zones(), crs.UTM_48N):
        raise ValueError("no zone of VN-2000")
    return epsg


_UnitCode = Annotated[str, AfterValidator(_of_the_commune)]
_ScanName = Annotated[str, AfterValidator(_that_is_there)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Scan(_Table):
    former_unit: _UnitCode | None = None
    sheet: Annotated[int, Field(ge=1, le=_LAST_SHEET)] | None = None
    zone: Annotated[int, AfterValidator(_a_zone)] | None = None


class _Commune(_Table):
    former_unit: _UnitCode | None = None
    scan: dict[_ScanName, _Scan] = {}


def load_settings(path: Path, units: Iterable[Unit], scans: Iterable[str]) -> Settings:
    """Read ``commune.toml``; a missing file means no settings.

    ``units`` are the former units of the commune, ``scans`` its scans by path. Raises UsageError naming the
    line of each faulty entry and what may stand there.
    """
    text = _text(path)
    known = _Known({unit.code: f"{unit.kind} {unit.name}" for unit in units}, Counter(map(_nfc, scans)))
    try:
        table = tomllib.loads(text)
        stated = _Commune.model_validate(table, context=known)
    except ValidationError as cause:
        raise _refused([_fault(error, text, known) for error in cause.errors()]) from cause
    except (ValueError, RecursionError) as cause:  # no TOML; endless figures or brackets
        raise _refused([_no_toml(cause)]) from cause
    faults = list(_of_scans(table.get("scan", {}), text))
    if faults:
        raise _refused(faults)
    return Settings(
        stated.former_unit,
        {
            name: ScanSettings(entry.former_unit, entry.sheet, zone=entry.zone)
            for name, entry in stated.scan.items()
        },
    )


def _is_map(name: str) -> bool:
    return PurePosixPath(name).parts[0] == "vectors"


def _text(path: Path) -> str:
    """The file's text, with or without the mark that Windows programs put at its head."""
    if not (path.exists() or path.is_symlink()):
        return ""
    error = refusal_of(path)
    if error is not None:
        raise _refused([error.reason])
    try:
        return read_whole(path).decode("utf-8-sig")
    except ScanError as cause:
        raise _refused([cause.reason]) from cause
    except OSError as cause:
        raise _refused([inaccessible(cause).reason]) from cause
    except UnicodeDecodeError as cause:
        raise _refused([Reason("not_utf8")]) from cause


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# --- how a fault is told ----------------------------------------------------------------------------------


def _fault(error: ErrorDetails, text: str, known: _Known) -> Reason:
    """Line, entry and what may stand there; what was typed may name a file, and is left to the line."""
    *tables, last = (str(part) for part in error["loc"])
    line = _line_of(text, [*tables, last])
    if error["type"] == _ALIKE:
        return Reason("at_line", {"line": line, "reason": Reason("setting_of_scans_alike", error["ctx"])})
    return Reason("at_line", {"line": line, "reason": _what_may_stand(error["type"], tables, last, known)})


def _of_scans(scans: Mapping[str, Mapping[str, Any]], text: str) -> Iterator[Reason]:
    """Entries that each may stand: a scan with a map's zone, a scan named twice in other forms of Unicode."""
    first: dict[str, str] = {}
    for name, entry in scans.items():
        if "zone" in entry and not _is_map(name):
            line = _line_of(text, ["scan", name, "zone"])
            yield Reason("at_line", {"line": line, "reason": Reason("zone_of_scan")})
        earlier = first.setdefault(_nfc(name), name)
        if earlier != name:
            again = Reason("setting_of_scan_again", {"first": _line_of(text, ["scan", earlier])})
            yield Reason("at_line", {"line": _line_of(text, ["scan", name]), "reason": again})


def _what_may_stand(kind: str, tables: Sequence[str], last: str, known: _Known) -> Reason:
    if kind == "extra_forbidden":
        keys = ", ".join((_Scan if tables else _Commune).model_fields)
        return Reason("setting_unknown", {"keys": Known(keys)})
    if last == "former_unit":
        units = ", ".join(f'"{code}" ({name})' for code, name in known.units.items())
        return Reason("setting_of_unit", {"key": Known(last), "units": Known(units)})
    if last == "sheet":
        return Reason("setting_of_sheet", {"key": Known(last), "last": _LAST_SHEET})
    if last == "zone":
        zones = ", ".join(str(epsg) for epsg in (*sorted(crs.zones()), crs.UTM_48N))
        return Reason("setting_of_zone", {"key": Known(last), "zones": Known(zones)})
    return Reason("setting_of_scan")


def _no_toml(cause: Exception) -> Reason:
    place = _AT_LINE.search(str(cause))
    reason = Reason("not_toml")
    return reason if place is None else Reason("at_line", {"line": int(place[1]), "reason": reason})


def _line_of(text: str, keys: Sequence[str]) -> int:
    """The line where an entry stands, else that of the nearest table around it; 1 where none is found."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for line, content in enumerate(text.splitlines(), 1):
        is_head = content.lstrip().startswith("[")
        for named in _paths(content):
            path = named if is_head else (*table, *named)
            table = path if is_head else table
            for length in range(1, len(path) + 1):
                found.setdefault(path[:length], line)
    return next((found[tuple(keys[:n])] for n in range(len(keys), 0, -1) if tuple(keys[:n]) in found), 1)


def _paths(line: str) -> list[tuple[str, ...]]:
    """Keys that a line of TOML names: a table's head, or an entry whose value may go on below."""
    heads = [line, *(f"{line[: place.start()]} = 0" for place in re.finditer("=", line))]
    for head in heads:
        with contextlib.suppress(ValueError, RecursionError):
            return list(_leaves(tomllib.loads(head)))
    return []


def _leaves(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        below = list(_leaves(value, (*path, key))) if isinstance(value, dict) else []
        yield from below or [(*path, key)]


def _refused(faults: Sequence[Reason]) -> UsageError:
    distinct = [fault for place, fault in enumerate(faults) if fault not in faults[:place]]
    by_line = sorted(distinct, key=lambda fault: int(str(fault.values.get("line", 0))))
    return UsageError("settings_faulty", {"faults": tuple(by_line)})
