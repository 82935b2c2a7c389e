from __future__ import annotations

import re
import string
from importlib import import_module
from pkgutil import iter_modules

import pytest

from pipeline import catalogue
from pipeline.catalogue import FINDINGS, HEADINGS, TEXTS
from pipeline.catalogue.text import Entry, Text

VIETNAMESE = re.compile(
    r"[àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ]", re.IGNORECASE
)


def placeholders(text: str) -> set[tuple[str, str | None]]:
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_say_the_same_values_in_the_same_form(code: str) -> None:
    text = TEXTS[code]
    assert text.vietnamese and text.english
    assert placeholders(text.vietnamese) == placeholders(text.english)
    assert not VIETNAMESE.search(text.english)


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_every_finding_says_what_to_do_in_both_languages(code: str) -> None:
    assert FINDINGS[code].remedy and FINDINGS[code].remedy_english
    assert not VIETNAMESE.search(FINDINGS[code].remedy_english)


def test_a_code_means_one_thing() -> None:
    parts = [import_module(f"pipeline.catalogue.{part.name}") for part in iter_modules(catalogue.__path__)]
    tables = [table for part in parts for table in vars(part).values() if isinstance(table, dict)]
    entries = [code for table in tables for code, text in table.items() if isinstance(text, (Text, Entry))]
    assert sorted(entries) == sorted([*TEXTS, *HEADINGS])


def test_findings_of_a_kind_have_a_name_without_values() -> None:
    """Their texts up to a colon are one where no value stands in it; all others have a heading."""
    firsts = {
        code: (each.vietnamese.split(": ")[0], each.english.split(": ")[0]) for code, each in FINDINGS.items()
    }
    assert set(HEADINGS) == {code for code, both in firsts.items() if any(map(placeholders, both))}
    for text in HEADINGS.values():
        assert VIETNAMESE.search(text.vietnamese) and not VIETNAMESE.search(text.english)
        assert not placeholders(text.vietnamese) and not placeholders(text.english)
