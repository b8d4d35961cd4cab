"""
Postcodes that somebody may have meant who typed one that nobody has.

Two characters that changed places, and one that was typed or heard as another: as many spellings as
can be asked for at once.
"""

import re
from collections.abc import Iterable, Iterator

from django.db import connection

from moothall.places.address_text import postcode_key, written_postcode

MOST = 5
_SHORTEST, _LONGEST = 5, 7
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][ABD-HJLNP-UW-Z]{2}")
_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_KNOWN = """
    SELECT DISTINCT postcode_key FROM places_address
    WHERE is_offered AND postcode_key = ANY(%s) AND custodian_code = ANY(%s)
"""


def known(postcode: str, *, custodian_codes: Iterable[int]) -> list[str]:
    """Return those that exist as they are written on an envelope: swapped characters first."""
    typed = postcode_key(postcode)
    if not _SHORTEST <= len(typed) <= _LONGEST or not (typed.isascii() and typed.isalnum()):
        return []
    swapped = list(_swapped(typed))
    spellings = dict.fromkeys([*swapped, *_mistaken(typed)])
    spellings.pop(typed, None)
    wanted = [one for one in spellings if _POSTCODE.fullmatch(one)]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [wanted, list(custodian_codes)])
        found = {key for (key,) in cursor.fetchall()}
    ordered = sorted(found, key=lambda one: (one not in swapped, one))
    return [written_postcode(one) for one in ordered[:MOST]]


def _swapped(typed: str) -> Iterator[str]:
    for at in range(len(typed) - 1):
        yield typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :]


def _mistaken(typed: str) -> Iterator[str]:
    for at in range(len(typed)):
        for character in _CHARACTERS:
            yield typed[:at] + character + typed[at + 1 :]
