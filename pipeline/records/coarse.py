"""Pages that are too coarse for names: figures can be proven by the map, a name by nothing."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Finding, PageImage, RegisterPage
from pipeline.scans.sharpness import detail_dpi, is_coarse

_DOUBT = 0.5


def without_sure_names(page: RegisterPage, image: PageImage) -> RegisterPage:
    """The page as it is, or with no name sure and a finding where its picture is too coarse."""
    if not is_coarse(image):
        return page
    rows = tuple(replace(row, owner=row.owner.doubted(_DOUBT)) for row in page.rows)
    told = Finding(
        "page_coarse",
        values={"page": page.source, "dpi": round(detail_dpi(image) or 0)},
        source=page.source,
    )
    return replace(page, rows=rows, findings=(*page.findings, told))
