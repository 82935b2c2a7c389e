"""Place rendered sheets of all scales, looks and kinds of damage, and other pages; print the measures.

    python -m benchmarks.placing [FOLDER] [WORD]

Scans are kept in FOLDER where one is given and made only once; WORD measures the cases with it in their name.
A *wrongly accepted* sheet is placed more than 1 mm on paper off the truth; residuals are taken at 21 × 21
points over the frame, never at the control points.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import pickle
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.other_pages import other_pages
from benchmarks.tables import Table
from pipeline import communes
from pipeline.files import hash_file
from pipeline.model import MapSheet, Reading
from pipeline.scans import load_page
from pipeline.sheets import control
from pipeline.sheets.place import place_sheet
from pipeline.wording import say
from synthetic.canvas import Points
from synthetic.commune import Order, extended, make_headings, make_land
from synthetic.frame import Frame, Grid
from synthetic.scanning import Scanning, save_scan, scan
from synthetic.sheet import draw_sheet
from synthetic.style import LOOKS
from synthetic.wear import swell, wear

CODES = ("07330", "07210", "07246", "07264", "07228", "09454", "09208", "09247", "09193", "07375")
SCALES = (200, 500, 1000, 2000, 5000, 10_000)
WRONG_MM = 1.0
FIELDS = ("commune", "district", "province", "number", "sheet_code", "scale", "parcel_count")
_SCANNED, _USUAL_GRID = Scanning(), Grid()
_TAG = {"true": 1.0, "half": 0.5, "double": 2.0}


@dataclass(frozen=True, slots=True)
class Case:
    """One page: what is drawn, what it says, how it is scanned, and whether it can be placed."""

    name: str
    order: Order
    scanning: Scanning = _SCANNED
    grid: Grid = _USUAL_GRID
    heading: dict[str, str | int] = field(default_factory=dict)
    tag: str = "true"
    swell_mm: float = 0.0
    extension_mm: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    can_be: bool = True
    other: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a case; lengths in mm on paper. ``fields``: right, unsure or wrong by name."""

    name: str
    state: str
    rms_mm: float = 0.0
    p95_mm: float = 0.0
    fields: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    cpu_s: float = 0.0
    peak_mb: float = 0.0
    megapixels: float = 0.0


# --- cases --------------------------------------------------------------------------------------------


def cases() -> list[Case]:
    """All pages, the same at every call."""
    return [*_ordinary(), *_difficult(), *_unplaceable(), *_others()]


def _order(index: int, look: str, scale: int, wear_level: int, dpi: float, **more: object) -> Order:
    code = CODES[index % len(CODES)]
    order = Order(code, 700 + index, look, scale, dpi, wear_level, sheets=1, plots=0.35)
    return replace(order, **more)  # type: ignore[arg-type]


def _ordinary() -> Iterator[Case]:
    """Every scale in every look, with wear, skew, quarter turns, resolutions and kinds of file by turns."""
    rng = np.random.default_rng(9)
    for index, (scale, look) in enumerate((s, k) for s in SCALES for k in LOOKS):
        level = index % 4
        dpi = (200.0, 300.0, 150.0, 250.0)[(index // 2) % 4]
        kind = ("grey", "colour", "grey", "bilevel", "palette", "grey", "cmyk")[index % 7]
        how = Scanning(skew_deg=float(rng.uniform(-2, 2)), turned=(0, 0, 1, 2, 3)[index % 5])
        order = _order(index, look, scale, level, dpi, kind=kind)
        yield Case(f"{look} 1:{scale} wear {level} {dpi:.0f} dpi {kind}", order, how)
    for index, (scale, look) in enumerate((s, k) for s in (500, 1000, 2000) for k in LOOKS[:4]):
        order = _order(100 + index, look, scale, 1 + index % 2, 200.0 + 100 * (index % 2))
        how = Scanning(skew_deg=float(rng.uniform(-6, 6)), turned=index % 4)
        yield Case(f"skew {how.skew_deg:.1f}° {look} 1:{scale}", order, how)


def _difficult() -> Iterator[Case]:
    """What a sheet that can still be placed may suffer."""
    looks = (LOOKS[0], LOOKS[2], LOOKS[1], LOOKS[3])
    for side in range(4):
        cut = [0.0] * 4
        cut[side] = 160.0 if side == 3 else 75.0
        order = _order(200 + side, looks[side], (1000, 500, 2000, 1000)[side], 1, 200.0)
        yield Case(f"cut side {side} {looks[side]}", order, Scanning(cut_mm=tuple(cut), skew_deg=0.7))  # type: ignore[arg-type]
    parts = (
        (0.0, 0.0, 75.0, 160.0),
        (75.0, 0.0, 0.0, 160.0),
        (0.0, 0.0, 260.0, 0.0),
        (0.0, 0.0, 270.0, 330.0),
    )
    for index, part in enumerate(parts):
        how = Scanning(cut_mm=part, skew_deg=0.6 * index)
        order = _order(204 + index, looks[index % 2], 1000, 1, 200.0)
        # the last bears neither sheet number nor scale
        yield Case(f"part of a sheet {index + 1}", order, how, can_be=index < 3)
    for index in range(4):
        how = Scanning(torn=1 + index, torn_mm=70.0, skew_deg=-0.8)
        yield Case(f"torn corners {index + 1}", _order(210 + index, looks[index], 1000, 1, 200.0), how)
    for index, sides in enumerate(((100, 0, 0, 0), (0, 100, 100, 0), (200, 0, 0, 100), (0, 0, 200, 200))):
        order = _order(220 + index, looks[index], (500, 1000, 2000, 1000)[index], 1, 200.0)
        yield Case(f"extended {sides}", order, Scanning(turned=index), extension_mm=sides)
    for index in range(4):
        order = _order(230 + index, looks[index], (1000, 500, 2000, 1000)[index], 1, 250.0, kind="colour")
        how = Scanning(tilt=0.012 + 0.006 * index, skew_deg=2.0 * index - 3, turned=index)
        yield Case(f"photograph {how.tilt:.3f} {looks[index]}", order, how)
    for index in range(4):
        order = _order(240 + index, looks[index], 1000, 1, 200.0)
        yield Case(f"no sheet number {looks[index]}", order, heading={"name": ""})
    for index in range(4):
        order = _order(250 + index, looks[index], 1000, 1, 200.0)
        yield Case(f"corner labels only {looks[index]}", order, grid=Grid(labels="corners"))
    for index in range(3):
        order = _order(260 + index, looks[index], (2000, 1000, 500)[index], 1, 200.0)
        yield Case(f"no scale {looks[index]}", order, heading={"scale": 0})
    for index in range(3):
        order = _order(270 + index, looks[index], 1000, 1, 200.0)
        yield Case(f"grid of lines {looks[index]}", order, grid=Grid(marks="lines"))
    for index, tag in enumerate(("none", "half", "double", "none")):
        order = _order(280 + index, looks[index], 1000, 1, 200.0)
        yield Case(f"resolution tag {tag} {looks[index]}", order, Scanning(turned=index), tag=tag)
    for index in range(4):
        order = _order(286 + index, looks[index], (1000, 2000, 500, 1000)[index], 1, 250.0)
        yield Case(f"damp paper {looks[index]}", order, swell_mm=(0.12, 0.2, 0.2, 0.3)[index])
    for index, (dpi, kind) in enumerate(((330.0, "colour"), (470.0, "grey"))):
        order = _order(290 + index, looks[index], 1000, 2, dpi, kind=kind)
        yield Case(f"large {dpi:.0f} dpi {kind}", order, Scanning(turned=1))


def _unplaceable() -> Iterator[Case]:
    """Sheets on which too little stands, or which contradict themselves."""
    free = Grid(shift_m=(-412_000.0, -2_361_000.0))
    blue = Grid(second_m=(-156.0, -188.0))
    east, south, bare = Grid(shift_m=(1000.0, 0.0)), Grid(shift_m=(0.0, -100.0)), Grid("none", marks="none")
    wrong = {"name": "346551-3-c"}
    sheets: tuple[tuple[str, str, int, Grid, dict[str, str | int]], ...] = (
        ("free grid", "left", 500, free, {"name": ""}),
        ("free grid, said", "extract", 1000, free, {"name": "", "system": "TỰ DO"}),
        ("HN-72, two grids, said", "left", 1000, blue, {"system": "HN-72"}),
        ("HN-72, two grids", "boxed", 1000, blue, {}),
        ("HN-72, said", "centred", 2000, _USUAL_GRID, {"system": "HN-72"}),
        ("wrong number", "circular2014", 1000, _USUAL_GRID, wrong),
        ("wrong number", "left", 1000, _USUAL_GRID, wrong),
        ("wrong labels", "circular2014", 1000, east, {}),
        ("wrong labels", "boxed", 500, south, {}),
        ("wrong scale", "circular2014", 1000, _USUAL_GRID, {"scale": 2000}),
        ("no grid", "left", 2000, bare, {"name": ""}),
        ("no labels, no number", "circular2014", 1000, Grid("none"), {"name": ""}),
    )
    for index, (name, look, scale, grid, heading) in enumerate(sheets):
        order = _order(300 + index, look, scale, 1, 200.0, kind="colour" if grid.second_m else "grey")
        yield Case(name, order, grid=grid, heading=heading, can_be=False)


def _others() -> Iterator[Case]:
    for index, name in enumerate(other_pages()):
        order = _order(400 + index, LOOKS[0], 1000, 1, 200.0)
        yield Case(f"other: {name}", order, can_be=False, other=name)


# --- rendering ----------------------------------------------------------------------------------------


def render(case: Case, folder: Path) -> Path:
    """The folder of a case with ``scan.*`` and ``truth.json``; made where it is not there yet."""
    target = folder / case.name.replace(" ", "_").replace(":", "_").replace("/", "_")
    target = target.with_name(f"{target.name}_{case.order.seed}")
    if (target / "truth.json").is_file():
        return target
    cv2.setNumThreads(1)
    target.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(case.order.seed)
    if case.other:
        save_scan(other_pages()[case.other](rng), target / "scan.tif", "grey", 200.0)
        (target / "truth.json").write_text("{}")
        return target
    land = make_land(case.order)
    number, frame = next(iter(land.frames.items()))
    frame = frame.extended(case.extension_mm) if any(case.extension_mm) else frame
    if land.style.edge == "extended" and not any(case.extension_mm):
        frame = extended(frame, number, land.fabric)
    heading = replace(make_headings(case.order, land)[number], **case.heading)  # type: ignore[arg-type]
    drawn = draw_sheet(land.fabric, frame, land.style, heading, case.order.dpi, rng, case.grid)
    pixels, points = drawn.pixels, drawn.to_px(frame_points(frame))
    if case.swell_mm:
        damp = swell(pixels, case.swell_mm, rng, case.order.dpi)
        pixels, points = damp.pixels, damp.to_worn(points)
    worn = wear(pixels, case.order.wear_level, rng, case.order.dpi)
    seen = scan(worn.pixels, case.scanning, case.order.dpi, rng)
    suffix = "jpg" if case.scanning.tilt else case.order.file
    tag = None if case.tag == "none" else case.order.dpi * _TAG[case.tag]
    save_scan(seen.pixels, target / f"scan.{suffix}", case.order.kind, tag)
    truth = {
        "epsg": land.unit.epsg,
        "scale": frame.scale,
        "world": frame_points(frame).tolist(),
        "px": seen.to_scan(worn.to_worn(points)).tolist(),
        "said": {
            "commune": land.unit.name, "district": land.unit.district, "province": land.unit.province,
            "number": number, "sheet_code": heading.name, "scale": heading.scale,
            "parcel_count": heading.parcel_count if land.style.title == "circular" else None,
        },
    }  # fmt: skip
    (target / "truth.json").write_text(json.dumps(truth))
    return target


def frame_points(frame: Frame) -> Points:
    """World (n, 2) of 21 × 21 points over a frame."""
    share = np.stack(np.meshgrid(np.linspace(0, 1, 21), np.linspace(0, 1, 21)), -1).reshape(-1, 2)
    return np.array([frame.west, frame.north]) + share * np.array([frame.width_m, -frame.height_m])


# --- measuring ----------------------------------------------------------------------------------------


def measure(case: Case, folder: Path) -> Measured:
    """Place one page; meant for a process of its own, whose peak memory is told."""
    cv2.setNumThreads(1)
    target = render(case, folder)
    truth = json.loads((target / "truth.json").read_text())
    started = time.process_time()
    scan = next(target.glob("scan.*"))
    image = load_page(scan, 1, "maps/scan", hash_file(scan))
    info = communes.commune(case.order.code)
    sheet = place_sheet(image, communes.former_units(info.code), info.code, info.extent_m)
    cpu_s = time.process_time() - started
    (target / "sheet.pickle").write_bytes(pickle.dumps(sheet))
    common = {
        "name": case.name,
        "cpu_s": cpu_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "megapixels": image.pixels.shape[0] * image.pixels.shape[1] / 1e6,
    }
    if sheet is None:
        return Measured(state="no sheet", **common)
    fields = {} if case.other else {name: _judged(sheet, name, truth["said"][name]) for name in FIELDS}
    if sheet.fit is None:
        return Measured(
            state="unplaced",
            fields=fields,
            reason=say(sheet.unplaced_reason) if sheet.unplaced_reason else "",
            **common,
        )
    rms, p95 = (np.inf, np.inf) if case.other else _off_mm(sheet, truth)
    reason = "; ".join(f.code for f in sheet.findings)
    return Measured(state="placed", rms_mm=rms, p95_mm=p95, fields=fields, reason=reason, **common)


def _off_mm(sheet: MapSheet, truth: dict) -> tuple[float, float]:
    """Root mean square and 95th percentile of the distance over the part of the frame that is on the scan."""
    assert sheet.fit is not None
    px, world = np.array(truth["px"]), np.array(truth["world"])
    on_page = ((px >= 0) & (px <= np.array(sheet.size_px) - 1)).all(axis=1)
    off = control.to_world(sheet.fit, px[on_page]) - world[on_page]
    if sheet.fit.epsg != truth["epsg"]:
        return np.inf, np.inf
    apart = np.hypot(*off.T) * 1000 / truth["scale"]
    return float(np.sqrt((apart**2).mean())), float(np.percentile(apart, 95))


def _judged(sheet: MapSheet, name: str, true: str | int | None) -> str:
    """ "right", "unsure" (nothing read, or not agreed) or "wrong" (sure of something else)."""
    reading: Reading = getattr(sheet.title, name)
    value = reading.value
    if (
        value is not None
        and true
        and str(value).casefold().replace(" ", "") == str(true).casefold().replace(" ", "")
    ):
        return "right"
    if value is None:
        return "right" if not true else "unsure"
    return "wrong" if reading.agreed else "unsure"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("word", nargs="?", default="")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp())
    chosen = [case for case in cases() if given.word in case.name]
    context = multiprocessing.get_context("spawn")
    with context.Pool(2, maxtasksperchild=1) as pool:
        done = []
        for case, result in zip(
            chosen, pool.starmap(measure, [(case, folder) for case in chosen], 1), strict=True
        ):
            done.append((case, result))
    (folder / "measured.json").write_text(json.dumps([asdict(result) for _, result in done], indent=1))
    for case, result in done:
        print(_line(case, result))
    summarize(done)


def _line(case: Case, result: Measured) -> str:
    wrong = result.state == "placed" and (not case.can_be or result.p95_mm > WRONG_MM)
    mark = "!!" if wrong else "--" if case.can_be and result.state != "placed" else "  "
    odd = " ".join(f"{name}={state}" for name, state in result.fields.items() if state != "right")
    return (
        f"{mark} {case.name:<45} {result.state:<9} {result.rms_mm:6.3f} {result.p95_mm:6.3f} "
        f"{result.cpu_s:5.1f} s {result.peak_mb:5.0f} MB {result.megapixels:4.0f} MPx  {result.reason}  {odd}"
    )


def summarize(done: Iterable[tuple[Case, Measured]]) -> None:
    """Print the table of measures."""
    done = list(done)
    able = [result for case, result in done if case.can_be]
    placed = [result for result in able if result.state == "placed"]
    good = [result for result in placed if result.p95_mm <= WRONG_MM]
    wrong = (
        len(placed) - len(good) + sum(r.state == "placed" for c, r in done if not c.can_be and not c.other)
    )
    others = [result for case, result in done if case.other]
    rms = np.array([result.rms_mm for result in good] or [np.nan])
    seconds = [result.cpu_s for result in able]
    strangers = sum(result.state == "placed" for result in others)
    lines = {
        "sheets that can be placed": f"{len(able)}",
        "of them placed": f"{len(good)} ({len(good) / max(1, len(able)):.1%})",
        "placed wrongly and accepted": f"{wrong}",
        "pages that are no sheets, placed": f"{strangers} of {len(others)}",
        "rms against truth, median (mm)": f"{np.median(rms):.3f}",
        "rms against truth, 95 % of sheets within (mm)": f"{np.percentile(rms, 95):.3f}",
        "largest rms of a sheet (mm)": f"{rms.max():.3f}",
        "CPU seconds a sheet, median / largest": f"{np.median(seconds):.1f} / {max(seconds):.1f}",
        "peak memory, largest (MB)": f"{max(result.peak_mb for _, result in done):.0f}",
    }
    for name in FIELDS:
        states = [result.fields[name] for result in able if name in result.fields]
        counts = (str(states.count(state)) for state in ("right", "unsure", "wrong"))
        lines[f"{name}: right / unsure / wrong"] = " / ".join(counts)
    with Table("measure", "value") as table:
        for name, value in lines.items():
            table.line(name, value)


if __name__ == "__main__":
    main()
