"""What is installed is what was locked, build tools too."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETUP = (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_package_is_locked_to_one_version_with_hashes() -> None:
    packages = re.findall(r"^(?![ #])(.+(?:\n +.+)*)", LOCK, re.MULTILINE)
    assert len(packages) > 50
    for package in packages:
        assert re.match(r"[A-Za-z0-9._\[\]-]+==\S+", package) and "--hash=sha256:" in package, package


def test_what_builds_the_program_is_locked_too() -> None:
    for wanted in PROJECT["build-system"]["requires"]:
        assert re.search(rf"^{re.escape(wanted)} \\$", LOCK, re.MULTILINE), wanted


def test_the_set_up_installs_nothing_else() -> None:
    installs = [line for line in SETUP.splitlines() if "pip install" in line]
    assert len(installs) == 2
    for line in installs:
        locked = "--require-hashes -r requirements.lock" in line
        assert locked or "--no-deps --no-build-isolation -e ." in line


def test_all_tests_are_run_before_a_change_is_taken() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert {"make test", "make lint", "make audit"} <= set(commands)
