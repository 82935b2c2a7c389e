"""What a technician may state in ``commune.toml``; everything in it is optional.

# every scan whose title names no unit belongs to this former unit
former_unit = "07324"

[scan."maps/to_12.tif"]     # one scan, path below the commune's folder
former_unit = "07330"
sheet = 12
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError

_CODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """What a person stated of one scan; None where nothing was stated."""

    former_unit: str | None = None
    sheet: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The commune's settings; ``scans`` by path below the commune's folder."""

    former_unit: str | None = None
    scans: dict[str, ScanSettings] = field(default_factory=dict)

    def of_scan(self, scan: str) -> ScanSettings:
        """Settings of one scan, the commune's where the scan has none of its own."""
        stated = self.scans.get(scan, ScanSettings())
        return ScanSettings(stated.former_unit or self.former_unit, stated.sheet)


def load_settings(path: Path) -> Settings:
    """Read ``commune.toml``; a missing file means no settings. Raises UsageError naming the faulty entry."""
    if not path.is_file():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as cause:
        raise _error(path, cause.strerror or "I/O") from cause
    except (ValueError, RecursionError) as cause:  # no TOML, no UTF-8, endless figures or brackets
        raise _error(path, str(cause)) from cause
    _refuse_unknown(path, table, {"former_unit", "scan"})
    scans = table.get("scan", {})
    if not isinstance(scans, dict):
        raise _error(path, "scan")
    return Settings(
        _unit_code(path, table),
        {name: _scan_settings(path, name, entry) for name, entry in scans.items()},
    )


def _scan_settings(path: Path, name: str, entry: Any) -> ScanSettings:
    if not isinstance(entry, dict):
        raise _error(path, f'scan."{name}"')
    _refuse_unknown(path, entry, {"former_unit", "sheet"})
    sheet = entry.get("sheet")
    if sheet is not None and not (type(sheet) is int and 0 < sheet < 100_000):
        raise _error(path, f'scan."{name}".sheet = {sheet!r}')
    return ScanSettings(_unit_code(path, entry), sheet)


def _unit_code(path: Path, table: dict[str, Any]) -> str | None:
    code = table.get("former_unit")
    if code is None or (isinstance(code, str) and _CODE.fullmatch(code)):
        return code
    raise _error(path, f"former_unit = {code!r}")


def _refuse_unknown(path: Path, table: dict[str, Any], known: set[str]) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise _error(path, ", ".join(unknown))


def _error(path: Path, what: str) -> UsageError:
    return UsageError("setting_unusable", {"file": path.name, "what": what})
