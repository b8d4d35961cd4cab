"""No card number gets in, however it is written; other numbers do."""

import time
from uuid import UUID

import pytest

from moothall.kernel.card_numbers import (
    MASK,
    CardNumberRefused,
    holds_card_number,
    masked,
    refuse_card_numbers,
    was_refused,
    without_card_numbers,
)

#: Numbers that the schemes publish for tests, as people may write them.
CARDS = (
    "4242424242424242",
    "5555 5555 5555 4444",
    "3782-822463-10005",
    "4222222222222",
    "4242  4242  4242  4242",
    "4242 - 4242 - 4242 - 4242",
    "4242.4242.4242.4242",
    "4242\u200942\u200942\u20094242\u20094242",
    "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2",
    "4242%204242%204242%204242",
    "４２４２４２４２４２４２４２４２",
    "2223 0031 2200 3222",
    "6304 0000 0000 0000",
)


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_is_found_and_masked(number):
    text = f"Please take {number}, exp"

    assert holds_card_number(text)
    assert without_card_numbers(text) == "Please take [card number removed], exp"
    with pytest.raises(CardNumberRefused):
        refuse_card_numbers("Siân", text)


@pytest.mark.parametrize(
    "text",
    [
        "4242 4242 4242 4242 12/29 123",
        "12/29 4242424242424242",
        "42424242424242421229123",
        "0042 4242424242424242",
        "call 01632960001 4242424242424242",
    ],
)
def test_a_card_number_among_other_digits_is_found_and_all_of_it_masked(text):
    assert holds_card_number(text)
    assert "4242" not in without_card_numbers(text)
    assert "123" not in without_card_numbers(text).replace(MASK, "")


@pytest.mark.parametrize(
    "text",
    [
        "0123456789012",
        "UPRN 100021069682",
        "4242424242424243",
        "NOR-P4K7-9XMF-HJ",
        "0" * 16,
        "+44 7700 900 982 07700 900 982",
        "0044 1632 960 002",
        "from 01/02/2026 08/02/2026",
        "2026-11-29 2026-11-30",
        "51.5073510 -0.1277580",
        "530000.42 180000.45",
        "GB29 NWBK 6016 1331 9268 19",
        "6335970123456789017",
        "21234567890128",
        "01936b2e-0000-7000-8000-424242424242",
        "42424242424242424242424242424242424242424242424242424242424242ab",
        "line 1: 424242\n424242\n4242",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert not holds_card_number(text)
    refuse_card_numbers(text)
    assert without_card_numbers(text) == text


def test_identifiers_are_never_taken_for_cards():
    for number in range(20_000):
        assert not holds_card_number(str(UUID(int=0x01936B2E_0000_7000_8000_000000000000 + number)))


def test_what_is_nested_is_looked_through_and_masked():
    value = {
        "note": ["4242424242424242", {"n": 4242424242424242}],
        "ok": True,
        "uprn": 100021069682,
    }

    assert was_refused(value)
    assert masked(value) == {"note": [MASK, {"n": MASK}], "ok": True, "uprn": 100021069682}
    assert was_refused(masked(value))
    assert not was_refused({"ok": [True, None, 1.5, "no"]})
    with pytest.raises(CardNumberRefused):
        refuse_card_numbers(value)


def test_the_way_on_that_people_are_told_works():
    assert not was_refused("4242 4242 then 4242 4242")


def test_long_texts_of_digits_and_blanks_are_looked_through_quickly():
    started = time.process_time()

    for text in ("1  " * 20_000, "12 " * 20_000, "7" * 100_000, "1 - " * 11 + "x"):
        holds_card_number(text)

    assert time.process_time() - started < 20
