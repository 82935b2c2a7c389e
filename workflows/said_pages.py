"""Which page each decision about pages speaks of, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import keys
from pipeline.commune import decided
from pipeline.decisions import Decision, Fields, Given, standing, together
from pipeline.model import Finding, Source
from workflows.stages.job import Fate, PageSeen, ScanSeen

Page = tuple[str, int]
NOWHERE: decided.Key = ("", None, None)


@dataclass(frozen=True, slots=True)
class SaidPages:
    """Decisions by the page that they speak of, and what became of those that speak of none, by their ids."""

    by_page: Mapping[Page, Fields]
    fates: Mapping[str, Fate]


def given(decisions: Iterable[Decision], there: Mapping[str, str]) -> tuple[Given, ...]:
    """Decisions with the scans that were seen, of those that are ``there``: SHA-256 by name."""
    names = {sha256: name for name, sha256 in there.items()}
    return tuple(Given(decision, names.get(decision.seen.scan_sha256, "")) for decision in decisions)


def said_pages(decisions: Sequence[Given], scans: Sequence[ScanSeen]) -> SaidPages:
    """The decisions about pages: by the very scan that was seen, however it is called now, or by its name."""
    fates: dict[str, Fate] = {}
    found: dict[Page, list[Fields]] = {}
    find = _Finder(scans)
    for key, fields in standing(decisions).pages.items():
        for name, those in fields.items():
            page = find(key, those[-1].decision)
            if page is None:
                fates |= {each.decision.id: Fate("stale", "place_not_found") for each in those}
            else:
                found.setdefault(page, []).append({name: those})
    by_page = {page: together(several)[0] for page, several in found.items()}
    for page, several in found.items():
        gone = _ids(several) - _ids([by_page[page]])
        fates |= dict.fromkeys(gone, Fate("superseded"))
    return SaidPages(by_page, fates)


def _ids(several: Iterable[Fields]) -> set[str]:
    return {each.decision.id for fields in several for those in fields.values() for each in those}


class _Finder:
    """Finds the page that a decision speaks of among ``scans``."""

    def __init__(self, scans: Sequence[ScanSeen]) -> None:
        self._by_hash = {seen.sha256: seen for seen in scans}
        self._by_key = {
            keys.of_page(Source(seen.scan_job.scan, page)): (seen.scan_job.scan, page)
            for seen in scans
            for page in range(1, seen.pages + 1)
        }

    def __call__(self, key: str, decision: Decision) -> Page | None:
        same = self._by_hash.get(decision.seen.scan_sha256)
        return self._by_key.get(key) if same is None else (same.scan_job.scan, decision.seen.page)


@dataclass(frozen=True, slots=True)
class Told:
    """All decisions with what became of those about pages, and what is to be said of these."""

    decisions: tuple[Given, ...]
    findings: tuple[Finding, ...]


def with_fates(decisions: Sequence[Given], said: SaidPages, pages: Iterable[PageSeen]) -> Told:
    """What became of the decisions about pages; a page that failed heard nothing."""
    fates = dict(said.fates)
    places: dict[str, Source] = {}
    for seen in pages:
        fates |= seen.fates
        places |= dict.fromkeys(seen.fates, Source(seen.scan_job.scan, seen.page))
    findings: list[Finding] = []
    names: dict[str, str] = {}
    for those in (each for fields in standing(decisions).pages.values() for each in fields.values()):
        first = those[0].decision.id
        fate = fates.get(first, Fate("stale", "page_not_processed"))
        names |= {each.decision.id: fates.get(each.decision.id, fate).name for each in those}
        findings += [replace(each, source=places.get(first)) for each in _findings(those, fate)]
    fated = (replace(each, fate=names.get(each.decision.id, "")) for each in decisions)
    return Told(tuple(fated), tuple(findings))


def _findings(those: tuple[Given, ...], fate: Fate) -> list[Finding]:
    found = decided.Told()
    if fate.name == "conflict":
        found.conflict(those, NOWHERE)
    elif fate.name == "stale":
        for given in those:
            found.stale(given, fate.why, NOWHERE, now=fate.now)
    return found.findings
