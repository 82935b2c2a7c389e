from __future__ import annotations

import string

import pytest

from pipeline.catalogue import PARTS, TEXTS


def placeholders(text: str) -> set[tuple[str, str | None]]:
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_say_the_same_values_in_the_same_form(code: str) -> None:
    text = TEXTS[code]
    assert text.vietnamese and text.english
    assert placeholders(text.vietnamese) == placeholders(text.english)


def test_a_code_means_one_thing() -> None:
    assert sum(map(len, PARTS)) == len(TEXTS)
