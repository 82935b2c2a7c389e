"""What people are told stands in the catalogue: no other module builds a sentence, all codes are used.

Titles of layers, columns, tables and options stay with what they name; so do words that readers look for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import errors
from pipeline.catalogue import FINDINGS, REASONS, TEXTS

ROOT = Path(__file__).parent.parent
CODE = re.compile(r"[a-z][a-z0-9_]*")
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
TELLING = {"Finding", "Reason"} | {name for name in vars(errors) if name.endswith("Error")}
TITLES = {
    "pipeline.delivery.actions",
    "pipeline.delivery.forms",
    "pipeline.delivery.gpkg",
    "pipeline.delivery.layers",
    "pipeline.delivery.palette",
    "pipeline.delivery.project",
    "pipeline.delivery.relations",
    "pipeline.delivery.report",
    "pipeline.delivery.styles",
    "pipeline.delivery.sums",
    "workflows.__main__",
    "workflows.commune",
    "workflows.harvest",
    "workflows.progress",
    "workflows.status",
}
READ_WORDS = {
    "pipeline.communes",
    "pipeline.heading",
    "pipeline.legacy_text",
    "pipeline.likeness",
    "pipeline.ocr",
    "pipeline.places",
    "pipeline.records.certificate_fields",
    "pipeline.records.certificate_labels",
    "pipeline.records.fields",
    "pipeline.records.holders",
    "pipeline.records.numbered",
    "pipeline.records.titles",
    "pipeline.text",
    "pipeline.vectors.labels",
}


def modules() -> dict[str, ast.Module]:
    """Every module of the program that is not the catalogue itself."""
    found = {}
    for package in ("pipeline", "workflows"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if not name.startswith("pipeline.catalogue"):
                found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def texts(node: ast.AST) -> Iterator[str]:
    """All text constants below a node but docstrings."""
    docs = {
        id(inner.body[0].value)
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and inner.body
        and isinstance(inner.body[0], ast.Expr)
    }
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and id(inner) not in docs:
            yield inner.value


def telling(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that make a finding, a reason or an error."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TELLING:
            yield node


def codes(call: ast.Call) -> list[str]:
    """The codes that a call may be made with, as far as they stand in it."""
    first = call.args[0] if call.args else None
    options = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [each.value for each in options if isinstance(each, ast.Constant) and isinstance(each.value, str)]


USED = {text for tree in MODULES.values() for text in texts(tree)}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_no_sentence_is_made_outside_the_catalogue(module: str) -> None:
    for call in telling(MODULES[module]):
        odd = [text for text in texts(call) if re.search(r"[^\W\d]{2}", text) and not CODE.fullmatch(text)]
        assert not odd, f"{module}:{call.lineno} builds a text"
    if module not in TITLES | READ_WORDS:
        assert not [text for text in texts(MODULES[module]) if VIETNAMESE.search(text)]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_code_that_is_named_is_in_the_catalogue(module: str) -> None:
    for call in telling(MODULES[module]):
        known = FINDINGS if getattr(call.func, "id", "") == "Finding" else REASONS
        assert not [code for code in codes(call) if code not in known], f"{module}:{call.lineno}"


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_every_entry_is_used(code: str) -> None:
    assert code in USED
