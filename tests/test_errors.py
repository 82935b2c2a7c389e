from __future__ import annotations

import pickle

import pytest

from pipeline import errors

CLASSES = [kind for kind in vars(errors).values() if isinstance(kind, type)]


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_comes_whole_from_a_worker(kind: type[errors.DigitizerError]) -> None:
    error = pickle.loads(pickle.dumps(kind("Đĩa đầy.", "The disk is full.")))
    assert type(error) is kind and str(error) == "Đĩa đầy. / The disk is full."
    assert (error.vietnamese, error.english) == ("Đĩa đầy.", "The disk is full.")


def test_every_error_has_its_own_exit_code() -> None:
    assert len({kind.exit_code for kind in CLASSES}) == len(CLASSES)
