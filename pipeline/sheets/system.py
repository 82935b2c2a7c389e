"""What a sheet prints about its coordinate system: nothing in 2014 (App. 01.III.1), older sheets may.

A sheet in Hanoi 1972 or in a free system is never brought to VN-2000 by a formula: no official parameters
hold in the north, and PROJ would hand its coordinates back unchanged, some 170 m off. It needs control points
(Circular 973/2001/TT-TCĐC, Art. 6(3)).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline import crs
from pipeline.model import Known, Reason
from pipeline.text import fold

_HN72 = re.compile(r"\b(?:hn|ha noi) ?(?:19)?72\b")
_FREE = re.compile(r"\b(?:toa do|he) (?:tu do|gia dinh|doc lap|dia phuong)\b")
_VN2000 = re.compile(r"\bvn ?2000\b")
_MERIDIAN = re.compile(r"\bkinh tuyen(?: truc)? (10[2-9]) ?(?:do )?(00|15|30|45)\b")


@dataclass(frozen=True, slots=True)
class PrintedSystem:
    """System and central meridian (degrees east) as printed; None where nothing is said."""

    kind: Literal["vn2000", "hn72", "free"] | None = None
    meridian_deg: float | None = None

    def refusal(self, epsg: int) -> Reason | None:
        """Why a sheet that says so cannot be placed in the VN-2000 zone by its labels, or None."""
        if self.kind == "hn72":
            return Reason("drawn_in_hn72")
        if self.kind == "free":
            return Reason("drawn_in_free_system")
        if self.meridian_deg is not None and abs(self.meridian_deg - crs.zones()[epsg]) > 1e-6:
            return Reason("other_meridian", {"meridian": Known(crs.central_meridian_text(epsg))})
        return None


def parse_system(text: str) -> PrintedSystem:
    """The system that margin text names; two different ones are taken for none."""
    plain = fold(text)
    kinds = {"hn72": _HN72, "free": _FREE, "vn2000": _VN2000}
    named = [kind for kind, pattern in kinds.items() if pattern.search(plain)]
    meridians = {int(d) + int(m) / 60 for d, m in _MERIDIAN.findall(plain)}
    meridian = meridians.pop() if len(meridians) == 1 else None
    return PrintedSystem(named[0] if len(named) == 1 else None, meridian)  # type: ignore[arg-type]
