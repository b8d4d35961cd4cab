"""
No card number may ever enter the product: what looks like one is refused, or masked.

A card's number has 13 to 19 digits that pass the Luhn test (ISO/IEC 7812-1); people write blanks
and dashes between them. One in ten other numbers of that length passes too, so what is refused is
told in words that help whoever typed another number.
"""

import re

from moothall.kernel.errors import MoothallError

SHORTEST, LONGEST = 13, 19
_MASK = "[card number removed]"
#: Digits in any script, with at most two signs between them that people use to group them.
_CANDIDATE = re.compile(r"(?<!\d)\d(?:[ \u00a0\u2009\-‐-―._/]{0,2}\d){12,}(?!\d)")
_NOT_DIGIT = re.compile(r"\D")
_DOUBLE_OVER = 9


class CardNumberRefused(MoothallError):
    """What was typed holds something that looks like the number of a bank card."""


def passes_luhn(digits: str) -> bool:
    """Tell whether digits pass the test that all card numbers pass."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - _DOUBLE_OVER if value > _DOUBLE_OVER else value
    return total % 10 == 0


def holds_card_number(text: str) -> bool:
    """Tell whether something in a text looks like a card's number."""
    return any(_is_card(found.group()) for found in _CANDIDATE.finditer(text))


def without_card_numbers(text: str) -> str:
    """Return a text with whatever looks like a card's number masked."""
    return _CANDIDATE.sub(lambda found: _MASK if _is_card(found.group()) else found.group(), text)


def refuse_card_numbers(*texts: str) -> None:
    """
    Do nothing if no text holds what looks like a card's number.

    :raises CardNumberRefused: otherwise
    """
    if any(holds_card_number(text) for text in texts):
        raise CardNumberRefused("This looks like the number of a bank card.")


def _is_card(candidate: str) -> bool:
    """Tell whether a run of digits has a card's length and passes its test."""
    digits = _NOT_DIGIT.sub("", candidate)
    return SHORTEST <= len(digits) <= LONGEST and passes_luhn(digits) and digits.strip("0") != ""
