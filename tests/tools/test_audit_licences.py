from __future__ import annotations

import pytest

from tools.audit_licences import PROGRAM, is_strict, needed


@pytest.mark.parametrize(
    "told", ["GPL-3.0-only", "AGPLv3", "GNU Affero General Public License v3", "GNU GPL"]
)
def test_strict_licences_are_refused(told: str) -> None:
    assert is_strict(told)


@pytest.mark.parametrize(
    "told", ["MIT", "LGPL-2.1-or-later", "GNU Lesser General Public License v3", "MIT OR GPL-3.0", "MPL 2.0"]
)
def test_others_are_not(told: str) -> None:
    assert not is_strict(told)


def test_what_is_needed_is_found_at_every_depth_and_without_tools_of_development() -> None:
    found = needed(PROGRAM)
    assert {"distributed", "tornado", "numpy", "six"} <= found
    assert not {"pytest", "mypy", "ruff"} & found
