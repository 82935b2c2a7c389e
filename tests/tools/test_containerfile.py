"""The image of the program is made by the same steps as any installation, and writes as whoever runs it."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
STEPS = dict(
    line.split(" ", 1)
    for line in (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)


def test_the_image_is_set_up_by_the_same_command_and_runs_as_nobody_special() -> None:
    assert STEPS["FROM"].startswith("debian:12")
    assert "make setup" in STEPS["RUN"] and STEPS["USER"] != "root"
    (command,) = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert STEPS["ENTRYPOINT"] == f'["{STEPS["WORKDIR"]}/.venv/bin/{command}"]'


def test_neither_scans_nor_results_nor_an_environment_of_this_machine_go_into_the_image() -> None:
    """In the one file that both docker and podman read: docker would take everything for podman's own."""
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "data_raw", "data_out"} <= set(left_out)
    assert not (ROOT / ".containerignore").exists()
