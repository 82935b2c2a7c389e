"""A line of the journal is a decision that can be, or is refused; of all decisions the right ones hold."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from pipeline.decisions import Decision, Given, parse, schema, standing
from pipeline.errors import UsageError

START = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
LINE = {
    "version": 1,
    "id": "a" * 32,
    "at": "2026-11-28T08:00:00+00:00",
    "who": "Người Thử",
    "via": "page",
    "about": "parcel",
    "key": "07321_4_412012.0_2370008.0",
    "field": "code",
    "value": "LUC",
}


def line(**changes: Any) -> str:
    return json.dumps({**LINE, **changes})


def decision(place: int, **changes: Any) -> Decision:
    at = (START + timedelta(minutes=place)).isoformat()
    return parse(line(id=f"{place:032x}", at=at, **changes), "here")


def hold(*decisions: Decision) -> list[tuple[Any, ...]]:
    """The values that hold of each field of the parcel."""
    found = standing([Given(each) for each in decisions])
    return [
        (name, *(each.decision.value for each in those))
        for fields in found.parcels.values()
        for name, those in fields.items()
    ]


@pytest.mark.parametrize(
    ("about", "field", "value"),
    [
        ("parcel", "number", 26),
        ("parcel", "area_m2", 306.5),
        ("parcel", "area_m2", 306),
        ("parcel", "code", "ONT+CLN"),
        ("parcel", "accepted", "register"),
        ("parcel", "object", "DGT"),
        ("row", "holder", "Hộ ông Người Thử"),
        ("row", "parcel", "07321_4_412012.0_2370008.0"),
        ("row", "accepted", "both"),
        ("row", "undo", "b" * 32),
    ],
)
def test_what_can_be_decided(about: str, field: str, value: Any) -> None:
    found = parse(line(about=about, field=field, value=value), "here")
    assert (found.about, found.field, found.value) == (about, field, value)
    assert parse(found.model_dump_json(), "here") == found


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"field": "code", "value": "XYZ"}, "no such field"),
        ({"field": "colour"}, "no such field"),
        ({"field": "holder", "value": "x"}, "no such field"),
        ({"field": "number", "value": "26"}, "no such field"),
        ({"field": "number", "value": 0}, "no such field"),
        ({"field": "number", "value": True}, "entry «value"),
        ({"field": "area_m2", "value": -1.0}, "no such field"),
        ({"field": "accepted", "value": "perhaps"}, "no such field"),
        ({"version": 2}, "entry «version»"),
        ({"id": "short"}, "entry «id»"),
        ({"at": "2026-11-28T08:00:00"}, "entry «at»"),
        ({"who": ""}, "entry «who»"),
        ({"surplus": 1}, "entry «surplus»"),
        ({"about": "sky"}, "entry «about»"),
        ({"note": "x" * 3000}, "entry «note»"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_place_and_without_its_text(
    changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError) as refused:
        parse(line(**changes), "review/an.jsonl:7")
    assert "review/an.jsonl:7" in str(refused.value) and told in refused.value.english
    assert "XYZ" not in str(refused.value) and refused.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": 1'])
def test_a_line_that_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse(text, "review/an.jsonl:1")


def test_a_person_s_later_decision_holds() -> None:
    assert hold(decision(1, value="LUC"), decision(2, value="LUK")) == [("code", "LUK")]


def test_two_people_who_differ_contradict_each_other_until_one_replaces_both() -> None:
    first, second = decision(1, value="LUC", who="An"), decision(2, value="LUK", who="Bình")
    assert hold(first, second) == [("code", "LUC", "LUK")]
    settled = decision(3, value="BHK", who="Chi", replaces=[first.id, second.id])
    assert hold(first, second, settled) == [("code", "BHK")]
    assert hold(first, decision(2, value="LUC", who="Bình")) == [("code", "LUC")]


def test_undo_takes_back_and_can_be_undone() -> None:
    first, undo = decision(1), decision(2, field="undo", value=f"{1:032x}")
    assert hold(first, undo) == []
    assert hold(first, undo, decision(3, field="undo", value=undo.id)) == [("code", "LUC")]


@drawn(
    st.lists(
        st.tuples(
            st.sampled_from(["An", "Bình"]),
            st.sampled_from(["LUC", "LUK", "undo"]),
            st.integers(0, 9),
            st.booleans(),
        ),
        max_size=10,
    )
)
def test_every_line_has_one_fate(steps: list[tuple[str, str, int, bool]]) -> None:
    decisions = []
    for place, (who, value, earlier, replaces) in enumerate(steps):
        changes: dict[str, Any] = {"who": who, "value": value}
        if value == "undo":
            changes |= {"field": "undo", "value": f"{earlier:032x}"}
        elif replaces:
            changes["replaces"] = [f"{earlier:032x}"]
        decisions.append(decision(place, **changes))
    found = standing([Given(each) for each in decisions])
    holding = [those for fields in found.parcels.values() for those in fields.values()]
    assert found.undone + found.superseded + len(list(itertools.chain(*holding))) == len(decisions)
    assert all(those for those in holding)


def test_the_schema_names_what_a_line_must_have() -> None:
    assert set(schema()["required"]) == {"id", "at", "who", "via", "about", "key", "field", "value"}
