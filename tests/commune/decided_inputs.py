"""A commune of thirty plots and what people decide of it, for the tests of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import shapely
from commune_inputs import (
    EPSG,
    UNIT,
    changed,
    grid,
    label,
    page,
    parcel,
    records_of,
    sure_label,
    traced,
    with_values,
)
from shapely.geometry import Polygon

from pipeline import findings
from pipeline.commune import ledger
from pipeline.commune.merge import merge_commune
from pipeline.decisions import Decision, Given
from pipeline.model import Commune, CommuneParcel, CommuneRecord, Parcel, Record, Source

PLOTS = grid()
SCAN = "maps/to_14.tif"
START = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)


def parcels(plots: Sequence[Polygon] = PLOTS, **odd: Any) -> list[Parcel]:
    """Plots with sure labels; ``odd`` (``p7``) replaces a label by (number, area, code)."""
    made = []
    for place, plot in enumerate(plots, 1):
        text = odd.get(f"p{place}")
        made.append(parcel(plot, label(*text) if text else sure_label(place, plot)))
    return made


def rows(place: int = 0, **readings: Any) -> list[Record]:
    """The register; the row of parcel ``place`` with other readings."""
    book = [
        replace(row, source=Source("records/so.pdf", 1, (0.0, 40.0 * k, 900.0, 40.0 * k + 36)))
        for k, row in enumerate(records_of(PLOTS))
    ]
    return changed(book, place - 1, lambda row: with_values(row, **readings)) if place else book


def merged(traced_parcels: list[Parcel], book: list[Record], *decisions: Given) -> Commune:
    commune = merge_commune(
        "09208", EPSG, [traced(traced_parcels)], [page(book)] if book else [], [UNIT], (), decisions
    )
    assert all(
        commune.counts[whole] == sum(commune.counts[part] for part in parts)
        for whole, parts in ledger.BALANCES.items()
    )
    assert commune.counts["decisions"] == len(decisions)
    assert all(findings.describe(each) for each in commune.findings)
    return commune


def decide(about: str, key: str, field: str, value: Any, **changes: Any) -> Given:
    order = changes.pop("order", 1)
    same_scan = changes.pop("same_scan", True)
    given = {"who": "Người Thử", "via": "page", **changes}
    at = START + timedelta(minutes=order)
    return Given(
        Decision(id=f"{order:032x}", at=at, about=about, key=key, field=field, value=value, **given),
        SCAN if same_scan else "",
    )


def at(commune: Commune, place: int) -> CommuneParcel:
    """The parcel on plot ``place``."""
    point = shapely.point_on_surface(PLOTS[place - 1])
    return next(each for each in commune.parcels if each.geometry.contains(point))


def row_at(commune: Commune, place: int) -> CommuneRecord:
    return commune.records[place - 1]


def told(commune: Commune, code: str) -> list[str]:
    return [findings.describe(each, True) for each in commune.findings if each.code == code]


def fates(commune: Commune) -> dict[str, int]:
    found = {name.removeprefix("decisions_"): count for name, count in commune.counts.items()}
    return {name: found[name] for name in ("applied", "already_true", "stale", "conflict") if found[name]}
