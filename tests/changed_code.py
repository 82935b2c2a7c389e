"""Another version of a file of the program, with as little as possible changed."""

from __future__ import annotations

import re
from pathlib import Path

_CONSTANT = re.compile(rb"^(_?[A-Z][A-Z0-9_]*\b[^=\n]*= .*?)([0-9])", re.MULTILINE)


def change_once(path: Path) -> None:
    """Change one digit of a constant of a module that has one, one byte of any other file."""
    content = path.read_bytes()
    found = _CONSTANT.search(content) if path.suffix == ".py" else None
    place = found.start(2) if found else len(content) // 2
    other = (int(found[2]) + 1) % 10 + ord("0") if found else content[place] ^ 1
    path.write_bytes(content[:place] + bytes([other]) + content[place + 1 :])
