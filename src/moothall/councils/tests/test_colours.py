"""Whatever colour a council chooses, its pages can be read."""

from hypothesis import given
from hypothesis import strategies as st

from moothall.councils.colours import contrast, mixed, readable_on_white, text_on

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_what_wcag_says():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert contrast("#123456", "#123456") == 1


def test_a_dark_colour_is_left_as_it_is_and_a_pale_one_is_not():
    assert readable_on_white("#14532d") == "#14532d"
    assert contrast("#ffd100", "#ffffff") < 1.5
    assert contrast(readable_on_white("#ffd100"), "#ffffff") >= 6


@given(colours)
def test_words_in_and_on_any_colour_stand_out(colour):
    assert contrast(text_on(colour), colour) >= 4.5
    assert contrast(readable_on_white(colour), "#ffffff") >= 4.5
    assert contrast(readable_on_white(colour), mixed("#ffffff", colour, 0.06)) >= 4.5
