"""What is told of a parcel or a row, and which row of a register stands at a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import shapely

from pipeline import findings
from pipeline.model import Box, CommuneParcel, CommuneRecord, Finding, Source

PageKey = tuple[str, int]
# Told by number: decisions may have been made on another scan, and several rows are of one parcel.
_BY_NUMBER = ("decision_stale", "decision_conflict", "duplicate_record")


class Told:
    """Findings but notes, by the parcel or the row that they are about."""

    def __init__(self, told: Iterable[Finding], parcels: Iterable[CommuneParcel]) -> None:
        numbers = Counter((each.unit_code, each.sheet, each.number) for each in parcels)
        self._shared = {key for key, count in numbers.items() if count > 1}
        self._by_key: dict[tuple[str, int | None, int | None], list[Finding]] = {}
        self._by_row: dict[Source, list[Finding]] = {}
        for finding in told:
            if findings.level(finding) == "ghi_chu":
                continue
            self._by_key.setdefault((finding.unit_code, finding.sheet, finding.number), []).append(finding)
            if finding.source is not None:
                self._by_row.setdefault(finding.source, []).append(finding)

    def of_parcel(self, parcel: CommuneParcel) -> list[Finding]:
        """What is told of a parcel; at its place, where it has no number or another parcel has it, too."""
        key = (parcel.unit_code, parcel.sheet, parcel.number)
        told = self._by_key.get(key, [])
        if parcel.number is not None and key not in self._shared:
            return told
        of_all = [] if parcel.number is None else [each for each in told if each.place is None]
        return [*of_all, *(each for each in told if _is_told_of(each, parcel))]

    def of_row(self, record: CommuneRecord) -> list[Finding]:
        """What is told of a row, also of what people decided of it elsewhere, and of its like."""
        told = self._by_row.get(record.record.source, [])
        named = self._by_key.get((record.unit_code, record.sheet, record.number), [])
        return [*told, *(each for each in named if each.code in _BY_NUMBER and each not in told)]


def _is_told_of(finding: Finding, parcel: CommuneParcel) -> bool:
    """Whether a finding stands in a parcel, or is of the face that was traced of it."""
    if finding.place is None:
        return False
    return finding.source in parcel.sources or bool(shapely.intersects_xy(parcel.geometry, *finding.place))


class RowsByPlace:
    """Rows of the register by where they stand."""

    def __init__(self, records: Iterable[CommuneRecord]) -> None:
        self._by_page: dict[PageKey, list[tuple[Box, CommuneRecord]]] = {}
        for record in records:
            source = record.record.source
            if source.box is not None:
                self._by_page.setdefault(source.of_page, []).append((source.box, record))

    def at(self, source: Source) -> CommuneRecord | None:
        """The row in which something stands."""
        if source.box is None:
            return None
        x, y = (source.box[0] + source.box[2]) / 2, (source.box[1] + source.box[3]) / 2
        rows = self._by_page.get(source.of_page, ())
        return next((row for (x0, y0, x1, y1), row in rows if x0 <= x <= x1 and y0 <= y <= y1), None)

    def of_parcel(self, parcel: CommuneParcel) -> CommuneRecord | None:
        """The row that the register's values of a parcel were read in."""
        told = (each.source for each in parcel.opinions if each.document == "register" and each.source)
        return next((row for source in told if (row := self.at(source))), None)
