"""How much of what registers say reaches the import table, and what there is wrong without a mark.

    python -m benchmarks.handin_cells TRUTH TABLE.xlsx [TRUTH TABLE.xlsx ...] [--unprinted CODE:VALUE ...]

A table is that of a hand-in of the rendered commune whose truth lies in the folder. Values are holder, kind,
area, land use and place of every row of the register, but those that its form has no column for
(``--unprinted 09454:place``); a row is *marked* where it is shaded.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook
from rapidfuzz.distance import Levenshtein

from benchmarks.measures import load_truth
from benchmarks.tables import tell
from pipeline.handin.mapping import Form, forms, place_of
from pipeline.handin.sheets import MARKED

_FACTS = {
    "owner": ("ten_ca_nhan", "ten_to_chuc"),
    "kind": ("doi_tuong",),
    "area": ("dien_tich",),
    "code": ("loai_dat_1", "loai_dat_2", "loai_dat_3"),
    "place": ("dia_chi",),
}
_WORDS = {  # the table stands on the page for offices
    "owner": "người", "kind": "đối tượng", "area": "diện tích", "code": "loại đất", "place": "địa chỉ",
}  # fmt: skip
Row = dict[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="TRUTH TABLE", type=Path)
    parser.add_argument("--unprinted", nargs="+", default=[], metavar="CODE:VALUE")
    given = parser.parse_args()
    unprinted = {tuple(each.split(":")) for each in given.unprinted}
    found = {}
    for truth, table in zip(given.pairs[::2], given.pairs[1::2], strict=True):
        code = table.name.partition("_")[0]
        found[code] = measured(truth, table, [name for name in _FACTS if (code, name) not in unprinted])
    tell(found)


def measured(truth: Path, table: Path, names: Sequence[str]) -> dict[str, float]:
    """Counts and the share of one table; ``names``: the values that count."""
    rows, marked = _rows_of(table, forms()[0])
    count = sum(map(len, rows.values()))
    counts: Counter[str] = Counter()
    for record in load_truth(truth).records:
        key = record["sheet"], record["number"]
        same = sorted(rows[key], key=lambda row: Levenshtein.distance(row["owner"], record["owner"]))
        for name in names:
            if not record.get(name):
                continue
            counts["values"] += 1
            right = bool(same) and _is_same(name, same[0][name], record[name])
            counts["reached"] += right
            wrong = bool(same) and not right and bool(same[0][name])
            counts[f"wrong {name}"] += wrong
            counts["wrong"] += wrong and not same[0]["marked"]
        if same:
            rows[key].remove(same[0])
    return {
        "giá trị trong sổ": counts["values"],
        "tới được Biểu 01": counts["reached"] / max(counts["values"], 1),
        "sai mà không đánh dấu": counts["wrong"],
        **{f"sai, kể cả đã đánh dấu: {_WORDS[name]}": counts[f"wrong {name}"] for name in names},
        "dòng của Biểu 01": count,
        "dòng tô vàng": marked,
    }


def _is_same(name: str, told: str, true: str) -> bool:
    return abs(float(told or -1) - float(true)) < 0.051 if name == "area" else told == true


def _rows_of(table: Path, form: Form) -> tuple[dict[tuple[str, str], list[Row]], int]:
    """The table's rows by sheet and number, and how many are marked."""
    places = {column.value: place_of(column.letter) for column in form.columns if column.value}
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    marked = 0
    sheet = load_workbook(table)[form.rows_sheet]
    for cells in sheet.iter_rows(min_row=2):
        texts = ["" if cell.value is None else str(cell.value) for cell in cells]
        row = {
            name: "+".join(text for fact in facts if (text := texts[places[fact]]))
            for name, facts in _FACTS.items()
        }
        shade = str(cells[0].fill.fgColor.rgb or "")
        row["marked"] = "x" if shade.endswith(MARKED.lstrip("#")) else ""
        marked += bool(row["marked"])
        rows[texts[places["so_hieu_to_ban_do"]], texts[places["so_thu_tu_thua"]]].append(row)
    return rows, marked


if __name__ == "__main__":
    main()
