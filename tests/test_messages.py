"""The page of all messages is as its command writes it."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_page_of_messages_is_what_its_command_writes() -> None:
    written = runpy.run_path(str(ROOT / "tools" / "write_messages.py"))["page"]()
    assert (ROOT / "docs" / "messages.md").read_text(encoding="utf-8") == written, "make messages"
