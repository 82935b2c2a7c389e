"""The commune that sheets and records make together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.communes import commune, former_units
from pipeline.decisions import Given
from pipeline.files import hash_text
from pipeline.model import Commune, Drawing, Finding, MapSheet, RegisterPage, Sheet, SheetParcels
from pipeline.store import Stage
from workflows.stages.job import COMMUNE, DIGITAL, PAGE, PARCELS, Job

if TYPE_CHECKING:
    from pipeline.commune import merge as merge_room

_STAGE = Stage(COMMUNE, __name__)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of the results that make a commune: traced sheets, sheets without parcels, pages, digital maps.

    ``decisions`` of people join them as they are.
    """

    sheets: tuple[str, ...]
    unplaced: tuple[str, ...]
    pages: tuple[str, ...]
    maps: tuple[str, ...] = ()
    decisions: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """A commune put together: the key of the result, its sheets as they lie now, placed drawings of parcels.

    Drawings by the scan and page on which each is.
    """

    key: str
    sheets: tuple[Sheet, ...]
    drawings: Mapping[tuple[str, int], Drawing]


def merge(job: Job, keys: Keys) -> Merged:
    """Bring sheets, digital maps, pages of registers and of parcels together."""
    named = {name: " ".join(getattr(keys, name)) for name in ("sheets", "unplaced", "pages", "maps")}
    named["decisions"] = _hash(keys.decisions)
    key, merged = job.store.run(_STAGE, {"code": job.code, **named}, lambda: together(job, keys))
    drawings = {
        each.source.of_page: each.drawing for each in merged.paper_outlines if each.drawing is not None
    }
    return Merged(key, merged.sheets, drawings)


def together(job: Job, keys: Keys) -> Commune:
    """The commune that the results make; it is not stored. Raises OutputError where one is gone."""
    return laid_out(job, keys).decided(keys.decisions)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A commune as far as no decision changes it, and what adjusting its sheets had to say."""

    merged: merge_room.LaidOut
    findings: tuple[Finding, ...]

    def decided(self, decisions: Sequence[Given]) -> Commune:
        """The commune with what people decided, oldest first."""
        from pipeline.commune.merge import decided_commune  # noqa: PLC0415

        made = decided_commune(self.merged, decisions)
        return replace(made, findings=(*made.findings, *self.findings))


def laid_out(job: Job, keys: Keys) -> LaidOut:
    """The results of a commune, put in order. Raises OutputError where one is gone."""
    from pipeline.commune.merge import lay_out  # noqa: PLC0415
    from pipeline.sheets.seams import adjust  # noqa: PLC0415

    adjusted, seams = adjust([job.store.need(PARCELS, key) for key in keys.sheets])
    adjusted += [_nothing_traced(job.store.need(PAGE, key)) for key in keys.unplaced]
    read = [job.store.need(PAGE, key) for key in keys.pages]
    maps = [job.store.need(DIGITAL, key) for key in keys.maps]
    merged = lay_out(
        job.code,
        commune(job.code).epsg,
        [*adjusted, *(sheet for each in maps for sheet in each.sheets)],
        [
            *(page for page in read if isinstance(page, RegisterPage)),
            *(page for each in maps for page in each.pages),
        ],
        former_units(job.code),
        [each for page in read if isinstance(page, tuple) for each in page],
    )
    return LaidOut(merged, tuple(seams))


def _hash(decisions: Sequence[Given]) -> str:
    return hash_text("\n".join(f"{each.scan} {each.decision.model_dump_json()}" for each in decisions))


def _nothing_traced(sheet: MapSheet) -> SheetParcels:
    return SheetParcels(sheet, (), (), {})
