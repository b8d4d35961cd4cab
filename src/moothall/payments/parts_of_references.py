"""Payments by a part of a reference: of ours, the card company's, or that of a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from moothall.kernel.spoken_characters import MEANT

#: Fewer letters and digits of a reference would find half of all payments, and use no index.
SHORTEST_PART = 3

_FIND = """
    SELECT found.payment FROM unnest(%s::bigint[]) AS wanted(council),
    LATERAL payments_with_reference(wanted.council, %s, %s, %s, %s, %s, %s) AS found
"""


@dataclass(frozen=True)
class Part:
    """What is known of a reference, in which councils, and what else the payment must be."""

    council_ids: Sequence[int]
    typed: str
    most: int
    amount_pence: int | None = None
    #: From the beginning of the first moment until before the second.
    between: tuple[datetime, datetime] | None = None
    state: str = ""

    @property
    def letters(self) -> str:
        """Return the letters and digits of it: what stands between them varies."""
        return _letters(self.typed)

    @property
    def is_too_short(self) -> bool:
        """Tell whether nothing can be looked for by it."""
        return is_too_short(self.typed)


def is_too_short(typed: str) -> bool:
    """Tell whether too few letters and digits were typed to look for a reference by them."""
    return len(_letters(typed)) < SHORTEST_PART


def payments_with(part: Part) -> list[UUID]:
    """
    Return the newest payments of each council with this part; none if it is too short.

    One query. What people write or hear in place of our characters is looked for as well.
    """
    if part.is_too_short:
        return []
    since, before = part.between or (None, None)
    parts = list(dict.fromkeys([part.letters, part.letters.translate(MEANT)]))
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            [
                *(list(part.council_ids), parts, part.amount_pence, since, before),
                *(part.state, part.most),
            ],
        )
        return [payment for (payment,) in cursor.fetchall()]


def _letters(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())
