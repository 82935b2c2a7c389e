"""Rendered pages about one parcel, worn, read, and held against a map that agrees or was made to differ.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.certificates [pages a form] [first seed]

*silent* counts values that two readers (or one and the QR code) gave alike and wrong, and polygons said to be
proven that are not as printed. On half of the maps something was changed: *told* is the share of changes that
are told with both values, *waits* of pages whose values must be typed in, *false* counts differences told
where nothing was changed, *missed* changes of which nothing is said.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import cv2
import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import Polygon

from benchmarks.registers import scanned
from benchmarks.tables import tell
from pipeline.commune.beliefs import sure
from pipeline.commune.parcel_pages import Held, hold
from pipeline.commune.pieces import Piece
from pipeline.commune.tolerance import edge_tolerance_m
from pipeline.model import (
    CommuneParcel,
    Label,
    PageImage,
    Parcel,
    ParcelPage,
    Pixels,
    Reading,
    Source,
    Unit,
)
from pipeline.records.papers import read_paper
from pipeline.records.qr import read_qr
from synthetic.certificate import Extract, draw_extract, draw_form, random_extract, random_extract_style
from synthetic.certificate_table import StatedParcel, draw_list, random_list_style
from synthetic.parcel_forms import FORMS

T = TypeVar("T")
PAGES, SEED = 30, 8000
WITH_CORNERS, IN_LIST = "corners", "list"
UNIT = Unit("09208", "Thụy Hòa", "Xã", "Huyện Yên Phong", "Bắc Ninh", "09208", 9209)
PLACE = "xã Thụy Hòa, huyện Yên Phong, tỉnh Bắc Ninh"
# Corners are traced with about this error (docs/tracing.md); a change of an outline is well beyond it.
TRACED_MM, MOVED = 0.1, 3.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page with its truth."""

    extract: Extract
    image: PageImage
    form: str

    @property
    def has_qr(self) -> bool:
        """Whether a code is printed on it."""
        return self.form in FORMS and FORMS[self.form].qr


def measure(form: str, pages: int, first: int) -> dict[str, float]:
    """Shares of all pages of a form, and counts."""
    sums: Counter[str] = Counter()
    for seed in range(first, first + pages):
        rng = np.random.default_rng([seed, len(form), ord(form[-1])])
        drawn = _drawn(form, rng)
        started = time.process_time()
        found = _read(drawn)
        sums["cpu"] += round(1000 * (time.process_time() - started))
        sums["qr"] += drawn.has_qr and bool(read_qr(drawn.image.pixels, drawn.image.dpi or 300.0))
        sums["qr_printed"] += drawn.has_qr
        if found is not None:
            _count_fields(sums, drawn.extract, found)
            _count_held(sums, drawn, found, rng)
    names = ("found", "number", "sheet", "area", "code", "all_sure", "exact", "proven", "edges")
    shares = {name: sums[name] / pages for name in names}
    told = {"told": sums["told"] / max(1, sums["changed"]), "waits": sums["waits"] / pages}
    counts = {name: sums[name] for name in ("silent", "false", "missed")}
    qr = sums["qr"] / max(1, sums["qr_printed"])
    return {**shares, "qr_read": qr, **counts, **told, "cpu_s_page": sums["cpu"] / 1000 / pages}


def _drawn(form: str, rng: Generator) -> Drawn:
    extract, style = random_extract(rng), random_extract_style(rng)
    dpi, level = float(rng.choice([200, 300, 300])), int(rng.choice([1, 1, 2]))
    page: Pixels
    if form == WITH_CORNERS:
        page = draw_extract(extract, style, dpi)
    elif form == IN_LIST:
        page = _listed(extract, dpi, rng)
    else:
        page = draw_form(form, extract, style, dpi, rng, PLACE)
    image = PageImage(Source("trich_luc.pdf"), scanned(page, level, dpi, rng), dpi)
    return Drawn(extract, image, form)


def _listed(extract: Extract, dpi: float, rng: Generator) -> Pixels:
    """A certificate's table with up to five other parcels round that of the extract."""
    others = [random_extract(rng) for _ in range(int(rng.integers(0, 6)))]
    listed = [StatedParcel(one.sheet, one.number, one.area, one.code) for one in (*others, extract)]
    order = [listed[place] for place in rng.permutation(len(listed))]
    place = f"{extract.place}, {PLACE}"
    return draw_list(order, extract.owner, place, random_list_style(rng), dpi)


def _read(drawn: Drawn) -> ParcelPage | None:
    """What the page says of the parcel; in a list, the row with its number."""
    found = read_paper(drawn.image)
    pages = [page for page in found if isinstance(page, ParcelPage)] if isinstance(found, tuple) else []
    if drawn.form == IN_LIST:
        return next((page for page in pages if page.number.value == drawn.extract.number), None)
    return pages[0] if pages else None


def _count_fields(sums: Counter[str], extract: Extract, found: ParcelPage) -> None:
    pairs: tuple[tuple[str, Reading[float] | Reading[int] | Reading[str], object], ...] = (
        ("number", found.number, extract.number),
        ("sheet", found.sheet, extract.sheet),
        ("area", found.area_m2, extract.area),
        ("code", found.code, extract.code),
    )
    for name, reading, truth in pairs:
        sums[name] += reading.value == truth
        sums["silent"] += sure(reading) and reading.value != truth
    sums["found"] += 1
    sums["all_sure"] += all(sure(reading) for _, reading, _ in pairs)
    exact, proven = _is_exact(found, extract), found.outline is not None and found.outline.proven
    sums["exact"] += exact
    sums["proven"] += proven
    sums["silent"] += proven and not exact
    lengths = np.hypot(*(np.roll(extract.corners, -1, axis=0) - extract.corners).T).round(2).tolist()
    surely = bool(found.edges_m) and all(sure(edge) for edge in found.edges_m)
    right = [edge.value for edge in found.edges_m] == lengths
    sums["edges"] += right
    sums["silent"] += surely and not right


def _is_exact(found: ParcelPage, extract: Extract) -> bool:
    points = found.outline.points if found.outline is not None else np.zeros((0, 2))
    return points.shape == extract.corners.shape and bool(np.abs(points - extract.corners).max() < 1e-6)


# --- the map ------------------------------------------------------------------------------------------


def _count_held(sums: Counter[str], drawn: Drawn, found: ParcelPage, rng: Generator) -> None:
    kinds = ["area", "code", "absent"]
    kinds += ["shape"] if found.outline is not None or found.edges_m else []
    change = str(rng.choice(kinds)) if rng.random() < 0.5 else ""
    told = [finding.code for finding in _held(drawn.extract, found, change, rng).findings]
    wanted = "certificate_without_parcel" if change == "absent" else "certificate_differs"
    sums["changed"] += bool(change)
    sums["told"] += bool(change) and wanted in told
    waits = "value_unread" in told or "certificate_doubtful" in told
    sums["waits"] += waits
    sums["missed"] += bool(change) and wanted not in told and not waits
    sums["false"] += not change and bool({"certificate_differs", "certificate_without_parcel"} & set(told))


def _held(extract: Extract, found: ParcelPage, change: str, rng: Generator) -> Held:
    scale = int(rng.choice([500, 1000, 2000]))
    corners = extract.corners + rng.normal(0, TRACED_MM * scale / 1000 / 3, extract.corners.shape)
    if change == "shape":
        corners = _stretched(corners, MOVED * edge_tolerance_m(scale, scale))
    area = round(extract.area * 1.06, 1) if change == "area" else extract.area
    code = ("CLN" if extract.code == "LUC" else "LUC") if change == "code" else extract.code
    number = extract.number + 900 if change == "absent" else extract.number
    label = Label((0, 0), (0, 0, 1, 1), 0, "full", _sure(number), _sure(area), _sure(code))
    polygon = shapely.make_valid(Polygon(corners), method="structure")
    source = Source("maps/to.tif")
    piece = Piece(Parcel(UNIT.code, extract.sheet, "parcel", polygon, label, source), polygon, scale, 0)
    parcel = partial(CommuneParcel, UNIT.code, extract.sheet, number, polygon, area, area)
    judged = parcel(code, code, code, None, "khop", 0.99, str(source))
    named = replace(found, commune=_sure(f"{UNIT.kind} {UNIT.name}"), district=_sure(UNIT.district))
    return hold([named], [piece], {0: judged}, UNIT.code, (UNIT,), UNIT.epsg)


def _stretched(corners: np.ndarray, by_m: float) -> np.ndarray:
    """Corners east of the middle moved east."""
    east = corners[:, 0] > corners[:, 0].mean()
    return np.asarray(corners + np.column_stack([np.where(east, 2 * by_m, 0.0), np.zeros(len(corners))]))


def _sure(value: T) -> Reading[T]:
    return Reading(value, str(value), 0.98, None, (), True)


def main() -> None:
    """Print one Markdown table, a column a form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pages", type=int, nargs="?", default=PAGES, help="pages a form")
    parser.add_argument("first", type=int, nargs="?", default=SEED, help="first seed")
    given = parser.parse_args()
    columns = {form: measure(form, given.pages, given.first) for form in (WITH_CORNERS, *FORMS, IN_LIST)}
    tell(columns, digits=2)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
