"""
The references of cases: short enough to read down a telephone, and wrong when misheard.

`ALD-4K7-9XM` is a council's prefix, then characters of an alphabet of nineteen, of which the last
is a check (`kernel.spoken_characters`). The database makes references (`cases_reference`); here
they are read. Why all this: `docs/decisions/case-references.md`.
"""

import re
from collections.abc import Iterable

from moothall.kernel.errors import MoothallError
from moothall.kernel.spoken_characters import MEANT, is_sound

#: Characters after the prefix, the check included: six until 2.4 million cases, then more.
LENGTHS = range(6, 9)

#: Prefixes may have any letter; what looks alike counts as the same there.
_ALIKE = str.maketrans("0152864", "OISZBGA")
_NOT_SAID = re.compile(r"[^0-9A-Z]+")


class ReferenceNotValid(MoothallError):
    """A text that is no reference, most likely misheard or mistyped."""


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
        meant = body.translate(MEANT)
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
    return len(body) in LENGTHS and is_sound(body)
