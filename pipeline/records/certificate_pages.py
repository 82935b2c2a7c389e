"""What a page says of the certificate that it is part of: front, parcel, plan with the changes behind it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import CertificatePage, CertificatePart
from pipeline.records.certificate_fields import Said, facts_of, said_on
from pipeline.records.sides import Side
from pipeline.records.titles import is_of_another_paper, issued_by, names_certificate


def certificate_page_of(side: Side, has_parcel: bool, qr: str) -> CertificatePage | None:
    """The certificate's page; None for any other. ``has_parcel``: it is known to tell of parcels.

    ``qr`` is what the codes on it hold.
    """
    if not has_parcel and is_of_another_paper(side.lines):
        return None
    said = said_on(side.lines, side.source, qr, by_hand=side.by_hand)
    parts = _parts(side, said, has_parcel)
    if not parts:
        return None
    return CertificatePage(side.source, issued_by(side.lines, bool(qr)), tuple(parts), facts_of(said))


def _parts(side: Side, said: Said, has_parcel: bool) -> Sequence[CertificatePart]:
    """The sides of the form that stand on the page; a front needs its title, and to be filled in."""
    parts: list[CertificatePart] = []
    if names_certificate(side.lines) and (said.holders or said.filled_in):
        parts.append("front")
    if has_parcel:
        parts.append("parcel")
    if "changes" in said.headings:
        parts.append("changes")
    return parts
