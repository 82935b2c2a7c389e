import pytest

from synthetic.register import FORMS, random_register_style
from synthetic.style import LOOKS, random_style


@pytest.mark.parametrize("look", LOOKS)
def test_same_seed_same_style(look):
    assert random_style(5, look) == random_style(5, look)
    assert len({random_style(seed, look) for seed in range(6)}) > 1


def test_looks_differ_and_the_circular_keeps_its_measures():
    assert len(LOOKS) >= 4
    assert len({random_style(1, look).title for look in LOOKS}) == len(LOOKS)
    for seed in range(10):
        style = random_style(seed)
        assert (style.strip_mm, style.outer_mm, style.inner_mm, style.cross_mm) == (10.0, 1.0, 0.15, 6.0)
        assert style.area_text(421.1) == "421,1"


def test_unknown_look_and_form_are_refused():
    with pytest.raises(ValueError, match="circular2014"):
        random_style(1, "baroque")
    with pytest.raises(ValueError, match="app15"):
        random_register_style(1, "scroll")


def test_register_columns_come_in_many_orders():
    orders = {
        tuple(column.key for column in random_register_style(seed, "plain").columns) for seed in range(12)
    }
    assert len(orders) > 6
    assert all({"number", "owner", "area", "code"} <= set(order) for order in orders)
    assert FORMS[0] == "app15"
