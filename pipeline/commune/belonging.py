"""Which old commune a page speaks of: by its heading, else the only one, else the one that it fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from pipeline import communes, places
from pipeline.commune.pieces import Piece
from pipeline.model import Finding, ParcelPage, RegisterPage, Unit

Page = TypeVar("Page", RegisterPage, ParcelPage)


@dataclass(frozen=True, slots=True)
class Here:
    """Today's commune ``code`` and its old communes that a page can be of: those on its sheets, if any."""

    code: str
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a page belongs. ``unit_code`` is "" where that is not known or it is ``elsewhere``.

    ``named``: the page's own heading says so. ``strange``: it names one that no list knows. ``findings``
    tell why there is no unit.
    """

    unit_code: str
    named: bool = False
    elsewhere: bool = False
    strange: bool = False
    findings: tuple[Finding, ...] = ()


def here(code: str, units: Iterable[Unit], pieces: Iterable[Piece]) -> Here:
    """The commune and the old units that its pages can be of."""
    on_sheets = frozenset(piece.parcel.unit_code for piece in pieces if piece.parcel.unit_code)
    return Here(code, on_sheets or frozenset(unit.code for unit in units))


def of_pages(pages: Iterable[Page], where: Here, fitting: Callable[[Page], str | None]) -> list[Belonging]:
    """The old commune of each page; ``fitting`` tells the one whose sheets it fits.

    What a page of elsewhere says holds for its scan until another name is read: the pages behind it that name
    no commune are not simply of the only one there is.
    """
    found: list[Belonging] = []
    scans: list[str] = []
    strange: dict[str, bool] = {}
    for page in pages:
        scan = page.source.scan
        lost = strange.get(scan, False) and not page.commune.value
        found.append(_of_page(page, where, partial(fitting, page), lost))
        strange[scan] = lost or found[-1].elsewhere
        scans.append(scan)
    return [home if _is_told(home) else _as_around(here, found, scans) for here, home in enumerate(found)]


def _is_told(home: Belonging) -> bool:
    return bool(home.unit_code) or home.elsewhere


def _as_around(place: int, homes: Sequence[Belonging], scans: Sequence[str]) -> Belonging:
    """A page that does not tell where it belongs: where the pages before and behind it in its book do, if in
    one place; one of another place says so of itself."""
    if homes[place].strange:
        return homes[place]
    around = (range(place - 1, -1, -1), range(place + 1, len(homes)))
    told = [
        next((homes[k] for k in places if scans[k] == scans[place] and _is_told(homes[k])), None)
        for places in around
    ]
    units = {"" if home.elsewhere else home.unit_code for home in told if home is not None}
    return Belonging(min(units)) if len(units) == 1 and "" not in units else homes[place]


def _of_page(page: Page, where: Here, fitting: Callable[[], str | None], lost: bool) -> Belonging:
    """By the heading, whatever the page fits; by the only commune unless it is ``lost`` or names another.

    It names another where two readers read a commune alike that no list knows.
    """
    found = communes.recognise_heading(page, where.code)
    if found.unit is not None and found.reason == "elsewhere":
        return Belonging("", elsewhere=True, findings=(_elsewhere(found.unit, page),))
    if found.unit is not None:
        return Belonging(found.unit.code, named=True)
    name = page.commune
    strange = found.reason == "unknown" and name.agreed and places.is_proper(name.value or "")
    if len(where.units) == 1 and not strange and not lost:
        return Belonging(min(where.units))
    unit = fitting()
    if unit is not None:
        return Belonging(unit)
    return Belonging("", findings=(_unknown(page),), strange=strange)


def _elsewhere(unit: Unit, page: RegisterPage | ParcelPage) -> Finding:
    """The finding of a page of another place."""
    return Finding("unit_elsewhere", unit.code, values={"unit": communes.shown(unit)}, source=page.source)


def _unknown(page: RegisterPage | ParcelPage) -> Finding:
    return Finding("unit_unknown", values={"text": page.commune.value or ""}, source=page.source)


def named_by_covers(pages: Sequence[RegisterPage]) -> list[RegisterPage]:
    """All pages; those that name no commune take the names on their book's cover (App. 15)."""
    result = []
    cover: RegisterPage | None = None
    for page in pages:
        cover = page if page.form == "cover" else cover
        if cover is None or cover.source.scan != page.source.scan or page.commune.value:
            result.append(page)
        else:
            result.append(
                replace(page, commune=cover.commune, district=cover.district, province=cover.province)
            )
    return result


def under_covers(pages: Sequence[RegisterPage]) -> list[RegisterPage]:
    """The pages between the covers, named by them."""
    return [page for page in named_by_covers(pages) if page.form != "cover"]
