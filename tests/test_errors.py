from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from pipeline import errors
from pipeline.model import Reason
from pipeline.wording import say

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type)]
CLASSES = [kind for kind in KINDS if issubclass(kind, errors.DigitizerError)]


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_comes_whole_from_a_worker(kind: type[errors.DigitizerError]) -> None:
    error = pickle.loads(pickle.dumps(kind("no_folder", {"folder": Path("a")})))
    assert type(error) is kind and str(error) == "Không có thư mục a. / There is no folder a."
    assert error.reason == Reason("no_folder", {"folder": Path("a")})


def test_every_error_has_its_own_exit_code() -> None:
    assert len({kind.exit_code for kind in CLASSES}) == len(CLASSES)


def test_a_fault_tells_its_place_and_never_its_text() -> None:
    try:
        int("Lê Thị Giấu")
    except ValueError as error:
        told = say(errors.fault_at(error))
    assert told.startswith("ValueError, test_errors:") and "Giấu" not in told
