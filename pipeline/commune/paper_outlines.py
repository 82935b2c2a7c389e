"""Outlines of parcels that pages about them list, beside the map: a later survey shows what has changed."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import Polygon

from pipeline import crs
from pipeline.commune.parcel_pages import Held
from pipeline.communes import AROUND_M, commune
from pipeline.model import PaperOutline, ParcelPage, Unit


def of_pages(
    pages: Sequence[ParcelPage], held: Held, code: str, units: Sequence[Unit], epsg: int
) -> tuple[PaperOutline, ...]:
    """The outline of each page whose corners enclose land in or near the commune, in the zone ``epsg``.

    ``held`` says of which old commune of ``units`` each page is and whether its parcel bears it out.
    """
    zones, info = {unit.code: unit.epsg for unit in units}, commune(code)
    found: list[PaperOutline] = []
    for page, unit, fate in zip(pages, held.units, held.fates, strict=True):
        if page.outline is None:
            continue
        corners = crs.between(zones.get(unit, epsg), epsg, page.outline.points)
        polygon = Polygon(corners)
        if not polygon.is_valid or info.distance_m(crs.between(epsg, info.epsg, corners)) > AROUND_M:
            continue
        found.append(
            PaperOutline(
                source=page.source,
                unit_code=unit,
                sheet=page.sheet.value,
                number=page.number.value,
                form=page.form,
                polygon=polygon,
                stated_m2=page.area_m2.value,
                proven=page.outline.proven,
                agrees=fate == "accepted",
                drawing=page.drawing,
            )
        )
    return tuple(found)
