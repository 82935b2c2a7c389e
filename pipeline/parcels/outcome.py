"""The faces of a sheet become parcels in the world, findings and counts that add up."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator

import numpy as np
import shapely

from pipeline.model import Face, Finding, Label, MapSheet, Parcel, Reason, SheetParcels, Source
from pipeline.parcels.kinds import Fate, Kind, best_label, main_labels
from pipeline.parcels.view import View
from pipeline.sheets import control

_COUNTED: dict[str, Fate] = {
    "parcels": "parcel",
    "parts": "part",
    "objects": "object",
    "unknown": "unknown",
    "dropped": "dropped",
}


def deliver(
    view: View, sheet: MapSheet, made: list[tuple[Face, Fate]], labels: tuple[Label, ...]
) -> SheetParcels:
    """Parcels, findings and counts from the faces of a sheet."""
    parcels: list[Parcel] = []
    findings: list[Finding] = []
    for face, fate in made:
        if fate != "dropped":
            parcel = _parcel(view, sheet, face, fate)
            parcels.append(parcel)
            findings += _findings(sheet, face, parcel)
    fates = [fate for _, fate in made]
    placed = {id(label) for face, fate in made if fate != "dropped" for label in face.labels}
    lost = [label for label in labels if id(label) not in placed]
    counts = {"faces": len(made), "labels": len(labels), "labels_placed": len(placed)}
    counts |= {name: fates.count(fate) for name, fate in _COUNTED.items()}
    land = shapely.Polygon(view.from_page(sheet.frame_px, sheet.size_px))
    findings += [
        _lost_label(view, sheet, label)
        for label in main_labels(lost)
        if land.contains(shapely.Point(label.inside_px))  # figures in the margin are no parcel labels
    ]
    return SheetParcels(sheet, tuple(parcels), tuple(findings), counts)


def _parcel(view: View, sheet: MapSheet, face: Face, kind: Kind) -> Parcel:
    page = shapely.transform(face.polygon_px, view.to_page)
    if sheet.fit is None:
        raise ValueError("the sheet is not placed")
    fit = sheet.fit
    world = shapely.transform(page, lambda points: control.to_world(fit, points))
    label = best_label(face.labels, float(world.area))
    box = tuple(float(round(value)) for value in page.bounds)
    return Parcel(
        unit_code=sheet.unit.code if sheet.unit else "",
        sheet=sheet.number or 0,
        kind=kind,
        polygon=world,
        label=None if label is None else on_page(view, label),
        source=Source(sheet.source.scan, sheet.source.page, (box[0], box[1], box[2], box[3])),
        support=face.support,
        touches_frame=face.touches_frame,
    )


def on_page(view: View, label: Label) -> Label:
    """A label of the view with its point and box in pixels of the page."""
    x0, y0, x1, y1 = label.box_px
    corners = view.to_page(np.array([[x0, y0], [x1, y1]]))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    x, y = view.to_page(np.array([label.inside_px]))[0]
    box = (float(left), float(top), float(right), float(bottom))
    return dataclasses.replace(label, inside_px=(float(x), float(y)), box_px=box)


def _findings(sheet: MapSheet, face: Face, parcel: Parcel) -> Iterator[Finding]:
    """What a person should know about one face."""
    main = main_labels(face.labels)
    place = parcel.polygon.representative_point()
    number = parcel.label.number.value if parcel.label else None
    make = functools.partial(
        Finding,
        unit_code=parcel.unit_code,
        sheet=sheet.number,
        number=number,
        place=(float(place.x), float(place.y)),
        source=parcel.source,
    )
    if parcel.kind == "unknown":
        yield make("face_without_label", values={"area": float(parcel.polygon.area)})
    if len(main) > 1:
        yield make("several_labels", values={"count": len(main)})
    if main and number is None:
        yield make("value_unread", values={"what": Reason("parcel_number")})


def _lost_label(view: View, sheet: MapSheet, label: Label) -> Finding:
    read = on_page(view, label)
    source = Source(sheet.source.scan, sheet.source.page, read.box_px)
    unit = sheet.unit.code if sheet.unit else ""
    return Finding("label_without_face", unit, sheet.number, label.number.value, source=source)
