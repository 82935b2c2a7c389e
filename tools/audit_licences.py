"""Licences of all that the program needs at run time, from the metadata of installed packages; no network.

    python tools/audit_licences.py

Fails where a package is under the GPL or AGPL, or tells no licence: the program could not be
handed on with it.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata

from packaging.requirements import Requirement

PROGRAM = "so-hoa-dia-chinh"
_STRICT = re.compile(r"(?<!L)A?GPL|Affero|(?<!Lesser )General Public", re.IGNORECASE)


def main() -> int:
    """Print a line a package; 1 where one is refused."""
    refused = 0
    for name in sorted(needed(PROGRAM) - {PROGRAM}):
        told = licence(name)
        bad = not told or is_strict(told)
        refused += bad
        print(f"{'REFUSED' if bad else 'ok':<8}{name:<28}{told or 'no licence told'}")
    return int(refused > 0)


def needed(name: str) -> set[str]:
    """The package and all that it needs on this machine, without extras."""
    found: set[str] = set()
    todo = [name]
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in found:
            continue
        found.add(name)
        requirements = [Requirement(text) for text in metadata.requires(name) or []]
        todo += [r.name for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


def licence(name: str) -> str:
    """What a package says of its licence: expression, else classifiers, else the first line of the text."""
    about = metadata.metadata(name)
    classifiers = [text for text in about.get_all("Classifier") or [] if text.startswith("License ::")]
    told = about.get("License-Expression") or "; ".join(text.rpartition(":: ")[2] for text in classifiers)
    return told or (about.get("License") or "").strip().partition("\n")[0][:80]


def is_strict(told: str) -> bool:
    """Whether a licence is GPL or AGPL and leaves no choice; "LGPL" is not, "MIT OR GPL-3.0" does."""
    return all(_STRICT.search(choice) for choice in re.split(r"\bOR\b", told))


if __name__ == "__main__":
    sys.exit(main())
