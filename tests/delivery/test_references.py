from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.delivery.references import references
from pipeline.model import Commune, Finding, InputFile
from pipeline.wording import say


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("maps/Ông Thử.TIF", "bản quét bản đồ 1"),
        ("records/x/so.pdf", "bản quét hồ sơ 1"),
        ("maps/ghi chú của bà Mẫu.docx", "tệp nằm cạnh bản quét 1"),
        ("records/a.tfw", "tệp nằm cạnh bản quét 1"),
        ("control/a.points", "tệp điểm khống chế 1"),
        ("la.txt", "tệp 1"),
    ],
)
def test_a_file_is_called_by_what_it_is_and_never_by_its_name(
    empty_commune: Commune, path: str, called: str
) -> None:
    told = Finding("document_beside", values={"file": InputFile(path)})
    named = references(replace(empty_commune, findings=(told,)))
    assert {path: say(name) for path, name in named.names.items()} == {path: called}
