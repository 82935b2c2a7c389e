import pytest

from synthetic.old_sheets.styles import NAMES, old_style


def test_a_style_that_nobody_draws_is_refused():
    with pytest.raises(ValueError, match="sepia"):
        old_style("sepia", 1)


@pytest.mark.parametrize("name", NAMES)
def test_seeds_differ_and_are_kept(name):
    styles = [old_style(name, seed) for seed in range(30)]
    assert styles[7] == old_style(name, 7)
    for field in ("layout", "scale", "form", "titles", "houses"):
        assert len({getattr(style, field) for style in styles}) > 1
    assert {style.base.edge for style in styles} == {"cut", "over"}


def test_styles_differ_from_each_other():
    hand, blueprint, fax, hachured = (old_style(name, 3) for name in NAMES)
    assert hand.pen.wobble_mm > 0 and hand.writer.unrest > 0
    assert blueprint.writer.unrest == 0 and not blueprint.pen.wobble_mm
    assert fax.writer is None and fax.front in ("bold", "beside") and fax.dpi <= 300
    assert hachured.houses in ("hatched", "grey", "crossed") and hachured.water_lines
