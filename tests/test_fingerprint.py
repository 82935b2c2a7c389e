"""What a result was made by, and that nothing less and nothing more is in it."""

from __future__ import annotations

import ast
import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from changed_code import change_once

from pipeline import fingerprint
from pipeline.errors import MissingToolError
from pipeline.fingerprint import PACKAGES, ROOT, code_hash, libraries, program, reached, versions

STAGES = {
    "page": "workflows.stages.page",
    "digital": "workflows.stages.digital",
    "parcels": "workflows.stages.parcels",
    "picture": "workflows.stages.picture",
    "commune": "workflows.stages.commune",
    "delivery": "workflows.handover",
    "handin": "workflows.hand_in",
}
EVERY = set(STAGES)
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in PACKAGES
    for path in (ROOT / package).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)
# The page that asks people is sent to them as it is, and makes no result; import tables are an input of the
# hand-in (``mapping.hash_of_forms``), for an office may add its own.
_OTHER_DATA = ("pipeline/review/static/", "pipeline/handin/mappings/bieu_")
DATA = [name for name in FILES if not name.endswith(".py") and not name.startswith(_OTHER_DATA)]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program."""
    folder = tmp_path_factory.mktemp("program")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def before(tree: Path) -> dict[str, str]:
    return {stage: code_hash(module, tree) for stage, module in STAGES.items()}


@pytest.mark.parametrize(
    ("changed", "stages"),
    [
        ("pipeline/model.py", EVERY),
        ("pipeline/store.py", EVERY),
        ("pipeline/ocr.py", {"page", "parcels"}),
        ("pipeline/scans/rasters.py", {"page", "parcels", "picture", "handin"}),
        ("pipeline/scans/pdf.py", {"page", "parcels", "picture", "handin"}),
        ("pipeline/sheets/title.py", {"page"}),
        ("pipeline/sheets/seams.py", {"commune"}),
        ("pipeline/sheets/warp.py", {"picture"}),
        ("pipeline/records/forms.py", {"page"}),
        ("pipeline/parcels/faces.py", {"parcels"}),
        ("pipeline/vectors/drawing.py", {"digital"}),
        ("pipeline/commune/beliefs.py", {"commune"}),
        ("pipeline/delivery/palette.py", {"delivery"}),
        ("workflows/stages/page.py", {"page"}),
        ("workflows/batch.py", set()),
        ("pipeline/resources/label_head.npz", {"page", "parcels"}),
        ("pipeline/resources/hand_head.npz", {"page", "parcels"}),
        ("pipeline/resources/vietnamese_head.npz", {"page", "parcels"}),
        *((f"pipeline/delivery/templates/{name}", {"delivery"}) for name in ("report.css", "layouts.xml")),
    ],
)
def test_a_change_concerns_the_stages_that_reach_it(
    tree: Path, before: dict[str, str], changed: str, stages: set[str]
) -> None:
    whole = (tree / changed).read_bytes()
    change_once(tree / changed)
    after = {stage: code_hash(module, tree) for stage, module in STAGES.items()}
    (tree / changed).write_bytes(whole)
    assert {stage for stage in STAGES if after[stage] != before[stage]} == stages


def test_every_stage_is_here() -> None:
    """A stage names the module that it is in, so that the module's code counts."""
    for name, module in STAGES.items():
        stage = importlib.import_module(module)._STAGE
        assert (stage.name, stage.module) == (name, module)
    named = [name for name in FILES if "Stage(" in (ROOT / name).read_text("utf-8", "replace")]
    assert len(set(named) - {"pipeline/store.py"}) == len(STAGES)


@pytest.mark.parametrize("name", DATA)
def test_every_data_file_is_reached_by_a_stage(name: str) -> None:
    """One that nothing names, or whose name is put together at run time, would count for nothing."""
    assert any(ROOT / name in reached(module) for module in STAGES.values())


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
