"""
What accounts are called: each number of a book has one reference, and each reference one number.

References look random, so that the next one cannot be guessed from one's own, and end with a check
digit, so that a slip of the finger finds nothing.
"""

import re
from enum import StrEnum

_SPACE = 10_000_000
_STEP = 3_141_593
"""Shares no factor with the space, so that each number is reached once."""
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)
_NOISE = re.compile(r"[\s\-/.]")


class Kind(StrEnum):
    """The six books."""

    COUNCIL_TAX = "council_tax"
    BENEFITS = "benefits"
    RENT = "rent"
    BUSINESS_RATES = "business_rates"
    PARKING = "parking"
    LIBRARY = "library"


ACCOUNTS = {
    Kind.COUNCIL_TAX: 30_000,
    Kind.BENEFITS: 5_000,
    Kind.RENT: 6_000,
    Kind.BUSINESS_RATES: 3_000,
    Kind.PARKING: 3_000,
    Kind.LIBRARY: 3_000,
}
"""How many accounts each book has: 50,000 in all."""

PREFIXES = {
    Kind.COUNCIL_TAX: "7",
    Kind.BENEFITS: "HB",
    Kind.RENT: "RN",
    Kind.BUSINESS_RATES: "NDR",
    Kind.PARKING: "PP",
    Kind.LIBRARY: "D",
}


def reference_of(kind: Kind, number: int) -> str:
    """Return what the account of this number is called."""
    serial = f"{(number * _STEP + 1_234_567) % _SPACE:07}"
    return f"{PREFIXES[kind]}{serial}{_check_digit(serial)}"


def number_of(kind: Kind, reference: str) -> int | None:
    """Return the number of the account that is called this, if there is one."""
    bare = normalised(reference)
    serial = bare.removeprefix(PREFIXES[kind])[:-1]
    if not re.fullmatch(r"\d{7}", serial, re.ASCII):
        return None
    number = (int(serial) - 1_234_567) * pow(_STEP, -1, _SPACE) % _SPACE
    known = number < ACCOUNTS[kind] and reference_of(kind, number) == bare
    return number if known else None


def normalised(text: str) -> str:
    """Return a reference or a postcode as it is compared."""
    return _NOISE.sub("", text).upper()


def _check_digit(serial: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(serial, _WEIGHTS, strict=True))
    return str(total % 11 % 10)
