"""The faces of a sheet become parcels in the world, findings and counts that add up."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry import Point, Polygon

from pipeline.geometries import point_in
from pipeline.model import Face, Finding, Label, MapSheet, Parcel, Reason, SheetParcels, Source, unit_code_of
from pipeline.parcels.kinds import Fate, Kind, best_label, main_labels, way_codes
from pipeline.parcels.labels.small_table import TableEntry
from pipeline.parcels.view import View
from pipeline.sheets import control
from pipeline.values import told_label

Shape = TypeVar("Shape", Point, Polygon)

_COUNTED: dict[str, Fate] = {
    "parcels": "parcel",
    "parts": "part",
    "objects": "object",
    "unknown": "unknown",
    "other_land": "other_land",
}


def deliver(
    view: View, sheet: MapSheet, made: list[tuple[Face, Fate]], labels: tuple[Label, ...]
) -> SheetParcels:
    """Parcels, findings and counts from the faces of a sheet.

    Every face is a parcel or other land, and told as that; every label lies in a parcel, is a figure of the
    frame, or is told.
    """
    parcels: list[Parcel] = []
    others: list[Polygon] = []
    findings: list[Finding] = []
    for face, fate in made:
        if fate == "other_land":
            others.append(_to_world(view, sheet, face.polygon_px))
            findings.append(_other_land(view, sheet, face, others[-1]))
        else:
            parcels.append(_parcel(view, sheet, face, fate))
            findings += _findings(sheet, face, parcels[-1])
    placed = {id(label) for face, fate in made if fate != "other_land" for label in face.labels}
    lost = [label for label in labels if id(label) not in placed]
    told = [label for label in lost if not _is_figure(view, sheet, label)]
    fates = [fate for _, fate in made]
    counts = {
        "faces": len(made),
        **{name: fates.count(fate) for name, fate in _COUNTED.items()},
        "labels": len(labels),
        "labels_placed": len(labels) - len(lost),
        "labels_of_frame": len(lost) - len(told),
        "labels_without_face": len(told),
    }
    findings += [_lost_label(view, sheet, label) for label in told]
    return SheetParcels(sheet, tuple(parcels), tuple(findings), counts, tuple(others))


def with_table(made: SheetParcels, rows: int, unclaimed: Sequence[TableEntry]) -> SheetParcels:
    """A sheet's parcels with counts of the ``rows`` of its table of small parcels, those without one told."""
    counts = {
        "table_rows": rows,
        "table_rows_placed": rows - len(unclaimed),
        "table_rows_without_label": len(unclaimed),
    }
    sheet = made.sheet
    unit = unit_code_of(sheet.unit)
    told = [
        Finding(
            "table_row_without_label",
            unit,
            sheet.number,
            entry.number.value,
            {"number": entry.number.value, "area": entry.area_m2.value},
            source=entry.number.source,
        )
        for entry in unclaimed
    ]
    return dataclasses.replace(made, findings=(*made.findings, *told), counts=made.counts | counts)


def _is_figure(view: View, sheet: MapSheet, label: Label) -> bool:
    """Whether a label is a figure of the coordinates in the frame: it stands off the land and has no code."""
    land = shapely.Polygon(view.from_page(sheet.frame_px, sheet.size_px))
    return label.code.value is None and not land.contains(Point(label.inside_px))


def _to_world(view: View, sheet: MapSheet, shape: Shape) -> Shape:
    if sheet.fit is None:
        raise ValueError("the sheet is not placed")
    fit = sheet.fit
    return shapely.transform(shape, lambda points: control.to_world(fit, view.to_page(points)))


def _parcel(view: View, sheet: MapSheet, face: Face, kind: Kind) -> Parcel:
    world = _to_world(view, sheet, face.polygon_px)
    label = best_label(face.labels, float(world.area), kind)
    return Parcel(
        unit_code=unit_code_of(sheet.unit),
        sheet=sheet.number or 0,
        kind=kind,
        polygon=world,
        label=None if label is None else on_page(view, label),
        source=_source(view, sheet, face),
        support=face.support,
        touches_frame=face.touches_frame,
        by_area=face.by_area,
        others=tuple(on_page(view, each) for each in _named(face.labels) if each is not label),
    )


def _named(labels: Sequence[Label]) -> list[Label]:
    """Labels that are of land of their own: of parcels, of roads and waters."""
    return [*main_labels(labels), *(each for each in labels if way_codes([each]))]


def _source(view: View, sheet: MapSheet, face: Face) -> Source:
    x0, y0, x1, y1 = (
        float(round(value)) for value in shapely.transform(face.polygon_px, view.to_page).bounds
    )
    return Source(sheet.source.scan, sheet.source.page, (x0, y0, x1, y1))


def on_page(view: View, label: Label) -> Label:
    """A label of the view with its point and box in pixels of the page."""
    x, y = view.to_page(np.array([label.inside_px]))[0]
    return dataclasses.replace(label, inside_px=(float(x), float(y)), box_px=view.box_to_page(label.box_px))


def _findings(sheet: MapSheet, face: Face, parcel: Parcel) -> Iterator[Finding]:
    """What a person should know about one face."""
    main = main_labels(face.labels)
    number = parcel.number
    make = functools.partial(
        Finding,
        unit_code=parcel.unit_code,
        sheet=sheet.number,
        number=number,
        place=point_in(parcel.polygon),
        source=parcel.source,
    )
    if parcel.kind == "unknown":
        yield make("face_without_label", values={"area": float(parcel.polygon.area)})
    if len(main) > 1:
        yield make("several_labels", values={"count": len(main)})
    elif len(ways := way_codes(face.labels)) > 1:
        yield make("several_labels", values={"count": len(ways)})
    if main and number is None:
        yield make("value_unread", values={"what": Reason("parcel_number")})


def _other_land(view: View, sheet: MapSheet, face: Face, world: Polygon) -> Finding:
    unit = unit_code_of(sheet.unit)
    values = {"area": float(world.area)}
    source = _source(view, sheet, face)
    return Finding("land_of_others", unit, sheet.number, values=values, place=point_in(world), source=source)


def _lost_label(view: View, sheet: MapSheet, label: Label) -> Finding:
    read = on_page(view, label)
    source = Source(sheet.source.scan, sheet.source.page, read.box_px)
    unit = unit_code_of(sheet.unit)
    point = _to_world(view, sheet, Point(label.inside_px))
    return Finding(
        "label_without_face",
        unit,
        sheet.number,
        label.number.value,
        {"label": told_label(label.number.value, label.code.value)},
        (float(point.x), float(point.y)),
        source,
    )
