"""
No card number may ever enter the product: what looks like one is refused, or masked.

A card's number has 13 to 19 digits that pass the Luhn test (ISO/IEC 7812-1); people write blanks
and dashes between them, and its expiry after it. One in ten other numbers of that length passes
too, so numbers that are surely something else are set apart by their shape, and what is refused is
told in words that help whoever typed another number. Decision record: `card-numbers.md`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moothall.kernel.errors import MoothallError

SHORTEST, LONGEST = 13, 19
MASK = "[card number removed]"
#: Nearly all cards have as many digits; a longer group may be one and its expiry without a blank.
_USUAL = (15, 16)
_DOUBLE_OVER = 9

#: What people put between the digits: blanks of any kind, one sign, or both; never a new line.
_BETWEEN = (
    r"(?>[^\S\r\n]{0,2}[-,.·*_/+\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212]?[^\S\r\n]{0,2})"
)
_RUN = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}\d){{{SHORTEST - 1},}}")
_GROUP = re.compile(r"\d+")
#: Numbers whose shape tells that they are no card's, so that chance refuses fewer people.
_OTHERS = re.compile(
    r"""
      (?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])  # identifiers of rows
    | (?<![0-9a-z])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])  # digests
    | (?<![\d.,])\d+\.\d+(?![\d.])                                  # decimals, such as coordinates
    | (?<!\d)(?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d(?!\d)             # days, as programs write them
    | (?<!\d)[0-3]?\d[./-](?:0?\d|1[0-2])[./-](?:19|20)\d\d(?!\d)   # days, as people write them
    | (?<![0-9a-z])GB\d\d\ ?[A-Z]{4}(?:\ ?\d){14}(?!\d)             # numbers of bank accounts
    | (?<![\d+])\+\d(?:[ -]?\d){6,14}(?![ -]?\d)                    # telephones with their country
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Passes for buses (ITSO), and library cards of 14 digits: both are built to pass the Luhn test.
_NO_BANKS = re.compile(r"633597\d+|0\d+|2\d{13}|3[1-57]\d{12}")
#: How the schemes' numbers begin and how long they are, for looking inside of longer numbers.
_SCHEMES = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0|6|8|9)\d{12,17}"
    r"|35\d{14,17}|(?:50|5[6-9]|6\d)\d{11,17}|81\d{14,17}"
)


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
    return next(_found(text), None) is not None


def was_refused(value: Any) -> bool:
    """Tell whether a value holds what looks like a card's number, or where one was taken out."""
    return any(MASK in text or holds_card_number(text) for text in _texts(value))


def without_card_numbers(text: str) -> str:
    """Return a text with whatever looks like a card's number masked."""
    parts, end = [], 0
    for start, stop in _found(text):
        parts += [text[end:start], MASK]
        end = stop
    return "".join((*parts, text[end:])) if parts else text


def masked(value: Any) -> Any:
    """Return what a JSON column may hold with whatever looks like a card's number masked."""
    if isinstance(value, str):
        return without_card_numbers(value)
    if isinstance(value, Mapping):
        return {masked(key): masked(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [masked(one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and holds_card_number(str(value)):
        return MASK
    return value


def refuse_card_numbers(*values: Any) -> None:
    """
    Do nothing if no text, nor any within a mapping or list, holds what looks like a card's number.

    :raises CardNumberRefused: otherwise
    """
    if any(holds_card_number(text) for value in values for text in _texts(value)):
        raise CardNumberRefused("This looks like the number of a bank card.")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(key)
            yield from _texts(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def _found(text: str) -> Iterator[tuple[int, int]]:
    """Return where runs of digits begin and end that hold a card's number."""
    looked_at = text.replace("%20", "   ")
    if _RUN.search(looked_at) is None:
        return
    looked_at = _OTHERS.sub(lambda other: "\0" * len(other.group()), looked_at)
    for run in _RUN.finditer(looked_at):
        groups = _GROUP.findall(run.group())
        if _is_card("".join(groups)) or any(map(_is_of_a_scheme, _within(groups))):
            yield run.span()


def _is_card(digits: str) -> bool:
    return (
        SHORTEST <= len(digits) <= LONGEST
        and _NO_BANKS.fullmatch(digits) is None
        and passes_luhn(digits)
    )


def _is_of_a_scheme(digits: str) -> bool:
    return _SCHEMES.fullmatch(digits) is not None and _is_card(digits)


def _within(groups: Sequence[str]) -> Iterator[str]:
    """Return what might be a card's number beside other digits: whole groups, or a group's ends."""
    for first in range(len(groups)):
        digits = ""
        for group in groups[first : first + LONGEST]:
            digits += group
            if len(digits) > LONGEST:
                break
            yield digits
    for group in groups:
        for length in _USUAL:
            if len(group) > max(_USUAL):
                yield group[:length]
            if len(group) > LONGEST:
                yield group[-length:]
