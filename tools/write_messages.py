"""Write ``docs/messages.md``: every text that the program may say, in both languages, out of the catalogue.

.venv/bin/python tools/write_messages.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.catalogue import FINDINGS, HEADINGS, REASONS
from pipeline.catalogue.review_page import REVIEW_PAGE
from pipeline.catalogue.text import Text
from pipeline.delivery.layers import LEVEL

PAGE = Path(__file__).parent.parent / "docs" / "messages.md"
_HEAD = """# Mọi thông báo của chương trình · Every message

Trang này do `make messages` viết từ `pipeline/catalogue`; đừng sửa tay. `{…}`: giá trị được điền vào;
**chữ đậm**: đề mục trong `report.html`; *chữ nghiêng*: việc cần làm.

*Written by `make messages` from `pipeline/catalogue`; not by hand. What stands in `{…}` is filled in;
bold: headings in `report.html`; italic: what to do.*
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD, "## Phát hiện · Findings\n"]
    for level, name in LEVEL.items():
        own = {code: each for code, each in FINDINGS.items() if each.level == level}
        if not own:
            continue
        rows = (
            (
                f"`{code}`",
                f"{_headed(code).vietnamese}{each.vietnamese}. *{each.remedy}*",
                f"{_headed(code).english}{each.english}. *{each.remedy_english}*",
            )
            for code, each in sorted(own.items())
        )
        parts.append(f"### {name} (`{level}`): {len(own)}\n\n{_table(rows)}")
    others = {code: each for code, each in REASONS.items() if code not in REVIEW_PAGE}
    parts.append(
        f"## Lỗi, lý do và tên gọi · Errors, reasons, names: {len(others)}\n\n{_table(_texts(others))}"
    )
    parts.append(f"## Trang duyệt · The review page: {len(REVIEW_PAGE)}\n\n{_table(_texts(REVIEW_PAGE))}")
    return "\n".join(parts)


def _headed(code: str) -> Text:
    """What findings of a kind are called in the report, where that is not their text itself."""
    heading = HEADINGS.get(code)
    return Text(f"**{heading.vietnamese}** – ", f"**{heading.english}** – ") if heading else Text("", "")


def _texts(entries: Mapping[str, Text]) -> Iterable[tuple[str, str, str]]:
    return ((f"`{code}`", each.vietnamese, each.english) for code, each in sorted(entries.items()))


def _table(rows: Iterable[tuple[str, str, str]]) -> str:
    lines = ["| mã · code | tiếng Việt | English |", "|---|---|---|"]
    lines += ["| {} |".format(" | ".join(map(_cell, row))) for row in rows]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
