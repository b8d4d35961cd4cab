"""References: what is read, and in which words what is wrong is told."""

import pytest

from moothall.payments.catalogue.references import ReferenceFormat, ReferenceWrong


def told(form, typed):
    with pytest.raises(ReferenceWrong) as wrong:
        form.read(typed)
    return str(wrong.value)


def test_blanks_dashes_and_small_letters_do_not_count():
    form = ReferenceFormat(shapes=("AA999999",), example="TR123456")

    assert form.read("tr 12-34 56") == "TR123456"
    assert form.problem() == ""


def test_what_is_wrong_is_said():
    form = ReferenceFormat(shapes=("CT9999A?",), example="CT1234B1")

    assert told(form, "CT123") == "It has 8 letters and numbers. You typed 5."
    assert told(form, "XX1234B1") == "It begins with CT."
    assert told(form, "CT12O4B1") == "Sign 5 must be a digit, not “O”."
    assert told(form, "CT123411") == "Sign 7 must be a letter, not “1”."
    assert told(form, "CT1234B!") == "Sign 8 must be a letter or a digit, not “!”."


def test_one_of_two_shapes_is_enough_and_the_nearest_says_what_is_wrong():
    form = ReferenceFormat(shapes=("999999", "AA999999"), example="123456")

    assert form.read("AB123456") == "AB123456"
    assert told(form, "1234567") == "It has 6 or 8 letters and numbers. You typed 7."
    assert told(form, "A2123456") == "Sign 2 must be a letter, not “2”."


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        ("modulus_11", "1234567892", "1234567982"),
        ("modulus_11", "00000051", "00000052"),
        ("modulus_11", "0000006X", "00000061"),
        ("modulus_97", "12345676", "12345667"),
        ("modulus_10", "4006381333931", "4006381333913"),
    ],
)
def test_check_digits_find_what_was_mistyped(check, right, wrong):
    form = ReferenceFormat(shapes=("9" * (len(right) - 1) + "?",), check=check, example=right)

    assert form.problem() == ""
    assert "There is a mistake in it" in told(form, wrong)


def test_whoever_sets_it_up_is_told_what_cannot_be():
    assert "no check called luhn" in ReferenceFormat(shapes=("999",), check="luhn").problem()
    assert "show an example" in ReferenceFormat(shapes=("999",)).problem()
    assert "is none" in ReferenceFormat(shapes=("999",), example="12").problem()
    assert "at least 3" in ReferenceFormat(shapes=("99",), example="12").problem()
    assert ReferenceFormat(shapes=()).problem() == ""
