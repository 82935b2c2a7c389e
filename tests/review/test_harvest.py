"""What a technician edits in a delivered GeoPackage is decided, holds in the next run, and the one after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import reviewed
import shapely
from shapely.geometry import MultiPolygon, Polygon

from pipeline.decisions import Decision
from pipeline.delivery.deliver import deliver
from pipeline.delivery.layers import OBJECTS, PARCELS, RECORDS
from pipeline.files import hash_text
from pipeline.model import Commune, CommuneParcel
from pipeline.review.edited import EditedRow, edited_rows
from pipeline.review.harvest import Edited, Harvest, harvest
from pipeline.review.says import known_of

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
Edit = Callable[[list[EditedRow]], list[EditedRow]]


@pytest.fixture(scope="module")
def commune() -> Commune:
    return reviewed.merged()


@pytest.fixture(scope="module")
def rows(commune: Commune, tmp_path_factory: pytest.TempPathFactory) -> list[EditedRow]:
    """The rows of the delivery as they stand in its file."""
    return edited_rows(deliver(commune, tmp_path_factory.mktemp("delivered"), {}).gpkg)


def taken(commune: Commune, rows: Sequence[EditedRow], known: Sequence[Decision] = ()) -> Harvest:
    """Harvest; the file's hash is that of what stands in it, and it was written after what is known."""
    sha256 = hash_text(str([(row.cells, row.shape) for row in rows]))
    edited = Edited(sha256, "Người Sửa", AT + timedelta(hours=len(known)), rows)
    return harvest(commune, edited, known_of(reviewed.SCANS, known))


def of(commune: Commune, place: int) -> CommuneParcel:
    """The parcel on plot ``place``."""
    point = shapely.point_on_surface(reviewed.PLOTS[place - 1])
    return next(each for each in commune.parcels if each.geometry.contains(point))


def edited(rows: list[EditedRow], key: str, shape: Any = None, **cells: Any) -> list[EditedRow]:
    """The rows with cells and outline of one land changed."""
    assert any(row.key == key for row in rows)
    return [
        replace(row, cells={**row.cells, **cells}, shape=row.shape if shape is None else shape)
        if row.key == key and row.layer is not RECORDS
        else row
        for row in rows
    ]


def moved(shape: Polygon | MultiPolygon, east_m: float = 1.5) -> Polygon:
    """The outline with one vertex moved."""
    ring = shapely.get_coordinates(shape)[:-1].copy()
    ring[int(ring[:, 0].argmax())] += (east_m, 0.7)
    return Polygon(ring)


def halves(shape: Polygon | MultiPolygon) -> tuple[Polygon, Polygon]:
    west, south, east, north = shape.bounds
    cutter = shapely.box(west - 1, south - 1, (west + east) / 2 + 2, north + 1)
    return shape.intersection(cutter), shape.difference(cutter)


def test_a_delivery_that_nobody_edited_decides_nothing(commune: Commune, rows: list[EditedRow]) -> None:
    found = taken(commune, rows)
    assert not found.changes and not found.decisions


def test_values_and_the_status_of_a_parcel(commune: Commune, rows: list[EditedRow]) -> None:
    waiting = next(each for each in commune.parcels if each.status == "can_kiem_tra" and each.number)
    found = taken(commune, edited(rows, waiting.key, loai_dat="NTS", trang_thai="chap_nhan"))
    assert [(each.field, each.value) for each in found.decisions] == [("code", "NTS"), ("accepted", "both")]
    after = next(each for each in reviewed.merged(found.decisions).parcels if each.key == waiting.key)
    assert (after.code, after.status) == ("NTS", "chap_nhan")
    assert after.decided is not None and after.decided.who == "Người Sửa"


def test_the_name_in_the_form_goes_before_the_files_owner(commune: Commune, rows: list[EditedRow]) -> None:
    changed = edited(rows, of(commune, 8).key, loai_dat="NTS", nguoi_xac_nhan="Người Duyệt")
    assert [each.who for each in taken(commune, changed).decisions] == ["Người Duyệt"]


def test_the_registers_code_taken_for_the_land_leaves_what_the_sheet_says() -> None:
    other = replace(reviewed.book(), rows=tuple(
        replace(row, code=replace(row.code, value="NTS")) if row.number.value == 8 else row
        for row in reviewed.book().rows
    ))  # fmt: skip
    assert other.rows  # the register of parcel 8 differs
    commune = reviewed.merged((), register=other)
    before = of(commune, 8)
    assert before.record_code == "NTS" and before.status == "can_kiem_tra"
    cells = {"khoa": before.key, "loai_dat": "NTS", "trang_thai": "chap_nhan"}
    rows = [row for row in as_delivered(commune) if row.key != before.key]
    mine = next(row for row in as_delivered(commune) if row.key == before.key)
    found = taken(commune, [*rows, replace(mine, cells={**mine.cells, **cells})])
    assert [(each.field, each.value) for each in found.decisions] == [("accepted", "register")]
    after = of(reviewed.merged(found.decisions, register=other), 8)
    assert (after.code, after.label_code, after.status) == ("NTS", before.label_code, "chap_nhan")


def as_delivered(commune: Commune) -> list[EditedRow]:
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        return edited_rows(deliver(commune, Path(folder), {}).gpkg)


EDITS: dict[str, Callable[[Commune, list[EditedRow]], list[EditedRow]]] = {}


def kind(edit: Callable[[Commune, list[EditedRow]], list[EditedRow]]) -> Any:
    EDITS[edit.__name__] = edit
    return edit


@kind
def vertex_moved(commune: Commune, rows: list[EditedRow]) -> list[EditedRow]:
    return edited(rows, of(commune, 8).key, moved(of(commune, 8).geometry))


@kind
def split(commune: Commune, rows: list[EditedRow]) -> list[EditedRow]:
    """As QGIS splits: both parts have the same cells."""
    land = of(commune, 8)
    first, second = halves(land.geometry)
    row = next(row for row in rows if row.key == land.key and row.layer is PARCELS)
    changed = edited(rows, land.key, second)
    return [*changed, replace(row, fid=900, shape=first)]


@kind
def merged_with_the_next(commune: Commune, rows: list[EditedRow]) -> list[EditedRow]:
    one, other = of(commune, 8), of(commune, 9)
    changed = edited(rows, one.key, one.geometry.union(other.geometry))
    return [row for row in changed if row.key != other.key]


@kind
def deleted(commune: Commune, rows: list[EditedRow]) -> list[EditedRow]:
    return [row for row in rows if row.key != of(commune, 15).key]


@kind
def added(commune: Commune, rows: list[EditedRow]) -> list[EditedRow]:
    """A new parcel at the edge of the drawn land."""
    west, south, _, north = of(commune, 1).geometry.bounds
    shape = shapely.box(west - 30, south, west - 5, north)
    names = {column.name: None for column in PARCELS.columns}
    cells = {**names, "so_thu_tu_thua": 99, "loai_dat": "CLN", "trang_thai": "chap_nhan"}
    return [*rows, EditedRow(PARCELS, 901, cells, shape)]


@kind
def made_an_object(commune: Commune, rows: list[EditedRow]) -> list[EditedRow]:
    """Cut from one layer and pasted into the other."""
    row = next(row for row in rows if row.key == of(commune, 8).key)
    names = {column.name for column in OBJECTS.columns}
    cells = {name: row.cells[name] for name in names & row.cells.keys()} | {"loai_dat": "DGT"}
    return [each for each in rows if each is not row] + [EditedRow(OBJECTS, 902, cells, row.shape)]


def ground(commune: Commune) -> dict[str, Any]:
    return {each.key: each.geometry for each in (*commune.parcels, *commune.objects)}


def is_clean(commune: Commune) -> bool:
    return bool(shapely.coverage_is_valid(list(ground(commune).values())))


@pytest.mark.parametrize("name", sorted(EDITS))
def test_what_was_edited_is_delivered_and_delivered_again(
    commune: Commune, rows: list[EditedRow], name: str
) -> None:
    wanted = {row.fid: row.shape for row in EDITS[name](commune, rows) if row.layer is not RECORDS}
    found = taken(commune, EDITS[name](commune, rows))
    assert found.changes and not found.left
    once = reviewed.merged(found.decisions)
    assert is_clean(once) and not [each for each in once.findings if each.code == "decision_stale"]
    shapes = list(ground(once).values())
    for shape in wanted.values():
        nearest = min(each.symmetric_difference(shape).area for each in shapes if each.intersects(shape))
        assert nearest < (40 if name == "vertex_moved" else 0.2)  # neighbours follow a moved corner
    assert len(shapes) == len(wanted)
    again = taken(once, as_delivered(once), found.decisions)
    assert not again.changes, "what was delivered is no edit"


@pytest.mark.parametrize("name", sorted(EDITS))
@pytest.mark.parametrize("how", ["new scan", "other trace"])
def test_what_was_edited_holds_with_a_new_scan_and_with_other_lines(
    commune: Commune, rows: list[EditedRow], name: str, how: str
) -> None:
    found = taken(commune, EDITS[name](commune, rows))
    once = reviewed.merged(found.decisions)
    rng = np.random.default_rng(5)
    off: dict[tuple[float, ...], Any] = {}

    def jitter(points: Any) -> Any:
        return np.array([p + off.setdefault(tuple(p), rng.uniform(-0.2, 0.2, 2)) for p in points])

    again = reviewed.merged(
        found.decisions,
        same_scan=how != "new scan",
        traced=reviewed.sheet(jitter if how == "other trace" else None),
    )
    assert is_clean(again) and not [each for each in again.findings if each.code == "decision_stale"]
    before, after = ground(once), ground(again)
    for key in {each.key for each in found.decisions}:
        assert (key in before) == (key in after)
        assert key not in after or after[key].symmetric_difference(before[key]).area < 8
    assert len(after) == len(before)


def test_an_edit_of_what_was_edited_before_stands_in_its_place(
    commune: Commune, rows: list[EditedRow]
) -> None:
    first = taken(commune, split(commune, rows)).decisions
    once = reviewed.merged(first)
    new = next(each for each in once.parcels if each.traced is not None and each.traced.is_empty)
    shape = moved(new.geometry)
    second = taken(once, edited(as_delivered(once), new.key, shape), first).decisions
    assert [each.field for each in second] == ["drawn"]
    twice = reviewed.merged([*first, *second])
    assert ground(twice)[new.key].symmetric_difference(shape).area < 0.2 and is_clean(twice)
    without = [row for row in as_delivered(once) if row.key != new.key]
    gone = taken(once, without, first).decisions
    assert new.key not in ground(reviewed.merged([*first, *gone]))


def test_an_edit_beside_an_edit_holds(commune: Commune, rows: list[EditedRow]) -> None:
    """The neighbour of moved land was changed by it, and is edited then."""
    first = taken(commune, vertex_moved(commune, rows)).decisions
    once = reviewed.merged(first)
    changed = next(each for each in once.parcels if each.traced is not None and each.key != first[0].key)
    shape = moved(changed.geometry, 0.8)
    second = taken(once, edited(as_delivered(once), changed.key, shape), first).decisions
    twice = reviewed.merged([*first, *second])
    assert not [each for each in twice.findings if each.code == "decision_stale"]
    assert ground(twice)[changed.key].symmetric_difference(shape).area < 5 and is_clean(twice)


def test_rows_of_registers(commune: Commune, rows: list[EditedRow]) -> None:
    row = next(row for row in rows if row.layer is RECORDS)
    cells = {**row.cells, "ten_chu": "Trần Thị Thử", "ghi_chu": "Thửa kế", "dia_chi": "Xứ Thử"}
    others = [each for each in rows if each is not row]
    found = taken(commune, [*others, replace(row, cells=cells)])
    assert {(each.about, each.field) for each in found.decisions} == {
        ("row", "holder"), ("row", "note"), ("row", "place"),
    }  # fmt: skip
    record = next(
        each.record for each in reviewed.merged(found.decisions).records if each.record.owner.by == "person"
    )
    assert (record.owner.value, record.note.value) == ("Trần Thị Thử", "Thửa kế")
    assert taken(commune, others).left == 1  # a deleted row is told


@pytest.mark.parametrize(
    ("shape", "cells"),
    [
        (Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), {}),
        (None, {"so_thu_tu_thua": 0}),
        (None, {"loai_dat": "KHÔNG"}),
        (None, {"ma_dinh_danh": "abc"}),
        (None, {"do_tin_cay": 1.0}),
    ],
    ids=["crossing", "number", "code", "identifier", "computed"],
)
def test_what_cannot_be_decided_is_left_and_told(
    commune: Commune, rows: list[EditedRow], shape: Polygon | None, cells: dict[str, Any]
) -> None:
    found = taken(commune, edited(rows, of(commune, 8).key, shape, **cells))
    assert found.left == 1 and len(found.changes) == 1 and not found.decisions


def test_a_name_is_in_no_table_of_changes(commune: Commune, rows: list[EditedRow]) -> None:
    row = next(row for row in rows if row.layer is RECORDS)
    cells = {**row.cells, "ten_chu": "Trần Thị Thử"}
    found = taken(commune, [*(each for each in rows if each is not row), replace(row, cells=cells)])
    assert "Thử" not in str([(each.what, each.left, each.number) for each in found.changes])
