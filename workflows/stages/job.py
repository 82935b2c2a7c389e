"""What is sent to workers and comes back from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.config import ScanSettings
from pipeline.model import UNSEEN, Finding, PageLook
from pipeline.store import WORK, Store

PAGE = "page"
DIGITAL = "digital"
PARCELS = "parcels"
PICTURE = "picture"
COMMUNE = "commune"
DELIVERY = "delivery"
DELIVERED = "delivered"  # the commune as it was handed over, by the key of the delivery
HAND_IN = "handin"
EXTRACTS = f"{HAND_IN}/trich_luc"
RENUMBERING = f"{HAND_IN}/so_to_moi"
HANDED_IN = (HAND_IN, EXTRACTS, RENUMBERING)  # folders with a manifest of their own

Expected = Literal["sheet", "register", "digital"]
PageKind = Literal["sheet", "register", "parcel", "digital", "aside", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """Where a commune's files lie; the same for all its pieces of work."""

    code: str
    raw: Path
    out: Path

    @property
    def store(self) -> Store:
        """The commune's stage results."""
        return Store(self.out / WORK)

    @property
    def drawn(self) -> Path:
        """Where pictures of sheets wait until the delivery takes them."""
        return self.out / WORK / "drawn"

    @property
    def hand_in(self) -> Path:
        """The folder of what the office hands in."""
        return self.out / HAND_IN

    @property
    def extracts(self) -> Path:
        """The folder of extracts of the map."""
        return self.out / EXTRACTS

    @property
    def renumbering(self) -> Path:
        """The folder of the proposed numbers of sheets."""
        return self.out / RENUMBERING

    @property
    def lost_inputs(self) -> Path:
        """The list of files for want of which a delivery was not handed over."""
        return self.out / WORK / "lost_inputs.csv"


@dataclass(frozen=True, slots=True)
class ScanJob:
    """One scan: path below the commune's folder, what its folder says it is, and what a person said of it.

    ``points`` are a technician's control files by page, ``claims`` files of other programs that say where its
    first page lies, as paths below the commune's folder.
    """

    job: Job
    scan: str
    expected: Expected
    settings: ScanSettings
    points: Mapping[int, str] = field(default_factory=dict)
    claims: tuple[str, ...] = ()

    @property
    def spoken_of(self) -> bool:
        """Whether a person said something of this scan, and not only of the commune."""
        return bool(self.points or self.settings.former_unit or self.settings.sheet)


@dataclass(frozen=True, slots=True)
class ScanSeen:
    """A scan after a look at its header: its hash and pages, or the finding that says why not."""

    scan_job: ScanJob
    sha256: str
    pages: int
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a decision; of one that is stale why, and what is read there ``now``."""

    name: str
    why: str = ""
    now: int | float | str | None = None


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What one page was; ``key`` finds its result in the store, ``read`` what machines alone made of it.

    ``sha256`` (of its scan) is set where it was understood, ``sheet`` where unit and number are known.
    ``fates``: what became of decisions about it, by their ids.
    """

    scan_job: ScanJob
    page: int
    kind: PageKind
    key: str = ""
    sha256: str = ""
    sheet: tuple[str, int] | None = None
    placed: bool = False
    rows: int = 0
    findings: tuple[Finding, ...] = ()
    look: PageLook = UNSEEN
    read: str = ""
    fates: Mapping[str, Fate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """A piece of work on a placed sheet: the key of its result, or the finding that says what went wrong."""

    key: str = ""
    finding: Finding | None = None
