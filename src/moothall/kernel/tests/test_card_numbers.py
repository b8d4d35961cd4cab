"""No card number gets in, however it is written."""

import pytest

from moothall.kernel.card_numbers import (
    CardNumberRefused,
    holds_card_number,
    refuse_card_numbers,
    without_card_numbers,
)

#: Numbers that the schemes publish for tests.
CARDS = ("4242424242424242", "5555 5555 5555 4444", "3782-822463-10005", "4222222222222")


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_is_found_and_masked(number):
    text = f"Please take {number}, exp 12/29"

    assert holds_card_number(text)
    assert without_card_numbers(text) == "Please take [card number removed], exp 12/29"
    with pytest.raises(CardNumberRefused):
        refuse_card_numbers("Siân", text)


@pytest.mark.parametrize(
    "text", ["0123456789012", "UPRN 100021069682", "4242424242424243", "NOR-P4K7-9XMF-HJ", "0" * 16]
)
def test_other_numbers_are_left_alone(text):
    assert not holds_card_number(text)
    refuse_card_numbers(text)
    assert without_card_numbers(text) == text
