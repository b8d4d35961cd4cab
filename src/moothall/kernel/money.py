"""Money is a whole number of pence; here it is read from, and put into, the words of a person."""

import re

_AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,12})?(\.\d{1,2})?")
_PENCE_IN_A_POUND = 100


def pounds(pence: int) -> str:
    """Return 123450 as £1,234.50, and 4500 as £45."""
    sign, whole = "−" if pence < 0 else "", abs(pence)
    rest = whole % _PENCE_IN_A_POUND
    return f"{sign}£{whole // _PENCE_IN_A_POUND:,}" + (f".{rest:02}" if rest else "")


def pounds_in_full(pence: int) -> str:
    """Return 4500 as £45.00: in a column, pence stand under pence."""
    sign, whole = "−" if pence < 0 else "", abs(pence)
    return f"{sign}£{whole // _PENCE_IN_A_POUND:,}.{whole % _PENCE_IN_A_POUND:02}"


def pence_of(text: str) -> int:
    """
    Return an amount of pounds as people type it, such as "£1,234.5" or "45", in pence.

    :raises ValueError: if it is no amount
    """
    bare = re.sub(r"[£\s]", "", text)
    if not _AMOUNT.fullmatch(bare) or not any(letter.isdecimal() for letter in bare):
        raise ValueError(text)
    whole, _, rest = bare.replace(",", "").lstrip("-").partition(".")
    amount = int(whole or 0) * _PENCE_IN_A_POUND + int(rest.ljust(2, "0") or 0)
    return -amount if bare.startswith("-") else amount
