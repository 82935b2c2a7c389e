"""The room rules: who may import whom, and which outside library stands behind which door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("sheets", "parcels", "records", "vectors", "commune", "delivery", "handin", "review")
MAY_IMPORT = {
    "sheets": set(),
    "records": set(),
    "vectors": set(),
    "parcels": {"sheets"},
    "commune": set(),
    "delivery": {"sheets"},
    "handin": {"delivery"},
    "review": {"delivery", "sheets", "commune"},
}
DOORS = {
    "dask": {"workflows"},
    "distributed": {"workflows"},
    "tesserocr": {"pipeline.ocr", "pipeline.tesseract"},
    "pytesseract": {"pipeline.ocr"},
    "onnxruntime": {"pipeline.networks"},
    "onnx": {"pipeline.ocr"},
    "PIL": {"pipeline.scans", "synthetic"},
    "pypdfium2": {"pipeline.scans"},
    "pikepdf": {"pipeline.scans"},
    "pyproj": {"pipeline.crs"},
    "pyogrio": {"pipeline.delivery", "pipeline.handin.cad_files", "pipeline.vectors.gdal", "synthetic"},
    "fiona": {"pipeline.handin.cad_files"},
    "ezdxf": {"pipeline.handin.cad_files", "pipeline.vectors.dxf", "synthetic"},
    "jinja2": {"pipeline.delivery"},
    "rich": {"workflows"},
    "reportlab": {"pipeline.handin.pages"},
    "docx": {"pipeline.handin.acceptance_files"},
    "lxml": {"pipeline.handin.exchange"},
    "xlsxwriter": {"pipeline.handin.sheets"},
    "starlette": {"pipeline.review"},
    "uvicorn": {"pipeline.review"},
}


def modules() -> dict[str, set[str]]:
    """Every module of the program with the modules it names in an import, at any depth."""
    found: dict[str, set[str]] = {}
    for package in ("pipeline", "workflows", "synthetic"):
        for path in (ROOT / package).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            named: set[str] = set()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    named |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    named.add(node.module)
                    named |= {f"{node.module}.{alias.name}" for alias in node.names}
            found[name] = named
    return found


MODULES = modules()


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "pipeline" and parts[1] in ROOMS else None


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_imports_only_downwards(module: str) -> None:
    room = room_of(module)
    rooms = {room_of(name) for name in MODULES[module]} - {None, room}
    if module.startswith("pipeline"):
        allowed = MAY_IMPORT[room] if room else set()
        assert rooms <= allowed, f"{module} reaches into {rooms - allowed}"
        assert not any(name.split(".")[0] in ("workflows", "synthetic") for name in MODULES[module])
    if module.startswith("synthetic"):
        assert not rooms, f"{module} draws truth and must not use what reads it"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_library_stands_behind_its_door(library: str) -> None:
    users = {name for name, named in MODULES.items() if any(n.split(".")[0] == library for n in named)}
    doors = tuple(DOORS[library])
    strangers = {name for name in users if not any(name == d or name.startswith(d + ".") for d in doors)}
    assert not strangers


def test_no_import_cycles() -> None:
    graph = {name: {n for n in named if n in MODULES and n != name} for name, named in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail, name])
        if name not in done:
            for following in sorted(graph[name]):
                visit(following, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())
