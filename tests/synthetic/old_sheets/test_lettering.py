import numpy as np
import pytest

from synthetic.old_sheets.lettering import Writer, random_writer


def test_a_template_writes_a_letter_always_the_same():
    rng = np.random.default_rng(1)
    first, second = (np.vstack(Writer().strokes("8", 2.0, rng)) for _ in range(2))
    assert np.allclose(first, second)


def test_a_hand_never_writes_a_letter_twice_the_same():
    rng = np.random.default_rng(1)
    writer = random_writer(rng, by_hand=True)
    first, second = (np.vstack(writer.strokes("8", 2.0, rng)) for _ in range(2))
    assert 0.02 < np.abs(first - second).max() < 0.9


def test_a_line_is_as_long_as_it_says():
    points = np.vstack(Writer().strokes("1250,7", 2.5, np.random.default_rng(1)))
    width = Writer().width("1250,7", 2.5)
    assert points[:, 0].max() == pytest.approx(width, abs=0.3)
    assert points[:, 1].max() == pytest.approx(2.5, abs=0.05)
    assert Writer(stretch=1.2).width("88", 2.5) > Writer().width("88", 2.5)


def test_hands_differ_in_their_figures():
    writers = [random_writer(np.random.default_rng(seed), by_hand=True) for seed in range(20)]
    assert len({tuple(sorted(writer.forms.items())) for writer in writers}) > 10
