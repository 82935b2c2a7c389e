"""Outlines out of pages about one parcel as rows of ``hinh_tren_giay``, and names of their pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.model import Drawing, Known, PaperOutline

_FORMS = {"corners": "bang_toa_do", "extract": "trich_luc", "survey": "do_dac", "certificate": "giay"}
_OF_PAPERS = "giay_"


def drawing_name(place: int) -> str:
    """File name below ``maps`` of the drawing that is the ``place``-th of its commune, from 1 on.

    A running number: scans of papers are named after persons, and so are neighbours on the drawing.
    """
    return f"{_OF_PAPERS}{place}.tif"


def drawing_names(pages: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The file name of the drawing on each page (scan, page), in their order; a page counts once."""
    return {page: drawing_name(place) for place, page in enumerate(dict.fromkeys(pages), 1)}


def is_of_paper(picture: str) -> bool:
    """Whether a file below ``maps`` shows a paper, with what it says of people, and no map sheet."""
    return picture.startswith(_OF_PAPERS)


def outline_rows(outlines: Sequence[PaperOutline]) -> list[dict[str, Any]]:
    """The rows without the numbers of their parcels."""
    names = drawing_names(each.source.of_page for each in outlines if each.drawing is not None)
    return [_row(each, names.get(each.source.of_page)) for each in outlines]


def _row(outline: PaperOutline, picture: str | None) -> dict[str, Any]:
    return {
        "loai_giay": Known(_FORMS[outline.form]),
        "dien_tich": round(float(outline.polygon.area), 1),
        "dien_tich_giay": outline.stated_m2,
        "so_dinh": len(outline.polygon.exterior.coords) - 1,
        "toa_do_chac": outline.proven,
        "trang_thai": Known("khop" if outline.agrees else "can_kiem_tra"),
        "anh": Known(picture) if picture else None,
        **_placed(outline.drawing),
        "nguon": (outline.source,),
        "geom": outline.polygon,
    }


def _placed(drawing: Drawing | None) -> dict[str, Any]:
    if drawing is None:
        return {}
    return {
        "kieu_nan": Known(drawing.fit.kind),
        "sai_so_m": round(drawing.fit.rms_m, 3),
        "sai_so_kiem_tra_m": round(drawing.fit.error_m, 3),
        "so_diem": sum(point.used for point in drawing.points),
        "so_mat_luoi": sum(point.used and point.kind == "cross" for point in drawing.points),
    }
