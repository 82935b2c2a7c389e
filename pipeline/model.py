"""The frozen records that flow through the program.

Conventions, everywhere:

* **Pixels**: x to the right, y down, pixel *centres* at whole numbers (the OpenCV convention).
* **World**: VN-2000 metres, (easting, northing) in that order. Vietnamese tables call northing X and
  easting Y; they are turned round where they are read.
* A **box** is ``(x0, y0, x1, y1)`` in pixels of the page as the scan door hands it out.
* Everything can be pickled; nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from shapely.geometry import MultiPolygon, Polygon

T = TypeVar("T")
Box = tuple[float, float, float, float]
FloatArray = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

Status = Literal["khop", "chap_nhan", "can_kiem_tra"]
Level = Literal["ghi_chu", "canh_bao", "loi", "chan"]
Group = Literal["usable", "correct", "redo"]
OpinionField = Literal["sheet", "number", "area", "code", "owner", "owner_kind", "place", "note"]
OpinionDocument = Literal["map", "register", "certificate"]
Reader = Literal["label_head", "hand_head", "name_head", "line_reader", "pp_ocr", "tesseract", "qr_code"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was read: file (path below the commune's folder), page from 1, box in pixels of the page.

    In a digital map the page is its sheet's place in the file, and ``place_m`` (easting, northing) stands for
    the box.
    """

    scan: str
    page: int = 1
    box: Box | None = None
    place_m: tuple[float, float] | None = None

    def __str__(self) -> str:
        place = "" if self.box is None else " [{:.0f} {:.0f} {:.0f} {:.0f}]".format(*self.box)
        if self.place_m is not None:
            place = " [{:.2f} {:.2f}]".format(*self.place_m)
        return f"{self.scan}#{self.page}{place}"

    @property
    def of_page(self) -> tuple[str, int]:
        """The page alone, whatever was read on it."""
        return self.scan, self.page


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was handed in, by its path below the commune's folder. Its name may name a person."""

    path: str


@dataclass(frozen=True, slots=True)
class Known:
    """Text out of a table or closed list of our own (a unit, a land-use code): never personal."""

    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so, or the name of a thing: a code of ``catalogue`` with the values in its text."""

    code: str
    values: Values = field(default_factory=dict)


# What a text for people is filled with. Bare text and paths were read, typed or named by somebody, so they
# may be personal: the public edition leaves them out, and shows files and pages by kind and number.
Value = int | float | str | Path | Known | InputFile | Source | Reason | tuple["Value", ...] | None
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class TextScores:
    """What a network gives ``letters`` along a text, as ``text_evidence`` packs it."""

    letters: str
    logs: bytes


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """What three readers make of a text: it tells how likely they make any other text."""

    head: TextScores
    line: TextScores
    tesseract: str


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """One value as it was read, with what the reader thought of it.

    ``value`` is None when nothing usable was read; ``text`` is always the raw text. ``confidence`` runs
    from 0 to 1. ``alternatives`` are other values with their confidences, best first, without ``value``.
    ``agreed`` is set when two independent readers gave the same value. ``by`` "file": it stands as text in a
    digital map, where it cannot be misread but may stand for something else. ``disputed``: another scan of
    the same paper was read as surely and says what the first alternative says. ``said``: what each reader
    made of it, by itself. ``evidence``: all that the readers give, of a text that is not clear, until it is
    held against the other texts of the archive.
    """

    value: T | None
    text: str = ""
    confidence: float = 0.0
    source: Source | None = None
    alternatives: tuple[tuple[T, float], ...] = ()
    agreed: bool = False
    by: Literal["machine", "file", "person"] = "machine"
    disputed: bool = False
    said: tuple[tuple[Reader, T | None], ...] = ()
    evidence: TextEvidence | None = None

    @property
    def is_lost(self) -> bool:
        """Whether something stands there of which no value could be made."""
        return self.value is None and self.text != ""

    def doubted(self, most: float) -> Reading[T]:
        """The reading as one that is not agreed, and at ``most`` as sure as this."""
        return replace(self, agreed=False, confidence=min(self.confidence, most))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one reader of one document says of one value of a parcel or row, kept for whoever must decide.

    ``value`` None: it made nothing of what stands there. ``probability`` (0..1) that the document says so,
    as the program believes; None for what is measured and not read. ``reader`` "machine": readers that keep
    no record of their own, "sequence": the number that rows around leave open.
    """

    field: OpinionField
    document: OpinionDocument
    reader: Reader | Literal["machine", "file", "person", "drawing", "sequence"]
    value: int | float | str | None
    probability: float | None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know; its text is made from the catalogue in ``findings``.

    ``values`` fill the text; never the names, addresses and notes of a ``Record``. ``place`` is (easting,
    northing) in metres.
    """

    code: str
    unit_code: str = ""
    sheet: int | None = None
    number: int | None = None
    values: Values = field(default_factory=dict)
    place: tuple[float, float] | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Georeference:
    """Where a file of another program says that a page lies: a claim, to be held against the sheet.

    ``places`` are x, y in pixels of the page (right and down, centres at whole numbers) with what they are in
    the world, in ``system``: "WGS84" (longitude, latitude), an EPSG code or other text that declares a system
    (easting, northing in metres), or "" where the file does not say.
    """

    file: str
    places: tuple[tuple[float, float, float, float], ...]
    system: str = ""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page in memory: grey (H, W) or RGB (H, W, 3) bytes; ``dpi`` as the file says, or None.

    ``georeferences``: what tags of the file, and files beside it, say of where it lies.
    """

    source: Source
    pixels: Pixels
    dpi: float | None = None
    georeferences: tuple[Georeference, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit of the commune level at some date; ``epsg`` is its archive's VN-2000 zone."""

    code: str
    name: str
    kind: str
    district: str
    province: str
    successor: str
    epsg: int


def unit_code_of(unit: Unit | None) -> str:
    """The unit's code, blank where it is not known."""
    return "" if unit is None else unit.code


@dataclass(frozen=True, slots=True)
class PageLook:
    """How good a scanned page is: (width, height) in pixels as it is handed out, and three measures of it.

    ``dpi`` as the file says, ``detail_dpi`` by what it shows; ``skew_deg`` of its lines; None where unknown.
    """

    size_px: tuple[int, int] = (0, 0)
    dpi: float | None = None
    detail_dpi: float | None = None
    skew_deg: float | None = None


UNSEEN = PageLook()


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page that the delivery was made of: what it was ("sheet", "register", "parcel" …), how it looks."""

    source: Source
    kind: str
    sha256: str
    look: PageLook = UNSEEN


# --- sheets -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetTitle:
    """What is printed around the frame of a map sheet.

    ``sheet_count`` is how many sheets the commune has (``Thành … tờ``), ``neighbours`` the nine tờ numbers of
    the box above the frame, row by row, or nothing.
    """

    commune: Reading[str]
    district: Reading[str]
    province: Reading[str]
    number: Reading[int]
    sheet_code: Reading[str]
    scale: Reading[int]
    parcel_count: Reading[int]
    crs_text: str = ""
    sheet_count: Reading[int] = Reading(None)
    neighbours: tuple[Reading[int], ...] = ()


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A point known in pixels and, wholly or in part, in the world; residual in metres on the ground.

    Of a digital map the pixels are the units of its file, (x, y) as it is drawn.

    An "edge" is where a line crosses into the neighbouring sheet, known along the edge by both sheets.
    """

    kind: Literal["cross", "corner", "tick", "person", "edge"]
    x_px: float
    y_px: float
    easting_m: float | None
    northing_m: float | None
    residual_m: float | None = None
    used: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether both coordinates are known; along a side of the frame only one is."""
        return self.easting_m is not None and self.northing_m is not None


@dataclass(frozen=True, slots=True)
class Paper:
    """How a sheet's paper bends, as its marks and areas tell (``sheets.bending``); mm on paper.

    ``reach_mm``: over which length; ``size_mm``: standard deviation of each coordinate; ``mark_mm`` and
    ``line_mm``: standard errors of marks and of traced lines.
    """

    reach_mm: float
    size_mm: float
    mark_mm: float
    line_mm: float


@dataclass(frozen=True, slots=True)
class Bend:
    """Displacement of a bent page beside its flat fit.

    ``moved_m`` (rows, columns, 2): metres east and north at nodes ``step`` apart from the node ``first``
    (x, y), in the fit's centred, scaled pixels.
    """

    first: tuple[float, float]
    step: float
    moved_m: FloatArray
    paper: Paper


@dataclass(frozen=True, slots=True)
class Fit:
    """Pixel to world, by ``sheets.control.to_world``; all arrays are about the two centres.

    ``matrix`` is (3, 3) homogeneous on centred, scaled pixels; a smoothed thin-plate spline adds
    ``nodes`` (n, 2) and ``weights`` (n, 2), a bend learned from more than marks its ``bend``. ``rms_m`` is of
    the marks' residuals; ``error_m``, of places between them, is expected from marks left out one by one, or
    by the bend. Metres on the ground.
    """

    kind: Literal["helmert", "affine", "projective", "tps", "bent"]
    epsg: int
    centre_px: tuple[float, float]
    centre_m: tuple[float, float]
    unit_px: float
    matrix: FloatArray
    nodes: FloatArray | None
    weights: FloatArray | None
    rms_m: float
    error_m: float
    metres_per_px: float
    bend: Bend | None = None


@dataclass(frozen=True, slots=True)
class MapSheet:
    """A map sheet, placed (``fit`` set) or not (``unplaced_reason`` set).

    ``frame_px`` is the inner frame (neatline), (4, 2) in the order NW, NE, SE, SW of the *map*.
    ``size_px`` is (width, height) of the page. ``turned`` counts quarter turns clockwise that bring the
    page upright (0 to 3). ``tolerance_m`` is the limit of Art. 7(4) of the circular for the scale.
    ``contradicted``: a person placed it, and another source says that it lies elsewhere.
    """

    source: Source
    size_px: tuple[int, int]
    dpi: float
    turned: int
    title: SheetTitle
    unit: Unit | None
    number: int | None
    sheet_code: str
    scale: int | None
    frame_px: FloatArray
    fit: Fit | None
    points: tuple[ControlPoint, ...] = ()
    tolerance_m: float = 0.0
    unplaced_reason: Reason | None = None
    findings: tuple[Finding, ...] = ()
    contradicted: bool = False
    look: PageLook = UNSEEN

    @property
    def epsg(self) -> int | None:
        """The VN-2000 zone that it was placed in; None where it is not placed."""
        return None if self.fit is None else self.fit.epsg


@dataclass(frozen=True, slots=True)
class DigitalSheet:
    """A sheet of a map that is digital already: its coordinates say where it lies.

    ``frame`` is the ground it covers, in the zone ``epsg``; ``declared`` the projection that the file claims
    (``EPSG:9214``, or nothing). ``exactness_m`` is the standard error of its lines. ``unplaced_reason`` is
    set where the coordinates do not tell where it lies; ``epsg`` is None then, and what was drawn on it is
    in coordinates of its own until a scan of the sheet tells.
    """

    source: Source
    title: SheetTitle
    unit: Unit | None
    number: int | None
    sheet_code: str
    scale: int | None
    epsg: int | None
    frame: Polygon | None
    declared: str = ""
    exactness_m: float = 0.02
    tolerance_m: float = 0.0
    unplaced_reason: Reason | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def contradicted(self) -> bool:
        """Never: nobody placed it."""
        return False

    @property
    def points(self) -> tuple[ControlPoint, ...]:
        """None: nothing had to be placed by control points."""
        return ()


Sheet = MapSheet | DigitalSheet

# --- parcels ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """A parcel label as read: number over area with the land-use code beside it (App. 01, symbols 8, 59).

    ``inside_px`` is a point that lies in the parcel (the arrow's head for a label that stands outside).
    ``form`` is "full", "fraction", "line", "number", "code", "table" or "name".
    """

    inside_px: tuple[float, float]
    box_px: Box
    angle_deg: float
    form: str
    number: Reading[int]
    area_m2: Reading[float]
    code: Reading[str]

    @property
    def points_elsewhere(self) -> bool:
        """Whether it stands outside its parcel and an arrow leads there."""
        return not self.covers(self.inside_px)

    def doubted(self, most: float) -> Label:
        """The label with none of its readings agreed, and each at ``most`` as sure as this."""
        read = (self.number.doubted(most), self.area_m2.doubted(most), self.code.doubted(most))
        return replace(self, number=read[0], area_m2=read[1], code=read[2])

    def covers(self, point: tuple[float, float]) -> bool:
        """Whether a point (x, y) in pixels of the page lies in its box."""
        (x, y), (x0, y0, x1, y1) = point, self.box_px
        return x0 <= x <= x1 and y0 <= y <= y1


@dataclass(frozen=True, slots=True)
class DigitalLabel:
    """A parcel's label as text of a digital map, or the values of its row in a table of polygons."""

    number: Reading[int]
    area_m2: Reading[float]
    code: Reading[str]
    points_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """A closed piece of the sheet, in pixels; ``support`` is the share of its outline that has ink (0..1).

    ``by_area``: parts of it were joined because the area printed in it wants so much land.
    """

    polygon_px: Polygon
    labels: tuple[Label, ...]
    touches_frame: bool
    support: float
    by_area: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """A face brought to the world.

    ``kind``: "parcel" has its own number; "part" was cut by the frame (code alone or no label); "object"
    is a road, canal or the like; "unknown" is a closed face in which nothing could be read.
    ``position_error_m`` is the error that is expected of its place, by the marks of its sheet; None where it
    was drawn and not scanned. ``pulled_m2`` is how much of its area is due to what its own label says, where
    that helped to straighten its sheet. ``others``: labels of land that stand in it beside its own.
    ``by_area``: parts of it were joined because the area printed in it wants so much land, which so proves
    nothing of its shape.
    """

    unit_code: str
    sheet: int
    kind: Literal["parcel", "part", "object", "unknown"]
    polygon: Polygon
    label: Label | DigitalLabel | None
    source: Source
    support: float = 1.0
    touches_frame: bool = False
    position_error_m: float | None = None
    pulled_m2: float | None = None
    others: tuple[Label, ...] = ()
    by_area: bool = False

    @property
    def number(self) -> int | None:
        """The number printed in it, or None."""
        return None if self.label is None else self.label.number.value


@dataclass(frozen=True, slots=True)
class SheetParcels:
    """All that was traced on one sheet. ``counts``: faces, labels and what became of them.

    ``other_land`` (metres, in the sheet's zone) is blank land at the frame that is not the commune's.
    """

    sheet: Sheet
    parcels: tuple[Parcel, ...]
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    other_land: tuple[Polygon, ...] = ()


# --- records ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a register. Owner, place and note may hold personal data: never into findings.

    ``by_hand``: a cell of it was filled in with a pen, so a person looks at it. ``picture``: the row as it
    looks, small, as WebP; nothing where its place is not known.
    """

    source: Source
    sheet: Reading[int]
    number: Reading[int]
    owner: Reading[str]
    owner_kind: Reading[str]
    area_m2: Reading[float]
    code: Reading[str]
    place: Reading[str]
    note: Reading[str]
    struck: bool = False
    continues: bool = False
    by_hand: bool = False
    picture: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SheetTotal:
    """What one document says that a whole sheet holds: numbers of parcels, land users and managers, m².

    ``document``: "sheet" (its own margin), "table" (of a commune's sheets, App. 16 of Circular 25/2014) or
    "book" (what its rows of the sheet add up to). ``whole``: the row that sums up the others, of no sheet.
    """

    document: Literal["sheet", "table", "book"]
    source: Source
    sheet: Reading[int] = Reading(None)
    parcels: Reading[int] = Reading(None)
    area_m2: Reading[float] = Reading(None)
    users: Reading[int] = Reading(None)
    managers: Reading[int] = Reading(None)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of a register with its rows; the heading's unit and sheet hold for rows that name none.

    ``sheet_totals`` are rows that speak of whole sheets, ``specks_per_mm2`` specks as large as
    marks of letters.
    """

    source: Source
    form: str
    commune: Reading[str]
    district: Reading[str]
    province: Reading[str]
    sheet: Reading[int]
    rows: tuple[Record, ...]
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    sheet_totals: tuple[SheetTotal, ...] = ()
    look: PageLook = UNSEEN
    specks_per_mm2: float = 0.0


@dataclass(frozen=True, slots=True)
class Outline:
    """Corners (n, 2) as (easting, northing) in metres, not repeating the first.

    ``proven``: every edge is printed and right, or none is and every corner was read alike and the area is
    right; an area that is printed is never wrong. ``repairs``: how many figures were replaced. ``doubts``:
    places of edges that are not as printed, -1 for the area.
    """

    points: FloatArray
    proven: bool
    repairs: int
    doubts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing of a parcel on a page about it, placed by its corners and by crosses of the grid near it.

    ``frame_px``: what of the page shows it, (4, 2) in the order NW, NE, SE, SW of the ground. ``dpi``: pixels
    an inch of paper, by the crosses where there are any. ``scale`` is None where no crosses tell it.
    """

    size_px: tuple[int, int]
    dpi: float
    scale: int | None
    frame_px: FloatArray
    fit: Fit
    points: tuple[ControlPoint, ...]


@dataclass(frozen=True, slots=True)
class ParcelPage:
    """What a page says of one parcel. Its holder is not kept: nothing is held against the name.

    A certificate that lists its parcels in a table says so much of each; ``source`` is then its row.

    ``form`` is "extract", "survey", "certificate", or "corners" where only a table of corners was understood;
    ``issued`` the year of a certificate's form, or "". ``edges_m`` are all edges in their order, or nothing.
    ``outline`` is in the unit's VN-2000 zone; None where no table of corners could be read whole.
    ``drawn_corners``: those of its corners that are seen in a drawing of it on the page, ``drawing`` the
    drawing placed by them.
    """

    source: Source
    form: str
    issued: str
    commune: Reading[str]
    district: Reading[str]
    province: Reading[str]
    sheet: Reading[int]
    number: Reading[int]
    area_m2: Reading[float]
    code: Reading[str]
    outline: Outline | None
    edges_m: tuple[Reading[float], ...]
    findings: tuple[Finding, ...]
    look: PageLook = UNSEEN
    drawn_corners: tuple[ControlPoint, ...] = ()
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class DigitalMap:
    """What one file of a digital map holds: sheets of parcels, and rows of tables that name holders."""

    sheets: tuple[SheetParcels, ...]
    pages: tuple[RegisterPage, ...] = ()


# --- certificates -------------------------------------------------------------------------------------

CertificatePart = Literal["front", "parcel", "changes"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A holder as a certificate names one; all of it is personal.

    ``title``: what stands before the name (``Hộ ông``), nothing for an organisation; ``home``: their
    address.
    """

    title: Reading[str] = Reading(None)
    name: Reading[str] = Reading(None)
    birth_year: Reading[int] = Reading(None)
    id_number: Reading[str] = Reading(None)
    home: Reading[str] = Reading(None)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What stands on a certificate beside the parcel's numbers, area and use; most of it is personal.

    ``serial``: as printed in the corner, ``BK 123456``; ``issued_on``: ``2012-10-05``; ``use_form``:
    ``riêng``, ``chung`` or both; ``area_words_m2``: the area as it is written out; ``changes``: page IV.
    """

    serial: Reading[str] = Reading(None)
    book_number: Reading[str] = Reading(None)
    issued_on: Reading[str] = Reading(None)
    office: Reading[str] = Reading(None)
    area_words_m2: Reading[float] = Reading(None)
    use_form: Reading[str] = Reading(None)
    purpose: Reading[str] = Reading(None)
    term: Reading[str] = Reading(None)
    origin: Reading[str] = Reading(None)
    place: Reading[str] = Reading(None)
    house: Reading[str] = Reading(None)
    changes: Reading[str] = Reading(None)
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """A page of a certificate; what it says of its parcels is in ``ParcelPage`` of the same page.

    ``issued`` as there. ``parts``: which sides of the form stand on it.
    """

    source: Source
    issued: str
    parts: tuple[CertificatePart, ...]
    facts: CertificateFacts
    look: PageLook = UNSEEN


@dataclass(frozen=True, slots=True)
class Certificate:
    """One row of ``giay_chung_nhan``: what the pages of one certificate say of one of its parcels.

    ``unit_code`` and numbers of its parcel as read; ``unsure``: the facts that nobody should rely on
    yet; ``reasons``: why it waits. ``pages``: all of it, in their order.
    """

    unit_code: str
    sheet: int | None
    number: int | None
    area_m2: float | None
    code: str | None
    issued: str
    facts: CertificateFacts
    pages: tuple[Source, ...]
    status: Status
    unsure: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()


# --- commune ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperOutline:
    """One row of ``hinh_tren_giay``: a parcel's outline as a page about it lists its corners.

    ``polygon`` in the commune's zone; ``proven`` and ``form`` as of the page. ``agrees``: the page is borne
    out by the parcel of its number, in all that both say. ``drawing``: where the page's drawing lies.
    """

    source: Source
    unit_code: str
    sheet: int | None
    number: int | None
    form: str
    polygon: Polygon
    stated_m2: float | None
    proven: bool
    agrees: bool
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class Decided:
    """That a person accepted a thing, or people contradict each other; ``who`` and date of the last one."""

    by: Literal["nguoi", "nguoi_mau_thuan"]
    who: str
    on: str


@dataclass(frozen=True, slots=True)
class CommuneParcel:
    """One row of the layer ``thua_dat``; geometry in the commune's archive zone. ``key``: by ``keys``.

    ``opinions``: all that was read or measured of it, whatever was made of it. ``traced``: its outline before
    people drew another here, empty where they added it; None where nobody did.
    """

    unit_code: str
    sheet: int
    number: int | None
    geometry: Polygon | MultiPolygon
    label_area_m2: float | None
    record_area_m2: float | None
    code: str | None
    label_code: str | None
    record_code: str | None
    place: str | None
    status: Status
    confidence: float
    sources: tuple[Source, ...]
    identifier: str = ""
    key: str = ""
    opinions: tuple[Opinion, ...] = ()
    decided: Decided | None = None
    traced: Polygon | MultiPolygon | None = None

    @property
    def area_m2(self) -> float:
        """Area of the geometry, rounded as the circular prints it (Art. 3(4))."""
        return round(float(self.geometry.area), 1)

    @property
    def group(self) -> Group:
        """The group of the national land-data campaign: to use, to correct, to do again.

        What is accepted can be used; what waits with a number and a value to go by is corrected at the desk;
        land whose number or whose every value is missing is looked up in the field or scanned again.
        """
        if self.status != "can_kiem_tra":
            return "usable"
        values = (self.label_area_m2, self.record_area_m2, self.label_code, self.record_code)
        return "redo" if self.number is None or all(value is None for value in values) else "correct"


@dataclass(frozen=True, slots=True)
class CommuneObject:
    """One row of ``doi_tuong_chiem_dat``: land that forms no parcel (roads, canals, rivers).

    ``traced`` as of a parcel.
    """

    unit_code: str
    sheet: int
    number: int | None
    code: str | None
    geometry: Polygon | MultiPolygon
    sources: tuple[Source, ...]
    key: str = ""
    traced: Polygon | MultiPolygon | None = None


@dataclass(frozen=True, slots=True)
class OpenGround:
    """Ground that nothing covers: ``code`` of what is told of it, the nearest sheet, a key by ``keys``.

    ``polygon`` in the commune's zone.
    """

    code: str
    unit_code: str
    sheet: int | None
    polygon: Polygon
    key: str


@dataclass(frozen=True, slots=True)
class CommuneRecord:
    """One row of ``ho_so``; ``unit_code`` and ``sheet`` filled from the page where the row names none.

    ``proven``: the map bears out number, area and code, so that at most the rest of the row is in doubt.
    """

    unit_code: str
    sheet: int | None
    number: int | None
    record: Record
    status: Status
    proven: bool = False
    opinions: tuple[Opinion, ...] = ()
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class SheetFound:
    """What there is of one sheet.

    ``parcels``, ``objects`` and ``rows``: different numbers on parcels, on roads and waters, and in the
    register; ``unnumbered`` parcels; ``highest`` number. Areas in m²: of the rows, and by geometry of the
    parcels, of the numbered objects, of all objects.
    """

    parcels: int
    unnumbered: int
    objects: int
    rows: int
    highest: int
    rows_m2: float
    parcels_m2: float
    numbered_objects_m2: float
    objects_m2: float


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What a document states of a sheet beside what there is; None where one side has nothing to compare.

    ``missing``: there is no scan of it at all.
    """

    unit_code: str
    sheet: int
    stated: SheetTotal
    found: SheetFound
    missing: bool
    parcels_agree: bool | None
    area_agrees: bool | None

    @property
    def differs(self) -> bool:
        """Whether anything that could be compared is not the same."""
        return self.missing or self.parcels_agree is False or self.area_agrees is False

    @property
    def agrees(self) -> bool:
        """Whether something could be compared, and all of it is the same."""
        return not self.differs and (self.parcels_agree or self.area_agrees) is True


@dataclass(frozen=True, slots=True)
class SheetNumbers:
    """What an office states of old and new numbers; old ones are text, because ``164E`` occurs.

    ``sheets``: old commune's code, old sheet, today's sheet. ``parcels``: today's sheet and parcel, then
    sheet and parcel on the older map. ``file``: the table's path below the commune's folder.
    """

    sheets: tuple[tuple[str, str, int], ...] = ()
    parcels: tuple[tuple[int, int, str, str], ...] = ()
    file: str = ""


NO_NUMBERS = SheetNumbers()


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune as it is delivered. ``counts`` are the sums of the report: what went in and where it went.

    Sheets bear the numbers of the archive throughout; ``numbers`` say what the office calls them today.
    ``pages`` are those that were read, in the order of their scans; ``open_ground`` is what nothing covers
    and no person said to be rightly so.
    """

    code: str
    name: str
    epsg: int
    sheets: tuple[Sheet, ...]
    parcels: tuple[CommuneParcel, ...]
    objects: tuple[CommuneObject, ...]
    records: tuple[CommuneRecord, ...]
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    checks: tuple[SheetCheck, ...] = ()
    numbers: SheetNumbers = NO_NUMBERS
    pages: tuple[ScannedPage, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    paper_outlines: tuple[PaperOutline, ...] = ()
    open_ground: tuple[OpenGround, ...] = ()
