"""Digital sheets as DXF: bytes of old letters in old releases, stacked fractions or blocks in later ones."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import ezdxf

from synthetic.legacy_bytes import Letters, stored_text
from synthetic.map_drawing import Drawing, Form, MapLabel, MapText

Lettering = Literal["texts", "mtext", "block"]
CODE_PAGE_1258 = "ANSI_1258"
_TAGS = (("SOTHUA", 0.25), ("DIENTICH", -1.25), ("LOAIDAT", -2.6))  # with their places, in heights of letters


@dataclass(frozen=True, slots=True)
class DxfForm:
    """How a DXF is written: release (``R12`` … ``R2018``), letters, names of layers by level, labels."""

    release: str
    letters: Letters
    layers: Mapping[int, str]
    form: Form
    lettering: Lettering = "texts"
    code_page: str = "ANSI_1252"


def save_dxf(drawings: list[Drawing], form: DxfForm, path: Path) -> None:
    """All drawings in one file."""
    document = ezdxf.new(form.release)
    space = document.modelspace()
    if form.lettering == "block":
        _define_block(document, form)
    for drawing in drawings:
        _lines(space, drawing, form)
        for text in drawing.texts:
            _text(space, text, form)
        for label in drawing.labels:
            _label(space, label, form)
    document.encoding = "latin-1" if document.dxfversion < "AC1021" else "utf-8"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_bytes(document, form))


def _lines(space: Any, drawing: Drawing, form: DxfForm) -> None:
    old = form.release == "R12"
    for line in drawing.lines:
        layer = {"layer": form.layers[line.level]}
        points = [(float(x), float(y)) for x, y in line.points]
        if len(points) == 2:
            space.add_line(*points, dxfattribs=layer)
        elif old:
            space.add_polyline2d(points, dxfattribs=layer)
        else:
            space.add_lwpolyline(points, dxfattribs=layer)
    for ring in drawing.shapes:
        layer = {"layer": form.layers[53]}
        points = [(float(x), float(y)) for x, y in ring[:-1]]
        (space.add_polyline2d if old else space.add_lwpolyline)(points, close=True, dxfattribs=layer)


def _text(space: Any, text: MapText, form: DxfForm) -> None:
    attributes = {"layer": form.layers[text.level], "insert": text.at, "rotation": text.turned_deg}
    space.add_text(_stored(text.text, form), height=text.height_m, dxfattribs=attributes)


def _label(space: Any, label: MapLabel, form: DxfForm) -> None:
    if form.lettering == "mtext":
        content = f"{label.code} \\S{label.number}/{label.area};"
        attributes = {"layer": form.layers[13], "insert": label.middle, "char_height": label.height_m}
        space.add_mtext(content, dxfattribs=attributes | {"attachment_point": 5})
        return
    if form.lettering == "block":
        insert = space.add_blockref("NHANTHUA", label.middle, dxfattribs={"layer": form.layers[13]})
        size = label.height_m
        for (tag, up), value in zip(_TAGS, (str(label.number), label.area, label.code), strict=True):
            x, y = label.middle
            at = (x - 0.3 * size * len(value), y + up * size)
            insert.add_attrib(tag, value, at, dxfattribs={"height": size, "layer": form.layers[13]})
        return
    texts, bars = label.pieces(form.form)
    for text in texts:
        _text(space, text, form)
    for bar in bars:
        ends = [(float(x), float(y)) for x, y in bar.points]
        space.add_line(*ends, dxfattribs={"layer": form.layers[bar.level]})


def _define_block(document: Any, form: DxfForm) -> None:
    block = document.blocks.new("NHANTHUA")
    block.add_line((-3, 0), (3, 0), dxfattribs={"layer": form.layers[13]})
    for tag, up in _TAGS:
        block.add_attdef(tag, (0, up), dxfattribs={"height": 1.0})


def _stored(text: str, form: DxfForm) -> str:
    """In files of code page 1258 tones are characters of their own."""
    if form.code_page != CODE_PAGE_1258:
        return stored_text(text, form.letters)
    apart = unicodedata.normalize("NFC", text)
    return "".join(_in_1258(letter) for letter in apart)


def _in_1258(letter: str) -> str:
    """One letter as Latin-1 stand-ins of its bytes in code page 1258."""
    for form in (letter, *_with_tone_apart(letter)):
        try:
            return form.encode("cp1258").decode("latin-1")
        except UnicodeEncodeError:
            continue
    raise ValueError(f"{letter!r} is not in code page 1258")


def _with_tone_apart(letter: str) -> list[str]:
    """The letter with its tone taken off, its other marks kept: ``ế`` is ``ê`` and a tone."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in parts if mark in tones)
    return [unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)) + tone]


def _bytes(document: Any, form: DxfForm) -> bytes:
    stream = io.StringIO()
    document.write(stream)
    content = stream.getvalue()
    if document.dxfversion >= "AC1021":
        return content.encode("utf-8")
    return content.replace("ANSI_1252", form.code_page, 1).encode("latin-1")
