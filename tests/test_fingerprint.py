"""What a result was made by, and that nothing less and nothing more is in it."""

from __future__ import annotations

import ast
import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from changed_code import CONCERNED, STAGES, Program, change_once

from pipeline import fingerprint
from pipeline.errors import MissingToolError
from pipeline.fingerprint import PACKAGES, ROOT, code_hash, libraries, program, versions

FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in PACKAGES
    for path in (ROOT / package).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program."""
    folder = tmp_path_factory.mktemp("program")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_a_change_concerns_the_stages_that_reach_it(tree: Path) -> None:
    """One constant of each room and one byte of each data file, one after the other."""
    copy = Program(tree)
    before = {stage: copy.code_hash(module) for stage, module in STAGES.items()}
    for changed, stages in CONCERNED.items():
        change_once(tree / changed)
        after = {stage: copy.code_hash(module) for stage, module in STAGES.items()}
        assert {stage for stage in STAGES if after[stage] != before[stage]} == stages, changed
        before = after


@pytest.mark.parametrize("changed", ["pipeline/records/forms.py", "pipeline/resources/label_head.npz"])
def test_what_a_stage_is_made_by_is_read_from_the_files(tree: Path, changed: str) -> None:
    before = code_hash(STAGES["page"], tree), code_hash(STAGES["delivery"], tree)
    change_once(tree / changed)
    after = code_hash(STAGES["page"], tree), code_hash(STAGES["delivery"], tree)
    assert after[0] != before[0] and after[1] == before[1]


def test_every_room_and_every_data_file_was_changed() -> None:
    rooms = {name.rpartition("/")[0] for name in FILES if name.endswith(".py")}
    assert rooms <= {name.rpartition("/")[0] for name in CONCERNED}
    assert {name for name in FILES if not name.endswith(".py")} <= set(CONCERNED) <= set(FILES)


def test_every_stage_is_here() -> None:
    """A stage names the module that it is in, so that the module's code counts."""
    for name, module in STAGES.items():
        stage = importlib.import_module(module)._STAGE
        assert (stage.name, stage.module) == (name, module)
    named = [name for name in FILES if "Stage(" in (ROOT / name).read_text("utf-8", "replace")]
    assert len(set(named) - {"pipeline/store.py"}) == len(STAGES)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".py")])
def test_all_imports_of_a_module_are_seen_and_nothing_else(name: str) -> None:
    known = fingerprint._files_by_name(ROOT)
    seen = {found for found in fingerprint._names_in(ROOT / name) if found in known}
    assert seen == {found for found in named_in(ast.parse((ROOT / name).read_bytes())) if found in known}


def named_in(module: ast.Module) -> Iterator[str]:
    """The same by the syntax of Python: imports, and all that stands in quotes."""
    for node in ast.walk(module):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "an import that does not name its package"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value]
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[: end + 1]) for end in range(len(parts)))


def test_an_unknown_module_is_no_stage() -> None:
    with pytest.raises(LookupError):
        code_hash("pipeline.nothing")


def test_libraries_are_those_that_are_required_and_what_they_require() -> None:
    found = libraries()
    assert {"numpy", "shapely", "opencv-python-headless", "rapidocr", "protobuf"} <= set(found)
    assert not {"pytest", "ruff", "mypy", "hypothesis"} & set(found)
    assert all(found.values())


def test_the_program_must_be_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "_PROJECT", "nothing-of-that-name")
    with pytest.raises(MissingToolError, match="make setup"):
        libraries()


def test_other_versions_make_other_results(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.made_by("pipeline.text")
    fingerprint.made_by.cache_clear()
    assert fingerprint.made_by("pipeline.text") == before
    other = {**versions(), "numpy": "0.1"}
    fingerprint.made_by.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(fingerprint, "versions", lambda: other)
        assert fingerprint.made_by("pipeline.text") != before
    fingerprint.made_by.cache_clear()


def test_a_program_that_is_replaced_while_it_runs_is_another_one(tree: Path) -> None:
    first = program(tree)
    assert program(tree) == first
    added = tree / "workflows" / "stages" / "added.py"
    added.write_text("")
    second = program(tree)
    added.unlink()
    (tree / "pipeline" / "__pycache__").mkdir()
    (tree / "pipeline" / "__pycache__" / "text.cpython-311.pyc").write_bytes(b"compiled")
    assert second != first == program(tree)
