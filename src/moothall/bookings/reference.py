"""
The references of bookings: `ALD-4K7-9XM-Q2P`, a council's prefix and nine characters.

The last is a check (`kernel.spoken_characters`). A case's reference has eight at most, so that
neither is taken for the other. The database makes them; here they are read.
"""

import re

from moothall.kernel.errors import MoothallError
from moothall.kernel.spoken_characters import MEANT, is_sound

LENGTH = 9
_NOT_SAID = re.compile(r"[^0-9A-Z]+")


class ReferenceNotValid(MoothallError):
    """A text that is no reference of a booking, most likely misheard or mistyped."""


def parse_reference(text: str, *, prefix: str) -> str:
    """
    Return the reference of a council that a person meant, as it is stored.

    Forgives lower case, blanks, missing dashes, a missing prefix and what looks or sounds alike.

    :raises ReferenceNotValid: if no reference of this council reads like this
    """
    said = _NOT_SAID.sub("", text.upper())
    body = said[-LENGTH:].translate(MEANT)
    before = said[:-LENGTH]
    if len(body) != LENGTH or len(before) not in {0, len(prefix)} or not is_sound(body):
        raise ReferenceNotValid("No reference of a booking reads like this.")
    return f"{prefix}-{body[:3]}-{body[3:6]}-{body[6:]}"
