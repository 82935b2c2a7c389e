"""Pages about one parcel as offices print and fill them, and pages of other kinds, read and held to truth.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.real_pages WRITERS [first seed] [pages]

``WRITERS`` is the folder of handwriting (``python -m training.hands FOLDER``); every second page is filled in
by hand by writers that trained nothing. Pages go through all readers as a scan from ``records/`` does.
*kind*: share of pages taken for what they are; *right*, *queued*, *lost*: shares of the fields that are
stated; *silent* counts values that are sure and wrong; *exact*: share of corner tables read to the centimetre
and proven, *refused* of those not proven, *false* counts proven tables that are wrong. *placed*: share of
survey sheets whose drawing lies where it should to 1 mm on paper, *off* counts those that lie elsewhere; the
curl of photographed pages, up to 3.4 mm, is not in their truth and is allowed for.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.tables import Table
from pipeline.commune.beliefs import sure
from pipeline.communes import commune, former_units
from pipeline.model import (
    CertificatePage,
    Holder,
    MapSheet,
    PageImage,
    ParcelPage,
    Reading,
    RegisterPage,
    Source,
)
from pipeline.records.papers import read_paper
from pipeline.sheets.control import to_world
from pipeline.sheets.place import place_sheet
from pipeline.sheets.placed_drawing import place_drawing
from synthetic.papers.desk import random_look
from synthetic.papers.forms import FORMS, Paper, draw_paper
from synthetic.papers.others import OTHER_KINDS, draw_other
from synthetic.papers.taking import DRAWN_DPI, MEDIA, Medium, Taken, take
from training.hands import random_hand

SEED, PAGES = 8550, 400
_OFF_MM = 1.0
_CURL_MM = 3.4  # 0.008 of the width of A3 (``synthetic.papers.taking``)
Understood = MapSheet | RegisterPage | tuple[ParcelPage | CertificatePage, ...] | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of a paper; ``place`` numbers it."""

    place: int
    paper: Paper
    medium: Medium
    by_hand: bool
    taken: Taken

    @property
    def image(self) -> PageImage:
        """As the scan door hands it out."""
        return PageImage(Source("records/giay.jpg"), self.taken.pixels, self.taken.dpi)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a page. ``fields``: name to "right", "queued", "silent" or "lost"."""

    drawn: Drawn
    found: Understood
    kind: str
    fields: dict[str, str] = field(default_factory=dict)
    table: str = ""
    drawing: str = ""
    cpu_s: float = 0.0


def drawn_page(writers: Path, first: int, place: int) -> Drawn:
    """Eight pages a seed: each medium filled in by print and by pen; the forms by turns."""
    forms = tuple(FORMS)
    seed, turn = divmod(place, 2 * len(MEDIA))
    rng = np.random.default_rng([first + seed, turn])
    medium, by_hand = MEDIA[turn % len(MEDIA)], turn >= len(MEDIA)
    hand = random_hand(writers, "held_out", rng) if by_hand else None
    paper = draw_paper(forms[(place * 5 + seed) % len(forms)], rng, DRAWN_DPI[medium], random_look(rng, hand))
    return Drawn(place, paper, medium, by_hand, take(paper, medium, rng))


def drawn_others(first: int, pages: int) -> Iterator[Drawn]:
    """Pages of other kinds, media by turns."""
    for place in range(pages):
        rng = np.random.default_rng([first, place, 77])
        medium = MEDIA[place % len(MEDIA)]
        paper = draw_other(OTHER_KINDS[place // len(MEDIA) % len(OTHER_KINDS)], rng, DRAWN_DPI[medium])
        yield Drawn(place, paper, medium, by_hand=False, taken=take(paper, medium, rng))


def judge(drawn: Drawn) -> Judged:
    """Read a page and hold it against what it states."""
    started = time.process_time()
    found = understand(drawn.image, drawn.paper.dossier.today)
    cpu_s = time.process_time() - started
    pages = found if isinstance(found, tuple) else ()
    page = _of_parcel([each for each in pages if isinstance(each, ParcelPage)], drawn.paper)
    certificate = next((each for each in pages if isinstance(each, CertificatePage)), None)
    stated = drawn.paper.stated.items()
    fields = {name: _fate(page, READERS[name], truth) for name, truth in stated if name in READERS}
    if drawn.paper.form.startswith("certificate"):
        fields |= {name: _fate(certificate, FACTS[name], truth) for name, truth in stated if name in FACTS}
    table, drawing = _table(page, drawn.paper), _drawing(page, drawn)
    return Judged(drawn, found, kind_of(found), fields, table, drawing, cpu_s)


def understand(image: PageImage, code: str) -> Understood:
    """What the program makes of a page from the folder of records of a commune."""
    found = read_paper(image)
    info = commune(code)
    return found or place_sheet(image, former_units(code), info.code, info.extent_m)


def kind_of(found: Understood) -> str:
    """One word for what a page was taken for."""
    if found is None:
        return "unknown"
    if isinstance(found, MapSheet):
        return "sheet"
    return "register" if isinstance(found, RegisterPage) else "parcel"


def _of_parcel(pages: Sequence[ParcelPage], paper: Paper) -> ParcelPage | None:
    own = (page for page in pages if page.number.value == paper.dossier.number)
    return next(own, pages[0] if pages else None)


def _drawing(page: ParcelPage | None, drawn: Drawn) -> str:
    """Whether the drawing of a survey sheet lies at its crosses: "placed", "off" or "unplaced"."""
    places = drawn.paper.places
    if not len(places):
        return ""
    if page is None or page.outline is None or not page.drawn_corners:
        return "unplaced"
    placed = place_drawing(drawn.image, page.drawn_corners, 0, proven=page.outline.proven)
    if placed is None:
        return "unplaced"
    paper_px = drawn.paper.canvas.to_px(places[:, :2])
    seen = cv2.perspectiveTransform(paper_px.reshape(-1, 1, 2), drawn.taken.homography)[:, 0]
    off_m = np.hypot(*(to_world(placed.fit, seen) - places[:, 2:]).T).max()
    off_mm = off_m * 1000 / float(drawn.paper.stated["scale"])
    return "placed" if off_mm <= _OFF_MM + _CURL_MM * (drawn.medium == "photo") else "off"


# --- fields -------------------------------------------------------------------------------------------


READERS: dict[str, Any] = {
    "number": lambda page: page.number,
    "sheet": lambda page: page.sheet,
    "area_m2": lambda page: page.area_m2,
    "code": lambda page: page.code,
}


def _of_first_holder(name: str) -> Any:
    return lambda page: getattr((*page.facts.holders, Holder())[0], name)


FACTS: dict[str, Any] = {
    "serial": lambda page: page.facts.serial,
    "book_number": lambda page: page.facts.book_number,
    "date": lambda page: page.facts.issued_on,
    "office": lambda page: page.facts.office,
    "form_of_use": lambda page: page.facts.use_form,
    "purpose": lambda page: page.facts.purpose,
    "term": lambda page: page.facts.term,
    "origin": lambda page: page.facts.origin,
    "address": lambda page: page.facts.place,
    "holder": _of_first_holder("name"),
    "birth_year": _of_first_holder("birth_year"),
    "id_number": _of_first_holder("id_number"),
    "home": _of_first_holder("home"),
}


def _fate(page: ParcelPage | CertificatePage | None, read: Any, truth: str) -> str:
    if page is None:
        return "lost"
    reading: Reading[Any] = read(page)
    right = _same(reading.value, truth)
    if right:
        return "right"
    return "silent" if sure(reading) else "queued"


def _same(value: Any, truth: str) -> bool:
    if isinstance(value, float):
        return f"{value:.1f}" == truth
    return str(value) == truth or str(value) == _plain(truth)


def _plain(truth: str) -> str:
    """A day as the program keeps it, an office without the mark that somebody signs for it."""
    day = re.search(r"(\d\d)/(\d\d)/(\d{4})$", truth)
    return "-".join(reversed(day.groups())) if day else truth.removeprefix("TM. ")


def _table(page: ParcelPage | None, paper: Paper) -> str:
    if paper.corners is None:
        return ""
    if page is None:
        return "lost"
    outline = page.outline
    points = outline.points if outline is not None else np.zeros((0, 2))
    exact = points.shape == paper.corners.shape and bool(np.abs(points - paper.corners).max() < 0.006)
    if outline is not None and outline.proven:
        return "exact" if exact else "false"
    return "unproven" if exact else "refused"


# --- table --------------------------------------------------------------------------------------------


def _kind_is_right(judged: Judged) -> bool:
    form = judged.drawn.paper.form
    if form not in FORMS:
        return judged.kind == "unknown"
    if form == "survey sheet":
        return judged.kind in ("sheet", "parcel")
    return judged.kind == "parcel"


def summary(judged: Sequence[Judged]) -> dict[str, str]:
    """The measures of some pages, ready to be shown."""
    fates = Counter(fate for one in judged for fate in one.fields.values())
    tables = Counter(one.table for one in judged if one.table)
    drawings = Counter(one.drawing for one in judged if one.drawing)
    fields, known = max(1, fates.total()), max(1, tables.total())
    return {
        "pages": str(len(judged)),
        "kind": f"{np.mean([_kind_is_right(one) for one in judged]):.3f}",
        **{fate: f"{fates[fate] / fields:.3f}" for fate in ("right", "queued", "lost")},
        "silent": str(fates["silent"]),
        "exact": f"{tables['exact'] / known:.3f}" if tables else "–",
        "refused": f"{(tables['refused'] + tables['unproven']) / known:.3f}" if tables else "–",
        "false": str(tables["false"]) if tables else "–",
        "placed": f"{drawings['placed'] / drawings.total():.3f}" if drawings else "–",
        "off": str(drawings["off"]) if drawings else "–",
        "cpu_s": f"{np.median([one.cpu_s for one in judged]):.1f}",
    }


def rows_of(judged: Sequence[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    """Groups of pages with their names: by form, by medium, by filling."""
    for form in FORMS:
        yield form, [one for one in judged if one.drawn.paper.form == form]
    for medium in MEDIA:
        for by_hand, name in ((False, "print"), (True, "pen")):
            group = [one for one in judged if (one.drawn.medium, one.drawn.by_hand) == (medium, by_hand)]
            yield f"{medium}, {name}", group
    yield "all", list(judged)


def main() -> None:
    """Print two Markdown tables: pages about a parcel, and what pages of other kinds were taken for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("writers", type=Path, help="folder of handwriting")
    parser.add_argument("first", type=int, nargs="?", default=SEED, help="first seed")
    parser.add_argument("pages", type=int, nargs="?", default=PAGES, help="pages about a parcel")
    given = parser.parse_args()
    judged = [judge(drawn_page(given.writers, given.first, place)) for place in range(given.pages)]
    names = list(summary(judged))
    with Table("pages", *names[1:]) as table:
        for name, group in rows_of(judged):
            if group:
                table.line(f"{name} ({len(group)})", *list(summary(group).values())[1:])
    strangers = map(judge, drawn_others(given.first, given.pages // 2))
    others = Counter((one.drawn.paper.form, one.kind) for one in strangers)
    print("\n| page of another kind | taken for | pages |\n|---|---|---|")
    for (form, kind), count in sorted(others.items()):
        print(f"| {form} | {kind} | {count} |")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
