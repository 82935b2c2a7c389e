"""The parcel table that FAMIS saves beside a drawing: bars, five lines of head, TCVN3 bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from synthetic.fabric import Plot
from synthetic.legacy_bytes import stored_text

_COLUMNS = (
    ("Thửa", 5), ("Tâm X", 12), ("Tâm Y", 12), ("Diện tích", 10), ("D/tích PL", 10), ("Loại đất", 8),
    ("MDSD2003", 8), ("Tên chủ sử dụng", 30), ("Địa chỉ", 20), ("SHTạm", 6), ("Xứ đồng", 20),
)  # fmt: skip


def save_famis_table(plots: Iterable[Plot], sheet: int, path: Path) -> None:
    """One line a plot; the centre is a point in it, northing first; numbers of other columns stay empty."""
    rule = "+" + "+".join("-" * width for _, width in _COLUMNS) + "+"
    head = "|" + "|".join(f"{name:<{width}}" for name, width in _COLUMNS) + "|"
    lines = [f"BẢNG THỐNG KÊ THỬA ĐẤT TỜ {sheet}", "", rule, head, rule]
    for plot in plots:
        at = plot.polygon.representative_point()
        values = (
            str(plot.number), f"{at.y:.2f}", f"{at.x:.2f}", f"{plot.area_m2:.1f}", "", plot.code,
            plot.code, plot.owner, plot.place, "", plot.place,
        )  # fmt: skip
        lines.append("|" + "|".join(values) + "|")
    lines.append(rule)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\r\n".join(stored_text(line, "tcvn3") for line in lines).encode("latin-1") + b"\r\n")
