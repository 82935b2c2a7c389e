from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.handin import mapping
from pipeline.handin.mapping import Form, forms, hash_of_forms, place_of


def changed(**changes: Any) -> dict[str, Any]:
    return {**forms()[0].model_dump(), **changes}


@pytest.mark.parametrize(("letter", "place"), [("A", 0), ("Z", 25), ("AA", 26), ("BI", 60)])
def test_letters_are_places(letter: str, place: int) -> None:
    assert place_of(letter) == place


@pytest.mark.parametrize(
    "columns",
    [
        [{"letter": "A", "title": "a"}, {"letter": "C", "title": "c"}],
        [{"letter": "A", "title": "a", "value": "ten_me"}],
        [{"letter": "A", "title": "a", "absent": "X_{ten_me}"}],
        [{"letter": "A", "title": "a", "colour": "red"}],
    ],
)
def test_a_layout_that_cannot_be_is_refused(columns: list[dict[str, str]]) -> None:
    with pytest.raises(ValidationError):
        Form.model_validate(changed(columns=columns, checks=[]))


def test_a_check_of_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError):
        Form.model_validate(changed(checks=[{"code": "x", "title": "x", "columns": ["ZZ"]}]))


def test_every_shipped_form_tells_its_source() -> None:
    assert all(form.source and form.certainty in ("A", "B") for form in forms())


def test_a_form_that_an_office_adds_or_changes_makes_another_hand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "_folder", lambda: tmp_path)
    seen = {hash_of_forms()}
    for name, text in (("bieu_01.toml", "a"), ("bieu_01.toml", "b"), ("bieu_02.toml", "a")):
        (tmp_path / name).write_text(text)
        seen.add(hash_of_forms())
    assert len(seen) == 4
