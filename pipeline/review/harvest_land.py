"""What people changed of the land in an edited delivery: outlines, labels, what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
from shapely.geometry import Polygon

from pipeline.decisions import ACCEPTED, BOTH, DRAWN, OUTLINE, REGISTER, Value, as_value
from pipeline.delivery.layers import OBJECTS, PARCELS, RECORDS, Layer
from pipeline.model import Commune, CommuneObject, CommuneParcel
from pipeline.review.edited import EditedRow
from pipeline.review.edited_land import (
    Added,
    Shape,
    Thing,
    TracedLand,
    outline_of,
    same_shape,
    sort_out,
    things_of,
    traced,
)
from pipeline.review.edited_values import (
    ADDED,
    FIELDS,
    MOVED,
    NUMBER,
    REMOVED,
    STATUS,
    WAITS,
    Cells,
    Said,
    State,
    Values,
    changed_columns,
    place_of,
    values_of,
    who_of,
)

_UNSEEN_ROW = {"register_area_m2": None, "register_code": None}


def land_said(
    commune: Commune, delivered: Mapping[str, pd.DataFrame], rows: Sequence[EditedRow], taken: Collection[str]
) -> list[Said]:
    """What each row of land says that was not ``delivered``, and what is missing; ``taken``: keys in use."""
    before = {
        row["khoa"]: row for layer in (PARCELS, OBJECTS) for row in delivered[layer.name].to_dict("records")
    }
    things = things_of(commune)
    after = sort_out(commune, [row for row in rows if row.layer is not RECORDS], taken)
    placeless = [Said(row.layer, place_of(row), "", ("", 1, None), left=[ADDED]) for row in after.placeless]
    return [
        *(_kept(things[key], before[key], row, after.near) for key, row in after.known.items()),
        *(_removed(things[key], after.near) for key in after.missing),
        *(_added(each, before.get(each.row.key, {})) for each in after.added),
        *placeless,
    ]


def _of(thing: Thing, layer: Layer, key: str = "") -> Said:
    source = thing.sources[0]
    place = (thing.unit_code, thing.sheet, thing.number)
    return Said(layer, place, key or thing.key, (source.scan, source.page, source.box))


def _kept(thing: Thing, before: Cells, row: EditedRow, near: TracedLand) -> Said:
    """Land that is still there: perhaps with another outline, other values, or in the other layer."""
    said = _of(thing, row.layer)
    said.who = who_of(before, row)
    state = dict(_state(thing))
    if not same_shape(thing.geometry, row.shape):
        said.says.append((MOVED, *_outlined(thing, row.shape, near)))
        state["drawn_m2"] = _area(row.shape)
    changed = changed_columns(row, before)
    if (row.layer is PARCELS) != isinstance(thing, CommuneParcel):
        changed += [name for name in FIELDS[row.layer] if name not in changed and row.cells.get(name)]
    elif row.layer is OBJECTS:
        said.left += [name for name in changed if name == NUMBER]  # what has a number is a parcel
    values = values_of(said, row, changed, before[NUMBER] == thing.number)
    # a form writes the status with whatever is saved: a moved outline alone says nothing of label and row
    is_said = STATUS in changed and bool(values or not said.says)
    _settle(said, row, is_said, (values, state, _state_of_register(thing)))
    return said


def _removed(thing: Thing, near: TracedLand) -> Said:
    said = _of(thing, PARCELS if isinstance(thing, CommuneParcel) else OBJECTS)
    said.says.append((REMOVED, *_outlined(thing, Polygon(), near)))
    return said


def _added(added: Added, copied: Cells) -> Said:
    """Land that was drawn; cells that a split ``copied`` from what it cut say nothing."""
    row, shape = added.row, added.row.shape or Polygon()
    said = _of(added.beside, row.layer, added.key)
    said.place = (added.beside.unit_code, added.beside.sheet, row.cells.get(NUMBER))
    said.who = who_of(copied, row)
    said.says.append((ADDED, DRAWN, as_value(shape), {OUTLINE: as_value(traced(added.beside))}))
    changed = changed_columns(row, copied)
    values = values_of(said, row, [name for name in changed if name in FIELDS[row.layer]], True)
    state = {"number": None, "area_m2": None, "code": None, "drawn_m2": _area(shape)}
    _settle(said, row, STATUS in changed and bool(values), (values, state, _UNSEEN_ROW))
    return said


def _area(shape: Shape | None) -> float | None:
    return None if shape is None else round(float(shape.area), 1)


def _outlined(thing: Thing, shape: Shape | None, near: TracedLand) -> tuple[str, Value, State]:
    """The decision that land has another outline, tied to what is traced of it or beside it."""
    wanted = "" if shape is None else as_value(shape)  # nothing can be decided of what is no polygon
    name, state = outline_of(thing, near)
    return name, wanted, state


def _settle(said: Said, row: EditedRow, is_said: bool, known: tuple[Values, State, State]) -> None:
    """Say the values of land and, where its status says so, that the whole of it is right."""
    values, state, register = known
    accepted = is_said and row.layer is PARCELS and row.cells.get(STATUS) not in (None, WAITS)
    holds = BOTH
    column, code = values.get("code", ("", None))
    if accepted and column == "loai_dat" and code == register["register_code"]:
        holds = REGISTER  # what the sheet says stays what it says
        del values["code"]
    said.says += [(column, name, value, state) for name, (column, value) in values.items()]
    stated = {name: value for name, (_, value) in values.items()}
    if accepted:
        said.says.append((STATUS, ACCEPTED, holds, {**state, **register, **stated}))
    elif is_said and row.layer is PARCELS and row.cells.get(STATUS) == WAITS and said.key == row.key:
        said.left.append(STATUS)


def _state(thing: Thing) -> dict[str, Value | None]:
    """The values that were delivered, by fields of decisions."""
    if isinstance(thing, CommuneObject):
        return {"number": thing.number, "code": thing.code, "drawn_m2": _area(thing.geometry)}
    return {
        "number": thing.number, "area_m2": thing.label_area_m2, "code": thing.label_code or thing.code,
        "drawn_m2": thing.area_m2,
    }  # fmt: skip


def _state_of_register(thing: Thing) -> State:
    if isinstance(thing, CommuneObject):
        return _UNSEEN_ROW
    return {"register_area_m2": thing.record_area_m2, "register_code": thing.record_code}
