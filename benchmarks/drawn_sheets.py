"""One rendered map sheet with its truth and its true placement, for measuring the tracer alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import shapely
from shapely.geometry import Polygon

from pipeline.model import ControlPoint, MapSheet, PageImage, Pixels, Reading, SheetTitle, Source, Unit
from pipeline.sheets import control
from synthetic.canvas import MM_PER_INCH
from synthetic.fabric import Fabric, Plan, Plot, make_fabric
from synthetic.frame import STANDARD_M, Frame, sheet_number
from synthetic.labels import Placed
from synthetic.margins import Heading
from synthetic.numbering import number_plots
from synthetic.sheet import DrawnSheet, draw_sheet
from synthetic.style import SheetStyle, random_style
from synthetic.wear import Worn, wear

_UNIT = Unit("09999", "Xã Thử", "Xã", "Huyện Thử", "Tỉnh Thử", "09999", 9209)
_WEST_M, _NORTH_M = 550_000.0, 2_346_000.0  # a corner that all standard sheets share
_NUMBER = 7
_GRID = 15  # true control points a side: far denser than paper bends
_JPEG = 80  # what scanning rooms deliver


@dataclass(frozen=True, slots=True)
class Job:
    """What to render; ``shapes_m`` are real parcels to be drawn in place of invented ones, ``corrected``
    sheets bear parcels merged and split in red ink."""

    look: str
    scale: int
    wear: int
    seed: int
    dpi: float = 300.0
    frame_mm: float = 500.0
    colour: bool = False
    shapes_m: tuple[Polygon, ...] = ()
    corrected: bool = False

    @property
    def name(self) -> str:
        """One word that tells the job."""
        kind = f"{self.look}_{self.scale}_w{self.wear}_s{self.seed}_{self.frame_mm:.0f}mm_{self.dpi:.0f}"
        kind += "_real" if self.shapes_m else ""
        return kind + ("_corrected" if self.corrected else "") + ("_colour" if self.colour else "")


@dataclass(frozen=True, slots=True)
class TrueShape:
    """A parcel as the sheet shows it (m). Values are None where they do not stand on the sheet.

    ``own`` is False for a part of a parcel that bears its number on the neighbouring sheet.
    """

    outline: Polygon
    own: bool
    form: str
    number: int | None
    area_m2: float | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A scan as a file would hold it (JPEG or PNG bytes), the sheet placed by its truth, the true shapes."""

    encoded: bytes
    sheet: MapSheet
    shapes: tuple[TrueShape, ...]

    @property
    def page(self) -> PageImage:
        """The scan decoded."""
        raw = cv2.imdecode(np.frombuffer(self.encoded, np.uint8), cv2.IMREAD_UNCHANGED)
        pixels = raw if raw.ndim == 2 else cv2.cvtColor(raw, cv2.COLOR_BGR2RGB)
        return PageImage(self.sheet.source, np.asarray(pixels, np.uint8), self.sheet.dpi)


def render(job: Job) -> Rendered:
    """Draw one sheet with the edge of its eastern neighbour, and wear it."""
    rng = np.random.default_rng([job.seed, job.scale, job.wear])
    style = replace(random_style(job.seed, job.look), corrections=job.corrected)
    frames = _frames(job)
    fabric = _real_fabric(job, frames[_NUMBER]) if job.shapes_m else _invented(job, frames, rng)
    fabric = replace(fabric, plots=number_plots(fabric.plots, frames))
    frame = frames[_NUMBER]
    if style.edge == "extended":
        frame = _held(frame, fabric)
    count = sum(plot.sheet == _NUMBER for plot in fabric.plots)
    heading = Heading(
        _UNIT.name, _UNIT.district, _UNIT.province, _UNIT.epsg, _NUMBER, (0,) * 9, 20, count, 2012, "Lê Văn A"
    )
    drawn = draw_sheet(fabric, frame, style, heading, job.dpi, rng)
    worn = wear(drawn.pixels, job.wear, rng, job.dpi)
    sheet = placed(drawn, worn, heading, Source(f"maps/{job.name}.jpg"))
    return Rendered(_jpeg(worn.pixels, job.colour), sheet, true_shapes(drawn, fabric, style, _NUMBER))


def _frames(job: Job) -> dict[int, Frame]:
    side = job.frame_mm * job.scale / 1000
    frames = {}
    for index in range(2):
        west = _WEST_M + index * side
        name = sheet_number(_WEST_M + index * STANDARD_M[job.scale], _NORTH_M, job.scale)
        frames[_NUMBER + index] = Frame(west, _NORTH_M, side, side, job.scale, name)
    return frames


def _invented(job: Job, frames: dict[int, Frame], rng: np.random.Generator) -> Fabric:
    """Land as ``synthetic.commune`` lays it out: plots grow less than the scale (Art. 6(1))."""
    grow = (job.scale / 1000) ** 1.35
    plan = Plan(house_m2=320 * grow, field_m2=1300 * grow, spacing_m=135 * job.scale / 1000)
    bounds = np.array([frame.ground.bounds for frame in frames.values()])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return make_fabric((float(west), float(south), float(east), float(north)), plan, rng)


def _real_fabric(job: Job, frame: Frame) -> Fabric:
    """Real parcels about the middle of the sheet, those that lie wholly on it; no roads, no houses."""
    middle = shapely.MultiPolygon(job.shapes_m).envelope.centroid
    ground = frame.ground.centroid
    shift = np.array([ground.x - middle.x, ground.y - middle.y])
    moved = shapely.transform(np.array(job.shapes_m), lambda points: np.round(points + shift, 2))
    inside = [shape for shape in moved.tolist() if frame.ground.buffer(-2).contains(shape)]
    codes = ("ODT", "ONT+CLN", "LUC", "CLN", "BHK", "NTS")
    plots = tuple(
        Plot(shape, "house", codes[index % len(codes)], "", "GDC", "") for index, shape in enumerate(inside)
    )
    return Fabric(shapely.box(*frame.ground.bounds), plots, (), "Thử")


def _held(frame: Frame, fabric: Fabric) -> Frame:
    """The frame extended by 10 or 20 cm where parcels run over (Art. 16(4))."""
    own = np.array([plot.polygon.bounds for plot in fabric.plots if plot.sheet == _NUMBER])
    west, south, east, north = frame.ground.bounds
    low, high = own[:, :2].min(axis=0), own[:, 2:].max(axis=0)
    over = np.array([west - low[0], high[1] - north, high[0] - east, south - low[1]]) * 1000 / frame.scale
    sides = [min(100.0 * math.ceil(mm / 100), 200.0) if mm > 0.05 else 0.0 for mm in over]
    return frame.extended((sides[0], sides[1], sides[2], sides[3]))


def _jpeg(pixels: Pixels, colour: bool) -> bytes:
    if pixels.ndim == 3:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR if colour else cv2.COLOR_RGB2GRAY))
    return bytes(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _JPEG])[1])


def placed(drawn: DrawnSheet, worn: Worn, heading: Heading, source: Source) -> MapSheet:
    """The sheet as placing would hand it over if it made no error."""
    frame = drawn.frame
    width, height = frame.size_mm
    size = (worn.pixels.shape[1], worn.pixels.shape[0])
    x, y = np.meshgrid(np.linspace(0, width, _GRID), np.linspace(0, height, _GRID))
    at_mm = np.column_stack([x.ravel(), y.ravel()])
    world = np.array([frame.west, frame.north]) + at_mm * [1, -1] * frame.scale / 1000
    pixels = worn.to_worn(drawn.mm_to_px(at_mm))
    points = [ControlPoint("cross", *px, *m) for px, m in zip(pixels.tolist(), world.tolist(), strict=True)]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    return MapSheet(
        source,
        size,
        drawn.dpi,
        0,
        _title(heading, frame),
        _UNIT,
        heading.number,
        frame.name,
        frame.scale,
        worn.to_worn(drawn.mm_to_px(corners)),
        control.fit(points, heading.epsg, size),
    )


def _title(heading: Heading, frame: Frame) -> SheetTitle:
    return SheetTitle(
        Reading(heading.commune),
        Reading(heading.district),
        Reading(heading.province),
        Reading(heading.number),
        Reading(frame.name),
        Reading(frame.scale),
        Reading(heading.parcel_count),
    )


def true_shapes(drawn: DrawnSheet, fabric: Fabric, style: SheetStyle, number: int) -> tuple[TrueShape, ...]:
    """The parcels that sheet ``number`` shows, with the values that stand on it."""
    lettering = drawn.lettering
    drawn_parts = {(sheet, number) for sheet, number, _ in lettering.parts}
    paper = _paper(drawn)
    shapes = []
    for plot in fabric.plots:
        own = plot.sheet == number
        if style.edge != "cut" and not own:
            continue
        seen = drawn.frame.ground if style.edge == "cut" else paper
        pieces = shapely.get_parts(plot.polygon.intersection(seen))
        outline = max((p for p in pieces if isinstance(p, Polygon)), key=lambda p: p.area, default=None)
        if outline is None or outline.is_empty:
            continue
        if own:
            label = lettering.own.get(plot.number)
            shapes.append(_own(plot, outline, label, style))
        else:
            code = plot.code if (plot.sheet, plot.number) in drawn_parts else None
            shapes.append(TrueShape(outline, False, "code" if code else "", None, None, code))
    return tuple(shapes)


def _paper(drawn: DrawnSheet) -> Polygon:
    """The ground that the whole paper shows (m): what is drawn over the frame ends at its edge."""
    per_mm = drawn.frame.scale / 1000
    left, top = np.array([drawn.frame.west, drawn.frame.north]) + np.array(drawn.origin_mm) * [-1, 1] * per_mm
    height, width = np.array(drawn.pixels.shape[:2]) / drawn.dpi * MM_PER_INCH * per_mm
    return shapely.box(left, top - height, left + width, top)


def _own(plot: Plot, outline: Polygon, label: Placed | None, style: SheetStyle) -> TrueShape:
    if label is None:
        return TrueShape(outline, True, "", None, None, None)
    if label.form == "number":
        return TrueShape(outline, True, label.form, plot.number, None, None)
    area = style.printed_area(plot.polygon.area)
    return TrueShape(outline, True, label.form, plot.number, area, plot.code)


def real_plots(path: str, layer: str) -> tuple[Polygon, ...]:
    """Plots of a GeoPackage as polygons in metres on the ground."""
    import geopandas as gpd  # noqa: PLC0415  only the table of real shapes needs it

    plots = gpd.read_file(path, layer=layer)
    parts = plots.to_crs(plots.estimate_utm_crs()).explode().geometry
    return tuple(part for part in parts if isinstance(part, Polygon))
