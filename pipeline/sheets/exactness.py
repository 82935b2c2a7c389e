"""Whether a sheet lies as exactly as the law wants of its scale."""

from __future__ import annotations

import dataclasses

from pipeline.model import Finding, MapSheet, unit_code_of

_CODE = "sheet_beyond_tolerance"


def judged(sheet: MapSheet) -> MapSheet:
    """The sheet with the finding that its present fit deserves (Circular 25/2014, Art. 7(4)), or without."""
    others = tuple(finding for finding in sheet.findings if finding.code != _CODE)
    if sheet.fit is None or not sheet.tolerance_m or sheet.fit.error_m <= sheet.tolerance_m:
        return dataclasses.replace(sheet, findings=others)
    off = {"residual": sheet.fit.error_m, "tolerance": sheet.tolerance_m, "scale": sheet.scale}
    told = Finding(_CODE, unit_code_of(sheet.unit), sheet.number, values=off, source=sheet.source)
    return dataclasses.replace(sheet, findings=(*others, told))
