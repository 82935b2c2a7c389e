"""What forms share: heads, the plan with its table, signers; and what a form says it was filled with."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from synthetic.papers.desk import Desk
from synthetic.papers.dossier import Corners, Dossier
from synthetic.papers.drawings import draw_corner_table, draw_plan, random_table_look


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form was filled with."""

    stated: dict[str, str]
    corners: Corners | None = None
    edges_m: Corners | None = None
    places: Corners = field(default_factory=lambda: np.zeros((0, 4)))


def parcel_facts(dossier: Dossier) -> dict[str, str]:
    """Number, sheet and area, as they are stated everywhere."""
    return {
        "number": str(dossier.number),
        "sheet": str(dossier.sheet),
        "area_m2": f"{dossier.area_m2:.1f}",
        "code": dossier.code,
    }


def nation(desk: Desk) -> None:
    """The two lines that head every state paper."""
    desk.print_line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "m", bold=True)
    desk.print_line("Độc lập - Tự do - Hạnh phúc", "m", bold=True)


def area_shown(dossier: Dossier, rng: Generator) -> str:
    """With comma or point, with or without the decimal where it is nought."""
    shown = f"{dossier.area_m2:.1f}"
    if shown.endswith(".0") and rng.random() < 0.5:
        return shown[:-2]
    return shown.replace(".", ",") if rng.random() < 0.6 else shown


def numbered(rng: Generator, style: int | None = None) -> tuple[str, ...]:
    """What stands before the lines of a parcel: figures, letters, dashes or nothing."""
    styles = (
        ("1. ", "2. ", "3. ", "4. ", "5. ", "6. ", "7. "),
        ("a) ", "b) ", "c) ", "d) ", "đ) ", "e) ", "g) "),
        ("- ",) * 7,
        ("",) * 7,
    )
    return styles[int(rng.integers(4)) if style is None else style]


def plan_and_corners(desk: Desk, dossier: Dossier, high_mm: float) -> Corners:
    """The plan at the left, corners at the right, or one under the other."""
    room = desk.right_mm - desk.left_mm
    look = random_table_look(desk.rng)
    top = desk.y_mm - 0.5 * desk.look.step_mm
    beside = room > 5.2 * look.column_mm and desk.rng.random() < 0.7
    wide = room - 3.5 * look.column_mm if beside else room
    draw_plan(desk.canvas, dossier, (desk.left_mm, top), (wide, high_mm), desk.rng)
    if desk.rng.random() < 0.6:
        desk.canvas.rectangle((desk.left_mm, top), (desk.left_mm + wide, top + high_mm), 0.25)
    at = (desk.left_mm + wide + 2, top) if beside else (desk.left_mm + 4, top + high_mm + 3)
    _, deep = draw_corner_table(desk.canvas, dossier, at, look)
    desk.y_mm = (top + max(high_mm, deep) if beside else at[1] + deep) + 1.3 * desk.look.step_mm
    return dossier.corners


def signed(desk: Desk, dossier: Dossier, left: str, right: str) -> None:
    """Day and signers at the foot."""
    day, month, year = dossier.day
    text, quarter = desk.form_look(bold=True), (desk.right_mm - desk.left_mm) / 4
    desk.print_line(
        f"{dossier.unit.name}, ngày {day:02d} tháng {month:02d} năm {year}", "r", italic=True, grow=0.85
    )
    desk.canvas.text(left, (desk.left_mm + quarter, desk.y_mm), text, "mb")
    small = type(text)(text.face, 0.8 * text.height_mm)
    desk.canvas.text(right, (desk.right_mm - quarter, desk.y_mm), small, "mb")
    desk.stamps.append((desk.right_mm - quarter - 5, desk.y_mm + 8))
