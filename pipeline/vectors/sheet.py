"""The sheet of a digital map: what it is, where it lies, and what is to be said of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from shapely.geometry import Polygon

from pipeline import communes, sheet_code
from pipeline.config import ScanSettings
from pipeline.errors import ScanError
from pipeline.model import (
    ControlPoint,
    DigitalSheet,
    Finding,
    FloatArray,
    InputFile,
    Known,
    Parcel,
    Reading,
    SheetTitle,
    Source,
    Values,
    unit_code_of,
)
from pipeline.vectors import place
from pipeline.vectors.place import Placing
from pipeline.vectors.whose import Identity, identify

# Text of a file cannot be misread; it may have been put to the wrong land. Where that is open it is doubtful.
SURE, DOUBTFUL = 0.99, 0.6
T = TypeVar("T", int, float, str)
_NOTHING: Reading[str] = Reading(None)
_NO_NUMBER: Reading[int] = Reading(None)
_NOTHING_STATED = ScanSettings()


@dataclass(frozen=True, slots=True)
class File:
    """What holds for a whole file: its path below the commune's folder, today's commune, its zone.

    ``stated`` and ``control`` are what a person said of it: settings, and points of the file in that zone.
    """

    name: str
    commune: str
    epsg: int
    stated: ScanSettings = _NOTHING_STATED
    control: tuple[ControlPoint, ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        commune: str,
        stated: ScanSettings = _NOTHING_STATED,
        control: tuple[ControlPoint, ...] = (),
    ) -> File:
        """A file of a commune of today."""
        return cls(name, commune, communes.commune(commune).epsg, stated, control)

    @property
    def has_stated_place(self) -> bool:
        """Whether a person said how its coordinates are to be read."""
        return bool(self.control or self.stated.zone)


def identified(texts: Sequence[str], file: File) -> Identity:
    """What its texts and its path say of a sheet; what a person stated goes before."""
    found = identify(texts, file.name, file.commune)
    unit = communes.unit_of_code(file.stated.former_unit or "", file.commune)
    if unit is not None:
        found = replace(found, unit=unit, elsewhere="")
    elif found.unit is None and not found.elsewhere:
        found = replace(found, unit=communes.unit_of_code(file.stated.default_unit or "", file.commune))
    if file.stated.sheet is not None:
        found = replace(found, number=file.stated.sheet, number_on_map=True)
    return found


def refuse_one_number_for_several(count: int, file: File) -> None:
    """Raises ScanError where a person stated one sheet of a file that holds several."""
    if file.stated.sheet is not None and count > 1:
        raise ScanError("sheet_of_several", {"count": count})


def placed(points: FloatArray, claim: str, file: File) -> Placing:
    """How the file's coordinates are to be read. Raises ScanError where that cannot be told."""
    found = readings(points, claim, file)
    if len(found) > 1:
        raise ScanError("lies_ambiguously")
    return found[0]


def readings(points: FloatArray, claim: str, file: File) -> list[Placing]:
    """All the ways to read the file's coordinates. Raises ScanError where there is none."""
    if file.control:
        return [place.by_control(file.control, file.epsg)]
    extent_m = communes.commune(file.commune).extent_m
    found = place.readings(points, extent_m, file.epsg, claim, stated=file.stated.zone)
    if not found:
        raise ScanError("lies_nowhere")
    return found


def refuse_disagreeing(placing: Placing, scale: int) -> None:
    """Raises ScanError where a technician's points do not fit the map as well as its scale demands."""
    limit_m = sheet_code.TOLERANCE_M[scale]
    if placing.moved is not None and placing.moved.residual_m > limit_m:
        raise ScanError("points_disagree", {"off_m": placing.moved.residual_m, "limit_m": limit_m})


def place_findings(placing: Placing, file: File) -> Iterator[Finding]:
    """What a person should know of how the file's coordinates were read."""
    source = Source(file.name)
    if placing.moved is not None:
        moved: Values = {"count": placing.moved.count, "residual_m": placing.moved.residual_m}
        yield Finding("map_moved_by_points", values=moved, source=source)
    if placing.overruled:
        values = {"declared": Known(placing.declared), "found": Known(f"EPSG:{placing.epsg}")}
        yield Finding("declared_crs_overruled", values=values, source=source)
    if placing.swapped:
        yield Finding("axes_swapped", source=source)
    if placing.unit != "m":
        yield Finding("units_scaled", values={"unit": Known(placing.unit)}, source=source)
    if placing.epsg != placing.to_epsg:
        values = {"found": Known(f"EPSG:{placing.epsg}"), "zone": Known(f"EPSG:{placing.to_epsg}")}
        yield Finding("zone_changed", values=values, source=source)


def unplaced(
    file: File, reason: ScanError, identity: Identity | None = None, source: Source | None = None
) -> DigitalSheet:
    """A sheet of which nobody knows where it lies, with the reason; by the file's name if nothing else."""
    source, identity = source or Source(file.name), identity or identified((), file)
    told = Finding(
        "vector_unplaced", values={"file": InputFile(file.name), "reason": reason.reason}, source=source
    )
    return DigitalSheet(
        source=source,
        title=_title(identity, source),
        unit=identity.unit,
        number=identity.number,
        sheet_code=identity.code,
        scale=identity.scale,
        epsg=None,
        frame=None,
        unplaced_reason=reason.reason,
        findings=(told,),
    )


def _title(identity: Identity, source: Source) -> SheetTitle:
    def read(value: int | None) -> Reading[int]:
        return _NO_NUMBER if value is None else Reading(value, str(value), SURE, source, (), True)

    code: Reading[str] = Reading(identity.code or None, identity.code, SURE, source, (), True)
    count = read(identity.parcel_count)
    return SheetTitle(_NOTHING, _NOTHING, _NOTHING, read(identity.number), code, read(identity.scale), count)


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of a file: its inner frame, if it has one, and what it is."""

    frame: Polygon | None
    identity: Identity


def digital_sheet(
    part: Part, source: Source, how: tuple[File, Placing, int], told: Sequence[Finding]
) -> DigitalSheet:
    """A placed sheet; ``how``: file, placing and scale; ``told``: what was found in the file as a whole."""
    file, placing, scale = how
    identity = part.identity
    unit = identity.unit
    findings = [replace(each, unit_code=unit_code_of(unit), sheet=identity.number) for each in told]
    if identity.elsewhere:
        findings.append(Finding("unit_elsewhere", values={"unit": identity.elsewhere}, source=source))
    elif unit is None:
        findings.append(
            Finding("unit_unknown", "", identity.number, values={"text": InputFile(file.name)}, source=source)
        )
    return DigitalSheet(
        source=source,
        title=_title(identity, source),
        unit=unit,
        number=identity.number,
        sheet_code=identity.code,
        scale=scale,
        epsg=file.epsg,
        frame=part.frame,
        declared=placing.declared,
        tolerance_m=sheet_code.TOLERANCE_M.get(scale, 0.0),
        findings=tuple(findings),
    )


def from_file(value: T | None, text: str, source: Source, sure: bool = True) -> Reading[T]:
    """What stands in a file: it needs no reading, but may not be ``sure`` to be said of this land."""
    return Reading(value, text, SURE if sure else DOUBTFUL, source, (), sure and value is not None, "file")


def counts_of(parcels: Sequence[Parcel], placed: int, homeless: int = 0) -> dict[str, int]:
    """What ``SheetParcels`` counts; labels ``placed`` in faces, and those that stand in none."""
    kinds = [parcel.kind for parcel in parcels]
    return {
        "faces": len(parcels),
        "labels": placed + homeless,
        "labels_placed": placed,
        "labels_without_face": homeless,
        "parcels": kinds.count("parcel"),
        "parts": 0,
        "objects": kinds.count("object"),
        "unknown": kinds.count("unknown"),
        "other_land": 0,
    }
