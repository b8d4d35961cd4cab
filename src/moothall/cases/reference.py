"""
The references of cases: short enough to read down a telephone, and wrong when misheard.

`ALD-4K7-9XM` is a council's prefix, then characters of an alphabet of nineteen. Left out is
whatever looks or sounds like another (0 and O, 1 and I and L, Z for 2, S for 5, B for 8, N for M,
all but one of the letters that rhyme with E) and the vowels, lest a word appear by chance. The
last character is a check; nineteen is prime, so it notices every single wrong character and every
two neighbours that changed places. The database makes references (`cases_reference`); here they
are read. Why all this: `docs/decisions/case-references.md`.
"""

import re
from collections.abc import Iterable

from moothall.kernel.errors import MoothallError

ALPHABET = "23456789FHJKMPQRWXY"

#: Characters after the prefix, the check included: six until 2.4 million cases, then more.
LENGTHS = range(6, 9)

#: What people write or hear in place of ours. A wrong guess is one wrong character: it is noticed.
_MEANT = str.maketrans("SZBGVNOCDET", "5286YMQPPPP")
#: Prefixes may have any letter; what looks alike counts as the same there.
_ALIKE = str.maketrans("0152864", "OISZBGA")
_NOT_SAID = re.compile(r"[^0-9A-Z]+")


class ReferenceNotValid(MoothallError):
    """A text that is no reference, most likely misheard or mistyped."""


def check_character(characters: str) -> str:
    """Return the character that follows these: their values weighted 1, 2, 3 … modulo nineteen."""
    total = sum(
        weight * ALPHABET.index(character) for weight, character in enumerate(characters, start=1)
    )
    return ALPHABET[total % len(ALPHABET)]


def parse_reference(text: str, *, prefix: str) -> str:
    """
    Return the reference of a council that a person meant, as it is stored.

    Forgives lower case, blanks, missing dashes, a missing prefix and what looks alike.

    :raises ReferenceNotValid: if no reference of this council reads like this
    """
    said = _NOT_SAID.sub("", text.upper())
    bodies = [said]
    if said[: len(prefix)].translate(_ALIKE) == prefix.translate(_ALIKE):
        bodies.insert(0, said[len(prefix) :])
    for body in bodies:
        meant = body.translate(_MEANT)
        if _is_sound(meant):
            half = len(meant) // 2
            return f"{prefix}-{meant[:half]}-{meant[half:]}"
    raise ReferenceNotValid("No reference reads like this.")


def possible_references(text: str, prefixes: Iterable[str]) -> list[str]:
    """Return each reference that may be meant among several councils', usually one or none."""
    found = []
    for prefix in prefixes:
        try:
            found.append(parse_reference(text, prefix=prefix))
        except ReferenceNotValid:
            continue
    return found


def _is_sound(body: str) -> bool:
    return (
        len(body) in LENGTHS
        and all(character in ALPHABET for character in body)
        and check_character(body[:-1]) == body[-1]
    )
