import pytest

from synthetic import fonts


def test_every_offered_family_tells_marked_letters_apart():
    for family in fonts.families(fonts.SANS + fonts.SERIF):
        font = fonts.load(fonts.Face(family), 40.0)
        masks = [bytes(font.getmask(letter)) for letter in "ữứừửựắằẳẵặếềểễệđ"]
        assert len(set(masks)) == len(masks)


def test_capital_height_is_as_asked():
    for family in fonts.families(fonts.SANS):
        box = fonts.load(fonts.Face(family), 60.0).getbbox("H")
        assert box[3] - box[1] == pytest.approx(60, abs=1.5)


def test_missing_family_is_said(monkeypatch):
    monkeypatch.setattr(fonts, "_FOLDERS", ())
    fonts._path.cache_clear()
    try:
        with pytest.raises(fonts.FontMissingError, match="apt-get"):
            fonts.families(fonts.SANS)
    finally:
        fonts._path.cache_clear()
